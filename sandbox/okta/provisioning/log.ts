import type { App, Group, User } from "../entities";
import { loginOf, type OktaStore } from "../store";
import { record } from "../system-log";

/** Who does what nobody pressed a button for. */
const OKTA_SYSTEM = "system@okta.com";

/**
 * Does something for an app, and writes into the System Log how it ended: what "View Logs" of the app shows.
 *
 * @param subject The person or the group; a name when this Okta has them no more.
 * @param eventType https://developer.okta.com/docs/reference/api/event-types/
 */
export async function logged<T>(
  store: OktaStore,
  app: App,
  subject: User | Group | string,
  eventType: string,
  displayMessage: string,
  work: () => Promise<T>,
): Promise<T> {
  const note = (result: "SUCCESS" | "FAILURE", reason?: string): void =>
    record(store, {
      eventType,
      displayMessage,
      result,
      ...(reason === undefined ? {} : { reason }),
      actor: OKTA_SYSTEM,
      app,
      targets: [targetOf(subject)],
    });
  try {
    const done = await work();
    note("SUCCESS");
    return done;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Broken off because the sandbox was reset or closed: there is nobody left to tell.
    if (!(cause instanceof Error && cause.name === "AbortError")) {
      note("FAILURE", reason);
    }
    throw cause;
  }
}

function targetOf(subject: User | Group | string): { id: string; type: string; displayName: string } {
  if (typeof subject === "string") {
    return { id: "unknown", type: "AppUser", displayName: subject };
  }
  return "type" in subject
    ? { id: subject.id, type: "UserGroup", displayName: String(subject.profile.name) }
    : { id: subject.id, type: "AppUser", displayName: loginOf(subject) };
}
