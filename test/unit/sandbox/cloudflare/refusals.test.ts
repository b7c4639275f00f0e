import { describe, expect, it } from "vitest";
import type { PermissionGroup } from "../../../../sandbox/cloudflare/permissions";
import { Api, OKTA } from "../../../support/cloudflare-api";

const AUTHENTICATION_ERROR = { code: 10000, message: "Authentication error" };

describe("credentials", () => {
  const api = new Api();
  const { tenant, app } = api.sandbox;
  const url = `/client/v4/accounts/${tenant.accountId}/access/organizations`;

  it.each([
    ["the API token", { authorization: `Bearer ${tenant.apiToken}` }],
    ["the API token after a lower-case scheme", { authorization: `bearer ${tenant.apiToken}` }],
    ["the global API key", { "x-auth-email": tenant.email, "x-auth-key": tenant.apiKey }],
  ])("%s opens the account", async (_, headers) => {
    expect((await app.request(url, { headers })).status).toBe(200);
  });

  it.each([
    ["nothing", {}],
    ["another token", { authorization: `Bearer ${"x".repeat(40)}` }],
    ["a token that begins right", { authorization: `Bearer ${tenant.apiToken.slice(0, -1)}` }],
    ["a token that goes on", { authorization: `Bearer ${tenant.apiToken}0` }],
    ["the token with Okta's scheme", { authorization: `SSWS ${tenant.apiToken}` }],
    ["an empty token", { authorization: "Bearer " }],
    ["a key without an email", { "x-auth-key": tenant.apiKey }],
    ["a key with another email", { "x-auth-email": "x@acme.example", "x-auth-key": tenant.apiKey }],
  ])("%s does not", async (_, headers) => {
    const response = await app.request(url, { headers: headers as Record<string, string> });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      success: false,
      errors: [AUTHENTICATION_ERROR],
      messages: [],
      result: null,
    });
  });

  it("of another account are refused", async () => {
    const answer = await api.call("GET", `/client/v4/accounts/${"0".repeat(32)}/access/apps`);
    expect([answer.status, answer.body.errors]).toEqual([
      403,
      [{ code: 9109, message: "Unauthorized to access requested resource" }],
    ]);
    expect((await api.call("GET", `/client/v4/zones/${"0".repeat(32)}/access/apps`)).status).toBe(403);
  });

  it("that may only read cannot change anything", async () => {
    const reader = new Api();
    reader.sandbox.store.changeSettings({
      tokenPermissions: ["Access: Organizations, Identity Providers, and Groups Read"],
    });
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await reader.call(method, "/access/identity_providers", OKTA);
      expect([answer.status, answer.body.errors]).toEqual([403, [AUTHENTICATION_ERROR]]);
    }
    expect((await reader.call("GET", "/access/identity_providers")).status).toBe(200);
  });

  it("opens what its permission groups open, and nothing beside", async () => {
    const opened = async (...tokenPermissions: PermissionGroup[]): Promise<string[]> => {
      const limited = new Api();
      limited.sandbox.store.changeSettings({ tokenPermissions });
      const answers = await Promise.all(
        ["groups", "identity_providers", "organizations", "apps", "policies", "logs/scim/updates", "users"].map(
          async (path) => ({ path, status: (await limited.call("GET", `/access/${path}`)).status }),
        ),
      );
      return answers.filter(({ status }) => status !== 403).map(({ path }) => path);
    };
    expect(await opened()).toEqual([]);
    expect(await opened("Access: Apps and Policies Write")).toEqual(["apps", "policies"]);
    expect(await opened("Access: Apps and Policies Read", "Access: Audit Logs Read")).toEqual([
      "apps",
      "policies",
      "logs/scim/updates",
      "users",
    ]);
    expect(await opened("Access: Organizations, Identity Providers, and Groups Read")).toEqual([
      "groups",
      "identity_providers",
      "organizations",
      "users",
    ]);
  });

  it("does not bind the global API key", async () => {
    const { sandbox } = new Api();
    sandbox.store.changeSettings({ tokenPermissions: [] });
    const { accountId, email, apiKey } = sandbox.tenant;
    const answer = await sandbox.app.request(`/client/v4/accounts/${accountId}/access/apps`, {
      headers: { "x-auth-email": email, "x-auth-key": apiKey },
    });
    expect(answer.status).toBe(200);
  });

  it("can be verified", async () => {
    expect(await api.result("GET", "/client/v4/user/tokens/verify")).toMatchObject({ status: "active" });
  });
});

