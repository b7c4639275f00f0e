import type { AuthorizationServer, JsonObject, Scope } from "../entities";
import type { OktaStore } from "../store";
import { SUPPORTED_GRANTS } from "./clients";

/** A scope as far as sign-in needs to know it. */
export type KnownScope = Pick<Scope, "name" | "displayName" | "consent" | "default" | "metadataPublish">;

/**
 * One that issues tokens: the organization itself, or a custom authorization server.
 *
 * This organization has no custom domain, so all three issuer modes (`ORG_URL`, `CUSTOM_URL`, `DYNAMIC`) come to the
 * same: the organization's URL. It does not depend on how the sandbox is reached.
 */
export interface Issuer {
  /** Undefined: the organization's own. */
  readonly server: AuthorizationServer | undefined;
  /** What stands in `iss`: `https://acme.okta.com`, `https://acme.okta.com/oauth2/default`. */
  readonly url: string;
  /** Where the endpoints are, without `/v1`: `/oauth2`, `/oauth2/default`. */
  readonly path: string;
  /** What may be asked for, read anew at each call. */
  scopes(): readonly KnownScope[];
}

/** Scopes of the organization's own server. `groups` is always one; it brings a claim when the app has a filter. */
const ORGANIZATION_SCOPES = ["openid", "email", "profile", "address", "phone", "offline_access", "groups"];

/** The organization as the issuer. */
export function organizationIssuer(store: OktaStore): Issuer {
  const scopes = ORGANIZATION_SCOPES.map((name) => ({
    name,
    displayName: name,
    consent: name === "openid" ? "IMPLICIT" : "REQUIRED",
    default: false,
    metadataPublish: "ALL_CLIENTS",
  }));
  return { server: undefined, url: store.origin, path: "/oauth2", scopes: () => scopes };
}

/** A custom authorization server as the issuer. The default one goes by `default` in its URLs. */
export function serverIssuer(store: OktaStore, server: AuthorizationServer): Issuer {
  const path = `/oauth2/${server.default ? "default" : server.id}`;
  return {
    server,
    url: `${store.origin}${path}`,
    path,
    scopes: () => store.scopes.filter((scope) => scope.serverId === server.id),
  };
}

/** The discovery document: `openid` for `openid-configuration`, else without what only OpenID Connect has. */
export function discoveryDocument(store: OktaStore, issuer: Issuer, kind: "openid" | "oauth"): JsonObject {
  const endpoint = (name: string): string => `${store.origin}${issuer.path}/v1/${name}`;
  const methods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
  return {
    issuer: issuer.url,
    authorization_endpoint: endpoint("authorize"),
    token_endpoint: endpoint("token"),
    ...(kind === "openid" ? { userinfo_endpoint: endpoint("userinfo") } : {}),
    jwks_uri: endpoint("keys"),
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment", "form_post"],
    grant_types_supported: [...SUPPORTED_GRANTS, ...(issuer.server === undefined ? ["client_credentials"] : [])],
    subject_types_supported: ["public"],
    ...(kind === "openid" ? { id_token_signing_alg_values_supported: ["RS256"] } : {}),
    scopes_supported: issuer
      .scopes()
      .filter((scope) => scope.metadataPublish === "ALL_CLIENTS")
      .map((scope) => scope.name),
    token_endpoint_auth_methods_supported: methods,
    claims_supported: PUBLISHED_CLAIMS,
    code_challenge_methods_supported: ["S256"],
    introspection_endpoint: endpoint("introspect"),
    introspection_endpoint_auth_methods_supported: methods,
    revocation_endpoint: endpoint("revoke"),
    revocation_endpoint_auth_methods_supported: methods,
    end_session_endpoint: endpoint("logout"),
    request_parameter_supported: false,
  };
}

const PUBLISHED_CLAIMS = [
  "iss",
  "ver",
  "sub",
  "aud",
  "iat",
  "exp",
  "jti",
  "auth_time",
  "amr",
  "idp",
  "nonce",
  "name",
  "nickname",
  "preferred_username",
  "given_name",
  "middle_name",
  "family_name",
  "email",
  "email_verified",
  "profile",
  "zoneinfo",
  "locale",
  "address",
  "phone_number",
  "picture",
  "website",
  "gender",
  "birthdate",
  "updated_at",
  "at_hash",
  "c_hash",
];
