import { describe, expect, it } from "vitest";
import { OktaApi } from "../../../support/okta-api";

describe("the System Log", () => {
  it("tells what an administrator did to somebody, and who that was", async () => {
    const api = new OktaApi();
    const group = await api.group("Night shift");
    const profile = { login: "noor.haddad@acme.example", email: "noor.haddad@acme.example" };
    const { id } = await api.must("POST", "/api/v1/users?activate=true", {
      profile: { ...profile, firstName: "Noor", lastName: "Haddad" },
      groupIds: [group.id],
    });
    await api.must("POST", `/api/v1/users/${id}`, { profile: { department: "Sales" } });
    await api.must("DELETE", `/api/v1/groups/${group.id}/users/${id}`);
    await api.must("POST", `/api/v1/users/${id}/lifecycle/suspend`);
    await api.must("POST", `/api/v1/users/${id}/lifecycle/unsuspend`);
    await api.must("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    await api.must("POST", `/api/v1/users/${id}/lifecycle/activate`);
    await api.must("DELETE", `/api/v1/users/${id}`);
    await api.must("DELETE", `/api/v1/users/${id}`);

    const { list } = await api.call("GET", "/api/v1/logs");
    const told = list.map(({ eventType, target }) => [
      eventType,
      ...(target as { displayName: string }[]).map(({ displayName }) => displayName),
    ]);
    const noor = "noor.haddad@acme.example";
    expect(told).toEqual([
      ["user.lifecycle.create", noor],
      ["user.lifecycle.activate", noor],
      ["group.user_membership.add", noor, "Night shift"],
      ["user.account.update_profile", noor],
      ["group.user_membership.remove", noor, "Night shift"],
      ["user.lifecycle.suspend", noor],
      ["user.lifecycle.unsuspend", noor],
      ["user.lifecycle.deactivate", noor],
      ["user.lifecycle.activate", noor],
      ["user.lifecycle.deactivate", noor],
      ["user.lifecycle.delete.initiated", noor],
    ]);
    expect(new Set(list.map(({ actor }) => (actor as { alternateId: string }).alternateId))).toEqual(
      new Set(["ingrid.solberg@acme.example"]),
    );
  });

  it("says nothing of a membership that did not change", async () => {
    const api = new OktaApi();
    const group = await api.group("Night shift");
    const lena = (await api.must("GET", "/api/v1/users/lena.vogel@acme.example")).id;
    await api.must("DELETE", `/api/v1/groups/${group.id}/users/${lena}`);
    await api.must("PUT", `/api/v1/groups/${group.id}/users/${lena}`);
    await api.must("PUT", `/api/v1/groups/${group.id}/users/${lena}`);
    const { list } = await api.call("GET", "/api/v1/logs");
    expect(list.map(({ eventType }) => eventType)).toEqual(["group.user_membership.add"]);
  });
});
