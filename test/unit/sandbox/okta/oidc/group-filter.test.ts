import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupFilter } from "../../../../../sandbox/okta/oidc/group-filter";
import { SignIn } from "../../../../support/okta-sign-in";

describe("a filter of groups", () => {
  it.each([
    ["REGEX", ".*", "Everyone", true],
    ["REGEX", "Eng", "Engineering", false],
    ["REGEX", "Eng.*", "Engineering", true],
    ["REGEX", "ring", "Engineering", false],
    ["REGEX", "access-(eng|fin)", "access-eng", true],
    ["REGEX", "access-eng|fin", "access-fin", false],
    ["REGEX", "(?i)engineering", "Engineering", true],
    ["REGEX", "(?m)Eng", "Eng\nineering", false],
    ["REGEX", "^Engineering$", "Engineering", true],
    ["REGEX", "E.*+g", "Eg", true],
    ["REGEX", "\\QC++\\E.*", "C++ guild", true],
    ["REGEX", "\\QC++\\E.*", "CCC guild", false],
    ["REGEX", "[unclosed", "[unclosed", false],
    ["REGEX", "*", "anything", false],
    ["STARTS_WITH", "Eng", "Engineering", true],
    ["STARTS_WITH", "eng", "Engineering", false],
    ["STARTS_WITH", ".*", "Engineering", false],
    ["EQUALS", "Engineering", "Engineering", true],
    ["EQUALS", "Engineering", "Engineering ", false],
    ["CONTAINS", "gin", "Engineering", true],
    ["CONTAINS", "", "Engineering", true],
    ["SOMETHING", "Engineering", "Engineering", false],
  ])("%s %j and %j: %s", (type, value, name, expected) => {
    expect(groupFilter({ type, value })(name)).toBe(expected);
  });

  const word = fc.string({ unit: fc.constantFrom("a", "b", "-", "."), maxLength: 6 });

  it("agrees with its own definition, character by character", () => {
    const oracle: Record<string, (name: string, value: string) => boolean> = {
      STARTS_WITH: (name, value) => [...value].every((character, index) => name[index] === character),
      EQUALS: (name, value) =>
        name.length === value.length && [...value].every((character, index) => name[index] === character),
      CONTAINS: (name, value) => name.split(value).length > 1 || value === "",
    };
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(oracle)), word, word, (type, value, name) => {
        expect(groupFilter({ type, value })(name)).toBe(oracle[type]?.(name, value));
      }),
    );
  });

  /** A regular expression, and the words that it stands for: both made in one go, so that neither is derived from the other. */
  const language: fc.Arbitrary<{ regex: string; words: string[] }> = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("a", "b", "c").map((letter) => ({ regex: letter, words: [letter] })),
      fc.tuple(tie("node"), tie("node")).map((pair) => {
        const [left, right] = pair as [Language, Language];
        return {
          regex: `(?:${left.regex})(?:${right.regex})`,
          words: left.words.flatMap((one) => right.words.map((two) => one + two)),
        };
      }),
      fc.tuple(tie("node"), tie("node")).map((pair) => {
        const [left, right] = pair as [Language, Language];
        return { regex: `${left.regex}|${right.regex}`, words: [...left.words, ...right.words] };
      }),
      tie("node").map((inner) => {
        const { regex, words } = inner as Language;
        return { regex: `(?:${regex})?`, words: ["", ...words] };
      }),
    ),
  })).node as fc.Arbitrary<Language>;

  it("REGEX takes exactly the words of the expression, as whole names", () => {
    fc.assert(
      fc.property(
        language,
        fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 }),
        ({ regex, words }, other) => {
          const passes = groupFilter({ type: "REGEX", value: regex });
          expect(words.every(passes)).toBe(true);
          expect(passes(other)).toBe(words.includes(other));
        },
      ),
    );
  });

  it("lets at most 100 groups into a token, and says nothing of the others", async () => {
    const signIn = await SignIn.with({ groupsClaim: { type: "REGEX", value: "access-.*" } });
    const userId = signIn.userId("lena.vogel@acme.example");
    for (let count = 0; count < 120; count += 1) {
      const { id } = await signIn.api.group(`access-${String(count).padStart(3, "0")}`);
      await signIn.api.must("PUT", `/api/v1/groups/${String(id)}/users/${userId}`);
    }
    const { claims } = await signIn.tokens();
    const groups = claims.groups as string[];
    expect(groups).toHaveLength(100);
    expect(new Set(groups).size).toBe(100);
    expect(groups.every((name) => name.startsWith("access-"))).toBe(true);
  });

  it("leaves the claim out when no group is left, or the scope was not asked for", async () => {
    const signIn = await SignIn.with({ groupsClaim: { type: "EQUALS", value: "Nobody's" } });
    expect((await signIn.tokens()).claims).not.toHaveProperty("groups");
    const other = await SignIn.with({ groupsClaim: { type: "REGEX", value: ".*" } });
    const { claims } = await other.tokens({ parameters: { scope: "openid profile" } });
    expect(claims).not.toHaveProperty("groups");
  });
});

interface Language {
  regex: string;
  words: string[];
}
