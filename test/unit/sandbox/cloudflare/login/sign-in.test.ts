// Logging in to an application behind the local Access by the local Okta, over real HTTP.
import { createRemoteJWKSet, jwtVerify, SignJWT } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { AccessBrowser } from "../../../../support/access-browser";
import { AccessLogin, type AccessLoginOptions } from "../../../../support/access-login";
import { LENA } from "../../../../support/okta-sign-in";

const PRIYA = "priya.raman@acme.example";
const WIKI_HOST = "wiki.acme.example.localhost";
const IDENTITY = "/cdn-cgi/access/get-identity";

let access: AccessLogin;

async function start(options: AccessLoginOptions = {}): Promise<AccessLogin> {
  access = await AccessLogin.start(options);
  return access;
}
afterEach(() => access.close());

/** A browser that is in. */
async function loggedIn(options: AccessLoginOptions = {}): Promise<AccessBrowser> {
  await start(options);
  const browser = new AccessBrowser();
  expect((await access.visit(access.wiki(), LENA, browser)).text).toContain("You are in, as");
  return browser;
}

describe("somebody whom a policy lets in", () => {
  it("reaches the page that was asked for, with a token that anybody can check", async () => {
    await start();
    const browser = new AccessBrowser();
    const visit = await access.visit(access.wiki("/start?page=2"), LENA, browser);
    expect(visit.url.href).toBe(access.wiki("/start?page=2"));
    expect(visit.status).toBe(200);
    expect(visit.text).toContain(`You are in, as <strong>${LENA}</strong>`);

    const token = browser.cookie(WIKI_HOST, "CF_Authorization") ?? "";
    const keys = createRemoteJWKSet(new URL(`${access.sandbox.cloudflare.url}/cdn-cgi/access/certs`));
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: "https://acme.cloudflareaccess.com",
      audience: access.aud,
    });
    expect(protectedHeader).toMatchObject({ alg: "RS256", kid: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(payload).toMatchObject({ type: "app", email: LENA, country: "XX", aud: [access.aud] });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(8 * 3600);
    expect(
      browser.history.filter((address) => address.includes(token)),
      "the token in an address",
    ).toEqual([]);
  });

  it("is known with groups, and takes a seat", async () => {
    const browser = await loggedIn();
    const identity = JSON.parse((await browser.open(access.wiki(IDENTITY))).text) as Record<string, unknown>;
    expect(identity).toMatchObject({
      email: LENA,
      name: "Lena Vogel",
      idp: { id: access.idpId, type: "okta" },
      groups: expect.arrayContaining(["Engineering", "Workforce"]),
      geo: { country: "XX" },
    });
    const { result } = await access.cloudflare.get<{ result: Record<string, unknown>[] }>(`/users?email=${LENA}`);
    expect(result).toEqual([
      expect.objectContaining({ id: identity.user_uuid, access_seat: true, last_successful_login: expect.any(String) }),
    ]);
    const sessions = await access.cloudflare.get<{ result: { metadata: { apps: object } }[] }>(
      `/users/${identity.user_uuid}/active_sessions`,
    );
    expect(sessions.result.map(({ metadata }) => Object.keys(metadata.apps))).toEqual([[access.applicationId]]);
  });

  it("need not sign in again for the next application", async () => {
    const browser = await loggedIn();
    await access.cloudflare.send("POST", "/apps", {
      type: "self_hosted",
      name: "Docs",
      domain: "docs.acme.example",
      policies: [{ name: "All", decision: "allow", precedence: 1, include: [{ everyone: {} }] }],
    });
    const visit = await browser.open(access.at("docs.acme.example"));
    expect(visit.text).toContain("You are in, as");
    expect((await browser.open(access.team())).text).toContain("Docs");
  });
});

