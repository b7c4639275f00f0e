import { afterEach, describe, expect, it } from "vitest";
import { containsUnknown, mapValues, type PropertyMap, Secret } from "../../../../../provider/rpc/values";
import { oktaProvider } from "../../../../../sandbox/plugins/okta/provider";
import { drivePlugin, type Held, InitFailed, type PluginDriver, shown } from "../../../../support/plugin-driver";
import type { Exchange, ReplayServer } from "../../../../support/replay-server";
import { canned, IDENTITY_ENGINE, oktaError, startCannedOkta } from "./canned-okta";

/*
 * Real operations against a small canned Okta: imports, what is gone, what is refused, what is half done. The order and
 * bodies of the ordinary calls are judged by the recorded traffic.
 */

const GROUP = "okta:group/group:Group";
const OAUTH = "okta:app/oAuth:OAuth";
const CONNECTION = "okta:app/connection:Connection";
const FEATURES = "okta:app/features:Features";
const PUSH_GROUP = "okta:index/pushGroup:PushGroup";
const USER = "okta:user/user:User";
const NOT_FOUND = oktaError("E0000007", "Not found: Resource not found: x (X)");

let okta: ReplayServer | undefined;
let plugin: PluginDriver | undefined;

afterEach(async () => {
  plugin?.close();
  await okta?.close();
  plugin = undefined;
  okta = undefined;
});

async function start(...exchanges: readonly Exchange[]): Promise<{ okta: ReplayServer; plugin: PluginDriver }> {
  const server = await startCannedOkta(...exchanges);
  const driver = await drivePlugin(oktaProvider);
  okta = server;
  plugin = driver;
  await driver.configure({ apiToken: "00token-of-the-test", httpProxy: server.url });
  return { okta: server, plugin: driver };
}

function calls(server: ReplayServer): string[] {
  return server.seen.slice(2).map(({ method, path }) => `${method} ${path}`);
}

function held(type: string, id: string, outputs: PropertyMap, inputs: PropertyMap = outputs): Held {
  return { type, id, inputs, outputs };
}

const OIDC_APP = {
  id: "0oa1",
  name: "oidc_client",
  label: "Access",
  status: "ACTIVE",
  signOnMode: "OPENID_CONNECT",
  accessibility: { selfService: false },
  visibility: { autoSubmitToolbar: false, hide: { iOS: true, web: true } },
  credentials: {
    userNameTemplate: { template: "${source.login}", type: "BUILT_IN" },
    oauthClient: {
      client_id: "0oa1",
      token_endpoint_auth_method: "client_secret_basic",
      autoKeyRotation: true,
      pkce_required: true,
    },
  },
  settings: {
    app: {},
    notes: { admin: null, enduser: null },
    oauthClient: {
      application_type: "web",
      grant_types: ["authorization_code"],
      response_types: ["code"],
      redirect_uris: ["https://a", "https://b"],
      issuer_mode: "ORG_URL",
      wildcard_redirect: "DISABLED",
      consent_method: "TRUSTED",
      idp_initiated_login: { mode: "DISABLED", default_scope: [] },
    },
  },
  _links: { accessPolicy: { href: "https://acme.okta.com/api/v1/policies/rst9" } },
};

