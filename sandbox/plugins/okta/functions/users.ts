/** `okta.user.getUser` and `okta.user.getUsers`. */
import { crc32 } from "node:zlib";
import type { FunctionDefinition } from "../../../../provider/rpc/resource";
import { isZero, type Property } from "../../../../provider/rpc/schema";
import type { PropertyMap } from "../../../../provider/rpc/values";
import { OktaApiError, type OktaClient, query } from "../client";
import { flag, maps, text } from "../fields";
import { PROFILE_NAMES, USER_TIMES, userState } from "../users";
import { delayRead } from "./delay";

const PAGE = 200;
const OPTIONAL_TEXT = { type: "string", optional: true } as const;
const OPTIONAL_FLAG = { type: "boolean", optional: true } as const;

const LISTED_NAMES = [...PROFILE_NAMES, ...USER_TIMES, "realmId"];

const SEARCHES: Property = {
  type: "set",
  optional: true,
  element: {
    type: "object",
    optional: true,
    fields: { comparison: OPTIONAL_TEXT, expression: OPTIONAL_TEXT, name: OPTIONAL_TEXT, value: OPTIONAL_TEXT },
  },
};

const getUser: FunctionDefinition<OktaClient> = {
  token: "okta:user/getUser:getUser",
  kind: "sdk",
  properties: {
    compoundSearchOperator: OPTIONAL_TEXT,
    delayReadSeconds: OPTIONAL_TEXT,
    searches: SEARCHES,
    skipGroups: OPTIONAL_FLAG,
    skipRoles: OPTIONAL_FLAG,
    userId: OPTIONAL_TEXT,
  },
  async invoke({ client }, inputs) {
    await delayRead(inputs);
    const user = await findUser(client, inputs);
    const id = text(user.id);
    const { type, ...state } = userState(user);
    return {
      compoundSearchOperator: operator(inputs),
      skipGroups: flag(inputs.skipGroups),
      skipRoles: flag(inputs.skipRoles),
      ...state,
      types: type === undefined ? [] : [type],
      id,
      ...(flag(inputs.skipRoles) ? { adminRoles: [], roles: [] } : await rolesTwice(client, id)),
      groupMemberships: flag(inputs.skipGroups) ? [] : await groupIds(client, id),
    };
  },
};

const getUsers: FunctionDefinition<OktaClient> = {
  token: "okta:user/getUsers:getUsers",
  kind: "sdk",
  properties: {
    compoundSearchOperator: OPTIONAL_TEXT,
    delayReadSeconds: OPTIONAL_TEXT,
    groupId: { ...OPTIONAL_TEXT, conflictsWith: ["searches"] },
    includeGroups: OPTIONAL_FLAG,
    includeRoles: OPTIONAL_FLAG,
    searches: { ...SEARCHES, conflictsWith: ["groupId"] },
  },
  async invoke({ client }, inputs) {
    await delayRead(inputs);
    const { id, users } = await listUsers(client, inputs);
    const listed: PropertyMap[] = [];
    for (const user of users) listed.push(await listedUser(client, user, inputs));
    return {
      compoundSearchOperator: operator(inputs),
      includeGroups: flag(inputs.includeGroups),
      includeRoles: flag(inputs.includeRoles),
      ...(isZero(inputs.searches) ? {} : { searches: maps(inputs.searches).map(searchResult) }),
      id,
      users: listed,
    };
  },
};

/** The functions about users. */
export const userFunctions: readonly FunctionDefinition<OktaClient>[] = [getUser, getUsers];

async function findUser(client: OktaClient, inputs: PropertyMap): Promise<PropertyMap> {
  const id = text(inputs.userId);
  if (id !== "") return client.get(`/api/v1/users/${encodeURIComponent(id)}`);
  if (isZero(inputs.searches)) throw new Error('must specify either "userId" or "searches"');
  const search = expression(inputs);
  const [user] = await client.listOnce(`/api/v1/users${query({ limit: 1, search })}`);
  if (user === undefined) throw new Error(`no users found using search criteria: ${search}`);
  return user;
}

async function listUsers(client: OktaClient, inputs: PropertyMap): Promise<{ id: string; users: PropertyMap[] }> {
  const groupId = text(inputs.groupId);
  if (groupId !== "") return { id: groupId, users: await client.list(`/api/v1/groups/${groupId}/users?limit=${PAGE}`) };
  if (isZero(inputs.searches)) throw new Error('must specify either "groupId" or "searches"');
  // The sort order "0" means nothing to Okta, and is sent all the same.
  const parameters = query({ limit: PAGE, search: expression(inputs), sortOrder: "0" });
  return { id: String(crc32(parameters)), users: await client.list(`/api/v1/users${parameters}`) };
}

async function listedUser(client: OktaClient, user: PropertyMap, inputs: PropertyMap): Promise<PropertyMap> {
  const id = text(user.id);
  const { type, ...state } = userState(user);
  // Members of a list have every attribute, unset ones empty.
  const unset = Object.fromEntries(LISTED_NAMES.map((name) => [name, ""]));
  return {
    ...unset,
    ...state,
    types: type === undefined ? [] : [type],
    id,
    groupMemberships: flag(inputs.includeGroups) ? await groupIds(client, id) : [],
    adminRoles: flag(inputs.includeRoles) ? ownRoles(await roles(client, id)) : [],
    roles: [],
  };
}

function searchResult(search: PropertyMap): PropertyMap {
  const { name, value, expression } = search;
  return { comparison: comparison(search), expression: text(expression), name: text(name), value: text(value) };
}

function comparison(search: PropertyMap): string {
  return text(search.comparison) || "eq";
}

async function groupIds(client: OktaClient, id: string): Promise<string[]> {
  return (await client.list(`/api/v1/users/${id}/groups`)).map((group) => text(group.id));
}

async function roles(client: OktaClient, id: string): Promise<PropertyMap[]> {
  return client.listOnce(`/api/v1/users/${id}/roles`);
}

/** Admin roles and all roles: the provider asks twice, and takes a refusal for none. */
async function rolesTwice(client: OktaClient, id: string): Promise<PropertyMap> {
  const own = await rolesUnlessForbidden(client, id);
  const all = await rolesUnlessForbidden(client, id);
  return { adminRoles: ownRoles(own), roles: all.map((role) => text(role.type)) };
}

async function rolesUnlessForbidden(client: OktaClient, id: string): Promise<PropertyMap[]> {
  return roles(client, id).catch((error: unknown): PropertyMap[] => {
    if (error instanceof OktaApiError && error.status === 403) return [];
    throw error;
  });
}

function ownRoles(roles: readonly PropertyMap[]): string[] {
  return roles
    .filter((role) => role.assignmentType === "USER" && role.type !== "CUSTOM")
    .map((role) => text(role.type));
}

function operator(inputs: PropertyMap): string {
  return text(inputs.compoundSearchOperator) || "and";
}

function expression(inputs: PropertyMap): string {
  return maps(inputs.searches)
    .map(clause)
    .join(` ${operator(inputs)} `);
}

function clause(search: PropertyMap): string {
  const own = text(search.expression);
  if (own !== "") return own;
  const value = text(search.value);
  return `${text(search.name)} ${comparison(search)}${value === "" ? "" : ` "${value}"`}`;
}
