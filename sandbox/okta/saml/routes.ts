import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { resolved } from "../../shared/resolve";
import type { App, JsonObject, User } from "../entities";
import type { OktaContext, OktaEnv } from "../http";
import { findDocument } from "../oidc/adapter";
import { maySignIn, refusal, signOnRule } from "../oidc/admission";
import { EvaluationError } from "../oidc/expression";
import { organizationIssuer } from "../oidc/issuers";
import { errorPage, signInPage } from "../oidc/pages";
import { COOKIES, SESSION_LIFETIME } from "../oidc/provider";
import { recordRefusal } from "../oidc/require-access";
import { formPostPage } from "../oidc/respond";
import type { Oidc } from "../oidc/routes";
import { authenticated } from "../oidc/sign-in";
import type { OktaStore } from "../store";
import { record } from "../system-log";
import { type Statement, statementFor } from "./assertion";
import { type AuthnRequest, RequestError, readAuthnRequest, requireSignature } from "./request";
import { samlResponse } from "./response";
import { type SamlSignOn, samlSignOn } from "./sign-on";

/** A sign-in that waits for a person, or is about to be answered. */
interface Asked {
  readonly app: App;
  readonly signOn: SamlSignOn;
  /** Undefined when the sign-in began in Okta. */
  readonly request: AuthnRequest | undefined;
  /** What the application wants to have back. */
  readonly relayState: string;
}

const SSO_PATH = "/app/:name/:key/sso/saml";

/** Under it lies the sign-in page of a request that waits. */
const SIGN_IN_PATH = "/signin/saml";

/** A request waits so long for a person, in seconds. */
const WAITS = 3_600;

/**
 * Sign-in with SAML 2.0: this Okta as the identity provider of every SAML app that was deployed to it.
 *
 * Who is signed in by OpenID Connect is signed in here too. A session that begins here is one for SAML apps.
 */
export function samlRoutes(oidc: Oidc, routes: Hono<OktaEnv>): void {
  const { store } = oidc.okta;

  routes.get(SSO_PATH, (context) => singleSignOn(oidc, context, context.req.query(), "redirect"));
  routes.post(SSO_PATH, async (context) => {
    const fields = Object.fromEntries(new URLSearchParams(await context.req.text()));
    return singleSignOn(oidc, context, fields, "post");
  });

  routes.get(`${SIGN_IN_PATH}/:uid`, (context) => {
    const asked = waiting(store, context);
    return asked === undefined ? expired(context) : context.html(signIn(store, context, asked, "", undefined));
  });

  routes.post(`${SIGN_IN_PATH}/:uid`, async (context) => {
    const asked = waiting(store, context);
    if (asked === undefined) {
      return expired(context);
    }
    const fields = new URLSearchParams(await context.req.text());
    const username = (fields.get("username") ?? "").trim();
    const user = authenticated(store, asked.app, username, fields.get("password") ?? "");
    if (user === undefined) {
      return context.html(signIn(store, context, asked, username, "Unable to sign in"), 401);
    }
    store.oidc.delete(`SamlRequest/${context.req.param("uid")}`);
    store.users.put({ ...user, lastLogin: store.now() });
    beginSession(store, context, user);
    return finish(oidc, context, asked, user);
  });
}

async function singleSignOn(
  oidc: Oidc,
  context: OktaContext,
  fields: Readonly<Record<string, string>>,
  binding: "redirect" | "post",
): Promise<Response> {
  const { store } = oidc.okta;
  const app = store.apps.find(
    ({ name, externalKey }) => name === context.req.param("name") && externalKey === context.req.param("key"),
  );
  const signOn = app?.status === "ACTIVE" ? samlSignOn(app) : undefined;
  if (app === undefined || signOn === undefined) {
    return context.html(errorPage("app_not_found", "No app signs people in with SAML here."), 404);
  }
  let request: AuthnRequest | undefined;
  try {
    request = await checked(context, fields.SAMLRequest, signOn, binding);
  } catch (cause) {
    if (cause instanceof RequestError) {
      recordFailure(store, app, cause.message);
      return context.html(errorPage("invalid_saml_request", cause.message), 400);
    }
    throw cause;
  }
  const asked: Asked = { app, signOn, request, relayState: fields.RelayState ?? "" };
  const again = request?.forceAuthn === true && signOn.honorForceAuthn;
  const user = again ? undefined : signedIn(store, context);
  return user === undefined ? wait(store, context, asked) : finish(oidc, context, asked, user);
}

async function checked(
  context: OktaContext,
  encoded: string | undefined,
  { requestCertificates }: SamlSignOn,
  binding: "redirect" | "post",
): Promise<AuthnRequest | undefined> {
  if (encoded === undefined) {
    return undefined;
  }
  if (requestCertificates.length > 0) {
    if (binding === "post") {
      throw new RequestError("This sandbox checks the signature of requests in addresses only, not of posted ones.");
    }
    requireSignature(new URL(context.req.url).search, requestCertificates);
  }
  return readAuthnRequest(encoded, binding);
}

