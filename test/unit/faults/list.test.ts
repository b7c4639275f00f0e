// The list of faults and the page about them. What is seen under each of them is tried by `npm run test:faults`, under
// verification in verify.test.ts, and a sample of the others in test/engine/fault-table.test.ts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Faults } from "../../../sandbox/shared/faults/faults";
import { OPERATIONS } from "../../faults/fault";
import { FAULTS } from "../../faults/list";
import { agree, type Outcome, withEarlier, withoutChanging } from "../../faults/outcome";
import { readOutcomes } from "../../faults/outcomes";
import { withTables } from "../../faults/write-page";

const PAGE = readFileSync(join(__dirname, "../../../docs/faults.md"), "utf8");
const cases = FAULTS.flatMap(({ id, operations }) => operations.map((operation) => `${id} ${operation}`));

describe("the list of faults", () => {
  it("has more than forty, each with a name and words of its own, and every operation", () => {
    expect(FAULTS.length).toBeGreaterThan(40);
    for (const texts of [FAULTS.map(({ id }) => id), FAULTS.map(({ words }) => words)]) {
      expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
    }
    for (const operation of OPERATIONS) {
      expect(FAULTS.filter(({ operations }) => operations.includes(operation)).length).toBeGreaterThan(20);
    }
  });

  it("has rules only that the sandbox takes", () => {
    for (const { id, rules, operations } of FAULTS) {
      for (const { rule } of operations.flatMap((operation) => rules?.(operation) ?? [])) {
        expect(() => new Faults().add(rule), id).not.toThrow();
      }
    }
  });
});

describe("what was seen", () => {
  it.each(["stand-in", "real"] as const)("is of cases that there are, and leaks nothing: %s", (plugins) => {
    const outcomes = readOutcomes(plugins);
    expect(
      outcomes.map(({ fault, operation }) => `${fault} ${operation}`).filter((each) => !cases.includes(each)),
    ).toEqual([]);
    expect(outcomes.filter(({ leaks }) => leaks.length > 0)).toEqual([]);
  });

  it("ends in success or says why not", () => {
    const silent = [...readOutcomes("stand-in"), ...readOutcomes("real")].filter(
      ({ exitCode, said }) => exitCode !== 0 && said.every((words) => words === ""),
    );
    expect(silent).toEqual([]);
  });

  it("is what the page shows", () => {
    expect(withTables(PAGE)).toBe(PAGE);
  });
});

describe("what a run said", () => {
  it("is compared without what is another at every run", () => {
    const said = [
      "  sdk-v2/provider2.go:571: sdk.helper_schema: failed to create OAuth application: 503: provider=okta@7.0.0",
      "1 error occurred:",
      '\t* failed to create OAuth application: Post "http://127.0.0.1:41649/api/v1/apps/0oaCKPpl2Ze2Da7Lfp2D": EOF',
    ].join("\n");
    expect(withoutChanging(said)).toBe('* failed to create application: Post "http://127.0.0.1/api/v1/apps/0oa…": EOF');
  });

  it("agrees when one of the messages of two that raced is the same, and what leads back", () => {
    const seen: Outcome = {
      fault: "okta-500",
      operation: "deploy",
      exitCode: 255,
      said: ["a", "b"],
      afterwards: "",
      next: [{ command: "pulumi up", exitCode: 0, said: [] }],
      same: true,
      seconds: 1,
      leaks: [],
    };
    expect(agree({ ...seen, said: ["b"], seconds: 9 }, seen)).toBe(true);
    expect(agree({ ...seen, said: ["c"] }, seen)).toBe(false);
    const later = withEarlier({ ...seen, said: ["c"] }, seen);
    expect(later).toMatchObject({ said: ["c"], alsoSaid: ["a", "b"] });
    expect(agree({ ...seen, said: ["b"] }, later)).toBe(true);
    expect(withEarlier({ ...seen, said: ["c"], exitCode: 0 }, seen)).not.toHaveProperty("alsoSaid");
    expect(agree({ ...seen, said: [] }, seen)).toBe(false);
    expect(agree({ ...seen, next: [] }, seen)).toBe(false);
    expect(agree({ ...seen, exitCode: 0 }, seen)).toBe(false);
    expect(agree({ ...seen, same: false }, seen)).toBe(false);
  });
});
