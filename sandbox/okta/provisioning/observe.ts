import { provisioningOf } from "../app-model";
import type { App, Connection, JsonObject, ProvisionedUser, PushedGroup } from "../entities";
import type { Okta } from "../http";
import { connectionOf, featureOf } from "../provisioning";
import type { OktaStore } from "../store";
import type { Changes, Outbox } from "./changes";
import { isProvisionable } from "./profile";

/** What an app is provisioned with at a moment. */
export interface Target {
  readonly app: App;
  readonly connection: Connection;
  /** Create Users. */
  readonly creates: boolean;
  /** Update User Attributes. */
  readonly updates: boolean;
  /** Deactivate Users. */
  readonly deactivates: boolean;
}

/** The target of an app; undefined when it has no provisioning or it is off. */
export function targetOf({ store, settings }: Okta, app: App): Target | undefined {
  const connection = provisioningOf(app) === "scim" ? connectionOf(store, app, settings()) : undefined;
  if (connection?.status !== "ENABLED" || app.status !== "ACTIVE") {
    return undefined;
  }
  const { capabilities } = featureOf(store, app, "USER_PROVISIONING");
  const on = (block: string, name: string): boolean =>
    ((capabilities[block] as JsonObject)[name] as JsonObject).status === "ENABLED";
  return {
    app,
    connection,
    creates: on("create", "lifecycleCreate"),
    updates: on("update", "profile"),
    deactivates: on("update", "lifecycleDeactivate"),
  };
}

/** Nothing was tried yet, or what was tried worked. */
export const NO_ERROR = { error: null, failedFor: null, failedAt: null } as const;

/** What provisioning knows besides the state of this Okta. */
export interface Watch {
  /** By app: those with provisioning on, and those that had it on when they were deleted. */
  readonly targets: Map<string, Target>;
  /** By app: provisioning was turned off. Who left before is still deactivated there. */
  readonly ended: Map<string, Target>;
  /** What is to be looked at; nothing once it was. */
  readonly changes: Changes;
  readonly people: Outbox;
  readonly groups: Outbox;
}

/**
 * Notes what follows for provisioning from what changed in this Okta: who is to be created or deactivated at an app,
 * which groups are to be pushed. Sends nothing. To be called after every change, because it matters what was set at the
 * moment of an assignment: who is assigned while Create Users is off is not created when it is turned on.
 */
export function observe(okta: Okta, watch: Watch): void {
  noteTargets(okta, watch);
  notePeople(okta, watch);
  noteGroups(okta, watch);
}

function noteTargets(okta: Okta, { targets, ended, changes }: Watch): void {
  for (const app of okta.store.apps.all()) {
    const before = targets.get(app.id);
    const target = targetOf(okta, app);
    if (target === undefined) {
      targets.delete(app.id);
      if (before !== undefined) {
        ended.set(app.id, before);
      }
      continue;
    }
    ended.delete(app.id);
    if (before === undefined || !isSameTarget(before, target)) {
      targets.set(app.id, target);
      changes.everythingOf(app.id);
    }
  }
}

/** Documents are frozen: another one is another object. */
function isSameTarget(left: Target, right: Target): boolean {
  return (Object.keys(left) as (keyof Target)[]).every((key) => left[key] === right[key]);
}

function notePeople({ store }: Okta, { targets, changes, people }: Watch): void {
  // What is noted here comes back as a change of the same id, which the set then has already.
  for (const id of changes.people) {
    noteAssigned(store, id, targets);
    const known = store.provisionedUsers.get(id);
    if (known !== undefined) {
      noteUnassigned(store, known, targets);
      people.add(known.appId, id);
    }
  }
  changes.people.clear();
}

function noteAssigned(store: OktaStore, id: string, targets: ReadonlyMap<string, Target>): void {
  const appUser = store.appUsers.get(id);
  const app = appUser === undefined ? undefined : store.apps.get(appUser.appId);
  const user = appUser === undefined ? undefined : store.users.get(appUser.userId);
  if (app === undefined || provisioningOf(app) !== "scim" || user === undefined || !isProvisionable(user)) {
    return;
  }
  const known = store.provisionedUsers.get(id);
  if (known === undefined || known.status === "leaving") {
    store.provisionedUsers.put({
      id,
      appId: app.id,
      userId: user.id,
      status: targets.get(app.id)?.creates === true ? "pending" : "unprovisioned",
      externalId: null,
      sent: null,
      ...NO_ERROR,
    });
  }
}

