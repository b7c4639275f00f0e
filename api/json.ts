/** A JSON object. */
export type Json = Record<string, unknown>;

/** A value as an object; an empty one when it is none. */
export function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** A value as a list of objects; an empty one when it is none. */
export function asList(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}

/** The text at a path of keys; undefined when there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>((nested, key) => asObject(nested)[key], value);
  return typeof found === "string" ? found : undefined;
}
