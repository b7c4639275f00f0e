import { ScimError as LibraryError, patchBodyValidation, type ScimPatch, scimPatch } from "scim-patch";
import type { Json } from "../entities";
import { badRequest, ScimError, type ScimType } from "./errors";
import { type Attribute, coreAttributes, type ResourceType, resolvePath } from "./schema";
import { canonicalName, checkedResource, entry, isObject, sameName } from "./values";

type Operation = ScimPatch["Operations"][number] & { readonly op: string; path?: string; value?: unknown };

const PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/**
 * Applies a PATCH to a resource, as RFC 7644 section 3.5.2 and as Okta sends it: without a path and with the attributes
 * in the value, the resource's own id among them, and with filters on members.
 *
 * @param resource The resource as it is stored, with its id.
 * @returns The resource as it is to be stored.
 * @throws ScimError with the scimType that the RFC names.
 */
export function patched(type: ResourceType, resource: Json, body: unknown): Json {
  const operations = operationsOf(body);
  let current: Json = structuredClone(resource);
  for (const operation of operations.flatMap((each) => withExtensionsApart(type, each))) {
    const prepared = preparedOperation(type, resource, operation);
    if (type.extensions.some(({ id }) => id === prepared.path)) {
      patchExtension(current, prepared);
      continue;
    }
    current = withLists(type, current);
    try {
      current = scimPatch(current as never, [prepared] as never, {
        mutateDocument: true,
        treatMissingAsAdd: true,
      }) as unknown as Json;
    } catch (cause) {
      throw translated(cause);
    }
  }
  return checkedResource(type, { ...current, schemas: [type.schema.id] });
}

function operationsOf(body: unknown): Operation[] {
  if (!isObject(body)) {
    throw badRequest("invalidSyntax", "The request body is not a JSON object.");
  }
  const schemas = entry(body, "schemas");
  const sent = entry(body, "Operations");
  if (!Array.isArray(schemas) || !schemas.includes(PATCH_SCHEMA)) {
    throw badRequest("invalidSyntax", `schemas: must contain ${PATCH_SCHEMA}`);
  }
  // Some identity providers write the operations with a capital.
  const operations = (Array.isArray(sent) ? sent : []).map((operation) =>
    isObject(operation) ? { ...operation, op: String(operation.op).toLowerCase() } : operation,
  );
  try {
    patchBodyValidation({ schemas, Operations: operations } as never);
  } catch (cause) {
    throw translated(cause);
  }
  return operations as Operation[];
}

/** An operation without a path that has values for an extension, as one for each extension and one for the rest. */
function withExtensionsApart(type: ResourceType, operation: Operation): Operation[] {
  const { path, value } = operation;
  if ((path !== undefined && path !== "") || !isObject(value)) {
    return [operation];
  }
  const urns = Object.keys(value).filter((key) => type.extensions.some(({ id }) => sameName(id, key)));
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !urns.includes(key)));
  return [{ ...operation, value: rest }, ...urns.map((urn) => ({ ...operation, path: urn, value: value[urn] }))];
}

/** The operation with names in the case of the schema, without what may be sent and changes nothing. */
function preparedOperation(type: ResourceType, resource: Json, operation: Operation): Operation {
  const { path, value } = operation;
  if (path === undefined || path === "") {
    const { path: _none, ...rest } = operation;
    return { ...rest, value: topLevelValue(type, resource, value) } as Operation;
  }
  const parts = /^([^[\]]+)(\[.+\])?(?:\.([^[\]]+))?$/.exec(path);
  const [, base, selection, sub] = parts ?? [];
  const target = base === undefined ? undefined : resolvePath(type, sub === undefined ? base : `${base}.${sub}`);
  const attribute = target?.attributes.at(-1);
  if (target === undefined || (attribute === undefined && target.extension === undefined)) {
    throw badRequest("invalidPath", `path: ${type.name} has no attribute ${path}`);
  }
  for (const { name, mutability } of target.attributes) {
    if (mutability === "readOnly") {
      throw badRequest("mutability", `${name}: is read-only`);
    }
  }
  const required = attribute?.required === true && operation.op === "remove";
  if (required && target.attributes.length === 1) {
    throw badRequest("mutability", `${attribute?.name}: is required and cannot be removed`);
  }
  return {
    ...operation,
    path: canonicalPath(target.extension, target.attributes, selection, sub !== undefined),
    ...(value === undefined ? {} : { value: patchValue(attribute, value, operation.op, selection !== undefined) }),
  } as Operation;
}

function canonicalPath(
  extension: string | undefined,
  attributes: readonly Attribute[],
  selection: string | undefined,
  hasSub: boolean,
): string {
  const names = attributes.map(({ name }) => name);
  const sub = hasSub && selection !== undefined ? names.pop() : undefined;
  const path = `${names.join(".")}${selection ?? ""}${sub === undefined ? "" : `.${sub}`}`;
  return extension === undefined ? path : names.length === 0 ? extension : `${extension}:${path}`;
}

/** A multi-valued attribute takes a list, also of one; of a member only its id counts. */
function patchValue(attribute: Attribute | undefined, value: unknown, op: string, selected: boolean): unknown {
  if (attribute?.multiValued !== true || selected) {
    return value;
  }
  const items = Array.isArray(value) ? value : op === "remove" ? [value] : [value];
  return attribute.name === "members" ? items.map(memberValue) : items;
}

function memberValue(item: unknown): unknown {
  return isObject(item) ? { value: entry(item, "value") } : { value: item };
}

function topLevelValue(type: ResourceType, resource: Json, value: unknown): Json {
  if (!isObject(value)) {
    throw badRequest("invalidValue", "value: must be an object when there is no path");
  }
  const attributes = coreAttributes(type);
  const kept: Json = {};
  for (const [key, sent] of Object.entries(value)) {
    if (sameName(key, "id") && sent !== resource.id) {
      throw badRequest("mutability", "id: is read-only");
    }
    const target = resolvePath(type, key);
    const attribute = target?.attributes.at(-1);
    if (target?.attributes.length === 1 && target.extension === undefined && attribute?.mutability !== "readOnly") {
      kept[canonicalName(attributes, attribute?.name ?? key)] = patchValue(attribute, sent, "replace", false);
    } else if (target !== undefined && attribute?.mutability !== "readOnly") {
      kept[key] = sent;
    }
  }
  return kept;
}

/** With an empty list for every multi-valued attribute that has no value: the library cannot search what is not there. */
function withLists(type: ResourceType, resource: Json): Json {
  for (const { name, multiValued } of type.schema.attributes) {
    if (multiValued === true) {
      resource[name] ??= [];
    }
  }
  return resource;
}

/** The library takes the last part of an extension's URN for an attribute; so an extension as a whole is done here. */
function patchExtension(resource: Json, { op, path = "", value }: Operation): void {
  if (op === "remove") {
    delete resource[path];
    return;
  }
  const before = op === "add" && isObject(resource[path]) ? resource[path] : {};
  resource[path] = { ...before, ...(isObject(value) ? value : {}) };
}

const SCIM_TYPES: readonly ScimType[] = ["invalidFilter", "invalidPath", "invalidSyntax", "invalidValue", "noTarget"];

function translated(cause: unknown): unknown {
  if (!(cause instanceof LibraryError)) {
    return cause;
  }
  const scimType = SCIM_TYPES.find((candidate) => candidate === cause.scimCode) ?? "invalidSyntax";
  return new ScimError(400, cause.message, scimType);
}
