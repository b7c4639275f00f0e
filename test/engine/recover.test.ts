// L2: what a run that broke off leaves, and `npm run recover`: what was made and not noted is taken into the state.
import { afterEach, describe, expect, it } from "vitest";
import { killedAt } from "../crash/interruption";
import { withChanges } from "../support/changed-settings";
import { changes, type Run } from "../support/engine";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

/** One app for sign-in, a login method, and a group that is made; no provisioning, which is about other things. */
const SETTINGS = withChanges(plainSettings(), {
  groups: {
    "access-engineering": { create: { name: "access-engineering" } },
    finance: { existing: { name: "Finance" } },
  },
  "oidc.assignedGroups": ["finance", "access-engineering"],
  scim: { enabled: false },
});

let scenario: Scenario | undefined;
afterEach(() => scenario?.close());

const start = async (): Promise<Scenario> => {
  scenario = await Scenario.start({ settings: SETTINGS });
  return scenario;
};
const text = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string => stdout + stderr;
const succeeded = <R extends { exitCode: number; stdout: string; stderr: string }>(run: R): R => {
  expect(run.exitCode, text(run)).toBe(0);
  return run;
};
const appsOf = ({ sandbox }: Scenario) =>
  sandbox.okta.store.apps.filter(({ label }) => label === "Cloudflare Access").map(({ id }) => id);
const methodsOf = ({ sandbox }: Scenario) =>
  sandbox.cloudflare.store.identityProviders.filter(({ type }) => type === "okta").map(({ id }) => id);

/** The engine and all that it started is killed when the answer of a call is due. It leaves a lock. */
async function killedAfter({ stack, sandbox }: Scenario, what: string): Promise<void> {
  const { call } = await killedAt(
    sandbox,
    { what, nth: 1, moment: "after-effect" },
    // One thing at a time: a run that is killed while it writes the state of another thing leaves half a state file.
    () => stack.up("--parallel", "1"),
    () => stack.processes,
  );
  expect(call?.what).toBe(what);
}

async function sameAgain({ stack }: Scenario): Promise<Run> {
  const again = succeeded(await stack.up());
  expect(changes(again)).toEqual([]);
  return again;
}

describe("a run that was killed", () => {
  it("when an app had been made: the next is refused, recover takes the app in, and the one after ends in the same place", async () => {
    const running = await start();
    await killedAfter(running, "POST /api/v1/apps");
    succeeded(await running.stack.pulumi(["cancel", "--yes"]));
    const [made] = appsOf(running);

    const refused = await running.stack.up();
    expect(refused.exitCode).not.toBe(0);
    expect(text(refused)).toContain(`already, of which this stack knows nothing: ${made}`);

    const shown = succeeded(await running.stack.command("recover"));
    expect(shown.stdout).toContain(`app in Okta ${made}: becomes access-oidc-app`);
    expect(shown.stdout).toContain("Nothing was changed. To do it, run the same with --yes.");
    const done = succeeded(await running.stack.command("recover", "--yes"));
    expect(done.stdout).toContain("Done. Run: pulumi up");
    succeeded(await running.stack.up());

    expect(appsOf(running)).toEqual([made]);
    expect(methodsOf(running)).toHaveLength(1);
    await sameAgain(running);
  });

  it("when a login method had been made: it becomes the stack's", async () => {
    const running = await start();
    await killedAfter(running, "POST /client/v4/accounts/*/access/identity_providers");
    const made = methodsOf(running);

    const locked = await running.stack.command("recover", "--yes");
    expect(locked.exitCode).toBe(1);
    expect(text(locked)).toMatch(/is locked by another run\..+only where it is dead.+pulumi cancel --stack/);
    succeeded(await running.stack.pulumi(["cancel", "--yes"]));
    const done = succeeded(await running.stack.command("recover", "--yes"));
    expect(done.stdout).toContain(`login method at Cloudflare ${made[0]}: becomes access-cloudflare-identity-provider`);
    succeeded(await running.stack.up());

    expect(methodsOf(running)).toEqual(made);
    await sameAgain(running);
  });
});

it("deletes a second app that nobody uses, and leaves one alone that was there before or is used", async () => {
  const running = await start();
  const { stack, sandbox } = running;
  sandbox.okta.faults.add({
    match: { method: "POST", path: "/api/v1/apps", nth: 1 },
    effect: { type: "cut", at: "after-effect", reset: false },
  });
  expect(text(await stack.up())).toContain("more than once now");
  const [double = "", known] = appsOf(running);
  const group = sandbox.okta.store.groups.find(({ profile }) => profile.name === "Finance");
  await running.okta.send("PUT", `/apps/${double}/groups/${group?.id}`, {});

  expect((await stack.command("recover", "--yes")).stdout).toContain(`${double}, a double of access-oidc-app: stays`);
  expect(appsOf(running)).toEqual([double, known]);

  await running.okta.send("DELETE", `/apps/${double}/groups/${group?.id}`);
  expect((await stack.command("recover", "--yes")).stdout).toContain(`${double}, a double of access-oidc-app: nobody`);
  expect(appsOf(running)).toEqual([known]);
  succeeded(await stack.up());
  expect(text(succeeded(await stack.command("recover")))).toContain("there is nothing to mend");
});
