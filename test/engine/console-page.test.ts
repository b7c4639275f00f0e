// L2: the two phases of an Okta that does not take the SCIM connection, with the person in between at a real browser.
import { afterEach, expect, it } from "vitest";
import { describeInChromium } from "../support/browser";
import { changes } from "../support/engine";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

describeInChromium("the next steps, done to the letter", (browser) => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  it("lead from the first phase to provisioning without a further change", async () => {
    const settings = sandboxSettings();
    settings.scim.connection = "console";
    const running = await Scenario.start({ scimConnection: "unknown", settings });
    scenario = running;
    const { stack } = running;
    const firstPhase = await stack.up();
    expect(firstPhase.exitCode, firstPhase.stdout + firstPhase.stderr).toBe(0);
    const { nextSteps } = (await stack.outputs()) as { nextSteps: readonly string[] };
    const secret = String((await stack.outputs({ showSecrets: true })).scimSecret);

    const { page, errors } = await browser.open();
    const step = (pattern: RegExp): string => {
      const found = nextSteps.map((text) => pattern.exec(text)?.[1]).find((value) => value !== undefined);
      return found ?? expect.fail(`No step says ${pattern}:\n${nextSteps.join("\n")}`);
    };
    // The console of an Okta at acme.okta.com, which here is the sandbox.
    const link = new URL(step(/^Open (\S+) in the Okta Admin Console/));
    expect(link.host).toBe("acme-admin.okta.com");
    await page.goto(running.sandbox.okta.url + link.pathname + link.hash);
    await page.getByRole("button", { name: step(/select "(Configure API Integration)"/) }).click();
    await page.getByRole("checkbox", { name: step(/then "(Enable API integration)"/) }).check();
    await page.getByLabel("Base URL").fill(step(/^Base URL: (.*)$/));
    const command = step(/^API Token: what this command shows: pulumi (.*)$/);
    await page.getByLabel("API Token").fill((await stack.pulumi(command.split(" "))).stdout.trim());
    await page.getByRole("button", { name: step(/^Select "(Test API Credentials)"/) }).click();
    await page.getByRole("status").getByText("was verified successfully").waitFor();
    await page
      .getByRole("button", { name: step(/Select "(Save)"\.$/) })
      .first()
      .click();
    await page.getByRole("status").getByText("Saved.").waitFor();
    expect(errors).toEqual([]);
    expect(await page.content()).not.toContain(secret);

    expect(step(/^Run: pulumi config set --path okta-cloudflare-access:settings\.(.*)$/)).toBe("scim.consoleDone true");
    settings.scim.consoleDone = true;
    running.configure(settings);
    expect(step(/^Run: pulumi (up)\b/)).toBe("up");
    const secondPhase = await stack.up();

    expect(secondPhase.exitCode, secondPhase.stdout + secondPhase.stderr).toBe(0);
    expect(changes(secondPhase).filter((change) => /replace|delete/.test(change))).toEqual([]);
    expect((await stack.outputs()).nextSteps).toEqual([]);
    await running.sandbox.okta.provisioning.settled();
    await page.goto(running.sandbox.okta.url + link.pathname + link.hash);
    for (const name of ["Create Users", "Update User Attributes", "Deactivate Users"]) {
      expect(await page.getByRole("checkbox", { name }).isChecked(), name).toBe(true);
    }
    for (const group of ["access-engineering", "access-finance"]) {
      expect(await page.getByRole("row", { name: new RegExp(`^${group} ${group} ACTIVE`) }).count(), group).toBe(1);
    }
    const { scimUsers } = running.sandbox.cloudflare.store;
    expect(scimUsers.size).toBe(0);
    await page.getByRole("button", { name: step(/select "(Provision User)" at the top/) }).click();
    await page.getByRole("button", { name: "Provision User" }).waitFor({ state: "detached" });
    expect(scimUsers.size).toBeGreaterThan(10);
    const unchanged = await stack.preview("--refresh", "--expect-no-changes");
    expect(unchanged.exitCode, unchanged.stdout + unchanged.stderr).toBe(0);
  });
});
