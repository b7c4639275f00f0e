import { Hono } from "hono";
import type { Hosts } from "../../shared/resolve";
import type { JsonObject } from "../entities";
import { featureMissing, notFound } from "../errors";
import type { Okta, OktaContext, OktaEnv } from "../http";
import { findServer } from "../routes/find";
import { samlRoutes } from "../saml/routes";
import { loginOf } from "../store";
import { record } from "../system-log";
import { readAccessToken } from "./access-token";
import { type Accepted, judge, type Rejected, type Returned } from "./authorize-request";
import { oauthSettings, settingList } from "./clients";
import { discoveryDocument, type Issuer, organizationIssuer, serverIssuer } from "./issuers";
import { errorPage } from "./pages";
import { OFFLINE_PARAMETER, Providers } from "./provider";
import { respond, returnError } from "./respond";
import { signInRoutes } from "./sign-in";
import { oktaSignOutRoute, signOutRoutes } from "./sign-out";
import { publishedKeys } from "./signing-keys";

/** What the routes of sign-in share. */
export interface Oidc {
  readonly okta: Okta;
  readonly hosts: Hosts;
  readonly providers: Providers;
}

/** How a route finds out at which authorization server it is. */
export type IssuerOf = (context: OktaContext) => Issuer;

/**
 * Sign-in: this Okta as an OpenID provider, at the organization's own authorization server and at custom ones, and as an
 * identity provider of SAML.
 *
 * @param hosts Where the hosts of redirect URIs are played.
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/
 */
export function oidcRoutes(okta: Okta, hosts: Hosts): Hono<OktaEnv> {
  const routes = new Hono<OktaEnv>();
  const { store } = okta;
  const providers = new Providers(store, async (error, description) => String(await errorPage(error, description)));
  const oidc: Oidc = { okta, hosts, providers };
  const organization: IssuerOf = () => organizationIssuer(store);
  const custom: IssuerOf = (context) => {
    if (!okta.settings().apiAccessManagement) {
      throw featureMissing();
    }
    const id = context.req.param("authServerId") ?? "";
    const server = findServer(store, id);
    if (server.status !== "ACTIVE") {
      throw notFound(id, "AuthorizationServer");
    }
    return serverIssuer(store, server);
  };
  discoveryRoutes(oidc, routes, "/.well-known", organization);
  discoveryRoutes(oidc, routes, "/oauth2/:authServerId/.well-known", custom);
  protocolRoutes(oidc, routes, "/oauth2/v1", organization);
  protocolRoutes(oidc, routes, "/oauth2/:authServerId/v1", custom);
  signOutRoutes(oidc, routes, "/oauth2/v1/logout", organization);
  signOutRoutes(oidc, routes, "/oauth2/:authServerId/v1/logout", custom);
  oktaSignOutRoute(oidc, routes);
  signInRoutes(oidc, routes);
  samlRoutes(oidc, routes);
  return routes;
}

function discoveryRoutes({ okta: { store } }: Oidc, routes: Hono<OktaEnv>, path: string, issuerOf: IssuerOf): void {
  routes.get(`${path}/openid-configuration`, (context) =>
    context.json(discoveryDocument(store, issuerOf(context), "openid")),
  );
  routes.get(`${path}/oauth-authorization-server`, (context) =>
    context.json(discoveryDocument(store, issuerOf(context), "oauth")),
  );
}

