// What follows in Access from what arrives by SCIM, as the settings of the identity provider say.
import { beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../../../../../sandbox/cloudflare/entities";
import { type CloudflareSandbox, createCloudflare } from "../../../../../sandbox/cloudflare/index";
import { isGood, Sessions } from "../../../../../sandbox/cloudflare/sessions";
import { type ScimLoginMethod, scimLoginMethod } from "../../../../support/scim-client";

const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/** Has logged in to the seeded account. */
const GRACE = "grace.hopper@acme.example";

let cloudflare: CloudflareSandbox;
let scim: ScimLoginMethod;
let sessions: Sessions;

async function start(settings: Json): Promise<void> {
  scim = await scimLoginMethod(cloudflare, settings);
  const person = grace();
  sessions.create({
    userId: person.id,
    identity: {
      email: GRACE,
      name: person.name,
      idp: { id: scim.id, type: "okta" },
      groups: [],
      oidc_fields: {},
      amr: [],
    },
    ip: "127.0.0.1",
    country: "XX",
    lifetime: 3_600,
  });
}

function grace() {
  const person = cloudflare.store.users.find(({ email }) => email === GRACE);
  return person ?? expect.fail("nobody in the seed");
}

const push = async (userName: string): Promise<string> =>
  String(
    (
      await scim.call("POST", "/Users", {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName,
        displayName: "Grace",
      })
    ).body.id,
  );
const group = async (displayName: string, ...members: string[]): Promise<string> =>
  String(
    (
      await scim.call("POST", "/Groups", {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        displayName,
        members: members.map((value) => ({ value })),
      })
    ).body.id,
  );
const patch = (path: string, ...operations: unknown[]) =>
  scim.call("PATCH", path, { schemas: [PATCH], Operations: operations });
const deactivate = (id: string) => patch(`/Users/${id}`, { op: "replace", value: { active: false } });
const ended = () => sessions.list(grace().id).map(({ revoked }) => revoked?.reason ?? null);

beforeEach(() => {
  cloudflare = createCloudflare();
  sessions = new Sessions(cloudflare.store);
});

describe("a leaver", () => {
  it.each([
    [{ user_deprovision: true, seat_deprovision: true }, "deprovisioned", false],
    [{ user_deprovision: true }, "deprovisioned", true],
    [{}, null, true],
  ] as const)("with %j: session ended %s, seat kept %s", async (settings, reason, seat) => {
    await start(settings);
    await deactivate(await push(GRACE.toUpperCase()));
    expect(ended()).toEqual([reason]);
    expect(grace()).toMatchObject({ access_seat: seat });
  });

  it("is also who is deleted, but not who was inactive before", async () => {
    await start({ user_deprovision: true });
    const id = await push(GRACE);
    await scim.call("DELETE", `/Users/${id}`);
    expect(ended()).toEqual(["deprovisioned"]);
  });

  it("keeps the session when the user name is not the address they log in with", async () => {
    await start({ user_deprovision: true, seat_deprovision: true });
    await deactivate(await push("grace"));
    expect(ended()).toEqual([null]);
    expect(grace().access_seat).toBe(true);
  });
});

describe("a mover", () => {
  it.each([
    ["reauth", "group_change"],
    ["automatic", null],
    ["no_action", null],
  ])("with %s: session ended %s", async (behavior, reason) => {
    await start({ identity_update_behavior: behavior });
    const [id, other] = [await push(GRACE), await push("other@acme.example")];
    const engineers = await group("Engineers", other);
    expect(ended()).toEqual([null]);
    await patch(`/Groups/${engineers}`, { op: "add", path: "members", value: [{ value: id }] });
    expect(ended()).toEqual([reason]);
  });

  it("logs in again, and again when they are taken out or the group is deleted", async () => {
    await start({ identity_update_behavior: "reauth" });
    const id = await push(GRACE);
    const [first, second] = [await group("Engineers", id), await group("Pilots", id)];
    const session = sessions.list(grace().id)[0];
    expect(session).toBeDefined();
    for (const change of [
      () => patch(`/Groups/${first}`, { op: "remove", path: `members[value eq "${id}"]` }),
      () => scim.call("DELETE", `/Groups/${second}`),
    ]) {
      if (session !== undefined) {
        cloudflare.store.sessions.put({ ...session, revoked: null });
      }
      await change();
      expect(ended()).toEqual(["group_change"]);
    }
  });

  it("keeps the session when only the name of a group changes, or somebody else's groups do", async () => {
    await start({ identity_update_behavior: "reauth" });
    const [id, other] = [await push(GRACE), await push("other@acme.example")];
    const engineers = await group("Engineers", id);
    const session = sessions.list(grace().id)[0];
    if (session !== undefined) {
      cloudflare.store.sessions.put({ ...session, revoked: null });
    }
    await patch(`/Groups/${engineers}`, { op: "replace", value: { displayName: "Makers" } });
    await patch(`/Groups/${engineers}`, { op: "add", path: "members", value: [{ value: other }] });
    expect(sessions.list(grace().id).every(isGood)).toBe(true);
  });

  it('is known to the User Registry by the new groups with "automatic", and only then', async () => {
    await start({ identity_update_behavior: "automatic" });
    const id = await push(GRACE);
    const engineers = await group("Engineers", id);
    await group("Pilots", id);
    await patch(`/Groups/${engineers}`, { op: "replace", value: { displayName: "Makers" } });
    expect(cloudflare.store.registryIdentities.get(grace().id)).toMatchObject({
      name: "Grace",
      groups: ["Makers", "Pilots"],
    });
    await scim.call("DELETE", `/Groups/${engineers}`);
    expect(cloudflare.store.registryIdentities.get(grace().id)?.groups).toEqual(["Pilots"]);

    await start({ identity_update_behavior: "no_action" });
    await group("Nobody sees this", await push(GRACE));
    expect(cloudflare.store.registryIdentities.get(grace().id)?.groups).toEqual(["Pilots"]);
  });
});
