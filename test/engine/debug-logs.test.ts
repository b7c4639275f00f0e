// L2: what the engine and the plugins write when somebody asks for everything. Proves what docs/ci.md says of each setting;
// that nothing of ours writes a secret is proved by the end of the test, which searches all that is left.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { SANDBOX_TENANTS } from "../../sandbox";
import { testToolchain } from "../support/engine";
import { findLeaks } from "../support/leaks";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

const TOKENS = { Okta: SANDBOX_TENANTS.okta.apiToken, Cloudflare: SANDBOX_TENANTS.cloudflare.apiToken };

let scenario: Scenario;
afterAll(() => scenario?.close());

/** The files in which a secret stands. They are taken away: what a person asked for is no leak. */
function filesWith(secrets: Record<string, string>): string[] {
  const { directory } = scenario.stack;
  const files = [...new Set(findLeaks(directory, secrets).map((leak) => leak.split(" in ").at(-1) as string))];
  return files.map((name) => {
    const text = readFileSync(join(directory, name), "utf8");
    rmSync(join(directory, name));
    return text;
  });
}

it("shows no credential in debug messages, and secrets that are made only where the real plugins write them", async () => {
  scenario = await Scenario.start({
    settings: { ...plainSettings() },
    // What the two Terraform providers and the bridge around them go by.
    env: { TF_LOG: "TRACE", TF_LOG_PROVIDER: "TRACE" },
  });
  const up = await scenario.stack.up("--debug");
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  expect(filesWith(TOKENS)).toEqual([]);
  const { clientSecret, scimSecret } = await scenario.stack.outputs({ showSecrets: true });
  const { plugins } = await testToolchain();
  const withMade = filesWith({ "client secret": String(clientSecret), "SCIM secret": String(scimSecret) });
  expect(withMade.length > 0).toBe(plugins === "real");

  const preview = await scenario.stack.preview("--refresh", "--debug");
  expect(preview.exitCode, preview.stdout + preview.stderr).toBe(0);
  const rotate = await scenario.stack.command("rotate", "scim-secret", "--", "--yes", "--skip-preview", "--debug");
  expect(rotate.exitCode, rotate.stdout + rotate.stderr).toBe(0);
  expect(filesWith(TOKENS)).toEqual([]);
});

it("shows the provider's tokens in the engine's log, in messages of level 9 only", async () => {
  const run = await scenario.stack.pulumi(["preview", "-v=9", "--logtostderr", "--logflow"]);

  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  const [log = "", ...others] = filesWith(TOKENS);
  expect(others).toEqual([]);
  const lines = log.split("\n").filter((line) => Object.values(TOKENS).some((token) => line.includes(token)));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => (JSON.parse(line) as { v?: number }).v !== 9)).toEqual([]);
});

it("shows everything in the engine's record of its calls", async () => {
  const record = join(scenario.stack.directory, "grpc.json");
  const run = await scenario.stack.pulumi(["preview"], { PULUMI_DEBUG_GRPC: record });

  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  expect(filesWith(TOKENS)).toHaveLength(1);
});
