import { CloudflareApi, type CloudflareApiOptions } from "./cloudflare-api";
import { identityProviderApiToken } from "./identity-provider-api-token";
import { lockoutGuard } from "./lockout-guard";
import type { ProviderDefinition } from "./rpc/resource";

const DEFAULT_BASE_URL = "https://api.cloudflare.com/client/v4";

/** What a test may change about the plugin. */
export interface NativeProviderOptions extends Pick<CloudflareApiOptions, "wait"> {
  /** The clock. Defaults to the machine's. */
  readonly now?: () => Date;
}

/**
 * The project's own provider plugin: the few resources that no published provider has. It takes its credential as
 * configuration of the provider, so that one that is rotated changes no resource, and none is kept in a resource's state.
 */
export function nativeProvider({ now, wait }: NativeProviderOptions = {}): ProviderDefinition<CloudflareApi> {
  return {
    name: "okta-cloudflare-access",
    version: "0.1.0",
    description: "Okta sign-in for Cloudflare Zero Trust Access: what no published provider has",
    config: {
      cloudflareApiToken: { type: "string", required: true, secret: true, description: "Cloudflare API token." },
      cloudflareBaseUrl: {
        type: "string",
        optional: true,
        description: `Address of Cloudflare's API, ending in /client/v4. Defaults to ${DEFAULT_BASE_URL}.`,
      },
    },
    validateConfig: ({ cloudflareBaseUrl }) =>
      typeof cloudflareBaseUrl === "string" && !URL.canParse(cloudflareBaseUrl)
        ? [`cloudflareBaseUrl: is not a URL. Write it like "${DEFAULT_BASE_URL}".`]
        : [],
    configure: async ({ cloudflareApiToken, cloudflareBaseUrl }) =>
      new CloudflareApi({
        apiToken: String(cloudflareApiToken),
        baseUrl: typeof cloudflareBaseUrl === "string" ? cloudflareBaseUrl : DEFAULT_BASE_URL,
        ...(wait === undefined ? {} : { wait }),
      }),
    resources: [identityProviderApiToken, lockoutGuard(now)],
    functions: [],
  };
}
