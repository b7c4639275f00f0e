import { describe, expect, it } from "vitest";
import { type Json, OktaApi } from "../../../support/okta-api";

const UNKNOWN = { status: "UNKNOWN", profile: { authScheme: "UNKNOWN" } };
const BASE_URL = "https://acme.cloudflareaccess.com/populations/1/scim/v2";
const CONNECTION = { baseUrl: BASE_URL, profile: { authScheme: "TOKEN", token: "scim-secret" } };

function connection(app: Json): string {
  return `/api/v1/apps/${String(app.id)}/connections/default`;
}

describe("an Okta that takes SCIM connections by API", () => {
  it("shows the connection as it goes", async () => {
    const api = new OktaApi();
    const app = await api.scimApp();
    const path = connection(app);
    expect(await api.must("GET", path)).toMatchObject({ authScheme: "TOKEN", status: "DISABLED" });
    expect(await api.must("POST", path, CONNECTION)).toMatchObject({ status: "DISABLED", baseUrl: BASE_URL });
    expect((await api.call("POST", `${path}/lifecycle/activate`)).status).toBe(204);
    const active = await api.must("GET", path);
    expect(active).toMatchObject({ status: "ENABLED", baseUrl: BASE_URL, profile: { authScheme: "TOKEN" } });
    expect(Object.keys(active._links as Json)).toEqual(["self", "deactivate"]);
    await api.must("POST", `${path}/lifecycle/deactivate`);
    expect(await api.must("GET", path)).toMatchObject({ status: "DISABLED" });
  });

  it("needs a base URL and a token, and keeps the token it has", async () => {
    const api = new OktaApi();
    const app = await api.scimApp();
    const empty = await api.call("POST", connection(app), {
      baseUrl: BASE_URL,
      profile: { authScheme: "TOKEN", token: "" },
    });
    expect(empty.errors).toContain("profile.token: The field cannot be left blank");
    await api.must("POST", connection(app), CONNECTION);
    await api.must("POST", connection(app), { baseUrl: `${BASE_URL}/new`, profile: { authScheme: "TOKEN" } });
    expect(api.okta.store.connections.get(String(app.id))).toMatchObject({
      baseUrl: `${BASE_URL}/new`,
      token: "scim-secret",
    });
  });

  it("answers UNKNOWN for apps without provisioning", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    expect(await api.must("POST", connection(app), CONNECTION)).toEqual(UNKNOWN);
    expect(await api.must("GET", connection(app))).toEqual(UNKNOWN);
    const features = await api.call("GET", `/api/v1/apps/${String(app.id)}/features`);
    expect([features.status, ...features.errors]).toEqual([
      400,
      "Api validation failed: feature",
      "Provisioning is not supported.",
    ]);
  });

  it("has features only while the connection is on, and changes what was sent of them", async () => {
    const api = new OktaApi();
    const app = await api.scimApp();
    const path = `/api/v1/apps/${String(app.id)}/features`;
    const early = await api.call("PUT", `${path}/USER_PROVISIONING`, {});
    expect(early.errors).toContain("Provisioning is not enabled for the app instance.");
    await api.must("POST", `${connection(app)}?activate=true`, CONNECTION);
    const enabled = { status: "ENABLED" };
    await api.must("PUT", `${path}/USER_PROVISIONING`, { create: { lifecycleCreate: enabled } });
    const second = await api.must("PUT", `${path}/USER_PROVISIONING`, { update: { lifecycleDeactivate: enabled } });
    expect(second.capabilities).toEqual({
      create: { lifecycleCreate: enabled },
      update: {
        profile: { status: "DISABLED" },
        lifecycleDeactivate: enabled,
        password: { status: "DISABLED", seed: "RANDOM", change: "KEEP_EXISTING" },
      },
    });
    const names = (await api.call("GET", path)).list.map((feature) => feature.name);
    expect(names).toEqual(["USER_PROVISIONING", "INBOUND_PROVISIONING"]);
    const wrong = await api.call("PUT", `${path}/USER_PROVISIONING`, {
      create: { lifecycleCreate: { status: "MAYBE" } },
    });
    expect(wrong.json.errorCode).toBe("E0000003");
  });
});

