// Signing in at the local Okta in a real Chromium, to an application that has never heard of a sandbox but for where its hosts are.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningOkta, startOkta } from "../../sandbox/okta/index";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import type { Listener } from "../../sandbox/shared/listen";
import { describeInChromium, WIDTHS } from "../support/browser";
import { type Json, oidcAppBody } from "../support/okta-api";
import { LENA, ORGANIZATION } from "../support/okta-sign-in";
import { expectGoodPage } from "../support/page-checks";
import { startRelyingParty } from "../support/relying-party";
import { Api } from "../support/scenario";

const CLIENT_SECRET = "client-secret-of-the-sign-in-page";
const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";

describeInChromium("signing in at the local Okta", (browser) => {
  let okta: RunningOkta;
  let application: Listener;
  let clientId: string;
  let hosts: Record<string, string>;

  beforeEach(async () => {
    hosts = {};
    okta = await startOkta({ port: 0, resolve: hosts });
    const api = new Api(`${okta.url}/api/v1`, `SSWS ${okta.apiToken}`);
    const body = oidcAppBody("Cloudflare Access");
    const client = { ...(body.credentials as { oauthClient: Json }).oauthClient, client_secret: CLIENT_SECRET };
    const app = (await api.send("POST", "/apps", { ...body, credentials: { oauthClient: client } })) as { id: string };
    clientId = app.id;
    await api.send("PUT", `/apps/${app.id}/groups/00gEngineering000000`, {});
    await api.send("POST", `/internal/apps/${app.id}/settings/oauth/idToken`, {
      name: "groups",
      valueType: "GROUPS",
      groupFilterType: "REGEX",
      value: "Eng.*",
      issuerMode: "ORG_URL",
    });
  });
  afterEach(async () => {
    await application.close();
    await okta.close();
  });

  async function startApplication(changes: { clientSecret?: string; redirectUri?: string } = {}): Promise<void> {
    application = await startRelyingParty({
      clientId,
      clientSecret: CLIENT_SECRET,
      issuer: ORGANIZATION,
      redirectUri: CALLBACK,
      scope: "openid profile email groups",
      hosts,
      ...changes,
    });
    hosts["acme.okta.com"] = okta.url;
    hosts["acme.cloudflareaccess.com"] = application.url;
  }

  describe.each(Object.entries(WIDTHS))("%s", (size, width) => {
    it("works with the keyboard alone, and shows the application who came", async () => {
      await startApplication();
      const watched = await browser.open(width);
      const { page } = watched;
      await page.goto(application.url);
      expect(new URL(page.url()).origin).toBe(okta.url);
      expect((await page.content()).length).toBeLessThan(100_000);
      await expectGoodPage(watched, `okta-sign-in-${size}`, [CLIENT_SECRET, okta.apiToken]);
      await page.getByLabel("Username").focus();
      await page.keyboard.type(LENA);
      await page.keyboard.press("Tab");
      await page.keyboard.type(SANDBOX_PASSWORD);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${application.url}/cdn-cgi/access/callback?**`);
      expect(await page.title()).toBe("Signed in");
      const claims = JSON.parse((await page.textContent("pre")) ?? "") as Json;
      expect(claims).toMatchObject({ iss: ORGANIZATION, email: LENA, name: "Lena Vogel", groups: ["Engineering"] });
      expect(watched.foreignRequests).toEqual([]);

      await page.goto(application.url);
      expect(await page.title(), "a second visit, in the session").toBe("Signed in");
    });
  });

  async function signIn(login: string, password: string) {
    const watched = await browser.open();
    const { page } = watched;
    await page.goto(application.url);
    await page.getByLabel("Username").fill(login);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign In" }).click();
    return watched;
  }

  it("says that it was not possible, and keeps what was typed but the password", async () => {
    await startApplication();
    const { page } = await signIn(LENA, "guess");
    expect(await page.getByRole("alert").textContent()).toBe("Unable to sign in");
    expect(await page.getByLabel("Username").inputValue()).toBe(LENA);
    expect(await page.getByLabel("Password").inputValue()).toBe("");
    await page.getByLabel("Password").fill(SANDBOX_PASSWORD);
    await page.getByRole("button", { name: "Sign In" }).click();
    expect(await page.title()).toBe("Signed in");
  });

  it("tells the application of somebody who is not assigned", async () => {
    await startApplication();
    const { page } = await signIn("priya.raman@acme.example", SANDBOX_PASSWORD);
    expect(await page.textContent("p")).toBe("access_denied: User is not assigned to the client application.");
  });

  it("gives nothing for a wrong client secret", async () => {
    await startApplication({ clientSecret: "another secret" });
    const { page } = await signIn(LENA, SANDBOX_PASSWORD);
    expect(await page.textContent("p")).toBe(
      "invalid_client: The client secret supplied for a confidential client is invalid.",
    );
  });

  it("stops at a page of its own for a redirect URI that is not registered", async () => {
    await startApplication({ redirectUri: "https://acme.cloudflareaccess.com/elsewhere" });
    const watched = await browser.open();
    expect((await watched.page.goto(application.url))?.status()).toBe(400);
    expect(await watched.page.getByRole("heading", { level: 1 }).textContent()).toBe("400 Bad Request");
    expect(await watched.page.getByRole("alert").textContent()).toContain("must be a Login redirect URI");
    // Chromium calls the status 400 an error.
    await expectGoodPage({ ...watched, errors: [] }, "okta-bad-redirect", [CLIENT_SECRET]);
  });
});
