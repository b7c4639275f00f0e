import { describe, expect, it } from "vitest";
import { SANDBOX_PASSWORD } from "../../../../sandbox/okta/passwords";
import { OktaApi } from "../../../support/okta-api";

const EVIL = '<img src=x onerror="alert(1)">';

/** A local Okta, and somebody who uses its pages. */
class Pages extends OktaApi {
  async page(path: string): Promise<string> {
    return (await this.okta.app.request(path)).text();
  }

  send(form: string, fields: readonly (readonly [string, string])[], headers: Record<string, string> = {}) {
    return this.okta.app.request(`/admin/people/${form}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
    });
  }

  /** Fills in the form for a new account as it is offered, except for what is said. */
  hire(fields: Readonly<Record<string, string>> = {}) {
    const offered = { place: "dashboard", department: "Finance", password: SANDBOX_PASSWORD };
    return this.send("hire", Object.entries({ ...offered, firstName: "José", lastName: "Núñez", ...fields }));
  }

  groupsOf(login: string): string[] {
    const user = this.okta.store.user(login);
    const groups = user === undefined ? [] : this.okta.store.groupsOf(user.id);
    return groups.map(({ profile }) => String(profile.name)).sort();
  }

  idOf(group: string): string {
    return this.okta.store.groups.find(({ profile }) => profile.name === group)?.id ?? expect.fail(`no group ${group}`);
  }
}

const JOSE = "jose.nunez@acme.example";
const LENA = "lena.vogel@acme.example";

describe("the form to hire somebody", () => {
  it("offers somebody who is not there yet, and creates an active account in the department's group", async () => {
    const pages = new Pages();
    expect(await pages.page("/")).toContain('name="firstName" value="Noor"');

    const response = await pages.hire({ groups: pages.idOf("Workforce") });

    expect(response.status).toBe(303);
    const user = pages.okta.store.user(JOSE);
    expect(user).toMatchObject({
      status: "ACTIVE",
      profile: { firstName: "José", department: "Finance", email: JOSE },
    });
    expect(pages.groupsOf(JOSE)).toEqual(["Everyone", "Finance", "Workforce"]);
    const location = response.headers.get("location") ?? "";
    expect(location).toBe(`/?said=hired&about=${user?.id}`);
    expect(await pages.page(location)).toContain("José Núñez was hired.");
  });

  it("goes the way of the management API: request log, System Log, and no password in either", async () => {
    const pages = new Pages();
    await pages.hire({ password: "Another-secret-9" });
    const call = pages.okta.log.all().find(({ method, path }) => method === "POST" && path.startsWith("/api/v1/users"));
    expect(call).toMatchObject({ status: 200, userAgent: "Okta Admin Console" });
    expect(JSON.stringify(pages.okta.log.all())).not.toContain("Another-secret-9");
    expect(pages.okta.store.logEvents.all().map(({ eventType }) => eventType)).toContain("user.lifecycle.create");
    expect(await pages.page("/")).toContain("Create Okta user");
  });

  it("keeps what was typed when Okta refuses it, and says why in Okta's words", async () => {
    const pages = new Pages();
    const before = pages.okta.store.users.size;
    const response = await pages.hire({ login: LENA });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain("An object with this field already exists in the current organization");
    expect(text).toContain('value="Núñez"');
    expect(text).toContain(`name="login" value="${LENA}"`);
    expect(text, "a page that would fetch itself").not.toContain('id="live"');
    expect(pages.okta.store.users.size).toBe(before);
  });
});

describe("the other forms", () => {
  it("move somebody: department and its group, no other group", async () => {
    const pages = new Pages();
    const before = pages.groupsOf(LENA);
    const response = await pages.send("move", [
      ["place", "people"],
      ["person", LENA],
      ["department", "Sales"],
    ]);
    expect(await pages.page(response.headers.get("location") ?? "")).toContain("Lena Vogel moved to Sales.");
    expect(pages.okta.store.user(LENA)?.profile.department).toBe("Sales");
    expect(pages.groupsOf(LENA)).toEqual(before.map((name) => (name === "Engineering" ? "Sales" : name)).sort());
  });

  it("put somebody into groups and out of others, and leave alone what was not to choose from", async () => {
    const pages = new Pages();
    const [engineering, support, workforce] = ["Engineering", "Support", "Workforce"].map((name) => pages.idOf(name));
    await pages.send("groups", [
      ["place", "person"],
      ["person", LENA],
      ["listed", String(engineering)],
      ["listed", String(support)],
      ["groups", String(support)],
      ["groups", String(workforce)],
    ]);
    expect(pages.groupsOf(LENA)).toEqual(["Everyone", "Support", "Workforce"]);
  });

  it("fire, take back and delete", async () => {
    const pages = new Pages();
    const { id } = pages.okta.store.user(LENA) ?? expect.fail();
    const press = async (action: string): Promise<string> => {
      const response = await pages.send(action, [
        ["place", "person"],
        ["person", id],
      ]);
      return response.status === 303 ? pages.page(response.headers.get("location") ?? "") : response.text();
    };
    expect(await press("delete")).toContain("Deactivate it first.");
    expect(await press("fire")).toContain("Lena Vogel was deactivated.");
    expect(pages.okta.store.user(id)?.status).toBe("DEPROVISIONED");
    expect(await press("reactivate")).toContain("Lena Vogel was activated again.");
    expect(pages.okta.store.user(id)?.status).toBe("ACTIVE");
    await press("fire");
    expect(await press("delete")).toContain("The account was deleted.");
    expect(pages.okta.store.user(id)).toBeUndefined();
    expect(await press("fire")).toContain("Nobody has this username.");
  });

  it("do nothing that was not chosen", async () => {
    const pages = new Pages();
    const response = await pages.send("move", [
      ["person", LENA],
      ["department", ""],
    ]);
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining("Department: there is none."),
    ]);
    expect(pages.groupsOf(LENA)).toContain("Engineering");
  });

  it("are taken from the pages of this Okta only", async () => {
    const pages = new Pages();
    const fields = [["person", LENA]] as const;
    const foreign = await pages.send("fire", fields, { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect(pages.okta.store.user(LENA)?.status).toBe("ACTIVE");
    expect((await pages.send("fire", fields, { origin: "http://localhost" })).status).toBe(303);
  });

  it("can be reloaded", async () => {
    const response = await new Pages().okta.app.request("/admin/people/fire");
    expect([response.status, response.headers.get("location")]).toEqual([302, "/admin/users"]);
  });
});

describe("pages about people", () => {
  it("show names as text, wherever they stand", async () => {
    const pages = new Pages();
    await pages.hire({ firstName: EVIL, lastName: EVIL, login: "evil@acme.example", department: EVIL });
    const user = pages.okta.store.user("evil@acme.example") ?? expect.fail();
    for (const path of ["/", "/admin/users", `/admin/user/profile/view/${user.id}?said=moved&about=${user.id}`]) {
      const text = await pages.page(path);
      expect(text, path).toContain("&lt;img src=x");
      expect(text, path).not.toContain("<img");
    }
  });

  it("say nothing that an address makes up", async () => {
    const pages = new Pages();
    for (const said of ["constructor", "__proto__", "<b>", "fired"]) {
      const text = await pages.page(`/?said=${encodeURIComponent(said)}&about=${encodeURIComponent(EVIL)}`);
      expect(text).not.toMatch(/class="notice (?:good|bad)">(?!\s*SCIM)/);
    }
    expect((await pages.okta.app.request("/admin/user/profile/view/nobody")).status).toBe(404);
  });

  it("stay below 100 kB with 10,000 people and 300 groups, pushed and failed", async () => {
    const pages = new Pages();
    const app = await pages.connectedApp();
    const { store } = pages.okta;
    const groupIds: string[] = [];
    for (let index = 0; index < 300; index += 1) {
      groupIds.push(String((await pages.group(`Group with a rather long name, number ${index}`)).id));
    }
    const template = store.user(LENA) ?? expect.fail();
    const appId = String(app.id);
    for (let index = 0; index < 10_000; index += 1) {
      const login = `somebody.with.a.rather.long.name.${index}@acme.example`;
      const id = `00u${String(index).padStart(17, "0")}`;
      const user = store.users.put({ ...template, id, profile: { ...template.profile, login, email: login } });
      for (const groupId of [...groupIds.slice(index % 290, (index % 290) + 3)]) {
        store.memberships.put({ id: `${groupId}/${id}`, groupId, userId: id });
      }
      const appUser = store.appUsers.put(store.newAppUser(store.apps.get(appId) ?? expect.fail(), user, "GROUP"));
      store.provisionedUsers.put({
        id: appUser.id,
        appId,
        userId: id,
        status: "pending",
        externalId: null,
        sent: null,
        error: `Automatic provisioning of user ${login} failed: the service answered 503 three times.`,
        failedFor: null,
        failedAt: "2026-11-24T12:00:00.000Z",
      });
    }
    for (const [priority, groupId] of groupIds.entries()) {
      const times = { lastUpdated: "2026-11-24T12:00:00.000Z" };
      store.appGroups.put({ id: `${appId}/${groupId}`, appId, groupId, priority, profile: {}, ...times });
      store.pushMappings.put({
        id: `gPm${priority}`,
        appId,
        sourceGroupId: groupId,
        targetGroupId: groupId,
        status: "ERROR",
        errorSummary: "The service answered 503 three times.",
        created: times.lastUpdated,
        ...times,
      });
    }
    const somebody = store.users.all().at(-1) ?? expect.fail();
    for (const path of [
      "/",
      "/admin/apps",
      "/admin/groups",
      "/admin/users",
      "/admin/users?people=201",
      "/admin/users?people-like=long",
      `/admin/user/profile/view/${somebody.id}`,
      `/admin/app/scim2headerauth/instance/${app.id}`,
    ]) {
      const text = await pages.page(path);
      expect(Buffer.byteLength(text), path).toBeLessThan(100_000);
    }
    expect(await pages.page("/admin/users?people-like=name.9999@")).toContain("somebody.with.a.rather.long.name.9999@");
  }, 120_000);
});
