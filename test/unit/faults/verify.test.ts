// Verification under every fault that concerns it, in this process: it ends, tells no untruth about what it could not look
// at, shows no secret, and finds everything in order again when the fault is over.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../faults/fault";
import { FAULTS } from "../../faults/list";
import { agree } from "../../faults/outcome";
import { readOutcomes } from "../../faults/outcomes";
import { VerifyCases } from "../../faults/verify-case";

const verified = FAULTS.filter(({ operations }) => operations.includes("verify"));
const known = readOutcomes("stand-in").filter(({ operation }) => operation === "verify");

/** Answers that are whole, and not true: nobody can see that they are not. Or things that are really gone. */
const ARE_BELIEVED = (fault: Fault): boolean =>
  fault.byHand !== undefined || /-(half|lost)-/.test(fault.id) || /-(token|right)-/.test(fault.id);

describe("verification", () => {
  let cases: VerifyCases;
  beforeAll(async () => {
    cases = await VerifyCases.start();
  }, 120_000);
  afterAll(() => cases?.close());

  it.each(verified.map((fault) => [fault.id, fault] as const))("%s", async (id, fault) => {
    const outcome = await cases.try(fault);
    const before = known.find((each) => each.fault === id);
    expect(outcome).toMatchObject({ leaks: [], same: true });
    expect(before !== undefined && agree(outcome, before), JSON.stringify([outcome, before])).toBe(true);
    if (!ARE_BELIEVED(fault)) {
      expect(outcome.said.filter((words) => words.startsWith("✗"))).toEqual([]);
    }
  });
});