describe("import", () => {
  it("of an OIDC app: inputs are what differs from the defaults, and there is no secret", async () => {
    const { plugin } = await start(
      canned("GET", "/api/v1/apps/0oa1", 200, OIDC_APP),
      canned("GET", "/api/v1/internal/apps/0oa1/settings/oauth/idToken", 200, { issuerMode: "ORG_URL" }),
      IDENTITY_ENGINE,
    );
    const read = await plugin.import(OAUTH, "0oa1");
    expect(shown(read?.inputs)).toEqual({
      __defaults: [],
      label: "Access",
      type: "web",
      clientId: "0oa1",
      authenticationPolicy: "rst9",
      appSettingsJson: '{"app":{}}',
      grantTypes: ["authorization_code"],
      responseTypes: ["code"],
      redirectUris: ["https://a", "https://b"],
      pkceRequired: true,
      omitSecret: null,
      refreshTokenLeeway: null,
      refreshTokenRotation: null,
    });
    expect(shown(read?.outputs)).toMatchObject({ clientSecret: { secret: null }, groupsClaim: null });
  });

  it("of a push group: app and mapping in one id", async () => {
    const mapping = { id: "gPm1", sourceGroupId: "00g1", targetGroupId: "00g2", status: "ACTIVE", lastPush: null };
    const { plugin } = await start(canned("GET", "/api/v1/apps/0oa1/group-push/mappings/gPm1", 200, mapping));
    const read = await plugin.import(PUSH_GROUP, "0oa1/gPm1");
    expect(read?.id).toBe("gPm1");
    expect(shown(read?.inputs)).toEqual({
      appId: "0oa1",
      sourceGroupId: "00g1",
      targetGroupId: "00g2",
      status: "ACTIVE",
    });
  });

  it("of a connection: by the app's id", async () => {
    const answer = { status: "ENABLED", baseUrl: "https://scim", profile: { authScheme: "TOKEN" } };
    const { plugin } = await start(canned("GET", "/api/v1/apps/0oa1/connections/default", 200, answer));
    expect(shown((await plugin.import(CONNECTION, "0oa1"))?.outputs)).toEqual({
      idProperty: "0oa1",
      baseUrl: "https://scim",
      action: "activate",
      status: "ENABLED",
      profile: { authScheme: "TOKEN" },
    });
  });

  it("of a user: by login as well", async () => {
    const user = {
      id: "00u1",
      status: "PASSWORD_EXPIRED",
      profile: { login: "a@b.c", email: "a@b.c", shoe: 43, city: null },
    };
    const { plugin } = await start(
      canned("GET", "/api/v1/users/a%40b.c", 200, user),
      canned("GET", "/api/v1/users/00u1", 200, user),
    );
    const read = await plugin.import(USER, "a@b.c");
    expect(read?.id).toBe("00u1");
    expect(read?.outputs).toMatchObject({
      status: "ACTIVE",
      rawStatus: "PASSWORD_EXPIRED",
      login: "a@b.c",
      customProfileAttributes: '{"shoe":43}',
    });
  });

  it("refuses an id of the wrong form", async () => {
    const { plugin } = await start();
    await expect(plugin.import(PUSH_GROUP, "gPm1")).rejects.toThrow(
      'import id "gPm1": expected 2 parts in the form appId/id',
    );
  });
});

describe("what is gone", () => {
  it.each<[string, string, PropertyMap]>([
    ["a group", GROUP, { name: "x" }],
    ["a user", USER, { login: "x" }],
    ["a SAML app", "okta:app/saml:Saml", { label: "x" }],
    ["an assignment", "okta:app/groupAssignment:GroupAssignment", { appId: "a", groupId: "g" }],
    ["an app's assignments", "okta:index/appGroupAssignments:AppGroupAssignments", { appId: "a" }],
    ["an app user", "okta:app/user:User", { appId: "a", userId: "u" }],
    ["an authorization server", "okta:auth/server:Server", { name: "x" }],
    ["a scope", "okta:auth/serverScope:ServerScope", { authServerId: "a" }],
    ["a claim", "okta:auth/serverClaim:ServerClaim", { authServerId: "a" }],
    ["a policy", "okta:auth/serverPolicy:ServerPolicy", { authServerId: "a" }],
    ["a policy rule", "okta:auth/serverPolicyRule:ServerPolicyRule", { authServerId: "a", policyId: "p" }],
  ])("leaves the state: %s", async (_what, type, outputs) => {
    const { plugin } = await start();
    expect(await plugin.refresh(held(type, "gone", { ...outputs, id: "gone" }))).toBeUndefined();
  });

  it.each<[string, string, PropertyMap]>([
    ["an OIDC app", OAUTH, { label: "x" }],
    ["a connection", CONNECTION, { idProperty: "gone" }],
    ["features", FEATURES, { appId: "a", name: "USER_PROVISIONING" }],
    ["a push group", PUSH_GROUP, { appId: "a" }],
  ])("is an error: %s", async (_what, type, outputs) => {
    const { plugin } = await start();
    await expect(plugin.refresh(held(type, "gone", outputs))).rejects.toThrow("404 Not Found");
  });

  it("is a failed delete for a group, and a done one for a scope", async () => {
    const { plugin } = await start(
      canned("DELETE", "/api/v1/groups/00g1", 404, NOT_FOUND),
      canned("DELETE", "/api/v1/authorizationServers/a/scopes/s", 404, NOT_FOUND),
    );
    await expect(plugin.delete(held(GROUP, "00g1", { name: "x" }))).rejects.toThrow("failed to delete group");
    await plugin.delete(held("okta:auth/serverScope:ServerScope", "s", { authServerId: "a" }));
  });
});

