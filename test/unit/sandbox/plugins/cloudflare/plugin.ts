import { type CloudflareProviderOptions, cloudflareProvider } from "../../../../../sandbox/plugins/cloudflare/provider";
import { drivePlugin, type Held, type Planned, type PluginDriver } from "../../../../support/plugin-driver";

/** A token of the right form that opens nothing. */
export const TOKEN = "0123456789012345678901234567890123456789";
/** The account of the recordings. */
export const ACCOUNT = "0".repeat(32);

/** Starts the stand-in without the environment of the process, and without waits between attempts. */
export function startPlugin(options: CloudflareProviderOptions = {}): Promise<PluginDriver> {
  return drivePlugin(cloudflareProvider({ environment: {}, pace: () => 0, ...options }));
}

/** Which top-level properties change, and which of them replace: the framework bridge tells no more than that. */
export async function diffOf(plugin: PluginDriver, held: Held, news: Parameters<PluginDriver["diff"]>[1]) {
  const { changes, replaces, diffs }: Planned = await plugin.diff(held, news);
  return { changes, replaces, paths: [...diffs].sort() };
}
