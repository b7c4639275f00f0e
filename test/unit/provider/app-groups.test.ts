// In-process: the project's own plugin over its gRPC port against the local Okta. Proves that the groups of an app in one
// resource are planned, made, read and removed one by one, that what others made is left alone, that what was done before a
// failure is kept, and how many calls it takes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nativeProvider } from "../../../provider/provider";
import { type PropertyMap, Secret } from "../../../provider/rpc/values";
import { type RunningOkta, startOkta } from "../../../sandbox/okta";
import type { Json } from "../../support/okta-api";
import { ORGANIZATION } from "../../support/okta-sign-in";
import { drivePlugin, InitFailed, type PluginDriver, shown } from "../../support/plugin-driver";
import { Api } from "../../support/scenario";

const ASSIGNMENTS = "okta-cloudflare-access:index:GroupAssignments";
const PUSH_GROUPS = "okta-cloudflare-access:index:PushGroups";
const MAPPINGS = "/api/v1/apps/*/group-push/mappings";

let okta: RunningOkta;
let api: Api;
let plugin: PluginDriver;
let appId: string;
let ids: Record<string, string>;

let run = 0;

beforeAll(async () => {
  okta = await startOkta({ port: 0 });
  api = new Api(`${okta.url}/api/v1`, `SSWS ${okta.apiToken}`);
  plugin = await drivePlugin(nativeProvider({ wait: async () => undefined }));
  await plugin.configure({
    cloudflareApiToken: new Secret("not used"),
    oktaOrgUrl: ORGANIZATION,
    oktaApiToken: new Secret(okta.apiToken),
    connectTo: { "acme.okta.com": okta.url },
  });
});
afterAll(async () => {
  plugin.close();
  await okta.close();
});

beforeEach(async () => {
  run += 1;
  const body = { name: "scim2headerauth", label: `SCIM ${run}`, signOnMode: "SAML_2_0" };
  appId = String(((await api.send("POST", "/apps", body)) as Json).id);
  await api.send("POST", `/apps/${appId}/connections/default?activate=true`, {
    baseUrl: "https://acme.cloudflareaccess.com/populations/1/scim/v2",
    profile: { authScheme: "TOKEN", token: "scim-secret" },
  });
  ids = {};
  for (const key of ["a", "b", "c", "d"]) {
    const group = (await api.send("POST", "/groups", { profile: { name: `Team ${key} ${run}` } })) as Json;
    ids[key] = String(group.id);
  }
  okta.faults.clear();
  okta.log.clear();
});

const groups = (...keys: string[]): PropertyMap =>
  Object.fromEntries(keys.map((key) => [key, ids[key] ?? expect.fail(key)]));
const calls = () =>
  okta.log.all().map(({ method, path }) => `${method} ${path.split("?", 1)[0]?.replace(/0oa\w+/, "APP")}`);
const writes = () => calls().filter((call) => !call.startsWith("GET"));
const struck = (method: string, path: string, effect: object, nth = 1) =>
  okta.faults.add({ match: { method: method as "POST", path, nth }, effect: effect as { type: "permission-removed" } });
const failure = (running: Promise<unknown>) =>
  running.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error,
  );

