// L2 and a browser: where Okta's API does not take the SCIM connection, a person does what the deployment says, on the page
// that stands for the Admin Console, while `verify --wait` watches.
import { afterEach, expect, it } from "vitest";
import { describeInChromium } from "../support/browser";
import { changes } from "../support/engine";
import { expectGoodPage } from "../support/page-checks";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

describeInChromium("a deployment where Okta answers UNKNOWN", (browser) => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  it("ends with one step left, is watched while a person takes it, and is finished by the next deployment", async () => {
    const { scim, ...rest } = sandboxSettings();
    scenario = await Scenario.start({
      scimConnection: "unknown",
      settings: { ...rest, scim: { ...scim, connection: "console" }, verify: "warn" },
    });
    const { stack, sandbox } = scenario;
    const up = await stack.up();
    expect(up.exitCode, up.stdout + up.stderr).toBe(0);
    expect(up.stdout + up.stderr).toContain("one step left: a person has to set it up");
    const outputs = await stack.outputs({ showSecrets: true });
    const steps = outputs.nextSteps as string[];
    const { oktaScimAppProvisioning: link } = outputs.links as Record<string, string>;
    expect(steps[0]).toContain(link);
    const first = await stack.command("verify");
    expect(first.exitCode, first.stderr).toBe(0);
    for (const [index, step] of steps.entries()) {
      expect(first.stdout).toContain(`${index + 1}. ${step}`);
    }

    const watching = stack.command("verify", "--wait", "10", "--interval", "1", "--set");
    const watched = await browser.open();
    const { page } = watched;
    const { pathname, hash } = new URL(String(link));
    await page.goto(`${sandbox.okta.url}${pathname}${hash}`);
    await page.getByRole("button", { name: "Configure API Integration" }).click();
    await page.getByRole("checkbox", { name: "Enable API integration" }).check();
    await page.getByLabel("Base URL").fill(/^Base URL: (.*)$/.exec(steps[1] ?? "")?.[1] ?? "");
    await page.getByLabel("API Token").fill(String(outputs.scimSecret));
    await page.getByRole("button", { name: "Test API Credentials" }).first().click();
    await page.getByRole("status").getByText("was verified successfully").waitFor();
    await page.getByRole("button", { name: "Save" }).first().click();
    await page.getByRole("status").getByText("Saved.").waitFor();
    await expectGoodPage(watched, "hand-over-by-the-steps", [String(outputs.scimSecret)]);

    const seen = await watching;
    expect(seen.exitCode, seen.stderr).toBe(0);
    expect(seen.stdout).toContain("is on, and this stack does not know it yet");
    expect(seen.stderr).toContain("scim.consoleDone is set");
    expect(seen.stdout + seen.stderr).not.toContain(outputs.scimSecret);

    const finished = await stack.up();
    expect(finished.exitCode, finished.stdout + finished.stderr).toBe(0);
    expect(changes(finished)).toContain("create access-scim-push-finance");
    await sandbox.okta.provisioning.settled();
    expect((await stack.outputs()).nextSteps).toEqual([]);
  });
});
