import { type Changes, withChanges } from "./changed-settings";
import { SAML_CHANGES } from "./saml-settings";
import { plainSettings } from "./settings";

const S = "okta-cloudflare-access:settings";

/** One way to get the configuration wrong, and everything that a person reads about it. */
export interface BadConfig {
  /** Completes "refuses …". */
  readonly name: string;
  /** What differs from the sandbox stack's settings, by path. */
  readonly settings?: Changes;
  /** What differs elsewhere, by full config key; undefined takes a key away. */
  readonly config?: Readonly<Record<string, string | undefined>>;
  /** Keys that are stored encrypted although they should not be. */
  readonly encrypted?: readonly string[];
  /** Keys that are stored in the clear although they should not be. */
  readonly clear?: readonly string[];
  /** The whole text below the summary, line by line. */
  readonly messages: readonly string[];
}

/** A stack's config as the engine hands it to a program. */
export interface StackValues {
  readonly values: Record<string, string>;
  /** Full keys of the values that are stored encrypted. */
  readonly secretKeys: readonly string[];
}

const TOKEN = "okta-cloudflare-access:groupsApiToken";
const SCIM_SECRET = "okta-cloudflare-access:scimSecret";
const SECRET_KEYS = ["okta:apiToken", "okta:accessToken", "okta:privateKey", "cloudflare:apiToken", TOKEN, SCIM_SECRET];

/** The config that a row describes; that of the sandbox stack, but for its tokens, without changes. */
export function stackValues(row: Omit<BadConfig, "name" | "messages"> = {}): StackValues {
  const values = {
    "okta:orgName": "acme",
    "okta:baseUrl": "okta.com",
    "okta:apiToken": "00fake-api-token-of-the-tests-0000000000000",
    "cloudflare:apiToken": "fake-cloudflare-token-of-the-tests-0000000",
    [S]: JSON.stringify(withChanges(plainSettings(), row.settings ?? {})),
    ...row.config,
  };
  return {
    values: Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    secretKeys: [...SECRET_KEYS, ...(row.encrypted ?? [])].filter((key) => row.clear?.includes(key) !== true),
  };
}

