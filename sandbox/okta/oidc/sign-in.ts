import type { Hono } from "hono";
import type { App, JsonObject, User } from "../entities";
import type { OktaContext, OktaEnv } from "../http";
import { checkPassword } from "../passwords";
import type { OktaStore } from "../store";
import { record } from "../system-log";
import { changeDocument, findDocument } from "./adapter";
import { giveConsent, maySignIn, scopesToConsent, signOnRule } from "./admission";
import { findClient } from "./clients";
import { type Issuer, organizationIssuer, serverIssuer } from "./issuers";
import { consentPage, errorPage, signInPage } from "./pages";
import { COOKIES, signInPath } from "./provider";
import { nodePair } from "./respond";
import type { Oidc } from "./routes";
import { endSession, sessionCookie } from "./session";

/** A request of an application that waits for a person. */
interface Waiting {
  readonly uid: string;
  readonly issuer: Issuer;
  readonly app: App;
  readonly parameters: JsonObject;
  /** What is asked of the person. */
  readonly prompt: "login" | "consent";
  /** Who is signed in already. */
  readonly user: User | undefined;
  readonly interaction: JsonObject;
}

/** The sign-in page and the consent page. */
export function signInRoutes(oidc: Oidc, routes: Hono<OktaEnv>): void {
  const { store } = oidc.okta;

  routes.get("/signin/:uid", (context) => {
    const waiting = findWaiting(store, context);
    if (waiting === undefined) {
      return expired(context);
    }
    return context.html(
      waiting.prompt === "consent" ? consent(store, waiting) : signIn(store, waiting, hint(waiting), undefined),
    );
  });

  routes.post("/signin/:uid", async (context) => {
    const waiting = findWaiting(store, context);
    if (waiting === undefined) {
      return expired(context);
    }
    const fields = new URLSearchParams(await context.req.text());
    if (waiting.prompt === "consent") {
      return decide(oidc, context, waiting, fields.get("consent") === "allow");
    }
    const username = (fields.get("username") ?? "").trim();
    const user = authenticated(store, waiting.app, username, fields.get("password") ?? "");
    return user === undefined
      ? context.html(signIn(store, waiting, username, "Unable to sign in"), 401)
      : finishSignIn(oidc, context, waiting, user, fields.get("remember") === "on");
  });
}

function findWaiting(store: OktaStore, context: OktaContext): Waiting | undefined {
  const uid = context.req.param("uid") ?? "";
  const interaction = findDocument(store, "Interaction", uid);
  const parameters = (interaction?.params ?? {}) as JsonObject;
  const app = findClient(store, String(parameters.client_id));
  const issuer = interaction === undefined ? undefined : issuerOf(store, String(interaction.returnTo));
  if (interaction === undefined || app === undefined || issuer === undefined) {
    return undefined;
  }
  const session = (interaction.session ?? {}) as JsonObject;
  const prompt = (interaction.prompt as JsonObject).name === "consent" ? "consent" : "login";
  return { uid, issuer, app, parameters, prompt, interaction, user: store.users.get(String(session.accountId)) };
}

/** The authorization server to which a request goes back. */
function issuerOf(store: OktaStore, returnTo: string): Issuer | undefined {
  const id = /^\/oauth2(?:\/([^/]+))?\/v1\/authorize\//.exec(new URL(returnTo).pathname);
  if (id === null) {
    return undefined;
  }
  if (id[1] === undefined) {
    return organizationIssuer(store);
  }
  const server = store.servers.find(
    (candidate) =>
      candidate.status === "ACTIVE" && (candidate.id === id[1] || (candidate.default && id[1] === "default")),
  );
  return server === undefined ? undefined : serverIssuer(store, server);
}

function hint({ parameters }: Waiting): string {
  return typeof parameters.login_hint === "string" ? parameters.login_hint : "";
}

function signIn(store: OktaStore, { app, uid }: Waiting, username: string, problem: string | undefined) {
  return signInPage(store, { app, action: signInPath(uid), username, problem });
}

function consent(store: OktaStore, waiting: Waiting) {
  const missing = waiting.user === undefined ? [] : scopesToConsent(store, { ...request(waiting, waiting.user) });
  const scopes = waiting.issuer.scopes().filter((scope) => missing.length === 0 || missing.includes(scope.name));
  const asked = scopesOf(waiting);
  return consentPage(
    waiting.app,
    signInPath(waiting.uid),
    scopes
      .filter((scope) => asked.includes(scope.name))
      .map((scope) => ({ name: scope.name, label: scope.displayName ?? scope.name })),
  );
}