describe("errors", () => {
  it("name Okta's summary, causes, code and the status, and never the token", async () => {
    const refused = oktaError(
      "E0000001",
      "Api validation failed: name",
      "name: An object with this field already exists",
    );
    const { plugin } = await start(
      canned("POST", "/api/v1/groups", 400, refused, { requestBody: { profile: { name: "x", description: "" } } }),
    );
    const error = await plugin.create(GROUP, { name: "x" }).catch((reason: Error) => reason.message);
    expect(error).toBe(
      "failed to create group: the API returned an error: Api validation failed: name (E0000001, HTTP 400). " +
        "Causes: errorSummary: name: An object with this field already exists",
    );
    expect(error).not.toContain("00token");
  });

  it("of a bearer token come from the header", async () => {
    const headers = {
      "WWW-Authenticate": 'Bearer error="insufficient_scope", error_description="The scope is missing."',
    };
    const { plugin } = await start(
      canned("GET", "/api/v1/groups/00g1", 403, oktaError("E0000006", "no"), { responseHeaders: headers }),
    );
    await expect(plugin.refresh(held(GROUP, "00g1", { name: "x" }))).rejects.toThrow(
      "The scope is missing. (HTTP 403)",
    );
  });

  it("after the resource was made leave it half done, with its id", async () => {
    const refused = canned(
      "POST",
      "/api/v1/internal/apps/0oa1/settings/oauth/idToken",
      403,
      oktaError("E0000006", "no"),
      {
        requestBody: { issuerMode: "ORG_URL" },
      },
    );
    const { plugin } = await start(
      { ...anyBody(canned("POST", "/api/v1/apps?activate=true", 200, OIDC_APP)) },
      refused,
    );
    const failure = await plugin.create(OAUTH, { label: "Access", type: "web" }).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(InitFailed);
    expect(failure).toMatchObject({ id: "0oa1", message: expect.stringContaining("(E0000006, HTTP 403)") });
  });

  it("wait as long as a 429 says, six attempts in all, and not at all without its headers", async () => {
    const now = Math.floor(Date.now() / 1000);
    const limited = (headers: Record<string, string>) =>
      canned("GET", "/api/v1/groups/00g1", 429, oktaError("E0000047", "API call exceeded rate limit"), {
        responseHeaders: headers,
      });
    const { okta, plugin } = await start(
      limited({ Date: new Date(now * 1000).toUTCString(), "X-Rate-Limit-Reset": String(now - 1) }),
      canned("GET", "/api/v1/groups/00g1", 200, { id: "00g1", profile: { name: "x", description: null } }),
    );
    expect(await plugin.refresh(held(GROUP, "00g1", { name: "x" }))).toBeDefined();
    expect(calls(okta)).toHaveLength(2);
    okta.play([limited({ Date: new Date(now * 1000).toUTCString(), "X-Rate-Limit-Reset": String(now - 1) })]);
    await expect(plugin.refresh(held(GROUP, "00g1", { name: "x" }))).rejects.toThrow("E0000047, HTTP 429");
    expect(okta.seen).toHaveLength(6);
    okta.play([limited({})]);
    await expect(plugin.refresh(held(GROUP, "00g1", { name: "x" }))).rejects.toThrow(
      "X-Rate-Limit-Reset header is missing or invalid",
    );
  });

  it("of combinations come before any call", async () => {
    const { okta, plugin } = await start();
    const news = { label: "x", type: "web", grantTypes: ["implicit"] };
    await expect(plugin.create(OAUTH, news)).rejects.toThrow(
      /"grantTypes" of type "web".*must contain authorization_code/,
    );
    expect(calls(okta)).toEqual([]);
  });
});

