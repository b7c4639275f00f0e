// L0: regular expressions of groups filters. What runs away is measured, not believed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { letsThrough } from "../../../policies/lib/groups-filter";
import { regexProblem } from "../../../policies/lib/regex";
import { minutesOf, show } from "../../../policies/lib/values";

describe("regexProblem", () => {
  it.each([
    ".*",
    "access-.*",
    "(access|vpn)-[a-z]+",
    ".*-(eng|fin)-.*",
    ".*(admin|Admin).*",
    "access-(eng|fin)(-[a-z]+)*",
    "(?:[^-]+-)*prod",
    "[A-Z]{2,3}-.+-(RO|RW)",
    "\\p{L}+-.*",
    "(?i)access-.*",
    "access-[a-z]++",
    "(?=access)a.*",
  ])("lets %s be", (regex) => {
    expect(regexProblem(regex)).toBeUndefined();
  });

  it.each(["(a+)+", "(a|a)*b", "(.*)*x", "(\\w+\\s?)*", "([a-z]+-?)+!", "(.+)+-admins", "(x+x+)+y"])(
    "finds that %s runs away",
    (regex) => {
      expect(regexProblem(regex)).toContain("can run away");
    },
  );

  it.each(["(", "a)(b", "[z-a]", "*", "(?<name"])("finds that %s is not valid", (regex) => {
    expect(regexProblem(regex)).toBe("is not a valid regular expression");
  });
});

describe("letsThrough", () => {
  it("matches the whole name", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]{1,20}$/), fc.stringMatching(/^[a-z]{1,5}$/), (name, more) => {
        expect(letsThrough({ path: "", type: "REGEX", value: name }, name)).toBe(true);
        expect(letsThrough({ path: "", type: "REGEX", value: name }, name + more)).toBe(false);
        expect(letsThrough({ path: "", type: "STARTS_WITH", value: name }, name + more)).toBe(true);
        expect(letsThrough({ path: "", type: "CONTAINS", value: name }, more + name + more)).toBe(true);
        expect(letsThrough({ path: "", type: "EQUALS", value: name }, name + more)).toBe(false);
      }),
    );
  });

  it("lets nothing through that it cannot read", () => {
    expect(letsThrough({ path: "", type: "REGEX", value: "(" }, "(")).toBe(false);
    expect(letsThrough({ path: "", type: "GLOB", value: "*" }, "a")).toBe(false);
    expect(letsThrough({ path: "", type: "REGEX", value: undefined }, "a")).toBe(false);
  });
});

describe("minutesOf", () => {
  it("adds up the parts of a duration", () => {
    fc.assert(
      fc.property(fc.nat(700), fc.nat(59), fc.nat(59), (hours, minutes, seconds) => {
        expect(minutesOf(`${hours}h${minutes}m${seconds}s`)).toBeCloseTo(hours * 60 + minutes + seconds / 60, 6);
      }),
    );
  });

  it.each(["", "24", "h", "24 h", "-1h", "1d", 24, null])("takes %s for none", (value) => {
    expect(minutesOf(value)).toBeUndefined();
  });
});

describe("show", () => {
  it("is short whatever the value", () => {
    fc.assert(fc.property(fc.anything(), (value) => show(value).length <= 201));
  });
});
