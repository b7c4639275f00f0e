// What a person does in Okta when its API does not take a SCIM connection, on the page that stands for Okta's console.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningOkta, startOkta } from "../../sandbox/okta/index";
import { describeInChromium, screenshot, WIDTHS } from "../support/browser";
import { expectGoodPage } from "../support/page-checks";
import { Api } from "../support/scenario";
import { type ScimEndpoint, startScimEndpoint } from "../support/scim-endpoint";

interface App {
  readonly id: string;
  readonly name: string;
}
interface Connection {
  readonly status: string;
  readonly baseUrl?: string;
}

const TOKEN = "scim-token-that-a-person-types";
const HOST = "acme.cloudflareaccess.com";
const PATH = "/populations/8f0d4b1c-2f57-4b8e-9d0a-6b1d3c5e7f90/scim/v2";
const BASE_URL = `https://${HOST}${PATH}`;

describeInChromium("the SCIM connection by hand", (browser) => {
  let scim: ScimEndpoint;
  let okta: RunningOkta;
  let api: Api;
  let app: App;

  beforeEach(async () => {
    scim = await startScimEndpoint(TOKEN);
    okta = await startOkta({ port: 0, scimConnection: "unknown", resolve: { [HOST]: scim.url } });
    api = new Api(`${okta.url}/api/v1`, `SSWS ${okta.apiToken}`);
    app = (await api.send("POST", "/apps", {
      name: "scim2headerauth",
      label: "Cloudflare Access SCIM",
      signOnMode: "SAML_2_0",
    })) as App;
  });
  afterEach(async () => {
    await okta.close();
    await scim.close();
  });

  /** The path and fragment of the link among the program's outputs. */
  const provisioningPage = () =>
    `${okta.url}/admin/app/scim2headerauth/instance/${app.id}/#tab-user-management/api-credentials`;
  const connection = () => api.get<Connection>(`/apps/${app.id}/connections/default`);
  const pushGroup = () =>
    api.send("POST", "/groups", { profile: { name: "access-engineering" } }).then((group) =>
      api.send("POST", `/apps/${app.id}/group-push/mappings`, {
        sourceGroupId: (group as { id: string }).id,
        targetGroupName: "access-engineering",
      }),
    );
  const turnOnCreateUsers = () =>
    api.send("PUT", `/apps/${app.id}/features/USER_PROVISIONING`, {
      create: { lifecycleCreate: { status: "ENABLED" } },
    });

  async function openForm(width?: number) {
    const watched = await browser.open(width);
    const { page } = watched;
    await page.goto(provisioningPage());
    await page.getByRole("button", { name: "Configure API Integration" }).click();
    const enable = page.getByRole("checkbox", { name: "Enable API integration" });
    return {
      ...watched,
      enable,
      baseUrl: page.getByLabel("Base URL"),
      token: page.getByLabel("API Token"),
      press: (name: "Test API Credentials" | "Save") => page.getByRole("button", { name }).first().click(),
      said: (text: string | RegExp) => page.getByRole("status").getByText(text).waitFor(),
    };
  }

  it("is what the API does not take", async () => {
    expect(
      await api.send("POST", `/apps/${app.id}/connections/default?activate=true`, {
        baseUrl: BASE_URL,
        profile: { authScheme: "TOKEN", token: TOKEN },
      }),
    ).toMatchObject({ status: "UNKNOWN" });
    await expect(turnOnCreateUsers()).rejects.toThrow("Provisioning is not supported.");
    await expect(pushGroup()).rejects.toThrow("Provisioning is not supported.");
    const { page } = await browser.open();
    await page.goto(okta.url);
    expect(await page.getByRole("row", { name: /^Cloudflare Access SCIM SAML_2_0 .* UNKNOWN$/ }).count()).toBe(1);
    expect(await page.getByText("This Okta answers UNKNOWN when a SCIM connection is set by API").count()).toBe(1);
  });

  it.each(Object.entries(WIDTHS))(
    "leads from the link of the outputs to provisioning that works: %s",
    async (size, width) => {
      const landing = await browser.open(width);
      await landing.page.goto(provisioningPage());
      const heading = landing.page.getByRole("heading", { name: "Integration" });
      expect(await heading.evaluate((element) => element.matches(":target")), "the link's fragment").toBe(true);
      await expectGoodPage(landing, `hand-over-1-unknown-${size}`, [TOKEN]);

      const form = await openForm(width);
      expect(await form.baseUrl.isVisible()).toBe(false);
      await form.enable.check();
      await form.baseUrl.fill(BASE_URL);
      await form.token.fill(TOKEN);
      expect(await form.token.getAttribute("type")).toBe("password");
      await form.press("Test API Credentials");
      await form.said(`${HOST} was verified successfully.`);
      expect(scim.asked).toEqual([`${PATH}/Users?startIndex=1&count=1`]);
      expect((await connection()).status).toBe("UNKNOWN");
      await expectGoodPage(form, `hand-over-2-tested-${size}`, [TOKEN]);

      await form.press("Save");
      await form.said("Saved.");
      await expectGoodPage(form, `hand-over-3-saved-${size}`, [TOKEN]);

      expect(await connection()).toMatchObject({ status: "ENABLED", baseUrl: BASE_URL });
      expect(JSON.stringify(await connection())).not.toContain(TOKEN);
      await turnOnCreateUsers();
      await pushGroup();
      await okta.provisioning.settled();
      await form.page.goto(provisioningPage());
      expect(await form.page.getByText("configured by hand").count()).toBe(1);
      expect(await form.page.getByRole("checkbox", { name: "Create Users" }).isChecked()).toBe(true);
      expect(await form.page.getByRole("row", { name: /^access-engineering access-engineering ACTIVE/ }).count()).toBe(
        1,
      );
    },
  );

  it("never shows the token again, keeps it when it is not typed, and takes another", async () => {
    const form = await openForm();
    await form.enable.check();
    await form.baseUrl.fill(BASE_URL);
    await form.token.fill(TOKEN);
    await form.press("Save");
    await form.said("Saved.");

    await form.page.getByRole("button", { name: "Edit" }).click();
    expect(await form.baseUrl.inputValue()).toBe(BASE_URL);
    expect(await form.token.inputValue()).toBe("");
    expect(await form.page.content()).not.toContain(TOKEN);
    await form.press("Test API Credentials");
    await form.said("was verified successfully.");

    scim.token = "another-token-from-cloudflare";
    await form.press("Test API Credentials");
    await form.said(`${HOST} answered 401`);
    await form.token.fill(scim.token);
    await form.press("Test API Credentials");
    await form.said("was verified successfully.");
    await form.press("Save");
    await form.said("Saved.");
    expect(okta.store.connections.get(app.id)).toMatchObject({ token: scim.token, status: "ENABLED" });
  });

  it("can be turned off again, and is then no longer provisioned", async () => {
    const form = await openForm();
    await form.enable.check();
    await form.baseUrl.fill(BASE_URL);
    await form.token.fill(TOKEN);
    await form.press("Save");
    await form.said("Saved.");
    await form.page.getByRole("button", { name: "Edit" }).click();
    await form.enable.uncheck();
    expect(await form.baseUrl.isVisible()).toBe(false);
    await form.press("Save");
    await form.said("Saved.");
    expect(await connection()).toMatchObject({ status: "DISABLED", baseUrl: BASE_URL });
    await expect(turnOnCreateUsers()).rejects.toThrow("Provisioning is not enabled");
  });

  it("comes back to the app when the answer to the form is opened again", async () => {
    const form = await openForm();
    await form.enable.check();
    await form.baseUrl.fill(BASE_URL);
    await form.token.fill(TOKEN);
    await form.press("Save");
    await form.said("Saved.");
    await form.page.goto(form.page.url().replace(/#.*/, ""));
    expect(await form.page.getByRole("heading", { level: 1 }).textContent()).toBe("Cloudflare Access SCIM");
  });

  describe("says what is wrong, keeps what was typed, and changes nothing:", () => {
    it.each<
      [string, { baseUrl?: string; token?: string; stopped?: boolean; press: "Test API Credentials" | "Save" }, RegExp]
    >([
      [
        "a wrong token",
        { token: "wrong-token", press: "Test API Credentials" },
        /answered 401\. Check the Base URL and the API Token\./,
      ],
      [
        "nobody there",
        { stopped: true, press: "Test API Credentials" },
        /could not be reached \(ECONNREFUSED\)\. Check the Base URL\./,
      ],
      [
        "a host of the Internet",
        { baseUrl: "https://scim.example.com/v2", press: "Test API Credentials" },
        /scim\.example\.com: not called\. This sandbox calls nothing but servers on this machine\./,
      ],
      [
        "no token to test",
        { token: "", press: "Test API Credentials" },
        /API Token: there is none\. Enter the SCIM secret\./,
      ],
      ["no token to save", { token: "", press: "Save" }, /API Token: the API integration needs one\./],
      ["no URL", { baseUrl: "", press: "Save" }, /Base URL: the API integration needs one\./],
      ["half a URL", { baseUrl: `${HOST}/scim/v2`, press: "Save" }, /Base URL: not an absolute URL\./],
    ])("%s", async (name, { baseUrl = BASE_URL, token = TOKEN, stopped = false, press }, message) => {
      const form = await openForm();
      await form.enable.check();
      await form.baseUrl.fill(baseUrl);
      await form.token.fill(token);
      if (stopped) {
        await scim.close();
        scim = { ...scim, close: () => Promise.resolve() };
      }

      await form.press(press);
      await form.said(message);

      await screenshot(form.page, `hand-over-refused-${name.replaceAll(" ", "-")}`);
      expect(await form.enable.isChecked()).toBe(true);
      expect(await form.baseUrl.inputValue()).toBe(baseUrl);
      expect(token === "" ? "" : await form.page.content()).not.toContain(token === "" ? "-" : token);
      expect((await connection()).status).toBe("UNKNOWN");
      expect(form.foreignRequests).toEqual([]);
    });
  });
});
