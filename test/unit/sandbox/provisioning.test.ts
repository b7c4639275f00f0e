// From a change in Okta to what Cloudflare knows: both services over HTTP, no engine.
import { afterEach, describe, expect, it } from "vitest";
import { Sessions } from "../../../sandbox/cloudflare/sessions";
import { control } from "../../support/control";
import { type ProvisionedOptions, ProvisionedSandbox } from "../../support/provisioned-sandbox";

let world: ProvisionedSandbox;
afterEach(() => world?.close());

const start = async (options?: ProvisionedOptions): Promise<ProvisionedSandbox> => {
  world = await ProvisionedSandbox.start(options);
  return world;
};
const active = (displayName: string) => ({ active: true, displayName: `${displayName} Example` });
const inactive = (displayName: string) => ({ active: false, displayName: `${displayName} Example` });

describe("a person", () => {
  it("who is assigned is looked for by user name, and added", async () => {
    await start();
    await world.assign(await world.hire("ada"));
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
    expect(world.requests()).toEqual(['GET /Users?filter=userName eq "ada@acme.example"', "POST /Users"]);
    expect(world.sandbox.cloudflare.log.unknownRoutes).toBe(0);
  });

  it("who is there already is taken over, switched on, and gets Okta's profile", async () => {
    await start();
    const { body } = await world.login.call("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "ADA@acme.example",
      displayName: "Somebody",
      title: "Countess",
      active: false,
    });
    const id = await world.hire("ada");
    await world.assign(id);
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
    expect(world.sandbox.cloudflare.store.scimUsers.get(String(body.id))).toMatchObject({
      externalId: id,
      attributes: { title: "Countess" },
    });
    const appUser = await world.api.must("GET", `${world.app}/users/${id}`);
    expect(appUser).toMatchObject({ externalId: body.id, status: "PROVISIONED", syncState: "SYNCHRONIZED" });
  });

  it("changes with their profile in Okta", async () => {
    await start();
    const id = await world.hire("ada");
    await world.assign(id);
    await world.settled();
    await world.api.must("POST", `/api/v1/users/${id}`, { profile: { firstName: "Augusta", department: "Engines" } });
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": active("Augusta") });
    expect(world.requests().slice(-2)).toEqual(["GET /Users/{id}", "PUT /Users/{id}"]);
    expect(world.sandbox.cloudflare.store.scimUsers.all()[0]?.attributes).toMatchObject({
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Engines" },
    });
  });

  it.each([
    ["unassigned", (id: string) => world.unassign(id)],
    ["deactivated", (id: string) => world.api.must("POST", `/api/v1/users/${id}/lifecycle/deactivate`)],
    ["suspended", (id: string) => world.api.must("POST", `/api/v1/users/${id}/lifecycle/suspend`)],
    ["deleted", (id: string) => world.api.must("DELETE", `/api/v1/users/${id}`)],
  ])("who is %s is deactivated by PATCH, never deleted", async (_title, leave) => {
    await start();
    const id = await world.hire("ada");
    await world.assign(id);
    await world.settled();
    await leave(id);
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": inactive("ada") });
    expect(world.requests().slice(2)).toEqual(["PATCH /Users/{id}"]);
  });

  it("who comes back is the same one again", async () => {
    await start();
    const id = await world.hire("ada");
    await world.assign(id);
    await world.settled();
    await world.unassign(id);
    await world.settled();
    await world.assign(id);
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
  });

  it("who is assigned through a group comes and goes with it", async () => {
    await start();
    const staff = await world.group("Staff");
    await world.api.must("PUT", `${world.app}/groups/${staff}`, {});
    const id = await world.hire("ada", [staff]);
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
    await world.takeOut(staff, id);
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": inactive("ada") });
  });
});

