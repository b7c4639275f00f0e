import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PropertyMap, Secret, UNKNOWN } from "../../../../../provider/rpc/values";
import { type Held, type PluginDriver, shown } from "../../../../support/plugin-driver";
import { type CannedApi, failure, result, startCannedApi } from "./canned-api";
import { ACCOUNT, diffOf, startPlugin, TOKEN } from "./plugin";

/* In-process: the stand-in over its gRPC port, against answers written here. Proves the rules for plans, secrets and state. */

const IDP = "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider";
const PATH = `/client/v4/accounts/${ACCOUNT}/access/identity_providers`;
const BASE_URL = "https://acme.cloudflareaccess.com/populations/idp-1/scim/v2";
const CONFIG = { clientId: "0oa1", clientSecret: "oidc-secret", oktaAccount: "https://acme.okta.com" };

function inputs(changes: PropertyMap = {}): PropertyMap {
  return {
    accountId: ACCOUNT,
    name: "Okta",
    type: "okta",
    config: CONFIG,
    scimConfig: { enabled: true, identityUpdateBehavior: "reauth" },
    ...changes,
  };
}

function answered(scim: unknown, config: Record<string, unknown> = {}) {
  return result({
    id: "idp-1",
    name: "Okta",
    type: "okta",
    config: { client_id: "0oa1", okta_account: "https://acme.okta.com", ...config },
    scim_config: scim,
  });
}

const ON = {
  enabled: true,
  identity_update_behavior: "reauth",
  scim_base_url: BASE_URL,
  seat_deprovision: false,
  user_deprovision: false,
};
const REST = { seatDeprovision: false, userDeprovision: false };
const OFF = { ...ON, enabled: false };

