/** `okta.group.Group`. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/ */
import { parsedObject } from "../../../../provider/rpc/canonical-json";
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import { isZero } from "../../../../provider/rpc/schema";
import { mapValues, type PropertyMap, sameValue, type Value } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { jsonText, map, text, withoutZeros } from "../fields";

const VISIBLE_WITHIN_MS = 10_000;
const POLL_MS = 500;

/** A group of Okta's own. */
export const group: ResourceDefinition<OktaClient> = {
  token: "okta:group/group:Group",
  noun: "group",
  kind: "sdk",
  autonamed: { property: "name", maxLength: 255 },
  properties: {
    name: { type: "string", required: true, maxLength: 255 },
    description: { type: "string", optional: true },
    customProfileAttributes: { type: "string", optional: true, json: true, suppress: sameAttributes },
    skipUsers: {
      type: "boolean",
      optional: true,
      default: false,
      deprecated: '"skipUsers" has no effect any more and is going to be removed.',
    },
  },
  async create({ client, created }, planned) {
    const { id } = await client.post("/api/v1/groups", body(planned));
    const groupId = text(id);
    await waitUntilVisible(client, groupId);
    created(groupId);
    return { id: groupId, properties: (await read(client, groupId)) ?? {} };
  },
  read: ({ client }, { id }) => read(client, id),
  async update({ client }, { id, planned }) {
    await client.put(`/api/v1/groups/${id}`, body(planned));
    return (await read(client, id)) ?? {};
  },
  delete: ({ client }, { id }) => client.delete(`/api/v1/groups/${id}`),
  async importState(importId) {
    const [id = "", ...options] = importId.split("/");
    return { id, properties: Object.fromEntries(options.map((option) => [option, true])) };
  },
};

async function read(client: OktaClient, id: string): Promise<PropertyMap | undefined> {
  const answer = await client.find(`/api/v1/groups/${id}`);
  if (answer === undefined) return undefined;
  const { name, description, ...custom } = map(answer.profile);
  return { name: text(name), description: text(description), customProfileAttributes: jsonText(custom) };
}

function body(planned: PropertyMap): PropertyMap {
  const custom = withoutNullAttributes(parsedObject(planned.customProfileAttributes) ?? {});
  const name = text(planned.name);
  const description = text(planned.description);
  // Beside custom attributes the SDK leaves an empty description out.
  return { profile: isZero(custom) ? { name, description } : withoutZeros({ ...custom, name, description }) };
}

async function waitUntilVisible(client: OktaClient, id: string): Promise<void> {
  const end = Date.now() + VISIBLE_WITHIN_MS;
  while ((await client.find(`/api/v1/groups/${id}`)) === undefined) {
    if (Date.now() > end) throw new Error(`group "${id}" was created and cannot be read. Try again.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function sameAttributes(before: Value, after: Value): boolean {
  if (isZero(after)) return true;
  const [left, right] = [parsedObject(before) ?? {}, parsedObject(after) ?? {}];
  return sameValue(withoutNullAttributes(left), withoutNullAttributes(right));
}

function withoutNullAttributes(attributes: PropertyMap): PropertyMap {
  return mapValues(attributes, (value) => (value === null ? undefined : value));
}
