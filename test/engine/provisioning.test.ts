// L2: what is deployed behaves. People and groups of Okta arrive in Cloudflare, follow what happens to them, and go.
import { afterEach, describe, expect, it } from "vitest";
import { Sessions } from "../../sandbox/cloudflare/sessions";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

interface OktaUser {
  readonly id: string;
  readonly status: string;
  readonly profile: { readonly email: string; readonly login: string };
}

describe("provisioning of the sandbox stack", () => {
  let scenario: Scenario | undefined;
  afterEach(() => scenario?.close());

  const settled = ({ sandbox }: Scenario) => sandbox.okta.provisioning.settled();
  const active = ({ sandbox }: Scenario) =>
    sandbox.cloudflare.store.scimUsers
      .filter((user) => user.active)
      .map(({ userName }) => userName)
      .sort();
  const groups = ({ sandbox }: Scenario) => {
    const { scimGroups, scimUsers } = sandbox.cloudflare.store;
    return Object.fromEntries(
      scimGroups
        .all()
        .map((group) => [group.displayName, group.members.map((id) => scimUsers.get(id)?.userName ?? id).sort()]),
    );
  };
  const groupId = async (running: Scenario, name: string) => {
    const found = await running.okta.get<{ id: string; type: string; profile: { name: string } }[]>(
      `/groups?q=${name}`,
    );
    return found.find(({ type, profile }) => type === "OKTA_GROUP" && profile.name === name)?.id ?? expect.fail(name);
  };
  const membersOf = async (running: Scenario, name: string) =>
    (await running.okta.get<OktaUser[]>(`/groups/${await groupId(running, name)}/users`))
      .filter(({ status }) => !["STAGED", "SUSPENDED", "DEPROVISIONED"].includes(status))
      .map(({ profile }) => profile.email)
      .sort();

  it("brings everybody who is assigned and every pushed group, follows joiner, mover and leaver, and ends", async () => {
    const running = await Scenario.start();
    scenario = running;
    const up = await running.stack.up();
    expect(up.exitCode, up.stdout + up.stderr).toBe(0);
    await settled(running);
    expect(running.sandbox.okta.provisioning.tasks()).toEqual([]);

    const staff = await membersOf(running, "Workforce");
    expect(staff.length).toBeGreaterThan(10);
    expect(active(running)).toEqual(staff);
    const pushed = groups(running);
    expect(Object.keys(pushed).sort()).toEqual([
      "Contractors",
      "Engineering",
      "Finance",
      "access-engineering",
      "access-finance",
    ]);
    expect(pushed.Engineering).toEqual(
      (await membersOf(running, "Engineering")).filter((name) => staff.includes(name)),
    );

    // Joiner.
    const email = "joan.clarke@acme.example";
    const joiner = (await running.okta.send("POST", "/users?activate=true", {
      profile: { login: email, email, firstName: "Joan", lastName: "Clarke" },
      credentials: { password: { value: "Correct-Horse-1" } },
      groupIds: [await groupId(running, "Workforce"), await groupId(running, "Engineering")],
    })) as OktaUser;
    await settled(running);
    expect(active(running)).toContain(email);
    expect(groups(running).Engineering).toContain(email);

    // Mover: has a session, and loses it with the group.
    const { store } = running.sandbox.cloudflare;
    const sessions = new Sessions(store);
    const idp = store.identityProviders.find(({ type }) => type === "okta");
    const session = sessions.create({
      userId: "somebody",
      identity: {
        email,
        name: "Joan Clarke",
        idp: { id: idp?.id ?? "", type: "okta" },
        groups: ["Engineering"],
        oidc_fields: {},
        amr: [],
      },
      ip: "127.0.0.1",
      country: "XX",
      lifetime: 3_600,
    });
    await running.okta.send("DELETE", `/groups/${await groupId(running, "Engineering")}/users/${joiner.id}`);
    await running.okta.send("PUT", `/groups/${await groupId(running, "Finance")}/users/${joiner.id}`);
    await settled(running);
    expect(groups(running).Engineering).not.toContain(email);
    expect(groups(running).Finance).toContain(email);
    expect(store.sessions.get(session.id)?.revoked?.reason).toBe("group_change");

    // Leaver.
    await running.okta.send("POST", `/users/${joiner.id}/lifecycle/deactivate`);
    await settled(running);
    expect(active(running)).toEqual(staff);
    expect(groups(running).Finance).not.toContain(email);

    // A group that the stack owns is renamed by the stack.
    const settings = sandboxSettings();
    settings.groups["access-finance"] = { create: { name: "access-accounting" } };
    running.configure(settings);
    const renamed = await running.stack.up();
    expect(renamed.exitCode, renamed.stdout + renamed.stderr).toBe(0);
    await settled(running);
    expect(Object.keys(groups(running))).toContain("access-accounting");
    expect(Object.keys(groups(running))).not.toContain("access-finance");
    const unchanged = await running.stack.preview("--refresh", "--expect-no-changes");
    expect(unchanged.exitCode, unchanged.stdout + unchanged.stderr).toBe(0);

    const destroyed = await running.stack.destroy();
    expect(destroyed.exitCode, destroyed.stdout + destroyed.stderr).toBe(0);
    await settled(running);
    expect(store.scimUsers.size).toBe(0);
    expect(store.scimGroups.size).toBe(0);
    expect(running.sandbox.okta.store.provisionedUsers.size).toBe(0);
    expect(running.sandbox.okta.store.pushedGroups.size).toBe(0);
    expect(running.sandbox.cloudflare.log.unknownRoutes).toBe(0);
  });
});
