// How long people are in: durations of application, policy and organization, logout, and what SCIM ends.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AccessBrowser } from "../../../../support/access-browser";
import { AccessLogin, type AccessLoginOptions } from "../../../../support/access-login";
import type { Json } from "../../../../support/okta-api";
import { LENA } from "../../../../support/okta-sign-in";

const MINUTES = 60_000;
const HOURS = 60 * MINUTES;

let access: AccessLogin;
let browser: AccessBrowser;

// Timers stay real: the services run by them.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await access.close();
});

async function logIn(options: AccessLoginOptions = {}): Promise<void> {
  access = await AccessLogin.start(options);
  browser = new AccessBrowser();
  expect((await access.visit(access.wiki(), LENA, browser)).text).toContain("You are in, as");
}

function later(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

/** Whether the wiki takes the token that the browser has. */
async function isIn(): Promise<boolean> {
  return (await browser.open(access.wiki("/cdn-cgi/access/get-identity"))).status === 200;
}

/** Opens the wiki; says what the way there asked for. */
async function reopen(): Promise<"nothing" | "the team domain" | "Okta" | "the password"> {
  const before = browser.history.length;
  const page = await browser.open(access.wiki());
  const way = browser.history.slice(before);
  if (page.text.includes('name="password"')) {
    return "the password";
  }
  expect(page.text).toContain("You are in, as");
  if (way.some((address) => address.includes("/oauth2/v1/authorize"))) {
    return "Okta";
  }
  return way.length > 1 ? "the team domain" : "nothing";
}

/** A policy that lets Lena in. */
function forLena(more: Json): Json {
  return { name: "Lena", decision: "allow", precedence: 1, include: [{ email: { email: LENA } }], ...more };
}

describe("a login", () => {
  it("holds at an application as long as that says, and is renewed without a word while the global session lasts", async () => {
    await logIn({ application: { session_duration: "6h" } });
    later(6 * HOURS - MINUTES);
    expect(await isIn()).toBe(true);
    expect(await reopen()).toBe("nothing");
    later(2 * MINUTES);
    expect(await isIn()).toBe(false);
    expect(await reopen()).toBe("the team domain");
    expect(await isIn()).toBe(true);
  });

  it("holds as long as the policy says that let them in, when that is less", async () => {
    await logIn({
      application: { session_duration: "6h" },
      policies: [forLena({ session_duration: "30m" })],
    });
    later(29 * MINUTES);
    expect(await isIn()).toBe(true);
    later(2 * MINUTES);
    expect(await isIn()).toBe(false);
  });

  it("is over after the organization's session duration, and Okta is asked again: it has ended its session too", async () => {
    await logIn({ application: { session_duration: "720h" } });
    later(23 * HOURS);
    expect(await isIn()).toBe(true);
    later(2 * HOURS);
    expect(await isIn()).toBe(false);
    expect(await reopen()).toBe("the password");
  });

  it("asks Okta, and nobody for a password, when only Cloudflare's session was ended", async () => {
    await logIn();
    await access.cloudflare.send("POST", "/organizations/revoke_user", { email: LENA });
    expect(await isIn()).toBe(false);
    expect(await reopen()).toBe("Okta");
  });

  it("is judged anew by the policies at each application and renewal, with what was told at the login", async () => {
    await logIn({ policies: [forLena({ session_duration: "30m" })] });
    await access.setPolicies([forLena({ include: [{ email: { email: "somebody.else@acme.example" } }] })]);
    expect(await isIn()).toBe(true);
    later(31 * MINUTES);
    expect((await browser.open(access.wiki())).text).toContain("That account does not have access.");
  });

  it("ends everywhere with a logout at the team domain", async () => {
    await logIn();
    expect((await browser.open(access.team())).text).toContain("Logged in as");
    const page = await browser.open(access.team("/cdn-cgi/access/logout"));
    expect(page.text).toContain("You are logged out of every application.");
    expect(await isIn()).toBe(false);
    expect((await browser.open(access.team("/cdn-cgi/access/get-identity"))).text).toBe('{"err":"no app token set"}');
    expect((await browser.open(access.team())).text).not.toContain("Logged in as");
  });
});

describe("what SCIM tells, at the next request", () => {
  const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
  const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

  async function seat(): Promise<boolean> {
    const { result } = await access.cloudflare.get<{ result: { access_seat: boolean }[] }>(`/users?email=${LENA}`);
    return result[0]?.access_seat ?? expect.fail("nobody has logged in");
  }
  async function lastSeen(): Promise<Json> {
    const users = await access.cloudflare.get<{ result: { id: string }[] }>(`/users?email=${LENA}`);
    return (await access.cloudflare.get<{ result: Json }>(`/users/${users.result[0]?.id}/last_seen_identity`)).result;
  }
  const push = async (): Promise<string> =>
    String((await access.pushed("POST", "/Users", { schemas: [USER], userName: LENA, displayName: "Lena Vogel" })).id);
  const patch = (path: string, operation: Json): Promise<Json> =>
    access.pushed("PATCH", path, { schemas: [PATCH], Operations: [operation] });

  it.each([
    [{ user_deprovision: true, seat_deprovision: true }, false, false],
    [{ user_deprovision: true }, false, true],
    [{}, true, true],
  ])("somebody is deactivated, with %j: still in %s, seat %s", async (scim, stays, keepsSeat) => {
    await logIn({ scim });
    const id = await push();
    expect([await isIn(), await seat()]).toEqual([true, true]);
    await patch(`/Users/${id}`, { op: "replace", value: { active: false } });
    expect([await isIn(), await seat()]).toEqual([stays, keepsSeat]);
  });

  it.each([
    ["reauth", false],
    ["automatic", true],
    ["no_action", true],
  ])("somebody's groups change, with %s: still in %s", async (identity_update_behavior, stays) => {
    await logIn({ scim: { identity_update_behavior } });
    const id = await push();
    const group = await access.pushed("POST", "/Groups", { schemas: [GROUP], displayName: "Pilots", members: [] });
    await patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: id }] });
    expect(await isIn()).toBe(stays);
    expect(await reopen()).toBe(stays ? "nothing" : "Okta");
    expect(await isIn()).toBe(true);
  });

  it("the User Registry learns of it with automatic updates; the next login tells it what is", async () => {
    await logIn({ scim: { identity_update_behavior: "automatic" } });
    const id = await push();
    await access.pushed("POST", "/Groups", { schemas: [GROUP], displayName: "Pilots", members: [{ value: id }] });
    expect(await lastSeen()).toMatchObject({ email: LENA, groups: ["Pilots"] });
    const here = await browser.open(access.wiki("/cdn-cgi/access/get-identity"));
    expect(JSON.parse(here.text).groups).toContain("Engineering");
    await browser.open(access.team("/cdn-cgi/access/logout"));
    expect(await reopen()).toBe("Okta");
    expect((await lastSeen()).groups).toContain("Engineering");
    expect((await lastSeen()).groups).not.toContain("Pilots");
  });
});
