import type { Hono } from "hono";
import { deleteCookie } from "hono/cookie";
import { createLocalJWKSet, errors, type JWK, jwtVerify } from "jose";
import { resolved } from "../../shared/resolve";
import type { App } from "../entities";
import type { OktaContext, OktaEnv } from "../http";
import { allowsRedirect, findClient } from "./clients";
import type { Issuer } from "./issuers";
import { errorPage, signedOutPage } from "./pages";
import { COOKIES } from "./provider";
import type { IssuerOf, Oidc } from "./routes";
import { endSession, sessionCookie } from "./session";
import { publishedKeys } from "./signing-keys";

/**
 * Sign-out. Okta asks nobody whether they mean it, which the library would.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/tag/OrgAS/ (logout)
 */
export function signOutRoutes(oidc: Oidc, routes: Hono<OktaEnv>, path: string, issuerOf: IssuerOf): void {
  const { hosts } = oidc;
  const signOut = async (context: OktaContext): Promise<Response> => {
    const parameters =
      context.req.method === "POST"
        ? new URLSearchParams(await context.req.text())
        : new URL(context.req.url).searchParams;
    const app = await hinted(oidc, issuerOf(context), parameters);
    if (app === undefined) {
      return context.html(errorPage("invalid_request", "The 'id_token_hint' parameter is missing or invalid."), 400);
    }
    const target = parameters.get("post_logout_redirect_uri");
    if (target !== null && !allowsRedirect(app, target, "post_logout_redirect_uris")) {
      const description =
        "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.";
      return context.html(errorPage("invalid_request", description), 400);
    }
    leave(oidc, context);
    if (target === null) {
      return context.html(signedOutPage());
    }
    const location = new URL(resolved(target, hosts));
    const state = parameters.get("state");
    if (state !== null) {
      location.searchParams.set("state", state);
    }
    return context.redirect(location.href);
  };
  routes.get(path, signOut);
  routes.post(path, signOut);
}

/** Sign-out from Okta itself, without an application. */
export function oktaSignOutRoute(oidc: Oidc, routes: Hono<OktaEnv>): void {
  routes.get("/login/signout", (context) => {
    leave(oidc, context);
    return context.html(signedOutPage());
  });
}

function leave({ okta: { store } }: Oidc, context: OktaContext): void {
  for (const name of [COOKIES.session, COOKIES.samlSession]) {
    endSession(store, sessionCookie(context, name));
    deleteCookie(context, name, { path: "/" });
  }
  deleteCookie(context, `${COOKIES.session}.sig`, { path: "/" });
}

/** The application that an ID token was issued to, or that `client_id` names. An expired token will do. */
async function hinted(
  { okta: { store } }: Oidc,
  issuer: Issuer,
  parameters: URLSearchParams,
): Promise<App | undefined> {
  const token = parameters.get("id_token_hint");
  if (token === null) {
    return findClient(store, parameters.get("client_id") ?? "");
  }
  try {
    const keys = createLocalJWKSet({ keys: (await publishedKeys(store, issuer.server)) as JWK[] });
    const { payload } = await jwtVerify(token, keys, { issuer: issuer.url, currentDate: new Date(0) });
    return findClient(store, String(payload.aud));
  } catch (cause) {
    if (cause instanceof errors.JOSEError) {
      return undefined;
    }
    throw cause;
  }
}
