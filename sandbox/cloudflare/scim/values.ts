import type { Json } from "../entities";
import { badRequest } from "./errors";
import { type Attribute, attributeNamed, coreAttributes, type ResourceType } from "./schema";

/**
 * A resource as a client sent it, reduced to what this service keeps: names in the case of the schema, without what is
 * read-only or unknown, and without values that mean "not assigned" (null, an empty list).
 *
 * @throws ScimError invalidValue when a value has the wrong type or a required one is missing, invalidSyntax when the
 * body does not say which schema it follows.
 */
export function checkedResource(type: ResourceType, body: unknown): Json {
  if (!isObject(body)) {
    throw badRequest("invalidSyntax", "The request body is not a JSON object.");
  }
  const schemas = entry(body, "schemas");
  if (!Array.isArray(schemas) || !schemas.some((id) => sameName(String(id), type.schema.id))) {
    throw badRequest("invalidSyntax", `schemas: must contain ${type.schema.id}`);
  }
  const resource = checkedObject(coreAttributes(type), body, "");
  for (const extension of type.extensions) {
    const sent = entry(body, extension.id);
    const values = sent === undefined || sent === null ? {} : checkedComplex(extension.attributes, sent, extension.id);
    if (Object.keys(values).length > 0) {
      resource[extension.id] = values;
    }
  }
  return resource;
}

function checkedObject(attributes: readonly Attribute[], sent: Json, path: string): Json {
  const checked: Json = {};
  for (const attribute of attributes) {
    const value = attribute.mutability === "readOnly" ? undefined : entry(sent, attribute.name);
    const where = path === "" ? attribute.name : `${path}.${attribute.name}`;
    const kept = value === undefined || value === null ? undefined : checkedValue(attribute, value, where);
    if (kept !== undefined) {
      checked[attribute.name] = kept;
    } else if (attribute.required === true) {
      throw badRequest("invalidValue", `${where}: a value is required`);
    }
  }
  return checked;
}

function checkedValue(attribute: Attribute, value: unknown, where: string): unknown {
  if (attribute.multiValued !== true) {
    return checkedSingle(attribute, value, where);
  }
  const items = (Array.isArray(value) ? value : [value])
    .map((item) => checkedSingle(attribute, item, where))
    .filter((item) => item !== undefined);
  if (items.filter((item) => isObject(item) && item.primary === true).length > 1) {
    throw badRequest("invalidValue", `${where}: more than one value is primary`);
  }
  return items.length === 0 ? undefined : items;
}

function checkedSingle(attribute: Attribute, value: unknown, where: string): unknown {
  if (attribute.type === "complex") {
    const checked = checkedComplex(attribute.subAttributes ?? [], value, where);
    return Object.keys(checked).length === 0 ? undefined : checked;
  }
  const expected = attribute.type === "boolean" ? "boolean" : "string";
  if (typeof value !== expected) {
    throw badRequest("invalidValue", `${where}: must be a ${expected}`);
  }
  if (attribute.required === true && value === "") {
    throw badRequest("invalidValue", `${where}: must not be empty`);
  }
  return value;
}

function checkedComplex(attributes: readonly Attribute[], value: unknown, where: string): Json {
  if (!isObject(value)) {
    throw badRequest("invalidValue", `${where}: must be an object`);
  }
  return checkedObject(attributes, value, where);
}

/** The value under a name, whatever its case. */
export function entry(object: Json, name: string): unknown {
  return object[name] ?? Object.entries(object).find(([key]) => sameName(key, name))?.[1];
}

/** Whether two names of attributes or schemas are the same: their case does not count. */
export function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The name of an attribute in the case of the schema; as it is when the schema has none of this name. */
export function canonicalName(attributes: readonly Attribute[], name: string): string {
  return attributeNamed(attributes, name)?.name ?? name;
}
