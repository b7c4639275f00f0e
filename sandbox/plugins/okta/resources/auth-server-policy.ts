/** `okta.auth.ServerPolicy` and `okta.auth.ServerPolicyRule`. */
import type { ResourceDefinition } from "../../../../provider/rpc/resource";
import { isZero } from "../../../../provider/rpc/schema";
import type { PropertyMap } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { at, flag, integer, map, text, texts, withoutZeros } from "../fields";
import { OPTIONAL_TEXT, OPTIONAL_TEXT_SET } from "./app-common";
import { splitImportId } from "./identifiers";

/** An access policy of an authorization server. */
export const authServerPolicy: ResourceDefinition<OktaClient> = {
  token: "okta:auth/serverPolicy:ServerPolicy",
  noun: "auth server policy",
  kind: "sdk",
  autonamed: { property: "name", maxLength: 255 },
  properties: {
    authServerId: { type: "string", required: true },
    clientWhitelists: { type: "set", required: true, element: { type: "string" } },
    description: { type: "string", required: true },
    name: { type: "string", required: true },
    priority: { type: "number", required: true },
    status: { ...OPTIONAL_TEXT, default: "ACTIVE" },
  },
  async create({ client, created }, planned) {
    if (planned.status === "INACTIVE") {
      throw new Error("can not create an inactive auth server policy, only existing ones can be deactivated");
    }
    const policy = await client.post(policies(planned), policyBody(planned));
    const id = text(policy.id);
    created(id);
    return { id, properties: (await readPolicy(client, id, planned)) ?? {} };
  },
  read: ({ client }, { id, properties }) => readPolicy(client, id, properties),
  async update({ client }, { id, planned, changed }) {
    const path = `${policies(planned)}/${id}`;
    await client.put(path, policyBody(planned));
    if (changed("status")) await client.post(`${path}/lifecycle/${transition(planned)}`);
    return (await readPolicy(client, id, planned)) ?? {};
  },
  delete: ({ client }, { id, properties }) => client.delete(`${policies(properties)}/${id}`),
  async importState(id) {
    return splitImportId(id, "authServerId", "id");
  },
};

/** A rule of such a policy. */
export const authServerPolicyRule: ResourceDefinition<OktaClient> = {
  token: "okta:auth/serverPolicyRule:ServerPolicyRule",
  noun: "auth server policy rule",
  kind: "sdk",
  autonamed: { property: "name", maxLength: 255 },
  properties: {
    accessTokenLifetimeMinutes: { type: "number", optional: true, default: 60 },
    authServerId: { type: "string", required: true },
    grantTypeWhitelists: { type: "set", required: true, element: { type: "string" } },
    groupBlacklists: OPTIONAL_TEXT_SET,
    groupWhitelists: OPTIONAL_TEXT_SET,
    inlineHookId: OPTIONAL_TEXT,
    name: { type: "string", required: true },
    policyId: { type: "string", required: true },
    priority: { type: "number", required: true },
    refreshTokenLifetimeMinutes: { type: "number", optional: true },
    refreshTokenWindowMinutes: { type: "number", optional: true, default: 10080 },
    scopeWhitelists: OPTIONAL_TEXT_SET,
    status: { ...OPTIONAL_TEXT, default: "ACTIVE" },
    system: { type: "boolean", computed: true },
    type: { ...OPTIONAL_TEXT, default: "RESOURCE_ACCESS" },
    userBlacklists: OPTIONAL_TEXT_SET,
    userWhitelists: OPTIONAL_TEXT_SET,
  },
  async create({ client, created }, planned) {
    validateRule(planned);
    const rule = await client.post(rules(planned), ruleBody(planned));
    const id = text(rule.id);
    created(id);
    return { id, properties: (await readRule(client, id, planned)) ?? {} };
  },
  read: ({ client }, { id, properties }) => readRule(client, id, properties),
  async update({ client }, { id, planned, changed }) {
    validateRule(planned);
    const path = `${rules(planned)}/${id}`;
    await client.put(path, ruleBody(planned));
    if (changed("status")) await client.post(`${path}/lifecycle/${transition(planned)}`);
    return (await readRule(client, id, planned)) ?? {};
  },
  delete: ({ client }, { id, properties }) => client.delete(`${rules(properties)}/${id}`),
  async importState(id) {
    return splitImportId(id, "authServerId", "policyId", "id");
  },
};

function transition(planned: PropertyMap): string {
  return planned.status === "ACTIVE" ? "activate" : "deactivate";
}

function policies(properties: PropertyMap): string {
  return `/api/v1/authorizationServers/${text(properties.authServerId)}/policies`;
}

