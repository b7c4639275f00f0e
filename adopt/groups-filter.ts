import { textAt } from "../api/json";
import { DEFAULT_GROUPS_CLAIM, DEFAULT_GROUPS_CLAIM_REGEX } from "../lib/groups-claim";

/** How Okta says which groups a claim or an attribute carries. */
export interface LiveFilter {
  readonly name: string;
  /** `REGEX`, `STARTS_WITH`, `EQUALS` or `CONTAINS`; undefined where there is no filter, or an expression. */
  readonly filterType: string | undefined;
  readonly value: string;
}

/** Reads a filter: with the words of a claim (`group_filter_type`), an ID token or an attribute statement. */
export function liveFilter(wire: unknown): LiveFilter | undefined {
  const name = textAt(wire, "name");
  if (name === undefined || name === "") {
    return undefined;
  }
  return {
    name,
    filterType: textAt(wire, "groupFilterType") ?? textAt(wire, "group_filter_type") ?? textAt(wire, "filterType"),
    value: textAt(wire, "value") ?? textAt(wire, "filterValue") ?? "",
  };
}

/** The same filter as a regular expression on whole names, the one kind that this project writes. */
export function asRegex(filter: LiveFilter | undefined): { readonly name: string; readonly regex: string } {
  const literal = (filter?.value ?? "").replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const regex: Record<string, string | undefined> = {
    REGEX: filter?.value,
    STARTS_WITH: `${literal}.*`,
    CONTAINS: `.*${literal}.*`,
    EQUALS: literal,
  };
  return {
    name: filter?.name ?? DEFAULT_GROUPS_CLAIM,
    regex: regex[filter?.filterType ?? ""] ?? DEFAULT_GROUPS_CLAIM_REGEX,
  };
}
