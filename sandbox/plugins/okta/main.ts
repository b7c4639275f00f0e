/** The executable behind `pulumi-resource-okta` on machines where the published plugin cannot be had. */
import { runPlugin } from "../../../provider/rpc/server";
import { oktaProvider } from "./provider";

void runPlugin(oktaProvider);
