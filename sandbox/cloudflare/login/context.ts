import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { cloudflareId } from "../../shared/ids";
import { type Html, page } from "../../shared/pages";
import type { Hosts } from "../../shared/resolve";
import type { AccessApplication, AccessUser } from "../entities";
import { newUser } from "../routes/users";
import type { Session, Sessions } from "../sessions";
import { type Store, timestamp } from "../store";
import { teamDomain } from "../tenant";
import type { Identity, Visitor } from "./evaluator";
import { identityAnswer } from "./identity-answer";
import { LOGIN_SITE } from "./pages";
import type { PendingLogins } from "./pending-logins";
import type { Tickets } from "./tickets";
import type { Tokens } from "./tokens";

/** Everything that the login side works with. */
export interface Login {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly pending: PendingLogins;
  readonly tickets: Tickets;
  /** Where hosts are that others play, looked at when it is needed. */
  readonly hosts: Hosts;
}

/** What the routes of the login side are told by the service that they are part of. */
export interface LoginEnvironment {
  Bindings: {
    /** Says that no route matched, for the request log. */
    noRoute(): void;
  };
}

/** The cookie of a session: at the team domain of the login, at an application of its token. */
export const SESSION_COOKIE = "CF_Authorization";

/** Attributes of every cookie. Without `Secure`: this Cloudflare is served by plain HTTP. */
export const COOKIE = { path: "/", httpOnly: true, sameSite: "Lax" } as const;

/** The team domain's address with its real host. */
export function teamUrl(store: Store, path: string): string {
  return `https://${teamDomain(store.tenant)}${path}`;
}

/** The session at the team domain that a browser brings. */
export function teamSession({ tokens }: Login, context: Context): Promise<Session | undefined> {
  return tokens.session(getCookie(context, SESSION_COOKIE), tokens.teamAudience);
}

/**
 * Who asks. The address and the country come from the headers that Cloudflare sets itself; here nobody stands in front
 * of the sandbox, so a client may send them to play somebody elsewhere.
 */
export function visitor(context: Context, identity: Identity | undefined): Visitor {
  return {
    identity,
    ip: context.req.header("cf-connecting-ip") ?? "127.0.0.1",
    country: context.req.header("cf-ipcountry") ?? "XX",
  };
}

/** Answers a page in the frame of the login side. */
export async function showLogin(
  context: Context,
  title: string,
  content: Html,
  status: 200 | 400 | 403 | 404 = 200,
): Promise<Response> {
  context.header("cache-control", "no-store");
  return context.html(await page(LOGIN_SITE, title, content), status);
}

/** Answers `get-identity`: who a session is, or that there is none. */
export function answerIdentity({ store }: Login, context: Context, session: Session | undefined): Response {
  return session === undefined
    ? context.json({ err: "no app token set" }, 400)
    : context.json(identityAnswer(store.tenant.accountId, session));
}

/** Notes an attempt to log in to an application for the Access logs. */
export function logAttempt(
  { store }: Login,
  application: AccessApplication,
  { identity, ip, country }: Visitor,
  allowed: boolean,
): void {
  store.accessRequests.put({
    id: cloudflareId(),
    action: "login",
    allowed,
    app_domain: String(application.fields.domain ?? ""),
    app_uid: application.id,
    connection: identity?.idp.type ?? "",
    country,
    created_at: timestamp(),
    ip_address: ip,
    ray_id: randomBytes(8).toString("hex"),
    user_email: identity?.email ?? "",
  });
}

/** The person of an identity, with a seat: it is taken by logging in. */
export function loggedInUser(store: Store, identity: Identity): AccessUser {
  const user = store.userByEmail(identity.email) ?? newUser(identity.email, identity.name);
  const now = timestamp();
  // From now on the User Registry knows what this login told.
  store.registryIdentities.delete(user.id);
  return store.users.put({
    ...user,
    name: identity.name,
    access_seat: true,
    last_successful_login: now,
    updated_at: now,
  });
}
