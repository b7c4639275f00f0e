// L2 in a real Chromium: what happens to a person in Okta, by the calls of an administrator's tool, is what happens to them
// in Access. One deployment for all of it.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SANDBOX_TENANTS } from "../../sandbox";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import { describeInChromium, screenshot } from "../support/browser";
import { expectGoodPage } from "../support/page-checks";
import { Scenario } from "../support/scenario";
import { sandboxSettings } from "../support/settings";

const WIKI = "engineering.acme.example";
const LEDGER = "finance.acme.example";
const TEAM = "acme.cloudflareaccess.com";
const NO_ACCESS = "That account does not have access.";

/** Who moves, by what the stack says about changes of groups. */
const NAMES = { automatic: "Mary Jackson", none: "Dorothy Vaughan" } as const;

interface OktaUser {
  readonly id: string;
}
interface OktaGroup {
  readonly id: string;
  readonly type: string;
  readonly profile: { readonly name: string };
}
interface Seat {
  readonly id: string;
  readonly access_seat: boolean;
}
interface LogEvent {
  readonly eventType: string;
  readonly outcome: { readonly result: string; readonly reason: string | null };
}

describeInChromium("people who come, move and go", (browser) => {
  let scenario: Scenario;
  let settings: ReturnType<typeof sandboxSettings>;
  let scimSecret: string;
  /** What no page may show. */
  let secrets: string[];

  beforeAll(async () => {
    settings = sandboxSettings();
    settings.scim.removeSeats = true;
    scenario = await Scenario.start({ settings });
    await deploy();
    scimSecret = String((await scenario.stack.outputs({ showSecrets: true })).scimSecret);
    secrets = [scimSecret, SANDBOX_TENANTS.okta.apiToken, SANDBOX_TENANTS.cloudflare.apiToken];
  }, 180_000);
  afterAll(() => scenario.close());

  async function deploy(): Promise<void> {
    const run = await scenario.stack.up();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    await settled();
  }

  const settled = (): Promise<void> => scenario.sandbox.okta.provisioning.settled();

  /** Where a browser finds a host that this Cloudflare plays. */
  function at(host: string, path = "/"): string {
    return `http://${host}.localhost:${new URL(scenario.sandbox.cloudflare.url).port}${path}`;
  }

  async function groupId(name: string): Promise<string> {
    const found = await scenario.okta.get<OktaGroup[]>(`/groups?q=${encodeURIComponent(name)}`);
    const group = found.find(({ type, profile }) => type === "OKTA_GROUP" && profile.name === name);
    return group?.id ?? expect.fail(`no group is called ${name}`);
  }

  /** Somebody's first day: a user in Okta, in the groups of their department. */
  async function hire(name: string, department: "Engineering" | "Finance"): Promise<Person> {
    const email = `${name.toLowerCase().replace(" ", ".")}@acme.example`;
    const [firstName = "", lastName = ""] = name.split(" ");
    const { id } = (await scenario.okta.send("POST", "/users?activate=true", {
      profile: { login: email, email, firstName, lastName, department },
      credentials: { password: { value: SANDBOX_PASSWORD } },
      groupIds: [await groupId("Workforce"), await groupId(department)],
    })) as OktaUser;
    await settled();
    return { id, email };
  }

  /** Another department: the profile says so, and the groups follow. */
  async function move({ id }: Person, from: string, to: string): Promise<void> {
    await scenario.okta.send("POST", `/users/${id}`, { profile: { department: to } });
    await scenario.okta.send("DELETE", `/groups/${await groupId(from)}/users/${id}`);
    await scenario.okta.send("PUT", `/groups/${await groupId(to)}/users/${id}`);
    await settled();
  }

  /** Opens an application and signs in at Okta. */
  async function logIn(page: Page, { email }: Person, host: string): Promise<void> {
    await page.goto(at(host, "/home"));
    await chooseOkta(page);
    await page.getByLabel("Username").fill(email);
    await page.getByLabel("Password").fill(SANDBOX_PASSWORD);
    await page.getByRole("button", { name: "Sign In" }).click();
    await page.getByRole("main").waitFor();
  }

  /** The Ledger asks how to log in, the wiki goes to Okta at once. */
  async function chooseOkta(page: Page): Promise<void> {
    const okta = page.getByRole("link", { name: "Okta", exact: true });
    if ((await okta.count()) > 0) {
      await okta.click();
    }
  }

  const isIn = async (page: Page, { email }: Person): Promise<void> =>
    expect(await page.getByRole("status").textContent()).toBe(`You are in, as ${email}.`);
  const isOut = async (page: Page): Promise<void> =>
    expect(await page.getByRole("alert").textContent()).toBe(NO_ACCESS);

  /** What `get-identity` of a host says: undefined when nobody is logged in there. */
  async function identity(page: Page, host: string): Promise<{ readonly groups: string[] } | undefined> {
    const tab = await page.context().newPage();
    const answer = await tab.goto(at(host, "/cdn-cgi/access/get-identity"));
    const found = answer?.ok() === true ? await answer.json() : undefined;
    await tab.close();
    return found;
  }

  /** What the App Launcher says of the two applications. */
  async function launcher(page: Page): Promise<Record<"wiki" | "ledger", string>> {
    await page.goto(at(TEAM));
    const cell = async (name: string): Promise<string> =>
      (await page.getByRole("row", { name }).getByRole("cell").last().textContent()) ?? "";
    return { wiki: await cell("Engineering wiki"), ledger: await cell("Ledger") };
  }

  async function seatOf({ email }: Person): Promise<Seat | undefined> {
    const { result } = await scenario.cloudflare.get<{ result: Seat[] }>(`/access/users?email=${email}`);
    return result[0];
  }

  /** The groups in which Okta has put somebody at Cloudflare. */
  function pushedGroups({ email }: Person): string[] {
    const { scimGroups, scimUsers } = scenario.sandbox.cloudflare.store;
    const id = scimUsers.find(({ userName }) => userName === email)?.id ?? expect.fail(`${email} has not arrived`);
    return scimGroups.filter(({ members }) => members.includes(id)).map(({ displayName }) => displayName);
  }

  /** The groups of somebody in Cloudflare's User Registry. */
  async function registryGroups(person: Person): Promise<string[]> {
    const { id } = (await seatOf(person)) ?? expect.fail(`${person.email} is not among the users`);
    const path = `/access/users/${id}/last_seen_identity`;
    return (await scenario.cloudflare.get<{ result: { groups: string[] } }>(path)).result.groups;
  }

  /** What Cloudflare's SCIM log says about somebody, oldest first. */
  async function scimUpdates({ email }: Person): Promise<string[]> {
    const query = `idp_id=${await idpId()}&resource_user_email=${email}&direction=asc`;
    const { result } = await scenario.cloudflare.get<{ result: { request_method: string; status: string }[] }>(
      `/access/logs/scim/updates?${query}`,
    );
    return result.map(({ request_method, status }) => `${request_method} ${status}`);
  }

  /** What Okta's System Log says about somebody, oldest first. */
  async function systemLog({ id }: Person): Promise<string[]> {
    const events = await scenario.okta.get<LogEvent[]>(`/logs?filter=${encodeURIComponent(`target.id eq "${id}"`)}`);
    return events.map(({ eventType, outcome }) => `${eventType} ${outcome.result}`);
  }

  async function idpId(): Promise<string> {
    const { result } = await scenario.cloudflare.get<{ result: { id: string; name: string }[] }>(
      "/access/identity_providers",
    );
    return result.find(({ name }) => name === "Okta")?.id ?? expect.fail("no login method is called Okta");
  }

  const loginMethodPage = async (): Promise<string> =>
    `${scenario.sandbox.cloudflare.url}/${SANDBOX_TENANTS.cloudflare.accountId}/integrations/identity-providers/${await idpId()}`;
  async function scimAppPage(): Promise<string> {
    const apps = await scenario.okta.get<{ id: string; label: string; name: string }[]>("/apps?limit=200");
    const app = apps.find(({ label }) => label === "Cloudflare Access SCIM") ?? expect.fail("no SCIM app");
    return `${scenario.sandbox.okta.url}/admin/app/${app.name}/instance/${app.id}`;
  }

  it("joiner, mover, leaver", async () => {
    const watched = await browser.open();
    const { page } = watched;
    const joan = await hire("Joan Clarke", "Engineering");
    expect(await scimUpdates(joan)).toEqual(["POST SUCCESS"]);
    expect(pushedGroups(joan)).toEqual(["Engineering"]);
    expect(await seatOf(joan), "nobody has a seat before their first login").toBeUndefined();

    await logIn(page, joan, WIKI);
    await isIn(page, joan);
    expect((await identity(page, WIKI))?.groups).toEqual(expect.arrayContaining(["Engineering", "Workforce"]));
    expect(await seatOf(joan)).toMatchObject({ access_seat: true });
    expect(await launcher(page)).toEqual({ wiki: "may enter", ledger: "have no access" });
    await page.goto(at(LEDGER));
    await isOut(page);
    await page.goto(at(WIKI));
    await isIn(page, joan);
    await screenshot(page, "joiner-in");

    await move(joan, "Engineering", "Finance");
    expect(pushedGroups(joan)).toEqual(["Finance"]);
    expect(await identity(page, WIKI), "the session ended with the group").toBeUndefined();
    await page.goto(at(LEDGER, "/books"));
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Log in");
    await expectGoodPage({ ...watched, errors: [] }, "mover-must-log-in", secrets);
    await chooseOkta(page);
    expect(page.url()).toBe(at(LEDGER, "/books"));
    await isIn(page, joan);
    await page.goto(at(WIKI));
    await isOut(page);
    expect(await launcher(page)).toEqual({ wiki: "have no access", ledger: "may enter" });
    await screenshot(page, "mover-in");

    await scenario.okta.send("POST", `/users/${joan.id}/lifecycle/deactivate`);
    await settled();
    expect(await identity(page, LEDGER)).toBeUndefined();
    await page.goto(at(LEDGER, "/books"));
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Log in");
    await logIn(page, joan, LEDGER);
    expect(await page.getByRole("alert").textContent()).toBe("Unable to sign in");
    await screenshot(page, "leaver-out");
    expect(pushedGroups(joan)).toEqual([]);
    expect(await seatOf(joan)).toMatchObject({ access_seat: false });
    expect(await scimUpdates(joan)).toEqual(["POST SUCCESS", "PUT SUCCESS", "PATCH SUCCESS"]);
    const log = await systemLog(joan);
    expect(log.filter((event) => event.startsWith("application.provision.user"))).toEqual([
      "application.provision.user.push SUCCESS",
      "application.provision.user.push_profile SUCCESS",
      "application.provision.user.deactivate SUCCESS",
    ]);
    expect(log).toContain("user.lifecycle.deactivate SUCCESS");
    await page.goto(await loginMethodPage());
    expect(await page.getByRole("row", { name: new RegExp(`^${joan.email} .* deactivated`) }).count()).toBe(1);
    await expectGoodPage({ ...watched, errors: [] }, "leaver-at-cloudflare", secrets);
  });

  describe.each(Object.keys(NAMES) as (keyof typeof NAMES)[])("a mover, with groupMembershipChange: %s", (behavior) => {
    it("keeps the session and what it says, until the next login", async () => {
      settings.scim.groupMembershipChange = behavior;
      scenario.configure(settings);
      await deploy();
      const { page } = await browser.open();
      const mover = await hire(NAMES[behavior], "Engineering");
      await logIn(page, mover, WIKI);
      await isIn(page, mover);

      await move(mover, "Engineering", "Finance");
      await page.goto(at(WIKI));
      await isIn(page, mover);
      expect((await identity(page, WIKI))?.groups).toContain("Engineering");
      await page.goto(at(LEDGER));
      await isOut(page);
      expect(await registryGroups(mover)).toContain(behavior === "automatic" ? "Finance" : "Engineering");
      expect(await registryGroups(mover)).not.toContain(behavior === "automatic" ? "Engineering" : "Finance");

      await page.goto(at(TEAM, "/cdn-cgi/access/logout"));
      await page.goto(at(LEDGER));
      await chooseOkta(page);
      await isIn(page, mover);
      expect(await registryGroups(mover)).toContain("Finance");
      await page.goto(at(WIKI));
      await isOut(page);
    });
  });

  it("a wrong SCIM secret: nothing arrives, both sides say why, and nothing is lost once it is right", async () => {
    const watched = await browser.open();
    const { page } = watched;
    const enter = async (token: string, said: string): Promise<void> => {
      await page.goto(`${await scimAppPage()}?configure`);
      await page.getByLabel("API Token").fill(token);
      await page.getByRole("button", { name: "Test API Credentials" }).click();
      await page.getByRole("status").getByText(said).waitFor();
      await page.getByRole("button", { name: "Save" }).first().click();
      await page.getByRole("status").getByText("Saved.").waitFor();
    };
    const wrong = "the-secret-of-another-login-method";
    await enter(wrong, `${TEAM} answered 401. Check the Base URL and the API Token.`);

    const ada = await hire("Ada Yonath", "Finance");
    const [claire] = await scenario.okta.get<OktaUser[]>('/users?search=profile.login eq "claire.dubois@acme.example"');
    await scenario.okta.send("DELETE", `/groups/${await groupId("Finance")}/users/${claire?.id}`);
    await settled();

    expect(await scimUpdates(ada)).toEqual([]);
    expect(await systemLog(ada)).toContain("application.provision.user.push FAILURE");
    await page.goto(await scimAppPage());
    const reason = "Unauthorized. Errors reported by remote server: The SCIM secret is not the right one.";
    const tasks = page
      .getByRole("table")
      .filter({ hasText: `user ${ada.email}` })
      .first();
    expect(await tasks.getByRole("row", { name: `user ${ada.email}` }).textContent()).toContain(reason);
    expect(await page.getByRole("row", { name: /^Finance Finance ERROR/ }).textContent()).toContain(reason);
    await expectGoodPage(watched, "wrong-secret-at-okta", [...secrets, wrong]);
    await page.goto(await loginMethodPage());
    expect(await page.textContent("main")).toContain("The SCIM secret is not the right one. Refused ");
    expect(await page.getByRole("row", { name: ada.email }).count()).toBe(0);
    await expectGoodPage(watched, "wrong-secret-at-cloudflare", [...secrets, wrong]);

    await enter(scimSecret, `${TEAM} was verified successfully.`);
    await page.getByRole("button", { name: "Retry all" }).click();
    await page.getByRole("button", { name: "Retry all" }).waitFor({ state: "detached" });
    expect(await page.getByRole("row", { name: /^Finance Finance ACTIVE/ }).count()).toBe(1);
    expect(await scimUpdates(ada)).toEqual(["POST SUCCESS"]);
  });
});

interface Person {
  readonly id: string;
  readonly email: string;
}
