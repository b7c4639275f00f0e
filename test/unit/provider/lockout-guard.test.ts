// In-process: the guard over its gRPC port against the local Cloudflare, at a fixed time.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PropertyMap, UNKNOWN } from "../../../provider/rpc/values";
import { DEFAULT_TENANT } from "../../../sandbox/cloudflare/tenant";
import { type NativePlugin, startNativePlugin } from "../../support/native-plugin";
import type { Held, PluginDriver } from "../../support/plugin-driver";
import type { Api } from "../../support/scenario";

const TYPE = "okta-cloudflare-access:index:LockoutGuard";
const TODAY = new Date("2026-11-24T21:30:00Z");

describe("the lockout guard", () => {
  let native: NativePlugin;
  let cloudflare: NativePlugin["cloudflare"];
  let api: Api;
  let plugin: PluginDriver;
  let okta: string;
  let pin: string;

  beforeEach(async () => {
    native = await startNativePlugin({ now: () => TODAY });
    ({ cloudflare, api, plugin } = native);
    okta = await created("/access/identity_providers", {
      name: "Okta",
      type: "okta",
      config: { client_id: "0oa1", client_secret: "a-secret", okta_account: "https://acme.okta.com" },
    });
    const { result } = await api.get<{ result: { id: string; type: string }[] }>("/access/identity_providers");
    pin = result.find(({ type }) => type === "onetimepin")?.id ?? "";
  });
  afterEach(() => native.close());

  const created = async (path: string, body: unknown) =>
    ((await api.send("POST", path, body)) as { result: { id: string } }).result.id;
  const application = (name: string, allowed: string[], include: unknown[] = [{ everyone: {} }]) =>
    created("/access/apps", {
      name,
      type: "self_hosted",
      domain: `${name.toLowerCase()}.acme.example`,
      allowed_idps: allowed,
      policies: [{ name: `${name} people`, decision: "allow", precedence: 1, include }],
    });
  const inputs = (change: PropertyMap = {}): PropertyMap => ({
    accountId: DEFAULT_TENANT.accountId,
    identityProviderId: okta,
    ...change,
  });
  const guard = (change: PropertyMap = {}): Promise<Held> => plugin.create(TYPE, inputs(change));
  const confirmation = (until: string, reason = "The tenant moves") => ({ confirmation: { until, reason } });

  it("refuses a replacement, naming the application and what to do", async () => {
    await application("Wiki", [okta]);

    await expect(plugin.diff(await guard(), inputs({ identityProviderId: UNKNOWN }))).rejects.toThrow(
      `Lockout guard: the login method ${okta} would be replaced, and 1 application would lose its last way to log in: "Wiki" (wiki.acme.example). Nothing was changed.`,
    );
  });

  it("refuses a deletion, and asks the account as it is then", async () => {
    const held = await guard();
    await application("Wiki", [okta]);

    await expect(plugin.delete(held)).rejects.toThrow(/would be deleted, and 1 application/);
  });

  it("refuses another account, and another login method", async () => {
    await application("Wiki", [okta]);
    const held = await guard();

    await expect(plugin.diff(held, inputs({ accountId: "5a0d00c10fda7eacce55000000000002" }))).rejects.toThrow(
      /replaced/,
    );
    await expect(plugin.diff(held, inputs({ identityProviderId: pin }))).rejects.toThrow(/replaced/);
  });

  it("counts the other ways in", async () => {
    await application("Wiki", [okta, pin]);
    const held = await guard();

    await expect(plugin.diff(held, inputs({ identityProviderId: UNKNOWN }))).resolves.toMatchObject({ changes: true });
    await expect(plugin.delete(held)).resolves.toBeUndefined();
  });

  it("does not count a way in that no policy lets anybody take", async () => {
    const engineering = { okta: { name: "Engineering", identity_provider_id: okta } };
    const engineers = await created("/access/groups", { name: "Engineers", include: [engineering] });
    await application("Wiki", [], [{ group: { id: engineers } }]);
    await application("Ledger", [], [engineering, { email: { email: "grace.hopper@acme.example" } }]);
    const held = await guard();

    await expect(plugin.delete(held)).rejects.toThrow(
      /1 application would lose its last way to log in: "Wiki" \(wiki\.acme\.example\)/,
    );
  });

  it("lets applications go that leave together with the login method, and not when it is replaced", async () => {
    const own = await application("Wiki", [okta]);
    const held = await guard({ ownApplicationIds: [own] });

    await expect(plugin.delete(held)).resolves.toBeUndefined();
    await expect(plugin.diff(held, inputs({ identityProviderId: UNKNOWN, ownApplicationIds: [own] }))).rejects.toThrow(
      /would be replaced, and 1 application/,
    );
    await application("Payroll", [okta]);
    await expect(plugin.delete(held)).rejects.toThrow(/1 application would lose its last way to log in: "Payroll"/);
  });

  it("says what to write, with a day that holds", async () => {
    await application("Wiki", [okta]);

    await expect(plugin.delete(await guard())).rejects.toThrow(
      [
        "When it is meant, confirm it in the stack's settings, for at most 31 days ahead, run `pulumi up` once and then delete:",
        "  okta-cloudflare-access:settings:",
        "    lockoutGuard:",
        "      confirm:",
        '        until: "2026-12-01"',
        "        reason: <why>",
      ].join("\n"),
    );
  });

  it("names five applications and counts the rest, all pages of them", async () => {
    for (let index = 0; index < 107; index++) {
      await application(`App${index}`, [okta]);
    }
    const refused = plugin.delete(await guard());

    await expect(refused).rejects.toThrow(/107 applications would lose their last way to log in/);
    await expect(refused).rejects.toThrow(/and 102 more\. Nothing was changed/);
  });

  it("asks nothing when nothing changes", async () => {
    await application("Wiki", [okta]);
    const held = await guard();
    cloudflare.log.clear();

    expect(await plugin.diff(held, inputs())).toMatchObject({ changes: false });
    expect(cloudflare.log.all()).toEqual([]);
  });

  it.each(["2026-11-24", "2026-12-01", "2026-12-25"])("lets it go with a confirmation until %s", async (until) => {
    await application("Wiki", [okta]);
    const held = await guard(confirmation(until));

    await expect(
      plugin.diff(held, inputs({ identityProviderId: UNKNOWN, ...confirmation(until) })),
    ).resolves.toMatchObject({ changes: true, replaces: [] });
    await expect(plugin.delete(held)).resolves.toBeUndefined();
  });

  it("takes a confirmation that is over for none", async () => {
    await application("Wiki", [okta]);

    await expect(plugin.delete(await guard(confirmation("2026-11-23")))).rejects.toThrow(/would be deleted/);
  });

  it("adds and removes a confirmation in place", async () => {
    await application("Wiki", [okta]);
    const held = await guard();
    const confirmed = await plugin.update(held, inputs(confirmation("2026-12-01")));

    expect(await plugin.diff(held, inputs(confirmation("2026-12-01")))).toMatchObject({
      detailed: { confirmation: "ADD" },
      replaces: [],
    });
    expect(await plugin.diff(confirmed, inputs())).toMatchObject({ changes: true, replaces: [] });
  });

  it.each([
    ["2026-12-26", "is more than 31 days ahead"],
    ["2026-02-30", "is not a date"],
    ["tomorrow", "is not a date"],
    ["2026-12-01 00:00:00 +0000 UTC", "is not a date"],
  ])("refuses a confirmation until %s", async (until, words) => {
    await expect(guard(confirmation(until))).rejects.toThrow(words);
  });

  it("refuses a confirmation without a reason", async () => {
    await expect(guard(confirmation("2026-12-01", " "))).rejects.toThrow("confirmation.reason: is empty. Say why.");
  });

  it("has nothing to guard when somebody deleted the login method", async () => {
    await application("Wiki", [okta]);
    const held = await guard();
    await api.send("DELETE", `/access/identity_providers/${okta}`);

    await expect(plugin.delete(held)).resolves.toBeUndefined();
  });

  it("stops when the account cannot be asked", async () => {
    const held = await guard();
    cloudflare.store.changeSettings({ tokenPermissions: [] });

    await expect(plugin.delete(held)).rejects.toThrow(/Cloudflare API, GET .*: 403/);
  });
});