describe("provisioning", () => {
  const CONNECTED = {
    idProperty: "0oa1",
    baseUrl: "https://scim",
    action: "activate",
    profile: { authScheme: "TOKEN", token: new Secret("scim-token") },
  };
  const SENT = { baseUrl: "https://scim", profile: { authScheme: "TOKEN", token: "scim-token" } };
  const path = "/api/v1/apps/0oa1/connections/default";

  it("takes an UNKNOWN answer to the connection for success, as the provider does", async () => {
    const { plugin } = await start(
      canned("POST", path, 200, { status: "UNKNOWN", profile: { authScheme: "UNKNOWN" } }, { requestBody: SENT }),
      canned("POST", `${path}/lifecycle/activate`, 204, null),
    );
    const created = await plugin.create(CONNECTION, CONNECTED);
    expect(created.id).toBe("0oa1");
    expect(shown(created.outputs)).toEqual({
      idProperty: "0oa1",
      baseUrl: "",
      action: "activate",
      status: "ENABLED",
      profile: { authScheme: "UNKNOWN", token: { secret: "scim-token" } },
    });
  });

  it("reads an UNKNOWN connection as one without an action", async () => {
    const { plugin } = await start(canned("GET", path, 200, { status: "UNKNOWN", profile: { authScheme: "UNKNOWN" } }));
    const read = await plugin.refresh(held(CONNECTION, "0oa1", { ...CONNECTED, status: "ENABLED" }));
    expect(shown(read?.outputs)).toMatchObject({ status: "UNKNOWN", action: "", baseUrl: "" });
    expect(shown(read?.inputs)).toMatchObject({ profile: { token: { secret: "scim-token" } } });
  });

  it("hands a connection with no token on without one", async () => {
    const { plugin } = await start(
      canned(
        "POST",
        path,
        200,
        { ...SENT, profile: { authScheme: "TOKEN" } },
        {
          requestBody: { baseUrl: "https://scim", profile: { authScheme: "TOKEN" } },
        },
      ),
      canned("POST", `${path}/lifecycle/activate`, 204, null),
    );
    await expect(plugin.create(CONNECTION, { ...CONNECTED, profile: { authScheme: "TOKEN" } })).resolves.toBeDefined();
  });

  it("says that connection and features stay when they are deleted, and calls nothing", async () => {
    const { okta, plugin } = await start();
    await plugin.delete(held(CONNECTION, "0oa1", CONNECTED));
    await plugin.delete(held(FEATURES, "0oa1/USER_PROVISIONING", { appId: "0oa1", name: "USER_PROVISIONING" }));
    expect(plugin.warnings).toEqual([
      expect.stringContaining("connection stays"),
      expect.stringContaining("features stay"),
    ]);
    expect(calls(okta)).toEqual([]);
  });

  it("fails on a push group whose last push is an empty string", async () => {
    const mapping = { id: "gPm1", sourceGroupId: "00g1", targetGroupId: "00g2", status: "ACTIVE", lastPush: "" };
    const { plugin } = await start(canned("GET", "/api/v1/apps/0oa1/group-push/mappings/gPm1", 200, mapping));
    await expect(plugin.import(PUSH_GROUP, "0oa1/gPm1")).rejects.toThrow('parsing time "" in "lastPush"');
  });

  it("makes a push group inactive before it deletes it, and refuses one in error", async () => {
    const mapping = "/api/v1/apps/0oa1/group-push/mappings/gPm1";
    const { okta, plugin } = await start(
      canned("PATCH", mapping, 200, { id: "gPm1", status: "INACTIVE" }, { requestBody: { status: "INACTIVE" } }),
      canned("DELETE", `${mapping}?deleteTargetGroup=false`, 204, null),
    );
    const outputs = { appId: "0oa1", status: "ACTIVE", deleteTargetGroupOnDestroy: false };
    await plugin.delete(held(PUSH_GROUP, "gPm1", outputs));
    expect(calls(okta)).toEqual([`PATCH ${mapping}`, `DELETE ${mapping}?deleteTargetGroup=false`]);
    await expect(plugin.delete(held(PUSH_GROUP, "gPm1", { ...outputs, status: "ERROR" }))).rejects.toThrow(
      "in status ERROR",
    );
  });

  it("names a push group after its source when no target is given", async () => {
    const { plugin } = await start(
      canned("GET", "/api/v1/groups/00g1", 200, { id: "00g1", profile: { name: "engineering" } }),
      canned(
        "POST",
        "/api/v1/apps/0oa1/group-push/mappings",
        200,
        { id: "gPm1", status: "ACTIVE", sourceGroupId: "00g1" },
        {
          requestBody: { sourceGroupId: "00g1", status: "ACTIVE", targetGroupName: "engineering" },
        },
      ),
    );
    expect((await plugin.create(PUSH_GROUP, { appId: "0oa1", sourceGroupId: "00g1" })).id).toBe("gPm1");
  });
});

