// L2: a deployment ends in evidence. The resource looks last of all and shows in a plan only where something is wrong; the
// command line looks at the same stack.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changes } from "../support/engine";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

interface Findings {
  readonly verdict: string;
  readonly calls: number;
  readonly findings: readonly { readonly id: string; readonly status: string; readonly summary: string }[];
}

describe("a verified deployment", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.start({ settings: { ...sandboxSettings(), verify: "enforce" } });
  });
  afterAll(() => scenario.close());

  it("passes, and says nothing more in the next plan", async () => {
    const up = await scenario.stack.up();
    expect(up.exitCode, up.stdout + up.stderr).toBe(0);
    expect(changes(up)).toContain("create access-verification");
    expect(up.diagnostics.filter(({ message }) => message.includes("Verification"))).toEqual([]);

    const again = await scenario.stack.preview("--expect-no-changes");
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  });

  it("is looked at from the command line, with few calls and no secret in what it prints", async () => {
    const html = join(scenario.stack.directory, "report.html");
    const { exitCode, stdout, stderr } = await scenario.stack.command("verify", "--json", "--html", html);

    expect(exitCode, stdout + stderr).toBe(0);
    const { verdict, findings, calls } = JSON.parse(stdout) as Findings;
    expect(verdict, stdout).toBe("warn");
    const troubles = findings.filter(({ status }) => status !== "pass");
    expect(troubles.map(({ id, status }) => [id, status])).toEqual([["policy", "warn"]]);
    expect(findings.length).toBeGreaterThan(20);
    expect(calls).toBeLessThan(40);
    const { clientSecret, scimSecret } = await scenario.stack.outputs({ showSecrets: true });
    for (const text of [stdout, stderr, readFileSync(html, "utf8")]) {
      expect(text).not.toContain(clientSecret);
      expect(text).not.toContain(scimSecret);
    }
  });

  it("stops a deployment that leaves something wrong, says what, and is over when it is mended", async () => {
    const { scimAppId } = await scenario.stack.outputs();
    const connection = `/apps/${String(scimAppId)}/connections/default/lifecycle`;
    await scenario.okta.send("POST", `${connection}/deactivate`);

    const preview = await scenario.stack.preview();
    expect(changes(preview)).toEqual(["update access-verification"]);
    const up = await scenario.stack.up();
    expect(up.exitCode).not.toBe(0);
    expect(up.stdout + up.stderr).toMatch(/SCIM connection in Okta: is not as it should be/);
    expect(up.stdout + up.stderr).toMatch(/status: expected ENABLED, found DISABLED/);
    expect((await scenario.stack.command("verify", "--markdown")).exitCode).toBe(1);

    await scenario.okta.send("POST", `${connection}/activate`);
    const mended = await scenario.stack.up();
    expect(mended.exitCode, mended.stdout + mended.stderr).toBe(0);
    expect(changes(mended)).toEqual([]);
  });

  it("only warns where it is told to, and looks again at the next deployment", async () => {
    scenario.configure({ ...sandboxSettings(), verify: "warn" });
    const { scimAppId } = await scenario.stack.outputs();
    const connection = `/apps/${String(scimAppId)}/connections/default/lifecycle`;
    await scenario.okta.send("POST", `${connection}/deactivate`);

    const up = await scenario.stack.up();
    expect(up.exitCode, up.stdout + up.stderr).toBe(0);
    expect(changes(up)).toEqual(["update access-verification"]);
    expect(
      up.diagnostics.find(({ severity, message }) => severity === "warning" && message.includes("found DISABLED")),
    ).toBeDefined();

    const again = await scenario.stack.preview();
    expect(changes(again)).toEqual(["update access-verification"]);
    await scenario.okta.send("POST", `${connection}/activate`);
    expect(changes(await scenario.stack.preview())).toEqual([]);
  });

  it("goes away without a look", async () => {
    const destroyed = await scenario.stack.destroy();
    expect(destroyed.exitCode, destroyed.stdout + destroyed.stderr).toBe(0);
  });
});
