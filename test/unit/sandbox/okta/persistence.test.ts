import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOkta, startOkta } from "../../../../sandbox/okta/index";
import { ACME, loginFor, type Seed, validateSeed } from "../../../../sandbox/okta/seed";
import { OktaApi } from "../../../support/okta-api";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "okta-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function everything(api: OktaApi): Promise<unknown> {
  const lists = ["apps?limit=200", "groups", "users", "authorizationServers", "policies?type=ACCESS_POLICY"];
  return Promise.all(lists.map(async (list) => (await api.call("GET", `/api/v1/${list}`)).list));
}

describe("the state of the local Okta", () => {
  it("outlives a stop", async () => {
    const database = join(folder, "okta.db");
    const first = new OktaApi({ database });
    const app = await first.connectedApp();
    const group = await first.group("push");
    await first.must("POST", `/api/v1/apps/${String(app.id)}/group-push/mappings`, {
      sourceGroupId: group.id,
      targetGroupName: "push",
    });
    await first.must("DELETE", "/api/v1/groups/00gContractors000000");
    const before = await everything(first);
    const connection = await first.must("GET", `/api/v1/apps/${String(app.id)}/connections/default`);
    first.okta.close();

    const second = new OktaApi({ database });
    expect(await everything(second)).toEqual(before);
    expect(await second.must("GET", `/api/v1/apps/${String(app.id)}/connections/default`)).toEqual(connection);
    expect((await second.call("GET", `/api/v1/apps/${String(app.id)}/group-push/mappings`)).list).toHaveLength(1);
    second.okta.close();
  });

  it("goes back to the seed, settings and log included", async () => {
    const api = new OktaApi();
    const seeded = await everything(api);
    const { settings } = api.okta;
    const initial = settings();
    await api.connectedApp();
    await api.call("DELETE", "/api/v1/users/lena.vogel@acme.example");
    api.okta.changeSettings({ scimConnection: "unknown", apiTokenRoles: ["READ_ONLY_ADMIN"] });
    expect((await api.call("POST", "/_sandbox/reset")).status).toBe(204);
    expect(api.okta.log.all()).toEqual([]);
    expect(settings()).toEqual(initial);
    expect(await everything(api)).toEqual(seeded);
  });

  it("is the same in two of them that were just started", async () => {
    expect(await everything(new OktaApi())).toEqual(await everything(new OktaApi()));
  });

  it("belongs to one process at a time", async () => {
    const database = join(folder, "okta.db");
    const first = createOkta({ database });
    expect(() => createOkta({ database })).toThrow();
    first.close();
  });

  it("is freed when the port is taken", async () => {
    const database = join(folder, "okta.db");
    const running = await startOkta({ port: 0 });
    const port = Number(new URL(running.url).port);
    await expect(startOkta({ port, database })).rejects.toThrow(`Port ${port}`);
    createOkta({ database }).close();
    await running.close();
  });
});

describe("the seed", () => {
  it("is a company of 25 people in 9 groups, one of them of everybody, with a foreign app in use", async () => {
    const api = new OktaApi();
    const users = (await api.call("GET", `/api/v1/users?search=${encodeURIComponent("id pr")}`)).list;
    expect(users).toHaveLength(25);
    expect(
      users
        .map((user) => user.status)
        .filter((status) => status !== "ACTIVE")
        .sort(),
    ).toEqual(["DEPROVISIONED", "STAGED", "SUSPENDED"]);
    const groups = (await api.call("GET", "/api/v1/groups")).list;
    expect(groups.filter((group) => group.type === "OKTA_GROUP")).toHaveLength(9);
    const inSeveral = ACME.people.filter((person) => person.groups.length > 2);
    expect(inSeveral.length).toBeGreaterThanOrEqual(5);
    expect((await api.call("GET", "/api/v1/apps/0oaPayroll0000000000/users")).list.length).toBeGreaterThan(2);
  });

  it.each<[string, (seed: Seed) => unknown, string]>([
    [
      "a group that nobody made",
      (seed) => ({ ...seed, people: [{ ...seed.people[0], groups: ["Nobody"] }] }),
      'no group is called "Nobody"',
    ],
    [
      "a manager who is not there",
      (seed) => ({ ...seed, people: [{ ...seed.people[0], manager: "x@y" }] }),
      'nobody has the login "x@y"',
    ],
    [
      "two of the same",
      (seed) => ({ ...seed, people: [seed.people[0], seed.people[0]] }),
      "two people have the same login",
    ],
    ["a misspelt key", (seed) => ({ ...seed, people: [{ ...seed.people[0], firstname: "A" }] }), "firstname"],
    [
      "an app with a broken URL",
      (seed) => ({ ...seed, foreignApp: { ...seed.foreignApp, redirectUri: "x" } }),
      "redirectUri",
    ],
  ])("refuses %s", (_name, change, message) => {
    expect(() => validateSeed(change(ACME))).toThrow(message);
  });

  it("gives everybody a login of their own", () => {
    expect(new Set(ACME.people.map(loginFor)).size).toBe(25);
  });
});
