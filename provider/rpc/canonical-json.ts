/** JSON text as the Terraform providers write it: Go's encoder sorts keys and escapes what HTML would trip over. */
import { isMap, mapValues, type PropertyMap, type Value } from "./values";

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** A JSON object's text in canonical form. What is not a JSON object becomes `{}`, as in Terraform's normalizer. */
export function canonicalJson(text: string): string {
  const value = parsedObject(text);
  return value === undefined ? "{}" : toCanonicalJson(value);
}

/** Writes a value in canonical form. */
export function toCanonicalJson(value: Value): string {
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => HTML_ESCAPES[character] ?? character,
  );
}

/** The object that a text holds, or `undefined` when it is not a JSON object. */
export function parsedObject(text: Value | undefined): PropertyMap | undefined {
  if (typeof text !== "string" || text === "") return undefined;
  try {
    const value = JSON.parse(text) as Value;
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const inOrder: PropertyMap = {};
  for (const name of Object.keys(value).sort()) inOrder[name] = value[name];
  return mapValues(inOrder, sorted);
}