function scopesOf({ parameters }: Waiting): string[] {
  return String(parameters.scope ?? "").split(" ");
}

function request(waiting: Waiting, user: User) {
  const { issuer, app } = waiting;
  return { issuer, app, user, scopes: scopesOf(waiting), grantType: "authorization_code" };
}

function expired(context: OktaContext): Response | Promise<Response> {
  return context.html(
    errorPage("session_expired", "Your session has expired. Go back to the application and sign in again."),
    400,
  );
}

/**
 * Who the credentials are of, when they may sign in. All failures look the same to whoever tries; the System Log knows more.
 *
 * @param app The app that somebody signs in to.
 */
export function authenticated(store: OktaStore, app: App, username: string, password: string): User | undefined {
  const user = store.user(username);
  const reason = user === undefined ? "INVALID_CREDENTIALS" : failure(store, user, password);
  const twoFactors = user !== undefined && signOnRule(store, app, user)?.twoFactors === true;
  record(store, {
    eventType: "user.session.start",
    displayMessage: "User login to Okta",
    result: reason === undefined ? "SUCCESS" : "FAILURE",
    actor: user ?? username,
    ...(reason === undefined ? {} : { reason }),
    debugData: { factors: twoFactors ? "PASSWORD,SANDBOX" : "PASSWORD" },
  });
  return reason === undefined ? user : undefined;
}

function failure(store: OktaStore, user: User, password: string): string | undefined {
  if (!maySignIn(user)) {
    return user.status === "DEPROVISIONED" ? "INVALID_CREDENTIALS" : user.status;
  }
  switch (checkPassword(store, user, password)) {
    case "right":
      return undefined;
    case "locked":
      record(store, {
        eventType: "user.account.lock",
        displayMessage: "Max sign in attempts exceeded",
        result: "DENY",
        reason: "LOCKED_OUT",
        actor: user,
      });
      return "LOCKED_OUT";
    case "wrong":
      return "INVALID_CREDENTIALS";
  }
}

function finishSignIn(
  oidc: Oidc,
  context: OktaContext,
  waiting: Waiting,
  user: User,
  remember: boolean,
): Promise<Response> {
  const { store } = oidc.okta;
  if (waiting.user !== undefined && waiting.user.id !== user.id) {
    // Somebody else sits at this browser now. The library would ask whether to sign the other one out.
    endSession(store, sessionCookie(context, COOKIES.session));
    changeDocument(store, "Interaction", waiting.uid, { ...waiting.interaction, session: {} });
  }
  store.users.put({ ...user, lastLogin: store.now() });
  const amr = signOnRule(store, waiting.app, user)?.twoFactors === true ? ["mfa", "otp", "pwd"] : ["pwd"];
  return finish(oidc, context, waiting, { login: { accountId: user.id, amr, remember } });
}

function decide(oidc: Oidc, context: OktaContext, waiting: Waiting, allowed: boolean): Promise<Response> {
  const { user } = waiting;
  if (!allowed || user === undefined) {
    return finish(oidc, context, waiting, {
      error: "access_denied",
      error_description: "The resource owner or authorization server denied the request.",
    });
  }
  giveConsent(oidc.okta.store, request(waiting, user));
  return finish(oidc, context, waiting, { consent: {} });
}

/** Hands the outcome to the library and sends the browser back to the request that waits. */
async function finish(
  { providers }: Oidc,
  context: OktaContext,
  waiting: Waiting,
  result: Parameters<Awaited<ReturnType<Oidc["providers"]["of"]>>["provider"]["interactionResult"]>[2],
): Promise<Response> {
  const { provider } = await providers.of(waiting.issuer);
  const { req, res } = nodePair(new Request(context.req.url, { headers: context.req.raw.headers }));
  try {
    const returnTo = new URL(await provider.interactionResult(req, res, result));
    return context.redirect(returnTo.pathname, 302);
  } catch (cause) {
    if (cause instanceof Error && cause.name === "SessionNotFound") {
      return expired(context);
    }
    throw cause;
  }
}