describe("a path without a route", () => {
  it.each([
    ["GET", "/access/nothing"],
    ["PATCH", "/access/apps"],
    ["POST", "/access/identity_providers/some-id"],
    ["GET", "/client/v4/nowhere"],
  ])("%s %s is answered in Cloudflare's words and counted", async (method, path) => {
    const api = new Api();
    const answer = await api.call(method, path);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ success: false, messages: [], result: null });
    expect(answer.body.errors[0]?.code).toBe(7003);
    expect(answer.body.errors[0]?.message).toMatch(
      /^Could not route to \/(?!client).*, perhaps your object identifier is invalid\?$/,
    );
    expect(answer.body.errors[1]).toEqual({ code: 7000, message: "No route for that URI" });
    expect(api.sandbox.log.unknownRoutes).toBe(1);
    expect(api.sandbox.log.all().at(-1)?.unknownRoute).toBe(true);
  });

  it("outside of the API is counted too", async () => {
    const api = new Api();
    expect((await api.sandbox.app.request("/api/v1/users/me")).status).toBe(404);
    expect(api.sandbox.log.unknownRoutes).toBe(1);
  });
});

describe("a body", () => {
  it.each(["{", "", "[]", '"text"', "null", "17"])("%j is refused in Cloudflare's form", async (text) => {
    const api = new Api();
    for (const path of [
      "/access/identity_providers",
      "/access/groups",
      "/access/policies",
      "/access/apps",
      "/access/users",
    ]) {
      const answer = await api.call("POST", path, text);
      expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
      expect(answer.body.errors[0]?.message).toMatch(/^access\.api\.error\.invalid_request: request body/);
    }
  });

  it("that is wrong in several places is told all of them, and no value", async () => {
    const api = new Api();
    const answer = await api.call("POST", "/access/identity_providers", {
      name: 17,
      type: "a-secret-type",
      config: "a-secret-config",
    });
    const message = answer.body.errors[0]?.message ?? "";
    expect(message).toContain("name: ");
    expect(message).toContain("type: ");
    expect(message).toContain("config: ");
    expect(message).not.toContain("a-secret");
  });
});

describe("an object that is not there", () => {
  const paths = ["identity_providers", "groups", "policies", "apps", "users"].map(
    (list) => `/access/${list}/no-such-id`,
  );

  it.each(paths)("%s is 404 on read, update and delete", async (path) => {
    const api = new Api();
    for (const method of ["GET", "PUT", "DELETE"]) {
      const answer = await api.call(method, path, method === "PUT" ? {} : undefined);
      expect([answer.status, answer.body.errors]).toEqual([
        404,
        [{ code: 12135, message: "access.api.error.not_found" }],
      ]);
    }
    expect(api.sandbox.log.unknownRoutes).toBe(0);
  });
});

describe("an account without Access", () => {
  it("says so on every Access call, until an organization is made", async () => {
    const api = new Api();
    api.sandbox.store.changeSettings({ accessEnabled: false });
    for (const path of ["/access/organizations", "/access/apps", "/access/identity_providers", "/access/policies"]) {
      const answer = await api.call("GET", path);
      expect([answer.status, answer.body.errors[0]?.code]).toEqual([403, 9999]);
      expect(answer.body.errors[0]?.message).toContain("click the 'Enable Access' button.");
    }
    expect((await api.call("POST", "/access/organizations", { name: "x" })).status).toBe(400);
    const made = await api.result("POST", "/access/organizations", {
      name: "New",
      auth_domain: "new.cloudflareaccess.com",
    });
    expect(made).toMatchObject({ name: "New", auth_domain: "new.cloudflareaccess.com" });
    expect(await api.result("GET", "/access/organizations")).toEqual(made);
    expect(
      (await api.call("POST", "/access/organizations", { name: "x", auth_domain: "x.cloudflareaccess.com" })).status,
    ).toBe(409);
  });
});

describe("every answer of the API", () => {
  it("has a ray id, also a refusal", async () => {
    const api = new Api();
    for (const path of ["/access/apps", "/access/apps/none", "/access/nothing", "/access/apps?page=0"]) {
      expect((await api.call("GET", path)).headers.get("cf-ray")).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/);
    }
    const refused = await api.sandbox.app.request("/client/v4/accounts/x");
    expect(refused.headers.get("cf-ray")).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/);
  });
});
