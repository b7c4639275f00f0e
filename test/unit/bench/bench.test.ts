// The benchmark runs: what it measures is judged by nobody, because a busy machine is no bug.
import { describe, expect, it } from "vitest";
import { benchOptions } from "../../../bench/main";
import { measure } from "../../../bench/measure";

describe("the command line of npm run bench", () => {
  it("measures 10,000 people unless it is told another number", () => {
    expect(benchOptions([])).toMatchObject({ json: false, workload: { people: 10_000 } });
    expect(benchOptions(["--people", "500", "--json", "--profile", "profiles"])).toMatchObject({
      json: true,
      workload: { people: 500, profile: "profiles" },
    });
    expect(benchOptions(["--help"])).toBe("help");
  });

  it.each(["", "many", "-5", "9", "1e4"])("refuses %j as a number of people", (people) => {
    expect(() => benchOptions([`--people=${people}`])).toThrow(/^--people: ".*" is too few or not a number\./);
  });
});

describe("the benchmark", () => {
  it("measures a small organization from its start to its changes", async () => {
    const figures: Record<string, number> = {};
    for await (const { what, value } of measure({ people: 20, secondsPerRead: 0.1, starts: 1 })) {
      figures[what] = value;
    }
    expect(Object.keys(figures)).toEqual([
      "Start of a process until both services listen",
      "Memory after the start: resident",
      "Memory after the start: JavaScript objects",
      "GET /api/v1/groups/{id}",
      "GET /api/v1/groups?limit=200",
      "20 people hired by API",
      "20 people assigned, until all have arrived by SCIM",
      "SCIM requests of these",
      "1 group of 20 and 100 of 1 pushed",
      "One more person hired, until they are in their groups at Cloudflare",
      "A person renamed, until Cloudflare has it",
      "A person deactivated, until Cloudflare has it",
      "Memory at that size: resident",
      "Memory at that size: JavaScript objects",
    ]);
    expect(Object.entries(figures).filter(([, value]) => !(value > 0))).toEqual([]);
  }, 120_000);
});
