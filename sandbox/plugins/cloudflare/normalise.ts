import { isMap, type PropertyMap, type Value } from "../../../provider/rpc/values";

/**
 * The vendor's provider takes some answers for what the program or the state had before, so that they are no drift.
 * Each function here answers `data` with the named properties put back to what `source` has, where the two mean the same.
 */
export type Normalisation = (data: PropertyMap, source: PropertyMap) => PropertyMap;

/** False and nothing are the same. */
export function falseIsNull(...names: readonly string[]): Normalisation {
  return putBack(names, (value, before) => value !== true && before !== true);
}

/** True and nothing are the same. */
export function trueIsNull(...names: readonly string[]): Normalisation {
  return putBack(names, (value, before) => isTrueOrNull(value) && isTrueOrNull(before));
}

/** An empty list and nothing are the same. */
export function emptyIsNull(...names: readonly string[]): Normalisation {
  return putBack(names, (value, before) => isEmptyOrNull(value) && isEmptyOrNull(before));
}

/** Applies a rule to an object inside, where both sides have it. */
export function within(name: string, rule: Normalisation): Normalisation {
  return (data, source) => {
    const value = data[name];
    const before = source[name];
    return isMap(value) && isMap(before) ? { ...data, [name]: rule(value, before) } : data;
  };
}

/** Applies rules one after the other. */
export function all(...rules: readonly Normalisation[]): Normalisation {
  return (data, source) => rules.reduce((result, rule) => rule(result, source), data);
}

/** Applies a rule only when the data fulfils a condition. */
export function when(condition: (data: PropertyMap) => boolean, rule: Normalisation): Normalisation {
  return (data, source) => (condition(data) ? rule(data, source) : data);
}

function putBack(names: readonly string[], means: (value: Value, before: Value) => boolean): Normalisation {
  return (data, source) => {
    const result = { ...data };
    for (const name of names) {
      const before = source[name] ?? null;
      if (means(data[name] ?? null, before)) {
        result[name] = before;
      }
    }
    return result;
  };
}

function isTrueOrNull(value: Value): boolean {
  return value === true || value === null;
}

function isEmptyOrNull(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
