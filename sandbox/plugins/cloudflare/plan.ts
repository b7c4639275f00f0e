import { isMap, isUnknown, type PropertyMap, sameValue, UNKNOWN, type Value } from "../../../provider/rpc/values";
import type { Attribute, Attributes } from "./attribute";
import { orderSet } from "./sets";

/**
 * What a resource type adds to the general rules: it sees the plan that they led to and answers the final one. It also
 * means that some values must not be unknown as a whole, see {@link planResource}.
 */
export type PlanModifier = (plan: PropertyMap, state: PropertyMap | undefined, inputs: PropertyMap) => PropertyMap;

/**
 * Works out what a resource will look like after a create (no `state`) or an update, the way the vendor's provider
 * framework does: what the program does not set is kept if the API owns it; defaults fill in; and as soon as anything
 * changes, every value that the API may set is {@link UNKNOWN}, except those said to outlive an update.
 *
 * Every attribute is in the answer; what is not set is null.
 *
 * @throws Error when `modify` is given and an object or list that the provider cannot hold so is unknown as a whole
 * @see https://developer.hashicorp.com/terraform/plugin/framework/resources/plan-modification
 */
export function planResource(
  attributes: Attributes,
  state: PropertyMap | undefined,
  inputs: PropertyMap,
  modify: PlanModifier | undefined,
): PropertyMap {
  const proposed = withDefaults(attributes, propose(attributes, inputs, state), inputs);
  const changes = state === undefined || !sameAttributes(attributes, proposed, state);
  const marked = changes ? markUnknown(attributes, proposed, inputs) : proposed;
  const kept = state === undefined ? marked : keepState(attributes, marked, state, inputs);
  if (modify === undefined) {
    return kept;
  }
  assertHoldable(attributes, kept, "");
  return modify(kept, state, inputs);
}

/**
 * Refuses what the vendor's provider cannot put into its own types while it modifies a plan: an object or list that is
 * unknown as a whole, except the few that it holds in a type made for that.
 */
function assertHoldable(attributes: Attributes, plan: PropertyMap, path: string): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const at = path === "" ? name : `${path}.${name}`;
    const value = plan[name] ?? null;
    const isScalar = attribute.fields === undefined && attribute.element === undefined;
    const isHeld = isScalar || attribute.fillable === true || attribute.absent === "null";
    const isOpenInside = attribute.element?.fields !== undefined && Array.isArray(value) && value.some(isUnknown);
    if (!isHeld && (isUnknown(value) || isOpenInside)) {
      throw new Error(
        `Value Conversion Error: "${at}" is unknown as a whole or has such an element, and the provider cannot plan ` +
          "that. Give objects and lists in which the single values may be unknown.",
      );
    }
    inside(attribute, value, null, (fields, item, _none, index) => {
      assertHoldable(fields, item, index === undefined ? at : `${at}[${index}]`);
      return item;
    });
  }
}

/** Compares two objects attribute by attribute: null and absent are the same, sets are equal in any order. */
function sameAttributes(attributes: Attributes, left: PropertyMap, right: PropertyMap): boolean {
  return Object.entries(attributes).every(([name, attribute]) => {
    return same(attribute, left[name] ?? null, right[name] ?? null);
  });
}

/** Compares two values of one attribute, as {@link sameAttributes} does. */
export function same(attribute: Attribute, left: Value, right: Value): boolean {
  const { fields, element } = attribute;
  if (fields !== undefined && isMap(left) && isMap(right)) {
    return sameAttributes(fields, left, right);
  }
  if (element !== undefined && Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) {
      return false;
    }
    return attribute.type === "set"
      ? sameSet(element, left, right)
      : left.every((item, index) => same(element, item, right[index] ?? null));
  }
  return sameValue(left, right);
}

function sameSet(element: Attribute, left: readonly Value[], right: readonly Value[]): boolean {
  const rest = [...right];
  return left.every((item) => {
    const index = rest.findIndex((other) => same(element, item, other));
    rest.splice(index, index < 0 ? 0 : 1);
    return index >= 0;
  });
}

/** A rule for the fields of one object. `matching` is the object at the same place in the inputs or the state. */
type Rule = (fields: Attributes, value: PropertyMap, matching: PropertyMap | undefined, index?: number) => PropertyMap;

/** Applies a rule to the objects directly inside a value: the object itself or the elements of a list. */
function inside({ type, fields, element }: Attribute, value: Value, matching: Value, rule: Rule): Value {
  if (fields !== undefined && isMap(value)) {
    return rule(fields, value, isMap(matching) ? matching : undefined);
  }
  if (type === "list" && element?.fields !== undefined && Array.isArray(value)) {
    const { fields: inner } = element;
    const others = Array.isArray(matching) ? matching : [];
    return value.map((item, index) => {
      const other = others[index];
      return isMap(item) ? rule(inner, item, isMap(other) ? other : undefined, index) : item;
    });
  }
  return value;
}

function mapAttributes(attributes: Attributes, change: (attribute: Attribute, name: string) => Value): PropertyMap {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, change(attribute, name)] as const),
  );
}

function propose(attributes: Attributes, inputs: PropertyMap, state: PropertyMap | undefined): PropertyMap {
  return mapAttributes(attributes, (attribute, name) => {
    const given = inputs[name] ?? null;
    const prior = state?.[name] ?? null;
    if (given === null) {
      return attribute.computed === true ? ordered(attribute, prior) : null;
    }
    return inside(attribute, ordered(attribute, given), prior, propose);
  });
}

function ordered({ type, element }: Attribute, value: Value): Value {
  return type === "set" && element !== undefined && Array.isArray(value) ? orderSet(element, value) : value;
}

function withDefaults(attributes: Attributes, plan: PropertyMap, inputs: PropertyMap | undefined): PropertyMap {
  return mapAttributes(attributes, (attribute, name) => {
    const given = inputs?.[name] ?? null;
    if (given === null && attribute.default !== undefined) {
      return attribute.default;
    }
    return inside(attribute, plan[name] ?? null, given, withDefaults);
  });
}

function markUnknown(attributes: Attributes, plan: PropertyMap, inputs: PropertyMap | undefined): PropertyMap {
  return mapAttributes(attributes, (attribute, name) => {
    const given = inputs?.[name] ?? null;
    if (given === null && attribute.computed === true && attribute.default === undefined) {
      return UNKNOWN;
    }
    return inside(attribute, plan[name] ?? null, given, markUnknown);
  });
}

function keepState(
  attributes: Attributes,
  plan: PropertyMap,
  state: PropertyMap | undefined,
  inputs: PropertyMap | undefined,
): PropertyMap {
  return mapAttributes(attributes, (attribute, name) => {
    const planned = plan[name] ?? null;
    const prior = state?.[name] ?? null;
    const given = inputs?.[name] ?? null;
    if (isUnknown(planned) && !isUnknown(given) && keeps(attribute, prior)) {
      return prior;
    }
    return inside(attribute, planned, prior, (fields, value, before, index) => {
      const wanted = index === undefined ? given : Array.isArray(given) ? given[index] : null;
      return keepState(fields, value, before, isMap(wanted) ? wanted : undefined);
    });
  });
}

function keeps({ keep }: Attribute, prior: Value): boolean {
  return keep === "state" || (keep === "non-null-state" && prior !== null);
}
