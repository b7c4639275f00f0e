/** The inputs that the bridge reads back: on refresh from the inputs there were, on import from the schema. */
import { type BridgeKind, DEFAULTS_KEY, isInput, isZero, type Properties, type Property } from "./schema";
import { isMap, mapValues, type PropertyMap, Secret, sameValue, type Value } from "./values";

/** Refresh: the old inputs with their new values; what the state no longer has is dropped, nothing is added. */
export function refreshedInputs(inputs: PropertyMap, state: PropertyMap): PropertyMap {
  return mapValues(inputs, (value, name) => {
    // The bridge drops the record of defaults here; the next check then takes any old value for a default.
    if (name === DEFAULTS_KEY) return undefined;
    const now = state[name];
    return now === undefined ? undefined : refreshedValue(value, now);
  });
}

function refreshedValue(input: Value, now: Value): Value {
  const old = input instanceof Secret ? input.value : input;
  const current = now instanceof Secret ? now.value : now;
  const value = refreshedPlain(old, current);
  return input instanceof Secret || now instanceof Secret ? new Secret(value) : value;
}

function refreshedPlain(old: Value, now: Value): Value {
  if (Array.isArray(old) && Array.isArray(now)) {
    return old.slice(0, now.length).map((item, index) => refreshedValue(item, now[index] ?? null));
  }
  if (isMap(old) && isMap(now)) {
    return mapValues(old, (value, name) => {
      if (name === DEFAULTS_KEY) return value;
      const current = now[name];
      return current === undefined ? undefined : refreshedValue(value, current);
    });
  }
  return now;
}

/** Import: every input that has a value other than its default. */
export function importedInputs(kind: BridgeKind, properties: Properties, state: PropertyMap): PropertyMap {
  const inputs = mapValues(state, (value, name) => {
    const property = properties[name];
    if (property === undefined || !isInput(property)) return undefined;
    const plain = value instanceof Secret ? value.value : value;
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
