import { z } from "zod";
import type { IdentityProviderType, Json } from "./entities";
import { check } from "./envelope";
import { invalidRequest } from "./errors";
import { defined, text } from "./fields";

/** Configuration values that are taken and never answered. */
const SECRET_KEYS = ["client_secret", "api_token"] as const;

const httpsUrl = z.string().regex(/^https:\/\/[^\s/]+/i, "must be an https:// URL");

/** Every configuration field and its type, whichever kind of identity provider has it. */
const configSchema = z.object({
  claims: z.array(z.string()).optional(),
  client_id: text.optional(),
  client_secret: text.optional(),
  api_token: z.string().optional(),
  conditional_access_enabled: z.boolean().optional(),
  directory_id: text.optional(),
  email_claim_name: z.string().optional(),
  prompt: z.enum(["login", "select_account", "none"]).optional(),
  support_groups: z.boolean().optional(),
  centrify_account: text.optional(),
  centrify_app_id: text.optional(),
  apps_domain: text.optional(),
  auth_url: httpsUrl.optional(),
  certs_url: httpsUrl.optional(),
  pkce_enabled: z.boolean().optional(),
  scopes: z.array(z.string()).optional(),
  token_url: httpsUrl.optional(),
  authorization_server_id: z.string().optional(),
  okta_account: httpsUrl.optional(),
  onelogin_account: text.optional(),
  ping_env_id: text.optional(),
  attributes: z.array(z.string()).optional(),
  email_attribute_name: z.string().optional(),
  enable_encryption: z.boolean().optional(),
  force_authn: z.boolean().optional(),
  header_attributes: z
    .array(z.object({ attribute_name: z.string().optional(), header_name: z.string().optional() }))
    .optional(),
  idp_public_certs: z.array(z.string()).optional(),
  issuer_url: text.optional(),
  max_sso_url_length: z.number().optional(),
  sign_request: z.boolean().optional(),
  sso_target_url: text.optional(),
  use_login_hint: z.boolean().optional(),
  restrict_to_account_members: z.boolean().optional(),
});

const OAUTH = ["client_id", "client_secret"] as const;

/**
 * What each kind needs. The real API checks this too; its words are not published, so a client must not rely on ours.
 */
const REQUIRED: Readonly<Record<IdentityProviderType, readonly string[]>> = {
  onetimepin: [],
  cloudflare: [],
  azureAD: [...OAUTH, "directory_id"],
  saml: ["issuer_url", "sso_target_url", "idp_public_certs"],
  centrify: [...OAUTH, "centrify_account", "centrify_app_id"],
  facebook: OAUTH,
  github: OAUTH,
  "google-apps": [...OAUTH, "apps_domain"],
  google: OAUTH,
  linkedin: OAUTH,
  oidc: [...OAUTH, "auth_url", "token_url", "certs_url"],
  okta: [...OAUTH, "okta_account"],
  onelogin: [...OAUTH, "onelogin_account"],
  pingone: [...OAUTH, "ping_env_id"],
  yandex: OAUTH,
};

/** Fields that identity providers of every kind have. */
const COMMON_FIELDS = [
  ...["claims", "client_id", "client_secret", "email_claim_name", "pkce_enabled"],
  ...["enable_encryption", "restrict_to_account_members"],
];

/**
 * The fields that identity providers of a kind have. The real clients refuse the others; what the API does with them is
 * not known, and refusing shows a mistake that would otherwise vanish.
 */
const FIELDS: Partial<Record<IdentityProviderType, ReadonlySet<string>>> = {
  okta: new Set([...COMMON_FIELDS, "api_token", "authorization_server_id", "okta_account"]),
  saml: new Set([
    ...COMMON_FIELDS,
    ...["attributes", "email_attribute_name", "header_attributes", "idp_public_certs", "issuer_url", "sign_request"],
    ...["sso_target_url", "force_authn", "max_sso_url_length", "use_login_hint"],
  ]),
};

/** A configuration, split into what may be answered and what never is. */
export interface CheckedConfig {
  readonly config: Json;
  readonly secretConfig: Readonly<Record<string, string>>;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/**
 * Checks a configuration.
 *
 * @param clientSecret The client secret to go on with when the body has none. The Okta API token is not kept like that:
 *   an update without it is taken to remove it.
 */
export function checkedConfig(type: IdentityProviderType, body: Json, clientSecret?: string): CheckedConfig {
  const fields: Json = defined(check(configSchema, body));
  if (fields.client_secret === undefined && clientSecret !== undefined) {
    fields.client_secret = clientSecret;
  }
  const missing = REQUIRED[type].filter((key) => fields[key] === undefined || isEmptyList(fields[key]));
  if (missing.length > 0) {
    throw invalidRequest(missing.map((key) => `config.${key} is a required field for type '${type}'`).join("; "));
  }
  const own = FIELDS[type];
  const foreign = own === undefined ? [] : Object.keys(fields).filter((key) => !own.has(key));
  if (foreign.length > 0) {
    throw invalidRequest(foreign.map((key) => `config.${key} cannot be set for type '${type}'`).join("; "));
  }
  const secretConfig: Record<string, string> = {};
  for (const key of SECRET_KEYS) {
    const value = fields[key];
    delete fields[key];
    if (typeof value === "string" && value !== "") {
      secretConfig[key] = value;
    }
  }
  return { config: fields, secretConfig };
}
