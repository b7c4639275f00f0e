import { join } from "node:path";
import { type RunningCloudflare, startCloudflare } from "./cloudflare/index";
import { DEFAULT_TENANT, teamDomain } from "./cloudflare/tenant";
import { type RunningOkta, SANDBOX_API_TOKEN, startOkta } from "./okta/index";

/** Port of the local Okta unless another one is asked for; the example stack `sandbox` expects it there. */
export const DEFAULT_OKTA_PORT = 7001;

/** Port of the local Cloudflare unless another one is asked for; the example stack `sandbox` expects it there. */
export const DEFAULT_CLOUDFLARE_PORT = 7002;

/**
 * Who the sandbox's tenants are, for stack settings and tests. Every value is fake and opens nothing outside of the
 * sandbox, the tokens too.
 */
export const SANDBOX_TENANTS = {
  okta: {
    /** Subdomain of the Okta organization: `acme` of `acme.okta.com`. */
    org: "acme",
    /** The API token that the local Okta accepts as `Authorization: SSWS`. */
    apiToken: SANDBOX_API_TOKEN,
  },
  cloudflare: {
    accountId: DEFAULT_TENANT.accountId,
    team: DEFAULT_TENANT.team,
    /** The API token that the local Cloudflare accepts as `Authorization: Bearer`. */
    apiToken: DEFAULT_TENANT.apiToken,
  },
} as const;

/** How to start the sandbox. */
export interface SandboxOptions {
  /** Port of the local Okta; 0 lets the system choose. Defaults to 7001. */
  readonly oktaPort?: number;
  /** Port of the local Cloudflare; 0 lets the system choose. Defaults to 7002. */
  readonly cloudflarePort?: number;
  /** A folder that keeps both tenants between runs, as `okta.db` and `cloudflare.db`. In memory when left out. */
  readonly databaseDirectory?: string;
  /**
   * Whether this Okta takes the SCIM connection of an app by API ("api"), or answers UNKNOWN and changes nothing
   * ("unknown"), as the real one is known to do. Defaults to "api".
   */
  readonly scimConnection?: "api" | "unknown";
  /**
   * Where hosts are to be found that the two services name: host name to loopback URL. Comes on top of their own, which
   * find each other.
   */
  readonly resolve?: Readonly<Record<string, string>>;
}

/** A local Okta and a local Cloudflare, both listening on loopback. */
export interface Sandbox {
  readonly okta: RunningOkta;
  readonly cloudflare: RunningCloudflare;
  /** Stops both and closes their databases. */
  close(): Promise<void>;
}

/**
 * Starts a local Okta and a local Cloudflare.
 *
 * @throws An error that names the port when one is in use; then neither is left running.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const hosts: Record<string, string> = {};
  const okta = await startOkta({
    port: options.oktaPort ?? DEFAULT_OKTA_PORT,
    org: SANDBOX_TENANTS.okta.org,
    apiToken: SANDBOX_TENANTS.okta.apiToken,
    ...databaseFile(options.databaseDirectory, "okta.db"),
    ...(options.scimConnection === undefined ? {} : { scimConnection: options.scimConnection }),
    resolve: hosts,
  });
  try {
    const cloudflare = await startCloudflare({
      port: options.cloudflarePort ?? DEFAULT_CLOUDFLARE_PORT,
      ...databaseFile(options.databaseDirectory, "cloudflare.db"),
      resolve: hosts,
    });
    Object.assign(hosts, {
      [`${SANDBOX_TENANTS.okta.org}.okta.com`]: okta.url,
      [teamDomain(cloudflare.tenant)]: cloudflare.url,
      ...options.resolve,
    });
    // What an earlier run left unsent.
    okta.provisioning.notice();
    return {
      okta,
      cloudflare,
      close: async () => {
        await Promise.all([okta.close(), cloudflare.close()]);
      },
    };
  } catch (cause) {
    await okta.close();
    throw cause;
  }
}

function databaseFile(directory: string | undefined, name: string): { database?: string } {
  return directory === undefined ? {} : { database: join(directory, name) };
}
