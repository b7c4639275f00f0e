// What somebody sees who hires, moves and fires by the buttons of the local Okta, and watches the local Cloudflare.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccessUser } from "../../sandbox/cloudflare/entities";
import { newUser } from "../../sandbox/cloudflare/routes/users";
import type { Session } from "../../sandbox/cloudflare/sessions";
import { describeInChromium, screenshot, type WatchedPage, WIDTHS } from "../support/browser";
import { expectGoodPage } from "../support/page-checks";
import { ProvisionedSandbox } from "../support/provisioned-sandbox";

const NOOR = "noor.rahimi@acme.example";

describeInChromium("the show", (browser) => {
  let show: ProvisionedSandbox;
  let okta: string;
  let cloudflare: string;

  beforeAll(async () => {
    show = await ProvisionedSandbox.start({
      scim: { enabled: true, user_deprovision: true, seat_deprovision: true, identity_update_behavior: "reauth" },
    });
    okta = show.okta.url;
    cloudflare = show.sandbox.cloudflare.url;
    await show.api.must("PUT", `${show.app}/groups/${groupId("Workforce")}`, {});
    for (const name of ["Engineering", "Finance", "Sales"]) {
      await show.push(groupId(name));
    }
    await show.settled();
  });
  afterAll(() => show.close());

  const secrets = () => [show.login.secret, show.okta.apiToken, show.sandbox.cloudflare.tenant.apiToken];

  function groupId(name: string): string {
    return show.okta.store.groups.find(({ profile }) => profile.name === name)?.id ?? expect.fail(`no group ${name}`);
  }

  /** Logs somebody in at the local Cloudflare: what a login leaves behind is put there. */
  function logIn(email: string, groups: readonly string[]): { user: AccessUser; session: Session } {
    const { store, sessions } = show.sandbox.cloudflare;
    const known = store.userByEmail(email) ?? newUser(email, "Noor Rahimi");
    const user = store.users.put({ ...known, access_seat: true, last_successful_login: "2026-11-24T12:00:00Z" });
    const identity = {
      email,
      name: user.name,
      idp: { id: show.login.id, type: "okta" },
      groups,
      oidc_fields: {},
      amr: [],
    };
    return {
      user,
      session: sessions.create({ userId: user.id, identity, ip: "127.0.0.1", country: "XX", lifetime: 3600 }),
    };
  }

  /** Opens a page and marks it, so that a reload would show. */
  async function watch(address: string, width?: number): Promise<WatchedPage> {
    const watched = await browser.open(width);
    await watched.page.goto(address);
    await watched.page.locator("#live-mark[data-state=live]").waitFor();
    await watched.page.evaluate("globalThis.notReloaded = true");
    return watched;
  }

  it("hires, moves and fires by keyboard, and Cloudflare's page follows without a reload", async () => {
    const other = await watch(cloudflare);
    const row = (name: string) =>
      other.page.locator("#scim-groups").getByRole("row", { name: new RegExp(`^${name} `) });
    const { page, errors } = await browser.open();
    await page.goto(okta);

    const hire = page.locator("form#hire");
    expect(await hire.getByLabel("First name").inputValue()).toBe("Noor");
    await hire.getByLabel("Last name").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.type("Engineering");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Noor Rahimi was hired.").waitFor();
    await row("Engineering").getByText("Noor Rahimi").waitFor();
    await other.page
      .getByRole("row", { name: new RegExp(`POST USER ${NOOR} SUCCESS`) })
      .first()
      .waitFor();

    logIn(NOOR, ["Engineering"]);
    const session = other.page.locator("#sessions").getByRole("row", { name: new RegExp(NOOR) });
    await session.waitFor();
    await screenshot(other.page, "show-cloudflare-logged-in");
    await screenshot(page, "show-okta-hired");

    const move = page.locator("form#move");
    await move.getByLabel("Person").focus();
    await page.keyboard.type("Noor");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Finance");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Noor Rahimi moved to Finance.").waitFor();
    await row("Finance").getByText("Noor Rahimi").waitFor();
    await row("Engineering").getByText("Noor Rahimi").waitFor({ state: "detached" });
    // Groups changed: log in again.
    await session.waitFor({ state: "detached" });

    logIn(NOOR, ["Finance"]);
    await session.waitFor();
    const fire = page.locator("form#fire");
    await fire.getByLabel("Person").focus();
    await page.keyboard.type("Noor");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Noor Rahimi was deactivated.").waitFor();
    await session.waitFor({ state: "detached" });
    await other.page.getByText("Nobody is logged in.").waitFor();

    expect(show.people()[NOOR]).toMatchObject({ active: false });
    expect(show.sandbox.cloudflare.store.userByEmail(NOOR)?.access_seat).toBe(false);
    expect(await other.page.evaluate("notReloaded")).toBe(true);
    expect([...errors, ...other.errors]).toEqual([]);
    await screenshot(page, "show-okta-fired");
  });

  it("takes somebody back and deletes them from their own page, and saves their groups", async () => {
    const id = await show.hire("piet.test");
    const { page } = await browser.open();
    await page.goto(`${okta}/admin/users`);
    await page.getByRole("link", { name: "piet.test Example" }).click();
    await page.getByRole("group", { name: "Groups of" }).getByLabel("Sales").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The groups of piet.test Example were saved.").waitFor();
    expect(show.okta.store.groupsOf(id).map(({ profile }) => profile.name)).toContain("Sales");
    await page.getByRole("button", { name: "Fire" }).click();
    await page.getByRole("button", { name: "Reactivate" }).click();
    await page.getByText("was activated again.").waitFor();
    await page.getByRole("button", { name: "Fire" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText("The account was deleted.").waitFor();
    expect(show.okta.store.user(id)).toBeUndefined();
  });

  it("keeps focus, what is typed and what is open while it follows", async () => {
    const { page } = await watch(okta);
    const first = page.locator("form#hire").getByLabel("First name");
    await page.getByText("Username, password, groups").click();
    await first.fill("Half a na");
    await show.api.group(`A group of the moment`);
    const count = show.okta.store.groups.filter(({ type }) => type === "OKTA_GROUP").length;
    await page.getByRole("link", { name: new RegExp(`^${count}\\s*groups$`) }).waitFor();
    await page.keyboard.type("me");
    expect(await first.inputValue()).toBe("Half a name");
    expect(await page.locator("#hire-more").getAttribute("open")).not.toBeNull();

    await page.locator("form#fire").getByRole("button", { name: "Fire" }).focus();
    await show.api.group("Another group of the moment");
    await page.getByRole("link", { name: new RegExp(`^${count + 1}\\s*groups$`) }).waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Fire");
    expect(await page.evaluate("notReloaded")).toBe(true);
  });

  it("shows names as text, also when they arrive while one looks", async () => {
    const evil = '<img src=x onerror="globalThis.owned = true">';
    const { page, errors } = await watch(`${cloudflare}`);
    const people = await watch(`${okta}/admin/users`);
    await show.api.must("POST", "/api/v1/users?activate=true", {
      profile: { login: "evil@acme.example", email: "evil@acme.example", firstName: evil, lastName: evil },
      groupIds: [groupId("Sales"), groupId("Workforce")],
    });
    logIn("evil@acme.example", [evil]);
    await page.getByText(evil).first().waitFor();
    await people.page.getByText(evil).first().waitFor();
    for (const watched of [page, people.page]) {
      expect(await watched.locator("img").count()).toBe(0);
      expect(await watched.evaluate("globalThis.owned")).toBeUndefined();
    }
    expect([...errors, ...people.errors]).toEqual([]);
    await show.api.must("DELETE", "/api/v1/users/evil@acme.example");
    await show.api.must("DELETE", "/api/v1/users/evil@acme.example");
    await show.settled();
  });

  it("says that it is not connected, and goes on when it is again", async () => {
    const { page } = await watch(okta);
    await page.context().setOffline(true);
    await page.route("**/live/changes", (route) => route.abort());
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.locator('#live-mark[data-state="not connected"]').waitFor();
    await page.unroute("**/live/changes");
    await page.context().setOffline(false);
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.locator("#live-mark[data-state=live]").waitFor();
  });

  // The tests of each service's pages look at all of them in the light.
  describe.each([
    ["light", ["okta", "cloudflare"]],
    ["dark", undefined],
  ] as const)("%s", (scheme, only) => {
    it.each(Object.entries(WIDTHS))("is good to look at and to use: %s", async (size, width) => {
      const { user } = logIn("lena.vogel@acme.example", ["Engineering", "Workforce"]);
      const { accountId } = show.sandbox.cloudflare.tenant;
      const lena = show.okta.store.user("lena.vogel@acme.example")?.id;
      const addresses = {
        okta,
        "okta-people": `${okta}/admin/users`,
        "okta-person": `${okta}/admin/user/profile/view/${lena}`,
        "okta-app": `${okta}/admin/app/scim2headerauth/instance/${show.appId}`,
        cloudflare,
        "cloudflare-users": `${cloudflare}/${accountId}/team-resources/users`,
        "cloudflare-user": `${cloudflare}/${accountId}/team-resources/users/${user.id}`,
        log: `${cloudflare}/log`,
      };
      for (const name of only ?? (Object.keys(addresses) as (keyof typeof addresses)[])) {
        const watched = await browser.open(width, scheme);
        expect((await watched.page.goto(addresses[name]))?.status(), name).toBe(200);
        await expectGoodPage(watched, `show-${name}-${size}-${scheme}`, secrets());
      }
    });
  });

  it("is dark where the system is", async () => {
    const background = async (scheme: "light" | "dark"): Promise<number> => {
      const { page } = await browser.open(WIDTHS.wide, scheme);
      await page.goto(okta);
      const color = String(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
      return [...color.matchAll(/\d+/g)].slice(0, 3).reduce((sum, [part]) => sum + Number(part), 0) / 3;
    };
    expect(await background("light")).toBeGreaterThan(200);
    expect(await background("dark")).toBeLessThan(60);
  });
});
