import { type Json, textAt } from "../api/json";
import { type OktaApi, OktaApiError } from "../api/okta-api";
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
import { groupNames } from "./group-names";
import type { OperationContext, ResourceDefinition } from "./rpc/resource";
import { containsUnknown, isMap, type PropertyMap, UNKNOWN } from "./rpc/values";

const WHERE = "PushGroups";

/** The most that Okta lists in one call. */
const PAGE_SIZE = 1_000;

/** So many groups are linked or unlinked at a time. */
const AT_ONCE = 4;

/**
 * The push groups of one app. It owns those that it lists, and no other. All are read with one call for 1,000.
 *
 * A group that the app pushes already is refused: with it, removing a key would delete somebody else's group in the app.
 * `takeOver` says that it is meant.
 */
export const pushGroups: ResourceDefinition<Clients> = {
  token: "okta-cloudflare-access:index:PushGroups",
  kind: "framework",
  native: true,
  properties: {
    appId: { type: "string", required: true, forceNew: true, description: "Okta app id." },
    groups: groupsProperty("Okta group id by key of each group that is pushed; push groups of others are left alone."),
    deleteTargetGroupOnDestroy: {
      type: "boolean",
      required: true,
      description: "Whether the group in the app is deleted when its key, or the resource, is removed.",
    },
    takeOver: takeOverProperty("groups that the app pushes"),
    mappings: {
      type: "map",
      element: { type: "string" },
      computed: true,
      description: "Okta's id of the mapping by key.",
      // It follows the groups, which a plan shows.
      suppress: () => true,
    },
  },
  validate: groupsProblems,
  plan: planned,
  async create(context, { appId, groups, deleteTargetGroupOnDestroy }) {
    const wanted = groupsOf(groups);
    const found = await mappingsOf(context.client.okta(), String(appId));
    if (found === undefined) {
      throw noSuchApp(WHERE, String(appId));
    }
    const change = { coming: without(wanted, new Set()), leaving: [], found: bySource(found) };
    const links = new Links(String(appId), deleteTargetGroupOnDestroy === true);
    refuseForeign(context, change.coming, change.found, new Set());
    context.created(String(appId));
    return { id: String(appId), properties: await links.change(context, change) };
  },
  async update(context, { properties, planned: { appId, groups, deleteTargetGroupOnDestroy } }) {
    const [before, wanted] = [groupsOf(properties.groups), groupsOf(groups)];
    const own = groupsOf(properties.mappings);
    const coming = without(wanted, new Set(Object.values(before)));
    const found = await foundFor(context.client.okta(), String(appId), before, coming);
    refuseForeign(context, coming, found, new Set(Object.values(own)));
    const links = new Links(String(appId), deleteTargetGroupOnDestroy === true);
    const keyOf = new Map(Object.entries(wanted).map(([key, groupId]) => [groupId, key]));
    const returning = new Set(coming.map(({ groupId }) => String(found.get(groupId)?.id)));
    const leaving: Link[] = [];
    for (const [key, mappingId] of Object.entries(own)) {
      const groupId = before[key];
      const newKey = groupId === undefined ? undefined : keyOf.get(groupId);
      if (groupId !== undefined && newKey !== undefined) {
        links.hold({ key: newKey, mappingId, groupId });
        continue;
      }
      links.hold({ key, mappingId, groupId });
      // Deactivated by hand: what comes back is not unlinked first.
      if (!returning.has(mappingId)) {
        leaving.push({ key, mappingId, groupId });
      }
    }
    return links.change(context, { coming, leaving, found });
  },
  async read(context, { properties }) {
    const found = await mappingsOf(context.client.okta(), String(properties.appId));
    return found && stateRead(context, properties, found);
  },
  async delete(context, { properties }) {
    const links = new Links(String(properties.appId), properties.deleteTargetGroupOnDestroy === true);
    const groups = groupsOf(properties.groups);
    const leaving = Object.entries(groupsOf(properties.mappings)).map(([key, mappingId]) => {
      return { key, mappingId, groupId: groups[key] };
    });
    await links.change(context, { coming: [], leaving, found: new Map() });
  },
  importState: async (id) => {
    const { appId, groups } = importedGroups(WHERE, id);
    return {
      id: appId,
      properties: {
        appId,
        deleteTargetGroupOnDestroy: true,
        ...(groups === undefined ? {} : { groups: { ...groups } }),
      },
    };
  },
};

