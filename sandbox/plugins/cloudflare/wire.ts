import { isMap, isUnknown, type PropertyMap, type Value } from "../../../provider/rpc/values";
import type { Attribute, Attributes } from "./attribute";

/** A value as JSON carries it. */
export type Json = null | string | number | boolean | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Tells whether a JSON value is an object. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Writes a request body: names sorted, values that are unknown or that the API computes left out. Without a `state` (a
 * create) what is not set is left out too; with one (an update) what was set there and is not any more goes as `null`,
 * except inside lists, whose elements are always written whole.
 */
export function encodeBody(attributes: Attributes, plan: PropertyMap, state: PropertyMap | undefined): JsonObject {
  const body: Record<string, Json> = {};
  const sent = Object.entries(attributes).filter(([, { path, origin }]) => path !== true && origin !== "computed");
  for (const [name, attribute] of sent.sort(([, left], [, right]) => (left.wire < right.wire ? -1 : 1))) {
    const encoded = encode(attribute, plan[name] ?? null, state?.[name] ?? null);
    if (encoded !== undefined) {
      body[attribute.wire] = encoded;
    }
  }
  return body;
}

function encode(attribute: Attribute, planned: Value, prior: Value): Json | undefined {
  const { type, fields, element } = attribute;
  if (planned === null) {
    return prior === null ? undefined : null;
  }
  if (isUnknown(planned)) {
    return undefined;
  }
  if (fields !== undefined && isMap(planned)) {
    return encodeBody(fields, planned, isMap(prior) ? prior : undefined);
  }
  if (element !== undefined && Array.isArray(planned)) {
    return planned.map((item) => encode(element, item, null) ?? null);
  }
  if (element !== undefined && isMap(planned)) {
    const entries = Object.entries(planned).map(([key, item]) => [key, encode(element, item ?? null, null) ?? null]);
    return Object.fromEntries(entries) as JsonObject;
  }
  return scalar(type, planned);
}

/** Writes a scalar in the schema's type whatever the program wrote: "5" and 5 are the same number. */
function scalar(type: Attribute["type"], value: Value): Json {
  switch (type) {
    case "number":
      return Number(value);
    case "boolean":
      return value === true || value === "true";
    default:
      return String(value);
  }
}

/**
 * Takes over from the answer to a create or an update what the API computes, and what neither program nor plan had
 * settled. Everything else keeps its planned value, whatever the answer says.
 */
export function takeComputed(attributes: Attributes, plan: PropertyMap, answer: Json): PropertyMap {
  return decodeObject(attributes, plan, answer, "computed");
}

/** Takes over everything from the answer to a read; what the answer leaves out becomes null. */
export function takeAll(attributes: Attributes, state: PropertyMap, answer: Json): PropertyMap {
  return decodeObject(attributes, state, answer, "all");
}

type Extent = "all" | "computed";
/** Whether a value is taken always, only where nothing is yet, or not itself but perhaps something inside it. */
type Reach = "always" | "if-unset" | "inside";

function reachOf({ origin }: Attribute, extent: Extent): Reach {
  if (extent === "all" || origin === "computed") {
    return "always";
  }
  return origin === "either" ? "if-unset" : "inside";
}

function isUnset(value: Value): boolean {
  return value === null || isUnknown(value);
}

function decodeObject(attributes: Attributes, current: PropertyMap, answer: Json, extent: Extent): PropertyMap {
  const decoded: PropertyMap = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    const before = current[name] ?? null;
    const skipped = attribute.path === true || (attribute.noRefresh === true && extent === "all");
    const member = isJsonObject(answer) ? (answer[attribute.wire] ?? null) : null;
    decoded[name] = skipped ? before : decode(attribute, before, member, reachOf(attribute, extent), extent);
  }
  return decoded;
}

function decode(attribute: Attribute, current: Value, answer: Json, reach: Reach, extent: Extent): Value {
  switch (attribute.type) {
    case "object":
      return decodeNested(attribute, current, answer, reach, extent);
    case "list":
    case "set":
      return decodeCollection(attribute, current, answer, reach, extent);
    case "map":
      return decodeMap(attribute, current, answer, reach);
    default:
      return decodeScalar(attribute.type, current, answer, reach);
  }
}

function decodeScalar(type: "string" | "number" | "boolean", current: Value, answer: Json, reach: Reach): Value {
  const unset = isUnset(current);
  if (reach === "if-unset" && !unset) {
    return current;
  }
  if (answer === null) {
    return reach === "always" || unset ? null : current;
  }
  // An answer of another type is passed over, not an error: the vendor's decoder drops it the same way.
  return reach !== "inside" && typeof answer === type ? (answer as string | number | boolean) : current;
}

function decodeNested(attribute: Attribute, current: Value, answer: Json, reach: Reach, extent: Extent): Value {
  const { fields = {}, absent = "empty" } = attribute;
  if (!isMap(current)) {
    if (reach === "inside") {
      return current;
    }
    return answer === null ? null : decodeObject(fields, {}, answer, extent);
  }
  if (answer === null && reach === "always" && absent === "null") {
    return null;
  }
  return decodeObject(fields, current, answer, extent);
}

function decodeCollection(attribute: Attribute, current: Value, answer: Json, reach: Reach, extent: Extent): Value {
  const items: readonly Json[] = Array.isArray(answer) ? (answer as readonly Json[]) : [];
  if (!Array.isArray(current)) {
    if (answer === null) {
      return reach === "inside" ? current : null;
    }
    const fills = reach === "always" || (reach === "if-unset" && attribute.fillable === true);
    return fills ? decodeElements(attribute, [], items, "always", "all") : current;
  }
  if (reach === "always") {
    return answer === null ? null : decodeElements(attribute, current, items, reach, extent);
  }
  const fitted = current.map((_item, index) => items[index] ?? null);
  return decodeElements(attribute, current, fitted, reach, extent);
}

function decodeElements(
  { element }: Attribute,
  current: readonly Value[],
  answers: readonly Json[],
  reach: Reach,
  extent: Extent,
): Value[] {
  return answers.map((answer, index) => {
    return element === undefined ? null : decode(element, current[index] ?? null, answer, reach, extent);
  });
}

function decodeMap({ element }: Attribute, current: Value, answer: Json, reach: Reach): Value {
  if (reach !== "always" || element === undefined) {
    return current;
  }
  if (!isJsonObject(answer)) {
    return null;
  }
  return Object.fromEntries(
    Object.entries(answer).map(([key, item]) => [key, decode(element, null, item, "always", "all")]),
  );
}
