// What the pages of the local Cloudflare show of what was made through its API, in a real Chromium.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningCloudflare, startCloudflare } from "../../sandbox/cloudflare/index";
import { describeInChromium, WIDTHS } from "../support/browser";
import { expectGoodPage } from "../support/page-checks";
import { Api } from "../support/scenario";

interface Made {
  readonly id: string;
  readonly scim_base_url?: string;
  readonly scim_config?: { readonly secret?: string };
}

const CLIENT_SECRET = "client-secret-of-the-cloudflare-pages";
const OKTA_TOKEN = "okta-token-of-the-cloudflare-pages";

describeInChromium("the pages of the local Cloudflare", (browser) => {
  let cloudflare: RunningCloudflare;
  let idp: Made;
  let account: string;

  beforeAll(async () => {
    cloudflare = await startCloudflare({ port: 0 });
    const { accountId, apiToken } = cloudflare.tenant;
    account = `${cloudflare.url}/${accountId}`;
    const api = new Api(`${cloudflare.apiUrl}/accounts/${accountId}/access`, `Bearer ${apiToken}`);
    const make = async (path: string, body: unknown): Promise<Made> =>
      ((await api.send("POST", path, body)) as { result: Made }).result;
    idp = await make("/identity_providers", {
      name: "Okta",
      type: "okta",
      config: {
        client_id: "0oa1f4b7k2mZr9QeX5d7",
        client_secret: CLIENT_SECRET,
        api_token: OKTA_TOKEN,
        okta_account: "https://acme.okta.com",
        claims: ["department", "employee_number"],
        pkce_enabled: true,
      },
      scim_config: { enabled: true, user_deprovision: true, identity_update_behavior: "automatic" },
    });
    const engineers = await make("/groups", {
      name: "Engineers",
      include: [{ okta: { identity_provider_id: idp.id, name: "access-engineering" } }],
      require: [{ login_method: { id: idp.id } }],
      exclude: [{ email: { email: "contractor@partner.example" } }],
    });
    const policy = await make("/policies", {
      name: "Engineers may enter",
      decision: "allow",
      include: [{ group: { id: engineers.id } }],
    });
    await make("/apps", {
      name: "Build farm",
      type: "self_hosted",
      domain: "build.acme.example",
      allowed_idps: [idp.id],
      session_duration: "8h",
      policies: [{ id: policy.id, precedence: 1 }],
    });
    await make("/apps", { name: "Forgotten", type: "self_hosted", domain: "forgotten.acme.example" });
    arriveByScim();
  });
  afterAll(() => cloudflare.close());

  /** Nothing pushes to this Cloudflare yet: what a push leaves behind is put there. */
  function arriveByScim(): void {
    const times = { created: "2026-11-24T08:00:00Z", lastModified: "2026-11-24T08:00:02Z" };
    const { store } = cloudflare;
    const users = [true, false].map((active) => {
      const name = active ? "ada.lovelace" : "charles.babbage";
      return store.scimUsers.put({
        id: `5e0c1d52-0000-4000-8000-00000000000${active ? 1 : 2}`,
        idpId: idp.id,
        externalId: `00u${name}`,
        userName: `${name}@acme.example`,
        displayName: name,
        active,
        emails: [{ primary: true, type: "work", value: `${name}@acme.example` }],
        attributes: {},
        ...times,
      });
    });
    store.scimGroups.put({
      id: "5e0c1d52-0000-4000-8000-000000000009",
      idpId: idp.id,
      externalId: "00gaccessengineering",
      displayName: "access-engineering",
      members: users.map(({ id }) => id),
      ...times,
    });
  }

  const secrets = () => [CLIENT_SECRET, OKTA_TOKEN, idp.scim_config?.secret ?? "", cloudflare.tenant.apiToken];
  const pages = (): readonly (readonly [string, string])[] => [
    ["overview", cloudflare.url],
    ["login-methods", `${account}/integrations/identity-providers`],
    ["login-method", `${account}/integrations/identity-providers/${idp.id}`],
    ["applications", `${account}/access-controls/apps`],
    ["policies", `${account}/access-controls/policies`],
    ["groups", `${account}/access-controls/groups`],
    ["users", `${account}/team-resources/users`],
    ["user", `${account}/team-resources/users/${cloudflare.store.users.all()[0]?.id}`],
    ["logs", `${account}/insights/logs`],
    ["request-log", `${cloudflare.url}/log`],
  ];

  describe.each(Object.entries(WIDTHS))("%s", (size, width) => {
    it("are readable, reachable by keyboard, without secrets, errors or requests elsewhere", async () => {
      expect(secrets().filter((secret) => secret.length < 16)).toEqual([]);
      for (const [name, address] of pages()) {
        const watched = await browser.open(width);
        expect((await watched.page.goto(address))?.status(), address).toBe(200);
        await expectGoodPage(watched, `cloudflare-${name}-${size}`, secrets());
      }
    });

    it("lead from the overview to a login method, by the names that one sees", async () => {
      const { page } = await browser.open(width);
      await page.goto(cloudflare.url);
      await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Login methods" }).click();
      await page.getByRole("main").getByRole("link", { name: "Okta", exact: true }).click();
      expect(await page.title()).toBe("Okta · local Cloudflare Zero Trust");
    });
  });

  it("count and list on the overview what exists", async () => {
    const { page } = await browser.open();
    await page.goto(cloudflare.url);
    const cards = {
      "Login methods": 2,
      Applications: 3,
      Policies: 2,
      "Access groups": 2,
      "Users by SCIM": 1,
      "Groups by SCIM": 1,
    };
    for (const [card, count] of Object.entries(cards)) {
      expect(await page.getByRole("link", { name: new RegExp(`^${count}\\s*${card}$`) }).count(), card).toBe(1);
    }
    expect(await page.getByRole("row", { name: /^Okta Okta on$/ }).count()).toBe(1);
    expect(await page.getByText(`${cloudflare.tenant.team}.cloudflareaccess.com`).count()).toBeGreaterThan(0);
  });

  it("show a login method with its SCIM state and what has arrived", async () => {
    const { page } = await browser.open();
    await page.goto(`${account}/integrations/identity-providers/${idp.id}`);
    const main = page.getByRole("main");

    for (const text of ["0oa1f4b7k2mZr9QeX5d7", "department, employee_number", "Automatic identity updates"]) {
      expect(await main.getByText(text).count(), text).toBe(1);
    }
    expect(await main.getByText(String(idp.scim_base_url)).count()).toBe(1);
    expect(await main.getByRole("row", { name: /^ada\.lovelace@acme\.example ada\.lovelace active/ }).count()).toBe(1);
    expect(await main.getByRole("row", { name: /^charles\.babbage@acme\.example .* deactivated/ }).count()).toBe(1);
    expect(await main.getByRole("row", { name: /^access-engineering 2 .*00gaccessengineering/ }).count()).toBe(1);
  });

  it("say Access groups, policies and applications in words", async () => {
    const { page } = await browser.open();
    await page.goto(`${account}/access-controls/groups`);
    const group = page.getByRole("row", { name: /^Engineers/ });
    expect(await group.textContent()).toContain('Okta group "access-engineering" (Okta)');
    expect(await group.textContent()).toContain("contractor@partner.example");

    await page.goto(`${account}/access-controls/policies`);
    expect(
      await page.getByRole("row", { name: /^Engineers may enter allow Include Access group "Engineers"/ }).count(),
    ).toBe(1);

    await page.goto(`${account}/access-controls/apps`);
    expect(await page.getByRole("row", { name: /^Build farm .* Okta 1\. Engineers may enter/ }).count()).toBe(1);
    expect(await page.getByRole("row", { name: /^Forgotten .* none: nobody may enter/ }).count()).toBe(1);
  });

  it("list the people that Access knows", async () => {
    const { page } = await browser.open();
    await page.goto(`${account}/team-resources/users`);
    expect(await page.getByRole("row", { name: /^Grace Hopper grace\.hopper@acme\.example taken/ }).count()).toBe(1);
    expect(await page.getByRole("row", { name: /^External Contractor .* never$/ }).count()).toBe(1);
  });
});
