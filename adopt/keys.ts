import type { FoundGroup } from "./found";

const LONGEST_KEY = 60;

/**
 * Keys for things by their names: lower-case letters, digits and hyphens. Two names that come to the same key are told
 * apart by a number, in the order given.
 */
export function keysFor<T extends { readonly name: string }>(
  things: readonly T[],
  taken: readonly string[] = [],
): Map<T, string> {
  const used = new Set(taken);
  return new Map(
    things.map((thing) => {
      const base = slug(thing.name);
      let key = base;
      for (let number = 2; used.has(key); number += 1) {
        key = `${base.slice(0, LONGEST_KEY - 1 - String(number).length)}-${number}`;
      }
      used.add(key);
      return [thing, key];
    }),
  );
}

/** Keys of groups by their id, the same whatever order Okta lists them in; of namesakes the one that the name means first. */
export function groupKeys(groups: readonly FoundGroup[]): ReadonlyMap<string, string> {
  const unique = [...new Map(groups.map((group) => [group.id, group])).values()];
  const sorted = unique.sort(
    (one, other) =>
      compare(one.name, other.name) ||
      Number(other.isNamedAlone) - Number(one.isNamedAlone) ||
      compare(one.id, other.id),
  );
  return new Map([...keysFor(sorted)].map(([{ id }, key]) => [id, key]));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_KEY)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "group" : plain;
}
