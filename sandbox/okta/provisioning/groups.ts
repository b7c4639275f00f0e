import type { Group, JsonObject, PushedGroup } from "../entities";
import type { OktaStore } from "../store";
import { logged } from "./log";
import { NO_ERROR, type Target } from "./observe";
import { SCIM_SCHEMAS } from "./profile";
import { firstResource, PushFailure, type ScimClient } from "./scim-client";

/** One thing to send about a pushed group. */
export interface GroupStep {
  readonly known: PushedGroup;
  /** What it brings about, as text. */
  readonly goal: string;
  /** Sends it and notes what came of it. */
  run(client: ScimClient): Promise<void>;
}

interface Member {
  readonly value: string;
  readonly display: string;
}

/** What there is to send about a group now; undefined when the app knows all that it is to know. */
export function groupStep(store: OktaStore, target: Target, known: PushedGroup): GroupStep | undefined {
  if (known.status === "leaving") {
    return { known, goal: "deleted", run: (client) => remove(store, target, known, client) };
  }
  const mapping = store.pushMappings.get(known.id);
  const source = store.groups.get(known.sourceGroupId);
  if (mapping === undefined || mapping.status === "INACTIVE" || source === undefined) {
    return undefined;
  }
  const name = nameFor(store, known, source);
  const members = membersOf(store, target, source);
  const isPushed =
    known.status === "pushed" &&
    known.name === name &&
    sameMembers(
      known.members,
      members.map(({ value }) => value),
    );
  return isPushed
    ? undefined
    : {
        known,
        goal: JSON.stringify([name, members]),
        run: (client) => push(store, target, known, { source, name, members }, client),
      };
}

/** The name at the app: that of the mapping at first, and the group's own once that changes in Okta. */
function nameFor(store: OktaStore, known: PushedGroup, source: Group): string {
  const sourceName = String(source.profile.name);
  const renamed = known.sourceName !== null && known.sourceName !== sourceName;
  return renamed
    ? sourceName
    : (known.name ?? String(store.groups.get(known.targetGroupId)?.profile.name ?? sourceName));
}

/** Members of the group who are users of the app and active there: Okta pushes no others. */
function membersOf(store: OktaStore, { app }: Target, source: Group): Member[] {
  const members = new Map<string, Member>();
  for (const user of store.members(source.id)) {
    const known = store.provisionedUsers.get(`${app.id}/${user.id}`);
    if (known?.status === "provisioned" && known.externalId !== null && known.sent?.active === true) {
      members.set(known.externalId, { value: known.externalId, display: String(known.sent.userName) });
    }
  }
  return [...members.values()];
}

function sameMembers(before: readonly string[], after: readonly string[]): boolean {
  const was = new Set(before);
  return was.size === after.length && after.every((id) => was.has(id));
}

async function push(
  store: OktaStore,
  target: Target,
  known: PushedGroup,
  wanted: { readonly source: Group; readonly name: string; readonly members: readonly Member[] },
  client: ScimClient,
): Promise<void> {
  const { source, name, members } = wanted;
  let current = known;
  const keep = (changes: Partial<PushedGroup>): void => {
    // Unlinked while this was under way: what is known now is still to be deleted.
    const isLeaving = store.pushedGroups.get(known.id)?.status === "leaving";
    current = store.pushedGroups.put({
      ...current,
      ...changes,
      status: isLeaving ? "leaving" : "pushed",
      ...NO_ERROR,
    });
  };
  const mapping = store.pushMappings.get(known.id);
  if (current.status === "pending") {
    const linked = current.externalId ?? (await findOrCreate(store, target, source, name, client));
    store.remoteGroups.put({ id: known.targetGroupId, appId: target.app.id, externalId: linked });
    await change(
      store,
      target,
      source,
      linked,
      [
        { op: "replace", value: { id: linked, displayName: name } },
        { op: "replace", path: "members", value: [...members] as unknown as JsonObject[] },
      ],
      client,
    );
    keep({
      externalId: linked,
      name,
      sourceName: String(source.profile.name),
      members: members.map(({ value }) => value),
    });
  } else if (current.externalId !== null) {
    const { externalId } = current;
    await change(store, target, source, externalId, operations(current, name, members), client);
    keep({ name, sourceName: String(source.profile.name), members: members.map(({ value }) => value) });
  }
  const appGroup = store.groups.get(known.targetGroupId);
  if (appGroup !== undefined && appGroup.profile.name !== name) {
    store.groups.put({ ...appGroup, profile: { ...appGroup.profile, name }, lastUpdated: store.now() });
  }
  const now = store.pushMappings.get(known.id);
  if (mapping?.status === "ERROR" && now?.status === "ERROR") {
    const { errorSummary: _mended, ...rest } = now;
    store.pushMappings.put({ ...rest, status: "ACTIVE" });
  }
}

