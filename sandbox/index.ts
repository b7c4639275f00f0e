import { join } from "node:path";
import { type RunningCloudflare, startCloudflare } from "./cloudflare/index";
import { type Settings as CloudflareSettings, changedSettings } from "./cloudflare/settings";
import { DEFAULT_TENANT, teamDomain } from "./cloudflare/tenant";
import { type RunningOkta, SANDBOX_API_TOKEN, startOkta } from "./okta/index";
import { SANDBOX_PASSWORD } from "./okta/passwords";
import type { Sleep } from "./okta/provisioning/scim-client";
import type { OktaSettings } from "./okta/settings";
import { controlTokenOf } from "./shared/control-token";

export type { RunningCloudflare } from "./cloudflare/index";
export type { Settings as CloudflareSettings } from "./cloudflare/settings";
export type { RunningOkta } from "./okta/index";
export type { OktaSettings } from "./okta/settings";
export type { FaultReport } from "./shared/faults/faults";
export type { FaultRule, FaultRuleInput } from "./shared/faults/rule";
export type { RequestLogEntry } from "./shared/request-log";

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
    /** The password of everybody of the seed. */
    password: SANDBOX_PASSWORD,
  },
  cloudflare: {
    accountId: DEFAULT_TENANT.accountId,
    team: DEFAULT_TENANT.team,
    /** The API token that the local Cloudflare accepts as `Authorization: Bearer`. */
    apiToken: DEFAULT_TENANT.apiToken,
  },
} as const;

/** How the two services behave, as far as it is said. */
export interface SandboxSettings {
  readonly okta?: Partial<OktaSettings>;
  readonly cloudflare?: Partial<CloudflareSettings>;
}

/** How to start the sandbox. */
export interface SandboxOptions {
  /** Port of the local Okta; 0 lets the system choose. Defaults to 7001. */
  readonly oktaPort?: number;
  /** Port of the local Cloudflare; 0 lets the system choose. Defaults to 7002. */
  readonly cloudflarePort?: number;
  /**
   * A folder that keeps both tenants between runs, as `okta.db` and `cloudflare.db`; created when it does not exist. One
   * sandbox at a time may use it. In memory when left out.
   */
  readonly databaseDirectory?: string;
  /**
   * Whether this Okta takes the SCIM connection of an app by API ("api"), or answers UNKNOWN and changes nothing
   * ("unknown"), as the real one is known to do. Defaults to "api". The same as `settings.okta.scimConnection`, and goes
   * before it.
   */
  readonly scimConnection?: "api" | "unknown";
  /**
   * What the control endpoints of both ask for: 20 to 200 letters, digits or any of `-._~+/`. A new random one when left
   * out.
   */
  readonly controlToken?: string;
  /** How both behave at first and after a reset. What each setting means is on {@link OktaSettings} and {@link CloudflareSettings}. */
  readonly settings?: SandboxSettings;
  /**
   * Where hosts are to be found that the two services name: host name to loopback URL. Comes on top of their own, which
   * find each other.
   */
  readonly resolve?: Readonly<Record<string, string>>;
  /**
   * Waits so many milliseconds, between two attempts of Okta to send something by SCIM. Real time when left out; a test
   * that waits for repeats says that it need not wait.
   */
  readonly sleep?: Sleep;
}

/** A request that no route answered. */
export interface UnknownRequest {
  readonly service: "okta" | "cloudflare";
  readonly method: string;
  /** Path and query, without secrets. */
  readonly path: string;
}

/**
 * A local Okta and a local Cloudflare, both listening on loopback.
 *
 * Each has its address (`url`, `cloudflare.apiUrl`), a request log (`log.all()`), its state (`store`) and its faults
 * (`faults.add(…)`) of its own.
 */