/** Configurations that are wrong outside of the settings, or in both. */
export const BAD_STACKS: readonly BadConfig[] = [
  {
    name: "no settings",
    config: { "okta-cloudflare-access:settings": undefined },
    messages: [`${S}: is missing. Add it to Pulumi.test.yaml; Pulumi.dev.yaml shows how.`],
  },
  {
    name: "settings that are a text",
    config: { "okta-cloudflare-access:settings": "team: acme" },
    messages: [`${S}: is not a map of settings. Write it as a YAML map.`],
  },
  {
    name: "settings that are a list",
    config: { "okta-cloudflare-access:settings": "[1]" },
    messages: [
      `${S}: expected a map of settings. Write it as a YAML map with the keys "accountId", "team", "oktaAdminUrl", "groups", "groupResources", "takeOverGroups", "protocol", "authorizationServer", "oidc", "saml", "identityProvider", "scim", "access", "lockoutGuard", and "verify".`,
    ],
  },
  {
    name: "settings that are encrypted",
    encrypted: ["okta-cloudflare-access:settings"],
    messages: [
      `${S}: is encrypted or has an encrypted value inside. Settings are not secret: a plan must show them. Secrets have keys of their own.`,
    ],
  },
  {
    name: "hosts that are reached at no address",
    config: { "okta-cloudflare-access:connectTo": '{"acme.cloudflareaccess.com":"127.0.0.1:7002"}' },
    messages: [
      'okta-cloudflare-access:connectTo["acme.cloudflareaccess.com"]: is not a URL. Write it like "http://127.0.0.1:7002".',
    ],
  },
  {
    name: "an unknown key in the project's namespace",
    config: { "okta-cloudflare-access:setings": "{}" },
    messages: ['okta-cloudflare-access:setings: is not a config key of this project. Did you mean "settings"?'],
  },
  {
    name: "a mistyped key of the Okta API token for many groups",
    config: { "okta-cloudflare-access:groupApiToken": "00token" },
    encrypted: ["okta-cloudflare-access:groupApiToken"],
    messages: [
      'okta-cloudflare-access:groupApiToken: is not a config key of this project. Did you mean "groupsApiToken"?',
    ],
  },
  {
    name: "the SCIM secret in the clear, with a blank, and beside a rotation",
    settings: { "scim.secretRotation": 1 },
    config: { [SCIM_SECRET]: "secret " },
    clear: [SCIM_SECRET],
    messages: [
      `${SCIM_SECRET}: is stored in the clear. Revoke it, make a new one, and run: pulumi config set --secret ${SCIM_SECRET}.`,
      `${SCIM_SECRET}: is empty, or starts or ends with a blank. Copy it again, and run: pulumi config set --secret ${SCIM_SECRET}.`,
      `${SCIM_SECRET}: and scim.secretRotation both say which SCIM secret is in force. Keep one: run pulumi config rm ${SCIM_SECRET}, or pulumi config rm --path ${S}.scim.secretRotation.`,
    ],
  },
  {
    name: "the Okta API token for many groups in the clear",
    config: { [TOKEN]: "00token" },
    clear: [TOKEN],
    messages: [
      `${TOKEN}: is stored in the clear. Revoke it, make a new one, and run: pulumi config set --secret ${TOKEN}.`,
    ],
  },
  {
    name: "the Okta API token for many groups with a line break",
    config: { [TOKEN]: "00token\n" },
    messages: [
      `${TOKEN}: is empty, or starts or ends with a blank. Copy it again, and run: pulumi config set --secret ${TOKEN}.`,
    ],
  },
  {
    name: "the Okta API token for many groups with SAML",
    settings: SAML_CHANGES,
    config: { [TOKEN]: "00token" },
    messages: [`${TOKEN}: has no meaning with protocol "saml". Remove it with: pulumi config rm ${TOKEN}.`],
  },
  {
    name: "no organization",
    config: { "okta:orgName": undefined },
    messages: ['okta:orgName: is missing. Write the first part of its address: "acme" for acme.okta.com.'],
  },
  {
    name: "an organization with -admin",
    config: { "okta:orgName": "acme-admin" },
    messages: ['okta:orgName: is the address of the Admin Console. Leave out "-admin".'],
  },
  {
    name: "an organization that is a whole domain",
    config: { "okta:orgName": "acme.okta.com" },
    messages: [
      'okta:orgName: is not an organization name. Write the first part of its address: "acme" for acme.okta.com.',
    ],
  },
  {
    name: "a base URL with https",
    config: { "okta:baseUrl": "https://okta.com" },
    messages: [
      'okta:baseUrl: is not a domain. Write it like "okta.com" or "oktapreview.com", without "https://" and without the organization\'s name.',
    ],
  },
  {
    name: "a proxy that is no URL",
    config: { "okta:httpProxy": "127.0.0.1:7001" },
    messages: ['okta:httpProxy: is not a URL. Write it like "http://127.0.0.1:8080".'],
  },
  {
    name: "an unknown okta: key that resembles a known one",
    config: { "okta:orgname": "acme" },
    messages: ['okta:orgname: is not a setting. Did you mean "orgName"?'],
  },
  {
    name: "an unknown okta: key that resembles none",
    config: { "okta:colour": "blue" },
    messages: [
      'okta:colour: is not a setting. Use one of the settings here: "orgName", "baseUrl", "httpProxy", "clientId", "privateKeyId", "scopes", "backoff", "logLevel", "maxApiCapacity", "maxRetries", "maxWaitSeconds", "minWaitSeconds", "parallelism", "requestTimeout", "apiToken", "accessToken", or "privateKey".',
    ],
  },
  {
    name: "a number of retries that is none",
    config: { "okta:maxRetries": "many" },
    messages: ["okta:maxRetries: expected a whole number. Write digits only."],
  },
  {
    name: "a backoff that is neither true nor false",
    config: { "okta:backoff": "1" },
    messages: ["okta:backoff: expected true or false. Write true or false."],
  },
  {
    name: "no way to sign in to Okta",
    config: { "okta:apiToken": undefined },
    messages: [
      "okta:apiToken: is missing, and so are okta:accessToken and okta:privateKey. Run: pulumi config set --secret okta:apiToken.",
    ],
  },
  {
    name: "two ways to sign in to Okta",
    config: { "okta:accessToken": "fake-access-token" },
    messages: [
      "okta:apiToken, okta:accessToken: are several ways to sign in to Okta. Keep one and remove the others with: pulumi config rm.",
    ],
  },
  {
    name: "a private key without client id and scopes",
    settings: { authorizationServer: { existing: { id: "default" } } },
    config: { "okta:apiToken": undefined, "okta:privateKey": "fake-private-key" },
    messages: [
      "okta:clientId: is missing, and okta:privateKey needs it. Set the client id of the service app.",
      'okta:scopes: is missing, and okta:privateKey needs it. List the scopes of the service app, for example "okta.apps.manage".',
    ],
  },
  {
    name: "scopes that are no list",
    settings: { authorizationServer: { existing: { id: "default" } } },
    config: {
      "okta:apiToken": undefined,
      "okta:privateKey": "fake-private-key",
      "okta:clientId": "0oa1gjh63g214q0Hq0g4",
      "okta:scopes": "okta.apps.manage",
    },
    messages: ["okta:scopes: expected a list. Write it as a YAML list."],
  },
  {
    name: "OAuth credentials without an authorization server",
    config: { "okta:apiToken": undefined, "okta:accessToken": "fake-access-token" },
    messages: [
      `${S}.oidc.groupsClaim: Okta lets only an API token set the groups claim of the organization's authorization server; with OAuth credentials the provider skips it without a word, and no group would reach Cloudflare. Use okta:apiToken, or a custom authorization server: ${S}.authorizationServer.`,
    ],
  },
  {
    name: "OAuth credentials with a wrong authorization server",
    settings: { authorizationServer: { existing: { id: "aus" } } },
    config: { "okta:apiToken": undefined, "okta:accessToken": "fake-access-token" },
    messages: [
      `${S}.authorizationServer.existing.id: is not an authorization server id. An id has 20 characters and starts with "aus"; the one that Okta comes with is "default".`,
    ],
  },
  {
    name: "OAuth credentials and a wrong organization",
    config: { "okta:apiToken": undefined, "okta:accessToken": "fake-access-token", "okta:orgName": "Acme Inc" },
    messages: [
      'okta:orgName: is not an organization name. Write the first part of its address: "acme" for acme.okta.com.',
      `${S}.oidc.groupsClaim: Okta lets only an API token set the groups claim of the organization's authorization server; with OAuth credentials the provider skips it without a word, and no group would reach Cloudflare. Use okta:apiToken, or a custom authorization server: ${S}.authorizationServer.`,
    ],
  },
  {
    name: "an Okta token in the clear",
    clear: ["okta:apiToken"],
    messages: [
      "okta:apiToken: is stored in the clear. Revoke it, make a new one, and run: pulumi config set --secret okta:apiToken.",
    ],
  },
  {
    name: "no Cloudflare token",
    config: { "cloudflare:apiToken": undefined },
    messages: ["cloudflare:apiToken: is missing. Run: pulumi config set --secret cloudflare:apiToken."],
  },
  {
    name: "a Cloudflare token in the clear",
    clear: ["cloudflare:apiToken"],
    messages: [
      "cloudflare:apiToken: is stored in the clear. Revoke it, make a new one, and run: pulumi config set --secret cloudflare:apiToken.",
    ],
  },
  {
    name: "a Cloudflare token that is none",
    config: { "cloudflare:apiToken": "Bearer fake" },
    messages: [
      "cloudflare:apiToken: does not look like a Cloudflare API token: 40 to 80 letters, digits, hyphens and underscores. Copy it again, without blanks or quotes, and run: pulumi config set --secret cloudflare:apiToken.",
    ],
  },
  {
    name: "the Cloudflare global key",
    config: { "cloudflare:apiKey": "fake-global-key", "cloudflare:email": "ada@example.com" },
    messages: [
      'cloudflare:apiKey: is not a setting. Use one of the settings here: "baseUrl" or "apiToken".',
      'cloudflare:email: is not a setting. Use one of the settings here: "baseUrl" or "apiToken".',
    ],
  },
  {
    name: "a Cloudflare base URL that is no URL",
    config: { "cloudflare:baseUrl": "api.cloudflare.com" },
    messages: ['cloudflare:baseUrl: is not a URL. Write it like "https://api.cloudflare.com/client/v4".'],
  },
  {
    name: "problems in every namespace",
    settings: { team: "Acme", "scim.consoleDone": true },
    config: {
      "okta:orgName": "acme-admin",
      "okta:apiToken": undefined,
      "cloudflare:apiToken": undefined,
      "okta-cloudflare-access:team": "acme",
    },
    messages: [
      `okta-cloudflare-access:team: is not a config key of this project. Settings go below ${S}.`,
      'okta:orgName: is the address of the Admin Console. Leave out "-admin".',
      "okta:apiToken: is missing, and so are okta:accessToken and okta:privateKey. Run: pulumi config set --secret okta:apiToken.",
      "cloudflare:apiToken: is missing. Run: pulumi config set --secret cloudflare:apiToken.",
      `${S}.team: is neither a team name nor a team domain. Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com"), lower case, without "https://" and without a slash.`,
      `${S}.scim.consoleDone: has no meaning with connection "api". Remove it, or set ${S}.scim.connection to "console".`,
    ],
  },
];
