// In-process: the verification over its gRPC port against both local services.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nativeProvider } from "../../../provider/provider";
import { type PropertyMap, Secret, UNKNOWN } from "../../../provider/rpc/values";
import { SANDBOX_TENANTS } from "../../../sandbox";
import { drivePlugin, type PluginDriver } from "../../support/plugin-driver";
import { VerifiedSandbox } from "../../support/verified-sandbox";

const TYPE = "okta-cloudflare-access:index:Verification";

describe("the verification", () => {
  let running: VerifiedSandbox;
  let plugin: PluginDriver;
  /** Called whenever it waits. */
  let onWait: (milliseconds: number) => unknown;

  beforeEach(async () => {
    running = await VerifiedSandbox.start();
    onWait = () => undefined;
    plugin = await drivePlugin(nativeProvider({ wait: async (milliseconds) => onWait(milliseconds) }));
    await plugin.configure({
      cloudflareApiToken: new Secret(SANDBOX_TENANTS.cloudflare.apiToken),
      cloudflareBaseUrl: running.sandbox.cloudflare.apiUrl,
      oktaOrgUrl: "https://acme.okta.com",
      oktaApiToken: new Secret(SANDBOX_TENANTS.okta.apiToken),
      connectTo: JSON.stringify({
        "acme.okta.com": running.sandbox.okta.url,
        "acme.cloudflareaccess.com": running.sandbox.cloudflare.url,
      }),
    });
  });
  afterEach(async () => {
    plugin.close();
    await running.close();
  });

  const inputs = (mode: string, change: PropertyMap = {}): PropertyMap => ({
    deployed: JSON.stringify(running.deployed),
    clientSecret: new Secret(running.secrets.clientSecret),
    scimSecret: new Secret(running.secrets.scimSecret),
    mode,
    ...change,
  });
  const connection = (way: "activate" | "deactivate") =>
    running.okta.send("POST", `${running.scimApp}/connections/default/lifecycle/${way}`);

  it("records how it ended and when", async () => {
    const held = await plugin.create(TYPE, inputs("enforce"));
    expect(held.outputs.result).toBe("passed");
    expect(Date.parse(String(held.outputs.verifiedAt))).toBeGreaterThan(0);
    expect(plugin.warnings).toEqual([]);
  });

  it("shows in a plan only when something does not work", async () => {
    const held = await plugin.create(TYPE, inputs("enforce"));
    expect((await plugin.diff(held, inputs("enforce"))).diffs).toEqual([]);

    await connection("deactivate");
    expect((await plugin.diff(held, inputs("enforce"))).diffs).toEqual(["verifiedAt"]);
    await connection("activate");
    expect((await plugin.diff(held, inputs("enforce"))).diffs).toEqual([]);
  });

  it("does not look while something else is about to change", async () => {
    const held = await plugin.create(TYPE, inputs("enforce"));
    const before = running.sandbox.okta.log.all().length;
    expect((await plugin.diff(held, inputs("enforce", { deployed: UNKNOWN }))).diffs).toContain("deployed");
    expect(running.sandbox.okta.log.all()).toHaveLength(before);
  });

  it("fails when it is enforced, with what is wrong and never a secret", async () => {
    await connection("deactivate");
    const refused = plugin.create(TYPE, inputs("enforce"));
    await expect(refused).rejects.toThrow(/status: expected ENABLED, found DISABLED/);
    await expect(refused).rejects.not.toThrow(running.secrets.scimSecret);
  });

  it("warns when it may only warn", async () => {
    const held = await plugin.create(
      TYPE,
      inputs("warn", { clientSecret: new Secret("another-secret-of-the-client") }),
    );
    expect(held.outputs.result).toBe("failed");
    expect(plugin.warnings.join("\n")).toMatch(/Client secret: Okta does not take it/);
    expect(plugin.warnings.join("\n")).not.toContain("another-secret-of-the-client");
  });

  it("waits for a group that is on its way, and not without end", async () => {
    const { scimGroups } = running.sandbox.cloudflare.store;
    const finance = scimGroups.find(({ displayName }) => displayName === "Finance") ?? expect.fail("no such group");
    const waits: number[] = [];
    scimGroups.delete(finance.id);
    onWait = (milliseconds) => {
      waits.push(milliseconds);
      return waits.length === 2 ? scimGroups.put(finance) : undefined;
    };
    expect((await plugin.create(TYPE, inputs("enforce"))).outputs.result).toBe("passed");
    expect(waits).toEqual([3_000, 3_000]);

    scimGroups.delete(finance.id);
    await expect(plugin.create(TYPE, inputs("enforce"))).rejects.toThrow(/"Finance": is missing/);
    // Others are for the rate limit: twenty looks in no time are more calls than Okta takes in a minute.
    expect(waits.slice(2).filter((milliseconds) => milliseconds === 3_000)).toHaveLength(20);
  });

  it("does not wait for what only a person can mend", async () => {
    onWait = () => expect.fail("it waited");
    const mapping = `${running.scimApp}/group-push/mappings`;
    const [first] = await running.okta.get<{ id: string }[]>(mapping);
    await running.okta.send("PATCH", `${mapping}/${String(first?.id)}`, { status: "INACTIVE" });
    await expect(plugin.create(TYPE, inputs("enforce"))).rejects.toThrow(/: INACTIVE/);
  });

  it("refuses another word for what a finding does", async () => {
    await expect(plugin.create(TYPE, inputs("shout"))).rejects.toThrow('mode: is neither "enforce" nor "warn".');
  });
});
