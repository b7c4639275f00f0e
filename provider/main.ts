/** The executable behind `pulumi-resource-okta-cloudflare-access`. */
import { nativeProvider } from "./provider";
import { runPlugin } from "./rpc/server";

void runPlugin(nativeProvider());
