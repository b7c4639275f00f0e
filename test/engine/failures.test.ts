// L2: what goes wrong outside of the program. Every run ends in one clear error, a non-zero exit code and a state from
// which the next run goes on.
import { afterEach, describe, expect, it } from "vitest";
import { withChanges } from "../support/changed-settings";
import { changes } from "../support/engine";
import { findLeaks } from "../support/leaks";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

describe("a deployment that cannot succeed", () => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  it("says that Okta refuses the token, creates nothing there, and goes on when it is right", async () => {
    const running = await Scenario.start();
    scenario = running;
    const wrong = "00wrong-okta-api-token_00000000000000000";
    await running.stack.setSecret("okta:apiToken", wrong);

    const failed = await running.stack.up();

    expect(failed.exitCode).not.toBe(0);
    expect(failed.stdout + failed.stderr).toMatch(/Invalid token provided|E0000011|401/);
    expect(running.sandbox.okta.log.all().filter(({ method }) => method !== "GET")).toEqual([]);
    expect(findLeaks(running.stack.directory, { "wrong token": wrong })).toEqual([]);

    running.configure(sandboxSettings());
    const repaired = await running.stack.up();
    expect(repaired.exitCode, repaired.stdout + repaired.stderr).toBe(0);
  });

  it("says that Cloudflare refuses the token, keeps what Okta has, and goes on when it is right", async () => {
    const running = await Scenario.start();
    scenario = running;
    const wrong = "wrong-cloudflare-api-token_0000000000000";
    await running.stack.setSecret("cloudflare:apiToken", wrong);

    const failed = await running.stack.up();

    expect(failed.exitCode).not.toBe(0);
    expect(failed.stdout + failed.stderr).toMatch(/Authentication error|10000|401|403/);
    expect(findLeaks(running.stack.directory, { "wrong token": wrong })).toEqual([]);
    const apps = await running.okta.get<{ label: string }[]>("/apps?limit=200");
    expect(apps.filter(({ label }) => label === "Cloudflare Access")).toHaveLength(1);

    running.configure(sandboxSettings());
    const repaired = await running.stack.up();
    expect(repaired.exitCode, repaired.stdout + repaired.stderr).toBe(0);
    expect(changes(repaired)).not.toContain("create access-oidc-app");
    const after = await running.okta.get<{ label: string }[]>("/apps?limit=200");
    expect(after.filter(({ label }) => label === "Cloudflare Access")).toHaveLength(1);
  });

  it("refuses a leftover of another tenant in the environment, and does not show it", async () => {
    const running = await Scenario.start();
    scenario = running;
    const leftover = "00token-of-another-organization-000000000000";

    const refused = await running.stack.pulumi(["preview"], { OKTA_ACCESS_TOKEN: leftover });

    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain("environment variable OKTA_ACCESS_TOKEN: is set");
    expect(refused.stdout + refused.stderr).not.toContain(leftover);
    expect(running.sandbox.okta.log.all()).toEqual([]);
  });

  it("says that Okta cannot be reached, and leaves the state of an earlier deployment as it was", async () => {
    const running = await Scenario.start();
    scenario = running;
    const first = await running.stack.up();
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    const before = await running.stack.state();
    const settings = sandboxSettings();
    settings.oidc.appLabel = "Another label";
    // Nothing listens on the discard port.
    running.configure(settings, { "okta:httpProxy": "http://127.0.0.1:9" });

    const failed = await running.stack.up();

    expect(failed.exitCode).not.toBe(0);
    expect(failed.stdout + failed.stderr).toMatch(/connection refused|ECONNREFUSED/i);
    const ids = ({ deployment }: typeof before) =>
      Object.fromEntries((deployment.resources ?? []).map(({ urn, id }) => [urn, id]));
    const after = ids(await running.stack.state());
    expect(Object.entries(ids(before)).filter(([urn, id]) => after[urn] !== id)).toEqual([]);

    running.configure(sandboxSettings());
    const repaired = await running.stack.up();
    expect(repaired.exitCode, repaired.stdout + repaired.stderr).toBe(0);
    const unchanged = await running.stack.preview("--refresh", "--expect-no-changes");
    expect(unchanged.exitCode, unchanged.stdout + unchanged.stderr).toBe(0);
  });

  it("names every group and user that Okta does not have, before anything is created", async () => {
    const settings = sandboxSettings();
    settings.groups.engineering = { existing: { name: "Enginering" } };
    settings.groups.finance = { existing: { name: "finance" } };
    const running = await Scenario.start({ settings });
    scenario = running;

    const preview = await running.stack.preview();

    expect(preview.exitCode).not.toBe(0);
    const text = preview.stdout + preview.stderr;
    expect(text).toContain('no group in Okta is named "Enginering". Did you mean "Engineering"?');
    expect(text).toContain('no group in Okta is named "finance"');
    expect(running.sandbox.okta.log.all().filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("stops before Okta's connection is touched when Cloudflare gave no SCIM secret", async () => {
    // Without Access objects: the state cannot forget a login method on which others depend.
    const on = withChanges(sandboxSettings(), { access: undefined });
    const off = withChanges(on, { "scim.enabled": false });
    const running = await Scenario.start({ settings: off });
    scenario = running;
    const first = await running.stack.up();
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    const state = await running.stack.state();
    const find = (name: string) => {
      const resource = state.deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
      expect(resource, name).toBeDefined();
      return resource as NonNullable<typeof resource>;
    };
    const login = find("access-cloudflare-identity-provider");

    // Somebody turned SCIM on in the dashboard, where the secret was shown once; then the login method was imported.
    const { result } = (await running.cloudflare.get(`/access/identity_providers/${login.id}`)) as {
      result: Record<string, unknown>;
    };
    await running.cloudflare.send("PUT", `/access/identity_providers/${login.id}`, {
      name: result.name,
      type: result.type,
      config: result.config,
      scim_config: { enabled: true, user_deprovision: true, identity_update_behavior: "reauth" },
    });
    const forgotten = await running.stack.pulumi(["state", "delete", login.urn, "--yes"]);
    expect(forgotten.exitCode, forgotten.stdout + forgotten.stderr).toBe(0);
    const imported = await running.stack.pulumi([
      "import",
      login.type,
      "access-cloudflare-identity-provider",
      `accounts/${String(off.accountId)}/${login.id}`,
      "--parent",
      `parent=${find("access-cloudflare").urn}`,
      "--provider",
      `cloudflare=${find("cloudflare").urn}`,
      "--yes",
      "--skip-preview",
      "--protect=false",
      "--generate-code=false",
    ]);
    expect(imported.exitCode, imported.stdout + imported.stderr).toBe(0);
    running.configure(on);
    running.sandbox.okta.log.clear();

    const stopped = await running.stack.up();

    expect(stopped.exitCode).not.toBe(0);
    expect(stopped.stdout + stopped.stderr).toContain("Cloudflare gave no SCIM secret for the identity provider");
    expect(running.sandbox.okta.log.all().filter(({ path }) => path.includes("/connections/"))).toEqual([]);
  });
});
