import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { hasScope, isPermitted } from "./access/permissions";
import { type Requirement, requirementOf } from "./access/requirements";
import { accessDenied, invalidSession, invalidToken } from "./errors";
import type { Okta, OktaContext, OktaEnv } from "./http";
import type { ServiceApps } from "./service-apps";

/** Who may call the management API. */
export interface Credentials {
  /** The one API token. */
  readonly apiToken: string;
  readonly serviceApps: ServiceApps;
}

/**
 * Checks who calls the management API and what they may do: `Authorization: SSWS …`, an API token with the roles of the
 * administrator who made it, or `Authorization: Bearer …`, an access token of a service app, which needs the scopes of
 * the endpoint and the app's roles besides.
 *
 * @see https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/#assign-admin-roles-to-the-oauth-2-0-service-app
 */
export function authentication(okta: Okta, credentials: Credentials): MiddlewareHandler<OktaEnv> {
  return async (context, next) => {
    const header = context.req.header("authorization");
    if (header === undefined) {
      throw invalidSession();
    }
    const { path, method } = context.req;
    const requirement = requirementOf(method, path);
    const { scheme, token } = split(header);
    const scopes = scheme === "bearer" ? credentials.serviceApps.scopesOf(token) : undefined;
    if (scopes === undefined && !(scheme === "ssws" && sameSecret(token, credentials.apiToken))) {
      throw invalidToken();
    }
    if (scopes !== undefined && requirement !== undefined) {
      if (requirement.scopes === null) {
        throw invalidSession();
      }
      if (!requirement.scopes.every((scope) => hasScope(scopes, scope))) {
        return insufficientScope(okta, context, requirement.scopes);
      }
    }
    const { apiTokenRoles, serviceAppRoles } = okta.settings();
    const roles = scopes === undefined ? apiTokenRoles : serviceAppRoles;
    const isOidc = await isAboutOidcApp(okta, context);
    if (!(requirement?.permissions ?? []).every((permission) => isPermitted(roles, permission, isOidc))) {
      throw accessDenied();
    }
    return next();
  };
}

/**
 * 403 in the `WWW-Authenticate` header alone (RFC 6750): the answers that people have shown had no body, so that a
 * client that does not read the header has nothing to say.
 *
 * @see https://github.com/okta/terraform-provider-okta/issues/2375
 */
function insufficientScope(okta: Okta, context: OktaContext, scopes: NonNullable<Requirement["scopes"]>): Response {
  const { origin } = okta.store;
  const parameters: Record<string, string> = {
    authorization_uri: `${origin}/oauth2/v1/authorize`,
    realm: origin,
    scope: scopes.join(" "),
    error: "insufficient_scope",
    error_description: "The access token provided does not contain the required scopes.",
    resource: context.req.path,
  };
  const challenge = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return context.body(null, 403, { "www-authenticate": `Bearer ${challenge.join(", ")}` });
}

/** Whether a request is about an OIDC app, or about no particular app. */
async function isAboutOidcApp({ store }: Okta, context: OktaContext): Promise<boolean> {
  const { path, method } = context.req;
  if (method === "POST" && path === "/api/v1/apps") {
    return /"signOnMode"\s*:\s*"OPENID_CONNECT"/.test(await context.req.raw.clone().text());
  }
  const id = /^\/api\/v1\/(?:internal\/)?apps\/([^/]+)/.exec(path)?.[1];
  const app = id === undefined ? undefined : store.apps.get(id);
  return app === undefined || app.signOnMode === "OPENID_CONNECT";
}

function split(header: string): { readonly scheme: string; readonly token: string } {
  const [, scheme = "", token = ""] = /^(\S+)\s+(\S+)$/.exec(header) ?? [];
  return { scheme: scheme.toLowerCase(), token };
}

/** Compares two secrets in a time that does not depend on how much of them agrees. */
function sameSecret(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