describe("people who left", () => {
  it("are deactivated although the app is deactivated and deleted right after them", async () => {
    await start();
    const staff = await world.group("Staff");
    await world.hire("ada", [staff]);
    await world.hire("bob", [staff]);
    await world.api.must("PUT", `${world.app}/groups/${staff}`, {});
    await world.settled();

    await world.api.must("DELETE", `${world.app}/groups/${staff}`);
    await world.api.must("POST", `${world.app}/lifecycle/deactivate`);
    await world.api.must("DELETE", world.app);
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": inactive("ada"), "bob@acme.example": inactive("bob") });
    expect(world.okta.store.provisionedUsers.size).toBe(0);
  });

  it("are deactivated although provisioning is turned off right after them, and nobody else is touched", async () => {
    await start();
    const [ada, bob] = [await world.hire("ada"), await world.hire("bob")];
    await world.assign(ada);
    await world.assign(bob);
    await world.settled();

    await world.unassign(ada);
    await world.api.must("POST", `${world.app}/connections/default/lifecycle/deactivate`);
    await world.api.must("POST", `/api/v1/users/${bob}`, { profile: { firstName: "Robert" } });
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": inactive("ada"), "bob@acme.example": active("bob") });

    await world.api.must("POST", `${world.app}/connections/default/lifecycle/activate`);
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": inactive("ada"), "bob@acme.example": active("Robert") });
  });

  it("of whom the app knows nothing any more are forgotten with the app", async () => {
    await start();
    const id = await world.hire("ada");
    await world.assign(id);
    await world.settled();
    const [known] = world.sandbox.cloudflare.store.scimUsers.all();
    await world.login.call("DELETE", `/Users/${known?.id}`);
    await world.unassign(id);
    await world.settled();
    expect(world.okta.provisioning.tasks()).toHaveLength(1);

    await world.api.must("POST", `${world.app}/lifecycle/deactivate`);
    await world.api.must("DELETE", world.app);
    await world.settled();
    expect(world.okta.provisioning.tasks()).toEqual([]);
    expect(world.okta.store.provisionedUsers.size).toBe(0);
  });
});

describe("what is turned off is not sent", () => {
  it("Create Users: who was assigned before it is provisioned by hand", async () => {
    await start({ features: { create: false } });
    await world.assign(await world.hire("ada"));
    await world.settled();
    await world.setFeatures({});
    await world.settled();
    expect(world.requests()).toEqual([]);
    const page = await fetch(`${world.okta.url}/admin/app/scim2headerauth/instance/${world.appId}`);
    expect(await page.text()).toContain("<button>Provision User</button>");

    const button = `/admin/app/scim2headerauth/instance/${world.appId}/provision-users`;
    await fetch(world.okta.url + button, { method: "POST" });
    expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
  });

  it("Update User Attributes: a changed name stays here", async () => {
    await start({ features: { update: false } });
    const id = await world.hire("ada");
    await world.assign(id);
    await world.settled();
    await world.api.must("POST", `/api/v1/users/${id}`, { profile: { firstName: "Augusta" } });
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
  });

  it("Deactivate Users: a leaver stays, also when it is turned on later", async () => {
    await start({ features: { deactivate: false } });
    const id = await world.hire("ada");
    await world.assign(id);
    await world.settled();
    await world.unassign(id);
    await world.settled();
    await world.setFeatures({});
    await world.settled();
    expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
  });

  it("the connection: nothing at all", async () => {
    await start();
    await world.api.call("POST", `${world.app}/connections/default/lifecycle/deactivate`);
    await world.assign(await world.hire("ada"));
    await world.settled();
    expect(world.requests()).toEqual([]);
  });
});