describe("group push", () => {
  async function pushed(): Promise<{ api: OktaApi; path: string; source: Json; mapping: Json }> {
    const api = new OktaApi();
    const app = await api.connectedApp();
    const source = await api.group("access-engineering");
    const path = `/api/v1/apps/${String(app.id)}/group-push/mappings`;
    const mapping = await api.must("POST", path, { sourceGroupId: source.id, targetGroupName: "access-engineering" });
    return { api, path, source, mapping };
  }

  it("makes a counterpart of the group that belongs to the app", async () => {
    const { api, mapping } = await pushed();
    expect(mapping).toMatchObject({
      status: "ACTIVE",
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    const target = await api.must("GET", `/api/v1/groups/${String(mapping.targetGroupId)}`);
    expect(target).toMatchObject({ type: "APP_GROUP", profile: { name: "access-engineering" } });
    const both = await api.call(
      "GET",
      `/api/v1/groups?search=${encodeURIComponent('profile.name eq "access-engineering"')}`,
    );
    expect(both.list.map((group) => group.type).sort()).toEqual(["APP_GROUP", "OKTA_GROUP"]);
  });

  it.each([
    ["", false],
    ["?deleteTargetGroup=true", false],
    ["?deleteTargetGroup=false", true],
  ])("is deleted only when inactive; DELETE%s keeps the target group: %s", async (query, kept) => {
    const { api, path, mapping } = await pushed();
    const one = `${path}/${String(mapping.id)}`;
    expect((await api.call("DELETE", `${one}${query}`)).status).toBe(400);
    expect(await api.must("PATCH", one, { status: "INACTIVE" })).toMatchObject({ status: "INACTIVE" });
    const deleted = await api.call("DELETE", `${one}${query}`);
    expect([deleted.status, deleted.json]).toEqual([200, {}]);
    expect((await api.call("GET", one)).status).toBe(404);
    expect((await api.call("GET", `/api/v1/groups/${String(mapping.targetGroupId)}`)).status).toBe(kept ? 200 : 404);
  });

  it("links to a group the app has, and refuses what makes no sense", async () => {
    const { api, path, source, mapping } = await pushed();
    const other = await api.group("other");
    const linked = await api.must("POST", path, { sourceGroupId: other.id, targetGroupId: mapping.targetGroupId });
    expect(linked.targetGroupId).toBe(mapping.targetGroupId);
    const third = await api.group("third");
    const refused = await Promise.all(
      [
        { targetGroupName: "x" },
        { sourceGroupId: "none", targetGroupName: "x" },
        { sourceGroupId: third.id },
        { sourceGroupId: third.id, targetGroupName: "x", targetGroupId: mapping.targetGroupId },
        { sourceGroupId: third.id, targetGroupId: other.id },
        { sourceGroupId: source.id, targetGroupName: "again" },
      ].map((body) => api.call("POST", path, body)),
    );
    expect(refused.map((answer) => answer.status)).toEqual([400, 404, 400, 400, 404, 400]);
    expect((await api.call("GET", path)).list).toHaveLength(2);
    const found = await api.call("GET", `${path}?sourceGroupId=${String(source.id)}`);
    expect(found.list.map(({ id }) => id)).toEqual([mapping.id]);
  });
});

describe("an Okta that answers UNKNOWN", () => {
  async function unknown(): Promise<{ api: OktaApi; app: Json; mappings: string; features: string }> {
    const api = new OktaApi({ scimConnection: "unknown" });
    const app = await api.scimApp();
    const base = `/api/v1/apps/${String(app.id)}`;
    return { api, app, mappings: `${base}/group-push/mappings`, features: `${base}/features/USER_PROVISIONING` };
  }

  it("takes the connection without a word, and stores nothing", async () => {
    const { api, app, features, mappings } = await unknown();
    expect(await api.call("POST", connection(app), CONNECTION)).toMatchObject({ status: 200, json: UNKNOWN });
    expect((await api.call("POST", `${connection(app)}/lifecycle/activate`)).status).toBe(204);
    expect(await api.must("GET", connection(app))).toEqual(UNKNOWN);
    expect(api.okta.store.connections.size).toBe(0);
    const group = await api.group("push");
    for (const answer of [
      await api.call("PUT", features, { create: { lifecycleCreate: { status: "ENABLED" } } }),
      await api.call("GET", features),
      await api.call("POST", mappings, { sourceGroupId: group.id, targetGroupName: "push" }),
    ]) {
      expect([answer.status, answer.json.errorCode, answer.errors[1]]).toEqual([
        400,
        "E0000001",
        "Provisioning is not supported.",
      ]);
    }
  });

  it("does it all once a person has configured it, by the control endpoint", async () => {
    const { api, app, features, mappings } = await unknown();
    const control = `/_sandbox/apps/${String(app.id)}/provisioning`;
    const state = await api.must("POST", control, {
      enabled: true,
      baseUrl: BASE_URL,
      token: "typed-by-hand",
      toApp: { createUsers: true, updateUserAttributes: false, deactivateUsers: true },
    });
    expect(JSON.stringify(state)).not.toContain("typed-by-hand");
    expect(state).toMatchObject({ enabled: true, configuredBy: "console", hasToken: true });
    expect(await api.must("GET", connection(app))).toMatchObject({ status: "ENABLED", baseUrl: BASE_URL });
    expect((await api.must("GET", features)).capabilities).toMatchObject({
      create: { lifecycleCreate: { status: "ENABLED" } },
      update: { profile: { status: "DISABLED" }, lifecycleDeactivate: { status: "ENABLED" } },
    });
    const group = await api.group("push");
    await api.must("POST", mappings, { sourceGroupId: group.id, targetGroupName: "push" });
  });

  it.each([
    ["nothing to connect to", { enabled: true }, 400, "Base URL"],
    ["no token", { enabled: true, baseUrl: BASE_URL }, 400, "API Token"],
    ["a URL that is none", { enabled: true, baseUrl: "x", token: "t" }, 400, "baseUrl"],
    ["a misspelt key", { enabled: true, baseURL: BASE_URL, token: "t" }, 400, "baseURL"],
    ["broken JSON", "{", 400, "JSON"],
  ])("the control endpoint refuses %s", async (_name, body, status, word) => {
    const { api, app } = await unknown();
    const answer = await api.call("POST", `/_sandbox/apps/${String(app.id)}/provisioning`, body);
    expect(answer.status).toBe(status);
    expect(String(answer.json.error)).toContain(word);
    expect(api.okta.store.connections.size).toBe(0);
  });

  it("can be changed while it runs", async () => {
    const { api, app } = await unknown();
    await api.must("PATCH", "/_sandbox/settings", { scimConnection: "api" });
    expect(await api.must("POST", connection(app), CONNECTION)).toMatchObject({ status: "DISABLED" });
    const wrong = await api.call("PATCH", "/_sandbox/settings", { scimConnection: "maybe" });
    expect([wrong.status, String(wrong.json.error)]).toEqual([400, expect.stringContaining("scimConnection")]);
  });
});
