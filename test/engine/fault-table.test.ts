// L2: a sample of docs/faults.md on the real engine. `npm run test:faults` tries all of it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineCases } from "../faults/engine-case";
import type { EngineOperation } from "../faults/fault";
import { FAULTS } from "../faults/list";
import { agree } from "../faults/outcome";
import { readOutcomes } from "../faults/outcomes";

const SAMPLE: readonly (readonly [fault: string, operation: EngineOperation])[] = [
  ["okta-slower-than-timeout", "deploy"],
  ["cloudflare-429-for-ever", "deploy"],
  ["cloudflare-429", "rotate"],
  ["okta-429", "destroy"],
];

const known = readOutcomes(process.env.PLUGINS === "real" ? "real" : "stand-in");

describe("under a fault", () => {
  let cases: EngineCases;
  beforeAll(async () => {
    cases = await EngineCases.start(SAMPLE.map(([, operation]) => operation));
  });
  afterAll(() => cases?.close());

  it.each(SAMPLE)("%s × %s tells what docs/faults.md says, and leads where it says", async (id, operation) => {
    const fault = FAULTS.find((each) => each.id === id);
    const expected = known.find((each) => each.fault === id && each.operation === operation);
    if (fault === undefined || expected === undefined) {
      throw new Error(`${id} × ${operation}: was never seen. Run: npm run test:faults -- --fault ${id} --write`);
    }
    const outcome = await cases.try(fault, operation);
    expect(outcome.leaks).toEqual([]);
    expect(agree(outcome, expected), JSON.stringify([outcome, expected], undefined, 2)).toBe(true);
  });
});