describe("users", () => {
  it("are created with an empty password and no postal address, and deleted in two calls", async () => {
    const profile = { email: "a@b.c", firstName: "A", lastName: "B", login: "a@b.c", department: "R&D" };
    const user = { id: "00u1", status: "PROVISIONED", profile };
    const { okta, plugin } = await start(
      canned("POST", "/api/v1/users", 200, user, {
        requestBody: { profile: { ...profile, postalAddress: null }, credentials: { password: {} } },
      }),
      canned("GET", "/api/v1/users/00u1", 200, user),
      canned("DELETE", "/api/v1/users/00u1", 204, null),
    );
    const created = await plugin.create(USER, profile);
    expect(created.outputs).toMatchObject({ status: "PROVISIONED", department: "R&D" });
    expect((await plugin.diff(created, profile)).changes).toBe(false);
    await plugin.delete(created);
    expect(calls(okta).slice(-2)).toEqual(["DELETE /api/v1/users/00u1", "DELETE /api/v1/users/00u1"]);
  });
});

describe("updates", () => {
  const PROFILE = { email: "a@b.c", firstName: "A", lastName: "B", login: "a@b.c" };

  it("of a user's password send the profile first", async () => {
    const user = { id: "00u1", status: "ACTIVE", profile: PROFILE };
    const { okta, plugin } = await start(
      canned("GET", "/api/v1/users/00u1", 200, user),
      canned("PUT", "/api/v1/users/00u1", 200, user, { requestBody: { profile: { ...PROFILE, postalAddress: null } } }),
      canned("PUT", "/api/v1/users/00u1", 200, user, { requestBody: { credentials: { password: { value: "new" } } } }),
    );
    const outputs = { ...PROFILE, id: "00u1", status: "ACTIVE", password: new Secret("old") };
    const updated = await plugin.update(held(USER, "00u1", outputs, PROFILE), { ...PROFILE, password: "new" });
    expect(shown(updated.outputs.password)).toEqual({ secret: "new" });
    expect(calls(okta).map((call) => call.split(" ")[0])).toEqual(["GET", "PUT", "PUT", "GET"]);
  });

  it("record what went away as empty", async () => {
    const user = { id: "00u1", status: "ACTIVE", profile: PROFILE };
    const { plugin } = await start(
      canned("PUT", "/api/v1/users/00u1", 200, user, { requestBody: { profile: { ...PROFILE, postalAddress: null } } }),
      canned("GET", "/api/v1/users/00u1", 200, user),
    );
    const outputs = { ...PROFILE, id: "00u1", status: "ACTIVE", department: "R&D" };
    const updated = await plugin.update(held(USER, "00u1", outputs), PROFILE);
    expect(updated.outputs).toMatchObject({ department: "", city: null });
  });

  it("of a group with custom attributes leave an empty description out", async () => {
    const profile = { name: "engineering", costCenter: 7 };
    const { plugin } = await start(
      canned("PUT", "/api/v1/groups/00g1", 200, {}, { requestBody: { profile } }),
      canned("GET", "/api/v1/groups/00g1", 200, { id: "00g1", profile }),
    );
    const outputs = { id: "00g1", name: "eng", description: "", customProfileAttributes: '{"costCenter":7}' };
    const updated = await plugin.update(held(GROUP, "00g1", outputs, { name: "eng" }), { name: "engineering" });
    expect(updated.outputs).toMatchObject({ name: "engineering", customProfileAttributes: '{"costCenter":7}' });
  });

  it("that Okta refuses leave the plan in the state, to be tried again", async () => {
    const { plugin } = await start(
      canned("PUT", "/api/v1/groups/00g1", 403, oktaError("E0000006", "no"), {
        requestBody: { profile: { name: "new", description: "" } },
      }),
    );
    const failure = await plugin
      .update(held(GROUP, "00g1", { id: "00g1", name: "old" }), { name: "new" })
      .catch((e) => e);
    expect(failure).toMatchObject({ id: "00g1", properties: expect.objectContaining({ name: "new" }) });
  });
});

