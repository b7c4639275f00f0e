import { runPlugin } from "../shared/server";
import { cloudflareProvider } from "./provider";

void runPlugin(cloudflareProvider());