describe("a login that is over", () => {
  async function mustLogInAgain(browser: AccessBrowser): Promise<void> {
    const identity = await browser.open(access.wiki(IDENTITY));
    expect([identity.status, identity.text]).toEqual([400, '{"err":"no app token set"}']);
    const before = browser.history.length;
    await browser.open(access.wiki());
    expect(browser.history.slice(before).some((address) => address.includes("/oauth2/v1/authorize"))).toBe(true);
  }

  it("ends with the logout, everywhere", async () => {
    const browser = await loggedIn();
    expect((await browser.open(access.wiki("/cdn-cgi/access/logout"))).text).toContain("You are logged out");
    await mustLogInAgain(browser);
  });

  it("ends at the next request when an administrator revokes it", async () => {
    const browser = await loggedIn();
    await access.cloudflare.send("POST", "/organizations/revoke_user", { email: LENA.toUpperCase() });
    await mustLogInAgain(browser);
  });

  it("ends for one application when its tokens are revoked; the login at the team domain stays", async () => {
    const browser = await loggedIn();
    await access.cloudflare.send("POST", `/apps/${access.applicationId}/revoke_tokens`);
    expect((await browser.open(access.wiki(IDENTITY))).status).toBe(400);
    expect((await browser.open(access.wiki())).text).toContain("You are in, as");
    expect(browser.history.filter((address) => address.includes("/oauth2/v1/authorize?"))).toHaveLength(1);
  });

  it("is not made good by a token of somebody else's key, or for another application", async () => {
    const browser = await loggedIn();
    const forged = await new SignJWT({ email: LENA, identity_nonce: "x" })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer("https://acme.cloudflareaccess.com")
      .setAudience([access.aud])
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode("a key of thirty-two characters!!"));
    const team = browser.cookie("acme.cloudflareaccess.com.localhost", "CF_Authorization") ?? "";
    for (const token of [forged, team, "nonsense"]) {
      const stranger = new AccessBrowser();
      stranger.setCookie(WIKI_HOST, "CF_Authorization", token);
      expect((await stranger.open(access.wiki(IDENTITY))).status).toBe(400);
    }
  });

  it("hands a token over once", async () => {
    const browser = await loggedIn();
    const authorized = browser.history.find((address) => address.includes("/cdn-cgi/access/authorized")) ?? "";
    const thief = new AccessBrowser();
    expect((await thief.open(authorized)).text).toContain('name="password"');
  });

  it("leads nowhere else than to the application", async () => {
    const browser = await loggedIn();
    const visit = await browser.open(
      access.team("/cdn-cgi/access/login/wiki.acme.example?redirect_url=//evil.example/x"),
    );
    expect(visit.url.href).toBe(access.wiki("/evil.example/x"));
  });
});

describe("somebody who may not come in", () => {
  it("is told so, and why, and it is in the logs", async () => {
    await start();
    const visit = await access.visit(access.wiki(), PRIYA);
    expect(visit.status).toBe(403);
    expect(visit.text).toContain("That account does not have access.");
    expect(visit.text).toContain("Okta group &quot;Engineering&quot; (Okta)");
    const { result } = await access.cloudflare.get<{ result: unknown[] }>("/logs/access_requests");
    expect(result).toEqual([
      expect.objectContaining({ allowed: false, user_email: PRIYA, app_uid: access.applicationId, connection: "okta" }),
    ]);
  });

  it("has taken no seat", async () => {
    await start();
    await access.visit(access.wiki(), PRIYA);
    const { result } = await access.cloudflare.get<{ result: unknown[] }>(`/users?email=${PRIYA}`);
    expect(result).toEqual([]);
  });

  it("is nobody with groups when the pattern of the claim is wrong", async () => {
    await start({ groupsRegex: "^eng-.*$" });
    const visit = await access.visit(access.wiki());
    expect(visit.status).toBe(403);
    expect(visit.text).toContain('<dt>Groups</dt><dd><span class="badge plain">none</span></dd>');
  });

  it("passes without a login where a Bypass policy says so", async () => {
    await start({
      policies: [{ name: "Office", decision: "bypass", precedence: 1, include: [{ ip: { ip: "192.0.2.0/24" } }] }],
    });
    const office = new AccessBrowser({ "cf-connecting-ip": "192.0.2.4" });
    expect((await office.open(access.wiki())).text).toContain("You are in: the policy <strong>Office</strong>");
    expect((await new AccessBrowser().open(access.wiki())).text).toContain('name="password"');
  });
});

describe("groups that the claim does not hold", () => {
  it("are read with the API token", async () => {
    await start({ groupsRegex: "^nothing$", config: { api_token: "00sandbox-okta-api-token-not-a-secret-0000" } });
    expect((await access.visit(access.wiki())).text).toContain("You are in, as");
  });

  it("make the login fail when the API token is wrong", async () => {
    await start({ groupsRegex: "^nothing$", config: { api_token: "00an-api-token-that-okta-has-never-seen-00" } });
    const visit = await access.visit(access.wiki());
    expect(visit.status).toBe(400);
    expect(visit.text).toContain("Failed to fetch user/group information from the identity provider");
    expect(visit.text).toContain("Invalid token provided");
    expect(visit.text).not.toContain("never-seen");
  });
});
