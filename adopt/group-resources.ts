import { randomUUID } from "node:crypto";
import { asObject, type Json, textAt } from "../api/json";
import { UserError } from "../lib/errors";
import { logicalName, PACKAGE_NAME, typeToken } from "../lib/names";
import { resourcesIn } from "./state";

/** How many resources the groups of an app are, in the words of the settings. */
export type GroupResourcesSetting = "perGroup" | "perApp";

/** What moving a stack changes in its state. */
export interface Moved {
  /** The state afterwards, as `pulumi stack import` takes it. */
  readonly state: Json;
  /** URNs of the resources that it does not have any more. */
  readonly gone: readonly string[];
  /** URNs of those that it has instead. */
  readonly come: readonly string[];
}

const SINGLE_ASSIGNMENT = "okta:app/groupAssignment:GroupAssignment";
const SINGLE_PUSH = "okta:index/pushGroup:PushGroup";
const ASSIGNMENTS = typeToken("GroupAssignments");
const PUSH_GROUPS = typeToken("PushGroups");
const OKTA_GROUP = "okta:group/group:Group";
const OWN_PROVIDER = `pulumi:providers:${PACKAGE_NAME}`;

/** A kind of group of an app: the type of one resource for each, and of one for all of them. */
interface GroupKind {
  readonly single: string;
  readonly plural: string;
  /** Between the name of the component and the key in the name of a single one. */
  readonly infix: string;
  /** After the name of the component in the name of the one for all. */
  readonly suffix: string;
}

const KINDS: readonly GroupKind[] = [
  { single: SINGLE_ASSIGNMENT, plural: ASSIGNMENTS, infix: "-group-", suffix: "-group-assignments" },
  { single: SINGLE_PUSH, plural: PUSH_GROUPS, infix: "-push-", suffix: "-push-groups" },
];

/** Okta's id of the group that stands for a pushed one, by id of the mapping. */
export type PushTargets = ReadonlyMap<string, string>;

/**
 * The state of a stack with one resource for each app in the place of one for each group, or the other way round. Nothing at
 * Okta is touched: both own the same assignments and push groups.
 *
 * @param state What `pulumi stack export` prints; secrets may be encrypted.
 * @param targets Needed for `perGroup` alone.
 * @throws {@link UserError} when the state has no provider that could own the new resources.
 */
export function movedTo(setting: GroupResourcesSetting, state: Json, targets: PushTargets = new Map()): Moved {
  const steps = KINDS.flatMap((kind) =>
    setting === "perApp" ? toPerApp(kind, resourcesIn(state)) : toPerGroup(kind, resourcesIn(state), targets),
  );
  const resources = withOwnProvider(setting, resourcesIn(state), steps);
  const provider = providerReference(setting === "perApp" ? OWN_PROVIDER : "pulumi:providers:okta", resources);
  const replaced = new Map(steps.flatMap(({ old, made }) => old.map((one) => [String(one.urn), made] as const)));
  const after = new Map(steps.map(({ old, made }) => [String(old.at(-1)?.urn), made]));
  const moved = resources.flatMap((resource) => {
    const urn = String(resource.urn);
    const here = (after.get(urn) ?? []).map((made) => ({ ...made, provider }));
    return replaced.has(urn) ? here : [resource];
  });
  const newUrns = new Map([...replaced].map(([urn, made]) => [urn, made.map((one) => String(one.urn))]));
  return {
    state: {
      ...state,
      deployment: {
        ...asObject(state.deployment),
        resources: moved.map((resource) => withDependencies(resource, newUrns)),
      },
    },
    gone: [...replaced.keys()],
    come: [...new Set([...replaced.values()].flat().map(({ urn }) => String(urn)))],
  };
}

/** What takes the place of what. */
interface Step {
  readonly old: readonly Json[];
  readonly made: readonly Json[];
}

/** Those that wait for their deletion are none of the stack any more. */
function ofType(resources: readonly Json[], type: string): Json[] {
  return resources.filter((resource) => resource.type === type && resource.delete !== true);
}

function toPerApp(kind: GroupKind, resources: readonly Json[]): Step[] {
  const byParent = new Map<string, Json[]>();
  for (const one of ofType(resources, kind.single)) {
    const parent = String(one.parent);
    byParent.set(parent, [...(byParent.get(parent) ?? []), one]);
  }
  return [...byParent].map(([parent, old]) => {
    const name = logicalName(parent);
    const keyOf = ({ urn }: Json) => logicalName(String(urn)).slice(name.length + kind.infix.length);
    const appId = textAt(old[0]?.inputs, "appId") ?? "";
    const groups = Object.fromEntries(old.map((one) => [keyOf(one), groupIdOf(kind, one)]));
    const inputs = {
      appId,
      groups,
      ...(kind.plural === PUSH_GROUPS ? { deleteTargetGroupOnDestroy: true } : {}),
    };
    const mappings = Object.fromEntries(old.map((one) => [keyOf(one), one.id]));
    const made = {
      ...resource(old[0] ?? {}, kind.plural, `${name}${kind.suffix}`, appId),
      inputs,
      outputs: { ...inputs, id: appId, ...(kind.plural === PUSH_GROUPS ? { mappings } : {}) },
      dependencies: union(old.map(({ dependencies }) => dependencies)),
      propertyDependencies: {
        appId: union(old.map((one) => asObject(one.propertyDependencies).appId)),
        groups: union(old.map((one) => asObject(one.propertyDependencies)[propertyOf(kind)])),
      },
    };
    return { old, made: [made] };
  });
}