describe("the identity provider of the Cloudflare stand-in", () => {
  let api: CannedApi;
  let plugin: PluginDriver;
  const lastBody = () => api.requests.at(-1)?.body;

  beforeEach(async () => {
    api = await startCannedApi();
    plugin = await startPlugin();
    await plugin.configure({ apiToken: new Secret(TOKEN), baseUrl: api.baseUrl });
  });
  afterEach(async () => {
    plugin.close();
    await api.close();
  });

  const create = (news = inputs(), scim: unknown = { ...ON, secret: "scim-secret" }) => {
    api.answer(answered(scim));
    return plugin.create(IDP, news);
  };
  const update = (held: Held, news: PropertyMap, scim: unknown) => {
    api.answer(answered(scim));
    return plugin.update(held, news);
  };

  describe("preview", () => {
    it("of a create: what the API decides is unknown, defaults are there, and no call is made", async () => {
      expect(shown(await plugin.previewCreate(IDP, inputs()))).toEqual({
        id: "<unknown>",
        accountId: ACCOUNT,
        name: "Okta",
        type: "okta",
        config: {
          ...CONFIG,
          clientSecret: { secret: "oidc-secret" },
          enableEncryption: "<unknown>",
          redirectUrl: "<unknown>",
          restrictToAccountMembers: "<unknown>",
        },
        samlCertificateSet: "<unknown>",
        scimConfig: {
          enabled: true,
          identityUpdateBehavior: "reauth",
          scimBaseUrl: "<unknown>",
          seatDeprovision: false,
          secret: { secret: "<unknown>" },
          userDeprovision: false,
        },
      });
      expect(api.requests).toEqual([]);
    });

    it("of a create takes unknown inputs", async () => {
      const preview = await plugin.previewCreate(
        IDP,
        inputs({ config: { ...CONFIG, clientSecret: new Secret(UNKNOWN) } }),
      );
      expect(shown(preview.config)).toMatchObject({ clientSecret: { secret: "<unknown>" } });
    });

    it.each([
      ["the configuration", { config: UNKNOWN }, "config"],
      ["the claims", { config: { ...CONFIG, claims: UNKNOWN } }, "config.claims"],
    ])("fails while %s is unknown as a whole, as the real one does", async (_what, changes, path) => {
      await expect(plugin.previewCreate(IDP, inputs(changes))).rejects.toThrow(`Value Conversion Error: "${path}"`);
    });

    it("of an update fails while scimConfig is unknown as a whole: the real one crashes", async () => {
      const held = await create();
      await expect(plugin.diff(held, inputs({ scimConfig: UNKNOWN }))).rejects.toThrow("published plugin crashes");
    });

    it.each([
      ["the name", inputs({ name: "Okta (staging)" }), ["name"]],
      [
        "SCIM settings",
        inputs({ scimConfig: { enabled: true, identityUpdateBehavior: "automatic", userDeprovision: true } }),
        ["scimConfig"],
      ],
      ["the client secret", inputs({ config: { ...CONFIG, clientSecret: "rotated" } }), ["config"]],
      ["SCIM going off", inputs({ scimConfig: { enabled: false, identityUpdateBehavior: "reauth" } }), ["scimConfig"]],
    ])("of an update of %s: only that changes, the SCIM secret and base URL stay known", async (_what, news, paths) => {
      const held = await create();
      expect(await diffOf(plugin, held, news)).toEqual({ changes: true, replaces: [], paths });
      expect(shown((await plugin.previewUpdate(held, news)).scimConfig)).toMatchObject({
        scimBaseUrl: BASE_URL,
        secret: { secret: "scim-secret" },
      });
    });

    it("of SCIM going on: the secret, and only it, is unknown", async () => {
      const held = await create(inputs({ scimConfig: { enabled: false, identityUpdateBehavior: "reauth" } }), OFF);
      expect(await diffOf(plugin, held, inputs())).toEqual({
        changes: true,
        replaces: [],
        paths: ["scimConfig"],
      });
      expect(shown((await plugin.previewUpdate(held, inputs())).scimConfig)).toMatchObject({
        enabled: true,
        scimBaseUrl: BASE_URL,
        secret: { secret: "<unknown>" },
      });
    });
  });

  describe("the SCIM secret", () => {
    it("comes with the create, marked secret, and nothing else in scimConfig is", async () => {
      const { outputs } = await create();
      expect(shown(outputs.scimConfig)).toEqual({
        enabled: true,
        identityUpdateBehavior: "reauth",
        scimBaseUrl: BASE_URL,
        seatDeprovision: false,
        secret: { secret: "scim-secret" },
        userDeprovision: false,
      });
      expect(shown(outputs.config)).toMatchObject({ clientSecret: { secret: "oidc-secret" }, clientId: "0oa1" });
    });

    it("comes when SCIM goes on in an update", async () => {
      const off = await create(inputs({ scimConfig: { enabled: false, identityUpdateBehavior: "reauth" } }), OFF);
      expect(shown(off.outputs.scimConfig)).not.toHaveProperty("secret");
      const on = await update(off, inputs(), { ...ON, secret: "fresh" });
      expect(shown(on.outputs.scimConfig)).toMatchObject({ secret: { secret: "fresh" } });
    });

    it("stays in the state while SCIM is off, and is gone when SCIM comes back on and the answer has none", async () => {
      const offInputs = inputs({ scimConfig: { enabled: false, identityUpdateBehavior: "reauth" } });
      const off = await update(await create(), offInputs, OFF);
      expect(shown(off.outputs.scimConfig)).toMatchObject({ enabled: false, secret: { secret: "scim-secret" } });
      const on = await update(off, inputs(), ON);
      expect(shown(on.outputs.scimConfig)).toEqual({
        enabled: true,
        identityUpdateBehavior: "reauth",
        scimBaseUrl: BASE_URL,
        seatDeprovision: false,
        userDeprovision: false,
      });
    });

    it("is never sent", async () => {
      const held = await create();
      await update(held, inputs({ name: "Other" }), ON);
      expect(JSON.stringify(api.requests.map(({ body }) => body))).not.toContain("scim-secret");
    });
  });

  describe("refresh", () => {
    it("keeps secret and base URL, whatever the answer says of them", async () => {
      const held = await create();
      api.answer(answered({ ...ON, scim_base_url: "https://elsewhere.example/", secret: "**********" }));
      const refreshed = await plugin.refresh(held);
      expect(shown(refreshed?.outputs)).toEqual(shown(held.outputs));
      expect(shown(refreshed?.inputs)).toEqual(shown(held.inputs));
    });

    it("shows what somebody changed at Cloudflare, in outputs and inputs", async () => {
      const held = await create();
      api.answer(answered({ ...ON, identity_update_behavior: "automatic" }, { claims: ["department"] }));
      const refreshed = await plugin.refresh(held);
      expect(shown(refreshed?.outputs.scimConfig)).toMatchObject({ identityUpdateBehavior: "automatic" });
      expect(shown(refreshed?.outputs.config)).toMatchObject({ claims: ["department"] });
      expect(shown(refreshed?.inputs.scimConfig)).toMatchObject({ identityUpdateBehavior: "automatic" });
      const diff = await diffOf(plugin, refreshed ?? held, inputs());
      expect(diff.paths).toEqual(["config", "scimConfig"]);
    });

    it("takes false for nothing where the provider does, and not for PKCE", async () => {
      const held = await create();
      api.answer(answered(ON, { sign_request: false, support_groups: false, pkce_enabled: false }));
      const refreshed = await plugin.refresh(held);
      expect(shown(refreshed?.outputs.config)).toEqual({
        ...CONFIG,
        clientSecret: { secret: "oidc-secret" },
        pkceEnabled: false,
      });
    });

    it("makes an object of the kept secret even when the answer has no SCIM settings at all", async () => {
      const held = await create();
      api.answer(result({ id: "idp-1", name: "Okta", type: "okta", config: {} }));
      expect(shown((await plugin.refresh(held))?.outputs.scimConfig)).toEqual({ secret: { secret: "scim-secret" } });
    });

    it("drops one that is gone", async () => {
      const held = await create();
      api.answer(failure(404, 12135, "access.api.error.not_found"));
      expect(await plugin.refresh(held)).toBeUndefined();
    });
  });

  describe("import", () => {
    const importId = `accounts/${ACCOUNT}/idp-1`;

    it("knows neither secret, and the update that follows writes the client secret", async () => {
      api.answer(answered(ON), answered(ON));
      const imported = await plugin.import(IDP, importId);
      expect(imported?.id).toBe("idp-1");
      expect(shown(imported?.outputs)).toEqual({
        id: "idp-1",
        accountId: ACCOUNT,
        name: "Okta",
        type: "okta",
        config: { clientId: "0oa1", oktaAccount: "https://acme.okta.com" },
        scimConfig: { enabled: true, identityUpdateBehavior: "reauth", scimBaseUrl: BASE_URL, ...REST },
      });
      expect(api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
        `GET ${PATH}/idp-1`,
        `GET ${PATH}/idp-1`,
      ]);
      const held = imported as Held;
      expect((await diffOf(plugin, held, inputs())).paths).toEqual(["config"]);
      const updated = await update(held, inputs(), ON);
      expect(lastBody()).toMatchObject({ config: { client_secret: "oidc-secret" } });
      expect(shown(updated.outputs.scimConfig)).not.toHaveProperty("secret");
    });

    it("of one that is not there is an error", async () => {
      api.answer(failure(404, 12135, "access.api.error.not_found"));
      await expect(plugin.import(IDP, importId)).rejects.toThrow("404 Not Found");
    });

    it.each(["idp-1", "accounts/idp-1", "users/1/idp-1", "accounts//idp-1"])("refuses the id %s", async (id) => {
      await expect(plugin.import(IDP, id)).rejects.toThrow("Give accounts/<account id>/<id> or zones/<zone id>/<id>.");
      expect(api.requests).toEqual([]);
    });
  });

  describe("replacement", () => {
    it.each([
      ["another account", { accountId: "1".repeat(32) }, ["accountId"]],
      ["a zone for the account", { accountId: null, zoneId: "z1" }, ["accountId", "zoneId"]],
      ["another type", { type: "oidc", config: { clientId: "0oa1", clientSecret: "oidc-secret" } }, ["type"]],
      ["an account not known yet", { accountId: UNKNOWN }, ["accountId"]],
    ])("%s replaces", async (_what, changes, replaces) => {
      const diff = await diffOf(plugin, await create(), inputs(changes));
      expect(diff).toMatchObject({ changes: true, replaces });
    });

    it.each([
      ["name", { name: "Other" }],
      ["config", { config: { ...CONFIG, clientId: "0oa2" } }],
      ["scimConfig", { scimConfig: { enabled: false } }],
      ["readOnly", { readOnly: true }],
    ])("%s does not", async (_what, changes) => {
      expect(await diffOf(plugin, await create(), inputs(changes))).toMatchObject({ changes: true, replaces: [] });
    });
  });

  describe("what is sent", () => {
    it("leaves out what is not set when creating", async () => {
      await create(inputs({ scimConfig: { enabled: true } }));
      expect(api.requests[0]).toMatchObject({ method: "POST", path: PATH });
      expect(lastBody()).toEqual({
        config: { client_id: "0oa1", client_secret: "oidc-secret", okta_account: "https://acme.okta.com" },
        name: "Okta",
        scim_config: {
          enabled: true,
          identity_update_behavior: "no_action",
          seat_deprovision: false,
          user_deprovision: false,
        },
        type: "okta",
      });
    });

    it("sends null for what was taken away", async () => {
      const held = await create(
        inputs({ config: { ...CONFIG, claims: ["department"], pkceEnabled: true }, readOnly: false }),
      );
      await update(held, inputs(), ON);
      expect(lastBody()).toMatchObject({ read_only: null, config: { claims: null, pkce_enabled: null } });
    });

    it("does not notice that SCIM is not mentioned any more: the API owns it then", async () => {
      const held = await create();
      const { scimConfig: _scim, ...news } = inputs();
      expect(await diffOf(plugin, held, news)).toEqual({ changes: false, replaces: [], paths: [] });
      await update(held, { ...news, name: "Other" }, ON);
      expect(lastBody()).toMatchObject({ name: "Other", scim_config: { enabled: true } });
    });

    it("goes to the zone when the provider belongs to one", async () => {
      await create(inputs({ accountId: null, zoneId: "z1" }));
      expect(api.requests[0]?.path).toBe("/client/v4/zones/z1/access/identity_providers");
    });
  });

  it("takes the whole SCIM answer when the program does not mention SCIM", async () => {
    const { scimConfig: _scim, ...news } = inputs();
    const { outputs } = await create(news, OFF);
    expect(shown(outputs.scimConfig)).toEqual({
      enabled: false,
      identityUpdateBehavior: "reauth",
      scimBaseUrl: BASE_URL,
      ...REST,
    });
  });

  it("says that a delete of one that is gone failed", async () => {
    const held = await create();
    api.answer(failure(404, 12135, "access.api.error.not_found"));
    await expect(plugin.delete(held)).rejects.toThrow(
      `DELETE "${api.baseUrl}/accounts/${ACCOUNT}/access/identity_providers/idp-1": 404 Not Found`,
    );
  });

  it.each([
    ["a missing name", { name: null }, "Missing required property 'name'"],
    ["an unknown type", { type: "octa" }, '"type" value must be one of: ["onetimepin", '],
    [
      "another word for the SCIM behaviour",
      { scimConfig: { identityUpdateBehavior: "reauthenticate" } },
      '"scimConfig.identityUpdateBehavior" value must be one of: ["automatic", "reauth", "no_action"], got: "reauthenticate"',
    ],
    [
      "a setting of another type of provider",
      { config: { ...CONFIG, supportGroups: true } },
      '"config.supportGroups" can only be set if "type" is one of: azureAD',
    ],
    [
      "SCIM for one-time PINs",
      { type: "onetimepin", config: {} },
      '"scimConfig" can not be set if "type" is one of: onetimepin',
    ],
    ["a secret of one's own choice", { scimConfig: { enabled: true, secret: "mine" } }, "scimConfig.secret"],
  ])("refuses %s before any call", async (_what, changes, message) => {
    await expect(plugin.check(IDP, inputs(changes))).rejects.toThrow(message);
    expect(api.requests).toEqual([]);
  });

  it("passes over a property that does not exist, as the real one does", async () => {
    const checked = await plugin.check(IDP, inputs({ config: { ...CONFIG, apiToken: "00abc" } }));
    expect(shown(checked.config)).toMatchObject({ apiToken: "00abc" });
  });

  it("takes the allowed words in any case", async () => {
    await expect(
      plugin.check(IDP, inputs({ scimConfig: { identityUpdateBehavior: "Reauth" } })),
    ).resolves.toBeDefined();
  });
});
