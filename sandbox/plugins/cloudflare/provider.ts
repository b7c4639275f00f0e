import type { ProviderDefinition } from "../../../provider/rpc/resource";
import type { CloudflareClient, CloudflareClientOptions } from "./client";
import { FUNCTIONS } from "./functions";
import { CONFIG, clientFor, configProblems } from "./provider-config";
import { defineResource } from "./resource";
import { APPLICATION } from "./resources/application";
import { GROUP } from "./resources/group";
import { IDENTITY_PROVIDER } from "./resources/identity-provider";
import { ORGANIZATION } from "./resources/organization";
import { POLICY } from "./resources/policy";

/** What a test may change about the plugin. */
export interface CloudflareProviderOptions {
  /** Where settings that the configuration leaves out come from. Defaults to the environment of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Changes the milliseconds to wait between two attempts. Defaults to the vendor's timing. */
  readonly pace?: CloudflareClientOptions["pace"];
}

/**
 * The stand-in for the `cloudflare` plugin: what Zero Trust Access needs of version 6.22.1 (provider 5.22.0), for use
 * with the local sandbox only. Where resources, requests and answers go, it does as the published plugin does.
 */
export function cloudflareProvider(options: CloudflareProviderOptions = {}): ProviderDefinition<CloudflareClient> {
  const { environment = process.env, pace } = options;
  return {
    name: "cloudflare",
    version: "6.22.1+sandbox.stand.in",
    description: "sandbox stand-in, not the published plugin",
    config: CONFIG,
    validateConfig: configProblems,
    configure: async (config) => clientFor(config, environment, pace),
    resources: [IDENTITY_PROVIDER, GROUP, POLICY, APPLICATION, ORGANIZATION].map(defineResource),
    functions: FUNCTIONS,
  };
}
