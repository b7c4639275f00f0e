// In-process: the project's own plugin over its gRPC port against the local Cloudflare. Proves what is written, what is
// kept, what is secret, and what is said when the API drops the token.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nativeProvider } from "../../../provider/provider";
import { type PropertyMap, Secret, UNKNOWN } from "../../../provider/rpc/values";
import { DEFAULT_TENANT } from "../../../sandbox/cloudflare/tenant";
import { type NativePlugin, startNativePlugin } from "../../support/native-plugin";
import { drivePlugin, type Held, type PluginDriver, shown } from "../../support/plugin-driver";
import type { Api } from "../../support/scenario";

const TYPE = "okta-cloudflare-access:index:IdentityProviderApiToken";
const CLIENT_SECRET = "the-client-secret";
const TOKEN = "00groupsToken";

describe("the Okta API token of a login method", () => {
  let native: NativePlugin;
  let cloudflare: NativePlugin["cloudflare"];
  let api: Api;
  let plugin: PluginDriver;
  let loginMethodId: string;

  beforeEach(async () => {
    native = await startNativePlugin();
    ({ cloudflare, api, plugin } = native);
    const created = (await api.send("POST", "/access/identity_providers", {
      name: "Okta",
      type: "okta",
      config: {
        client_id: "0oa1",
        client_secret: CLIENT_SECRET,
        okta_account: "https://acme.okta.com",
        authorization_server_id: "aus1",
        claims: ["department", "title"],
        pkce_enabled: true,
      },
      scim_config: {
        enabled: true,
        user_deprovision: true,
        seat_deprovision: true,
        identity_update_behavior: "reauth",
      },
    })) as { result: { id: string } };
    loginMethodId = created.result.id;
  });
  afterEach(() => native.close());

  const inputs = (change: PropertyMap = {}): PropertyMap => ({
    accountId: DEFAULT_TENANT.accountId,
    identityProviderId: loginMethodId,
    clientSecret: new Secret(CLIENT_SECRET),
    apiToken: new Secret(TOKEN),
    triggers: { name: "Okta" },
    ...change,
  });
  const loginMethod = async () => {
    const { result } = await api.get<{ result: Record<string, unknown> }>(
      `/access/identity_providers/${loginMethodId}`,
    );
    const { version: _version, ...rest } = result;
    return rest;
  };
  const stored = () => cloudflare.store.identityProviders.get(loginMethodId)?.secretConfig;
  const scimSecretHash = () => cloudflare.store.identityProviders.get(loginMethodId)?.scimSecretHash;
  const writtenBySomebodyElse = async (clientSecret = CLIENT_SECRET) =>
    api.send("PUT", `/access/identity_providers/${loginMethodId}`, {
      ...(await loginMethod()),
      config: { client_id: "0oa1", client_secret: clientSecret, okta_account: "https://acme.okta.com" },
    });
  const behave = (oktaApiToken: "kept" | "concealed" | "dropped") => cloudflare.store.changeSettings({ oktaApiToken });

  it("sets the token and leaves every other field as it was", async () => {
    const before = await loginMethod();
    const hash = scimSecretHash();

    const held = await plugin.create(TYPE, inputs());

    expect(stored()).toEqual({ client_secret: CLIENT_SECRET, api_token: TOKEN });
    expect(await loginMethod()).toEqual(before);
    expect(scimSecretHash()).toBe(hash);
    expect(held.id).toBe(`${DEFAULT_TENANT.accountId}/${loginMethodId}`);
  });

  it("keeps both secrets encrypted, however they came in", async () => {
    const held = await plugin.create(TYPE, inputs({ apiToken: TOKEN, clientSecret: CLIENT_SECRET }));

    expect(shown(held.inputs)).toMatchObject({ apiToken: { secret: TOKEN }, clientSecret: { secret: CLIENT_SECRET } });
    expect(shown(held.outputs)).toMatchObject({ apiToken: { secret: TOKEN }, clientSecret: { secret: CLIENT_SECRET } });
  });

  it("warns that nobody can tell when the API names no secret", async () => {
    const held = await plugin.create(TYPE, inputs());

    expect(shown(held.outputs)).toMatchObject({ confirmed: false });
    expect(plugin.warnings).toEqual([expect.stringContaining("does not say whether it kept it")]);
  });

  it("says nothing when the API shows that it kept it", async () => {
    behave("concealed");
    const held = await plugin.create(TYPE, inputs());

    expect(shown(held.outputs)).toMatchObject({ confirmed: true });
    expect(plugin.warnings).toEqual([]);
  });

  it("stops when the API answers success and drops the token", async () => {
    behave("dropped");

    await expect(plugin.create(TYPE, inputs())).rejects.toThrow(
      /IdentityProviderApiToken: Cloudflare answered success for the login method "Okta" and did not keep the Okta API token\..*Enter the token in the dashboard/s,
    );
    expect(stored()).toEqual({ client_secret: CLIENT_SECRET });
  });

  it("finds on refresh that the token was wiped, and sets it again", async () => {
    behave("concealed");
    const held = await plugin.create(TYPE, inputs());
    await writtenBySomebodyElse();

    const refreshed = (await plugin.refresh(held)) as Held;
    expect(shown(refreshed.outputs)).toMatchObject({ confirmed: false });
    expect(await plugin.diff(refreshed, inputs())).toMatchObject({ changes: true, replaces: [] });
    await plugin.update(refreshed, inputs());
    expect(stored()).toMatchObject({ api_token: TOKEN });
  });

  it("finds on refresh that somebody wrote the login method, though no answer names the token", async () => {
    const held = await plugin.create(TYPE, inputs());
    await writtenBySomebodyElse();

    const refreshed = (await plugin.refresh(held)) as Held;
    expect(plugin.warnings.at(-1)).toContain("was written by somebody else since the Okta API token was set");
    expect(await plugin.diff(refreshed, inputs())).toMatchObject({
      detailed: { apiToken: "UPDATE", confirmed: "UPDATE", loginMethodVersion: "UPDATE" },
      replaces: [],
    });
    const again = await plugin.update(refreshed, inputs());
    expect(stored()).toEqual({ client_secret: CLIENT_SECRET, api_token: TOKEN });
    expect(await plugin.diff((await plugin.refresh(again)) as Held, inputs())).toMatchObject({ changes: false });
  });

  it("plans nothing when nothing changed, refreshed or not", async () => {
    const held = await plugin.create(TYPE, inputs());
    const refreshed = (await plugin.refresh(held)) as Held;

    expect(await plugin.diff(held, inputs())).toMatchObject({ changes: false });
    expect(await plugin.diff(refreshed, inputs())).toMatchObject({ changes: false });
    expect(shown(refreshed.outputs)).toEqual(shown(held.outputs));
  });

  it.each([
    ["a trigger", { triggers: { name: "Okta of Acme" } }, 'triggers["name"]'],
    ["the token", { apiToken: new Secret("00another") }, "apiToken"],
    ["the client secret", { clientSecret: new Secret("another-client-secret") }, "clientSecret"],
  ])("is updated in place by a change of %s", async (_what, change, changed) => {
    const held = await plugin.create(TYPE, inputs());

    const { detailed, replaces } = await plugin.diff(held, inputs(change));
    expect(detailed).toEqual({ [changed]: "UPDATE", confirmed: "UPDATE", loginMethodVersion: "UPDATE" });
    expect(replaces).toEqual([]);
  });

  it("refuses an input that it does not know", async () => {
    await expect(plugin.create(TYPE, inputs({ apitoken: "x" }))).rejects.toThrow(/apitoken/);
  });

  it.each([
    ["account", { accountId: "5a0d00c10fda7eacce55000000000002" }],
    ["login method", { identityProviderId: UNKNOWN }],
  ])("is replaced with another %s", async (_what, change) => {
    const held = await plugin.create(TYPE, inputs());
    const { replaces } = await plugin.diff(held, inputs(change));

    expect(replaces).toEqual(Object.keys(change));
  });

  it("calls nothing in a preview", async () => {
    cloudflare.log.clear();
    const outputs = await plugin.previewCreate(
      TYPE,
      inputs({ identityProviderId: UNKNOWN, clientSecret: new Secret(UNKNOWN) }),
    );

    expect(shown(outputs)).toMatchObject({ confirmed: "<unknown>", apiToken: { secret: TOKEN } });
    expect(cloudflare.log.all()).toEqual([]);
  });

  it("takes the token away again, and nothing else", async () => {
    const before = await loginMethod();
    const held = await plugin.create(TYPE, inputs());

    await plugin.delete(held);

    expect(stored()).toEqual({ client_secret: CLIENT_SECRET });
    expect(await loginMethod()).toEqual(before);
  });

  it("leaves a login method alone that somebody wrote since: its client secret may be another one", async () => {
    const held = await plugin.create(TYPE, inputs());
    await writtenBySomebodyElse("a-rotated-client-secret");

    await plugin.delete(held);

    expect(stored()).toEqual({ client_secret: "a-rotated-client-secret" });
    expect(plugin.warnings.at(-1)).toContain("look at the login method in the dashboard, or revoke the token in Okta");
  });

  it("takes nothing away where the answer shows that there is no token any more", async () => {
    behave("concealed");
    const held = await plugin.create(TYPE, inputs());
    await writtenBySomebodyElse("a-rotated-client-secret");
    cloudflare.log.clear();

    await plugin.delete(held);

    expect(cloudflare.log.all().map(({ method }) => method)).toEqual(["GET"]);
    expect(plugin.warnings).toEqual([]);
  });

  it("has nothing to take away from a login method that is gone", async () => {
    const held = await plugin.create(TYPE, inputs());
    await api.send("DELETE", `/access/identity_providers/${loginMethodId}`);

    await expect(plugin.delete(held)).resolves.toBeUndefined();
    expect(await plugin.refresh(held)).toBeUndefined();
  });

  it("says what to do when the login method is gone, or of another type", async () => {
    await expect(
      plugin.create(TYPE, inputs({ identityProviderId: "5a0d00c1-0fda-7eac-ce55-000000000009" })),
    ).rejects.toThrow(
      "there is no login method 5a0d00c1-0fda-7eac-ce55-000000000009 in the account. Somebody deleted it; run `pulumi up --refresh`.",
    );
    const { result } = await api.get<{ result: { id: string; type: string }[] }>("/access/identity_providers");
    const pin = result.find(({ type }) => type === "onetimepin")?.id ?? "";
    await expect(plugin.create(TYPE, inputs({ identityProviderId: pin }))).rejects.toThrow(
      /is of type onetimepin, and only type okta/,
    );
  });

  it("names the missing permission and no secret when the API refuses", async () => {
    cloudflare.store.changeSettings({ tokenPermissions: [] });
    const refused = plugin.create(TYPE, inputs());

    await expect(refused).rejects.toThrow(/Cloudflare API, GET .*identity_providers.*: 403 .*The API token needs/);
    await expect(refused).rejects.not.toThrow(new RegExp(`${TOKEN}|${CLIENT_SECRET}|${DEFAULT_TENANT.apiToken}`));
  });
});

