// People with more groups than Okta puts into a token, at Access.
import { afterEach, describe, expect, it } from "vitest";
import { SANDBOX_API_TOKEN } from "../../../../../sandbox/okta/index";
import { AccessBrowser, type AccessVisit } from "../../../../support/access-browser";
import { AccessLogin, type AccessLoginOptions } from "../../../../support/access-login";
import { OktaApi } from "../../../../support/okta-api";
import { LENA } from "../../../../support/okta-sign-in";

/** Beyond what a claim carries, and beyond the 200 that Okta's API puts on one page. */
const MANY = 230;
const LAST = `access-${MANY - 1}`;
const WITH_TOKEN = { config: { api_token: SANDBOX_API_TOKEN } };

let access: AccessLogin;

/** Lena in so many groups: `access-0`, `access-1` …, besides those of the seed. */
async function start(count: number, options: AccessLoginOptions = {}): Promise<void> {
  access = await AccessLogin.start({ groupsRegex: "access-.*", ...options });
  const api = new OktaApi({}, access.sandbox.okta);
  const { json: lena } = await api.call("GET", `/api/v1/users/${LENA}`);
  for (let index = 0; index < count; index += 1) {
    const { id } = await api.group(`access-${index}`);
    await api.must("PUT", `/api/v1/groups/${id}/users/${lena.id}`);
  }
  await access.setPolicies([
    {
      name: "The last of many",
      decision: "allow",
      precedence: 1,
      include: [{ okta: { identity_provider_id: access.idpId, name: `access-${count - 1}` } }],
    },
  ]);
}
afterEach(() => access.close());

async function groupsHere(browser: AccessBrowser): Promise<string[]> {
  return JSON.parse((await browser.open(access.wiki("/cdn-cgi/access/get-identity"))).text).groups;
}

function groupsOn(page: AccessVisit): string[] {
  return (/<dt>Groups<\/dt><dd>(.*?)<\/dd>/.exec(page.text)?.[1] ?? "").split(", ");
}

describe("somebody in more groups than a claim carries", () => {
  it("is blocked by a policy for one that was left out, where the login method has no API token", async () => {
    await start(MANY);
    const visit = await access.visit(access.wiki());
    expect(visit.status).toBe(403);
    expect(visit.text).toContain("That account does not have access.");
    expect(groupsOn(visit)).toHaveLength(100);
    expect(groupsOn(visit)).not.toContain(LAST);
  });

  it("gets in where it has one, with every group that Okta's API knows, on however many pages", async () => {
    await start(MANY, WITH_TOKEN);
    const browser = new AccessBrowser();
    expect((await access.visit(access.wiki(), LENA, browser)).text).toContain("You are in, as");
    const groups = await groupsHere(browser);
    expect(groups).toEqual(expect.arrayContaining([LAST, "access-0", "Engineering", "Everyone"]));
    expect(new Set(groups).size).toBe(groups.length);
  });

  it("is the same at the test of the login method", async () => {
    await start(MANY, WITH_TOKEN);
    const page = await access.visit(access.team(`/cdn-cgi/access/test-idp/${access.idpId}`));
    expect(page.text).toContain("Your connection works!");
    expect(groupsOn(page)).toContain(LAST);
  });
});

describe("the API token is asked", () => {
  it("from one hundred groups in the claim on, because there may be more", async () => {
    await start(100, WITH_TOKEN);
    const browser = new AccessBrowser();
    await access.visit(access.wiki(), LENA, browser);
    expect(await groupsHere(browser)).toContain("Engineering");
  });

  it("not below: then the claim and its filter say it all", async () => {
    await start(99, WITH_TOKEN);
    const browser = new AccessBrowser();
    await access.visit(access.wiki(), LENA, browser);
    const groups = await groupsHere(browser);
    expect(groups).toHaveLength(99);
    expect(groups).not.toContain("Engineering");
  });
});
