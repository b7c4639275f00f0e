import type {
  OperationContext,
  ResourceDefinition,
  ResourceState,
  UpdateRequest,
} from "../../../provider/rpc/resource";
import { containsUnknown, isMap, type PropertyMap, type Value } from "../../../provider/rpc/values";
import type { Attribute, Attributes } from "./attribute";
import { CloudflareApiError, type CloudflareClient } from "./client";
import { planResource } from "./plan";
import type { ResourceType } from "./resource-type";
import { inputProblems } from "./validate";
import { encodeBody, type Json, type JsonObject, takeAll, takeComputed } from "./wire";

type Context = OperationContext<CloudflareClient>;

/**
 * Makes a resource of the plugin out of what is known about its type: one call per operation, bodies as the vendor's
 * provider writes them, answers taken as it takes them.
 */
export function defineResource(type: ResourceType): ResourceDefinition<CloudflareClient> {
  return {
    token: type.token,
    kind: "framework",
    properties: type.attributes,
    idInOutputs: type.singleton !== true,
    validate: (inputs) => inputProblems(type.attributes, inputs),
    plan: (inputs, prior) => planResource(type.attributes, prior, inputs, type.modifyPlan),
    create: (context, planned) => create(type, context, planned),
    read: (context, state) => read(type, context, state),
    update: (context, request) => update(type, context, request),
    delete: (context, state) => remove(type, context, state),
    importState: (id, context) => importState(type, id, context),
  };
}

async function create(type: ResourceType, context: Context, planned: PropertyMap): Promise<ResourceState> {
  const sent = type.beforeWrite?.(planned) ?? planned;
  const body = encodeBody(type.attributes, sent, undefined);
  const method = type.singleton === true ? "PUT" : "POST";
  const path = collectionPath(type.collection, planned);
  const answer = await context.client.send({ method, path, body }, secretsIn(type.attributes, sent));
  const { result = null } = answer;
  const id = type.singleton === true ? accountOrZone(planned) : idOf(answer);
  if (id === undefined) {
    throw new Error(`${context.urn}: the answer to the create has no id. Look at the sandbox's request log.`);
  }
  context.created(id);
  if (type.singleton === true) {
    context.warn("Cloudflare has no call to delete this: destroying it later leaves it as it is.");
  }
  const taken = takeComputed(type.attributes, planned, result);
  const state = type.normalisesCreate === true ? type.normalise(taken, planned) : taken;
  return { id, properties: settled(context, state) };
}

async function update(type: ResourceType, context: Context, request: UpdateRequest): Promise<PropertyMap> {
  const { planned, properties, id } = request;
  const sent = type.beforeWrite?.(planned) ?? planned;
  const path = itemPath(type, planned, id);
  const body = encodeBody(type.attributes, sent, properties);
  const { result = null } = await context.client.send({ method: "PUT", path, body }, secretsIn(type.attributes, sent));
  return settled(context, type.normalise(takeComputed(type.attributes, planned, result), planned));
}

async function read(type: ResourceType, context: Context, state: ResourceState): Promise<PropertyMap | undefined> {
  const { properties, id } = state;
  try {
    const { result = null } = await context.client.send({ method: "GET", path: itemPath(type, properties, id) });
    const normalised = type.normalise(takeAll(type.attributes, properties, result), properties);
    return type.afterRead?.(normalised, properties) ?? normalised;
  } catch (error) {
    if (error instanceof CloudflareApiError && error.status === 404) {
      context.warn("Cloudflare has this resource no more: it leaves the state, and the next update makes a new one.");
      return undefined;
    }
    throw error;
  }
}

/** An import asks twice, as the bridge does: here for the resource, which must be there, and then as a refresh. */
async function importState(type: ResourceType, importId: string, context: Context): Promise<ResourceState> {
  const { id, properties } = parseImportId(type, importId);
  const { result = null } = await context.client.send({ method: "GET", path: itemPath(type, properties, id) });
  return { id, properties: type.normaliseImport(takeAll(type.attributes, properties, result)) };
}

async function remove(type: ResourceType, context: Context, { properties, id }: ResourceState): Promise<void> {
  if (type.singleton === true) {
    context.warn("Cloudflare has no call to delete this: it leaves the state and stays as it is.");
    return;
  }
  await context.client.send({ method: "DELETE", path: itemPath(type, properties, id) });
}

function parseImportId(type: ResourceType, id: string): ResourceState {
  const parts = id.split("/");
  const [first = "", second = "", third = ""] = parts;
  if (parts.some((part) => part === "")) {
    throw new Error(`import id "${id}": has an empty part. Give ${importForm(type)}.`);
  }
  if (type.singleton === true && parts.length === 1) {
    return { id, properties: { accountId: first } };
  }
  if (type.accountOnly === true && parts.length === 2) {
    return { id: second, properties: { accountId: first } };
  }
  const isScoped = type.singleton !== true && type.accountOnly !== true && parts.length === 3;
  if (isScoped && (first === "accounts" || first === "zones")) {
    return { id: third, properties: first === "accounts" ? { accountId: second } : { zoneId: second } };
  }
  throw new Error(`import id "${id}": is not of this resource's form. Give ${importForm(type)}.`);
}

function importForm({ singleton, accountOnly }: ResourceType): string {
  if (singleton === true) {
    return "<account id>";
  }
  return accountOnly === true ? "<account id>/<id>" : "accounts/<account id>/<id> or zones/<zone id>/<id>";
}

/** The address of a collection below the account or, without one, the zone. */
export function collectionPath(collection: string, properties: PropertyMap): string {
  const { accountId } = properties;
  const scope = typeof accountId === "string" ? "accounts" : "zones";
  return `/${scope}/${encodeURIComponent(accountOrZone(properties))}/${collection}`;
}

function itemPath(type: ResourceType, properties: PropertyMap, id: string): string {
  const collection = collectionPath(type.collection, properties);
  return type.singleton === true ? collection : `${collection}/${encodeURIComponent(id)}`;
}

function accountOrZone({ accountId, zoneId }: PropertyMap): string {
  const id = accountId ?? zoneId;
  if (typeof id !== "string" || id === "") {
    throw new Error("failed to make http request: neither accountId nor zoneId is set. Give one of them.");
  }
  return id;
}

function idOf({ result }: JsonObject): string | undefined {
  const id = typeof result === "object" && result !== null ? (result as { readonly id?: Json }).id : undefined;
  return typeof id === "string" ? id : undefined;
}

/** An apply must settle everything; what is still unknown then is the provider's own mistake. */
function settled(context: Context, state: PropertyMap): PropertyMap {
  const open = Object.keys(state).filter((name) => containsUnknown(state[name]));
  if (open.length > 0) {
    throw new Error(
      `${context.urn}: still unknown after the apply: ${open.join(", ")}. Report it with the request log.`,
    );
  }
  return state;
}

function secretsIn(attributes: Attributes, properties: PropertyMap): readonly string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => secretsOf(attribute, properties[name] ?? null));
}

function secretsOf({ secret, fields, element }: Attribute, value: Value): readonly string[] {
  if (secret === true && typeof value === "string") {
    return [value];
  }
  if (fields !== undefined && isMap(value)) {
    return secretsIn(fields, value);
  }
  return element !== undefined && Array.isArray(value) ? value.flatMap((item) => secretsOf(element, item)) : [];
}