function operations(known: PushedGroup, name: string, members: readonly Member[]): JsonObject[] {
  const was = new Set(known.members);
  const is = new Set(members.map(({ value }) => value));
  const added = members.filter(({ value }) => !was.has(value));
  return [
    ...(known.name === name ? [] : [{ op: "replace", value: { id: known.externalId, displayName: name } }]),
    ...known.members
      .filter((id) => !is.has(id))
      .map((id) => ({ op: "remove", path: `members[value eq ${JSON.stringify(id)}]` })),
    ...(added.length === 0 ? [] : [{ op: "add", path: "members", value: added as unknown as JsonObject[] }]),
  ];
}

/** A group of the same name at the app is taken over; else there is a new one. */
async function findOrCreate(
  store: OktaStore,
  target: Target,
  source: Group,
  name: string,
  client: ScimClient,
): Promise<string> {
  return logged(
    store,
    target.app,
    source,
    "application.provision.group.add",
    "Create group in external application",
    async () => {
      const filter = encodeURIComponent(`displayName eq ${JSON.stringify(name)}`);
      const find = async (): Promise<(JsonObject & { readonly id: string }) | undefined> => {
        const { Resources } = await client.send("GET", `/Groups?filter=${filter}&startIndex=1&count=100`);
        return firstResource(Resources);
      };
      const existing = await find();
      if (existing !== undefined) {
        return existing.id;
      }
      const created = await client.send(
        "POST",
        "/Groups",
        { schemas: [SCIM_SCHEMAS.group], displayName: name, members: [] },
        find,
      );
      if (typeof created.id !== "string") {
        throw new Error("Create new group returned empty group.");
      }
      return created.id;
    },
  );
}

async function change(
  store: OktaStore,
  target: Target,
  source: Group,
  externalId: string,
  Operations: readonly JsonObject[],
  client: ScimClient,
): Promise<void> {
  await logged(
    store,
    target.app,
    source,
    "application.provision.group_membership.update",
    "Update group memberships in external application",
    () => client.send("PATCH", `/Groups/${externalId}`, { schemas: [SCIM_SCHEMAS.patch], Operations }),
  );
}

async function remove(store: OktaStore, target: Target, known: PushedGroup, client: ScimClient): Promise<void> {
  const { externalId, name } = known;
  if (externalId !== null) {
    const subject = store.groups.get(known.sourceGroupId) ?? String(name);
    await logged(
      store,
      target.app,
      subject,
      "application.provision.group.remove",
      "Delete group in external application",
      () => deleteIfThere(client, externalId),
    );
  }
  store.pushedGroups.delete(known.id);
}

/** Gone already: an earlier attempt removed it and its answer was lost, or somebody else did. */
async function deleteIfThere(client: ScimClient, externalId: string): Promise<void> {
  try {
    await client.send("DELETE", `/Groups/${externalId}`);
  } catch (cause) {
    if (!(cause instanceof PushFailure && cause.status === 404)) {
      throw cause;
    }
  }
}
