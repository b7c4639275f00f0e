import type { FunctionDefinition, OperationContext } from "../../../provider/rpc/resource";
import { type Properties, withoutNulls } from "../../../provider/rpc/schema";
import type { PropertyMap, Value } from "../../../provider/rpc/values";
import { type Attributes, attributes, text } from "./attribute";
import type { CloudflareClient } from "./client";
import { collectionPath } from "./resource";
import type { ResourceType } from "./resource-type";
import { APPLICATION } from "./resources/application";
import { GROUP } from "./resources/group";
import { IDENTITY_PROVIDER } from "./resources/identity-provider";
import { ORGANIZATION } from "./resources/organization";
import { POLICY } from "./resources/policy";
import { isJsonObject, type Json, takeAll } from "./wire";

type Context = OperationContext<CloudflareClient>;
type Definition = FunctionDefinition<CloudflareClient>;

const DEFAULT_MAX_ITEMS = 1000;

const SCOPE: Properties = {
  accountId: { type: "string", optional: true },
  zoneId: { type: "string", optional: true },
};
const TEXT = { type: "string", optional: true } as const;
const ID = attributes(text("id"));

/** The functions of the plugin. */
export const FUNCTIONS: readonly Definition[] = [
  {
    token: "cloudflare:index/getZeroTrustAccessIdentityProvider:getZeroTrustAccessIdentityProvider",
    kind: "framework",
    properties: {
      ...SCOPE,
      identityProviderId: TEXT,
      filter: { type: "object", optional: true, fields: { scimEnabled: TEXT } },
    },
    invoke: async (context, inputs) => {
      const id = await identityProviderId(context, inputs);
      return { ...(await getOne(context, IDENTITY_PROVIDER, inputs, id)), id, identityProviderId: id };
    },
  },
  {
    token: "cloudflare:index/getZeroTrustAccessIdentityProviders:getZeroTrustAccessIdentityProviders",
    kind: "framework",
    properties: { ...SCOPE, scimEnabled: TEXT, maxItems: { type: "number", optional: true } },
    invoke: (context, inputs) => getMany(context, IDENTITY_PROVIDER, inputs, { scim_enabled: inputs.scimEnabled }),
  },
  {
    token: "cloudflare:index/getZeroTrustAccessApplication:getZeroTrustAccessApplication",
    kind: "framework",
    properties: { ...SCOPE, appId: { type: "string", required: true } },
    invoke: async (context, inputs) => {
      const id = String(inputs.appId ?? "");
      return getOne(context, APPLICATION, inputs, id);
    },
  },
  {
    token: "cloudflare:index/getZeroTrustAccessApplications:getZeroTrustAccessApplications",
    kind: "framework",
    properties: {
      ...SCOPE,
      aud: TEXT,
      domain: TEXT,
      name: TEXT,
      search: TEXT,
      maxItems: { type: "number", optional: true },
    },
    invoke: (context, inputs) => {
      const { aud, domain, name, search } = inputs;
      return getMany(context, APPLICATION, inputs, { aud, domain, name, search });
    },
  },
  {
    token: "cloudflare:index/getZeroTrustAccessGroups:getZeroTrustAccessGroups",
    kind: "framework",
    properties: { ...SCOPE, name: TEXT, search: TEXT, maxItems: { type: "number", optional: true } },
    invoke: (context, inputs) => getMany(context, GROUP, inputs, { name: inputs.name, search: inputs.search }),
  },
  {
    token: "cloudflare:index/getZeroTrustAccessPolicies:getZeroTrustAccessPolicies",
    kind: "framework",
    properties: { accountId: TEXT, maxItems: { type: "number", optional: true } },
    invoke: (context, inputs) => getMany(context, POLICY, inputs, {}),
  },
  {
    token: "cloudflare:index/getZeroTrustOrganization:getZeroTrustOrganization",
    kind: "framework",
    properties: SCOPE,
    invoke: async (context, inputs) => {
      const { mfaConfigurationAllowed: _notInTheFunction, ...answer } = await getOne(context, ORGANIZATION, inputs);
      return answer;
    },
  },
];

/** Everything in an answer: nothing is an input here, and nothing is kept from before. */
function resultOf(type: ResourceType, result: Json): PropertyMap {
  const own: Attributes = Object.fromEntries(Object.entries(type.attributes).filter(([, { path }]) => path !== true));
  return withoutNulls(takeAll(own, {}, result));
}

async function getOne(context: Context, type: ResourceType, inputs: PropertyMap, id?: string): Promise<PropertyMap> {
  const collection = collectionPath(type.collection, inputs);
  const path = id === undefined ? collection : `${collection}/${encodeURIComponent(id)}`;
  const { result = null } = await context.client.send({ method: "GET", path });
  return resultOf(type, result);
}

async function getMany(
  context: Context,
  type: ResourceType,
  inputs: PropertyMap,
  query: Readonly<Record<string, Value | undefined>>,
): Promise<PropertyMap> {
  const wanted = Number(inputs.maxItems ?? 0);
  const limit = wanted > 0 ? wanted : DEFAULT_MAX_ITEMS;
  const path = collectionPath(type.collection, inputs);
  const found = await pages(context, path, query, limit);
  return { results: found.slice(0, limit).map((item) => ({ ...resultOf(type, item), ...takeAll(ID, {}, item) })) };
}

/** Asks for page after page until one is empty or there is enough: the vendor's pager does not look at the count. */
async function pages(
  context: Context,
  path: string,
  query: Readonly<Record<string, Value | undefined>>,
  limit: number,
): Promise<readonly Json[]> {
  const found: Json[] = [];
  for (let page = 1; ; page++) {
    const items = await onePage(context, path, query, page);
    found.push(...items);
    if (items.length === 0 || found.length >= limit) {
      return found;
    }
  }
}

async function onePage(
  context: Context,
  path: string,
  query: Readonly<Record<string, Value | undefined>>,
  page: number,
): Promise<readonly Json[]> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === "string") {
      search.set(name, value);
    }
  }
  if (page > 1) {
    search.set("page", String(page));
  }
  search.sort();
  const suffix = search.size > 0 ? `?${search}` : "";
  const { result } = await context.client.send({ method: "GET", path: `${path}${suffix}` });
  return Array.isArray(result) ? (result as readonly Json[]) : [];
}

async function identityProviderId(context: Context, inputs: PropertyMap): Promise<string> {
  const { identityProviderId: id, filter } = inputs;
  if (typeof filter !== "object" || filter === null) {
    if (typeof id !== "string" || id === "") {
      throw new Error("getZeroTrustAccessIdentityProvider: which one? Give identityProviderId, or a filter.");
    }
    return id;
  }
  const path = collectionPath(IDENTITY_PROVIDER.collection, inputs);
  const found = await onePage(context, path, { scim_enabled: (filter as PropertyMap).scimEnabled }, 1);
  const [first] = found;
  if (found.length !== 1 || !isJsonObject(first) || typeof first.id !== "string") {
    throw new Error(`failed to find exactly one result: ${found.length} found`);
  }
  return first.id;
}
