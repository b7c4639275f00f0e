// L2: the measurement of stacks with many groups runs, on the real engine, from the first deployment to the end. How long
// that takes is judged by nobody, because a busy machine is no bug; how many calls it takes is.
import { beforeAll, describe, expect, it } from "vitest";
import { OPERATIONS } from "../../bench/least-calls";
import { measureStack, type StackFigure } from "../../bench/stack-life";
import { testToolchain } from "../support/engine";

describe("a small stack", () => {
  const figures: StackFigure[] = [];
  beforeAll(async () => {
    const small = { groups: 6, people: 6, groupResources: "perApp", creates: false, limits: false } as const;
    for await (const figure of measureStack(await testToolchain(), { ...small, until: "destroy" })) {
      figures.push(figure);
    }
  });

  it("is measured from its first deployment to its end, beside the smallest programs", () => {
    expect(figures.map(({ what }) => what)).toEqual([
      "up: empty",
      "preview: empty",
      "up: providers",
      "preview: providers",
      ...OPERATIONS,
    ]);
    for (const { passed, processor, exitCode } of figures) {
      expect(passed).toBeGreaterThan(0);
      expect(processor).toBeGreaterThan(0);
      expect(exitCode).toBe(0);
    }
    expect(figures.at(-1)).toMatchObject({ resources: 0 });
    expect(figures.filter(({ stateBytes }) => stateBytes === 0)).toEqual([]);
  });

  it("has its calls counted by endpoint: one for each assignment and push group, none below what is possible", () => {
    const up = figures.find(({ what }) => what === "up");
    expect(up?.calls).toMatchObject({
      "okta PUT /api/v1/apps/{id}/groups/{id}": 4,
      "okta POST /api/v1/apps/{id}/group-push/mappings": 3,
    });
    expect(Object.keys(up?.calls ?? {}).filter((endpoint) => /[\dA-Za-z]{20}|populations/.test(endpoint))).toEqual([]);
    for (const { what, calls, leastCalls: least, refused } of figures) {
      const made = Object.values(calls).reduce((sum, count) => sum + count, 0);
      expect(made, what).toBeGreaterThanOrEqual(least);
      expect(refused).toBe(0);
    }
  });
});