/** Everything is as the inputs say; the id of a mapping that is there stays, that of another is not known yet. */
function planned(
  { appId, groups, deleteTargetGroupOnDestroy }: PropertyMap,
  prior: PropertyMap | undefined,
): PropertyMap {
  const own = groupsOf(prior?.mappings);
  const before = groupsOf(prior?.groups);
  const mappings = !isMap(groups)
    ? UNKNOWN
    : Object.fromEntries(
        Object.entries(groups).map(([key, id]) => {
          const stays = !containsUnknown(id) && before[key] === id;
          return [key, (stays ? own[key] : undefined) ?? UNKNOWN];
        }),
      );
  return {
    appId: appId ?? null,
    groups: groups ?? null,
    deleteTargetGroupOnDestroy: deleteTargetGroupOnDestroy ?? null,
    takeOver: null,
    mappings,
  };
}

/** A mapping of this resource. */
interface Link {
  readonly key: string;
  readonly mappingId: string;
  /** Undefined where somebody deactivated the mapping: the group is not pushed then. */
  readonly groupId: string | undefined;
}

interface Change {
  readonly coming: readonly KeyedGroup[];
  readonly leaving: readonly Link[];
  /** Mappings that the app has, by source group, as far as they matter. */
  readonly found: ReadonlyMap<string, Json>;
}

/** What a resource owns at an app, kept true while it changes. */
class Links {
  private readonly held = new Map<string, Link>();

  constructor(
    private readonly appId: string,
    private readonly deleteTargetGroup: boolean,
  ) {}

  hold(link: Link): void {
    this.held.set(link.mappingId, link);
  }

  /** Unlinks, then links: a group in the app that goes may have the name of one that comes. Answers the state then. */
  async change(context: OperationContext<Clients>, { coming, leaving, found }: Change): Promise<PropertyMap> {
    const batch = new Batch(WHERE, "pushed or unlinked");
    try {
      await this.apply(context.client.okta(), batch, { coming, leaving, found });
    } finally {
      context.soFar(this.state());
    }
    batch.done();
    return this.state();
  }

  private async apply(okta: OktaApi, batch: Batch, { coming, leaving, found }: Change): Promise<void> {
    await batch.forEach(leaving, AT_ONCE, async (link) => {
      await this.unlink(okta, link);
      this.held.delete(link.mappingId);
    });
    const names = await groupNames(
      okta,
      coming.map(({ groupId }) => groupId).filter((groupId) => !found.has(groupId)),
    );
    await batch.forEach(coming, AT_ONCE, async ({ key, groupId }) => {
      const mapping = found.get(groupId);
      const mappingId =
        mapping === undefined ? await this.link(okta, groupId, names) : await this.activate(okta, mapping);
      this.hold({ key, mappingId, groupId });
    });
  }

  private async link(okta: OktaApi, sourceGroupId: string, names: ReadonlyMap<string, string>): Promise<string> {
    const targetGroupName = names.get(sourceGroupId);
    if (targetGroupName === undefined) {
      throw new Error(`there is no group ${sourceGroupId} in Okta. Somebody deleted it; run \`pulumi up --refresh\``);
    }
    try {
      const body = { sourceGroupId, status: "ACTIVE", targetGroupName };
      return String((await okta.post(mappingsPath(this.appId), body)).id);
    } catch (cause) {
      // Nobody knows what became of it: it may have been made and the answer lost.
      const isAnswered = cause instanceof OktaApiError && cause.status < 500;
      const made = isAnswered ? undefined : await mappingOfGroup(okta, this.appId, sourceGroupId);
      if (made === undefined) {
        throw cause;
      }
      return String(made.id);
    }
  }

  private async activate(okta: OktaApi, mapping: Json): Promise<string> {
    if (mapping.status === "INACTIVE") {
      await okta.patch(`${mappingsPath(this.appId)}/${String(mapping.id)}`, { status: "ACTIVE" });
    }
    return String(mapping.id);
  }

  private async unlink(okta: OktaApi, { mappingId }: Link): Promise<void> {
    const path = `${mappingsPath(this.appId)}/${mappingId}`;
    try {
      await okta.patch(path, { status: "INACTIVE" });
    } catch (error) {
      if (error instanceof OktaApiError && error.status === 404) {
        return;
      }
      throw error;
    }
    await okta.delete(`${path}?deleteTargetGroup=${String(this.deleteTargetGroup)}`);
  }

