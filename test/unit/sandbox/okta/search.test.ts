import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OktaError } from "../../../../sandbox/okta/errors";
import { parseExpression } from "../../../../sandbox/okta/search";

interface Thing {
  readonly name?: string;
  readonly age?: number;
  readonly tags?: readonly string[];
  readonly created?: string;
}

const THINGS: readonly Thing[] = [
  { name: "Finance", age: 3, tags: ["money", "people"], created: "2026-01-01T00:00:00.000Z" },
  { name: "finance-eu", age: 5, tags: [], created: "2026-02-01T00:00:00.000Z" },
  { name: 'Quote "d"', created: "2026-03-01T00:00:00Z" },
  { age: 5 },
];

function find(expression: string, ignoreCase = true): number[] {
  const predicate = parseExpression<Thing>(expression, {
    attribute: (name) => ["name", "age", "tags", "created"].includes(name),
    lookup: (thing, name) => thing[name as keyof Thing],
    ignoreCase,
  });
  return THINGS.flatMap((thing, index) => (predicate(thing) ? [index] : []));
}

describe("expressions", () => {
  it.each<[string, number[]]>([
    ['name eq "finance"', [0]],
    ['name sw "FIN"', [0, 1]],
    ['name co "nance-"', [1]],
    ['name ew "eu"', [1]],
    ['name ne "finance"', [1, 2, 3]],
    ["name pr", [0, 1, 2]],
    ["not (name pr)", [3]],
    ["not name pr", [3]],
    ["age eq 5", [1, 3]],
    ["age gt 3", [1, 3]],
    ["age ge 3 and age le 3", [0]],
    ['tags eq "money"', [0]],
    ["tags pr", [0]],
    ['created gt "2026-01-15T00:00:00.000Z"', [1, 2]],
    ['created lt "2026-01-15T00:00:00Z"', [0]],
    ['created eq "2026-03-01T00:00:00.000Z"', [2]],
    ['name eq "Quote \\"d\\""', [2]],
    ['name eq "x" or age eq 5 and name pr', [1]],
    ['(name eq "x" or age eq 5) and name pr', [1]],
    ['name eq "finance" or age eq 5', [0, 1, 3]],
    ['NAME eq "finance"'.replace("NAME", "name").replace("eq", "EQ"), [0]],
    ['((name eq "finance"))', [0]],
  ])("%s", (expression, expected) => {
    expect(find(expression)).toEqual(expected);
  });

  it("minds case in a filter", () => {
    expect(find('name sw "fin"', false)).toEqual([1]);
  });

  it.each([
    "",
    "name",
    "name eq",
    "name eq finance",
    'name is "x"',
    'secret eq "x"',
    '(name eq "x"',
    'name eq "x")',
    'name eq "x" name eq "y"',
    'name eq "x',
    "and",
  ])("refuses %j with E0000031", (expression) => {
    expect(() => find(expression)).toThrow(OktaError);
  });

  it("reads any text back that was quoted", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const quoted = text.replace(/[\\"]/g, "\\$&");
        const predicate = parseExpression<{ value: string }>(`value eq "${quoted}"`, {
          attribute: () => true,
          lookup: (item) => item.value,
          ignoreCase: false,
        });
        expect(predicate({ value: text })).toBe(true);
        expect(predicate({ value: `${text}x` })).toBe(false);
      }),
    );
  });

  it("negation, conjunction and disjunction agree", () => {
    const atoms = fc.constantFrom("name pr", "age eq 5", 'name sw "f"', "tags pr");
    fc.assert(
      fc.property(atoms, atoms, (left, right) => {
        expect(find(`not (${left} and ${right})`)).toEqual(find(`not (${left}) or not (${right})`));
      }),
    );
  });
});
