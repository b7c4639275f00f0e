// L2: the Okta that answers success to a SCIM connection and does not take it. Both settings, to the end.
import { afterEach, describe, expect, it } from "vitest";
import { control } from "../support/control";
import { changes } from "../support/engine";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

interface Mapping {
  readonly status: string;
}

describe("an Okta that does not take the SCIM connection", () => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  const scimAppId = async ({ okta }: Scenario) =>
    (await okta.get<{ id: string; name: string }[]>("/apps?limit=200")).find(({ name }) => name === "scim2headerauth")
      ?.id;
  const assignedGroups = async (running: Scenario) =>
    (await running.okta.get<unknown[]>(`/apps/${await scimAppId(running)}/groups?limit=200`)).length;

  /** What a person does on the Provisioning page of the app. */
  const consoleByHand = async (running: Scenario) => {
    const { scimBaseUrl, scimSecret } = await running.stack.outputs({ showSecrets: true });
    const response = await control(running.sandbox.okta, "POST", `/apps/${await scimAppId(running)}/provisioning`, {
      enabled: true,
      baseUrl: scimBaseUrl,
      token: scimSecret,
    });
    expect(response.status, await response.text()).toBeLessThan(300);
  };

  it('fails with connection "api", says what to do, loses nothing, and finishes by way of the console', async () => {
    const running = await Scenario.start({ scimConnection: "unknown" });
    scenario = running;

    const failed = await running.stack.up();

    expect(failed.exitCode).not.toBe(0);
    const messages = failed.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    expect(messages.join("\n")).toContain("Okta answered success but did not take the SCIM connection");
    expect(messages.join("\n")).toContain(
      'Set connection to "console" (okta-cloudflare-access:settings.scim.connection)',
    );
    expect(messages.join("\n")).not.toContain("Provisioning is not supported");
    const before = await scimAppId(running);
    expect(before).toBeDefined();
    expect(await running.stack.state()).toMatchObject({
      deployment: {
        resources: expect.arrayContaining([
          expect.objectContaining({ urn: expect.stringContaining("access-cloudflare-identity-provider") }),
          expect.objectContaining({ urn: expect.stringContaining("access-scim-app") }),
        ]),
      },
    });

    const settings = sandboxSettings();
    settings.scim.connection = "console";
    running.configure(settings);
    const firstPhase = await running.stack.up();

    expect(firstPhase.exitCode, firstPhase.stdout + firstPhase.stderr).toBe(0);
    expect(await scimAppId(running)).toBe(before);
    expect(await assignedGroups(running)).toBe(1);
    expect((await running.stack.outputs()).nextSteps).toEqual([
      expect.stringContaining(`/admin/app/scim2headerauth/instance/${before}/#tab-user-management`),
      `Base URL: ${(await running.stack.outputs()).scimBaseUrl}`,
      expect.stringContaining("pulumi stack output scimSecret --show-secrets"),
      expect.stringContaining("Test API Credentials"),
      expect.stringContaining("settings.scim.consoleDone true"),
      expect.stringContaining("pulumi up"),
      expect.stringContaining("Provision User"),
    ]);

    await finish(running, settings);
  });

  it('deploys in two phases with connection "console"', async () => {
    const settings = sandboxSettings();
    settings.scim.connection = "console";
    const running = await Scenario.start({ scimConnection: "unknown", settings });
    scenario = running;

    const firstPhase = await running.stack.up();

    expect(firstPhase.exitCode, firstPhase.stdout + firstPhase.stderr).toBe(0);
    expect(changes(firstPhase).filter((change) => /connection|provisioning|push/.test(change))).toEqual([]);
    expect(await assignedGroups(running)).toBe(1);
    const unchanged = await running.stack.preview("--refresh", "--expect-no-changes");
    expect(unchanged.exitCode, unchanged.stdout + unchanged.stderr).toBe(0);

    await finish(running, settings);
  });

  it("keeps everything when consoleDone is set too early, and fails at the provisioning settings", async () => {
    const settings = sandboxSettings();
    settings.scim.connection = "console";
    settings.scim.consoleDone = true;
    const running = await Scenario.start({ scimConnection: "unknown", settings });
    scenario = running;

    const failed = await running.stack.up();

    expect(failed.exitCode).not.toBe(0);
    // The real plugin tells Okta's status only, not its words.
    expect(failed.stdout + failed.stderr).toMatch(/access-scim-provisioning[\s\S]*400/);
    const before = await scimAppId(running);
    expect(before).toBeDefined();
    // Whether the stack has outputs already depends on what else was done when it failed. Back to the first phase it has.
    settings.scim.consoleDone = false;
    running.configure(settings);
    const firstPhase = await running.stack.up();
    expect(firstPhase.exitCode, firstPhase.stdout + firstPhase.stderr).toBe(0);
    expect(changes(firstPhase).filter((change) => /replace|delete/.test(change))).toEqual([]);
    expect(await scimAppId(running)).toBe(before);
    await finish(running, settings);
  });

  async function finish(running: Scenario, settings: ReturnType<typeof sandboxSettings>): Promise<void> {
    await consoleByHand(running);
    settings.scim.consoleDone = true;
    running.configure(settings);

    const secondPhase = await running.stack.up();

    expect(secondPhase.exitCode, secondPhase.stdout + secondPhase.stderr).toBe(0);
    expect(changes(secondPhase)).toEqual(
      expect.arrayContaining([
        "create access-scim-provisioning",
        "create access-scim-push-access-engineering",
        "create access-scim-push-access-finance",
      ]),
    );
    expect(changes(secondPhase).filter((change) => /replace|delete/.test(change))).toEqual([]);
    const id = await scimAppId(running);
    const mappings = await running.okta.get<Mapping[]>(`/apps/${id}/group-push/mappings`);
    expect(mappings.map(({ status }) => status)).toEqual(settings.scim.pushGroups?.map(() => "ACTIVE"));
    expect((await running.stack.outputs()).nextSteps).toEqual([]);
    const unchanged = await running.stack.preview("--refresh", "--expect-no-changes");
    expect(unchanged.exitCode, unchanged.stdout + unchanged.stderr).toBe(0);
  }
});
