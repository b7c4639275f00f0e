import { decodeJwt } from "jose";
import * as client from "openid-client";
import { beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../../../../support/okta-api";
import { errorOf, LENA, ORGANIZATION, SignIn } from "../../../../support/okta-sign-in";

const VIKTOR = "viktor.petrov@acme.example";
const POLICY_FAILED = {
  error: "access_denied",
  description: "Policy evaluation failed for this request, please check the policy configurations.",
};

let signIn: SignIn;
let server: string;
let policy: string;
let rule: string;

const at = (path: string): string => `/api/v1/authorizationServers/${server}${path}`;
const make = async (path: string, body: Json): Promise<string> =>
  String((await signIn.api.must("POST", at(path), body)).id);
const ruleBody = (changes: Json = {}): Json => ({
  type: "RESOURCE_ACCESS",
  name: "Sign-in",
  priority: 1,
  conditions: {
    people: { groups: { include: ["EVERYONE"] } },
    grantTypes: { include: ["authorization_code"] },
    scopes: { include: ["*"] },
  },
  actions: { token: { accessTokenLifetimeMinutes: 15, refreshTokenWindowMinutes: 30 } },
  ...changes,
});
const rely = (): Promise<client.Configuration> => signIn.relyingParty(`${ORGANIZATION}/oauth2/${server}`);

beforeEach(async () => {
  signIn = await SignIn.with();
  const made = await signIn.api.must("POST", "/api/v1/authorizationServers", {
    name: "Access",
    audiences: ["https://access.acme.example"],
  });
  server = String(made.id);
  await make("/scopes", { name: "groups", metadataPublish: "ALL_CLIENTS" });
  policy = await make("/policies", {
    type: "OAUTH_AUTHORIZATION_POLICY",
    name: "Access",
    priority: 1,
    conditions: { clients: { include: [signIn.clientId] } },
  });
  rule = await make(`/policies/${policy}/rules`, ruleBody());
});

describe("a custom authorization server", () => {
  it("signs in with its own issuer, key, audience and lifetime", async () => {
    const { tokens, claims } = await signIn.tokens({ configuration: await rely() });
    expect(claims).toMatchObject({
      iss: `${ORGANIZATION}/oauth2/${server}`,
      sub: signIn.userId(LENA),
      name: "Lena Vogel",
    });
    expect(tokens.expires_in).toBe(900);
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      iss: `${ORGANIZATION}/oauth2/${server}`,
      aud: "https://access.acme.example",
      sub: LENA,
    });
    const [header = ""] = tokens.access_token.split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as Json;
    expect(kid).toBe(signIn.okta.store.servers.get(server)?.kid);
  });

  it("goes by `default` where it is the default one", async () => {
    const configuration = await signIn.relyingParty(`${ORGANIZATION}/oauth2/default`);
    const { claims } = await signIn.tokens({ configuration, parameters: { scope: "openid profile" } });
    expect(claims.iss).toBe(`${ORGANIZATION}/oauth2/default`);
  });

  it("has no groups scope unless somebody made one: the request fails as a whole", async () => {
    const configuration = await signIn.relyingParty(`${ORGANIZATION}/oauth2/default`);
    expect(errorOf(await signIn.authorize({ configuration }))).toEqual({
      error: "invalid_scope",
      description: "One or more scopes are not configured for the authorization server resource.",
    });
  });

  it("takes its default scopes for a request without any", async () => {
    await make("/scopes", { name: "access", default: true });
    const { tokens } = await (async () => {
      const configuration = await rely();
      const authorized = await signIn.authorize({ configuration, parameters: { scope: undefined, nonce: undefined } });
      const grant = await client.authorizationCodeGrant(configuration, authorized.visit.url, {
        pkceCodeVerifier: authorized.verifier,
        expectedState: authorized.parameters.state ?? "",
      });
      return { tokens: grant };
    })();
    expect(decodeJwt(tokens.access_token).scp).toEqual(["access"]);
    expect(tokens.id_token).toBeUndefined();
  });

  it("is not there when it is inactive, deleted, or the organization did not buy it", async () => {
    const path = `/oauth2/${server}/.well-known/openid-configuration`;
    const status = async (): Promise<number> => (await signIn.okta.app.request(path)).status;
    expect(await status()).toBe(200);
    await signIn.api.must("POST", at("/lifecycle/deactivate"));
    expect(await status()).toBe(404);
    await signIn.api.must("POST", at("/lifecycle/activate"));
    signIn.okta.changeSettings({ apiAccessManagement: false });
    expect(await status()).toBe(401);
    signIn.okta.changeSettings({ apiAccessManagement: true });
    await signIn.api.must("DELETE", at(""));
    expect(await status()).toBe(404);
  });

  it("rotates its keys, and what was signed before stays good", async () => {
    const before = await signIn.tokens({ configuration: await rely() });
    const keys = (await signIn.api.call("GET", at("/credentials/keys"))).list;
    expect(keys.map((key) => key.status)).toEqual(["ACTIVE", "NEXT"]);
    const rotated = (await signIn.api.call("POST", at("/credentials/lifecycle/keyRotate"), { use: "sig" })).list;
    expect(rotated.map((key) => key.status)).toEqual(["ACTIVE", "NEXT", "EXPIRED"]);
    expect(rotated[0]?.kid).toBe(keys[1]?.kid);
    expect(JSON.stringify(rotated)).not.toContain('"d":');
    const configuration = await rely();
    const after = await signIn.tokens({ configuration });
    expect(after.claims.email).toBe(LENA);
    const info = await client.fetchUserInfo(configuration, before.tokens.access_token, String(before.claims.sub));
    expect(info.email).toBe(LENA);
  });
});

