import { isMap, isUnknown, type Value } from "../../../provider/rpc/values";
import type { Attribute } from "./attribute";

/**
 * Puts the elements of a set in the order in which the bridge hands them on: texts by the alphabet, objects by what is
 * in their attributes taken in the order of their names, unknown ones last. Requests and states show this order.
 */
export function orderSet(element: Attribute, items: readonly Value[]): Value[] {
  const keyed = items.map((item) => ({
    item,
    key: element.type === "string" ? String(item) : contentOf(element, item),
  }));
  return keyed.sort(compareKeyed).map(({ item }) => item);
}

interface Keyed {
  readonly item: Value;
  readonly key: string;
}

function compareKeyed(left: Keyed, right: Keyed): number {
  const isOpen = Number(isUnknown(left.item)) - Number(isUnknown(right.item));
  if (isOpen !== 0 || left.key === right.key) {
    return isOpen;
  }
  return left.key < right.key ? -1 : 1;
}

/** Writes a value down such that the order of two texts is the order of two values. Absent sorts after present. */
function contentOf(attribute: Attribute, value: Value): string {
  const { fields, element } = attribute;
  if (isUnknown(value)) {
    return "?";
  }
  if (value === null) {
    return "~";
  }
  if (fields !== undefined && isMap(value)) {
    const entries = Object.entries(fields).map(([name, field]) => [schemaName(field.wire), field, name] as const);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    return `<${entries.map(([, field, name]) => `${contentOf(field, value[name] ?? null)};`).join("")}>`;
  }
  if (element !== undefined && Array.isArray(value)) {
    return `[${value.map((item) => `${contentOf(element, item)};`).join("")}]`;
  }
  return typeof value === "boolean" ? (value ? "T" : "F") : JSON.stringify(value);
}

/** The attribute's name in the provider's schema, which writes two of the names of the API differently. */
function schemaName(wire: string): string {
  return wire.replaceAll("-", "_").replace("AD", "_ad");
}