/** Who is in an app no more is deactivated there, when Deactivate Users is on at that moment. */
function noteUnassigned(store: OktaStore, known: ProvisionedUser, targets: ReadonlyMap<string, Target>): void {
  const user = store.users.get(known.userId);
  const assigned = store.appUsers.get(known.id) !== undefined && user !== undefined && user.status !== "DEPROVISIONED";
  const appExists = store.apps.get(known.appId) !== undefined;
  if (assigned || (known.status === "leaving" && !isLost(store, known))) {
    return;
  }
  if (appExists && known.externalId !== null && targets.get(known.appId)?.deactivates === true) {
    store.provisionedUsers.put({ ...known, status: "leaving", ...NO_ERROR });
  } else {
    store.provisionedUsers.delete(known.id);
  }
}

/** Whether something failed to be taken from an app that is no more: nobody can have it tried again. */
function isLost(store: OktaStore, known: ProvisionedUser | PushedGroup): boolean {
  return known.failedFor !== null && store.apps.get(known.appId) === undefined;
}

function noteGroups({ store }: Okta, { targets, changes, groups }: Watch): void {
  if (changes.groups.size === 0) {
    return;
  }
  noteMappings(store, targets);
  noteUnlinked(store);
  for (const { id, appId, sourceGroupId, targetGroupId } of store.pushedGroups.all()) {
    if ([id, sourceGroupId, targetGroupId].some((each) => changes.groups.has(each))) {
      groups.add(appId, id);
    }
  }
  changes.groups.clear();
}

function noteMappings(store: OktaStore, targets: ReadonlyMap<string, Target>): void {
  for (const mapping of store.pushMappings.all()) {
    const isNew = mapping.status === "ACTIVE" && store.pushedGroups.get(mapping.id) === undefined;
    if (isNew && targets.has(mapping.appId)) {
      store.pushedGroups.put({
        id: mapping.id,
        appId: mapping.appId,
        sourceGroupId: mapping.sourceGroupId,
        targetGroupId: mapping.targetGroupId,
        status: "pending",
        externalId: store.remoteGroups.get(mapping.targetGroupId)?.externalId ?? null,
        name: null,
        sourceName: String(store.groups.get(mapping.sourceGroupId)?.profile.name ?? ""),
        members: [],
        ...NO_ERROR,
      });
    }
  }
}

/** Groups whose mapping went with the group or the app stay where they are: nobody asked for their deletion. */
function noteUnlinked(store: OktaStore): void {
  for (const pushed of store.pushedGroups.all()) {
    const isUnlinked = pushed.status !== "leaving" && store.pushMappings.get(pushed.id) === undefined;
    if (isUnlinked || isLost(store, pushed)) {
      store.pushedGroups.delete(pushed.id);
    }
  }
  for (const remote of store.remoteGroups.all()) {
    if (store.groups.get(remote.id) === undefined) {
      store.remoteGroups.delete(remote.id);
    }
  }
}

/** Something that somebody has to look at: "Tasks" on Okta's dashboard. */
export interface Task {
  readonly app: App;
  /** Id of a {@link ProvisionedUser} or a {@link PushedGroup}. */
  readonly id: string;
  readonly kind: "user" | "group";
  /** The person or the group. */
  readonly name: string;
  readonly error: string;
  readonly failedAt: string;
}

/** Everything that failed and was not tried again since, oldest first. */
export function tasks({ store }: Okta, appId?: string): Task[] {
  const list = (
    kind: Task["kind"],
    known: readonly (ProvisionedUser | PushedGroup)[],
    name: (item: never) => string,
  ): Task[] =>
    known.flatMap((item) => {
      const app = store.apps.get(item.appId);
      return app === undefined || item.error === null || (appId !== undefined && item.appId !== appId)
        ? []
        : [{ app, id: item.id, kind, name: name(item as never), error: item.error, failedAt: item.failedAt ?? "" }];
    });
  return [
    ...list("user", store.provisionedUsers.all(), ({ userId }: ProvisionedUser) =>
      String(store.users.get(userId)?.profile.login ?? userId),
    ),
    ...list("group", store.pushedGroups.all(), ({ sourceGroupId }: PushedGroup) =>
      String(store.groups.get(sourceGroupId)?.profile.name ?? sourceGroupId),
    ),
  ].sort((left, right) => left.failedAt.localeCompare(right.failedAt));
}