describe("a login method with fields of tomorrow and without a version", () => {
  let server: Server;
  let plugin: PluginDriver;
  let written: unknown[];
  const answered = {
    id: "idp",
    uid: "idp",
    name: "Okta",
    type: "okta",
    created_at: "2026-01-01T00:00:00Z",
    config: { client_id: "0oa1", redirect_url: "https://acme.cloudflareaccess.com/callback", of_tomorrow: [1, null] },
    scim_config: { enabled: true, secret: "not-again", scim_base_url: "https://x", group_member_deprovision: false },
    scim_base_url: "https://x",
    also_of_tomorrow: { deep: ["é", 1.5] },
  };

  beforeEach(async () => {
    written = [];
    server = createServer(async (request, response) => {
      if (request.method === "PUT") {
        written.push(await json(request));
      }
      response.end(JSON.stringify({ success: true, errors: [], messages: [], result: answered }));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    plugin = await drivePlugin(nativeProvider());
    const { port } = server.address() as AddressInfo;
    await plugin.configure({ cloudflareBaseUrl: `http://127.0.0.1:${port}`, cloudflareApiToken: new Secret("token") });
  });
  afterEach(async () => {
    plugin.close();
    await new Promise((done) => server.close(done));
  });
  const create = () =>
    plugin.create(TYPE, { accountId: "a", identityProviderId: "idp", clientSecret: CLIENT_SECRET, apiToken: TOKEN });

  it("is written with all of them, and without what only an answer has", async () => {
    await create();

    expect(written).toEqual([
      {
        name: "Okta",
        type: "okta",
        config: { client_id: "0oa1", of_tomorrow: [1, null], client_secret: CLIENT_SECRET, api_token: TOKEN },
        scim_config: { enabled: true, group_member_deprovision: false },
        also_of_tomorrow: { deep: ["é", 1.5] },
      },
    ]);
  });

  it("does not tell on refresh whether it has the token, and that is said", async () => {
    const refreshed = await plugin.refresh(await create());

    expect(plugin.warnings.at(-1)).toBe(
      'Whether the login method "Okta" still has the Okta API token, Cloudflare does not say.',
    );
    expect(shown(refreshed?.outputs ?? {})).toMatchObject({ confirmed: false, apiToken: { secret: TOKEN } });
  });
});