function policyBody(planned: PropertyMap): PropertyMap {
  return {
    conditions: { clients: withoutZeros({ include: texts(planned.clientWhitelists) }) },
    description: text(planned.description),
    name: text(planned.name),
    priority: integer(planned.priority),
    status: text(planned.status),
    type: "OAUTH_AUTHORIZATION_POLICY",
  };
}

async function readPolicy(client: OktaClient, id: string, state: PropertyMap): Promise<PropertyMap | undefined> {
  const policy = await client.find(`${policies(state)}/${id}`);
  if (policy === undefined) return undefined;
  return {
    name: text(policy.name),
    description: text(policy.description),
    status: text(policy.status),
    ...(typeof policy.priority === "number" ? { priority: policy.priority } : {}),
    clientWhitelists: texts(at(policy, "conditions", "clients", "include")),
  };
}

function rules(properties: PropertyMap): string {
  return `${policies(properties)}/${text(properties.policyId)}/rules`;
}

function validateRule(planned: PropertyMap): void {
  const isOpen = isZero(planned.userWhitelists) && isZero(planned.groupWhitelists);
  if (texts(planned.grantTypeWhitelists).includes("implicit") && isOpen) {
    throw new Error('"userWhitelists" or "groupWhitelists" is required when "grantTypeWhitelists" contains "implicit"');
  }
  const access = integer(planned.accessTokenLifetimeMinutes);
  const refresh = integer(planned.refreshTokenLifetimeMinutes);
  const window = integer(planned.refreshTokenWindowMinutes);
  if (refresh > 0 && refresh < access) {
    throw new Error('"refreshTokenLifetimeMinutes" must not be less than "accessTokenLifetimeMinutes"');
  }
  if (refresh > 0 && (access > window || refresh < window)) {
    throw new Error(
      '"refreshTokenWindowMinutes" must lie between "accessTokenLifetimeMinutes" and "refreshTokenLifetimeMinutes"',
    );
  }
}

function ruleBody(planned: PropertyMap): PropertyMap {
  const hook = text(planned.inlineHookId);
  const lists = (include: string, exclude: string) =>
    withoutZeros({ include: texts(planned[include]), exclude: texts(planned[exclude]) });
  return {
    actions: {
      token: {
        accessTokenLifetimeMinutes: integer(planned.accessTokenLifetimeMinutes),
        refreshTokenLifetimeMinutes: integer(planned.refreshTokenLifetimeMinutes),
        refreshTokenWindowMinutes: integer(planned.refreshTokenWindowMinutes),
        ...(hook === "" ? {} : { inlineHook: { id: hook } }),
      },
    },
    conditions: {
      grantTypes: withoutZeros({ include: texts(planned.grantTypeWhitelists) }),
      people: { groups: lists("groupWhitelists", "groupBlacklists"), users: lists("userWhitelists", "userBlacklists") },
      scopes: withoutZeros({ include: texts(planned.scopeWhitelists) }),
    },
    name: text(planned.name),
    priority: integer(planned.priority),
    status: text(planned.status),
    type: text(planned.type),
  };
}

async function readRule(client: OktaClient, id: string, state: PropertyMap): Promise<PropertyMap | undefined> {
  const rule = await client.find(`${rules(state)}/${id}`);
  if (rule === undefined) return undefined;
  const conditions = map(rule.conditions);
  return {
    system: flag(rule.system),
    name: text(rule.name),
    status: text(rule.status),
    type: text(rule.type),
    ...(typeof rule.priority === "number" ? { priority: rule.priority } : {}),
    ...tokenState(map(at(rule, "actions", "token"))),
    grantTypeWhitelists: texts(at(conditions, "grantTypes", "include")),
    scopeWhitelists: texts(at(conditions, "scopes", "include")),
    groupWhitelists: texts(at(conditions, "people", "groups", "include")),
    groupBlacklists: texts(at(conditions, "people", "groups", "exclude")),
    userWhitelists: texts(at(conditions, "people", "users", "include")),
    userBlacklists: texts(at(conditions, "people", "users", "exclude")),
  };
}

function tokenState(token: PropertyMap): PropertyMap {
  const lifetimes = ["accessTokenLifetimeMinutes", "refreshTokenLifetimeMinutes", "refreshTokenWindowMinutes"];
  const answered = lifetimes.filter((name) => typeof token[name] === "number").map((name) => [name, token[name]]);
  const hook = at(token, "inlineHook", "id");
  return { ...Object.fromEntries(answered), ...(hook === undefined ? {} : { inlineHookId: text(hook) }) };
}
