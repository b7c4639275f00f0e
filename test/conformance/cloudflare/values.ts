import type { Json } from "../../support/cloudflare-api";
import type { Field } from "./contracts";

/** Ids of things that a body may refer to. */
export interface References {
  readonly idp: string;
  readonly policy: string;
}

/** Values of fields whose type alone does not make a good one, by path. */
const VALUES: Readonly<Record<string, (references: References) => unknown>> = {
  auth_domain: () => "acme.cloudflareaccess.com",
  session_duration: () => "12h",
  warp_auth_session_duration: () => "30m",
  user_seat_expiration_inactive_time: () => "730h",
  "mfa_config.session_duration": () => "8h",
  "mfa_config.amr_matching_session_duration": () => "1h",
  "mfa_config.allowed_authenticators": () => ["totp", "security_key"],
  "mfa_ssh_piv_key_requirements.ssh_key_size": () => [256, 384],
  "mfa_ssh_piv_key_requirements.ssh_key_type": () => ["ecdsa"],
  allowed_idps: ({ idp }) => [idp],
  "connection_rules.rdp.allowed_clipboard_local_to_remote_formats": () => ["text"],
  "connection_rules.rdp.allowed_clipboard_remote_to_local_formats": () => ["text"],
  same_site_cookie_attribute: () => "strict",
  "cors_headers.allowed_methods": () => ["GET", "POST"],
  domain: () => "wiki.example.com/docs",
  self_hosted_domains: () => ["wiki.example.com/docs", "wiki2.example.com"],
  destinations: () => [
    { type: "public", uri: "wiki.example.com/docs" },
    { type: "private", cidr: "192.0.2.0/24", l4_protocol: "tcp", port_range: "443", vnet_id: "v" },
    { type: "private", hostname: "wiki.internal" },
  ],
  policies: ({ policy }) => [{ id: policy, precedence: 3 }],
  "oauth_configuration.grant.access_token_lifetime": () => "15m",
  "oauth_configuration.grant.session_duration": () => "24h",
  "scim_config.mappings": () => [
    {
      schema: "urn:ietf:params:scim:schemas:core:2.0:User",
      enabled: true,
      filter: "title pr",
      operations: { create: true, delete: false, update: true },
      strictness: "strict",
      transform_jsonata: "$",
    },
  ],
  "scim_config.authentication": () => ({ scheme: "httpbasic", user: "u", password: "a-password" }),
  "config.okta_account": () => "https://acme.okta.com",
  "config.auth_url": () => "https://idp.example.com/authorize",
  "config.certs_url": () => "https://idp.example.com/keys",
  "config.token_url": () => "https://idp.example.com/token",
  target_criteria: () => [{ port: 22, protocol: "SSH", target_attributes: { hostname: ["a"] } }],
};

const RULES = [{ everyone: {} }];

/** A good value for a field. */
export function valueFor(field: Field, references: References, parent = ""): unknown {
  const path = parent === "" ? field.name : `${parent}.${field.name}`;
  const special = VALUES[path];
  if (special !== undefined) {
    return special(references);
  }
  if (field.items !== undefined) {
    return RULES;
  }
  if (field.values?.[0] !== undefined && field.type === "string") {
    return field.values[0];
  }
  switch (field.type) {
    case "bool":
      return true;
    case "integer":
    case "number":
      return 2;
    case "[string]":
      return [`a-${field.name}`, `b-${field.name}`];
    case "object":
      return objectFor(field, references, path);
    case "[object]":
      return [objectFor(field, references, path)];
    default:
      return `a-${field.name}`;
  }
}

/** A value of a type that the field does not have. */
export function wrongValueFor(field: Field): unknown {
  return field.type === "string" || field.type === "[string]" || field.type === "[object]" ? 17 : "a text";
}

function objectFor(field: Field, references: References, path: string): Json {
  const sent = (field.fields ?? []).filter((nested) => nested.mode !== "computed");
  return Object.fromEntries(sent.map((nested) => [nested.name, valueFor(nested, references, path)]));
}
