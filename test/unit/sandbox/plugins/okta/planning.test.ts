import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containsUnknown, mapValues, type PropertyMap, Secret, UNKNOWN } from "../../../../../provider/rpc/values";
import { oktaProvider } from "../../../../../sandbox/plugins/okta/provider";
import { drivePlugin, type Held, type PluginDriver, shown } from "../../../../support/plugin-driver";
import type { ReplayServer } from "../../../../support/replay-server";
import { startCannedOkta } from "./canned-okta";

/*
 * Check, Diff and previews: what a person sees before anything is called. Every expectation here was compared with the
 * published plugin. No call may reach the server.
 */

const GROUP = "okta:group/group:Group";
const OAUTH = "okta:app/oAuth:OAuth";
const SAML = "okta:app/saml:Saml";
const CONNECTION = "okta:app/connection:Connection";
const FEATURES = "okta:app/features:Features";
const PUSH_GROUP = "okta:index/pushGroup:PushGroup";
const GROUP_ASSIGNMENT = "okta:app/groupAssignment:GroupAssignment";
const GROUP_ASSIGNMENTS = "okta:index/appGroupAssignments:AppGroupAssignments";
const APP_USER = "okta:app/user:User";
const USER = "okta:user/user:User";
const SERVER = "okta:auth/server:Server";

let okta: ReplayServer;
let plugin: PluginDriver;

beforeAll(async () => {
  okta = await startCannedOkta();
  plugin = await drivePlugin(oktaProvider);
  await plugin.configure({ apiToken: "00tok", httpProxy: okta.url });
});

afterAll(async () => {
  plugin.close();
  expect(okta.seen.map(({ path }) => path)).toEqual(["/api/v1/users/me", "/api/v1/users/me"]);
  await okta.close();
});

