import { getCookie } from "hono/cookie";
import type { OktaContext } from "../http";
import type { OktaStore } from "../store";
import { record } from "../system-log";

/** The id of the session that a browser has, as its cookie says. */
export function sessionCookie(context: OktaContext, name: string): string {
  return getCookie(context, name) ?? "";
}

/** Ends a session, if there is one with this id. */
export function endSession(store: OktaStore, id: string): void {
  const session = store.oidc.get(`Session/${id}`);
  if (session === undefined) {
    return;
  }
  store.oidc.delete(session.id);
  const user = store.users.get(String(session.payload.accountId));
  if (user !== undefined) {
    record(store, {
      eventType: "user.session.end",
      displayMessage: "User logout from Okta",
      result: "SUCCESS",
      actor: user,
    });
  }
}

/** Ends all sessions of a user. With `tokens`, revokes what applications hold for them too. */
export function endSessionsOf(store: OktaStore, userId: string, what: "sessions" | "sessions and tokens"): void {
  const theirs = store.oidc.filter(({ payload }) => payload.accountId === userId);
  for (const { id, kind } of theirs) {
    if (kind === "Session") {
      endSession(store, id.slice("Session/".length));
    } else if (what === "sessions and tokens") {
      store.oidc.delete(id);
    }
  }
}
