import { type Filter, filter as matcher, parse } from "scim2-parse-filter";
import type { Json } from "../entities";
import { badRequest, ScimError } from "./errors";
import { type ResourceType, resolvePath } from "./schema";
import { isObject } from "./values";

/** 400 invalidFilter: the filter names an attribute that the resources do not have. */
export class UnknownAttribute extends ScimError {
  constructor(detail: string) {
    super(400, detail, "invalidFilter");
  }
}

/** A filter that can be asked whether a resource matches it. */
export interface ResourceFilter {
  /** Set for `userName eq "…"` and its like: the attribute in the schema's case and the value to be equal to. */
  readonly equality?: { readonly attribute: string; readonly value: string };
  matches(resource: Json): boolean;
}

/**
 * A filter of RFC 7644 section 3.4.2.2.
 *
 * @throws ScimError invalidFilter when it cannot be read, or names an attribute that the resources do not have.
 */
export function resourceFilter(type: ResourceType, text: string): ResourceFilter {
  if (depthOf(text) > DEEPEST) {
    throw badRequest("invalidFilter", `filter: is nested deeper than ${DEEPEST} levels`);
  }
  let parsed: Filter;
  try {
    parsed = parse(text);
  } catch (cause) {
    throw badRequest("invalidFilter", `filter: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const folded = foldedFilter(type, parsed, "");
  const matches = matcher(folded);
  const equality = equalityOf(type, parsed);
  return {
    ...(equality === undefined ? {} : { equality }),
    matches: (resource) => matches(foldedValue(resource, "") as Json),
  };
}

/** How deep parentheses and brackets may lie in each other. */
const DEEPEST = 50;

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [sign] of text.matchAll(/[()[\]]/g)) {
    depth += sign === "(" || sign === "[" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function equalityOf(type: ResourceType, filter: Filter): ResourceFilter["equality"] {
  if (filter.op !== "eq" || typeof filter.compValue !== "string") {
    return undefined;
  }
  const target = resolvePath(type, filter.attrPath);
  const [attribute] = target?.attributes ?? [];
  return attribute === undefined || target?.attributes.length !== 1 || target.extension !== undefined
    ? undefined
    : { attribute: attribute.name, value: filter.compValue };
}

/** Attributes whose case counts. Every other text is compared without regard to case. */
const CASE_EXACT = new Set(["id", "externalid", "location", "$ref", "value"]);

/** `value` is the id of a member or a manager, and else something whose case does not count. */
function countsCase(name: string, parent: string): boolean {
  return name === "value" ? ["members", "groups", "manager"].includes(parent) : CASE_EXACT.has(name);
}

function foldedValue(value: unknown, name: string, parent = ""): unknown {
  if (typeof value === "string") {
    return countsCase(name, parent) ? value : value.toLowerCase();
  }
  if (Array.isArray(value)) {
    return value.map((item) => foldedValue(item, name, parent));
  }
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, nested]) => [key, foldedValue(nested, key.toLowerCase(), name)]),
      )
    : value;
}

function foldedFilter(type: ResourceType, filter: Filter, prefix: string): Filter {
  switch (filter.op) {
    case "and":
    case "or":
      return { ...filter, filters: filter.filters.map((part) => foldedFilter(type, part, prefix)) };
    case "not":
      return { ...filter, filter: foldedFilter(type, filter.filter, prefix) };
    case "[]":
      requireAttribute(type, `${prefix}${filter.attrPath}`);
      return {
        ...filter,
        attrPath: withoutCoreSchema(type, filter.attrPath),
        valFilter: foldedFilter(type, filter.valFilter, `${prefix}${filter.attrPath}.`),
      };
    case "pr":
      requireAttribute(type, `${prefix}${filter.attrPath}`);
      return { ...filter, attrPath: withoutCoreSchema(type, filter.attrPath) };
    default: {
      const names = requireAttribute(type, `${prefix}${filter.attrPath}`);
      const exact = countsCase(names.at(-1) ?? "", names.at(-2) ?? "");
      const compValue =
        typeof filter.compValue === "string" && !exact ? filter.compValue.toLowerCase() : filter.compValue;
      // A value that is not assigned is not equal to anything; the library takes it for no match.
      const attrPath = withoutCoreSchema(type, filter.attrPath);
      return filter.op === "ne"
        ? { op: "not", filter: { op: "eq", attrPath, compValue } }
        : { ...filter, attrPath, compValue };
    }
  }
}

/** Attributes of the core schema may be named with its URN; in a resource they stand without. */
function withoutCoreSchema(type: ResourceType, path: string): string {
  const urn = `${type.schema.id}:`;
  return path.toLowerCase().startsWith(urn.toLowerCase()) ? path.slice(urn.length) : path;
}

function requireAttribute(type: ResourceType, path: string): string[] {
  const target = resolvePath(type, path);
  if (target === undefined) {
    throw new UnknownAttribute(`filter: ${type.name} has no attribute ${path}`);
  }
  return target.attributes.map(({ name }) => name.toLowerCase());
}
