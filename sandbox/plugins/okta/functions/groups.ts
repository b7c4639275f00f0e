/** `okta.group.getGroup`, `okta.getGroups`, `okta.group.getEveryoneGroup`. */
import { crc32 } from "node:zlib";
import type { FunctionDefinition } from "../../../../provider/rpc/resource";
import type { PropertyMap } from "../../../../provider/rpc/values";
import { type OktaClient, query } from "../client";
import { at, flag, integer, jsonText, map, text } from "../fields";
import { delayRead } from "./delay";

const PAGE = 200;
const OPTIONAL_TEXT = { type: "string", optional: true } as const;

const getGroup: FunctionDefinition<OktaClient> = {
  token: "okta:group/getGroup:getGroup",
  kind: "sdk",
  properties: {
    delayReadSeconds: OPTIONAL_TEXT,
    id: { ...OPTIONAL_TEXT, conflictsWith: ["name", "type"] },
    includeUsers: { type: "boolean", optional: true },
    name: OPTIONAL_TEXT,
    type: OPTIONAL_TEXT,
  },
  async invoke({ client }, inputs) {
    await delayRead(inputs);
    const group = await findGroup(client, text(inputs.name), inputs);
    return {
      includeUsers: flag(inputs.includeUsers),
      id: text(group.id),
      name: text(at(group, "profile", "name")),
      type: text(group.type),
      description: text(at(group, "profile", "description")),
      users: await members(client, group, inputs),
    };
  },
};

const getEveryoneGroup: FunctionDefinition<OktaClient> = {
  token: "okta:group/getEveryoneGroup:getEveryoneGroup",
  kind: "sdk",
  properties: { includeUsers: { type: "boolean", optional: true } },
  async invoke({ client }, inputs) {
    const group = await findGroup(client, "Everyone", {});
    return {
      includeUsers: flag(inputs.includeUsers),
      id: text(group.id),
      description: text(at(group, "profile", "description")),
    };
  },
};

const getGroups: FunctionDefinition<OktaClient> = {
  token: "okta:index/getGroups:getGroups",
  kind: "sdk",
  properties: {
    limit: { type: "number", optional: true },
    q: { ...OPTIONAL_TEXT, conflictsWith: ["search"] },
    search: { ...OPTIONAL_TEXT, conflictsWith: ["type", "q"] },
    type: { ...OPTIONAL_TEXT, conflictsWith: ["search"] },
  },
  async invoke({ client }, inputs) {
    const [q, search, type] = [text(inputs.q), text(inputs.search), text(inputs.type)];
    const filter = type === "" ? "" : `type eq "${type}"`;
    const limit = integer(inputs.limit) || PAGE;
    const groups = await client.generated.list(`/api/v1/groups${query({ filter, limit, q, search })}`);
    // The id is a checksum of the query, with a page size of the provider's own when it searches by name.
    const signature = query({ filter, limit: q === "" ? PAGE : 10_000, q, search });
    return { limit, id: String(crc32(signature)), groups: groups.map(listedGroup) };
  },
};

/** The functions about groups. */
export const groupFunctions: readonly FunctionDefinition<OktaClient>[] = [getEveryoneGroup, getGroup, getGroups];

async function findGroup(client: OktaClient, name: string, inputs: PropertyMap): Promise<PropertyMap> {
  const id = text(inputs.id);
  if (id !== "") return client.get(`/api/v1/groups/${id}`);
  const type = text(inputs.type);
  const filter = type === "" ? "" : `type eq "${type}"`;
  const groups = await client.listOnce(`/api/v1/groups${query({ filter, q: name })}`);
  const [only] = groups;
  const described = type === "" ? `"${name}"` : `"${name}" and type "${type}"`;
  if (only === undefined) throw new Error(`group with name ${described} does not exist`);
  // Okta searches by prefix: a single hit is taken even when the name goes on.
  if (groups.length === 1) return only;
  const exact = groups.find((group) => at(group, "profile", "name") === name && (type === "" || group.type === type));
  if (exact !== undefined) return exact;
  throw new Error(
    `group starting with name ${described} matches ${groups.length} groups, select a more precise name parameter`,
  );
}

async function members(client: OktaClient, group: PropertyMap, inputs: PropertyMap): Promise<string[]> {
  if (!flag(inputs.includeUsers)) return [];
  const users = await client.list(`/api/v1/groups/${text(group.id)}/users?limit=${PAGE}`);
  return users.map((user) => text(user.id));
}

function listedGroup(group: PropertyMap): PropertyMap {
  const { name, description, ...custom } = map(group.profile);
  return {
    id: text(group.id),
    name: text(name),
    type: text(group.type),
    description: text(description),
    source: text(at(group, "source", "id")),
    customProfileAttributes: jsonText(custom),
  };
}
