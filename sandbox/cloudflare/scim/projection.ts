import type { Json } from "../entities";
import { type ResourceType, resolvePath } from "./schema";
import { isObject } from "./values";

/** Members that every answer has, whatever was asked for (RFC 7643 section 7, returned "always"). */
const ALWAYS = ["schemas", "id"];

/**
 * Reduces a resource to what the query parameters `attributes` and `excludedAttributes` ask for (RFC 7644 section 3.9).
 * Names that the resource does not have are passed over.
 */
export function projected(
  type: ResourceType,
  resource: Json,
  query: { readonly attributes?: string | undefined; readonly excludedAttributes?: string | undefined },
): Json {
  if (query.attributes !== undefined) {
    const paths = pathsOf(type, query.attributes);
    const kept: Json = Object.fromEntries(ALWAYS.map((name) => [name, resource[name]]));
    for (const path of paths) {
      include(kept, resource, path);
    }
    return kept;
  }
  if (query.excludedAttributes !== undefined) {
    const copy = structuredClone(resource);
    for (const path of pathsOf(type, query.excludedAttributes)) {
      if (!ALWAYS.includes(path[0] ?? "")) {
        exclude(copy, path);
      }
    }
    return copy;
  }
  return resource;
}

function pathsOf(type: ResourceType, names: string): string[][] {
  return names.split(",").flatMap((name) => {
    const target = resolvePath(type, name.trim());
    const path = [
      ...(target?.extension === undefined ? [] : [target.extension]),
      ...(target?.attributes ?? []).map((attribute) => attribute.name),
    ];
    return path.length === 0 ? [] : [path];
  });
}

function include(kept: Json, resource: Json, [name, ...rest]: readonly string[]): void {
  const value = name === undefined ? undefined : resource[name];
  if (name === undefined || value === undefined) {
    return;
  }
  if (rest.length === 0) {
    kept[name] = value;
  } else if (Array.isArray(value)) {
    const before = Array.isArray(kept[name]) ? (kept[name] as unknown[]) : [];
    kept[name] = value.map((item, index) => {
      const part: Json = isObject(before[index]) ? { ...before[index] } : {};
      include(part, isObject(item) ? item : {}, rest);
      return part;
    });
  } else if (isObject(value)) {
    const part: Json = isObject(kept[name]) ? { ...kept[name] } : {};
    include(part, value, rest);
    kept[name] = part;
  }
}

function exclude(resource: Json, [name, ...rest]: readonly string[]): void {
  const value = name === undefined ? undefined : resource[name];
  if (name === undefined || value === undefined) {
    return;
  }
  if (rest.length === 0) {
    delete resource[name];
    return;
  }
  for (const part of Array.isArray(value) ? value : [value]) {
    if (isObject(part)) {
      exclude(part, rest);
    }
  }
}
