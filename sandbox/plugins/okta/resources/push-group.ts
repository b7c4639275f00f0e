/**
 * `okta.PushGroup`: a group push mapping.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/
 */
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import { isZero } from "../../../../provider/rpc/schema";
import { isMap, type PropertyMap } from "../../../../provider/rpc/values";
import { type OktaClient, query } from "../client";
import { at, flag, map, text, withoutZeros } from "../fields";
import { OPTIONAL_TEXT } from "./app-common";
import { splitImportId } from "./identifiers";

const APP_CONFIG_KEYS = ["type", "distinguishedName", "groupScope", "groupType", "samAccountName"] as const;
const TIMES = ["created", "lastUpdated", "lastPush"] as const;
const CHANGEABLE: ReadonlySet<string> = new Set(["ACTIVE", "INACTIVE"]);

/** A group whose members Okta pushes to the app. */
export const pushGroup: ResourceDefinition<OktaClient> = {
  token: "okta:index/pushGroup:PushGroup",
  noun: "push group mapping",
  kind: "framework",
  properties: {
    appId: { type: "string", required: true, forceNew: true },
    sourceGroupId: { type: "string", required: true, forceNew: true },
    targetGroupId: { ...OPTIONAL_TEXT, computed: true, stable: true, forceNew: true },
    targetGroupName: { ...OPTIONAL_TEXT, forceNew: true },
    status: { ...OPTIONAL_TEXT, computed: true, default: "ACTIVE", oneOf: ["ACTIVE", "INACTIVE"] },
    deleteTargetGroupOnDestroy: { type: "boolean", optional: true, computed: true, default: true },
    appConfig: {
      type: "object",
      optional: true,
      forceNew: true,
      fields: Object.fromEntries(APP_CONFIG_KEYS.map((name) => [name, OPTIONAL_TEXT])),
    },
  },
  async create({ client }, planned) {
    const named = isZero(planned.targetGroupName) && isZero(planned.targetGroupId);
    const targetGroupName = named ? await sourceGroupName(client, planned) : planned.targetGroupName;
    const mapping = await client.generated.post(mappings(planned), {
      sourceGroupId: text(planned.sourceGroupId),
      status: text(planned.status),
      ...(targetGroupName == null ? {} : { targetGroupName }),
      ...withoutZeros({ targetGroupId: planned.targetGroupId }),
      ...(isMap(planned.appConfig) ? { appConfig: withoutZeros(planned.appConfig) } : {}),
    });
    return { id: text(mapping.id), properties: state(mapping) };
  },
  async read({ client }, { id, properties }) {
    return state(await client.generated.get(`${mappings(properties)}/${id}`));
  },
  async update({ client }, { id, properties, planned }) {
    assertChangeable(properties, "changed");
    return state(await client.generated.patch(`${mappings(planned)}/${id}`, { status: text(planned.status) }));
  },
  async delete({ client }, { id, properties }) {
    assertChangeable(properties, "deleted");
    const path = `${mappings(properties)}/${id}`;
    if (properties.status !== "INACTIVE") await client.generated.patch(path, { status: "INACTIVE" });
    const deleteTargetGroup = String(flag(properties.deleteTargetGroupOnDestroy));
    await client.generated.delete(`${path}${query({ deleteTargetGroup })}`);
  },
  async importState(id) {
    return splitImportId(id, "appId", "id");
  },
};

function mappings(properties: PropertyMap): string {
  return `/api/v1/apps/${text(properties.appId)}/group-push/mappings`;
}

async function sourceGroupName(client: OktaClient, planned: PropertyMap): Promise<string> {
  const group = await client.generated.get(`/api/v1/groups/${text(planned.sourceGroupId)}`);
  return text(at(group, "profile", "name"));
}

/** Okta refuses both for a mapping in status ERROR, and so does the provider before it asks. */
function assertChangeable(state: PropertyMap, what: string): void {
  if (CHANGEABLE.has(text(state.status))) return;
  throw new Error(
    `the group push mapping is in status ${text(state.status)}: only ACTIVE and INACTIVE ones can be ${what}. Mend it in the Okta console first.`,
  );
}

function state(mapping: PropertyMap): PropertyMap {
  for (const name of TIMES) {
    // The SDK decodes times strictly: null is none, "" is an error.
    if (mapping[name] === "") throw new Error(`parsing time "" in "${name}": not an RFC 3339 time`);
  }
  const config = map(mapping.appConfig);
  const known = Object.fromEntries(APP_CONFIG_KEYS.map((name) => [name, config[name]]));
  const appConfig = withoutZeros(known);
  return {
    sourceGroupId: mapping.sourceGroupId ?? null,
    targetGroupId: mapping.targetGroupId ?? null,
    status: mapping.status ?? null,
    appConfig: isZero(appConfig) ? null : appConfig,
  };
}
