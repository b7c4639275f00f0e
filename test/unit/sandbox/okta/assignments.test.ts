import { describe, expect, it } from "vitest";
import { OktaApi } from "../../../support/okta-api";

describe("assignments", () => {
  it("members of an assigned group are users of the app, through the group, as long as both hold", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    const group = await api.group("access");
    const { id: lena } = await api.must("GET", "/api/v1/users/lena.vogel@acme.example");
    const users = async (): Promise<unknown[]> =>
      (await api.call("GET", `/api/v1/apps/${String(app.id)}/users`)).list.map((user) => [user.id, user.scope]);
    const assignment = `/api/v1/apps/${String(app.id)}/groups/${String(group.id)}`;
    const membership = `/api/v1/groups/${String(group.id)}/users/${String(lena)}`;

    await api.must("PUT", assignment, {});
    expect(await users()).toEqual([]);
    await api.must("PUT", membership);
    expect(await users()).toEqual([[lena, "GROUP"]]);
    await api.must("DELETE", membership);
    expect(await users()).toEqual([]);
    await api.must("PUT", membership);
    await api.must("POST", `/api/v1/apps/${String(app.id)}/users`, { id: lena });
    await api.must("DELETE", assignment);
    expect(await users()).toEqual([[lena, "USER"]]);
    await api.must("PUT", assignment, {});
    await api.must("DELETE", `/api/v1/apps/${String(app.id)}/users/${String(lena)}`);
    expect(await users()).toEqual([[lena, "GROUP"]]);
    await api.must("DELETE", `/api/v1/groups/${String(group.id)}`);
    expect(await users()).toEqual([]);
  });

  it("keep their priority, and the next one comes last", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    const ids = await Promise.all(["a", "b", "c"].map(async (name) => String((await api.group(name)).id)));
    const path = `/api/v1/apps/${String(app.id)}/groups`;
    await api.must("PUT", `${path}/${ids[0]}`, {});
    await api.must("PUT", `${path}/${ids[1]}`, { priority: 4 });
    await api.must("PUT", `${path}/${ids[2]}`, {});
    await api.must("PUT", `${path}/${ids[1]}`, {});
    const list = (await api.call("GET", path)).list;
    expect(list.map(({ id, priority }) => [id, priority])).toEqual([
      [ids[0], 0],
      [ids[1], 4],
      [ids[2], 5],
    ]);
    await api.must("PATCH", `${path}/${ids[0]}`, [{ op: "replace", path: "/priority", value: 9 }] as never);
    expect(await api.must("GET", `${path}/${ids[0]}`)).toMatchObject({ priority: 9 });
  });

  it("find an app by its groups and people", async () => {
    const api = new OktaApi();
    const byGroup = await api.call(
      "GET",
      `/api/v1/apps?filter=${encodeURIComponent('group.id eq "00gFinance0000000000"')}`,
    );
    expect(byGroup.list.map((app) => app.label)).toEqual(["Payroll"]);
    expect((await api.call("GET", "/api/v1/groups/00gFinance0000000000/apps")).list.map((app) => app.label)).toEqual([
      "Payroll",
    ]);
  });
});
