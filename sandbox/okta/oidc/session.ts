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
