// Logging in by a custom authorization server of Okta: claims of somebody's own making, and policies on them.
import { afterEach, describe, expect, it } from "vitest";
import { SANDBOX_API_TOKEN } from "../../../../../sandbox/okta/index";
import { AccessBrowser } from "../../../../support/access-browser";
import { AccessLogin, type AccessLoginOptions } from "../../../../support/access-login";
import type { Json } from "../../../../support/okta-api";
import { LENA } from "../../../../support/okta-sign-in";

let access: AccessLogin;
let server: string;

/** A login method that uses a new server with the scope `groups`, the groups claim and `department`. */
async function start(options: AccessLoginOptions & { readonly rule?: Json } = {}): Promise<void> {
  const { rule, ...rest } = options;
  access = await AccessLogin.start({
    ...rest,
    config: { claims: ["department", "title"], ...options.config },
  });
  const make = async (path: string, body: Json): Promise<string> =>
    ((await access.okta.send("POST", `/authorizationServers${path}`, body)) as { id: string }).id;
  server = await make("", { name: "Access", audiences: ["https://access.acme.example"] });
  await make(`/${server}/scopes`, { name: "groups" });
  const claim = (name: string, value: string, more: Json = {}): Promise<string> =>
    make(`/${server}/claims`, {
      name,
      value,
      claimType: "IDENTITY",
      valueType: "EXPRESSION",
      alwaysIncludeInToken: true,
      ...more,
    });
  await claim("groups", ".*", {
    valueType: "GROUPS",
    group_filter_type: "REGEX",
    conditions: { scopes: ["groups"] },
  });
  await claim("department", "user.department");
  const policy = await make(`/${server}/policies`, {
    type: "OAUTH_AUTHORIZATION_POLICY",
    name: "Access",
    priority: 1,
    conditions: { clients: { include: [access.oktaAppId] } },
  });
  await make(`/${server}/policies/${policy}/rules`, {
    type: "RESOURCE_ACCESS",
    name: "Sign-in",
    priority: 1,
    conditions: {
      people: { groups: { include: ["EVERYONE"] } },
      grantTypes: { include: ["authorization_code"] },
      scopes: { include: ["*"] },
      ...rule,
    },
    actions: { token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0 } },
  });
  await useServer(server);
}
afterEach(() => access.close());

async function useServer(id: string): Promise<void> {
  const path = `/identity_providers/${access.idpId}`;
  const { result } = await access.cloudflare.get<{ result: { name: string; config: Json } }>(path);
  const { store } = access.sandbox.cloudflare;
  const secrets = store.identityProviders.get(access.idpId)?.secretConfig ?? {};
  await access.cloudflare.send("PUT", path, {
    name: result.name,
    type: "okta",
    config: { ...result.config, ...secrets, authorization_server_id: id },
  });
}

async function identity(browser: AccessBrowser): Promise<Json> {
  return JSON.parse((await browser.open(access.wiki("/cdn-cgi/access/get-identity"))).text);
}

describe("a custom authorization server", () => {
  it("tells claims, which get-identity and the token of the application pass on: those that are listed and there", async () => {
    await start();
    const browser = new AccessBrowser();
    const visit = await access.visit(access.wiki(), LENA, browser);
    expect(visit.text).toContain("<dt>Claim department</dt><dd>Engineering</dd>");
    expect(await identity(browser)).toMatchObject({
      email: LENA,
      groups: expect.arrayContaining(["Engineering"]),
    });
    expect((await identity(browser)).oidc_fields).toEqual({ department: "Engineering" });
    const [, payload = ""] = (browser.cookie("wiki.acme.example.localhost", "CF_Authorization") ?? "").split(".");
    expect(JSON.parse(Buffer.from(payload, "base64url").toString()).custom).toEqual({
      department: "Engineering",
    });
    expect(browser.history.some((address) => address.includes(`/oauth2/${server}/v1/authorize`))).toBe(true);
  });

  it("is what a policy on a claim goes by", async () => {
    await start();
    const allow = (claim_value: string): Promise<void> =>
      access.setPolicies([
        {
          name: "Department",
          decision: "allow",
          precedence: 1,
          include: [{ oidc: { identity_provider_id: access.idpId, claim_name: "department", claim_value } }],
        },
      ]);
    await allow("Finance");
    expect((await access.visit(access.wiki())).status).toBe(403);
    await allow("Engineering");
    expect((await access.visit(access.wiki())).text).toContain("You are in, as");
  });

  it("lets nobody in whom its access policy does not cover", async () => {
    await start({ rule: { people: { groups: { include: [] }, users: { exclude: [], include: ["00unobody"] } } } });
    const page = await access.visit(access.wiki());
    expect(page.status).toBe(400);
    expect(page.text).toContain("access_denied: Policy evaluation failed for this request");
  });

  it("leaves the groups to the API token when its claim has none", async () => {
    await start({ config: { api_token: SANDBOX_API_TOKEN } });
    const path = `/authorizationServers/${server}/claims`;
    const claims = await access.okta.get<{ id: string; name: string }[]>(path);
    await access.okta.send("DELETE", `${path}/${claims.find(({ name }) => name === "groups")?.id}`);
    expect((await access.visit(access.wiki())).text).toContain("You are in, as");
  });

  it("that does not exist ends the login at Okta", async () => {
    await start();
    await useServer("aus0nobody0knows0000");
    const page = await access.visit(access.wiki());
    expect(page.status).toBe(404);
    expect(page.url.origin).toBe(access.sandbox.okta.url);
  });
});
