import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { decodeJwt } from "jose";
import type { AccessApplication, Json } from "../entities";
import type { Session } from "../sessions";
import { localAddress, playedHost } from "./addresses";
import { applicationAt, applicationsOn, policiesOf } from "./applications";
import {
  answerIdentity,
  COOKIE,
  type Login,
  type LoginEnvironment,
  SESSION_COOKIE,
  showLogin,
  teamUrl,
  visitor,
} from "./context";
import { decide } from "./evaluator";
import { applicationPage, bypassedPage } from "./pages";
import { CERTS_PATH, LOGIN_PATH } from "./paths";

type LoginContext = Context<LoginEnvironment>;

/** The hosts of the applications: Access in front, and behind it one built-in application that shows who came in. */
export function protectedRoutes(login: Login): Hono<LoginEnvironment> {
  const { store, sessions, tokens } = login;
  const routes = new Hono<LoginEnvironment>();

  routes.get("/cdn-cgi/access/authorized", (context) => {
    const ticket = login.tickets.take(context.req.query("nonce"));
    const path = context.req.query("redirect_url") ?? "/";
    if (ticket === undefined || ticket.host !== playedHost(context.req.url)) {
      return context.redirect(loginAddress(login, context, path));
    }
    setCookie(context, SESSION_COOKIE, ticket.token, { ...COOKIE, expires: new Date(ticket.exp) });
    // One slash: a second one would name another host.
    return context.redirect(`/${path.replace(/^[/\\]+/, "")}`);
  });

  routes.get(CERTS_PATH, async (context) => context.json(await tokens.certs()));

  routes.get("/cdn-cgi/access/get-identity", async (context) =>
    answerIdentity(login, context, await sessionHere(login, context)),
  );

  routes.get("/cdn-cgi/access/logout", async (context) => {
    const session = await sessionHere(login, context);
    if (session !== undefined) {
      sessions.revoke(session, "logout");
    }
    deleteCookie(context, SESSION_COOKIE, COOKIE);
    return context.redirect(localAddress(teamUrl(store, "/cdn-cgi/access/logout"), context.req.url));
  });

  routes.all("*", (context) => enforce(login, context));
  return routes;
}

async function enforce(login: Login, context: LoginContext): Promise<Response> {
  const { store } = login;
  const application = applicationHere(login, context);
  if (application === undefined) {
    context.env.noRoute();
    return showLogin(context, "Not found", html`<p>No Access application is at this address.</p>`, 404);
  }
  const token = getCookie(context, SESSION_COOKIE);
  const session = await login.tokens.session(token, application.aud);
  if (session !== undefined && token !== undefined) {
    return origin(login, context, application, session, token);
  }
  const { allowed, policy } = decide(policiesOf(store, application), visitor(context, undefined), (id) =>
    store.groups.get(id),
  );
  if (allowed && policy?.decision === "bypass") {
    return showLogin(context, String(application.fields.name), bypassedPage(policy.name));
  }
  const { pathname, search } = new URL(context.req.url);
  return context.redirect(loginAddress(login, context, pathname + search, application));
}

/** What stands behind Access: it shows what Access tells every origin about a visitor, and who the token is about. */
function origin(
  { store }: Login,
  context: LoginContext,
  application: AccessApplication,
  session: Session,
  token: string,
): Promise<Response> {
  const claims = decodeJwt(token) as Json;
  return showLogin(
    context,
    String(application.fields.name),
    applicationPage(store, application, {
      email: String(claims.email),
      claims,
      session,
      until: new Date(Number(claims.exp) * 1000).toISOString(),
    }),
  );
}

function applicationHere({ store }: Login, context: LoginContext): AccessApplication | undefined {
  return applicationAt(store, playedHost(context.req.url) ?? "", context.req.path);
}

async function sessionHere({ store, tokens }: Login, context: LoginContext): Promise<Session | undefined> {
  const token = getCookie(context, SESSION_COOKIE);
  for (const { aud } of applicationsOn(store, playedHost(context.req.url) ?? "")) {
    const session = await tokens.session(token, aud);
    if (session !== undefined) {
      return session;
    }
  }
  return undefined;
}

function loginAddress(login: Login, context: LoginContext, path: string, application?: AccessApplication): string {
  const url = new URL(teamUrl(login.store, `${LOGIN_PATH}/${playedHost(context.req.url) ?? ""}`));
  if (application !== undefined) {
    url.searchParams.set("kid", application.aud);
  }
  url.searchParams.set("redirect_url", path);
  return localAddress(url.href, context.req.url);
}
