// The SCIM service of an identity provider: who may call it, what it keeps, what it answers.
import { beforeEach, describe, expect, it } from "vitest";
import { type CloudflareSandbox, createCloudflare } from "../../../../../sandbox/cloudflare/index";
import { type ScimLoginMethod, scimLoginMethod } from "../../../../support/scim-client";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

let cloudflare: CloudflareSandbox;
let scim: ScimLoginMethod;

beforeEach(async () => {
  cloudflare = createCloudflare();
  scim = await scimLoginMethod(cloudflare);
});

/** As Okta documents it. */
function oktaUser(name: string): Record<string, unknown> {
  return {
    schemas: [USER],
    userName: `${name}@acme.example`,
    name: { givenName: name, familyName: "Example" },
    emails: [{ primary: true, value: `${name}@acme.example`, type: "work" }],
    displayName: `${name} Example`,
    locale: "en-US",
    externalId: `00u${name}`,
    groups: [],
    password: "1mz050nq",
    active: true,
  };
}

const added = async (name: string): Promise<string> =>
  String((await scim.call("POST", "/Users", oktaUser(name))).body.id);
const group = async (displayName: string, members: readonly string[] = []): Promise<string> =>
  String(
    (
      await scim.call("POST", "/Groups", {
        schemas: [GROUP],
        displayName,
        members: members.map((value) => ({ value, display: "somebody" })),
      })
    ).body.id,
  );
const membersOf = (id: string) => cloudflare.store.scimGroups.get(id)?.members;
const patch = (path: string, ...operations: unknown[]) =>
  scim.call("PATCH", path, { schemas: [PATCH], Operations: operations });
const names = (body: Record<string, unknown>) =>
  (body.Resources as { userName?: string; displayName?: string }[]).map((item) => item.userName ?? item.displayName);

describe("who may call", () => {
  it.each([
    ["the secret alone, as Okta's Header Auth sends it", (secret: string) => secret],
    ["the secret after Bearer", (secret: string) => `Bearer ${secret}`],
    ["the secret after bearer", (secret: string) => `bearer ${secret}`],
  ])("%s is taken", async (_title, header) => {
    const { status } = await scim.call("GET", "/Users", undefined, { authorization: header(scim.secret) });
    expect(status).toBe(200);
  });

  it.each([
    ["another secret", { authorization: "Bearer not-the-secret" }, "The SCIM secret is not the right one."],
    ["an empty header", { authorization: "" }, "The SCIM secret is not the right one."],
    ["Basic", { authorization: "Basic YTpi" }, "The SCIM secret is not the right one."],
  ])("%s is refused, and the page of the login method says so", async (_title, headers, reason) => {
    const { status, body, headers: answered } = await scim.call("POST", "/Users", oktaUser("ada"), headers);

    expect(status).toBe(401);
    expect(body).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "401",
      detail: reason,
    });
    expect(answered.get("content-type")).toBe("application/scim+json; charset=utf-8");
    expect(answered.get("www-authenticate")).toContain("Bearer");
    expect(cloudflare.store.scimUsers.size).toBe(0);
    expect(cloudflare.store.scimRefusals.get(scim.id)).toMatchObject({ reason, count: 1 });
    const page = await cloudflare.app.request(
      `/${cloudflare.tenant.accountId}/integrations/identity-providers/${scim.id}`,
    );
    expect(await page.text()).toContain(reason);
  });

  it("nobody once SCIM is off, and nobody where there is no identity provider", async () => {
    const provider = cloudflare.store.identityProviders.get(scim.id);
    expect(provider).toBeDefined();
    if (provider !== undefined) {
      cloudflare.store.identityProviders.put({ ...provider, scim: { ...provider.scim, enabled: false } });
    }
    expect(await scim.call("GET", "/Users")).toMatchObject({
      status: 401,
      body: { detail: "SCIM is not enabled for this identity provider." },
    });
    cloudflare.store.identityProviders.delete(scim.id);
    expect((await scim.call("GET", "/Users")).status).toBe(404);
  });

  it("keeps nothing of the secret but its hash, and no request with it", async () => {
    await added("ada");
    const { scimSecretHash } = cloudflare.store.identityProviders.get(scim.id) ?? {};
    expect(scimSecretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify([cloudflare.store.identityProviders.all(), cloudflare.log.all()])).not.toContain(scim.secret);
  });
});

