import { createPrivateKey, type KeyObject, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { OktaScope } from "../../../../sandbox/okta/access/permissions";
import { requirementOf } from "../../../../sandbox/okta/access/requirements";
import { COVERAGE } from "../../../../sandbox/okta/coverage";
import type { ServiceAppCredentials } from "../../../../sandbox/okta/service-apps";
import { OktaApi } from "../../../support/okta-api";

const TOKEN_URL = "https://acme.okta.com/oauth2/v1/token";

let api: OktaApi;
let credentials: ServiceAppCredentials;
let key: KeyObject;

beforeAll(async () => {
  api = new OktaApi();
  credentials = await api.okta.serviceApp();
  key = createPrivateKey(credentials.privateKey);
});

interface Assertion {
  readonly issuer?: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly issuedAt?: number;
  readonly expires?: number | undefined;
  readonly kid?: string;
  readonly id?: string | null;
}

const now = (): number => Math.floor(Date.now() / 1000);

async function assertion(change: Assertion = {}): Promise<string> {
  const expires = "expires" in change ? change.expires : now() + 3600;
  const jwt = new SignJWT({ ...(expires === undefined ? {} : { exp: expires }) })
    .setProtectedHeader({ alg: "RS256", kid: change.kid ?? credentials.privateKeyId })
    .setIssuer(change.issuer ?? credentials.clientId)
    .setSubject(change.subject ?? credentials.clientId)
    .setAudience(change.audience ?? TOKEN_URL)
    .setIssuedAt(change.issuedAt ?? now());
  if (change.id !== null) {
    jwt.setJti(change.id ?? randomUUID());
  }
  return jwt.sign(key);
}

interface TokenAnswer {
  readonly status: number;
  readonly json: Record<string, string>;
}

async function requestToken(form: Record<string, string>): Promise<TokenAnswer> {
  const response = await api.okta.app.request("/oauth2/v1/token", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
  return { status: response.status, json: (await response.json()) as Record<string, string> };
}

async function requestWith(signed: string, scope = "okta.apps.manage"): Promise<TokenAnswer> {
  return requestToken({
    grant_type: "client_credentials",
    scope,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: signed,
  });
}

async function tokenFor(scopes: readonly OktaScope[]): Promise<string> {
  const { json } = await requestWith(await assertion(), scopes.join(" "));
  return json.access_token ?? "";
}

const call = async (token: string, method: string, path: string, body?: unknown) =>
  api.call(method, path, body, { authorization: `Bearer ${token}` });

describe("a service app's access token", () => {
  it("comes for a signed assertion, with the scopes that are granted", async () => {
    const { status, json } = await requestWith(await assertion(), "okta.apps.manage okta.logs.read okta.users.read");
    expect(status).toBe(200);
    expect(json).toEqual({
      token_type: "Bearer",
      expires_in: 3600,
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      scope: "okta.apps.manage okta.users.read",
    });
    expect((await call(json.access_token ?? "", "GET", "/api/v1/apps")).status).toBe(200);
  });

  it("comes for an assertion to the address that a client was given for the organization's", async () => {
    const signed = await assertion({ audience: "http://127.0.0.1:7001/oauth2/v1/token" });
    expect((await requestWith(signed)).status).toBe(200);
  });

  it("comes for parameters in the query too, as one of the Okta provider's clients sends them", async () => {
    const query = new URLSearchParams({
      grant_type: "client_credentials",
      scope: "okta.apps.read okta.apps.manage",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await assertion(),
    });
    const response = await api.okta.app.request(`/oauth2/v1/token?${query}`, { method: "POST" });
    expect(response.status).toBe(200);
    expect(JSON.stringify(api.okta.log.all().at(-1))).not.toContain(query.get("client_assertion"));
  });

  it.each<[string, Assertion, string]>([
    ["from nobody", { issuer: "0oaNobody" }, "The issuer claim for client_assertion is not a valid client_id."],
    [
      "about somebody else",
      { subject: "0oaNobody" },
      "The subject claim for client_assertion is not a valid client_id.",
    ],
    ["from an app that is no service", { issuer: "0oaPayroll0000000000" }, "Only clients with 'application_type' of"],
    ["for another endpoint", { audience: "https://acme.okta.com" }, "The audience claim for client_assertion must be"],
    ["that looks like this one", { audience: "http://127.0.0.1.evil.example/oauth2/v1/token" }, "The audience claim"],
    ["without an end", { expires: undefined }, "The client_assertion must contain the 'exp' claim"],
    ["that has run out", { expires: now() - 60 }, "The client_assertion token is expired."],
    ["that lives too long", { expires: now() + 7200 }, "has an expiration too far into the future."],
    ["from the future", { issuedAt: now() + 600 }, "must be issued before the current time."],
    ["by an unknown key", { kid: "another" }, "The client_assertion JWT kid is invalid."],
  ])("does not come for an assertion %s", async (_what, change, description) => {
    const { status, json } = await requestWith(await assertion(change));
    expect([status, json.error]).toEqual([401, "invalid_client"]);
    expect(json.error_description).toContain(description);
  });

  it("does not come for an assertion that was changed, is none, or was used before", async () => {
    const [header = "", payload = ""] = (await assertion()).split(".");
    const forged = await requestWith(`${header}.${payload}.${"A".repeat(342)}`);
    expect(forged.json.error_description).toBe("The client_assertion signature is invalid.");
    expect((await requestWith("nonsense")).json.error_description).toBe("The parsing of the client_assertion failed.");
    const once = await assertion();
    expect((await requestWith(once)).status).toBe(200);
    expect((await requestWith(once)).json.error_description).toContain("has already been used");
  });

  it("comes again for an assertion without an id, as the provider sends them", async () => {
    const unnamed = await assertion({ id: null });
    expect([(await requestWith(unnamed)).status, (await requestWith(unnamed)).status]).toEqual([200, 200]);
  });

  it.each([
    ["no scope", "", "invalid_scope"],
    ["a scope that is not of the management API", "openid", "invalid_scope"],
    ["none of the granted scopes", "okta.logs.read", "consent_required"],
  ])("does not come for %s", async (_what, scope, code) => {
    const { status, json } = await requestWith(await assertion(), scope);
    expect([status, json.error]).toEqual([400, code]);
  });

  it("does not come for a client secret, nor for another kind of assertion", async () => {
    const secret = await requestToken({
      grant_type: "client_credentials",
      scope: "okta.apps.read",
      client_secret: "x",
    });
    expect([secret.status, secret.json.error]).toEqual([401, "invalid_client"]);
    const kind = await requestToken({ grant_type: "client_credentials", client_assertion: "x" });
    expect([kind.status, kind.json.error]).toEqual([400, "invalid_request"]);
  });

  it("is worth nothing while the app is inactive, nor in another Okta", async () => {
    const token = await tokenFor(["okta.apps.read", "okta.apps.manage"]);
    await api.must("POST", `/api/v1/apps/${credentials.clientId}/lifecycle/deactivate`);
    expect((await call(token, "GET", "/api/v1/apps")).errors).toEqual(["Invalid token provided"]);
    await api.must("POST", `/api/v1/apps/${credentials.clientId}/lifecycle/activate`);
    expect((await call(token, "GET", "/api/v1/apps")).status).toBe(200);
    const other = new OktaApi();
    const refused = await other.call("GET", "/api/v1/apps", undefined, { authorization: `Bearer ${token}` });
    expect(refused.errors).toEqual(["Invalid token provided"]);
  });

  it("is forgotten on a reset, and so is the key", async () => {
    const other = new OktaApi();
    const before = await other.okta.serviceApp();
    expect(await other.okta.serviceApp()).toEqual(before);
    other.okta.reset();
    expect((await other.okta.serviceApp()).privateKeyId).not.toBe(before.privateKeyId);
  });

  it("is not in the request log, nor is the assertion", async () => {
    const signed = await assertion();
    const { json } = await requestWith(signed);
    const log = JSON.stringify(api.okta.log.all());
    expect(log).toContain("/oauth2/v1/token");
    expect([log.includes(signed), log.includes(json.access_token ?? "")]).toEqual([false, false]);
  });
});

describe("scopes", () => {
  it("that an endpoint needs are named in the refusal, which has no body", async () => {
    const token = await tokenFor(["okta.apps.manage"]);
    const refused = await call(token, "GET", "/api/v1/policies?type=ACCESS_POLICY");
    expect(refused.status).toBe(403);
    expect(refused.json).toEqual({});
    expect(refused.headers.get("www-authenticate")).toBe(
      'Bearer authorization_uri="https://acme.okta.com/oauth2/v1/authorize", realm="https://acme.okta.com", ' +
        'scope="okta.policies.read", error="insufficient_scope", ' +
        'error_description="The access token provided does not contain the required scopes.", resource="/api/v1/policies"',
    );
  });

  it("to manage open what the one to read opens, and not the other way round", async () => {
    expect((await call(await tokenFor(["okta.groups.manage"]), "GET", "/api/v1/groups")).status).toBe(200);
    api.okta.changeSettings({ serviceAppScopes: ["okta.groups.read"] });
    const reader = await tokenFor(["okta.groups.read"]);
    api.okta.changeSettings({ serviceAppScopes: credentials.scopes });
    expect((await call(reader, "GET", "/api/v1/groups")).status).toBe(200);
    expect((await call(reader, "POST", "/api/v1/groups", { profile: { name: "New" } })).status).toBe(403);
  });

  it("are not all: the app's roles count too", async () => {
    const token = await tokenFor(["okta.groups.manage"]);
    api.okta.changeSettings({ serviceAppRoles: ["APP_ADMIN"] });
    const refused = await call(token, "POST", "/api/v1/groups", { profile: { name: "New" } });
    api.okta.changeSettings({ serviceAppRoles: credentials.roles });
    expect([refused.status, refused.json.errorCode, refused.headers.get("www-authenticate")]).toEqual([
      403,
      "E0000006",
      null,
    ]);
  });

  it("open no call of the Admin Console", async () => {
    const path = `/api/v1/internal/apps/${credentials.clientId}/settings/oauth/idToken`;
    const refused = await call(await tokenFor(["okta.apps.manage"]), "GET", path);
    expect([refused.status, refused.errors]).toEqual([401, ["Invalid session"]]);
  });
});

describe("what the endpoints need", () => {
  const served = COVERAGE.filter(({ status, path }) => status !== "missing" && path.startsWith("/api/"));
  it.each(served.map(({ method, path }) => [method, path]))("is known of %s %s", (method, path) => {
    expect(requirementOf(method, path.replace(/:\w+/g, "x"))).toBeDefined();
  });
});
