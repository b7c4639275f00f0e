// Which calls a rule strikes, without any service.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Call, Faults } from "../../../../../sandbox/shared/faults/faults";
import { type FaultRuleInput, pathMatcher } from "../../../../../sandbox/shared/faults/rule";

const SLOW = { type: "slow", milliseconds: 1 } as const;
const REFUSED = { type: "credential-refused" } as const;

/** The numbers, from 1, of the calls that are struck. */
function struck(match: FaultRuleInput["match"], calls: number): number[] {
  const faults = new Faults();
  faults.add({ match, effect: SLOW });
  return Array.from({ length: calls }, (_, index) => index + 1).filter(
    () => faults.decide({ method: "GET", path: "/" }) !== undefined,
  );
}

describe("a rule strikes", () => {
  it.each([
    ["every call when nothing is said", undefined, [1, 2, 3, 4, 5]],
    ["the nth call alone", { nth: 3 }, [3]],
    ["so many calls, then no more", { times: 2 }, [1, 2]],
    ["from a call on", { from: 4 }, [4, 5]],
    ["so many calls from one on", { from: 2, times: 2 }, [2, 3]],
    ["never with probability 0", { probability: 0 }, []],
    ["always with probability 1", { probability: 1 }, [1, 2, 3, 4, 5]],
  ] as const)("%s", (_title, match, expected) => {
    expect(struck(match, 5)).toEqual(expected);
  });

  it("about as many calls as the probability says, others with another seed", () => {
    const first = struck({ probability: 0.3 }, 1_000);
    expect(first.length).toBeGreaterThan(240);
    expect(first.length).toBeLessThan(360);
    expect(struck({ probability: 0.3, seed: 1 }, 1_000)).toEqual(first);
    expect(struck({ probability: 0.3, seed: 2 }, 1_000)).not.toEqual(first);
  });

  it("only what it matches, and counts only that", () => {
    const faults = new Faults();
    faults.add({ match: { method: ["POST", "PUT"], path: "/api/v1/groups/**", nth: 2 }, effect: SLOW });
    const decide = (method: string, path: string) => faults.decide({ method, path })?.rule.id;
    expect(decide("POST", "/api/v1/groups")).toBeUndefined();
    expect(decide("GET", "/api/v1/groups")).toBeUndefined();
    expect(decide("POST", "/api/v1/apps")).toBeUndefined();
    expect(decide("PUT", "/api/v1/groups/00g1")).toBe("fault-1");
    expect(faults.list()).toMatchObject([{ id: "fault-1", matched: 2, struck: 1 }]);
  });

  it("only when no older rule does, and is not used up by that", () => {
    const faults = new Faults();
    faults.add({ id: "older", match: { times: 1 }, effect: SLOW });
    faults.add({ id: "newer", match: { times: 1 }, effect: REFUSED });
    const ids = [1, 2, 3].map(() => faults.decide({ method: "GET", path: "/" })?.rule.id);
    expect(ids).toEqual(["older", "newer", undefined]);
    expect(faults.list().map(({ matched }) => matched)).toEqual([3, 3]);
  });

  it("again when what it struck was taken back", () => {
    const faults = new Faults();
    faults.add({ match: { times: 1 }, effect: SLOW });
    faults.decide({ method: "GET", path: "/" })?.takeBack();
    expect(faults.decide({ method: "GET", path: "/" })).toBeDefined();
    expect(faults.decide({ method: "GET", path: "/" })).toBeUndefined();
  });

  it("no more after it is removed, by its id or with all others", () => {
    const faults = new Faults();
    faults.add({ id: "one", effect: SLOW });
    faults.add({ effect: SLOW });
    expect(faults.remove("one")).toBe(true);
    expect(faults.remove("one")).toBe(false);
    expect(faults.decide({ method: "GET", path: "/" })?.rule.id).toBe("fault-2");
    faults.clear();
    expect(faults.decide({ method: "GET", path: "/" })).toBeUndefined();
    expect(faults.add({ effect: SLOW }).id).toBe("fault-1");
  });
});

