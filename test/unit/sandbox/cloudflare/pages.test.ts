import { beforeEach, describe, expect, it } from "vitest";
import { Api, type Json } from "../../../support/cloudflare-api";

describe("the pages", () => {
  let api: Api;
  let idp: Json;
  let account: string;

  beforeEach(async () => {
    api = new Api();
    account = api.sandbox.tenant.accountId;
    idp = await api.okta({
      name: "Okta <script>",
      config: {
        client_id: "0oa-client-id",
        client_secret: "a-client-secret",
        api_token: "an-okta-token",
        okta_account: "https://acme.okta.com",
        claims: ["department"],
        pkce_enabled: true,
      },
      scim_config: {
        enabled: true,
        user_deprovision: true,
        seat_deprovision: true,
        identity_update_behavior: "reauth",
      },
    });
    api.sandbox.log.clear();
  });

  async function page(path: string): Promise<string> {
    const response = await api.sandbox.app.request(path);
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.get("content-type")).toContain("text/html");
    return response.text();
  }

  const paths = () => [
    "/",
    `/${account}/integrations/identity-providers`,
    `/${account}/integrations/identity-providers/${idp.id}`,
    `/${account}/access-controls/apps`,
    `/${account}/access-controls/policies`,
    `/${account}/access-controls/groups`,
    `/${account}/team-resources/users`,
    "/log",
  ];

  it("show no secret, escape what they show, stay small, and are not in the request log", async () => {
    const secrets = ["a-client-secret", "an-okta-token", String((idp.scim_config as Json).secret)];
    for (const path of paths()) {
      const text = await page(path);
      for (const secret of secrets) {
        expect(text).not.toContain(secret);
      }
      expect(text).not.toContain("Okta <script>");
      expect(text.length).toBeLessThan(100_000);
    }
    expect(api.sandbox.log.all()).toEqual([]);
    expect(api.sandbox.log.unknownRoutes).toBe(0);
  });

  it("link only to pages that are there", async () => {
    const hrefs = new Set<string>();
    for (const path of paths()) {
      for (const [, href] of (await page(path)).matchAll(/href="([^"]+)"/g)) {
        hrefs.add(href ?? "");
      }
    }
    expect(hrefs.size).toBeGreaterThan(7);
    const test = `/cdn-cgi/access/test-idp/${idp.id}`;
    expect(hrefs.delete(test), "the test of the login method").toBe(true);
    expect((await api.sandbox.app.request(test)).headers.get("location")).toBe(
      `http://acme.cloudflareaccess.com.localhost${test}`,
    );
    for (const href of hrefs) {
      expect((await api.sandbox.app.request(href)).status, href).toBe(200);
    }
  });

  it("say of a login method what the console says", async () => {
    const text = await page(`/${account}/integrations/identity-providers/${idp.id}`);
    for (const words of [
      "0oa-client-id",
      "https://acme.okta.com",
      "department",
      "Enable SCIM",
      "Enable user deprovisioning",
      "Remove user seat on deprovision",
      "SCIM identity update behavior",
      "Group membership change reauthentication",
      String(idp.scim_base_url),
    ]) {
      expect(text).toContain(words);
    }
  });

  it("say rules in words", async () => {
    await api.result("POST", "/access/groups", {
      name: "Engineers",
      include: [{ okta: { identity_provider_id: idp.id, name: "access-engineering" } }, { everyone: {} }],
    });
    const text = await page(`/${account}/access-controls/groups`);
    expect(text).toContain("Okta group &quot;access-engineering&quot; (Okta &lt;script&gt;) · Everyone");
  });

  it("say how the sandbox behaves when it does not behave as usual", async () => {
    expect(await page("/")).not.toContain('class="notice"');
    api.sandbox.store.changeSettings({ tokenPermissions: ["Access: Audit Logs Read"] });
    expect(await page("/")).toContain("The API token has only: Access: Audit Logs Read.");
  });

  it("know of a login method that is gone", async () => {
    const path = `/${account}/integrations/identity-providers/gone`;
    expect((await api.sandbox.app.request(path)).status).toBe(404);
  });
});