function toPerGroup(kind: GroupKind, resources: readonly Json[], targets: PushTargets): Step[] {
  const created = new Map(ofType(resources, OKTA_GROUP).map(({ id, urn }) => [String(id), String(urn)]));
  return ofType(resources, kind.plural).map((plural) => {
    const appId = textAt(plural.outputs, "appId") ?? "";
    const component = logicalName(String(plural.parent));
    const groups = Object.entries(asObject(asObject(plural.outputs).groups));
    const ofGroups = new Set(union([asObject(plural.propertyDependencies).groups]));
    const others = union([plural.dependencies]).filter((urn) => !ofGroups.has(urn));
    const made = groups.map(([key, groupId]) => {
      const own = created.get(String(groupId));
      const mapping = textAt(plural.outputs, "mappings", key) ?? "";
      const id = kind.single === SINGLE_PUSH ? mapping : String(groupId);
      return {
        ...resource(plural, kind.single, `${component}${kind.infix}${key}`, id),
        ...(kind.single === SINGLE_PUSH
          ? pushState(appId, String(groupId), id, targets.get(mapping))
          : assignmentState(appId, String(groupId))),
        dependencies: [...others, ...(own === undefined ? [] : [own])],
        propertyDependencies: {
          appId: union([asObject(plural.propertyDependencies).appId]),
          [propertyOf(kind)]: own === undefined ? [] : [own],
        },
      };
    });
    return { old: [plural], made };
  });
}

function pushState(appId: string, sourceGroupId: string, id: string, targetGroupId: string | undefined): Json {
  const inputs = { appId, deleteTargetGroupOnDestroy: true, sourceGroupId, status: "ACTIVE" };
  return { inputs, outputs: { ...inputs, id, ...(targetGroupId === undefined ? {} : { targetGroupId }) } };
}

function assignmentState(appId: string, groupId: string): Json {
  return {
    inputs: { __defaults: [], appId, groupId },
    outputs: { appId, groupId, id: groupId, profile: "{}", retainAssignment: false },
  };
}

function groupIdOf(kind: GroupKind, { inputs, outputs }: Json): string {
  const name = propertyOf(kind);
  return textAt(outputs, name) ?? textAt(inputs, name) ?? "";
}

function propertyOf({ single }: GroupKind): "sourceGroupId" | "groupId" {
  return single === SINGLE_PUSH ? "sourceGroupId" : "groupId";
}

/** What any resource has, from one beside it. */
function resource({ urn, parent, deletedWith }: Json, type: string, name: string, id: string): Json {
  const [stack, project, types = ""] = String(urn).replace("urn:pulumi:", "").split("::");
  const above = types.slice(0, types.lastIndexOf("$") + 1);
  return {
    urn: `urn:pulumi:${stack}::${project}::${above}${type}::${name}`,
    custom: true,
    id,
    type,
    parent,
    ...(deletedWith === undefined ? {} : { deletedWith }),
  };
}

/** The next `pulumi up` writes into it what the settings say; until then it has what the providers of the stack have. */
function withOwnProvider(setting: GroupResourcesSetting, resources: readonly Json[], steps: readonly Step[]): Json[] {
  if (setting === "perGroup" || steps.length === 0 || ofType(resources, OWN_PROVIDER).length > 0) {
    return [...resources];
  }
  const [okta] = ofType(resources, "pulumi:providers:okta");
  const [cloudflare] = ofType(resources, "pulumi:providers:cloudflare");
  if (okta === undefined || cloudflare === undefined) {
    throw new UserError("LOOKUP_FAILED", [
      { where: "The state", problem: "has no provider of both vendors", advice: "Run `pulumi up` first" },
    ]);
  }
  const last = Math.max(resources.indexOf(okta), resources.indexOf(cloudflare));
  const inputs = ownInputs(asObject(okta.inputs), asObject(cloudflare.inputs));
  const own = { ...resource(okta, OWN_PROVIDER, PACKAGE_NAME, randomUUID()), inputs, outputs: inputs };
  return [...resources.slice(0, last + 1), own, ...resources.slice(last + 1)];
}

/** Secrets go over encrypted, as they are. */
function ownInputs(okta: Json, cloudflare: Json): Json {
  const orgUrl = `https://${String(okta.orgName)}.${String(okta.baseUrl ?? "okta.com")}`;
  const inputs: Json = {
    cloudflareApiToken: cloudflare.apiToken,
    cloudflareBaseUrl: cloudflare.baseUrl,
    oktaOrgUrl: orgUrl,
    oktaApiToken: okta.apiToken,
    oktaAccessToken: okta.accessToken,
    oktaClientId: okta.clientId,
    oktaPrivateKey: okta.privateKey,
    oktaPrivateKeyId: okta.privateKeyId,
    oktaScopes: okta.scopes,
    connectTo: okta.httpProxy === undefined ? undefined : JSON.stringify({ [new URL(orgUrl).host]: okta.httpProxy }),
  };
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

function providerReference(type: string, resources: readonly Json[]): string {
  const [provider] = ofType(resources, type);
  return `${String(provider?.urn)}::${String(provider?.id)}`;
}

function withDependencies(resource: Json, newUrns: ReadonlyMap<string, readonly string[]>): Json {
  const renamed = (list: unknown) => [...new Set(union([list]).flatMap((urn) => newUrns.get(urn) ?? [urn]))];
  const { dependencies, propertyDependencies } = resource;
  return {
    ...resource,
    ...(dependencies === undefined ? {} : { dependencies: renamed(dependencies) }),
    ...(propertyDependencies === undefined
      ? {}
      : {
          propertyDependencies: Object.fromEntries(
            Object.entries(asObject(propertyDependencies)).map(([name, list]) => [name, renamed(list)]),
          ),
        }),
  };
}

function union(lists: readonly unknown[]): string[] {
  return [...new Set(lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : [])))];
}