it.each([
  ["/api/v1/groups", "/api/v1/groups", true],
  ["/api/v1/groups", "/api/v1/groups/1", false],
  ["/api/v1/groups/*", "/api/v1/groups/00g1", true],
  ["/api/v1/groups/*", "/api/v1/groups", false],
  ["/api/v1/groups/*", "/api/v1/groups/00g1/users", false],
  ["/api/v1/apps/*/groups/*", "/api/v1/apps/0oa1/groups/00g1", true],
  ["/api/v1/groups/**", "/api/v1/groups", true],
  ["/api/v1/groups/**", "/api/v1/groups/00g1/users", true],
  ["/api/v1/groups/**", "/api/v1/groupsets", false],
  ["/api/**/users", "/api/v1/groups/00g1/users", true],
  ["/populations/**/Users", "/populations/1/scim/v2/Users", true],
  ["/a.b", "/aXb", false],
  ["/a(b)+", "/a(b)+", true],
  [undefined, "/whatever", true],
])("the pattern %s and the path %s: %s", (pattern, path, expected) => {
  expect(pathMatcher(pattern)(path)).toBe(expected);
});

describe("the same rules and the same calls", () => {
  const paths = ["/api/v1/groups", "/api/v1/groups/00g1", "/api/v1/apps", "/populations/1/scim/v2/Users"];
  const methods = ["GET", "POST", "PUT"] as const;
  const calls = fc.array(fc.record<Call>({ method: fc.constantFrom(...methods), path: fc.constantFrom(...paths) }), {
    maxLength: 60,
  });
  const ordinal = fc.integer({ min: 1, max: 8 });
  const match = fc.oneof(
    fc.record({ method: fc.constantFrom(...methods), nth: ordinal }, { requiredKeys: ["nth"] }),
    fc.record(
      {
        method: fc.subarray([...methods], { minLength: 1 }),
        path: fc.constantFrom("/api/**", "/api/v1/*", "/populations/**"),
        from: ordinal,
        times: ordinal,
        probability: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      { requiredKeys: [] },
    ),
    fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), seed: fc.integer() }),
  );
  const effect = fc.constantFrom(SLOW, REFUSED, { type: "server-error", status: 503 } as const);
  const rules = fc.array(fc.record({ match, effect }), { minLength: 1, maxLength: 4 });

  const outcome = (faults: Faults, sequence: readonly Call[]) => sequence.map((call) => faults.decide(call)?.rule.id);
  const withRules = (inputs: readonly FaultRuleInput[]): Faults => {
    const faults = new Faults();
    for (const rule of inputs) {
      faults.add(rule);
    }
    return faults;
  };

  it("give the same faults, also after everything was removed and added again", () => {
    fc.assert(
      fc.property(rules, calls, (inputs, sequence) => {
        const faults = withRules(inputs);
        const first = outcome(faults, sequence);
        expect(outcome(withRules(inputs), sequence)).toEqual(first);
        faults.clear();
        for (const rule of inputs) {
          faults.add(rule);
        }
        expect(outcome(faults, sequence)).toEqual(first);
      }),
    );
  });

  it("are not disturbed by calls that no rule matches", () => {
    fc.assert(
      fc.property(rules, calls, (inputs, sequence) => {
        const confined = inputs.map((rule) => ({ ...rule, match: { ...rule.match, path: "/api/**" } }));
        const faults = withRules(confined as FaultRuleInput[]);
        const alone = outcome(
          faults,
          sequence.filter(({ path }) => path.startsWith("/api/")),
        );
        const among = outcome(withRules(confined as FaultRuleInput[]), sequence);
        expect(among.filter((_, index) => sequence[index]?.path.startsWith("/api/"))).toEqual(alone);
      }),
    );
  });
});
