import { runPlugin } from "../../../provider/rpc/server";
import { cloudflareProvider } from "./provider";

void runPlugin(cloudflareProvider());
