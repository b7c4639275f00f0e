import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asRegex, liveFilter } from "../../../adopt/groups-filter";
import { regexMatches } from "../../../lib/groups-claim";

const MEANING: Record<string, (name: string, value: string) => boolean> = {
  STARTS_WITH: (name, value) => name.startsWith(value),
  CONTAINS: (name, value) => name.includes(value),
  EQUALS: (name, value) => name === value,
};

describe("asRegex", () => {
  it("lets the same groups through as the filter that it stands for", () => {
    const text = fc.string({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(MEANING)), text, text, text, (filterType, value, before, after) => {
        const { regex } = asRegex({ name: "groups", filterType, value });
        for (const name of [value, before + value, value + after, before + value + after, before]) {
          expect(regexMatches(regex, name)).toBe(MEANING[filterType]?.(name, value));
        }
      }),
    );
  });

  it("keeps a regular expression, and lets every group through where there is no filter", () => {
    expect(asRegex({ name: "teams", filterType: "REGEX", value: "access-.*" })).toEqual({
      name: "teams",
      regex: "access-.*",
    });
    expect(asRegex(undefined)).toEqual({ name: "groups", regex: ".*" });
  });
});

describe("liveFilter", () => {
  it.each([
    ["of an ID token", { name: "groups", groupFilterType: "REGEX", value: "a.*" }],
    ["of a claim", { name: "groups", group_filter_type: "REGEX", value: "a.*" }],
    ["of an attribute statement", { name: "groups", filterType: "REGEX", filterValue: "a.*" }],
  ])("reads the words %s", (_, wire) => {
    expect(liveFilter(wire)).toEqual({ name: "groups", filterType: "REGEX", value: "a.*" });
  });

  it("finds none where there is no name", () => {
    expect(liveFilter({ issuerMode: "ORG_URL" })).toBeUndefined();
  });
});
