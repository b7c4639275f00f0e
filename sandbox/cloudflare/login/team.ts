import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { resolved } from "../../shared/resolve";
import type { AccessApplication, IdentityProvider } from "../entities";
import type { Session } from "../sessions";
import { teamDomain } from "../tenant";
import { localAddress } from "./addresses";
import { addressOf, applicationAt, loginMethodsOf, policiesOf } from "./applications";
import {
  answerIdentity,
  COOKIE,
  type Login,
  type LoginEnvironment,
  logAttempt,
  loggedInUser,
  SESSION_COOKIE,
  showLogin,
  teamSession,
  teamUrl,
  visitor,
} from "./context";
import { applicationSession, globalSession } from "./durations";
import { type Decision, decide, type Identity } from "./evaluator";
import { describeIdentity } from "./identity-answer";
import { LoginError } from "./login-error";
import { beginOktaLogin, endOktaLogin } from "./okta";
import { addPinRoutes, PIN_PATH } from "./one-time-pin";
import { blockedPage, failurePage, launcherPage, methodsPage, testPage } from "./pages";
import { CALLBACK_PATH, CERTS_PATH, LOGIN_PATH, PUBLIC_CERT_PATH, TEST_PATH } from "./paths";
import type { PendingLogin, Purpose } from "./pending-logins";
import { beginSamlLogin, endSamlLogin } from "./saml";

/** Names the browser that a login began in. */
const BROWSER_COOKIE = "CF_AppSession";

type LoginContext = Context<LoginEnvironment>;

/** The team domain: where everybody logs in. */
export function teamRoutes(login: Login): Hono<LoginEnvironment> {
  const { store, tokens } = login;
  const routes = new Hono<LoginEnvironment>();

  routes.get("/", async (context) => {
    const session = await teamSession(login, context);
    return session === undefined ? choose(login, context, { kind: "launcher" }) : launcher(login, context, session);
  });

  routes.get(`${LOGIN_PATH}/:host`, async (context) => {
    const path = context.req.query("redirect_url") ?? "/";
    const host = context.req.param("host");
    const application = applicationAt(store, host, path);
    if (application === undefined) {
      return fail(context, new LoginError("Unable to find your Access application!", `No application is at ${host}.`));
    }
    const session = await teamSession(login, context);
    const methods = loginMethodsOf(store, application);
    const isUsable = methods.some(({ id }) => id === session?.identity.idp.id);
    const hasChosen = context.req.query("idp") !== undefined || context.req.query("choose") !== undefined;
    if (session !== undefined && isUsable && !hasChosen) {
      return enter(login, context, { application, host, path }, session.identity, session);
    }
    return choose(login, context, { kind: "application", appId: application.id, host, path });
  });

  routes.get(CALLBACK_PATH, (context) => callback(login, context));

  routes.post(CALLBACK_PATH, (context) => posted(login, context));

  routes.get(`${TEST_PATH}/:id`, (context) => {
    const idp = store.identityProviders.get(context.req.param("id"));
    return idp === undefined
      ? fail(context, new LoginError("There is no such login method.", ""))
      : begin(login, context, idp, { kind: "test" });
  });

  routes.get("/favicon.ico", (context) => context.body(null, 204));

  routes.get(CERTS_PATH, async (context) => context.json(await tokens.certs()));

  routes.get(PUBLIC_CERT_PATH, async (context) => context.text((await tokens.signingKey()).certificate));

  routes.get("/cdn-cgi/access/get-identity", async (context) =>
    answerIdentity(login, context, await teamSession(login, context)),
  );

  routes.get("/cdn-cgi/access/logout", async (context) => {
    const session = await teamSession(login, context);
    if (session !== undefined) {
      login.sessions.revoke(session, "logout");
    }
    deleteCookie(context, SESSION_COOKIE, COOKIE);
    return showLogin(
      context,
      "Logged out",
      html`<p class="notice good" role="status">You are logged out of every application.</p>
        <p><a href="/">App Launcher</a></p>`,
    );
  });

  addPinRoutes(routes, login, {
    find: (context) => login.pending.find(context.req.query("state"), getCookie(context, BROWSER_COOKIE)),
    finish: (context, pending, identity) => finish(login, context, pending, identity),
    fail,
  });
  routes.notFound((context) => {
    context.env.noRoute();
    return showLogin(context, "Not found", html`<p>The team domain has nothing here.</p>`, 404);
  });
  return routes;
}