describe("access policies of a custom authorization server", () => {
  const outcome = async (login = LENA, scope = "openid profile email groups") =>
    errorOf(await signIn.authorize({ configuration: await rely(), login, parameters: { scope } }));
  const changeRule = (changes: Json) =>
    signIn.api.must("PUT", at(`/policies/${policy}/rules/${rule}`), ruleBody(changes));

  it("let nobody in when no policy names the client", async () => {
    await signIn.api.must("PUT", at(`/policies/${policy}`), {
      name: "Access",
      conditions: { clients: { include: ["0oaSomebodyElse00000"] } },
    });
    expect(await outcome()).toEqual(POLICY_FAILED);
  });

  it.each(["policy", "rule"])("do not count when the %s is inactive", async (what) => {
    const path = what === "policy" ? `/policies/${policy}` : `/policies/${policy}/rules/${rule}`;
    await signIn.api.must("POST", at(`${path}/lifecycle/deactivate`));
    expect(await outcome()).toEqual(POLICY_FAILED);
  });

  it("look at the grant", async () => {
    const conditions = { ...(ruleBody().conditions as Json), grantTypes: { include: ["client_credentials"] } };
    await changeRule({ conditions });
    expect(await outcome()).toEqual(POLICY_FAILED);
  });

  it("must cover every scope that is asked for", async () => {
    const conditions = { ...(ruleBody().conditions as Json), scopes: { include: ["openid", "profile"] } };
    await changeRule({ conditions });
    expect(await outcome(LENA, "openid profile")).toEqual({ error: null, description: null });
    expect(await outcome(LENA, "openid profile email")).toEqual(POLICY_FAILED);
  });

  it("look at people: included by group, excluded by name", async () => {
    const people = { groups: { include: [signIn.groupId("Contractors")] }, users: { exclude: [] as string[] } };
    await changeRule({ conditions: { ...(ruleBody().conditions as Json), people } });
    expect(await outcome(LENA)).toEqual(POLICY_FAILED);
    expect((await outcome(VIKTOR)).error).toBeNull();
    people.users.exclude.push(signIn.userId(VIKTOR));
    await changeRule({ conditions: { ...(ruleBody().conditions as Json), people } });
    expect(await outcome(VIKTOR)).toEqual(POLICY_FAILED);
  });

  it("leave a word in the System Log", async () => {
    await signIn.api.must("DELETE", at(`/policies/${policy}/rules/${rule}`));
    expect(await outcome()).toEqual(POLICY_FAILED);
    const filter = encodeURIComponent('outcome.reason eq "no_matching_policy"');
    expect((await signIn.api.call("GET", `/api/v1/logs?filter=${filter}`)).list).toMatchObject([
      { eventType: "app.oauth2.as.authorize", actor: { alternateId: LENA }, outcome: { result: "FAILURE" } },
    ]);
  });
});

