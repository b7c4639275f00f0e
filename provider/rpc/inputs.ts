/** The inputs that the bridge reads back: on refresh from the inputs there were, on import from the schema. */
import { canonicalJson } from "./canonical-json";
import { type BridgeKind, DEFAULTS_KEY, isInput, isZero, type Properties, type Property } from "./schema";
import { isMap, mapValues, type PropertyMap, Secret, sameValue, type Value } from "./values";

/** Refresh: the old inputs with their new values; what the state no longer has is dropped, nothing is added. */
export function refreshedInputs(properties: Properties, inputs: PropertyMap, state: PropertyMap): PropertyMap {
  const refreshed = mapValues(inputs, (value, name) => {
    if (name === DEFAULTS_KEY) return value;
    const now = state[name];
    return now === undefined ? undefined : refreshedValue(properties[name], value, now);
  });
  const recorded = inputs[DEFAULTS_KEY];
  if (!Array.isArray(recorded)) return refreshed;
  // A default whose value changed behind our back counts as given from now on.
  const kept = recorded.filter((name) => typeof name === "string" && sameValue(inputs[name], refreshed[name]));
  return { ...refreshed, [DEFAULTS_KEY]: kept };
}

function refreshedValue(property: Property | undefined, input: Value, now: Value): Value {
  const old = input instanceof Secret ? input.value : input;
  const current = now instanceof Secret ? now.value : now;
  const value = refreshedPlain(property, old, current);
  return input instanceof Secret || now instanceof Secret ? new Secret(value) : value;
}

function refreshedPlain(property: Property | undefined, old: Value, now: Value): Value {
  if (Array.isArray(old) && Array.isArray(now)) {
    const partners = property?.type === "set" ? matchObjects(old, now) : undefined;
    const matched = partners ?? now.slice(0, old.length);
    return old.flatMap((item, index) => {
      const partner = matched[index];
      return partner === undefined ? [] : [refreshedValue(property?.element, item, partner)];
    });
  }
  if (isMap(old) && isMap(now)) {
    return mapValues(old, (value, name) => {
      if (name === DEFAULTS_KEY) return value;
      const current = now[name];
      return current === undefined ? undefined : refreshedValue(property?.fields?.[name], value, current);
    });
  }
  // Recorded in canonical form: the program's own spelling stays as long as it means the same.
  if (property?.json === true && typeof old === "string" && canonicalJson(old) === now) return old;
  return now;
}

/**
 * Finds for each object of a set the one in the new set that is most like it: a state keeps sets in an order of its own.
 * `undefined` when the elements are not all objects; those go by position.
 */
function matchObjects(old: readonly Value[], now: readonly Value[]): readonly (Value | undefined)[] | undefined {
  const maps = old.filter(isMap);
  const others = now.filter(isMap);
  if (maps.length < old.length || others.length < now.length) return undefined;
  const pairs = maps.flatMap((item, from) => others.map((other, to) => ({ from, to, score: likeness(item, other) })));
  const partners: (Value | undefined)[] = old.map(() => undefined);
  const taken = new Set<number>();
  for (const { from, to } of pairs.sort((left, right) => right.score - left.score)) {
    if (partners[from] !== undefined || taken.has(to)) continue;
    partners[from] = others[to];
    taken.add(to);
  }
  return partners;
}

function likeness(left: PropertyMap, right: PropertyMap): number {
  const shared = Object.keys(left).filter((name) => right[name] !== undefined);
  return shared.reduce((score, name) => score + (sameValue(left[name], right[name]) ? 3 : 1), 0);
}

/** Import: every input that has a value other than its default. */
export function importedInputs(kind: BridgeKind, properties: Properties, state: PropertyMap): PropertyMap {
  const inputs = mapValues(state, (value, name) => {
    const property = properties[name];
    if (property === undefined || !isInput(property)) return undefined;
    const plain = value instanceof Secret ? value.value : value;
    // Null is neither zero nor the default to the bridge: it offers the null itself.
    if (kind === "sdk" && plain === null && property.default !== undefined && property.conflictsWith === undefined)
      return null;
    if (property.required !== true && isDefault(kind, property, plain)) return undefined;
    const extracted = importedValue(kind, property, plain);
    return value instanceof Secret ? new Secret(extracted) : extracted;
  });
  return kind === "sdk" ? { ...inputs, [DEFAULTS_KEY]: [] } : inputs;
}

/** The `framework` bridge does not see the defaults of its provider: there only zero values are left out. */
function isDefault(kind: BridgeKind, property: Property, value: Value): boolean {
  return isZero(value) || (kind === "sdk" && property.default !== undefined && sameValue(value, property.default));
}

function importedValue(kind: BridgeKind, property: Property, value: Value): Value {
  const { element, fields } = property;
  if (fields !== undefined && isMap(value)) return importedInputs(kind, fields, value);
  if (element !== undefined && Array.isArray(value)) return value.map((item) => importedValue(kind, element, item));
  return value;
}