function protocolRoutes(oidc: Oidc, routes: Hono<OktaEnv>, path: string, issuerOf: IssuerOf): void {
  const { okta, hosts, providers } = oidc;
  const { store } = okta;
  const pass = async (context: OktaContext, request: Request): Promise<Response> =>
    respond(await providers.of(issuerOf(context)), request, hosts);

  routes.get(`${path}/keys`, async (context) =>
    context.json({ keys: await publishedKeys(store, issuerOf(context).server) }),
  );

  const authorize = async (context: OktaContext): Promise<Response> => {
    const issuer = issuerOf(context);
    const url = new URL(context.req.url);
    const parameters = context.req.method === "POST" ? new URLSearchParams(await context.req.text()) : url.searchParams;
    const verdict = judge(store, issuer, parameters);
    switch (verdict.kind) {
      case "rejected":
        recordProblem(oidc, issuer, verdict, parameters);
        return context.html(errorPage(verdict.error, verdict.description), 400);
      case "returned":
        recordProblem(oidc, issuer, verdict, parameters);
        return returnError(parameters, verdict, hosts);
      case "accepted":
        return pass(context, withScopes(context.req.raw, url, parameters, verdict));
    }
  };
  routes.get(`${path}/authorize`, authorize);
  routes.post(`${path}/authorize`, authorize);
  routes.get(`${path}/authorize/:uid`, (context) => pass(context, context.req.raw));

  routes.post(`${path}/token`, (context) => pass(context, context.req.raw));

  const userinfo = async (context: OktaContext): Promise<Response> => {
    const token = /^Bearer (\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    const read = token === undefined ? undefined : await readAccessToken(store, issuerOf(context), token);
    const headers = new Headers(context.req.raw.headers);
    if (read !== undefined) {
      headers.set("authorization", `Bearer ${read.handle}`);
    }
    return pass(context, new Request(context.req.url, { headers }));
  };
  routes.get(`${path}/userinfo`, userinfo);
  routes.post(`${path}/userinfo`, userinfo);

  routes.post(`${path}/introspect`, async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const read = await readAccessToken(store, issuerOf(context), form.get("token") ?? "");
    const answer = await pass(context, withHandle(context.req.raw, form, read?.handle));
    if (read === undefined || answer.status !== 200) {
      return answer;
    }
    const { active } = (await answer.json()) as { active: boolean };
    return context.json(active ? introspection(oidc, read.claims as JsonObject) : { active });
  });

  routes.post(`${path}/revoke`, async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const read = await readAccessToken(store, issuerOf(context), form.get("token") ?? "");
    return pass(context, withHandle(context.req.raw, form, read?.handle));
  });
}

/** What introspection says of an access token: what is in it, with OAuth's names beside Okta's. */
function introspection({ okta: { store } }: Oidc, claims: JsonObject): JsonObject {
  const { scp, cid, ver: _ver, ...others } = claims;
  const user = store.users.get(String(claims.uid));
  return {
    active: true,
    scope: Array.isArray(scp) ? scp.join(" ") : "",
    username: user === undefined ? String(claims.sub) : loginOf(user),
    token_type: "Bearer",
    client_id: cid,
    ...others,
  };
}

/** Names the scopes that are meant, and keeps apart the one that the library would drop. */
function withScopes(request: Request, url: URL, parameters: URLSearchParams, { app, scopes }: Accepted): Request {
  const passed = new URLSearchParams(parameters);
  passed.set("scope", scopes.filter((scope) => scope !== "offline_access").join(" "));
  passed.delete(OFFLINE_PARAMETER);
  if (oauthSettings(app).consent_method !== "REQUIRED") {
    // A trusted application never asks.
    const prompts = (passed.get("prompt") ?? "").split(" ").filter((prompt) => prompt !== "consent");
    passed.set("prompt", prompts.join(" "));
  }
  if (scopes.includes("offline_access") && settingList(app, "grant_types").includes("refresh_token")) {
    passed.set(OFFLINE_PARAMETER, "true");
  }
  return asGet(request, url, passed);
}

function asGet(request: Request, url: URL, parameters: URLSearchParams): Request {
  const headers = new Headers(request.headers);
  headers.delete("content-type");
  headers.delete("content-length");
  return new Request(new URL(`${url.pathname}?${parameters}`, url), { headers });
}

/** The same request with the handle of a token in the place of the token. */
function withHandle(request: Request, form: URLSearchParams, handle: string | undefined): Request {
  const passed = new URLSearchParams(form);
  // A JWT that is no access token of this issuer: the library would refuse to look at it, Okta says that it is not active.
  const foreign = (form.get("token") ?? "").includes(".") ? "none" : undefined;
  const token = handle ?? foreign;
  if (token !== undefined) {
    passed.set("token", token);
  }
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  return new Request(request.url, { method: "POST", headers, body: passed.toString() });
}

function recordProblem(
  { okta: { store } }: Oidc,
  issuer: Issuer,
  { error, description, app }: Rejected | Returned,
  parameters: URLSearchParams,
): void {
  record(store, {
    eventType: issuer.server === undefined ? "app.oauth2.authorize" : "app.oauth2.as.authorize",
    displayMessage: "OIDC authorization request",
    result: "FAILURE",
    reason: error,
    actor: app?.label ?? "unknown",
    ...(app === undefined ? {} : { app }),
    debugData: { description, clientId: parameters.get("client_id"), redirectUri: parameters.get("redirect_uri") },
  });
}
