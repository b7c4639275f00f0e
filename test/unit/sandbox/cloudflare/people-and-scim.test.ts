import { beforeEach, describe, expect, it } from "vitest";
import { Api, type Json } from "../../../support/cloudflare-api";

let api: Api;
beforeEach(() => {
  api = new Api();
});

async function list(path: string): Promise<Json[]> {
  return (await api.result("GET", path)) as unknown as Json[];
}

describe("the people that Access knows", () => {
  it("can be added, found, renamed and removed", async () => {
    const made = await api.result("POST", "/access/users", { email: "ada@acme.example", name: "Ada" });
    expect(made).toMatchObject({ email: "ada@acme.example", uid: made.id, access_seat: false, gateway_seat: false });
    expect(await list("/access/users?email=ADA@acme.example")).toEqual([made]);
    expect(await list("/access/users?search=ada@")).toEqual([made]);
    const renamed = await api.result("PUT", `/access/users/${made.id}`, { email: made.email, name: "Ada Lovelace" });
    expect(await list("/access/users?name=Ada%20Lovelace")).toEqual([renamed]);
    await api.result("DELETE", `/access/users/${made.id}`);
    expect(await list("/access/users?email=ada@acme.example")).toEqual([]);
  });

  it("have one address each", async () => {
    const body = { email: "Grace.Hopper@acme.example", name: "x" };
    expect((await api.call("POST", "/access/users", body)).status).toBe(409);
    expect((await api.call("POST", "/access/users", { ...body, email: "no address" })).status).toBe(400);
  });

  it("lose a seat when it is taken", async () => {
    const [user] = await list("/access/users?email=grace.hopper@acme.example");
    const seat = { seat_uid: user?.seat_uid, access_seat: false, gateway_seat: false };
    expect(await api.result("PATCH", "/access/seats", [seat])).toMatchObject([seat]);
    expect(await api.result("GET", `/access/users/${user?.id}`)).toMatchObject({ access_seat: false });
    for (const body of [[], {}, [{ ...seat, seat_uid: "none" }], [{ seat_uid: user?.seat_uid }]]) {
      expect((await api.call("PATCH", "/access/seats", body)).status).toBe(400);
    }
  });

  it("have no sessions, because nobody can log in", async () => {
    const [user] = await list("/access/users");
    expect(await list(`/access/users/${user?.id}/active_sessions`)).toEqual([]);
    expect(await list(`/access/users/${user?.id}/failed_logins`)).toEqual([]);
    expect(await api.result("GET", `/access/users/${user?.id}/last_seen_identity`)).toMatchObject({
      email: user?.email,
    });
    expect((await api.call("GET", "/access/users/none/active_sessions")).status).toBe(404);
  });

  it("can have their sessions revoked by address", async () => {
    const path = "/access/organizations/revoke_user";
    expect(await api.result("POST", path, { email: "grace.hopper@acme.example" })).toBe(true);
    expect((await api.call("POST", path, { email: "nobody@acme.example" })).status).toBe(400);
    expect((await api.call("POST", path, {})).status).toBe(400);
  });
});

