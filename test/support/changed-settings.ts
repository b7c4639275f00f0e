/** New values by their path inside the settings; undefined takes a value away. */
export type Changes = Readonly<Record<string, unknown>>;

/** A copy of the settings with some values changed. Missing maps on the way are made. */
export function withChanges(settings: object, changes: Changes): Record<string, unknown> {
  const copy = structuredClone(settings) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() as string;
    const parent = keys.reduce<Record<string, unknown>>((nested, key) => {
      nested[key] ??= {};
      return nested[key] as Record<string, unknown>;
    }, copy);
    if (value === undefined) {
      delete parent[last];
    } else {
      // A copy: a later change below it must not reach the caller's value.
      parent[last] = structuredClone(value);
    }
  }
  return copy;
}