  private state(): PropertyMap {
    const links = [...this.held.values()];
    return {
      appId: this.appId,
      deleteTargetGroupOnDestroy: this.deleteTargetGroup,
      groups: Object.fromEntries(links.flatMap(({ key, groupId }) => (groupId === undefined ? [] : [[key, groupId]]))),
      mappings: Object.fromEntries(links.map(({ key, mappingId }) => [key, mappingId])),
    };
  }
}

/** @throws Error when the app pushes a group already that this resource does not own, unless it may be taken over. */
function refuseForeign(
  context: OperationContext<Clients>,
  coming: readonly KeyedGroup[],
  found: ReadonlyMap<string, Json>,
  own: ReadonlySet<string>,
): void {
  const foreign = coming.filter(({ groupId }) => {
    const mapping = found.get(groupId);
    return mapping !== undefined && !own.has(String(mapping.id));
  });
  takeOverOrRefuse(context, foreign, {
    warning: `The push groups ${named(foreign)} were there already and are taken over: who takes one out of the settings deletes its group in Cloudflare.`,
    problem: `${WHERE}: the app pushes ${named(foreign)} already, and by its state this stack does not own ${foreign.length === 1 ? "it" : "them"}`,
    otherwise: "unlink them in the app's Push Groups tab",
  });
}

function stateRead({ warn }: OperationContext<Clients>, properties: PropertyMap, found: readonly Json[]): PropertyMap {
  const byId = new Map(found.map((mapping) => [String(mapping.id), mapping]));
  const isImport = properties.mappings === undefined;
  const own = isImport
    ? imported(properties, bySource(found))
    : Object.entries(groupsOf(properties.mappings)).flatMap(([key, id]) => {
        const mapping = byId.get(id);
        return mapping === undefined ? [] : [{ key, mapping }];
      });
  const broken = own.filter(({ mapping }) => mapping.status === "ERROR");
  if (broken.length > 0) {
    const why = textAt(broken[0]?.mapping, "errorSummary");
    warn(
      `Okta reports errors for the push groups ${named(broken)}${why === undefined ? "" : ` (${why})`}. Mend what it says and select "Push now" in the app's Push Groups tab.`,
    );
  }
  const pushed = own.filter(({ mapping }) => mapping.status !== "INACTIVE");
  return {
    ...properties,
    groups: Object.fromEntries(pushed.map(({ key, mapping }) => [key, String(mapping.sourceGroupId)])),
    mappings: Object.fromEntries(own.map(({ key, mapping }) => [key, String(mapping.id)])),
  };
}

function imported({ groups }: PropertyMap, found: ReadonlyMap<string, Json>) {
  const wanted: KeyedGroups =
    groups === undefined ? Object.fromEntries([...found.keys()].map((id) => [id, id])) : groupsOf(groups);
  return Object.entries(wanted).map(([key, groupId]) => {
    const mapping = found.get(groupId);
    if (mapping === undefined) {
      throw new Error(
        `${WHERE}: the app does not push the group ${groupId} ("${key}"). Leave it out of the import id.`,
      );
    }
    return { key, mapping };
  });
}

/** The mappings of the groups that come: asked one by one where they are few beside those that there are. */
async function foundFor(
  okta: OktaApi,
  appId: string,
  before: KeyedGroups,
  coming: readonly KeyedGroup[],
): Promise<ReadonlyMap<string, Json>> {
  if (isListCheaper(coming, before, PAGE_SIZE)) {
    return bySource((await mappingsOf(okta, appId)) ?? []);
  }
  const found = await Promise.all(coming.map(({ groupId }) => mappingOfGroup(okta, appId, groupId)));
  return bySource(found.filter((mapping) => mapping !== undefined));
}

async function mappingOfGroup(okta: OktaApi, appId: string, sourceGroupId: string): Promise<Json | undefined> {
  const [mapping] = await okta.list(
    `${mappingsPath(appId)}?${new URLSearchParams({ sourceGroupId, limit: "1" }).toString()}`,
  );
  return mapping;
}

function mappingsOf(okta: OktaApi, appId: string): Promise<Json[] | undefined> {
  return okta.findList(`${mappingsPath(appId)}?limit=${PAGE_SIZE}`);
}

function bySource(mappings: readonly Json[]): ReadonlyMap<string, Json> {
  return new Map(mappings.map((mapping) => [String(mapping.sourceGroupId), mapping]));
}

function mappingsPath(appId: string): string {
  return `/api/v1/apps/${encodeURIComponent(appId)}/group-push/mappings`;
}
