import { type NativeProviderOptions, nativeProvider } from "../../provider/provider";
import { Secret } from "../../provider/rpc/values";
import { type RunningCloudflare, startCloudflare } from "../../sandbox/cloudflare";
import { DEFAULT_TENANT } from "../../sandbox/cloudflare/tenant";
import { drivePlugin, type PluginDriver } from "./plugin-driver";
import { Api } from "./scenario";

/** The project's own plugin in front of a local Cloudflare. */
export interface NativePlugin {
  readonly cloudflare: RunningCloudflare;
  /** The account, called as an administrator would. */
  readonly api: Api;
  readonly plugin: PluginDriver;
  close(): Promise<void>;
}

/** Starts both, and configures the plugin for the account. It never really waits between two attempts. */
export async function startNativePlugin(options: NativeProviderOptions = {}): Promise<NativePlugin> {
  const cloudflare = await startCloudflare({ port: 0 });
  const plugin = await drivePlugin(nativeProvider({ wait: async () => undefined, ...options }));
  await plugin.configure({
    cloudflareBaseUrl: cloudflare.apiUrl,
    cloudflareApiToken: new Secret(DEFAULT_TENANT.apiToken),
  });
  return {
    cloudflare,
    api: new Api(`${cloudflare.apiUrl}/accounts/${DEFAULT_TENANT.accountId}`, `Bearer ${DEFAULT_TENANT.apiToken}`),
    plugin,
    close: async () => {
      plugin.close();
      await cloudflare.close();
    },
  };
}
