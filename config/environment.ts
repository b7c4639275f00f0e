import type { Issue } from "../lib/errors";

/** An environment variable that a provider reads when its own argument is not given. */
interface Leftover {
  readonly variable: string;
  /** The config key that takes its place, if there is one. A value there wins over the variable. */
  readonly configKey?: string;
  readonly effect: string;
}

const LEFTOVERS: readonly Leftover[] = [
  {
    variable: "OKTA_HTTP_PROXY",
    configKey: "okta:httpProxy",
    effect: "the Okta provider would send everything to that address, the credentials too",
  },
  { variable: "OKTA_API_TOKEN", configKey: "okta:apiToken", effect: beside("okta") },
  { variable: "OKTA_ACCESS_TOKEN", configKey: "okta:accessToken", effect: beside("okta") },
  { variable: "OKTA_API_PRIVATE_KEY", configKey: "okta:privateKey", effect: beside("okta") },
  {
    variable: "CLOUDFLARE_BASE_URL",
    configKey: "cloudflare:baseUrl",
    effect: "the Cloudflare provider would send everything to that address, the token too",
  },
  { variable: "CLOUDFLARE_API_KEY", effect: beside("cloudflare") },
  { variable: "CLOUDFLARE_EMAIL", effect: beside("cloudflare") },
  { variable: "CLOUDFLARE_API_USER_SERVICE_KEY", effect: beside("cloudflare") },
];

/**
 * Finds environment variables that would change where the providers go or as whom, behind the back of the stack's
 * config: left over in a shell, they send a deployment to another tenant. Never tells a value.
 *
 * @param isConfigured Whether the stack has a value for a full config key.
 * @see https://registry.terraform.io/providers/okta/okta/latest/docs#argument-reference
 */
export function environmentIssues(env: NodeJS.ProcessEnv, isConfigured: (key: string) => boolean): Issue[] {
  return LEFTOVERS.filter(
    ({ variable, configKey }) => (env[variable] ?? "") !== "" && (configKey === undefined || !isConfigured(configKey)),
  ).map(({ variable, configKey, effect }) => ({
    where: `environment variable ${variable}`,
    problem: `is set, and ${effect}`,
    advice: configKey === undefined ? "Unset it" : `Unset it, or put its value into ${configKey}`,
  }));
}

function beside(namespace: "okta" | "cloudflare"): string {
  return `the provider would use it beside the credentials under ${namespace}:`;
}
