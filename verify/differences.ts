import { asObject } from "../api/json";

/**
 * What of a declared object is otherwise, one line each: `config.pkce_enabled: declared true, found false`. What the other
 * has besides is no difference. Lists are compared without their order: neither API keeps it.
 */
export function differences(declared: unknown, found: unknown, path = ""): string[] {
  if (typeof declared === "object" && declared !== null && !Array.isArray(declared)) {
    return Object.entries(declared).flatMap(([key, value]) =>
      value === undefined ? [] : differences(value, asObject(found)[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(declared)) {
    const same = Array.isArray(found) && sorted(declared) === sorted(found);
    return same ? [] : [line(path, declared, found)];
  }
  return declared === found ? [] : [line(path, declared, found)];
}

function line(path: string, declared: unknown, found: unknown): string {
  const written = found === undefined ? "nothing" : JSON.stringify(found);
  return `${path}: declared ${JSON.stringify(declared)}, found ${written}`;
}

function sorted(values: readonly unknown[]): string {
  return JSON.stringify(values.map((value) => JSON.stringify(value)).sort());
}