describe("the assignments of an app in one resource", () => {
  const inputs = (keys: string[], more: PropertyMap = {}): PropertyMap => ({ appId, groups: groups(...keys), ...more });
  const assigned = async () =>
    (await api.get<Json[]>(`/apps/${appId}/groups?limit=200`)).map(({ id }) => String(id)).sort();
  const idsOf = (...keys: string[]) =>
    Object.values(groups(...keys))
      .map(String)
      .sort();

  it("are made with one call each and one to look, and read with one", async () => {
    const held = await plugin.create(ASSIGNMENTS, inputs(["a", "b", "c"]));
    expect(calls().sort()).toEqual([
      "GET /api/v1/apps/APP/groups",
      ...idsOf("a", "b", "c").map((id) => `PUT /api/v1/apps/APP/groups/${id}`),
    ]);
    expect(await assigned()).toEqual(idsOf("a", "b", "c"));

    okta.log.clear();
    const refreshed = await plugin.refresh(held);
    expect(calls()).toEqual(["GET /api/v1/apps/APP/groups"]);
    expect(refreshed?.outputs).toEqual(held.outputs);
    expect((await plugin.diff(held, inputs(["a", "b", "c"]))).changes).toBe(false);
  });

  it("are planned and changed key by key, and those of others are left alone", async () => {
    const held = await plugin.create(ASSIGNMENTS, inputs(["a", "b"]));
    await api.send("PUT", `/apps/${appId}/groups/${ids.d}`);
    const refreshed = (await plugin.refresh(held)) ?? expect.fail("gone");
    expect(refreshed.outputs.groups).toEqual(groups("a", "b"));

    const plan = await plugin.diff(refreshed, inputs(["b", "c"]));
    expect(plan.detailed).toEqual({ 'groups["a"]': "DELETE", 'groups["c"]': "ADD" });
    expect(plan.replaces).toEqual([]);
    okta.log.clear();
    const updated = await plugin.update(refreshed, inputs(["b", "c"]));
    expect(writes()).toEqual([`DELETE /api/v1/apps/APP/groups/${ids.a}`, `PUT /api/v1/apps/APP/groups/${ids.c}`]);
    expect(updated.outputs.groups).toEqual(groups("b", "c"));

    await plugin.delete(updated);
    expect(await assigned()).toEqual(idsOf("d"));
  });

  it("are told by their keys alone where a key is another: nothing is unassigned", async () => {
    const held = await plugin.create(ASSIGNMENTS, inputs(["a", "b"]));
    okta.log.clear();
    const updated = await plugin.update(held, { appId, groups: { ...groups("b"), other: ids.a ?? "" } });
    expect(writes()).toEqual([]);
    expect(updated.outputs.groups).toEqual({ ...groups("b"), other: ids.a });
  });

  it("are refused where the app has them already, until it is said that they are meant", async () => {
    await api.send("PUT", `/apps/${appId}/groups/${ids.a}`);
    await expect(plugin.create(ASSIGNMENTS, inputs(["a", "b"]))).rejects.toThrow(
      'GroupAssignments: the app is assigned to "a" already, and by its state this stack does not own that assignment. Nothing was changed.',
    );
    expect(await assigned()).toEqual(idsOf("a"));

    const held = await plugin.create(ASSIGNMENTS, inputs(["a", "b"], { takeOver: true }));
    expect(plugin.warnings.join()).toContain('The groups "a" were assigned already and are taken over');
    expect(held.outputs).not.toHaveProperty("takeOver");
    expect((await plugin.diff(held, inputs(["a", "b"]))).changes).toBe(false);
  });

  it("show as added what somebody unassigned, and are gone with the app", async () => {
    const held = await plugin.create(ASSIGNMENTS, inputs(["a", "b"]));
    await api.send("DELETE", `/apps/${appId}/groups/${ids.a}`);
    const refreshed = (await plugin.refresh(held)) ?? expect.fail("gone");
    expect(refreshed.inputs.groups).toEqual(groups("b"));
    expect((await plugin.diff(refreshed, inputs(["a", "b"]))).detailed).toEqual({ 'groups["a"]': "ADD" });

    await api.send("POST", `/apps/${appId}/lifecycle/deactivate`);
    await api.send("DELETE", `/apps/${appId}`);
    expect(await plugin.refresh(held)).toBeUndefined();
    await expect(plugin.delete(held)).resolves.toBeUndefined();
  });

  it("keep what was done when one fails, in the making and in a change", async () => {
    await api.send("DELETE", `/groups/${ids.b}`);
    const failed = (await failure(plugin.create(ASSIGNMENTS, inputs(["a", "b", "c"])))) as InitFailed;
    expect(failed).toBeInstanceOf(InitFailed);
    expect(failed.message).toContain('1 of 3 groups could not be assigned or unassigned.\n  "b": Okta API, PUT');
    expect(failed.id).toBe(appId);
    expect(failed.properties.groups).toEqual(groups("a", "c"));

    const held = { type: ASSIGNMENTS, id: appId, inputs: inputs(["a", "c"]), outputs: failed.properties };
    struck("DELETE", "/api/v1/apps/*/groups/*", { type: "permission-removed" });
    const again = (await failure(plugin.update(held, inputs(["c", "d"])))) as InitFailed;
    expect(again.message).toContain("could not be assigned or unassigned. Nothing more was tried.");
    expect(again.properties.groups).toEqual(groups("a", "c"));
  });

  it("give up after a few failures: what is wrong with so many is wrong with all", async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`g${index}`, `00gmissing${index}`]));
    const failed = (await failure(plugin.create(ASSIGNMENTS, { appId, groups: many }))) as InitFailed;
    expect(failed.message).toMatch(/of 40 groups could not be assigned or unassigned. Nothing more was tried/);
    expect(writes().length).toBeLessThan(10);
  });

  it("are imported by name, or all of them", async () => {
    await plugin.create(ASSIGNMENTS, inputs(["a", "b"]));
    const some = await plugin.import(ASSIGNMENTS, `${appId}/a=${ids.a}`);
    expect(some?.outputs.groups).toEqual(groups("a"));
    expect((await plugin.diff(some ?? expect.fail("gone"), inputs(["a"]))).changes).toBe(false);
    const all = await plugin.import(ASSIGNMENTS, appId);
    expect(Object.keys(all?.outputs.groups ?? {}).sort()).toEqual(idsOf("a", "b"));
    await expect(plugin.import(ASSIGNMENTS, `${appId}/a`)).rejects.toThrow("is no import id");
  });

  it("are refused under two keys", async () => {
    const twice = { appId, groups: { one: ids.a ?? "", two: ids.a ?? "" } };
    await expect(plugin.check(ASSIGNMENTS, twice)).rejects.toThrow('"one" and "two" are the same group');
  });
});