describe("claims of a custom authorization server", () => {
  const claim = (body: Json) =>
    make("/claims", { status: "ACTIVE", alwaysIncludeInToken: true, conditions: {}, ...body });
  const identity = { claimType: "IDENTITY", valueType: "EXPRESSION" };

  it("are refused when they are no expression", async () => {
    const sent = { ...identity, name: "x", value: 'user.email + ("' };
    expect((await signIn.api.call("POST", at("/claims"), sent)).errors.join()).toContain("value: Invalid expression.");
  });

  it("by filter and by allow list, in the token that they are for", async () => {
    await claim({
      name: "groups",
      claimType: "IDENTITY",
      valueType: "GROUPS",
      value: "E",
      group_filter_type: "STARTS_WITH",
    });
    await claim({ name: "teams", claimType: "RESOURCE", valueType: "GROUPS", value: ".*", group_filter_type: "REGEX" });
    const ids = ["Engineering", "Finance"].map((name) => `"${signIn.groupId(name)}"`).join(", ");
    await claim({ ...identity, name: "allowed", value: `getFilteredGroups([${ids}], "group.name", 5)` });
    const { tokens, claims } = await signIn.tokens({ configuration: await rely() });
    expect(claims).toMatchObject({ groups: ["Everyone", "Engineering"], allowed: ["Engineering"] });
    expect(claims.teams).toBeUndefined();
    expect(decodeJwt(tokens.access_token)).toMatchObject({ teams: ["Everyone", "Engineering", "Workforce"] });
    expect(decodeJwt(tokens.access_token).groups).toBeUndefined();
  });

  it("only with their scopes, only when active, and beside an access token only when always included", async () => {
    await claim({ ...identity, name: "scoped", value: "user.title", conditions: { scopes: ["groups"] } });
    await claim({ ...identity, name: "off", value: "user.title", status: "INACTIVE" });
    await claim({ ...identity, name: "asked", value: "user.title", alwaysIncludeInToken: false });
    const configuration = await rely();
    const { claims, tokens } = await signIn.tokens({ configuration, parameters: { scope: "openid profile" } });
    expect([claims.scoped, claims.off, claims.asked]).toEqual([undefined, undefined, undefined]);
    const info = await client.fetchUserInfo(configuration, tokens.access_token, String(claims.sub));
    expect([info.scoped, info.off, info.asked]).toEqual([undefined, undefined, "Staff Engineer"]);
    const more = await signIn.tokens({ configuration });
    expect(more.claims.scoped).toBe("Staff Engineer");
  });

  it("that cannot be evaluated keep everybody out", async () => {
    await claim({ ...identity, name: "groups", value: 'Groups.startsWith("OKTA", "E", 200)' });
    expect(errorOf(await signIn.authorize({ configuration: await rely() }))).toEqual({
      error: "access_denied",
      description: "The 'groups' user claim could not be evaluated.",
    });
  });
});

describe("consent", () => {
  it("is asked for once, where the application and the scope want it", async () => {
    signIn = await SignIn.with({ settings: { consent_method: "REQUIRED" } }, signIn.api);
    await signIn.api.must("PUT", at(`/policies/${policy}`), {
      name: "Access",
      conditions: { clients: { include: ["ALL_CLIENTS"] } },
    });
    await make("/scopes", { name: "salary", displayName: "See your salary", consent: "REQUIRED" });
    const configuration = await rely();
    const parameters = { scope: "openid salary" };
    const { browser, visit } = await signIn.authorize({ configuration, parameters });
    expect(visit.text).toContain("See your salary");
    const denied = await browser.submit(visit, { consent: "deny" });
    expect(denied.url.searchParams.get("error")).toBe("access_denied");
    const silent = await signIn.authorize({ configuration, browser, parameters: { ...parameters, prompt: "none" } });
    expect(errorOf(silent).error).toBe("consent_required");
    const asked = await signIn.authorize({ configuration, browser, parameters });
    const allowed = await browser.submit(asked.visit, { consent: "allow" });
    expect(allowed.url.searchParams.get("code")).toEqual(expect.any(String));
    const again = await signIn.tokens({ configuration, browser, login: null, parameters });
    expect(again.tokens.scope).toBe("openid salary");
  });
});