export interface Sandbox {
  readonly okta: RunningOkta;
  readonly cloudflare: RunningCloudflare;
  /** Who the tenants are and what opens them: {@link SANDBOX_TENANTS}. `okta.serviceApp()` has the OAuth credentials. */
  readonly credentials: typeof SANDBOX_TENANTS;
  /** What the control endpoints of both ask for, as `Authorization: Bearer <token>`. Another one after every start. */
  readonly controlToken: string;
  /** Waits until Okta has sent all that follows by SCIM from what was changed so far; also until it has given up on some of it. */
  settled(): Promise<void>;
  /** The requests since the start or the last reset that no route answered, among the last 5,000 of each service. */
  unknownRequests(): UnknownRequest[];
  /**
   * Changes how the services behave, from the next request on.
   *
   * @throws TypeError that names each key or value that is not valid; then nothing is changed.
   */
  changeSettings(change: SandboxSettings): void;
  /** Puts both back to the seed and to the settings of the start; forgets requests and faults. */
  reset(): void;
  /**
   * Keeps the state and the settings of both as they are now: a starting point that is made once. The returned function
   * brings them back, as often as it is called; requests and faults stay as they are. To be called while nothing is sent.
   */
  snapshot(): () => void;
  /** Stops both and closes their databases. Ends connections that are open. */
  close(): Promise<void>;
}

/**
 * Starts a local Okta and a local Cloudflare, in this process. Nothing leaves the machine.
 *
 * @throws Error that names the port or the database when one is in use, TypeError when settings are not valid; then
 * neither is left running.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const hosts: Record<string, string> = {};
  const controlToken = controlTokenOf(options.controlToken);
  const okta = await startOkta({
    port: options.oktaPort ?? DEFAULT_OKTA_PORT,
    org: SANDBOX_TENANTS.okta.org,
    apiToken: SANDBOX_TENANTS.okta.apiToken,
    controlToken,
    ...databaseFile(options.databaseDirectory, "okta.db"),
    ...(options.scimConnection === undefined ? {} : { scimConnection: options.scimConnection }),
    settings: options.settings?.okta ?? {},
    resolve: hosts,
    ...(options.sleep === undefined ? {} : { sleep: options.sleep }),
  });
  try {
    const cloudflare = await startCloudflare({
      port: options.cloudflarePort ?? DEFAULT_CLOUDFLARE_PORT,
      controlToken,
      ...databaseFile(options.databaseDirectory, "cloudflare.db"),
      settings: options.settings?.cloudflare ?? {},
      resolve: hosts,
    });
    Object.assign(hosts, {
      [`${SANDBOX_TENANTS.okta.org}.okta.com`]: okta.url,
      [teamDomain(cloudflare.tenant)]: cloudflare.url,
      ...options.resolve,
    });
    // What an earlier run left unsent.
    okta.provisioning.notice();
    return sandboxOf(okta, cloudflare);
  } catch (cause) {
    await okta.close();
    throw cause;
  }
}

function sandboxOf(okta: RunningOkta, cloudflare: RunningCloudflare): Sandbox {
  return {
    okta,
    cloudflare,
    credentials: SANDBOX_TENANTS,
    controlToken: okta.controlToken,
    settled: () => okta.provisioning.settled(),
    unknownRequests: () =>
      (["okta", "cloudflare"] as const).flatMap((service) =>
        (service === "okta" ? okta : cloudflare).log
          .all()
          .filter(({ unknownRoute }) => unknownRoute)
          .map(({ method, path }) => ({ service, method, path })),
      ),
    changeSettings: (change) => {
      // Refused before the other half is changed.
      changedSettings(cloudflare.settings, change.cloudflare ?? {});
      okta.changeSettings(change.okta ?? {});
      cloudflare.store.changeSettings(change.cloudflare ?? {});
    },
    reset: () => {
      okta.reset();
      cloudflare.reset();
    },
    snapshot: () => {
      const back = [okta.snapshot(), cloudflare.snapshot()];
      return () => {
        for (const restore of back) {
          restore();
        }
      };
    },
    close: async () => {
      await Promise.all([okta.close(), cloudflare.close()]);
    },
  };
}

function databaseFile(directory: string | undefined, name: string): { database?: string } {
  return directory === undefined ? {} : { database: join(directory, name) };
}