describe("the push groups of an app in one resource", () => {
  const inputs = (keys: string[], more: PropertyMap = {}): PropertyMap => ({
    appId,
    groups: groups(...keys),
    deleteTargetGroupOnDestroy: true,
    ...more,
  });
  const mappings = async () => api.get<Json[]>(`/apps/${appId}/group-push/mappings?limit=1000`);
  const pushed = async () =>
    (await mappings())
      .filter(({ status }) => status === "ACTIVE")
      .map(({ sourceGroupId }) => Object.keys(ids).find((key) => ids[key] === sourceGroupId))
      .sort();
  const idOf = async (key: string) =>
    String((await mappings()).find(({ sourceGroupId }) => sourceGroupId === ids[key])?.id ?? expect.fail(key));

  it("are made with one call each, one for the names and one to look, and read with one", async () => {
    const held = await plugin.create(PUSH_GROUPS, inputs(["a", "b", "c"]));
    expect(calls().sort()).toEqual([
      "GET /api/v1/apps/APP/group-push/mappings",
      "GET /api/v1/groups",
      ...Array.from({ length: 3 }, () => "POST /api/v1/apps/APP/group-push/mappings"),
    ]);
    expect(held.outputs.mappings).toEqual({ a: await idOf("a"), b: await idOf("b"), c: await idOf("c") });
    const targets = await Promise.all(
      (await mappings()).map(({ targetGroupId }) => api.get<{ profile: Json }>(`/groups/${String(targetGroupId)}`)),
    );
    expect(targets.map(({ profile }) => profile.name).sort()).toEqual(
      ["a", "b", "c"].map((key) => `Team ${key} ${run}`),
    );

    okta.log.clear();
    expect((await plugin.refresh(held))?.outputs).toEqual(held.outputs);
    expect(calls()).toEqual(["GET /api/v1/apps/APP/group-push/mappings"]);
  });

  it("are planned and changed key by key, and those of others are left alone", async () => {
    const held = await plugin.create(PUSH_GROUPS, inputs(["a", "b"]));
    await api.send("POST", `/apps/${appId}/group-push/mappings`, { sourceGroupId: ids.d, targetGroupName: "D" });
    const refreshed = (await plugin.refresh(held)) ?? expect.fail("gone");
    const plan = await plugin.diff(refreshed, inputs(["b", "c"]));
    expect(plan.detailed).toEqual({ 'groups["a"]': "DELETE", 'groups["c"]': "ADD" });
    expect(shown(await plugin.previewUpdate(refreshed, inputs(["b", "c"])))).toMatchObject({
      mappings: { b: await idOf("b"), c: "<unknown>" },
    });
    okta.log.clear();
    const updated = await plugin.update(refreshed, inputs(["b", "c"]));
    expect(writes().map((call) => call.replace(/mappings\/\w+/, "mappings/ID"))).toEqual([
      "PATCH /api/v1/apps/APP/group-push/mappings/ID",
      "DELETE /api/v1/apps/APP/group-push/mappings/ID",
      "POST /api/v1/apps/APP/group-push/mappings",
    ]);
    expect(await pushed()).toEqual(["b", "c", "d"]);
    await plugin.delete(updated);
    expect(await pushed()).toEqual(["d"]);
  });

  it("delete the group in the app, or keep it", async () => {
    const targets = async () =>
      (await api.get<Json[]>("/groups?limit=200")).filter(({ type }) => type === "APP_GROUP").length;
    const before = await targets();
    const held = await plugin.create(PUSH_GROUPS, inputs(["a"]));
    const keeping = await plugin.update(held, inputs(["a"], { deleteTargetGroupOnDestroy: false }));
    await plugin.delete(keeping);
    expect(await targets()).toBe(before + 1);
    const other = await plugin.create(PUSH_GROUPS, inputs(["b"]));
    await plugin.delete(other);
    expect(await targets()).toBe(before + 1);
  });

  it("are refused where the app pushes them already, until it is said that they are meant", async () => {
    await api.send("POST", `/apps/${appId}/group-push/mappings`, { sourceGroupId: ids.a, targetGroupName: "A" });
    await expect(plugin.create(PUSH_GROUPS, inputs(["a", "b"]))).rejects.toThrow(
      'PushGroups: the app pushes "a" already, and by its state this stack does not own it. Nothing was changed.',
    );
    expect(await pushed()).toEqual(["a"]);
    const held = await plugin.create(PUSH_GROUPS, inputs(["a", "b"], { takeOver: true }));
    expect(plugin.warnings.join()).toContain('The push groups "a" were there already and are taken over');
    expect(held.outputs.mappings).toEqual({ a: await idOf("a"), b: await idOf("b") });
  });

  it("show as added what somebody unlinked or deactivated, and bring it back", async () => {
    const held = await plugin.create(PUSH_GROUPS, inputs(["a", "b", "c"]));
    const [a, b] = [await idOf("a"), await idOf("b")];
    await api.send("PATCH", `/apps/${appId}/group-push/mappings/${a}`, { status: "INACTIVE" });
    await api.send("PATCH", `/apps/${appId}/group-push/mappings/${b}`, { status: "INACTIVE" });
    await api.send("DELETE", `/apps/${appId}/group-push/mappings/${b}?deleteTargetGroup=true`);
    const refreshed = (await plugin.refresh(held)) ?? expect.fail("gone");
    expect((await plugin.diff(refreshed, inputs(["a", "b", "c"]))).detailed).toEqual({
      'groups["a"]': "ADD",
      'groups["b"]': "ADD",
    });
    const updated = await plugin.update(refreshed, inputs(["a", "b", "c"]));
    expect(await pushed()).toEqual(["a", "b", "c"]);
    expect(await idOf("a")).toBe(a);
    expect(updated.outputs.groups).toEqual(groups("a", "b", "c"));
    expect((await plugin.diff(updated, inputs(["a", "b", "c"]))).changes).toBe(false);
  });

  it("unlink one while several come", async () => {
    const held = await plugin.create(PUSH_GROUPS, inputs(["a", "b"]));
    const updated = await plugin.update(held, inputs(["b", "c", "d"]));
    expect(updated.outputs.groups).toEqual(groups("b", "c", "d"));
    expect(await pushed()).toEqual(["b", "c", "d"]);
  });

  it("unlink what somebody deactivated when its key goes", async () => {
    const held = await plugin.create(PUSH_GROUPS, inputs(["a", "b"]));
    await api.send("PATCH", `/apps/${appId}/group-push/mappings/${await idOf("a")}`, { status: "INACTIVE" });
    const refreshed = (await plugin.refresh(held)) ?? expect.fail("gone");
    await plugin.delete(refreshed);
    expect(await mappings()).toEqual([]);
  });

  it("name in a warning what Okta reports an error for, and leave it as it is", async () => {
    const held = await plugin.create(PUSH_GROUPS, inputs(["a", "b"]));
    const mapping = okta.store.pushMappings.get(await idOf("a")) ?? expect.fail("gone");
    okta.store.pushMappings.put({ ...mapping, status: "ERROR", errorSummary: "The group is gone" });
    const refreshed = (await plugin.refresh(held)) ?? expect.fail("gone");
    expect(plugin.warnings.join()).toContain('Okta reports errors for the push groups "a" (The group is gone)');
    expect((await plugin.diff(refreshed, inputs(["a", "b"]))).changes).toBe(false);
    const failed = (await failure(plugin.update(refreshed, inputs(["b"])))) as InitFailed;
    expect(failed.message).toContain('"a": Okta API, PATCH');
    expect(failed.properties.groups).toEqual(groups("a", "b"));
  });

  it("keep what was done when one fails, and find what was made although the answer was lost", async () => {
    struck("POST", MAPPINGS, { type: "cut", at: "after-effect" }, 1);
    struck("POST", MAPPINGS, { type: "permission-removed" }, 3);
    const failed = (await failure(plugin.create(PUSH_GROUPS, inputs(["a", "b", "c"])))) as InitFailed;
    expect(failed.message).toContain("1 of 3 groups could not be pushed or unlinked. Nothing more was tried.");
    expect(Object.keys(failed.properties.groups ?? {}).sort()).toEqual(await pushed());
    expect(await pushed()).toHaveLength(2);

    const held = { type: PUSH_GROUPS, id: failed.id, inputs: inputs(["a", "b", "c"]), outputs: failed.properties };
    okta.faults.clear();
    const plan = await plugin.diff(held, inputs(["a", "b", "c"]));
    expect(Object.values(plan.detailed)).toEqual(["ADD"]);
    const mended = await plugin.update(held, inputs(["a", "b", "c"]));
    expect(mended.outputs.groups).toEqual(groups("a", "b", "c"));
    expect(await pushed()).toEqual(["a", "b", "c"]);
  });

  it("are imported by name, or all of them", async () => {
    await plugin.create(PUSH_GROUPS, inputs(["a", "b"]));
    const some = (await plugin.import(PUSH_GROUPS, `${appId}/a=${ids.a}`)) ?? expect.fail("gone");
    expect(some.outputs).toMatchObject({ groups: groups("a"), mappings: { a: await idOf("a") } });
    expect((await plugin.diff(some, inputs(["a"]))).changes).toBe(false);
    const all = await plugin.import(PUSH_GROUPS, appId);
    expect(Object.keys(all?.outputs.groups ?? {}).sort()).toEqual([ids.a, ids.b].sort());
    await expect(plugin.import(PUSH_GROUPS, `${appId}/c=${ids.c}`)).rejects.toThrow("does not push the group");
  });

  it("are read page by page, and one is added to thousands with two calls", async () => {
    const { store } = okta;
    const many = Object.fromEntries(
      await Promise.all(Array.from({ length: 1_001 }, async (_, index) => [`g${index}`, `00gmany${index}`] as const)),
    );
    const now = store.now();
    for (const [key, sourceGroupId] of Object.entries(many)) {
      const mapping = {
        appId,
        created: now,
        lastUpdated: now,
        targetGroupId: sourceGroupId,
        status: "ACTIVE",
      } as const;
      store.pushMappings.put({ id: `gPm${key}`, sourceGroupId, ...mapping });
    }
    const held = (await plugin.import(PUSH_GROUPS, appId)) ?? expect.fail("gone");
    expect(Object.keys(held.outputs.groups ?? {})).toHaveLength(1_001);
    expect(calls()).toEqual(Array.from({ length: 2 }, () => "GET /api/v1/apps/APP/group-push/mappings"));

    okta.log.clear();
    const before = held.outputs.groups as PropertyMap;
    const updated = await plugin.update(held, inputs([], { groups: { ...before, a: ids.a ?? "" } }));
    expect(calls()).toEqual([
      "GET /api/v1/apps/APP/group-push/mappings",
      `GET /api/v1/groups/${ids.a}`,
      "POST /api/v1/apps/APP/group-push/mappings",
    ]);
    expect(Object.keys(updated.outputs.groups ?? {})).toHaveLength(1_002);
  });
});
