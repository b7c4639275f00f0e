/** `okta.app.GroupAssignment` (one group) and `okta.AppGroupAssignments` (the app's whole list). */
import { parsedObject } from "../../../../provider/rpc/canonical-json";
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import { isZero } from "../../../../provider/rpc/schema";
import { isMap, type PropertyMap, type Value } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { flag, integer, JSON_OBJECT, jsonText, map, maps, text } from "../fields";
import { splitImportId } from "./identifiers";

/** One group's assignment to an app; leaves the assignments of others alone. */
export const appGroupAssignment: ResourceDefinition<OktaClient> = {
  token: "okta:app/groupAssignment:GroupAssignment",
  noun: "application group assignment",
  kind: "sdk",
  properties: {
    appId: { type: "string", required: true, forceNew: true },
    groupId: { type: "string", required: true, forceNew: true },
    // Okta gives priorities of its own: one that is not configured stays.
    priority: { type: "number", optional: true, suppress: (_before, after) => after === null },
    profile: JSON_OBJECT,
    retainAssignment: { type: "boolean", optional: true, default: false },
  },
  async create({ client, created }, planned) {
    const { id } = await client.put(assignmentPath(planned), assignmentBody(planned));
    created(text(id));
    return { id: text(id), properties: (await readAssignment(client, planned)) ?? {} };
  },
  read: ({ client }, { properties }) => readAssignment(client, properties),
  async update({ client }, { planned }) {
    await client.put(assignmentPath(planned), assignmentBody(planned));
    return (await readAssignment(client, planned)) ?? {};
  },
  async delete({ client }, { properties }) {
    if (!flag(properties.retainAssignment)) await client.delete(assignmentPath(properties));
  },
  async importState(id, { client }) {
    const { properties } = splitImportId(id, "appId", "groupId");
    const assignment = await client.find(assignmentPath(properties));
    return assignment && { id: text(assignment.id), properties: { ...properties, retainAssignment: false } };
  },
};

/** All group assignments of an app, in order of priority; removes what others assigned. */
export const appGroupAssignments: ResourceDefinition<OktaClient> = {
  token: "okta:index/appGroupAssignments:AppGroupAssignments",
  noun: "application group assignments",
  kind: "sdk",
  properties: {
    appId: { type: "string", required: true, forceNew: true },
    groups: {
      type: "list",
      optional: true,
      block: true,
      element: {
        type: "object",
        fields: {
          id: { type: "string", required: true },
          priority: { type: "number", optional: true, suppress: (_before, after) => isZero(after) },
          profile: { ...JSON_OBJECT, optional: false, required: true, default: "{}" },
        },
      },
    },
  },
  async create({ client }, planned) {
    const appId = text(planned.appId);
    for (const group of maps(planned.groups)) {
      const priority = isZero(group.priority) ? {} : { priority: group.priority };
      await client.put(`/api/v1/apps/${appId}/groups/${text(group.id)}`, { ...assigned(group), ...priority });
    }
    return { id: appId, properties: (await readAssignments(client, planned)) ?? {} };
  },
  read: ({ client }, { properties }) => readAssignments(client, properties),
  async update({ client }, { properties, planned }) {
    const appId = text(planned.appId);
    const wanted = maps(planned.groups);
    const gone = maps(properties.groups).filter((old) => !wanted.some((group) => group.id === old.id));
    for (const group of gone) await client.deleteIfThere(`/api/v1/apps/${appId}/groups/${text(group.id)}`);
    for (const group of wanted) {
      const priority = integer(group.priority);
      await client.put(`/api/v1/apps/${appId}/groups/${text(group.id)}`, { ...assigned(group), priority });
    }
    return (await readAssignments(client, planned)) ?? {};
  },
  async delete({ client }, { properties }) {
    for (const group of maps(properties.groups)) {
      await client.deleteIfThere(`/api/v1/apps/${text(properties.appId)}/groups/${text(group.id)}`);
    }
  },
  async importState(id) {
    return { id, properties: { appId: id } };
  },
};

function assignmentPath(properties: PropertyMap): string {
  return `/api/v1/apps/${text(properties.appId)}/groups/${text(properties.groupId)}`;
}

function assignmentBody(planned: PropertyMap): PropertyMap {
  const profile = parsedObject(planned.profile);
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(isZero(planned.priority) ? {} : { priority: planned.priority }),
  };
}

function assigned(group: PropertyMap): PropertyMap {
  return { id: group.id, profile: parsedObject(group.profile) ?? {} };
}

async function readAssignment(client: OktaClient, properties: PropertyMap): Promise<PropertyMap | undefined> {
  const answer = await client.find(assignmentPath(properties));
  if (answer === undefined) return undefined;
  const priority = typeof answer.priority === "number" ? { priority: answer.priority } : {};
  return { profile: jsonText(answer.profile), ...priority };
}

async function readAssignments(client: OktaClient, properties: PropertyMap): Promise<PropertyMap | undefined> {
  const appId = text(properties.appId);
  const found = await client.findList(`/api/v1/apps/${appId}/groups?limit=200`);
  if (found === undefined) return undefined;
  const known = maps(properties.groups);
  const ordered = [
    ...known.flatMap((group) => found.filter((assignment) => assignment.id === group.id)),
    ...found.filter((assignment) => !known.some((group) => group.id === assignment.id)),
  ];
  return { appId, groups: ordered.map((assignment) => recorded(assignment, known)) };
}

function recorded(assignment: PropertyMap, known: readonly PropertyMap[]): PropertyMap {
  const before = known.find((group) => group.id === assignment.id);
  const priority = integer(assignment.priority) >= 0 ? assignment.priority : null;
  // A group that somebody else assigned has no profile in state, except on import, where there is nothing to compare.
  if (before === undefined) {
    return { id: assignment.id, priority, profile: known.length === 0 ? jsonText(assignment.profile) : null };
  }
  return { id: assignment.id, priority, profile: mergedProfile(before.profile, assignment.profile) };
}

/** The recorded profile with new values, never with new keys: Okta answers every key of the app's schema. */
function mergedProfile(before: Value | undefined, answered: Value | undefined): string {
  const merged: PropertyMap = { ...parsedObject(before) };
  if (!isMap(answered)) return "";
  for (const [name, value] of Object.entries(map(answered))) {
    if (value !== null && name in merged) merged[name] = value;
  }
  return jsonText(merged);
}
