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
    `/${account}/team-resources/users/${api.sandbox.store.users.all()[0]?.id}`,
    `/${account}/insights/logs`,
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
    const played = [...hrefs].filter((href) => new URL(href, "http://localhost").hostname.endsWith(".localhost"));
    expect(played.sort()).toEqual([
      "http://acme.cloudflareaccess.com.localhost/",
      "http://legacy-wiki.acme.example.localhost/",
    ]);
    for (const href of hrefs) {
      // An application leads to the login.
      expect((await api.sandbox.app.request(href)).status, href).toBe(href.includes("legacy-wiki") ? 302 : 200);
    }
  });

  it("say who is logged in, and where", async () => {
    const { sandbox } = api;
    const user = sandbox.store.users.all()[0] ?? expect.fail();
    const application = sandbox.store.applications.all()[0] ?? expect.fail();
    const begin = () =>
      sandbox.sessions.create({
        userId: user.id,
        identity: {
          email: user.email,
          name: user.name,
          idp: { id: String(idp.id), type: "okta" },
          groups: ["Engineering"],
          oidc_fields: {},
          amr: [],
        },
        ip: "127.0.0.1",
        country: "XX",
        lifetime: 60,
      });
    const [inside, revoked] = [begin(), begin()];
    const { iat, exp } = inside;
    sandbox.sessions.addToken(inside, application.aud, { appId: application.id, iat, exp });
    sandbox.sessions.revoke(revoked, "logout");
    for (const path of ["/", `/${account}/team-resources/users/${user.id}`]) {
      const text = await page(path);
      expect(text, path).toMatch(
        new RegExp(`id="session-${inside.id}"[^]*${user.email}[^]*Legacy wiki[^]*Engineering`),
      );
      expect(text, path).not.toContain(revoked.id);
    }
    expect(await page(`/${account}/team-resources/users`)).toMatch(
      new RegExp(`${user.email}[^]*data-heading="Active sessions"><span class="badge good">1<`),
    );
  });

  it("stay below 100 kB with 10,000 people logged in, and hundreds of everything else", async () => {
    const { store, sessions } = api.sandbox;
    const times = { created: "2026-11-24T08:00:00Z", lastModified: "2026-11-24T08:00:02Z" };
    const template = store.users.all()[0] ?? expect.fail();
    const members: string[] = [];
    for (let index = 0; index < 10_000; index += 1) {
      const email = `somebody.with.a.rather.long.name.${index}@acme.example`;
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
      members.push(id);
      store.users.put({ ...template, id, email, name: email, seat_uid: id });
      store.scimUsers.put({
        id,
        idpId: String(idp.id),
        externalId: `00u${String(index).padStart(17, "0")}`,
        userName: email,
        displayName: email,
        active: true,
        emails: [{ primary: true, type: "work", value: email }],
        attributes: {},
        ...times,
      });
      sessions.create({
        userId: id,
        identity: {
          email,
          name: email,
          idp: { id: String(idp.id), type: "okta" },
          groups: Array.from({ length: 20 }, (_, group) => `access-group-with-a-long-name-${group}`),
          oidc_fields: {},
          amr: [],
        },
        ip: "127.0.0.1",
        country: "XX",
        lifetime: 3600,
      });
      store.scimUpdates.put({
        id,
        idp_id: String(idp.id),
        logged_at: times.created,
        request_method: "POST",
        resource_type: "USER",
        status: "FAILURE",
        cf_resource_id: id,
        idp_resource_id: id,
        resource_user_email: email,
        request_body: "",
        error_description: "User with this userName exists already. ".repeat(5),
      });
    }
    for (let index = 0; index < 300; index += 1) {
      const name = `access-group-with-a-long-name-${index}`;
      store.scimGroups.put({
        id: name,
        idpId: String(idp.id),
        externalId: name,
        displayName: name,
        members: index < 20 ? members : [],
        ...times,
      });
      const rules = { include: [{ email: { email: `somebody.with.a.rather.long.name.${index}@acme.example` } }] };
      const policy = await api.result("POST", "/access/policies", { name, decision: "allow", ...rules });
      await api.result("POST", "/access/groups", { name, ...rules });
      await api.result("POST", "/access/apps", {
        name,
        type: "self_hosted",
        domain: `${name}.acme.example`,
        policies: [{ id: policy.id, precedence: 1 }],
      });
    }
    for (const path of [...paths(), `/${account}/team-resources/users?users=200`, "/?sessions=7&scim-groups=2"]) {
      expect(Buffer.byteLength(await page(path)), path).toBeLessThan(100_000);
    }
    expect(await page(`/${account}/team-resources/users?users-like=name.9999@`)).toContain("name.9999@acme.example");
  }, 120_000);

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
