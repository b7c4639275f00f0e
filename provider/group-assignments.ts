import type { OktaApi } from "../api/okta-api";
import {
  Batch,
  groupsOf,
  groupsProblems,
  groupsProperty,
  importedGroups,
  isListCheaper,
  type KeyedGroup,
  type KeyedGroups,
  named,
  noSuchApp,
  takeOverOrRefuse,
  takeOverProperty,
  without,
} from "./app-groups";
import type { Clients } from "./clients";
import type { OperationContext, ResourceDefinition } from "./rpc/resource";
import type { PropertyMap } from "./rpc/values";

const WHERE = "GroupAssignments";

/** The most that Okta lists in one call. */
const PAGE_SIZE = 200;

/** So many groups are assigned at a time. */
const AT_ONCE = 4;

/**
 * The assignments of many groups to one app. It owns those that it lists, and no other: what somebody else assigned stays,
 * unlike with Okta's own plural resource. All are read with one call for 200.
 *
 * A group that is assigned already is refused, unless `takeOver` says that it is meant: where it is another resource of the
 * same stack that assigned it, its deletion would lock everybody in that group out. One after the other is unassigned, because
 * Okta deprovisions people by it.
 */
export const groupAssignments: ResourceDefinition<Clients> = {
  token: "okta-cloudflare-access:index:GroupAssignments",
  kind: "framework",
  native: true,
  properties: {
    appId: { type: "string", required: true, forceNew: true, description: "Okta app id." },
    groups: groupsProperty("Okta group id by key of each group that is assigned; those of others are left alone."),
    takeOver: takeOverProperty("groups that the app is assigned to"),
  },
  validate: groupsProblems,
  async create(context, planned) {
    const appId = String(planned.appId);
    const owned = new Map<string, string>();
    const wanted = groupsOf(planned.groups);
    const coming = without(wanted, new Set());
    const assigned = await assignedOf(context.client.okta(), appId);
    if (assigned === undefined) {
      throw noSuchApp(WHERE, appId);
    }
    refuseForeign(context, coming, assigned);
    context.created(appId);
    await change(context, appId, owned, { coming, leaving: [], assigned });
    return { id: appId, properties: planned };
  },
  async update(context, { properties, planned }) {
    const appId = String(planned.appId);
    const [before, wanted] = [groupsOf(properties.groups), groupsOf(planned.groups)];
    const coming = without(wanted, new Set(Object.values(before)));
    const leaving = without(before, new Set(Object.values(wanted)));
    // Under other keys, some of them: the assignment is the same.
    const staying = without(wanted, new Set(coming.map(({ groupId }) => groupId)));
    const owned = new Map([...leaving, ...staying].map(({ key, groupId }) => [groupId, key]));
    const assigned = await alreadyAssigned(context.client.okta(), appId, before, coming);
    refuseForeign(context, coming, assigned);
    await change(context, appId, owned, { coming, leaving, assigned });
    return planned;
  },
  async read({ client }, { properties }) {
    const assigned = await assignedOf(client.okta(), String(properties.appId));
    if (assigned === undefined) {
      return undefined;
    }
    const groups = groupsOf(properties.groups);
    if (properties.groups === undefined) {
      return { ...properties, groups: Object.fromEntries([...assigned].map((id) => [id, id])) };
    }
    return {
      ...properties,
      groups: Object.fromEntries(Object.entries(groups).filter(([, groupId]) => assigned.has(groupId))),
    };
  },
  async delete({ client }, { properties }) {
    const okta = client.okta();
    const batch = new Batch(WHERE, "unassigned");
    await batch.forEach(without(groupsOf(properties.groups), new Set()), 1, ({ groupId }) =>
      okta.delete(pathOf(String(properties.appId), groupId)),
    );
    batch.done();
  },
  importState: async (id) => {
    const { appId, groups } = importedGroups(WHERE, id);
    return { id: appId, properties: { appId, ...(groups === undefined ? {} : { groups: { ...groups } }) } };
  },
};

interface Change {
  readonly coming: readonly KeyedGroup[];
  readonly leaving: readonly KeyedGroup[];
  /** Ids of groups that the app is assigned to, whoever did it. */
  readonly assigned: ReadonlySet<string>;
}

/** @param owned Key by group id of what is assigned by this resource; kept true. */
async function change(
  context: OperationContext<Clients>,
  appId: string,
  owned: Map<string, string>,
  { coming, leaving, assigned }: Change,
): Promise<void> {
  const okta = context.client.okta();
  const batch = new Batch(WHERE, "assigned or unassigned");
  await batch.forEach(leaving, 1, async ({ groupId }) => {
    await okta.delete(pathOf(appId, groupId));
    owned.delete(groupId);
  });
  await batch.forEach(coming, AT_ONCE, async ({ key, groupId }) => {
    if (!assigned.has(groupId)) {
      await okta.put(pathOf(appId, groupId), {});
    }
    owned.set(groupId, key);
  });
  context.soFar({ appId, groups: Object.fromEntries([...owned].map(([groupId, key]) => [key, groupId])) });
  batch.done();
}

/** @throws Error when the app is assigned to a group already that this resource does not own, unless it may be taken over. */
function refuseForeign(
  context: OperationContext<Clients>,
  coming: readonly KeyedGroup[],
  assigned: ReadonlySet<string>,
): void {
  const foreign = coming.filter(({ groupId }) => assigned.has(groupId));
  takeOverOrRefuse(context, foreign, {
    warning: `The groups ${named(foreign)} were assigned already and are taken over: who takes one out of the settings unassigns it.`,
    problem: `${WHERE}: the app is assigned to ${named(foreign)} already, and by its state this stack does not own ${foreign.length === 1 ? "that assignment" : "those assignments"}`,
    otherwise: "take them out of the app's Assignments tab",
  });
}

/** Which of the groups that come are assigned: asked one by one where they are few beside those that there are. */
async function alreadyAssigned(
  okta: OktaApi,
  appId: string,
  before: KeyedGroups,
  coming: readonly KeyedGroup[],
): Promise<ReadonlySet<string>> {
  if (isListCheaper(coming, before, PAGE_SIZE)) {
    return (await assignedOf(okta, appId)) ?? new Set();
  }
  const found = await Promise.all(coming.map(({ groupId }) => okta.find(pathOf(appId, groupId))));
  return new Set(coming.filter((_, index) => found[index] !== undefined).map(({ groupId }) => groupId));
}

/** Ids of the groups that an app is assigned to; undefined when there is no such app. */
async function assignedOf(okta: OktaApi, appId: string): Promise<ReadonlySet<string> | undefined> {
  const found = await okta.findList(`${pathOf(appId)}?limit=${PAGE_SIZE}`);
  return found && new Set(found.map(({ id }) => String(id)));
}

function pathOf(appId: PropertyMap[string], groupId?: string): string {
  const list = `/api/v1/apps/${encodeURIComponent(String(appId))}/groups`;
  return groupId === undefined ? list : `${list}/${encodeURIComponent(groupId)}`;
}
