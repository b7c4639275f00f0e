import type { Kind, Props } from "./kinds";
import { wholeNamePattern } from "./regex";
import { elements, property } from "./values";

/** Which groups a login tells the other side of. */
export interface GroupsFilter {
  /** The property that holds it, for a message. */
  readonly path: string;
  /** `REGEX`, `STARTS_WITH`, `EQUALS` or `CONTAINS`. */
  readonly type: unknown;
  readonly value: unknown;
}

/** Kinds of resources that can hold such a filter. */
export const FILTER_KINDS = ["oidcApp", "samlApp", "authServerClaim"] as const satisfies readonly Kind[];

/** A kind of resource that can hold such a filter. */
export type FilterKind = (typeof FILTER_KINDS)[number];

/** The filters of a resource; none when it sends no groups, or computes them by an expression. */
export function groupsFilters(kind: FilterKind, props: Props<FilterKind>): readonly GroupsFilter[] {
  return FILTERS[kind](props as Record<string, unknown>);
}

const FILTERS: Record<FilterKind, (props: Record<string, unknown>) => readonly GroupsFilter[]> = {
  oidcApp: ({ groupsClaim }) =>
    property(groupsClaim, "type") === "FILTER"
      ? [
          {
            path: "groupsClaim.value",
            type: property(groupsClaim, "filterType"),
            value: property(groupsClaim, "value"),
          },
        ]
      : [],
  samlApp: ({ attributeStatements }) =>
    elements(attributeStatements).flatMap((statement, index) =>
      property(statement, "type") === "GROUP"
        ? [
            {
              path: `attributeStatements[${index}].filterValue`,
              type: property(statement, "filterType"),
              value: property(statement, "filterValue"),
            },
          ]
        : [],
    ),
  authServerClaim: ({ valueType, groupFilterType, value }) =>
    valueType === "GROUPS" ? [{ path: "value", type: groupFilterType, value }] : [],
};

/** Names that have nothing in common: a filter that lets all of them through lets every group through. */
const PROBES = ["a", "Z9", "Domain Users", "access-engineering", "Geschäftsführung (Köln)", "_.:/#?", "日本", "0"];

/** Whether a filter lets every group through. */
export function letsEverythingThrough(filter: GroupsFilter): boolean {
  return PROBES.every((name) => letsThrough(filter, name));
}

/** Whether a filter lets a group of this name through. One that nobody can read lets nothing through. */
export function letsThrough({ type, value }: GroupsFilter, name: string): boolean {
  if (typeof value !== "string") {
    return false;
  }
  switch (type) {
    case "REGEX":
      return matches(value, name);
    case "STARTS_WITH":
      return name.startsWith(value);
    case "CONTAINS":
      return name.includes(value);
    case "EQUALS":
      return name === value;
    default:
      return false;
  }
}

function matches(regex: string, name: string): boolean {
  try {
    return wholeNamePattern(regex).test(name);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return false;
    }
    throw error;
  }
}