describe("a pushed group", () => {
  it("is added with those of its members who are users of the app, and follows them", async () => {
    await start();
    const engineers = await world.group("Engineers");
    const [ada, bob, outsider] = [await world.hire("ada"), await world.hire("bob"), await world.hire("cyd")];
    for (const id of [ada, bob, outsider]) {
      await world.put(engineers, id);
    }
    await world.assign(ada);
    await world.push(engineers);
    await world.settled();
    expect(world.groups()).toEqual([["Engineers", ["ada@acme.example"]]]);
    expect(world.requests().slice(2)).toEqual([
      'GET /Groups?filter=displayName eq "Engineers"',
      "POST /Groups",
      "PATCH /Groups/{id}",
    ]);

    await world.assign(bob);
    await world.settled();
    expect(world.groups()).toEqual([["Engineers", ["ada@acme.example", "bob@acme.example"]]]);
    await world.takeOut(engineers, ada);
    await world.settled();
    expect(world.groups()).toEqual([["Engineers", ["bob@acme.example"]]]);
    await world.unassign(bob);
    await world.settled();
    expect(world.groups()).toEqual([["Engineers", []]]);
  });

  it("is renamed with its group in Okta, and has another name when the mapping says so", async () => {
    await start();
    const engineers = await world.group("Engineers");
    await world.push(engineers, "Makers");
    await world.settled();
    expect(world.groups()).toEqual([["Makers", []]]);
    await world.api.must("PUT", `/api/v1/groups/${engineers}`, { profile: { name: "Builders" } });
    await world.settled();
    expect(world.groups()).toEqual([["Builders", []]]);
  });

  it("takes over a group of the same name at the app", async () => {
    await start();
    const { body } = await world.login.call("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "Engineers",
    });
    await world.push(await world.group("Engineers"));
    await world.settled();
    expect(world.sandbox.cloudflare.store.scimGroups.all().map(({ id }) => id)).toEqual([body.id]);
  });

  it("is deleted or left when the push ends, as is asked for; one that was left can be linked again", async () => {
    await start();
    const [engineers, pilots] = [await world.group("Engineers"), await world.group("Pilots")];
    const [first, second] = [await world.push(engineers), await world.push(pilots)];
    await world.settled();
    const { targetGroupId } = await world.api.must("GET", `${world.app}/group-push/mappings/${second}`);
    await world.unpush(first, true);
    await world.unpush(second, false);
    await world.settled();
    expect(world.groups()).toEqual([["Pilots", []]]);

    const sailors = await world.group("Sailors");
    await world.api.must("POST", `${world.app}/group-push/mappings`, { sourceGroupId: sailors, targetGroupId });
    const ada = await world.hire("ada", [sailors]);
    await world.assign(ada);
    await world.settled();
    expect(world.groups()).toEqual([["Pilots", ["ada@acme.example"]]]);
  });

  it("is not touched while the mapping is inactive", async () => {
    await start();
    const engineers = await world.group("Engineers");
    const mapping = await world.push(engineers);
    await world.assign(await world.hire("ada", [engineers]));
    await world.settled();
    await world.api.must("PATCH", `${world.app}/group-push/mappings/${mapping}`, { status: "INACTIVE" });
    await world.assign(await world.hire("bob", [engineers]));
    await world.settled();
    expect(world.groups()).toEqual([["Engineers", ["ada@acme.example"]]]);
    await world.api.must("PATCH", `${world.app}/group-push/mappings/${mapping}`, { status: "ACTIVE" });
    await world.settled();
    expect(world.groups()).toEqual([["Engineers", ["ada@acme.example", "bob@acme.example"]]]);
  });
});

