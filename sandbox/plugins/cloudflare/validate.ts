import { isMap, type PropertyMap, type Value } from "../../../provider/rpc/values";
import type { Attribute, Attributes } from "./attribute";

/**
 * What the vendor's provider refuses before any call, beyond missing and unknown properties: words outside a list (in
 * any case), settings of another `type`, more than one selector in a rule.
 *
 * @param inputs known values only: what holds an unknown is checked when it is known
 * @returns one sentence per problem, with the full path; empty when there is none
 */
export function inputProblems(attributes: Attributes, inputs: PropertyMap): readonly string[] {
  const type = typeof inputs.type === "string" ? inputs.type : undefined;
  return problemsInside(attributes, inputs, type, "");
}

function problemsInside(
  attributes: Attributes,
  inputs: PropertyMap,
  type: string | undefined,
  path: string,
): readonly string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const value = inputs[name] ?? null;
    return value === null ? [] : problemsOf(attribute, value, type, path === "" ? name : `${path}.${name}`);
  });
}

function problemsOf(attribute: Attribute, value: Value, type: string | undefined, path: string): readonly string[] {
  const { element, fields, words } = attribute;
  const own = [
    ...typeProblems(attribute, type, path),
    ...(words === undefined ? [] : wordProblems(words, value, path)),
    ...sizeProblems(attribute, value, path),
  ];
  if (fields !== undefined && isMap(value)) {
    return [...own, ...problemsInside(fields, value, type, path)];
  }
  if (element !== undefined && Array.isArray(value)) {
    return [...own, ...value.flatMap((item, index) => problemsOf(element, item, type, `${path}[${index}]`))];
  }
  return own;
}

function typeProblems({ onlyForType, notForType }: Attribute, type: string | undefined, path: string): string[] {
  if (type === undefined) {
    return [];
  }
  if (onlyForType !== undefined && !onlyForType.includes(type)) {
    return [`Invalid Attribute Combination. "${path}" can only be set if "type" is one of: ${onlyForType.join(", ")}`];
  }
  if (notForType?.includes(type) === true) {
    return [`Invalid Attribute Combination. "${path}" can not be set if "type" is one of: ${notForType.join(", ")}`];
  }
  return [];
}

function wordProblems(words: readonly string[], value: Value, path: string): string[] {
  const given = Array.isArray(value) ? value : [value];
  const allowed = words.map((word) => `"${word}"`).join(", ");
  return given
    .filter((word) => typeof word === "string" && !words.some((one) => one.toLowerCase() === word.toLowerCase()))
    .map(
      (word) => `Invalid Attribute Value Match. "${path}" value must be one of: [${allowed}], got: "${String(word)}"`,
    );
}

function sizeProblems({ atMost }: Attribute, value: Value, path: string): string[] {
  if (atMost === undefined || !isMap(value)) {
    return [];
  }
  const set = Object.values(value).filter((item) => item !== undefined && item !== null);
  return set.length > atMost
    ? [`Invalid Attribute Value. "${path}" must contain at most ${atMost} elements, got: ${set.length}`]
    : [];
}
