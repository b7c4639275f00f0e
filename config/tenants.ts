import { CloudflareApi } from "../api/cloudflare-api";
import { Http, type HttpOptions } from "../api/http";
import { asObject, type Json, textAt } from "../api/json";
import { OktaApi, type OktaCredentials } from "../api/okta-api";
import { type Issue, UserError } from "../lib/errors";
import { ACCOUNT_ID_PATTERN, PACKAGE_NAME } from "../lib/names";
import { oktaOrgUrl } from "../lib/okta-urls";
import { CONNECT_TO, parseConnectTo } from "./connect-to";
import { SETTINGS_KEY } from "./parse-settings";

/** Both tenants of a stack, as its config names them. */
export interface Tenants {
  readonly okta: OktaApi;
  readonly cloudflare: CloudflareApi;
  /** What both are called with. */
  readonly http: Http;
  /** `https://acme.okta.com`. */
  readonly orgUrl: string;
  /** Cloudflare account id, 32 hexadecimal digits. */
  readonly accountId: string;
  /** Whether Okta is reached by OAuth 2.0, which some of its calls do not take. */
  readonly oauth: boolean;
  /** The settings that the stack has already; undefined when it has none. */
  readonly settings: Json | undefined;
}

/**
 * Reads tenants and credentials from what `pulumi config --json --show-secrets` prints: the keys that users of the two
 * providers know.
 *
 * @param accountId The account, where the stack's settings do not say.
 * @throws {@link UserError} with everything that is missing.
 */
export function tenantsOf(config: Json, accountId: string | undefined, options: HttpOptions = {}): Tenants {
  const value = (key: string) => textAt(config, key, "value");
  const settings = config[SETTINGS_KEY] === undefined ? undefined : settingsOf(asObject(config[SETTINGS_KEY]));
  const account = accountId ?? textAt(settings, "accountId");
  const orgName = value("okta:orgName");
  const credentials = credentialsOf(value);
  const apiToken = value("cloudflare:apiToken");
  if (account === undefined || orgName === undefined || credentials === undefined || apiToken === undefined) {
    throw new UserError("CONFIG_INVALID", missing({ account, orgName, credentials, apiToken }));
  }
  if (!ACCOUNT_ID_PATTERN.test(account)) {
    const advice = "An account id has 32 characters, 0-9 and a-f; the dashboard shows it in its address";
    throw new UserError("CONFIG_INVALID", [
      { where: "--account-id", problem: `"${account}" is not a Cloudflare account id`, advice },
    ]);
  }
  const orgUrl = oktaOrgUrl(orgName, value("okta:baseUrl") ?? "okta.com");
  const proxy = value("okta:httpProxy");
  const connectTo = parseConnectTo(textAt(config, `${PACKAGE_NAME}:${CONNECT_TO}`, "value")).value;
  const http = new Http({
    ...options,
    connectTo: { ...(proxy === undefined ? {} : { [new URL(orgUrl).host]: proxy }), ...connectTo },
  });
  return {
    okta: new OktaApi({ orgUrl, credentials, http }),
    cloudflare: new CloudflareApi({ apiToken, baseUrl: value("cloudflare:baseUrl"), http }),
    http,
    orgUrl,
    accountId: account,
    oauth: !("apiToken" in credentials),
    settings,
  };
}

function settingsOf(entry: Json): Json {
  return entry.objectValue === undefined ? asObject(JSON.parse(String(entry.value))) : asObject(entry.objectValue);
}

function credentialsOf(value: (key: string) => string | undefined): OktaCredentials | undefined {
  const [apiToken, accessToken] = [value("okta:apiToken"), value("okta:accessToken")];
  if (apiToken !== undefined) {
    return { apiToken };
  }
  if (accessToken !== undefined) {
    return { accessToken };
  }
  const [clientId, privateKey, scopes] = [value("okta:clientId"), value("okta:privateKey"), value("okta:scopes")];
  return clientId === undefined || privateKey === undefined || scopes === undefined
    ? undefined
    : { clientId, privateKey, privateKeyId: value("okta:privateKeyId"), scopes: JSON.parse(scopes) as string[] };
}

function missing(values: Readonly<Record<"account" | "orgName" | "credentials" | "apiToken", unknown>>): Issue[] {
  const issues: Record<keyof typeof values, Issue> = {
    account: {
      where: "--account-id",
      problem: "is missing, and the stack's settings do not name the Cloudflare account",
      advice: "Give the account id; the dashboard shows it in its address",
    },
    orgName: {
      where: "okta:orgName",
      problem: "is missing",
      advice: 'Run: pulumi config set okta:orgName with the first part of its address, "acme" for acme.okta.com',
    },
    credentials: {
      where: "okta:apiToken",
      problem: "is missing, and so are okta:accessToken and okta:privateKey with okta:clientId and okta:scopes",
      advice: "Run: pulumi config set --secret okta:apiToken",
    },
    apiToken: {
      where: "cloudflare:apiToken",
      problem: "is missing",
      advice: "Run: pulumi config set --secret cloudflare:apiToken",
    },
  };
  return (Object.keys(issues) as (keyof typeof issues)[])
    .filter((key) => values[key] === undefined)
    .map((key) => issues[key]);
}
