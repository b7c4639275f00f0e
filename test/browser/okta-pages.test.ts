// What the pages of the local Okta show of what was made through its API, in a real Chromium.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningOkta, startOkta } from "../../sandbox/okta/index";
import { describeInChromium, WIDTHS } from "../support/browser";
import { oidcAppBody } from "../support/okta-api";
import { expectGoodPage } from "../support/page-checks";
import { Api } from "../support/scenario";

interface Made {
  readonly id: string;
}

const SCIM_SECRET = "scim-secret-of-the-okta-pages";
const CLIENT_SECRET = "client-secret-of-the-okta-pages";
const BASE_URL = "https://acme.cloudflareaccess.com/populations/8f0d4b1c-2f57-4b8e-9d0a-6b1d3c5e7f90/scim/v2";

describeInChromium("the pages of the local Okta", (browser) => {
  let okta: RunningOkta;
  let api: Api;
  let oidcApp: Made;
  let scimApp: Made;
  let pushed: Made;

  const make = async (path: string, body: unknown, method = "POST"): Promise<Made> =>
    (await api.send(method, path, body)) as Made;
  const groupNamed = async (name: string): Promise<Made> => {
    const [group] = await api.get<Made[]>(`/groups?search=${encodeURIComponent(`profile.name eq "${name}"`)}`);
    return group ?? Promise.reject(new Error(`No group is called "${name}".`));
  };

  beforeAll(async () => {
    okta = await startOkta({ port: 0 });
    api = new Api(`${okta.url}/api/v1`, `SSWS ${okta.apiToken}`);
    const oidc = oidcAppBody("Cloudflare Access");
    const client = { ...(oidc.credentials as { oauthClient: object }).oauthClient, client_secret: CLIENT_SECRET };
    oidcApp = await make("/apps", { ...oidc, credentials: { oauthClient: client } });
    scimApp = await make("/apps", {
      name: "scim2headerauth",
      label: "Cloudflare Access SCIM",
      signOnMode: "SAML_2_0",
    });
    pushed = await make("/groups", {
      profile: { name: "access-engineering", description: "Pushed to Cloudflare Access" },
    });
    for (const name of ["Engineering", "Finance"]) {
      const { id } = await groupNamed(name);
      await make(`/apps/${oidcApp.id}/groups/${id}`, {}, "PUT");
      await make(`/apps/${scimApp.id}/groups/${id}`, {}, "PUT");
    }
    await make(`/apps/${scimApp.id}/connections/default?activate=true`, {
      baseUrl: BASE_URL,
      profile: { authScheme: "TOKEN", token: SCIM_SECRET },
    });
    await make(
      `/apps/${scimApp.id}/features/USER_PROVISIONING`,
      { create: { lifecycleCreate: { status: "ENABLED" } } },
      "PUT",
    );
    await make(`/apps/${scimApp.id}/group-push/mappings`, {
      sourceGroupId: pushed.id,
      targetGroupName: "access-engineering",
    });
  });
  afterAll(() => okta.close());

  const secrets = () => [SCIM_SECRET, CLIENT_SECRET, okta.apiToken];
  const pages = (): readonly (readonly [string, string])[] => [
    ["dashboard", "/"],
    ["applications", "/admin/apps"],
    ["people", "/admin/users"],
    ["person", `/admin/user/profile/view/${okta.store.user("lena.vogel@acme.example")?.id}`],
    ["groups", "/admin/groups"],
    ["oidc-app", `/admin/app/oidc_client/instance/${oidcApp.id}`],
    ["scim-app", `/admin/app/scim2headerauth/instance/${scimApp.id}`],
    ["scim-app-edit", `/admin/app/scim2headerauth/instance/${scimApp.id}?configure`],
    ["request-log", "/log"],
  ];

  describe.each(Object.entries(WIDTHS))("%s", (size, width) => {
    it("are readable, reachable by keyboard, without secrets, errors or requests elsewhere", async () => {
      for (const [name, path] of pages()) {
        const watched = await browser.open(width);
        expect((await watched.page.goto(okta.url + path))?.status(), path).toBe(200);
        await expectGoodPage(watched, `okta-${name}-${size}`, secrets());
      }
    });

    it("lead from the dashboard to an app and back, by the names that one sees", async () => {
      const { page } = await browser.open(width);
      await page.goto(okta.url);
      const navigation = page.getByRole("banner").getByRole("navigation", { name: "Pages" });
      await navigation.getByRole("link", { name: "Applications" }).click();
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Applications");
      expect(await navigation.getByRole("link", { name: "Applications" }).getAttribute("aria-current")).toBe("page");
      await page.getByRole("link", { name: "Cloudflare Access SCIM" }).click();
      expect(await page.title()).toBe("Cloudflare Access SCIM · local Okta");
      await navigation.getByRole("link", { name: "Dashboard" }).click();
      expect(new URL(page.url()).pathname).toBe("/");
    });
  });

  it("count and list on the dashboard what exists", async () => {
    const { page } = await browser.open();
    await page.goto(okta.url);

    for (const [card, count] of [
      ["applications", 4],
      ["pushed group", 1],
    ] as const) {
      expect(await page.getByRole("link", { name: new RegExp(`^${count}\\s*${card}$`) }).count(), card).toBe(1);
    }
    const row = page.getByRole("row", { name: /^Cloudflare Access SCIM SAML_2_0/ });
    expect(await row.getByRole("cell").allTextContents()).toEqual([
      "Cloudflare Access SCIM",
      "SAML_2_0",
      "ACTIVE",
      "2",
      expect.stringMatching(/^[1-9]\d*$/),
      "ENABLED",
    ]);
    const push = page.getByRole("row", { name: /access-engineering access-engineering Cloudflare Access SCIM/ });
    expect(await push.count()).toBe(1);
  });

  it("show everything about an app: sign-on, connection, switches, assignments, push groups", async () => {
    const { page } = await browser.open();
    await page.goto(`${okta.url}/admin/app/scim2headerauth/instance/${scimApp.id}`);
    const main = page.getByRole("main");

    expect(await main.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
      "General",
      "Sign On",
      "Provisioning",
      "Assignments",
      "Push Groups",
    ]);
    expect(await main.getByText(BASE_URL).count()).toBe(1);
    expect(await main.getByText("configured by API").count()).toBe(1);
    const switches = ["Create Users", "Update User Attributes", "Deactivate Users"].map((name) =>
      main.getByRole("checkbox", { name }).isChecked(),
    );
    expect(await Promise.all(switches)).toEqual([true, false, false]);
    for (const group of ["Engineering", "Finance"]) {
      expect(await main.getByRole("row", { name: new RegExp(`^${group} \\d+ \\d+$`) }).count(), group).toBe(1);
    }
    expect(await main.getByRole("row", { name: /^lena\.vogel@acme\.example/ }).count()).toBe(1);
    expect(await main.getByRole("row", { name: /^access-engineering access-engineering ACTIVE/ }).count()).toBe(1);

    await page.goto(`${okta.url}/admin/app/oidc_client/instance/${oidcApp.id}`);
    expect(await main.getByText("https://acme.cloudflareaccess.com/cdn-cgi/access/callback").count()).toBe(1);
    expect(await main.getByText("This application has no provisioning.").count()).toBe(1);
  });

  it("list people with their groups, and groups with what they are assigned to", async () => {
    const { page } = await browser.open();
    await page.goto(`${okta.url}/admin/users`);
    expect(await page.getByRole("row").count()).toBeGreaterThan(25);
    expect(await page.getByRole("row", { name: /lena\.vogel@acme\.example/ }).count()).toBe(1);

    await page.goto(`${okta.url}/admin/groups`);
    const assigned = page.getByRole("row", { name: /^Finance/ });
    expect(await assigned.textContent()).toContain("Cloudflare Access, Cloudflare Access SCIM");
    expect(await page.getByRole("row", { name: /APP_GROUP of Cloudflare Access SCIM/ }).count()).toBe(1);
  });

  it("say so when there is no such app", async () => {
    const { page } = await browser.open();
    const answer = await page.goto(`${okta.url}/admin/app/oidc_client/instance/${scimApp.id}`);
    expect(answer?.status()).toBe(404);
    expect(await page.getByText("No application has this address.").count()).toBe(1);
  });
});
