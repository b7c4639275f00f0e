import { isDeepStrictEqual } from "node:util";

/** A property that is not yet as the stack has it. */
export interface Detail {
  /** The provider's name for it. */
  readonly property: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Properties whose live value is not the one that the stack has. */
export function differing(
  properties: readonly (readonly [property: string, live: unknown, wanted: unknown])[],
): Detail[] {
  return properties
    .filter(([, live, wanted]) => !isDeepStrictEqual(plain(live), plain(wanted)))
    .map(([property, from, to]) => ({ property, from, to }));
}

/** Nothing, an empty text and an empty list are the same to both providers. */
function plain(value: unknown): unknown {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0) ? undefined : value;
}
