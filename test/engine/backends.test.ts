// L2: where a team keeps its state. The same life of a stack on files and on PostgreSQL: deployed, looked at and changed by
// several people at once, broken off, renamed, destroyed. Proves what docs/backends.md says of both.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { KNOWS_PROCESSES } from "../../bench/processes";
import type { BackendKind } from "../support/backend";
import { describeOnPostgres } from "../support/describe-on-postgres";
import { changes, type Run } from "../support/engine";
import { foreignObjects } from "../support/foreign-objects";
import { killTree } from "../support/process-tree";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

/** The words by which a run is refused while another one is at work, on every backend without a service of its own. */
const LOCKED = /the stack is currently locked by 1 lock\(s\).*`pulumi cancel`/s;

function lifeOfAStack(backend: BackendKind): void {
  let scenario: Scenario;
  let foreign: unknown;
  let release = () => {};
  const settings = plainSettings();

  beforeAll(async () => {
    scenario = await Scenario.start({ settings: { ...settings }, backend });
    foreign = await foreignObjects(scenario);
  });
  afterEach(() => release());
  afterAll(() => scenario?.close());

  const succeeded = (run: Run): Run => {
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    return run;
  };
  /** Lets Okta wait with a call until `release` is called. Answers once that call is there. */
  const holdAt = (wanted: string): Promise<void> => {
    const { faults } = scenario.sandbox.okta;
    const released = new Promise<void>((resolve) => {
      release = () => {
        faults.gate = undefined;
        resolve();
      };
    });
    return new Promise<void>((resolve) => {
      faults.gate = async ({ method, path }, moment) => {
        if (moment === "before-effect" && `${method} ${path}`.startsWith(wanted)) {
          resolve();
          await released;
        }
        return "go on";
      };
    });
  };

  it("lets one of two deployments at once go on and refuses the other, which changes nothing", async () => {
    const held = holdAt("POST /api/v1/apps");
    const first = scenario.stack.up();
    await held;

    const second = await scenario.stack.up();
    const destroy = await scenario.stack.destroy();
    const rotate = await scenario.stack.command("rotate", "scim-secret", "--", "--yes", "--skip-preview");
    release();
    succeeded(await first);

    for (const refused of [second, destroy, rotate]) {
      expect(refused.exitCode).not.toBe(0);
      expect(refused.stdout + refused.stderr).toMatch(LOCKED);
    }
    expect(second.steps).toEqual([]);
    // What the four of them created, by the last part of the paths.
    const created = [scenario.sandbox.okta, scenario.sandbox.cloudflare]
      .flatMap(({ log }) => log.all())
      .filter(({ method, status }) => method === "POST" && status < 300)
      .map(({ path }) => path.split("/").at(-1)?.split("?")[0]);
    const count = (what: string) => created.filter((one) => one === what).length;
    expect({ apps: count("apps"), groups: count("groups"), mappings: count("mappings") }).toEqual({
      apps: 2,
      groups: 2,
      mappings: 2,
    });
    expect(count("identity_providers")).toBe(1);
  });

  it("lets others look while a deployment is at work", async () => {
    scenario.configure({ ...settings, oidc: { ...settings.oidc, appLabel: "Cloudflare Access (new)" } });
    const held = holdAt("PUT /api/v1/apps/");
    const running = scenario.stack.up();
    await held;

    const preview = await scenario.stack.preview();
    const verify = await scenario.stack.command("verify", "--json");
    release();
    const deployed = await running;

    expect(changes(succeeded(preview))).toEqual(["update access-oidc-app"]);
    const { findings } = JSON.parse(verify.stdout) as { readonly findings: readonly unknown[] };
    expect(findings.length, verify.stderr).toBeGreaterThan(10);
    expect(changes(succeeded(deployed))).toEqual(["update access-oidc-app"]);
  });

  it.skipIf(!KNOWS_PROCESSES)("refuses everybody after a run was killed, until `pulumi cancel`", async () => {
    scenario.configure(settings);
    const held = holdAt("PUT /api/v1/apps/");
    const running = scenario.stack.up();
    await held;
    const [pulumi] = scenario.stack.processes;
    await killTree(pulumi as number);
    await running;
    release();

    const refused = await scenario.stack.up();
    const cancelled = await scenario.stack.pulumi(["cancel", "--yes"]);

    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toMatch(LOCKED);
    succeeded(cancelled);
    succeeded(await scenario.stack.up());
    succeeded(await scenario.stack.preview("--refresh", "--expect-no-changes"));
  });

  it("keeps a history, and takes both along under another name", async () => {
    succeeded(await scenario.stack.rename("renamed"));

    const history = JSON.parse((await scenario.stack.pulumi(["stack", "history", "--json"])).stdout) as unknown[];
    const { deployment } = await scenario.stack.state();

    expect(history.length).toBeGreaterThanOrEqual(3);
    expect(deployment.resources?.length).toBeGreaterThan(10);
    succeeded(await scenario.stack.up("--expect-no-changes"));
  });

  it("destroys what it made, and the stack with its state", async () => {
    succeeded(await scenario.stack.destroy());

    expect(await foreignObjects(scenario)).toEqual(foreign);
    succeeded(await scenario.stack.pulumi(["stack", "rm", "--yes"]));
    expect((await scenario.stack.pulumi(["stack", "history"])).exitCode).not.toBe(0);
  });
}

describe("state in files", () => lifeOfAStack("files"));

describeOnPostgres("state on PostgreSQL", () => lifeOfAStack("postgres"));