/** Shows the login methods, or goes to the only one right away where that is asked for. */
function choose(login: Login, context: LoginContext, purpose: Purpose): Response | Promise<Response> {
  const { store } = login;
  const application = purpose.kind === "application" ? store.applications.get(purpose.appId) : undefined;
  const methods = loginMethodsOf(store, application);
  const chosen = context.req.query("idp");
  const isImmediate =
    application?.fields.auto_redirect_to_identity === true ||
    (application === undefined && store.organization?.settings.auto_redirect_to_identity === true);
  const method = isImmediate && methods.length === 1 ? methods[0] : methods.find(({ id }) => id === chosen);
  if (method !== undefined) {
    return begin(login, context, method, purpose);
  }
  const here = new URL(context.req.url);
  here.searchParams.delete("choose");
  const links = methods.map((idp) => {
    here.searchParams.set("idp", idp.id);
    return { idp, href: here.pathname + here.search };
  });
  return showLogin(context, "Log in", methodsPage(String(application?.fields.name ?? "App Launcher"), links));
}

async function begin(login: Login, context: LoginContext, idp: IdentityProvider, purpose: Purpose): Promise<Response> {
  const { store, pending, hosts } = login;
  const browser = getCookie(context, BROWSER_COOKIE) ?? randomBytes(16).toString("hex");
  setCookie(context, BROWSER_COOKIE, browser, COOKIE);
  const started = { browser, idpId: idp.id, purpose, began: Date.now() };
  if (idp.type === "onetimepin") {
    const state = randomBytes(16).toString("hex");
    pending.put({ ...started, state });
    return context.redirect(`${PIN_PATH}?state=${state}`);
  }
  const back = teamUrl(store, CALLBACK_PATH);
  switch (idp.type) {
    case "okta": {
      const { exchange, url } = await beginOktaLogin({ idp, callback: back, hosts });
      pending.put({ ...started, state: exchange.state, exchange });
      return context.redirect(resolved(url, hosts));
    }
    case "saml": {
      const state = randomBytes(16).toString("hex");
      const key = await login.tokens.signingKey();
      const { exchange, url } = await beginSamlLogin({ idp, callback: back, key }, state);
      pending.put({ ...started, state, saml: exchange });
      return context.redirect(resolved(url, hosts));
    }
    default:
      return fail(
        context,
        new LoginError(
          `Logging in with "${idp.name}" is not emulated.`,
          `This sandbox logs people in by Okta, with OpenID Connect or SAML, and by one-time PIN, not by "${idp.type}".`,
        ),
      );
  }
}

/**
 * Takes what a SAML identity provider had the browser post here. A browser brings no cookie with what another site has it
 * post, so it is sent on to where it does: there it shows that the login began in it.
 */
async function posted({ store, pending }: Login, context: LoginContext): Promise<Response> {
  const fields = await context.req.parseBody();
  const state = String(fields.RelayState ?? "");
  const started = pending.named(state);
  if (started?.saml !== undefined) {
    pending.put({ ...started, saml: { ...started.saml, response: String(fields.SAMLResponse ?? "") } });
  }
  const here = teamUrl(store, `${CALLBACK_PATH}?state=${encodeURIComponent(state)}`);
  return context.redirect(localAddress(here, context.req.url), 303);
}

async function callback(login: Login, context: LoginContext): Promise<Response> {
  const { store, pending } = login;
  const started = pending.find(context.req.query("state"), getCookie(context, BROWSER_COOKIE));
  const idp = store.identityProviders.get(started?.idpId ?? "");
  if (started === undefined || idp === undefined) {
    return fail(
      context,
      new LoginError("Invalid login session.", "The login did not begin in this browser, or began too long ago."),
    );
  }
  pending.end(started);
  let identity: Identity;
  try {
    identity = await ended(login, started, idp, new URL(context.req.url).search);
  } catch (cause) {
    if (cause instanceof LoginError) {
      return fail(context, cause, again(started));
    }
    throw cause;
  }
  return finish(login, context, started, identity);
}

async function ended(
  { store, hosts, tokens }: Login,
  { exchange, saml }: PendingLogin,
  idp: IdentityProvider,
  query: string,
): Promise<Identity> {
  const party = { idp, callback: teamUrl(store, CALLBACK_PATH), hosts };
  if (exchange !== undefined) {
    return endOktaLogin(party, exchange, query);
  }
  if (saml !== undefined) {
    return endSamlLogin({ ...party, key: await tokens.signingKey() }, saml);
  }
  throw new LoginError("Invalid login session.", "The login is not one by an identity provider.");
}

