// L2: wrong configurations on the real engine: what a person reads, and that nothing at all happens. Every row of both
// tables is checked without the engine in test/unit/config. Here all that are about the stack run, since the engine hands
// those over, and every fifth of the settings, since a run takes seconds.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BAD_STACKS, type BadConfig } from "../support/bad-config";
import { BAD_SETTINGS } from "../support/bad-settings";
import { withChanges } from "../support/changed-settings";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

const rows = [
  ...BAD_SETTINGS.filter((_, index) => index % 5 === 0),
  // What is encrypted or not is written by `pulumi config set`, so those rows stay with the unit tests.
  ...BAD_STACKS.filter(({ encrypted, clear }) => encrypted === undefined && clear === undefined),
];

describe("a wrong configuration", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.start();
  });
  afterAll(() => scenario?.close());

  it("is tried in at least 30 ways", () => {
    expect(rows.length).toBeGreaterThanOrEqual(30);
  });

  it.each(rows)("is refused before anything happens: $name", async ({ settings, config, messages }: BadConfig) => {
    scenario.configure(withChanges(plainSettings(), settings ?? {}), config as Record<string, unknown>);
    scenario.sandbox.okta.log.clear();
    scenario.sandbox.cloudflare.log.clear();

    const run = await scenario.stack.up();

    expect(run.exitCode).not.toBe(0);
    const errors = run.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    for (const message of messages) {
      expect(errors.join("\n")).toContain(message);
    }
    expect(run.stdout + run.stderr).not.toMatch(/unhandled|\bat .*\.ts:\d/);
    expect(scenario.sandbox.okta.log.all()).toEqual([]);
    expect(scenario.sandbox.cloudflare.log.all()).toEqual([]);
    const { deployment } = await scenario.stack.state();
    expect((deployment.resources ?? []).filter(({ type }) => type !== "pulumi:pulumi:Stack")).toEqual([]);
  });
});
