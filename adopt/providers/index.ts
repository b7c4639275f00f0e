import { createProviders } from "../../components";
import { loadConfig, providersArgs } from "../../config";
import { silenceDebugLog } from "../../lib/debug-log";

silenceDebugLog();
const { okta, cloudflare } = providersArgs(loadConfig());
createProviders({ okta, cloudflare });
