// What a stack with SAML gives to whom: deployed by the engine, tried in a real Chromium, whose cookies follow the rules for
// what one site has a browser post to another.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SANDBOX_TENANTS } from "../../sandbox";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import { describeInChromium } from "../support/browser";
import { expectGoodPage } from "../support/page-checks";
import { COMBINED_CHANGES, samlSettings } from "../support/saml-settings";
import { Scenario } from "../support/scenario";

const WIKI = "engineering.acme.example";
const LENA = "lena.vogel@acme.example";
const CLAIRE = "claire.dubois@acme.example";
const SECRETS = [SANDBOX_TENANTS.okta.apiToken, SANDBOX_TENANTS.cloudflare.apiToken];

/** One application, for those of whom the attribute `groups` says so. */
const ACCESS = {
  "access.policies": {
    engineering: {
      name: "Engineering",
      decision: "allow",
      include: [{ oktaGroup: "access-engineering" }],
    },
  },
  "access.applications": {
    wiki: { name: "Engineering wiki", domain: WIKI, policies: ["engineering"], redirectToOkta: true },
  },
};

describeInChromium("a stack with SAML, with people", (browser) => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.start({ settings: samlSettings(ACCESS) });
    await deploy();
    const { groupIds } = (await scenario.stack.outputs()) as { groupIds: Record<string, string> };
    const { id } = await scenario.okta.get<{ id: string }>(`/users/${LENA}`);
    await scenario.okta.send("PUT", `/groups/${groupIds["access-engineering"]}/users/${id}`);
  }, 180_000);
  afterAll(() => scenario.close());

  async function deploy(): Promise<void> {
    const run = await scenario.stack.up();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  }

  function at(host: string, path: string): string {
    return `http://${host}.localhost:${new URL(scenario.sandbox.cloudflare.url).port}${path}`;
  }

  async function logIn(page: Page, login: string): Promise<void> {
    await page.goto(at(WIKI, "/home?tab=1"));
    await page.getByLabel("Username").fill(login);
    await page.getByLabel("Password").fill(SANDBOX_PASSWORD);
    await page.getByRole("button", { name: "Sign In" }).click();
    await page.waitForURL((url) => url.hostname.endsWith(".localhost"));
    await page.getByRole("main").waitFor();
  }

  it("lets in whose attribute says so, and keeps them signed in", async () => {
    const watched = await browser.open();
    const { page } = watched;
    await logIn(page, LENA);
    expect(page.url()).toBe(at(WIKI, "/home?tab=1"));
    expect(await page.getByRole("status").textContent()).toBe(`You are in, as ${LENA}.`);
    await expectGoodPage(watched, "saml-application", SECRETS);
    await page.goto(at("acme.cloudflareaccess.com", "/cdn-cgi/access/logout"));
    await page.goto(at(WIKI, "/home"));
    await page.getByRole("status").getByText(`You are in, as ${LENA}.`).waitFor();
  });

  it("blocks whose attribute does not", async () => {
    const watched = await browser.open();
    await logIn(watched.page, CLAIRE);
    expect(await watched.page.getByRole("alert").textContent()).toBe("That account does not have access.");
    await expectGoodPage({ ...watched, errors: [] }, "saml-blocked", SECRETS);
  });

  it("lets nobody in between a rotation of Okta's certificate and the hand-over by the next refresh", async () => {
    const { samlAppId } = await scenario.stack.outputs();
    const path = `/apps/${String(samlAppId)}`;
    const app = await scenario.okta.get<{ credentials: object }>(path);
    const key = (await scenario.okta.send("POST", `${path}/credentials/keys/generate?validityYears=2`)) as object;
    await scenario.okta.send("PUT", path, { ...app, credentials: { ...app.credentials, signing: key } });
    const watched = await browser.open();
    await logIn(watched.page, LENA);
    expect(await watched.page.getByRole("alert").textContent()).toBe("The SAML response is not valid.");
    await expectGoodPage({ ...watched, errors: [] }, "saml-rotated", SECRETS);

    const run = await scenario.stack.up("--refresh");
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const { page } = await browser.open();
    await logIn(page, LENA);
    expect(await page.getByRole("status").textContent()).toBe(`You are in, as ${LENA}.`);
  });

  describe("in one app with SCIM", () => {
    it("lets in the same people", async () => {
      scenario.configure(samlSettings({ ...COMBINED_CHANGES, ...ACCESS }));
      await deploy();
      const { page } = await browser.open();
      await logIn(page, LENA);
      expect(await page.getByRole("status").textContent()).toBe(`You are in, as ${LENA}.`);
    });
  });
});