describe("apps", () => {
  it("on the Classic engine get no policy", async () => {
    const { okta, plugin } = await start(
      anyBody(canned("POST", "/api/v1/apps?activate=true", 200, OIDC_APP)),
      canned(
        "POST",
        "/api/v1/internal/apps/0oa1/settings/oauth/idToken",
        200,
        {},
        { requestBody: { issuerMode: "ORG_URL" } },
      ),
      canned("GET", "/.well-known/okta-organization", 200, { id: "00o1", pipeline: "v1" }),
      canned("GET", "/api/v1/apps/0oa1", 200, OIDC_APP),
      canned("GET", "/api/v1/internal/apps/0oa1/settings/oauth/idToken", 404, NOT_FOUND),
    );
    const created = await plugin.create(OAUTH, { label: "Access", type: "web" });
    expect(created.outputs).toMatchObject({ authenticationPolicy: null, groupsClaim: null });
    expect(calls(okta).filter((call) => call.includes("policies"))).toEqual([]);
  });

  it("without what the SDK insists on are refused, and not recorded", async () => {
    const { grant_types: _left, ...oauthClient } = OIDC_APP.settings.oauthClient;
    const app = { ...OIDC_APP, settings: { ...OIDC_APP.settings, oauthClient } };
    const { plugin } = await start(anyBody(canned("POST", "/api/v1/apps?activate=true", 200, app)));
    const failure = await plugin.create(OAUTH, { label: "Access", type: "web" }).catch((reason: unknown) => reason);
    expect(failure).toMatchObject({ message: expect.stringContaining("required property grant_types") });
    expect(failure).not.toBeInstanceOf(InitFailed);
  });

  it("are only switched when only their status changes", async () => {
    const { okta, plugin } = await start(canned("POST", "/api/v1/apps/0oa1/lifecycle/deactivate", 200, {}));
    const given = { label: "Access", type: "web" };
    const preview = await plugin.previewCreate(OAUTH, given);
    const outputs = { ...mapValues(preview, (value) => (containsUnknown(value) ? null : value)), id: "0oa1" };
    const settled = held(OAUTH, "0oa1", outputs, await plugin.check(OAUTH, given));
    const updated = await plugin.update(settled, { label: "Access", type: "web", status: "INACTIVE" });
    expect(updated.outputs.status).toBe("INACTIVE");
    expect(calls(okta)).toEqual(["POST /api/v1/apps/0oa1/lifecycle/deactivate"]);
  });

  it("are deleted again while Okta answers 500", async () => {
    const failing = canned("DELETE", "/api/v1/apps/0oa1", 500, oktaError("E0000009", "Internal Server Error"));
    const { okta, plugin } = await start(failing, canned("DELETE", "/api/v1/apps/0oa1", 204, null));
    await plugin.delete(held(OAUTH, "0oa1", { label: "x", status: "INACTIVE" }));
    expect(calls(okta)).toEqual(["DELETE /api/v1/apps/0oa1", "DELETE /api/v1/apps/0oa1"]);
  });
});

describe("functions", () => {
  it("follow pages by the Link lines of the answer", async () => {
    const group = (id: string) => ({ id, type: "OKTA_GROUP", profile: { name: id, description: null } });
    const next = "https://acme.okta.com/api/v1/groups?after=00g1&limit=200";
    const { okta, plugin } = await start(
      canned("GET", "/api/v1/groups?limit=200&search=x", 200, [group("00g1")], {
        responseHeaders: {
          Link: [`<https://acme.okta.com/api/v1/groups?limit=200>; rel="self"`, `<${next}>; rel="next"`],
        },
      }),
      canned("GET", "/api/v1/groups?after=00g1&limit=200&search=x", 200, [group("00g2")]),
    );
    const { groups } = await plugin.invoke("okta:index/getGroups:getGroups", { search: "x" });
    expect(shown(groups)).toMatchObject([{ id: "00g1" }, { id: "00g2" }]);
    expect(calls(okta)).toHaveLength(2);
  });

  it("take one hit by prefix, the exact one of several, and neither none nor an unclear one", async () => {
    const group = (name: string) => ({ id: `00g-${name}`, type: "OKTA_GROUP", profile: { name } });
    const found = (name: string, ...groups: readonly string[]) =>
      canned("GET", `/api/v1/groups?q=${name}`, 200, groups.map(group));
    const { plugin } = await start(
      found("fin", "finance"),
      found("eng", "engineering", "eng"),
      found("nobody"),
      found("e", "engineering", "eng"),
    );
    const get = (name: string) => plugin.invoke("okta:group/getGroup:getGroup", { name });
    expect((await get("fin")).id).toBe("00g-finance");
    expect((await get("eng")).id).toBe("00g-eng");
    await expect(get("nobody")).rejects.toThrow('group with name "nobody" does not exist');
    await expect(get("e")).rejects.toThrow("matches 2 groups");
  });

  it("refuse arguments that exclude each other", async () => {
    const { plugin } = await start();
    await expect(plugin.invoke("okta:index/getGroups:getGroups", { q: "a", search: "b" })).rejects.toThrow(
      "conflicts with",
    );
  });
});

/** The replay server compares bodies: this one is taken whatever it says. */
function anyBody(exchange: Exchange): Exchange {
  return { ...exchange, requestBody: undefined };
}
