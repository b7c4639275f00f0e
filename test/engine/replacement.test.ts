// L2: what a change of team or account does is said before it is done.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changes } from "../support/engine";
import { Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

describe("moving to another team or account", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    // Not protected, and without applications: lockout.test.ts shows what stops it.
    scenario = await Scenario.start({ settings: plainSettings() });
    const run = await scenario.stack.up();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  });
  afterAll(() => scenario?.close());

  it("plans a new redirect URI in place and no replacement for another team", async () => {
    const settings = plainSettings();
    settings.team = "acme-international";
    scenario.configure(settings);

    const preview = await scenario.stack.preview();

    expect(preview.exitCode, preview.stdout + preview.stderr).toBe(0);
    expect(changes(preview)).toEqual(["update access-oidc-app"]);
    expect(preview.stdout).toContain("https://acme-international.cloudflareaccess.com/cdn-cgi/access/callback");
  });

  it("says that another account replaces the login method, before anything happens", async () => {
    const settings = plainSettings();
    settings.accountId = "5a0d00c10fda7eacce55000000000002";
    scenario.configure(settings);
    scenario.sandbox.cloudflare.log.clear();

    const preview = await scenario.stack.preview();

    expect(preview.exitCode, preview.stdout + preview.stderr).toBe(0);
    expect(changes(preview)).toEqual(
      expect.arrayContaining([expect.stringMatching(/replace.* access-cloudflare-identity-provider/)]),
    );
    expect(preview.stdout).toMatch(/accountId/);
    expect(
      changes(preview).filter((change) => /replace|delete/.test(change) && !change.endsWith("identity-provider")),
    ).toEqual([]);
    expect(scenario.sandbox.cloudflare.log.all().filter(({ method }) => method !== "GET")).toEqual([]);
  });
});
