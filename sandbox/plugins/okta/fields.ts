/** Reading properties and API answers the way Terraform's `d.Get` does: what is absent has its type's zero value. */
import { parsedObject, toCanonicalJson } from "../../../provider/rpc/canonical-json";
import { isZero, type Property } from "../../../provider/rpc/schema";
import { isMap, type PropertyMap, sameValue, type Value } from "../../../provider/rpc/values";

/** The value at a path of keys, or `undefined` where the path ends early. */
export function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  let current = value;
  for (const key of path) current = isMap(current) ? current[key] : undefined;
  return current;
}

/** A string, or "". */
export function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A boolean, or false. */
export function flag(value: Value | undefined): boolean {
  return value === true;
}

/** A number, or 0. */
export function integer(value: Value | undefined): number {
  return typeof value === "number" ? value : 0;
}

/** The strings of a list, or none. */
export function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The objects of a list, or none. */
export function maps(value: Value | undefined): PropertyMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** The object, or an empty one. */
export function map(value: Value | undefined): PropertyMap {
  return isMap(value) ? value : {};
}

/** Only the entries that Go's `omitempty` would write: no zero values. */
export function withoutZeros(entries: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => !isZero(value)));
}

/** A timestamp as Go prints a time: `2026-01-01 00:00:00 +0000 UTC`. */
export function goTime(value: Value | undefined): string | null {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(text(value));
  if (parts === null) return null;
  const fraction = (parts[3] ?? "").replace(/\.?0+$/, "");
  return `${parts[1]} ${parts[2]}${fraction} +0000 UTC`;
}

/** The last segment of a URL's path, or "". */
export function lastSegment(url: string): string {
  return url.split("?", 1)[0]?.replace(/\/+$/, "").split("/").at(-1) ?? "";
}

/** Whether two JSON texts hold the same object; an unset one is always the same, false booleans do not count. */
export function sameJsonObject(before: Value, after: Value): boolean {
  if (isZero(after)) return true;
  const [left, right] = [parsedObject(before), parsedObject(after)];
  return left !== undefined && right !== undefined && sameValue(withoutFalse(left), withoutFalse(right));
}

/** Whether two texts are JSON and mean the same. */
export function sameJson(before: Value, after: Value): boolean {
  const [left, right] = [parsedObject(before), parsedObject(after)];
  return left !== undefined && right !== undefined && sameValue(left, right);
}

/** A property that holds a JSON object in a string. */
export const JSON_OBJECT: Property = { type: "string", optional: true, json: true, suppress: sameJsonObject };

/** The JSON text of an object answered by the API. */
export function jsonText(value: Value | undefined): string {
  return toCanonicalJson(value ?? null);
}

function withoutFalse(object: PropertyMap): PropertyMap {
  const kept: PropertyMap = {};
  for (const [name, value] of Object.entries(object)) {
    if (value !== false && value !== undefined) kept[name] = isMap(value) ? withoutFalse(value) : value;
  }
  return kept;
}
