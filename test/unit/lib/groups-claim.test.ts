import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DEFAULT_GROUPS_CLAIM_REGEX,
  fixedBeginning,
  mostMatches,
  regexMatches,
  regexProblem,
} from "../../../lib/groups-claim";

describe("regexProblem", () => {
  it.each([
    ["Okta's usual filter", DEFAULT_GROUPS_CLAIM_REGEX],
    ["alternatives", "access-.*|vpn-.*"],
    ["inline flags", "(?i)access-.*"],
    ["inline flags that only Java knows", "(?ixu)access-.*"],
    ["an inline flag given twice", "(?ii)access-.*"],
    ["possessive quantifiers", "a*+b++c?+d{2}+"],
    ["a negative lookahead", "(?!admin).*"],
    ["a named group", "(?<team>\\w+)-access"],
    ["an escaped plus", "c\\++"],
  ])("is nothing for %s", (_, regex) => {
    expect(regexProblem(regex)).toBeUndefined();
  });

  it.each([
    ["(access", "Unterminated group"],
    ["access)", "Unmatched ')'"],
    ["[a-", "Unterminated character class"],
    ["*", "Nothing to repeat"],
    ["a{2,1}", "numbers out of order in {} quantifier"],
    ["[z-a]", "Range out of order in character class"],
    ["a\\", "\\ at end of pattern"],
    ["/(/", "Unterminated group"],
  ])("says what is wrong with %s, and does not repeat it", (regex, reason) => {
    expect(regexProblem(regex)).toBe(reason);
  });

  it("answers the same reason whatever stands around it", () => {
    const plain = fc.stringMatching(/^[a-zA-Z0-9/: ]{0,20}$/);
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        expect(regexProblem(`${before}(${after}`)).toBe("Unterminated group");
      }),
    );
  });
});

describe("regexMatches", () => {
  it.each([
    [".*", "Finance", true],
    ["access-.*", "access-finance", true],
    ["access-.*", "no-access-finance", false],
    ["access-", "access-finance", false],
    ["^access-.*$", "access-finance", true],
    ["vpn|access-.*", "access-finance", true],
    ["a|b", "ab", false],
    ["(?i)ACCESS-.*", "access-finance", true],
    ["ACCESS-.*", "access-finance", false],
    ["(?!admin).*", "admins", false],
    ["a*+b", "aab", true],
    ["a++", "a", true],
    ["a{2}+", "aa", true],
    ["c\\++", "c++", true],
    ["c\\++", "c", false],
    ["[*+]+x", "*+x", true],
    ["[\\]*+]+", "]*+", true],
    ["\\Qa\\E", "QaE", true],
  ])("%s and the group %s: %s", (regex, name, expected) => {
    expect(regexMatches(regex, name)).toBe(expected);
  });

  it("lets every group through with the filter of the guide", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,50}$/), (name) => regexMatches(DEFAULT_GROUPS_CLAIM_REGEX, name)),
    );
  });

  it("finds a name in the list of names that the filter spells out", () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9 .+*()[\]{}|^$\\/-]{1,20}$/);
    const quoted = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), name, (names, other) => {
        const filter = names.map(quoted).join("|");
        expect(regexProblem(filter)).toBeUndefined();
        expect(regexMatches(filter, other)).toBe(names.includes(other));
        expect(names.every((listed) => regexMatches(filter, listed))).toBe(true);
      }),
    );
  });
});

describe("mostMatches and fixedBeginning", () => {
  it.each([
    [".*", Number.POSITIVE_INFINITY, ""],
    ["staff", 1, "staff"],
    ["staff|board", 2, ""],
    ["access-.*", Number.POSITIVE_INFINITY, "access-"],
    ["access-.*|board", Number.POSITIVE_INFINITY, ""],
    ["(?i)access", Number.POSITIVE_INFINITY, ""],
    ["^access", Number.POSITIVE_INFINITY, ""],
    ["teams?", Number.POSITIVE_INFINITY, "team"],
    ["team*", Number.POSITIVE_INFINITY, "tea"],
    ["team{0,2}", Number.POSITIVE_INFINITY, "tea"],
    ["team+", Number.POSITIVE_INFINITY, "team"],
    ["[ab]c", Number.POSITIVE_INFINITY, ""],
    ["a\\.b|c\\|d", 2, ""],
    ["a\\.b", 1, "a"],
    ["team\\d", Number.POSITIVE_INFINITY, "team"],
    ["\\Qa|b\\E", Number.POSITIVE_INFINITY, ""],
  ])("%s: at most %s names, which begin with '%s'", (regex, most, beginning) => {
    expect([mostMatches(regex), fixedBeginning(regex)]).toEqual([most, beginning]);
  });

  it("never leave out a name that the filter lets through", () => {
    const part = fc.constantFrom(
      "a",
      "b",
      "-",
      ".",
      ".*",
      "a?",
      "b*",
      "+",
      "|",
      "\\.",
      "\\|",
      "[ab]",
      "(a|b)",
      "a{0,1}",
    );
    const name = fc.stringMatching(/^[ab.|-]{0,6}$/);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.array(name, { minLength: 5 }), (parts, names) => {
        const regex = parts.join("");
        fc.pre(regexProblem(regex) === undefined);
        const passing = new Set(names.filter((candidate) => regexMatches(regex, candidate)));
        expect(passing.size).toBeLessThanOrEqual(mostMatches(regex));
        for (const passed of passing) {
          expect(passed.startsWith(fixedBeginning(regex))).toBe(true);
        }
      }),
    );
  });
});
