import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SANDBOX_TENANTS } from "../../sandbox";
import { withoutTenants } from "../../sandbox/environment";
import { changes, REPOSITORY } from "../support/engine";
import { foreignObjects } from "../support/foreign-objects";
import { type GuideChoices, type GuideSetUp, setUpByGuide } from "../support/guide-set-up";
import { findLeaks } from "../support/leaks";
import { Scenario } from "../support/scenario";

// Proves on the real engine that a set-up made by hand is taken over without a change at either vendor, and that the
// preview after it shows exactly what was announced.

const SETTINGS = "okta-cloudflare-access:settings";

interface Adopted {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

let scenario: Scenario;

afterEach(() => scenario.close());

/** A sandbox with what the guide says, and a stack that knows the tenants only. */
async function clickedTogether(...setUps: readonly GuideChoices[]): Promise<GuideSetUp[]> {
  scenario = await Scenario.start({ config: { [SETTINGS]: undefined } });
  const made: GuideSetUp[] = [];
  for (const choices of setUps) {
    made.push(await setUpByGuide(scenario.okta, scenario.cloudflare, choices));
  }
  await scenario.sandbox.okta.provisioning.settled();
  return made;
}

const stackFile = () => join(scenario.stack.directory, "Pulumi.test.yaml");
const settings = () => parse(readFileSync(stackFile(), "utf8")).config[SETTINGS];

let runs = 0;

async function adopt(...args: string[]): Promise<Adopted> {
  const { directory } = scenario.stack;
  const child = spawn(
    process.execPath,
    [
      ...["--import=tsx", "cli/adopt.ts", "--stack", "test", "--account-id", SANDBOX_TENANTS.cloudflare.accountId],
      ...["--config-file", stackFile(), "--import-file", join(directory, "import.json"), ...args],
    ],
    {
      cwd: REPOSITORY,
      env: {
        ...withoutTenants(process.env),
        PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "sandbox",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [stdout, stderr] = [child.stdout, child.stderr].map(async (stream) => {
    let text = "";
    for await (const chunk of stream) {
      text += String(chunk);
    }
    return text;
  }) as [Promise<string>, Promise<string>];
  const exitCode = await new Promise<number>((done) => child.on("close", (code) => done(code ?? -1)));
  const run = { exitCode, stdout: await stdout, stderr: await stderr };
  runs += 1;
  writeFileSync(join(directory, `adopt-${runs}.txt`), run.stdout + run.stderr);
  return run;
}

/** Imports, and sees that neither vendor noticed and that no secret was left behind. */
async function adoptAll({ secrets }: GuideSetUp, ...args: string[]): Promise<string> {
  const before = await foreignObjects(scenario);
  const run = await adopt("--import", ...args);
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
  expect(await foreignObjects(scenario)).toEqual(before);
  const { okta, cloudflare } = SANDBOX_TENANTS;
  const all = { ...secrets, "Okta token": okta.apiToken, "Cloudflare token": cloudflare.apiToken };
  expect(findLeaks(scenario.stack.directory, all)).toEqual([]);
  return run.stdout;
}

/** The changes of a preview, and that `pulumi up` makes them and leaves nothing to do. */
async function deploy(): Promise<void> {
  const up = await scenario.stack.up();
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  expect(changes(await scenario.stack.preview("--refresh"))).toEqual([]);
}

describe("adopt", { timeout: 120_000 }, () => {
  test("takes over what the guide says, and announces exactly what the next deployment changes", async () => {
    const [setUp] = (await clickedTogether({
      signInGroups: ["Workforce"],
      pushedGroups: ["Engineering", "Finance"],
    })) as [GuideSetUp];
    const report = await adoptAll(setUp);
    const preview = await scenario.stack.preview();
    expect(changes(preview)).toEqual([
      "update access-cloudflare-identity-provider",
      "update access-oidc-app",
      "update access-scim-app",
      "update access-scim-push-engineering",
      "update access-scim-push-finance",
    ]);
    await deploy();
  });
});
