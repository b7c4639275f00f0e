// The live request log of both services, in a real Chromium: what calls the API while one looks.
import { afterEach, beforeEach, expect, it } from "vitest";
import { SANDBOX_TENANTS, type Sandbox, startSandbox } from "../../sandbox";
import { describeInChromium, WIDTHS } from "../support/browser";
import { expectGoodPage } from "../support/page-checks";

const CLIENT_SECRET = "client-secret-of-the-request-log";

describeInChromium("the live request log", (browser) => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  });
  afterEach(() => sandbox.close());

  const callOkta = (method: string, path: string, body?: unknown) =>
    fetch(`${sandbox.okta.url}${path}`, {
      method,
      headers: { authorization: `SSWS ${SANDBOX_TENANTS.okta.apiToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const createIdentityProvider = () =>
    fetch(`${sandbox.cloudflare.apiUrl}/accounts/${SANDBOX_TENANTS.cloudflare.accountId}/access/identity_providers`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${SANDBOX_TENANTS.cloudflare.apiToken}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        name: "Okta",
        type: "okta",
        config: { client_id: "0oa1", client_secret: CLIENT_SECRET, okta_account: "https://acme.okta.com" },
        scim_config: { enabled: true },
      }),
    });

  it("shows a request without a reload, newest first, also those from before it was opened", async () => {
    await callOkta("GET", "/api/v1/groups?limit=1");
    const { page, errors } = await browser.open();
    await page.goto(`${sandbox.okta.url}/log`);
    const rows = page.getByRole("table").getByRole("row");
    await rows.nth(1).waitFor();
    await page.evaluate("globalThis.notReloaded = true");

    await callOkta("GET", "/api/v1/org");
    await page.getByRole("button", { name: "/api/v1/org" }).waitFor();

    expect(await rows.nth(1).textContent()).toContain("/api/v1/org");
    expect(await rows.nth(2).textContent()).toContain("/api/v1/groups?limit=1");
    expect(await page.getByRole("status").textContent()).toMatch(/^2 requests/);
    expect(await page.evaluate("notReloaded")).toBe(true);
    expect(errors).toEqual([]);
  });

  it("says that nothing has happened before anything has", async () => {
    const { page } = await browser.open();
    await page.goto(`${sandbox.cloudflare.url}/log`);
    expect(await page.getByRole("status").textContent()).toMatch(/^No request yet/);
    expect(await page.getByRole("table").isVisible()).toBe(false);
  });

  it.each(Object.entries(WIDTHS))(
    "shows both bodies of a selected request with the secrets replaced: %s",
    async (size, width) => {
      const watched = await browser.open(width);
      const { page } = watched;
      await page.goto(`${sandbox.cloudflare.url}/log`);
      const answer = (await (await createIdentityProvider()).json()) as { result: { scim_config: { secret: string } } };
      const { secret } = answer.result.scim_config;
      expect(secret.length).toBeGreaterThan(16);
      const request = page.getByRole("button", { name: /\/access\/identity_providers$/ });
      await request.waitFor();
      expect(await request.getAttribute("aria-expanded")).toBe("false");

      await request.focus();
      await page.keyboard.press("Enter");

      const bodyBelow = (heading: string) =>
        page.getByRole("heading", { name: heading }).locator("xpath=following-sibling::pre");
      const sent = JSON.parse((await bodyBelow("Request body").textContent()) ?? "");
      const answered = JSON.parse((await bodyBelow("Response body").textContent()) ?? "");
      expect(sent).toMatchObject({ name: "Okta", config: { client_id: "0oa1", client_secret: "[secret]" } });
      expect(answered).toMatchObject({ success: true, result: { scim_config: { enabled: true, secret: "[secret]" } } });
      expect(await request.getAttribute("aria-expanded")).toBe("true");
      await expectGoodPage(watched, `request-log-open-${size}`, [
        CLIENT_SECRET,
        secret,
        SANDBOX_TENANTS.cloudflare.apiToken,
      ]);

      await page.getByRole("row", { name: /identity_providers/ }).click();
      expect(await request.getAttribute("aria-expanded")).toBe("false");
      expect(await bodyBelow("Request body").isVisible()).toBe(false);
    },
  );

  it("marks what was refused, and what no vendor has", async () => {
    const { page } = await browser.open();
    await page.goto(`${sandbox.okta.url}/log`);
    await callOkta("GET", "/api/v1/groups?limit=1");
    await callOkta("POST", "/api/v1/groups", { profile: {} });
    await callOkta("GET", "/api/v1/no-such-thing");
    await page.getByRole("button", { name: "/api/v1/no-such-thing" }).waitFor();

    const row = (path: RegExp) => page.getByRole("row", { name: path });
    const background = (path: RegExp) =>
      row(path)
        .getByRole("cell")
        .first()
        .evaluate((cell) => cell.ownerDocument.defaultView.getComputedStyle(cell).backgroundColor);
    const fine = await background(/groups\?limit=1/);
    const refused = await background(/POST \/api\/v1\/groups/);
    expect(refused).not.toBe(fine);
    expect(await background(/no-such-thing/)).toBe(refused);
    expect(await row(/POST \/api\/v1\/groups 400/).count()).toBe(1);
    expect(await row(/no-such-thing 404 no such route/).count()).toBe(1);
    expect(await page.getByRole("status").textContent()).toMatch(/^3 requests, newest first; 2 answered with an error/);
  });

  it("marks what fault injection did", async () => {
    const { page } = await browser.open();
    await page.goto(`${sandbox.okta.url}/log`);
    const { faults } = sandbox.okta;
    faults.add({ id: "gone", match: { nth: 1 }, effect: { type: "cut", at: "before-effect", reset: true } });
    faults.add({ id: "late", match: { nth: 2 }, effect: { type: "slow", milliseconds: 5 } });
    await expect(callOkta("POST", "/api/v1/groups", { profile: { name: "Lost" } })).rejects.toThrow("fetch failed");
    await callOkta("GET", "/api/v1/org");
    await page.getByRole("button", { name: "/api/v1/org" }).waitFor();

    const row = (name: RegExp) => page.getByRole("row", { name });
    expect(await row(/POST \/api\/v1\/groups none fault: cut before-effect, reset \(gone\)/).count()).toBe(1);
    expect(await row(/GET \/api\/v1\/org 200 fault: slow 5 ms \(late\)/).count()).toBe(1);
    expect(await page.getByRole("status").textContent()).toMatch(/^2 requests, newest first; 1 answered with an error/);
  });
});