/** What comes after somebody has proved who they are. */
async function finish(
  login: Login,
  context: LoginContext,
  started: PendingLogin,
  identity: Identity,
): Promise<Response> {
  const { store } = login;
  const { purpose } = started;
  if (purpose.kind === "test") {
    return showLogin(context, "Test", testPage(store, identity, describeIdentity(identity)));
  }
  if (purpose.kind === "launcher") {
    await beginSession(login, context, identity);
    return context.redirect("/");
  }
  const application = store.applications.get(purpose.appId);
  return application === undefined
    ? fail(context, new LoginError("Unable to find your Access application!", "It was deleted meanwhile."))
    : enter(login, context, { application, ...purpose }, identity);
}

/** Lets somebody in to an application, or says that they may not. */
async function enter(
  login: Login,
  context: LoginContext,
  target: { readonly application: AccessApplication; readonly host: string; readonly path: string },
  identity: Identity,
  current?: Session,
): Promise<Response> {
  const { store, tokens } = login;
  const { application, host, path } = target;
  const who = visitor(context, identity);
  const decision = decide(policiesOf(store, application), who, (id) => store.groups.get(id));
  logAttempt(login, application, who, decision.allowed);
  if (!decision.allowed || decision.policy === undefined) {
    return blocked(login, context, { ...target, identity, decision });
  }
  const session = current ?? (await beginSession(login, context, identity));
  const lifetime = applicationSession(application, decision.policy, store.organization);
  const token = await tokens.forApplication(session, application, lifetime);
  const ticket = login.tickets.put({ token, host, exp: Date.now() + lifetime * 1000 });
  const authorized = new URL(`https://${host}/cdn-cgi/access/authorized`);
  authorized.searchParams.set("nonce", ticket);
  authorized.searchParams.set("redirect_url", path);
  return context.redirect(localAddress(authorized.href, context.req.url));
}

async function beginSession(login: Login, context: LoginContext, identity: Identity): Promise<Session> {
  const { store, sessions, tokens } = login;
  const { ip, country } = visitor(context, identity);
  const session = sessions.create({
    userId: loggedInUser(store, identity).id,
    identity,
    ip,
    country,
    lifetime: globalSession(store.organization),
  });
  setCookie(context, SESSION_COOKIE, await tokens.forTeam(session), COOKIE);
  return session;
}

function blocked(
  { store }: Login,
  context: LoginContext,
  why: {
    readonly application: AccessApplication;
    readonly host: string;
    readonly path: string;
    readonly identity: Identity;
    readonly decision: Decision;
  },
): Promise<Response> {
  const other = `${LOGIN_PATH}/${why.host}?choose&redirect_url=${encodeURIComponent(why.path)}`;
  const content = blockedPage(store, { ...why, other, logout: "/cdn-cgi/access/logout" });
  return showLogin(context, "Forbidden", content, 403);
}

function launcher(login: Login, context: LoginContext, session: Session): Promise<Response> {
  const { store } = login;
  const who = visitor(context, session.identity);
  const tiles = store.applications
    .filter(({ fields }) => fields.app_launcher_visible !== false)
    .flatMap((application) => {
      const address = addressOf(application);
      if (address === undefined) {
        return [];
      }
      const { allowed } = decide(policiesOf(store, application), who, (id) => store.groups.get(id));
      const { name, domain } = application.fields;
      return [
        { name: String(name), domain: String(domain), href: localAddress(address, context.req.url), open: allowed },
      ];
    });
  return showLogin(
    context,
    `${teamDomain(store.tenant)}`,
    launcherPage(store, session, tiles, "/cdn-cgi/access/logout"),
  );
}

function again({ purpose, idpId }: PendingLogin): string {
  switch (purpose.kind) {
    case "application":
      return `${LOGIN_PATH}/${purpose.host}?choose&redirect_url=${encodeURIComponent(purpose.path)}`;
    case "test":
      return `${TEST_PATH}/${idpId}`;
    default:
      return "/";
  }
}

function fail(context: LoginContext, error: LoginError, href?: string): Promise<Response> {
  return showLogin(context, "Login failed", failurePage(error, href), 400);
}
