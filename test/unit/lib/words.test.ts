import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest, quoteList, suggest } from "../../../lib/words";

const KEYS = ["assignedGroups", "assignedUsers", "appLabel", "groupsClaim"];

describe("quoteList", () => {
  it.each([
    [[], "and", ""],
    [["a"], "and", '"a"'],
    [["a", "b"], "and", '"a" and "b"'],
    [["a", "b", "c"], "and", '"a", "b", and "c"'],
    [["a", "b", "c"], "or", '"a", "b", or "c"'],
  ] as const)("%j with %s", (names, conjunction, sentence) => {
    expect(quoteList(names, conjunction)).toBe(sentence);
  });
});

describe("nearest", () => {
  it.each([
    ["assingedGroups", "assignedGroups"],
    ["ASSIGNEDGROUPS", "assignedGroups"],
    ["groupClaim", "groupsClaim"],
    ["label", undefined],
    ["x", undefined],
  ])("takes %s for %s", (word, expected) => {
    expect(nearest(word, KEYS)).toBe(expected);
  });

  it("takes nothing where there is nothing", () => {
    expect(nearest("x", [])).toBeUndefined();
  });

  const word = fc.stringMatching(/^[a-zA-Z-]{1,15}$/);

  it("takes a candidate for itself, in any letter case", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, selector: (text) => text.toLowerCase() }),
        fc.nat(),
        (words, n) => {
          const candidate = words[n % words.length] as string;
          expect(nearest(candidate.toUpperCase(), words)).toBe(candidate);
        },
      ),
    );
  });

  it("forgives one swapped pair of letters in a word of six or more", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{6,15}$/), fc.nat(), (candidate, n) => {
        const at = n % (candidate.length - 1);
        const swapped =
          candidate.slice(0, at) + (candidate[at + 1] ?? "") + (candidate[at] ?? "") + candidate.slice(at + 2);
        expect(nearest(swapped, [candidate])).toBe(candidate);
      }),
    );
  });

  it("answers a candidate or nothing", () => {
    fc.assert(
      fc.property(word, fc.array(word), (text, words) => {
        expect([...words, undefined]).toContain(nearest(text, words));
      }),
    );
  });
});

describe("suggest", () => {
  it.each([
    ["regx", ["name", "regex"], 'Did you mean "regex"?'],
    ["colour", ["name", "regex"], 'Use one of the keys: "name" or "regex"'],
    ["colour", [], "There are no keys"],
  ])("%s among %j", (word, candidates, sentence) => {
    expect(suggest(word, candidates, "keys")).toBe(sentence);
  });
});
