import { randomUUID } from "node:crypto";
import type { App, Group, JsonObject, LogEvent, User } from "./entities";
import { loginOf, type OktaStore } from "./store";

/** What happened, in Okta's words. */
export interface Happening {
  /** https://developer.okta.com/docs/reference/api/event-types/ */
  readonly eventType: string;
  readonly displayMessage: string;
  readonly result: LogEvent["result"];
  readonly reason?: string;
  /** The person; what was typed when nobody has that user name. */
  readonly actor: User | string;
  readonly app?: App;
  readonly targets?: LogEvent["targets"];
  readonly debugData?: JsonObject;
}

/** At most so many entries are kept; the oldest go first. */
const CAPACITY = 5_000;

/** Writes an entry of the System Log. */
export function record(store: OktaStore, happening: Happening): void {
  const { actor, app } = happening;
  store.logEvents.put({
    id: randomUUID(),
    published: new Date().toISOString(),
    eventType: happening.eventType,
    displayMessage: happening.displayMessage,
    result: happening.result,
    reason: happening.reason ?? null,
    actorId: typeof actor === "string" ? null : actor.id,
    actorLogin: typeof actor === "string" ? actor : loginOf(actor),
    targets: [
      ...(app === undefined ? [] : [{ id: app.id, type: "AppInstance", displayName: app.label }]),
      ...(happening.targets ?? []),
    ],
    debugData: happening.debugData ?? {},
  });
  const oldest = store.logEvents.size > CAPACITY ? store.logEvents.find(() => true) : undefined;
  if (oldest !== undefined) {
    store.logEvents.delete(oldest.id);
  }
}

/** What an administrator does to people, in the words of the System Log. */
const ADMINISTRATION = {
  "user.lifecycle.create": "Create Okta user",
  "user.lifecycle.activate": "Activate Okta user",
  "user.lifecycle.deactivate": "Deactivate Okta user",
  "user.lifecycle.suspend": "Suspend Okta user",
  "user.lifecycle.unsuspend": "Unsuspend Okta user",
  "user.lifecycle.delete.initiated": "Delete Okta user",
  "user.account.update_profile": "Update user profile for Okta",
  "group.user_membership.add": "Add user to group membership",
  "group.user_membership.remove": "Remove user from group membership",
} as const;

/**
 * Writes down what an administrator did to somebody. The administrator is the one whose API token this Okta takes,
 * whoever called.
 *
 * @param group The group, when it is about being in one.
 */
export function recordAdministration(
  store: OktaStore,
  eventType: keyof typeof ADMINISTRATION,
  user: User,
  group?: Group,
): void {
  record(store, {
    eventType,
    displayMessage: ADMINISTRATION[eventType],
    result: "SUCCESS",
    actor: store.users.get(store.org().tokenOwnerId) ?? "unknown",
    targets: [
      { id: user.id, type: "User", displayName: loginOf(user) },
      ...(group === undefined ? [] : [{ id: group.id, type: "UserGroup", displayName: String(group.profile.name) }]),
    ],
  });
}

/** An entry as the System Log API answers it: with the members that somebody reading it decides by. */
export function logEventResponse(store: OktaStore, event: LogEvent): JsonObject {
  const user = event.actorId === null ? undefined : store.users.get(event.actorId);
  return {
    actor: {
      id: event.actorId ?? "unknown",
      type: "User",
      alternateId: event.actorLogin,
      displayName: user === undefined ? event.actorLogin : `${user.profile.firstName} ${user.profile.lastName}`,
      detailEntry: null,
    },
    client: {
      userAgent: null,
      zone: "null",
      device: "Unknown",
      id: null,
      ipAddress: "127.0.0.1",
      geographicalContext: null,
    },
    authenticationContext: { authenticationProvider: null, credentialProvider: null, credentialType: null },
    displayMessage: event.displayMessage,
    eventType: event.eventType,
    outcome: { result: event.result, reason: event.reason },
    published: event.published,
    severity: event.result === "FAILURE" || event.result === "DENY" ? "WARN" : "INFO",
    debugContext: { debugData: event.debugData },
    legacyEventType: null,
    transaction: { type: "WEB", id: event.id.replaceAll("-", "").slice(0, 27), detail: {} },
    uuid: event.id,
    version: "0",
    request: { ipChain: [] },
    target: event.targets.map(({ id, type, displayName }) => ({
      id,
      type,
      alternateId: displayName,
      displayName,
      detailEntry: null,
    })),
  };
}