/** Whoever is signed in at this browser, by OpenID Connect or SAML. */
function signedIn(store: OktaStore, context: OktaContext): User | undefined {
  return [COOKIES.session, COOKIES.samlSession]
    .map((name) => findDocument(store, "Session", getCookie(context, name) ?? ""))
    .map((session) => store.users.get(String(session?.accountId)))
    .find((user) => user !== undefined && maySignIn(user));
}

function beginSession(store: OktaStore, context: OktaContext, user: User): void {
  const id = randomBytes(24).toString("base64url");
  keep(store, "Session", id, SESSION_LIFETIME, { accountId: user.id });
  setCookie(context, COOKIES.samlSession, id, { path: "/", httpOnly: true, sameSite: "Lax" });
}

function wait(store: OktaStore, context: OktaContext, { app, request, relayState }: Asked): Response {
  const uid = randomBytes(16).toString("base64url");
  keep(store, "SamlRequest", uid, WAITS, {
    appId: app.id,
    relayState,
    request: request === undefined ? null : { ...request },
  });
  return context.redirect(`${SIGN_IN_PATH}/${uid}`);
}

function waiting(store: OktaStore, context: OktaContext): Asked | undefined {
  const found = findDocument(store, "SamlRequest", context.req.param("uid") ?? "");
  const app = store.apps.get(String(found?.appId));
  const signOn = app?.status === "ACTIVE" ? samlSignOn(app) : undefined;
  if (found === undefined || app === undefined || signOn === undefined) {
    return undefined;
  }
  const request = (found.request ?? undefined) as AuthnRequest | undefined;
  return { app, signOn, request, relayState: String(found.relayState) };
}

function keep(store: OktaStore, kind: string, id: string, lifetime: number, payload: JsonObject): void {
  const expires = Math.floor(Date.now() / 1000) + lifetime;
  store.oidc.put({ id: `${kind}/${id}`, kind, expires, grantId: null, payload });
}

function signIn(store: OktaStore, context: OktaContext, { app }: Asked, username: string, problem: string | undefined) {
  return signInPage(store, { app, action: `${SIGN_IN_PATH}/${context.req.param("uid")}`, username, problem });
}

/** Answers the application about somebody, unless they may not get in: then Okta says so itself. */
async function finish(oidc: Oidc, context: OktaContext, asked: Asked, user: User): Promise<Response> {
  const { store } = oidc.okta;
  const { app, signOn, request, relayState } = asked;
  const subject = { issuer: organizationIssuer(store), app, user, scopes: [] };
  const refused = refusal(store, { ...subject, grantType: "authorization_code" });
  if (refused !== undefined) {
    recordRefusal(store, subject, refused);
    const why =
      refused.reason === "user_not_assigned"
        ? `Sorry, you can't access ${app.label} because you are not assigned this app in Okta.`
        : `Sorry, you can't access ${app.label}: ${refused.description}`;
    return context.html(errorPage(refused.error, why), 403);
  }
  const { kid } = (app.credentials.signing ?? {}) as JsonObject;
  const key = store.appKeys.get(`${app.id}/${String(kid)}`);
  if (key === undefined) {
    throw new Error(`${app.label}: has no signing key ${String(kid)}. This is a defect of the sandbox.`);
  }
  let statement: Statement;
  try {
    statement = statementFor(store, app, user, signOn);
  } catch (cause) {
    if (cause instanceof EvaluationError) {
      recordFailure(store, app, cause.message);
      return context.html(errorPage("access_denied", cause.message), 403);
    }
    throw cause;
  }
  const response = await samlResponse({ signOn, key, statement, inResponseTo: request?.id });
  const amr = signOnRule(store, app, user)?.twoFactors === true ? "mfa" : "pwd";
  record(store, {
    eventType: "user.authentication.sso",
    displayMessage: "User single sign on to app",
    result: "SUCCESS",
    actor: user,
    app,
    debugData: {
      signOnMode: "SAML 2.0",
      initiationType: request === undefined ? "IDP_INITIATED" : "SP_INITIATED",
      amr,
    },
  });
  const fields = {
    SAMLResponse: Buffer.from(response).toString("base64"),
    ...(relayState === "" ? {} : { RelayState: relayState }),
  };
  return context.html(formPostPage(resolved(signOn.acsUrl, oidc.hosts), fields));
}

function recordFailure(store: OktaStore, app: App, reason: string): void {
  record(store, {
    eventType: "user.authentication.sso",
    displayMessage: "User single sign on to app",
    result: "FAILURE",
    reason,
    actor: "unknown",
    app,
  });
}

function expired(context: OktaContext): Response | Promise<Response> {
  return context.html(
    errorPage("session_expired", "Your session has expired. Go back to the application and sign in again."),
    400,
  );
}