describe("what arrived by SCIM", () => {
  const created = "2026-11-20T10:00:00Z";
  let idp: string;

  beforeEach(async () => {
    idp = String((await api.okta({ scim_config: { enabled: true } })).id);
    const { scimUsers, scimGroups, scimUpdates } = api.sandbox.store;
    const emails = [{ primary: true, type: "work", value: "grace@acme.example" }];
    const user = {
      idpId: idp,
      displayName: "Grace",
      active: true,
      emails,
      attributes: {},
      created,
      lastModified: created,
    };
    scimUsers.put({ ...user, id: "u1", externalId: "00u1", userName: "grace@acme.example" });
    scimUsers.put({
      ...user,
      id: "u2",
      externalId: "00u2",
      userName: "alan@acme.example",
      displayName: "Alan",
      emails: [],
    });
    scimUsers.put({ ...user, id: "u3", externalId: "00u3", userName: "other@acme.example", idpId: "other" });
    scimGroups.put({
      id: "g1",
      idpId: idp,
      externalId: "00g1",
      displayName: "Engineers",
      members: ["u1"],
      created,
      lastModified: created,
    });
    for (const [id, at, status] of [
      ["1", "2026-11-20T10:00:00Z", "SUCCESS"],
      ["2", "2026-11-21T10:00:00Z", "FAILURE"],
      ["3", "2026-11-22T10:00:00Z", "SUCCESS"],
    ] as const) {
      scimUpdates.put({
        id,
        idp_id: idp,
        logged_at: at,
        request_method: id === "1" ? "POST" : "PATCH",
        resource_type: id === "3" ? "GROUP" : "USER",
        status,
        cf_resource_id: `cf-${id}`,
        idp_resource_id: `idp-${id}`,
        request_body: "{}",
      });
    }
  });

  const ids = (items: Json[]) => items.map((item) => item.id ?? item.cf_resource_id);

  it("is answered in SCIM's words, without members", async () => {
    expect(await list(`/access/identity_providers/${idp}/scim/users?username=grace@acme.example`)).toEqual([
      {
        id: "u1",
        externalId: "00u1",
        displayName: "Grace",
        active: true,
        emails: [{ primary: true, type: "work", value: "grace@acme.example" }],
        meta: { created, lastModified: created },
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      },
    ]);
    expect(await list(`/access/identity_providers/${idp}/scim/groups?name=Engineers`)).toEqual([
      {
        id: "g1",
        externalId: "00g1",
        displayName: "Engineers",
        meta: { created, lastModified: created },
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      },
    ]);
  });

  it.each([
    ["users", "", ["u1", "u2"]],
    ["users", "email=grace@acme.example", ["u1"]],
    ["users", "name=Alan", ["u2"]],
    ["users", "cf_resource_id=u2&cf_resource_id=u3&cf_resource_id=u1", ["u1", "u2"]],
    ["users", "idp_resource_id=00u2", ["u2"]],
    ["users", "per_page=1&page=2", ["u2"]],
    ["users", "page=9", []],
    ["groups", "", ["g1"]],
    ["groups", "name=Nobody", []],
    ["groups", "idp_resource_id=00g1", ["g1"]],
  ])("%s?%s finds %j", async (kind, query, expected) => {
    expect(ids(await list(`/access/identity_providers/${idp}/scim/${kind}?${query}`))).toEqual(expected);
  });

  it.each([
    "cf_resource_id=u1&idp_resource_id=00u1",
    "cf_resource_id=u1&email=grace@acme.example",
    Array.from({ length: 51 }, (_, index) => `cf_resource_id=${index}`).join("&"),
  ])("%s is refused", async (query) => {
    expect((await api.call("GET", `/access/identity_providers/${idp}/scim/users?${query}`)).status).toBe(400);
  });

  it("is gone with its identity provider", async () => {
    await api.result("DELETE", `/access/identity_providers/${idp}`);
    expect((await api.call("GET", `/access/identity_providers/${idp}/scim/users`)).status).toBe(404);
    expect(api.sandbox.store.scimUsers.all().map(({ id }) => id)).toEqual(["u3"]);
  });

  it.each([
    ["", ["cf-3", "cf-2", "cf-1"]],
    ["direction=asc", ["cf-1", "cf-2", "cf-3"]],
    ["status=FAILURE", ["cf-2"]],
    ["request_method=POST&request_method=PATCH&resource_type=USER", ["cf-2", "cf-1"]],
    ["since=2026-11-21T00:00:00Z&until=2026-11-21T23:59:59Z", ["cf-2"]],
    ["limit=2", ["cf-3", "cf-2"]],
    ["cf_resource_id=cf-1&cf_resource_id=cf-2", ["cf-2", "cf-1"]],
    ["idp_resource_id=idp-3", ["cf-3"]],
    ["per_page=2&page=2", ["cf-1"]],
    ["resource_group_name=None", []],
  ])("has a log: ?%s", async (query, expected) => {
    expect(ids(await list(`/access/logs/scim/updates?idp_id=${idp}&${query}`))).toEqual(expected);
  });

  it("has a log that wants to know of which identity provider, and knows its words", async () => {
    for (const query of [
      "",
      `idp_id=${idp}&status=OK`,
      `idp_id=${idp}&direction=up`,
      `idp_id=${idp}&since=yesterday`,
    ]) {
      expect((await api.call("GET", `/access/logs/scim/updates?${query}`)).status, query).toBe(400);
    }
  });
});
