import { provisioningOf } from "../app-model";
import type { App, Connection, JsonObject, ProvisionedUser, PushedGroup } from "../entities";
import type { Okta } from "../http";
import { connectionOf, featureOf } from "../provisioning";
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

/**
 * Notes what follows for provisioning from the state of this Okta now: who is to be created or deactivated at an app,
 * which groups are to be pushed. Sends nothing. To be called after every change, because it matters what was set at the
 * moment of an assignment: who is assigned while Create Users is off is not created when it is turned on.
 */
export function observe(okta: Okta, targets: Map<string, Target>): void {
  for (const app of okta.store.apps.all()) {
    if (provisioningOf(app) !== "scim") {
      continue;
    }
    const target = targetOf(okta, app);
    if (target === undefined) {
      targets.delete(app.id);
    } else {
      targets.set(app.id, target);
    }
    noteAssigned(okta, app, target);
    noteMappings(okta, app, target);
  }
  noteUnassigned(okta, targets);
  noteUnlinked(okta);
}

function noteAssigned({ store }: Okta, app: App, target: Target | undefined): void {
  for (const appUser of store.appUsers.filter((candidate) => candidate.appId === app.id)) {
    const user = store.users.get(appUser.userId);
    const known = store.provisionedUsers.get(appUser.id);
    if (user === undefined || !isProvisionable(user)) {
      continue;
    }
    if (known === undefined || known.status === "leaving") {
      store.provisionedUsers.put({
        id: appUser.id,
        appId: app.id,
        userId: user.id,
        status: target?.creates === true ? "pending" : "unprovisioned",
        externalId: null,
        sent: null,
        ...NO_ERROR,
      });
    }
  }
}

function noteMappings({ store }: Okta, app: App, target: Target | undefined): void {
  const mappings = store.pushMappings.filter(({ appId, status }) => appId === app.id && status === "ACTIVE");
  for (const mapping of target === undefined ? [] : mappings) {
    if (store.pushedGroups.get(mapping.id) === undefined) {
      store.pushedGroups.put({
        id: mapping.id,
        appId: app.id,
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

/** Who is in an app no more is deactivated there, when Deactivate Users is on at that moment. */
function noteUnassigned({ store }: Okta, targets: ReadonlyMap<string, Target>): void {
  for (const known of store.provisionedUsers.all()) {
    const user = store.users.get(known.userId);
    const assigned =
      store.appUsers.get(known.id) !== undefined && user !== undefined && user.status !== "DEPROVISIONED";
    const appExists = store.apps.get(known.appId) !== undefined;
    if (assigned || known.status === "leaving") {
      continue;
    }
    if (appExists && known.externalId !== null && targets.get(known.appId)?.deactivates === true) {
      store.provisionedUsers.put({ ...known, status: "leaving", ...NO_ERROR });
    } else {
      store.provisionedUsers.delete(known.id);
    }
  }
}

/** Groups whose mapping went with the group or the app stay where they are: nobody asked for their deletion. */
function noteUnlinked({ store }: Okta): void {
  for (const pushed of store.pushedGroups.all()) {
    if (pushed.status !== "leaving" && store.pushMappings.get(pushed.id) === undefined) {
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
