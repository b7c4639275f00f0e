import { createHash, timingSafeEqual } from "node:crypto";
import type { App, JsonObject } from "../entities";
import type { OktaStore } from "../store";

/** Which grants this OpenID provider has. Okta knows more; an app may be set up for those too. */
export const SUPPORTED_GRANTS = ["authorization_code", "refresh_token"] as const;

/** The application with this client id, when it is active. Okta answers an inactive one like one that does not exist. */
export function findClient(store: OktaStore, clientId: string): App | undefined {
  return store.apps.find(
    (app) => app.status === "ACTIVE" && app.signOnMode === "OPENID_CONNECT" && credentials(app).client_id === clientId,
  );
}

/** `credentials.oauthClient` of an OIDC app. */
export function credentials(app: App): JsonObject {
  return (app.credentials.oauthClient ?? {}) as JsonObject;
}

/** `settings.oauthClient` of an OIDC app. */
export function oauthSettings(app: App): JsonObject {
  return (app.settings.oauthClient ?? {}) as JsonObject;
}

/** A list of texts in the settings of an OIDC app; empty when it is not set. */
export function settingList(app: App, name: string): readonly string[] {
  const list = oauthSettings(app)[name];
  return Array.isArray(list) ? list.map(String) : [];
}

/** How a client proves itself at the token endpoint. */
export function authenticationMethod(app: App): string {
  return String(credentials(app).token_endpoint_auth_method ?? "client_secret_basic");
}

/**
 * An application as the OpenID provider takes clients. Redirect URIs are not among it: whether one is allowed is decided
 * by {@link allowsRedirect}, as Okta does it and not as OpenID Connect Registration says.
 */
export function clientMetadata(store: OktaStore, app: App): Record<string, unknown> {
  const method = authenticationMethod(app);
  const secret = activeSecrets(store, app)[0];
  const jwks = oauthSettings(app).jwks as JsonObject | undefined;
  const grants = SUPPORTED_GRANTS.filter((grant) => settingList(app, "grant_types").includes(grant));
  return {
    client_id: credentials(app).client_id,
    client_name: app.label,
    ...(method.startsWith("client_secret_") ? { client_secret: secret ?? "no active secret" } : {}),
    redirect_uris: ["https://decided.elsewhere.invalid/"],
    grant_types: grants.includes("authorization_code") ? grants : ["authorization_code", ...grants],
    response_types: ["code"],
    token_endpoint_auth_method: method,
    ...(method === "private_key_jwt" ? { jwks: { keys: publicKeys(jwks) } } : {}),
  };
}

/** Whether a secret is one of the active ones of an app: there may be two while they are rotated. */
export function isActiveSecret(store: OktaStore, app: App, secret: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return activeSecrets(store, app).some((active) => timingSafeEqual(digest(active), digest(secret)));
}

/**
 * Whether a URI is registered, character by character. With "wildcard allowed in the subdomain" a `*` at the start of a
 * host stands for letters, digits, hyphens and underscores.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/ (`wildcard_redirect`)
 */
export function allowsRedirect(app: App, uri: string, list = "redirect_uris"): boolean {
  const registered = settingList(app, list);
  if (registered.includes(uri)) {
    return true;
  }
  if (oauthSettings(app).wildcard_redirect !== "SUBDOMAIN" || list !== "redirect_uris") {
    return false;
  }
  return registered
    .filter((candidate) => /^https?:\/\/[^/]*\*/.test(candidate))
    .some((candidate) => {
      const pattern = candidate.replace(/[\\^$.+?()[\]{}|]/g, "\\$&").replace("*", "[A-Za-z0-9_-]+");
      return new RegExp(`^${pattern}$`).test(uri);
    });
}

function activeSecrets(store: OktaStore, app: App): string[] {
  return store.clientSecrets
    .filter((secret) => secret.appId === app.id && secret.status === "ACTIVE")
    .map((secret) => secret.client_secret);
}

/** Keys without the members that Okta adds to them. */
function publicKeys(jwks: JsonObject | undefined): JsonObject[] {
  const keys = (jwks?.keys ?? []) as readonly JsonObject[];
  return keys
    .filter((key) => key.status !== "INACTIVE")
    .map(({ id: _id, status: _status, ...key }) =>
      Object.fromEntries(Object.entries(key).filter(([, value]) => value !== null)),
    );
}