describe("users", () => {
  it("are answered as they were sent, with id, place and times, without password and what is unknown", async () => {
    const { status, body, headers } = await scim.call("POST", "/Users", { ...oktaUser("ada"), shoeSize: 38 });

    const { password, groups, ...sent } = oktaUser("ada");
    expect([password, groups]).toBeDefined();
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`${scim.baseUrl}/Users/${body.id}`);
    expect(body).toEqual({
      ...sent,
      id: expect.any(String),
      meta: {
        resourceType: "User",
        created: expect.any(String),
        lastModified: expect.any(String),
        location: `${scim.baseUrl}/Users/${body.id}`,
      },
    });
    expect((await scim.call("GET", `/Users/${body.id}`)).body).toEqual(body);
  });

  it("do not become people of Access, and take no seat, before they log in", async () => {
    const before = cloudflare.store.users.size;
    await added("ada");
    expect(cloudflare.store.users.size).toBe(before);
  });

  it.each([
    ["without userName", { userName: undefined }, 400, "invalidValue"],
    ["with a number as name", { userName: 7 }, 400, "invalidValue"],
    [
      "with two primary addresses",
      {
        emails: [
          { value: "a@b.c", primary: true },
          { value: "d@e.f", primary: true },
        ],
      },
      400,
      "invalidValue",
    ],
    ["without a schema", { schemas: [] }, 400, "invalidSyntax"],
  ])("are refused %s, and the update log says why", async (_title, change, status, scimType) => {
    const answer = await scim.call("POST", "/Users", { ...oktaUser("ada"), ...change });
    expect(answer).toMatchObject({ status, body: { status: String(status), scimType } });
    expect(cloudflare.store.scimUpdates.all()).toMatchObject([
      { request_method: "POST", resource_type: "USER", status: "FAILURE", error_description: answer.body.detail },
    ]);
  });

  it("have names that are unique without regard to case", async () => {
    await added("ada");
    const again = await scim.call("POST", "/Users", { ...oktaUser("ada"), userName: "ADA@acme.example" });
    expect(again).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
    const other = await added("bob");
    const renamed = await scim.call("PUT", `/Users/${other}`, { ...oktaUser("ada") });
    expect(renamed.status).toBe(409);
  });

  it("lose by PUT what is not sent, and by PATCH only what is named", async () => {
    const id = await added("ada");
    await patch(
      `/Users/${id}`,
      { op: "Add", value: { title: "Analyst", [ENTERPRISE]: { department: "Engines" } } },
      { op: "replace", path: 'emails[type eq "work"].value', value: "countess@acme.example" },
      { op: "replace", path: `${ENTERPRISE}:costCenter`, value: "42" },
      { op: "remove", path: "name.givenName" },
    );
    expect((await scim.call("GET", `/Users/${id}`)).body).toMatchObject({
      title: "Analyst",
      emails: [{ primary: true, type: "work", value: "countess@acme.example" }],
      name: { familyName: "Example" },
      [ENTERPRISE]: { department: "Engines", costCenter: "42" },
      schemas: [USER, ENTERPRISE],
    });
    await scim.call("PUT", `/Users/${id}`, { schemas: [USER], userName: "ada@acme.example" });
    const { body } = await scim.call("GET", `/Users/${id}`);
    expect(Object.keys(body).sort()).toEqual(["id", "meta", "schemas", "userName"]);
  });

  it("are deactivated as Okta does it", async () => {
    const id = await added("ada");
    const answer = await patch(`/Users/${id}`, { op: "replace", value: { active: false } });
    expect(answer).toMatchObject({ status: 200, body: { id, active: false } });
    expect(cloudflare.store.scimUsers.get(id)).toMatchObject({ active: false, displayName: "ada Example" });
  });

  it.each([
    ["no such attribute", { op: "replace", path: "shoeSize", value: "38" }, "invalidPath"],
    ["what is read-only", { op: "replace", path: "groups", value: [] }, "mutability"],
    ["another id", { op: "replace", value: { id: "other" } }, "mutability"],
    ["a required value", { op: "remove", path: "userName" }, "mutability"],
    ["no value that matches", { op: "replace", path: "phoneNumbers[type pr].value", value: "1" }, "noTarget"],
    ["no path", { op: "remove" }, "noTarget"],
    ["another operation", { op: "move", path: "title" }, "invalidSyntax"],
    ["a wrong type", { op: "replace", path: "active", value: "no" }, "invalidValue"],
  ])("cannot be patched at %s", async (_title, operation, scimType) => {
    const id = await added("ada");
    const before = cloudflare.store.scimUsers.get(id);
    expect(await patch(`/Users/${id}`, operation)).toMatchObject({ status: 400, body: { scimType } });
    expect(cloudflare.store.scimUsers.get(id)).toEqual(before);
  });

  it("are 404 when they are gone, and belong to their identity provider alone", async () => {
    const id = await added("ada");
    const other = await scimLoginMethod(cloudflare);
    for (const method of ["GET", "DELETE"]) {
      expect((await other.call(method, `/Users/${id}`)).status).toBe(404);
    }
    expect((await other.call("GET", "/Users")).body.totalResults).toBe(0);
    expect((await scim.call("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await scim.call("GET", `/Users/${id}`)).status).toBe(404);
  });
});

describe("lists", () => {
  beforeEach(async () => {
    for (const name of ["ada", "bob", "cyd", "dan"]) {
      await added(name);
    }
    await patch(`/Users/${idOf("dan")}`, { op: "replace", value: { active: false, title: "Driver" } });
  });
  const idOf = (name: string): string =>
    cloudflare.store.scimUsers.find(({ userName }) => userName.startsWith(name))?.id ?? "";

  it.each([
    ['userName eq "BOB@acme.example"', ["bob"]],
    ['userName eq "nobody@acme.example"', []],
    ['externalId eq "00ubob"', ["bob"]],
    ['externalId eq "00UBOB"', []],
    ['displayName co "D E"', ["cyd"]],
    ['userName sw "a" or userName sw "c"', ["ada", "cyd"]],
    ['emails.value ew "@ACME.example" and active eq false', ["dan"]],
    ['emails[type eq "work" and value sw "b"]', ["bob"]],
    ["title pr", ["dan"]],
    ['not (title pr) and userName gt "b"', ["bob", "cyd"]],
    ['title ne "driver"', ["ada", "bob", "cyd"]],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada@acme.example"', ["ada"]],
    ['meta.created gt "2020-01-01T00:00:00Z" and name.givenName eq "Ada"', ["ada"]],
  ])("%s finds %j", async (filter, expected) => {
    const { body } = await scim.call("GET", `/Users?filter=${encodeURIComponent(filter)}`);
    expect(names(body)).toEqual(expected.map((name) => `${name}@acme.example`));
    expect(body.totalResults).toBe(expected.length);
  });

  it.each(['userName xx "a"', "userName eq", 'shoeSize eq "38"', '(userName eq "a"'])(
    "%s is no filter",
    async (filter) => {
      expect(await scim.call("GET", `/Users?filter=${encodeURIComponent(filter)}`)).toMatchObject({
        status: 400,
        body: { scimType: "invalidFilter" },
      });
    },
  );

  it.each([
    ["startIndex=2&count=2", ["bob", "cyd"], 2],
    ["startIndex=0&count=1", ["ada"], 1],
    ["count=0", [], 1],
    ["startIndex=9", [], 9],
  ])("%s is the page %j", async (query, expected, startIndex) => {
    const { body } = await scim.call("GET", `/Users?${query}`);
    expect(names(body)).toEqual(expected.map((name) => `${name}@acme.example`));
    expect(body).toMatchObject({ totalResults: 4, startIndex, itemsPerPage: expected.length });
  });

  it("hold only the attributes that were asked for", async () => {
    const { body } = await scim.call("GET", "/Users?count=1&attributes=userName,name.familyName,emails.value");
    expect(body.Resources).toEqual([
      {
        schemas: [USER],
        id: idOf("ada"),
        userName: "ada@acme.example",
        name: { familyName: "Example" },
        emails: [{ value: "ada@acme.example" }],
      },
    ]);
    const without = await scim.call("GET", `/Users/${idOf("ada")}?excludedAttributes=emails,name.familyName,id`);
    expect(without.body).toMatchObject({ id: idOf("ada"), name: { givenName: "ada" } });
    expect(without.body).not.toHaveProperty("emails");
    expect(without.body).not.toHaveProperty("name.familyName");
  });

  it("can be asked for by POST, of both kinds at once", async () => {
    await group("Ada's friends");
    const request = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
      filter: 'displayName co "ada"',
    };
    expect(names((await scim.call("POST", "/.search", request)).body)).toEqual(["ada@acme.example", "Ada's friends"]);
    expect((await scim.call("POST", "/Groups/.search", { ...request, filter: "title pr" })).status).toBe(400);
  });
});

describe("groups", () => {
  it("are renamed as Okta does it: with the group's own id in the value", async () => {
    const id = await group("Engineers");
    const answer = await patch(`/Groups/${id}`, { op: "replace", value: { id, displayName: "Makers" } });
    expect(answer).toMatchObject({ status: 200, body: { id, displayName: "Makers", members: [] } });
  });

  it("change their members by every form that Okta sends", async () => {
    const [ada, bob, cyd] = [await added("ada"), await added("bob"), await added("cyd")];
    const id = await group("Engineers", [ada]);
    await patch(
      `/Groups/${id}`,
      { op: "remove", path: `members[value eq "${ada}"]` },
      { op: "add", path: "members", value: [{ value: bob, display: "bob@acme.example" }] },
    );
    expect(membersOf(id)).toEqual([bob]);
    await patch(`/Groups/${id}`, {
      op: "add",
      path: "members",
      value: [{ value: bob, display: "Bob" }, { value: cyd }],
    });
    expect(membersOf(id)).toEqual([bob, cyd]);
    await patch(`/Groups/${id}`, { op: "replace", path: "members", value: [{ value: ada, display: "ada" }] });
    expect(membersOf(id)).toEqual([ada]);
    await patch(`/Groups/${id}`, { op: "remove", path: "members", value: [{ value: ada, display: "whoever" }] });
    expect(membersOf(id)).toEqual([]);
    await patch(`/Groups/${id}`, { op: "remove", path: `members[value eq "${ada}"]` });
    expect(membersOf(id)).toEqual([]);
    await patch(`/Groups/${id}`, { op: "add", value: { members: [{ value: cyd }] } });
    expect(membersOf(id)).toEqual([cyd]);
    await patch(`/Groups/${id}`, { op: "remove", path: "members" });
    expect(membersOf(id)).toEqual([]);
  });

  it("show in the users that are in them, and lose users that are deleted", async () => {
    const [ada, bob] = [await added("ada"), await added("bob")];
    const id = await group("Engineers", [ada, bob]);
    expect((await scim.call("GET", `/Users/${ada}`)).body.groups).toEqual([
      { value: id, $ref: `${scim.baseUrl}/Groups/${id}`, display: "Engineers" },
    ]);
    await scim.call("DELETE", `/Users/${ada}`);
    expect(membersOf(id)).toEqual([bob]);
  });

  it("take nobody who is not there", async () => {
    const answer = await scim.call("POST", "/Groups", {
      schemas: [GROUP],
      displayName: "Engineers",
      members: [{ value: "nobody" }],
    });
    expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
  });

  it("are found by name and deleted", async () => {
    const id = await group("Engineers");
    const found = await scim.call("GET", `/Groups?filter=${encodeURIComponent('displayName eq "engineers"')}`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    expect((await scim.call("DELETE", `/Groups/${id}`)).status).toBe(204);
    expect((await scim.call("DELETE", `/Groups/${id}`)).status).toBe(404);
  });
});

describe("the rest of the protocol", () => {
  it.each([
    ["a body that is no JSON", "{", { "content-type": "application/json" }, 400],
    ["a body of another type", "{}", { "content-type": "text/plain" }, 415],
    ["a list as body", "[]", { "content-type": "application/scim+json" }, 400],
  ])("%s is refused", async (_title, body, headers, status) => {
    expect((await scim.call("POST", "/Users", body, headers)).status).toBe(status);
  });

  it("an unknown path is a SCIM error and counted", async () => {
    expect(await scim.call("GET", "/Me")).toMatchObject({ status: 404, body: { status: "404" } });
    expect(cloudflare.log.unknownRoutes).toBe(1);
  });

  it("schemas cannot be filtered or changed", async () => {
    expect((await scim.call("GET", "/Schemas?filter=id pr")).status).toBe(403);
    expect((await scim.call("DELETE", "/Schemas")).status).toBe(405);
    expect(cloudflare.log.unknownRoutes).toBe(0);
  });

  it("what arrived is in the update log, without passwords", async () => {
    const ada = await added("ada");
    const engineers = await group("Engineers", [ada]);
    await patch(`/Groups/${engineers}`, { op: "replace", value: { displayName: "Makers" } });
    await scim.call("DELETE", `/Users/${ada}`);
    const answer = await cloudflare.app.request(
      `/client/v4/accounts/${cloudflare.tenant.accountId}/access/logs/scim/updates?idp_id=${scim.id}&direction=asc`,
      { headers: { authorization: `Bearer ${cloudflare.tenant.apiToken}` } },
    );
    const { result } = (await answer.json()) as { result: Record<string, unknown>[] };
    expect(result).toMatchObject([
      {
        request_method: "POST",
        resource_type: "USER",
        status: "SUCCESS",
        cf_resource_id: ada,
        idp_resource_id: "00uada",
        resource_user_email: "ada@acme.example",
      },
      { request_method: "POST", resource_type: "GROUP", resource_group_name: "Engineers", cf_resource_id: engineers },
      { request_method: "PATCH", resource_type: "GROUP", resource_group_name: "Engineers" },
      { request_method: "DELETE", resource_type: "USER", cf_resource_id: ada, request_body: "" },
    ]);
    expect(JSON.stringify(result)).not.toContain("1mz050nq");
  });
});