describe("check", () => {
  it("fills in defaults and records which, at every depth", async () => {
    const inputs = await plugin.check(SAML, { label: "SCIM", attributeStatements: [{ name: "groups" }] });
    expect(shown(inputs)).toEqual({
      __defaults: ["samlVersion", "status", "userNameTemplate", "userNameTemplateType"],
      label: "SCIM",
      samlVersion: "2.0",
      status: "ACTIVE",
      userNameTemplate: "${source.login}",
      userNameTemplateType: "BUILT_IN",
      attributeStatements: [
        {
          __defaults: ["namespace", "type"],
          name: "groups",
          namespace: "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified",
          type: "EXPRESSION",
        },
      ],
    });
  });

  it("records a default of a required property, and no falsy one", async () => {
    const inputs = await plugin.check(GROUP_ASSIGNMENTS, { appId: "0oa1", groups: [{ id: "00g1" }] });
    expect(shown(inputs.groups)).toEqual([{ __defaults: ["profile"], id: "00g1", profile: "{}" }]);
    expect(shown(await plugin.check(GROUP_ASSIGNMENT, { appId: "0oa1", groupId: "00g1" }))).toEqual({
      __defaults: [],
      appId: "0oa1",
      groupId: "00g1",
    });
  });

  it("keeps a default of the last run and takes none where a property was given then", async () => {
    const olds = { label: "x", type: "web", issuerMode: "DYNAMIC", loginMode: "SPEC", __defaults: ["issuerMode"] };
    const inputs = await plugin.check(OAUTH, { label: "x", type: "web" }, olds);
    expect(inputs).toMatchObject({ issuerMode: "DYNAMIC", loginMode: "DISABLED" });
  });

  it("writes no defaults into framework resources", async () => {
    const inputs = { appId: "0oa1", sourceGroupId: "00g1" };
    expect(shown(await plugin.check(PUSH_GROUP, inputs))).toEqual(inputs);
  });

  it("makes a name where none is given, keeps it, and says that it did", async () => {
    const first = await plugin.check(GROUP, {});
    expect(first.name).toMatch(/^it-[0-9a-f]{7}$/);
    expect(first.__defaults).toEqual(["name"]);
    expect((await plugin.check(GROUP, {}, { ...first, name: "it-1234567" })).name).toBe("it-1234567");
  });

  it("turns scalars into what the schema says", async () => {
    expect(await plugin.check(GROUP_ASSIGNMENT, { appId: "0oa1", groupId: "00g1", priority: "3" })).toMatchObject({
      priority: 3,
    });
  });

  it("lets unknown values through", async () => {
    const inputs = await plugin.check(CONNECTION, {
      idProperty: UNKNOWN,
      baseUrl: UNKNOWN,
      action: "activate",
      profile: { authScheme: "TOKEN", token: UNKNOWN },
    });
    expect(shown(inputs)).toMatchObject({ idProperty: "<unknown>", profile: { token: { secret: "<unknown>" } } });
  });

  it("marks secrets of the schema and keeps those of the program", async () => {
    expect(
      shown(await plugin.check(USER, { email: "a@b.c", firstName: "A", lastName: "B", login: "a@b.c", password: "p" })),
    ).toMatchObject({ password: { secret: "p" }, email: "a@b.c" });
    expect(shown(await plugin.check(GROUP, { name: new Secret("hidden") }))).toMatchObject({
      name: { secret: "hidden" },
    });
  });

  it.each<[string, string, PropertyMap, RegExp]>([
    ["a missing property", OAUTH, { type: "web" }, /Missing required argument.*"label".*Examine values at 'it\.label'/],
    ["a missing nested property", OAUTH, { label: "x", type: "web", jwks: [{ kid: "1" }] }, /it\.jwks\[0\]\.kty'/],
    [
      "a missing property of a framework resource",
      PUSH_GROUP,
      { appId: "a" },
      /Missing required property 'sourceGroupId'/,
    ],
    [
      "a connection without a profile",
      CONNECTION,
      { idProperty: "a", baseUrl: "b", action: "activate" },
      /Missing required property 'profile\.authScheme'/,
    ],
    ["an unknown property", OAUTH, { label: "x", type: "web", labell: "y" }, /Invalid or unknown key.*'it\.labell'/],
    ["an output", OAUTH, { label: "x", type: "web", clientSecret: "y" }, /"clientSecret" is decided by the provider/],
    [
      "a wrong word",
      OAUTH,
      { label: "x", type: "web", responseTypes: ["nope"] },
      /to be one of \["code" "token" "id_token"\]/,
    ],
    ["a wrong word of a framework resource", FEATURES, { appId: "a", name: "X" }, /USER_PROVISIONING/],
    [
      "a wrong type",
      OAUTH,
      { label: "x", type: "web", redirectUris: "https://x" },
      /expected a list.*it\.redirectUris/,
    ],
    ["no JSON", OAUTH, { label: "x", type: "web", profile: "{" }, /expected a JSON document.*it\.profile/],
    ["too long a name", GROUP, { name: "x".repeat(256) }, /at most 255 characters/],
    [
      "two that exclude each other",
      OAUTH,
      { label: "x", type: "web", authenticationPolicy: "rst1", skipAuthenticationPolicy: true },
      /"skipAuthenticationPolicy" conflicts with "authenticationPolicy"/,
    ],
    ["half of a pair", SAML, { label: "x", keyName: "k" }, /"keyName" needs "keyYearsValid"/],
  ])("refuses %s", async (_what, type, news, message) => {
    await expect(plugin.check(type, news)).rejects.toThrow(message);
  });

  it("passes over unknown properties of framework resources", async () => {
    await expect(plugin.check(PUSH_GROUP, { appId: "a", sourceGroupId: "b", nonsense: 1 })).resolves.toBeDefined();
  });

  it("says all that is wrong at once", async () => {
    await expect(plugin.check(OAUTH, { nonsense: 1 })).rejects.toThrow(/nonsense[\s\S]*label[\s\S]*type/);
  });

  it("warns of a deprecated property", async () => {
    const before = plugin.warnings.length;
    await plugin.check(GROUP, { name: "x", skipUsers: true });
    expect(plugin.warnings.slice(before)).toEqual([expect.stringContaining('"skipUsers" has no effect')]);
  });
});

const OAUTH_GIVEN: PropertyMap = { label: "Access", type: "web", omitSecret: true };
const PUSH_GIVEN: PropertyMap = { appId: "0oa1", sourceGroupId: "00g1", targetGroupName: "engineering" };
const CONNECTED: PropertyMap = {
  idProperty: "0oa1",
  baseUrl: "https://scim.example.com",
  action: "activate",
  profile: { authScheme: "TOKEN", token: new Secret("tok") },
};
const PROVISIONING: PropertyMap = { appId: "0oa1", name: "USER_PROVISIONING" };

/** What was given, and what the API decided, by resource. */
const APPLIED = {
  oauth: [OAUTH, OAUTH_GIVEN, { clientId: "0oa1" }],
  push: [PUSH_GROUP, PUSH_GIVEN, { targetGroupId: "00g2" }],
  assignment: [GROUP_ASSIGNMENT, { appId: "0oa1", groupId: "00g1" }, { profile: "{}", priority: 0 }],
  assignments: [GROUP_ASSIGNMENTS, { appId: "0oa1", groups: [{ id: "00g1", profile: "{}" }] }, {}],
  appUser: [APP_USER, { appId: "0oa1", userId: "00u1", username: "a" }, { profile: "{}", hasSharedUsername: false }],
  connection: [CONNECTION, CONNECTED, { status: "ENABLED" }],
  features: [FEATURES, PROVISIONING, { id: "0oa1/USER_PROVISIONING", status: "ENABLED" }],
  saml: [SAML, { label: "SCIM", preconfiguredApp: "scim2headerauth" }, { name: "scim2headerauth" }],
  group: [GROUP, { name: "engineering" }, { description: "", customProfileAttributes: "{}" }],
  server: [SERVER, { name: "Access", audiences: ["https://a"] }, {}],
} as const satisfies Record<string, readonly [string, PropertyMap, PropertyMap]>;

/** A resource as the engine would hold it after an apply. */
async function hold(key: keyof typeof APPLIED, more: PropertyMap = {}): Promise<Held> {
  const [type, given, decided] = APPLIED[key];
  const preview = await plugin.previewCreate(type, given);
  const settled = mapValues(preview, (value) => (containsUnknown(value) ? null : value));
  return {
    type,
    id: "it",
    inputs: await plugin.check(type, given),
    outputs: { ...settled, id: "it", ...decided, ...more },
  };
}

describe("replace or update", () => {
  it.each<[string, keyof typeof APPLIED, PropertyMap, string[], string[]]>([
    ["OIDC app: type", "oauth", { type: "native" }, ["type"], ["type"]],
    ["OIDC app: type not known yet", "oauth", { type: UNKNOWN }, ["type"], ["type"]],
    ["OIDC app: client id", "oauth", { clientId: "mine" }, ["clientId"], ["clientId"]],
    ["OIDC app: secret wanted after all", "oauth", { omitSecret: false }, ["__meta", "omitSecret"], ["__meta"]],
    ["OIDC app: label", "oauth", { label: "Access (staging)" }, ["label"], []],
    [
      "OIDC app: groups claim",
      "oauth",
      { groupsClaim: { type: "EXPRESSION", name: "g", value: "x" } },
      ["groupsClaim"],
      [],
    ],
    ["OIDC app: redirect URIs", "oauth", { redirectUris: ["https://a"] }, ["redirectUris"], []],
    ["SAML app: catalogue app", "saml", { preconfiguredApp: "other" }, ["preconfiguredApp"], ["preconfiguredApp"]],
    ["SAML app: label", "saml", { label: "x" }, ["label"], []],
    ["connection: app", "connection", { idProperty: "0oa2" }, ["idProperty", "status"], []],
    ["connection: token", "connection", { profile: { authScheme: "TOKEN", token: "new" } }, ["profile", "status"], []],
    ["features: app", "features", { appId: "0oa2", status: "ENABLED" }, ["appId", "id"], []],
    ["features: status left out", "features", {}, ["id", "status"], []],
    ["push group: source", "push", { sourceGroupId: "00g9" }, ["sourceGroupId"], ["sourceGroupId"]],
    ["push group: app", "push", { appId: UNKNOWN }, ["appId"], ["appId"]],
    ["push group: target name", "push", { targetGroupName: "x" }, ["targetGroupName"], ["targetGroupName"]],
    ["push group: status", "push", { status: "INACTIVE" }, ["status"], []],
    [
      "push group: fate of the target",
      "push",
      { deleteTargetGroupOnDestroy: false },
      ["deleteTargetGroupOnDestroy"],
      [],
    ],
    ["assignment: group", "assignment", { groupId: "00g9" }, ["groupId"], ["groupId"]],
    ["assignment: priority", "assignment", { priority: 2 }, ["priority"], []],
    ["assignments: app", "assignments", { appId: "0oa2" }, ["appId"], ["appId"]],
    ["assignments: one more", "assignments", { groups: [{ id: "00g1" }, { id: "00g2" }] }, ["groups"], []],
    ["app user: user", "appUser", { userId: "00u2" }, ["userId"], []],
    ["group: name", "group", { name: "x" }, ["name"], []],
    ["server: audiences", "server", { audiences: ["https://b"] }, ["audiences"], []],
  ])("%s", async (_what, key, news, diffs, replaces) => {
    const difference = await plugin.diff(await hold(key), { ...APPLIED[key][1], ...news });
    expect(difference).toMatchObject({ changes: true, diffs, replaces, deleteBeforeReplace: false });
  });

  it.each<[string, keyof typeof APPLIED, PropertyMap]>([
    ["the same", "oauth", {}],
    ["unset and empty", "group", { description: "" }],
    ["another order of a set", "oauth", { grantTypes: ["b", "a"] }],
    ["JSON written otherwise", "assignment", { profile: " {} " }],
    ["JSON that only adds false", "assignment", { profile: '{"a":false}' }],
    ["priority 0", "assignments", { groups: [{ id: "00g1", priority: 0 }] }],
    ["a secret in the open", "connection", { profile: { authScheme: "TOKEN", token: "tok" } }],
    ["a default spelled out", "push", { status: "ACTIVE", deleteTargetGroupOnDestroy: true }],
  ])("no change: %s", async (_what, key, news) => {
    const resource = await hold(key, { grantTypes: ["a", "b"] });
    const difference = await plugin.diff(resource, { ...APPLIED[key][1], ...news });
    expect(difference).toMatchObject({ changes: false, diffs: [] });
  });

  it("names the paths that change, also in lists and sets", async () => {
    const state = { redirectUris: ["https://a"], grantTypes: ["authorization_code"], adminNote: "" };
    const resource = await hold("oauth", state);
    const news = {
      ...OAUTH_GIVEN,
      redirectUris: ["https://a", "https://b"],
      grantTypes: ["refresh_token", "authorization_code"],
      postLogoutRedirectUris: ["https://c"],
      adminNote: "hello",
    };
    expect((await plugin.diff(resource, news)).detailed).toEqual({
      "redirectUris[1]": "ADD",
      "grantTypes[0]": "ADD",
      postLogoutRedirectUris: "ADD",
      adminNote: "UPDATE",
    });
  });

  it("tells no paths for framework resources", async () => {
    expect((await plugin.diff(await hold("push"), { ...PUSH_GIVEN, status: "INACTIVE" })).detailed).toEqual({});
  });

  it("does not look at what the program ignores", async () => {
    const news = { ...OAUTH_GIVEN, label: "x", type: "native", adminNote: "y" };
    expect((await plugin.diff(await hold("oauth"), news, ["label", "type"])).diffs).toEqual(["adminNote"]);
  });

  it("plans, after an UNKNOWN answer to the connection, an update of base URL, profile and status for ever", async () => {
    const answered = { baseUrl: "", profile: { authScheme: "UNKNOWN", token: new Secret("tok") } };
    const difference = await plugin.diff(await hold("connection", answered), CONNECTED);
    expect(difference.diffs).toEqual(["baseUrl", "profile", "status"]);
  });
});

describe("preview", () => {
  it("of a create: what the API decides is unknown, what is unset is null, secrets stay secrets", async () => {
    const outputs = shown(await plugin.previewCreate(OAUTH, { label: "Access", type: "web" }));
    expect(outputs).toMatchObject({
      id: "<unknown>",
      clientId: "<unknown>",
      clientSecret: { secret: "<unknown>" },
      name: "<unknown>",
      label: "Access",
      omitSecret: false,
      redirectUris: null,
      jwks: [],
    });
  });

  it("of a create: framework resources show no nulls", async () => {
    const outputs = shown(await plugin.previewCreate(PUSH_GROUP, { appId: UNKNOWN, sourceGroupId: "00g1" }));
    expect(outputs).toEqual({
      id: "<unknown>",
      appId: "<unknown>",
      sourceGroupId: "00g1",
      targetGroupId: "<unknown>",
      status: "ACTIVE",
      deleteTargetGroupOnDestroy: true,
    });
  });

  it("of an update: what the API decided stays known", async () => {
    const outputs = shown(await plugin.previewUpdate(await hold("oauth"), { ...OAUTH_GIVEN, label: "New" }));
    expect(outputs).toMatchObject({ id: "it", clientId: "0oa1", label: "New" });
  });

  it("of an update: status of a connection and id of features become unknown", async () => {
    const connection = await plugin.previewUpdate(await hold("connection"), { ...CONNECTED, baseUrl: "https://x" });
    expect(shown(connection)).toMatchObject({
      status: "<unknown>",
      baseUrl: "https://x",
      profile: { token: { secret: "tok" } },
    });
    expect(shown(await plugin.previewUpdate(await hold("features"), PROVISIONING))).toMatchObject({ id: "<unknown>" });
  });
});
