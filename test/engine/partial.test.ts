// L2: stacks that have only a part: SCIM off, SCIM switched off and on, and programs of people who have the other half
// already and take one component.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { changes, REPOSITORY } from "../support/engine";
import { Scenario, type ScenarioOptions } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

interface Named {
  readonly id: string;
  readonly label: string;
}

describe("a part of the whole", () => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  const start = async (options: ScenarioOptions) => {
    scenario = await Scenario.start(options);
    return scenario;
  };
  const labels = async ({ okta }: Scenario) => (await okta.get<Named[]>("/apps?limit=200")).map(({ label }) => label);
  const loginMethods = async ({ cloudflare }: Scenario) =>
    (
      await cloudflare.get<{ result: { name: string; type: string; scim_config?: { enabled: boolean } }[] }>(
        "/access/identity_providers",
      )
    ).result.filter(({ type }) => type === "okta");

  it("deploys sign-in alone with SCIM off, then SCIM on top of it, then off again", async () => {
    const settings = sandboxSettings();
    settings.scim.enabled = false;
    const running = await start({ settings });
    const { stack } = running;

    const first = await stack.up();
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    expect(changes(first).filter((change) => change.includes("scim"))).toEqual([]);
    expect(await labels(running)).not.toContain("Cloudflare Access SCIM");
    expect(await loginMethods(running)).toMatchObject([{ name: "Okta", scim_config: { enabled: false } }]);
    expect(Object.keys(await stack.outputs())).not.toContain("scimSecret");
    const unchanged = await stack.preview("--refresh", "--expect-no-changes");
    expect(unchanged.exitCode, unchanged.stdout + unchanged.stderr).toBe(0);

    running.configure(sandboxSettings());
    const preview = await stack.preview();
    expect(preview.exitCode, preview.stdout + preview.stderr).toBe(0);
    const on = await stack.up();
    expect(on.exitCode, on.stdout + on.stderr).toBe(0);
    expect(changes(on)).toContain("update access-cloudflare-identity-provider");
    expect(await loginMethods(running)).toMatchObject([{ scim_config: { enabled: true } }]);
    expect((await stack.outputs({ showSecrets: true })).scimSecret).toMatch(/\S{16}/);

    running.configure(settings);
    const off = await stack.up();
    expect(off.exitCode, off.stdout + off.stderr).toBe(0);
    expect(changes(off)).toContain("delete access-scim-app");
    expect(await labels(running)).not.toContain("Cloudflare Access SCIM");
    expect(await loginMethods(running)).toMatchObject([{ name: "Okta", scim_config: { enabled: false } }]);
  });

  it("makes the OIDC half alone, for someone who has the login method already", async () => {
    const { stack } = await start({
      program: program("oidc-only"),
      config: { "okta-cloudflare-access:settings": undefined },
    });

    const run = await stack.up();

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(changes(run).filter((change) => change.includes("create sign-in"))).toEqual([
      "create sign-in",
      "create sign-in-app",
      "create sign-in-user-ada",
    ]);
    expect(await stack.outputs()).toMatchObject({ clientId: expect.stringMatching(/^0oa/), clientSecret: "[secret]" });
    expect(await loginMethods(scenario as Scenario)).toEqual([]);
    const again = await stack.preview("--refresh", "--expect-no-changes");
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  });

  it("makes the login method alone, for someone who has the OIDC app already", async () => {
    const { stack } = await start({
      program: program("cloudflare-only"),
      config: { "okta-cloudflare-access:settings": undefined },
    });

    const run = await stack.up();

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await loginMethods(scenario as Scenario)).toMatchObject([
      { name: "Okta by hand", scim_config: { enabled: true } },
    ]);
    const again = await stack.preview("--refresh", "--expect-no-changes");
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  });

  it("makes the SCIM half alone, for someone who has the login method already", async () => {
    const running = await start({
      program: program("scim-only"),
      config: { "okta-cloudflare-access:settings": undefined },
    });
    const { stack } = running;
    existingLoginMethod(running);

    const run = await stack.up();

    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    await running.sandbox.okta.provisioning.settled();
    expect(running.sandbox.cloudflare.store.scimUsers.size).toBeGreaterThan(0);
    expect(running.sandbox.cloudflare.store.scimGroups.all()).toMatchObject([{ displayName: "access-staff" }]);
    const scim = (await running.okta.get<Named[]>("/apps?limit=200")).find(({ label }) => label === "SCIM alone");
    expect(await running.okta.get(`/apps/${scim?.id}/connections/default`)).toMatchObject({
      status: "ENABLED",
      baseUrl: "https://acme.cloudflareaccess.com/populations/existing/scim/v2",
    });
    const again = await stack.preview("--refresh", "--expect-no-changes");
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  });
});

/** The login method that the program "scim-only" knows from the dashboard: its address and its SCIM secret. */
function existingLoginMethod({ sandbox }: Scenario): void {
  sandbox.cloudflare.store.identityProviders.put({
    id: "existing",
    scope: "account",
    name: "Okta by hand",
    type: "okta",
    config: { client_id: "0oa1", okta_account: "https://acme.okta.com" },
    secretConfig: { client_secret: "kept-by-cloudflare" },
    scim: { enabled: true, user_deprovision: true, seat_deprovision: false, identity_update_behavior: "reauth" },
    scimSecretHash: createHash("sha256").update("scim-secret-copied-from-the-dashboard").digest("hex"),
    scimBaseUrl: "https://acme.cloudflareaccess.com/populations/existing/scim/v2",
    readOnly: false,
    samlCertificateSetId: null,
    version: "0".repeat(32),
  });
}

function program(name: string): string {
  return join(REPOSITORY, "test/engine/programs", name);
}
