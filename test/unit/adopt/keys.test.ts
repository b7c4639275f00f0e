import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupKeys } from "../../../adopt/keys";
import { KEY_PATTERN } from "../../../lib/names";

const group = (name: string, id: string, isNamedAlone = true) => ({ id, name, isNamedAlone });

describe("groupKeys", () => {
  it.each([
    ["Access Engineering", "access-engineering"],
    ["Équipe Données", "equipe-donnees"],
    ["営業", "group"],
    ["--", "group"],
    [`${"x".repeat(59)} y`, "x".repeat(59)],
  ])("makes a key of %j", (name, key) => {
    expect(groupKeys([group(name, "1")]).get("1")).toBe(key);
  });

  it("tells namesakes apart, the one that the name means first", () => {
    const keys = groupKeys([group("Sales", "1", false), group("Sales", "2"), group("sales!", "3")]);
    expect([...keys]).toEqual([
      ["2", "sales"],
      ["1", "sales-2"],
      ["3", "sales-3"],
    ]);
  });

  it("gives every group a valid key of its own, the same in whatever order they come", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 80 }), { maxLength: 30 }), fc.nat(), (names, turn) => {
        const groups = names.map((name, index) => group(name, String(index)));
        const keys = groupKeys(groups);
        expect(new Set(keys.values()).size).toBe(names.length);
        for (const key of keys.values()) {
          expect(key).toMatch(KEY_PATTERN);
        }
        const at = turn % (names.length + 1);
        expect(new Map(groupKeys([...groups.slice(at), ...groups.slice(0, at)]))).toEqual(new Map(keys));
      }),
    );
  });
});