describe("what goes wrong", () => {
  it("with a wrong secret nothing arrives, both sides say why, and trying again after it is mended helps", async () => {
    await start({ token: "not-the-secret" });
    const engineers = await world.group("Engineers");
    const ada = await world.hire("ada", [engineers]);
    await world.assign(ada);
    const mapping = `${world.app}/group-push/mappings/${await world.push(engineers)}`;
    await world.settled();

    const error = "Unauthorized. Errors reported by remote server: The SCIM secret is not the right one.";
    expect(world.people()).toEqual({});
    expect(world.groups()).toEqual([]);
    expect(world.okta.provisioning.tasks()).toMatchObject([
      { kind: "user", name: "ada@acme.example", error },
      { kind: "group", name: "Engineers", error },
    ]);
    expect(await world.api.must("GET", mapping)).toMatchObject({ status: "ERROR", errorSummary: error });
    expect((await world.api.call("PATCH", mapping, { status: "INACTIVE" })).status).toBe(400);
    expect((await world.api.call("DELETE", mapping)).status).toBe(400);
    expect(await world.api.must("GET", `${world.app}/users/${ada}`)).toMatchObject({ syncState: "ERROR" });
    const filter = encodeURIComponent('eventType eq "application.provision.user.push"');
    expect((await world.api.call("GET", `/api/v1/logs?filter=${filter}`)).list).toMatchObject([
      { outcome: { result: "FAILURE", reason: error } },
    ]);
    const appPage = await fetch(`${world.okta.url}/admin/app/scim2headerauth/instance/${world.appId}`);
    expect(await appPage.text()).toContain(error);
    expect(world.sandbox.cloudflare.store.scimRefusals.get(world.login.id)?.reason).toBe(
      "The SCIM secret is not the right one.",
    );

    await world.connect(world.login.secret);
    await world.settled();
    expect(world.people()).toEqual({});
    const retried = await control(world.okta, "POST", "/provisioning/retry");
    expect(await retried.json()).toEqual({ tasks: [] });
    expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
    expect(world.groups()).toEqual([["Engineers", ["ada@acme.example"]]]);
    const mended = await world.api.must("GET", mapping);
    expect(mended).toMatchObject({ status: "ACTIVE" });
    expect(mended).not.toHaveProperty("errorSummary");
  });

  it("what fails for one person does not hold up the others, and ends when they are assigned anew", async () => {
    await start();
    const [ada, bob] = [await world.hire("ada"), await world.hire("bob")];
    await world.assign(ada);
    await world.assign(bob);
    await world.settled();
    const { scimUsers } = world.sandbox.cloudflare.store;
    await world.login.call("DELETE", `/Users/${scimUsers.find(({ userName }) => userName.startsWith("ada"))?.id}`);
    for (const [id, firstName] of [
      [ada, "Augusta"],
      [bob, "Robert"],
    ] as const) {
      await world.api.must("POST", `/api/v1/users/${id}`, { profile: { firstName } });
    }
    await world.settled();
    expect(world.okta.provisioning.tasks()).toMatchObject([
      { kind: "user", name: "ada@acme.example", error: expect.stringMatching(/^Not Found\. .* not found$/) },
    ]);
    expect(world.people()).toEqual({ "bob@acme.example": active("Robert") });

    await world.unassign(ada);
    await world.assign(ada);
    await world.settled();
    expect(world.people()).toEqual({
      "ada@acme.example": active("Augusta"),
      "bob@acme.example": active("Robert"),
    });
    expect(world.okta.provisioning.tasks()).toEqual([]);
  });

  it("a session ends when its owner leaves a group, with reauthentication on group changes", async () => {
    await start({ scim: { identity_update_behavior: "reauth", user_deprovision: true } });
    const { cloudflare } = world.sandbox;
    const person = cloudflare.store.users.all()[0] ?? expect.fail("nobody in the seed");
    const sessions = new Sessions(cloudflare.store);
    const engineers = await world.group("Engineers");
    const existing = world.okta.store.user(person.email);
    const id = existing?.id ?? (await world.hire(person.email.replace(/@.*/, "")));
    await world.put(engineers, id);
    await world.assign(id);
    await world.push(engineers);
    await world.settled();
    const session = sessions.create({
      userId: person.id,
      identity: {
        email: person.email,
        name: person.name,
        idp: { id: world.login.id, type: "okta" },
        groups: ["Engineers"],
        oidc_fields: {},
        amr: [],
      },
      ip: "127.0.0.1",
      country: "XX",
      lifetime: 3_600,
    });
    await world.takeOut(engineers, id);
    await world.settled();
    expect(cloudflare.store.sessions.get(session.id)?.revoked?.reason).toBe("group_change");
  });
});

it("goes on where it stopped, and forgets everything at a reset", async () => {
  await start();
  await world.assign(await world.hire("ada"));
  await world.settled();
  const reset = await control(world.okta, "POST", "/reset");
  expect(reset.status).toBe(204);
  await world.settled();
  expect(world.okta.store.provisionedUsers.size).toBe(0);
  expect(world.people()).toEqual({ "ada@acme.example": active("ada") });
});
