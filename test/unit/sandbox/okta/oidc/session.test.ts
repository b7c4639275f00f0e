import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OktaApi } from "../../../../support/okta-api";
import { errorOf, LENA, ORGANIZATION, SignIn } from "../../../../support/okta-sign-in";

describe("the sign-in page", () => {
  it("names the application, suggests the user of login_hint, and shows who could sign in", async () => {
    const signIn = await SignIn.with();
    const { visit } = await signIn.authorize({ login: null, parameters: { login_hint: LENA } });
    expect(visit.url.pathname).toMatch(/^\/signin\//);
    expect(visit.text).toContain("<strong>Cloudflare Access</strong>");
    expect(visit.text).toContain(`value="${LENA}" autocomplete="username"`);
    expect(visit.text).not.toContain("owen.byrne@acme.example");
    expect(visit.text.length).toBeLessThan(100_000);
  });

  it("stays small however many people there are", async () => {
    const signIn = await SignIn.with();
    const template = signIn.okta.store.user(LENA);
    if (template === undefined) {
      throw new Error("The seed has no Lena.");
    }
    for (let count = 0; count < 2_000; count += 1) {
      const login = `someone.with.a.long.name.${count}@acme.example`;
      signIn.okta.store.users.put({ ...template, id: `00u${count}`, profile: { ...template.profile, login } });
    }
    const { visit } = await signIn.authorize({ login: null });
    expect(visit.text).toContain("2022 who can sign in, the first 100");
    expect(visit.text.length).toBeLessThan(100_000);
  });

  it("shows markup in a label or a hint as text", async () => {
    const signIn = await SignIn.with();
    const { visit } = await signIn.authorize({
      login: null,
      parameters: { login_hint: '"><script>alert(1)</script>' },
    });
    expect(visit.text).not.toContain("<script>");
  });

  it("forgets a request that nobody waits for any more", async () => {
    const signIn = await SignIn.with();
    const { visit, browser } = await signIn.authorize({ login: null });
    expect((await signIn.browser().open(visit.url.href)).status).toBe(200);
    await signIn.api.must("POST", "/_sandbox/reset");
    expect(await browser.open(visit.url.href)).toMatchObject({ status: 400, text: expect.stringContaining("expired") });
  });

  it("is for the browser that was sent there, and for no other", async () => {
    const signIn = await SignIn.with();
    const { visit } = await signIn.authorize({ login: null });
    const stranger = await signIn.browser().submit(visit, { username: LENA, password: "Acme-sandbox-1" });
    expect(stranger.status).toBe(400);
  });
});

describe("a session", () => {
  it("is one for all applications and all authorization servers", async () => {
    const signIn = await SignIn.with();
    const { browser } = await signIn.tokens();
    const payroll = signIn.okta.store.apps.find((app) => app.label === "Payroll");
    await signIn.api.must("PUT", `/api/v1/apps/${String(payroll?.id)}/groups/${signIn.groupId("Engineering")}`, {});
    const query = new URLSearchParams({
      client_id: String(payroll?.id),
      redirect_uri: "https://payroll.acme.example/oauth/callback",
      response_type: "code",
      scope: "openid",
      state: "s",
    });
    const { url } = await browser.open(`/oauth2/default/v1/authorize?${query}`);
    expect(url.origin).toBe("https://payroll.acme.example");
    expect(url.searchParams.get("code")).toEqual(expect.any(String));
  });

  it("is renewed with prompt=login, also by somebody else", async () => {
    const signIn = await SignIn.with();
    const { browser, claims } = await signIn.tokens();
    const login = "viktor.petrov@acme.example";
    const other = await signIn.tokens({ browser, login, parameters: { prompt: "login" } });
    expect(other.claims.sub).not.toBe(claims.sub);
    const silent = await signIn.tokens({ browser, login: null, parameters: { prompt: "none" } });
    expect(silent.claims.email).toBe(login);
  });

  it("asks again when it is older than max_age", async () => {
    const signIn = await SignIn.with();
    const { browser } = await signIn.tokens();
    const { visit } = await signIn.authorize({ browser, login: null, parameters: { max_age: "0" } });
    expect(visit.url.pathname).toMatch(/^\/signin\//);
  });

  it("is not enough where the application's sign-on policy asks every time", async () => {
    const signIn = await SignIn.with();
    const policy = await signIn.api.must("POST", "/api/v1/policies", { type: "ACCESS_POLICY", name: "Every time" });
    await signIn.api.must("POST", `/api/v1/policies/${String(policy.id)}/rules`, {
      type: "ACCESS_POLICY",
      name: "Every time",
      priority: 0,
      actions: {
        appSignOn: {
          access: "ALLOW",
          verificationMethod: { type: "ASSURANCE", factorMode: "1FA", reauthenticateIn: "PT0S", constraints: [] },
        },
      },
    });
    const { browser } = await signIn.tokens();
    await signIn.api.must("PUT", `/api/v1/apps/${signIn.appId}/policies/${String(policy.id)}`);
    expect((await signIn.authorize({ browser, login: null })).visit.url.pathname).toMatch(/^\/signin\//);
    expect(errorOf(await signIn.authorize({ browser, parameters: { prompt: "none" } }))).toEqual({
      error: "login_required",
      description: "The client specified not to prompt, but the client app requires re-authentication or MFA.",
    });
    const { claims } = await signIn.tokens({ browser });
    expect(claims.amr).toEqual(["pwd"]);
  });

  it.each([
    ["suspended and back", ["lifecycle/suspend", "lifecycle/unsuspend"]],
    ["signed out by an administrator", ["sessions"]],
  ])("ends when its user is %s", async (_name, calls) => {
    const signIn = await SignIn.with();
    const { browser, tokens } = await signIn.tokens();
    for (const call of calls) {
      const method = call === "sessions" ? "DELETE" : "POST";
      await signIn.api.must(method, `/api/v1/users/${LENA}/${call}`);
    }
    expect(errorOf(await signIn.authorize({ browser, parameters: { prompt: "none" } })).error).toBe("login_required");
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const status = async (): Promise<number> =>
      (await signIn.okta.app.request("/oauth2/v1/userinfo", { headers })).status;
    expect(await status()).toBe(200);
    await signIn.api.must("DELETE", `/api/v1/users/${LENA}/sessions?oauthTokens=true`);
    expect(await status()).toBe(401);
  });

  it("asks nobody for consent to a trusted application", async () => {
    const signIn = await SignIn.with();
    expect((await signIn.tokens({ parameters: { prompt: "consent" } })).claims.email).toBe(LENA);
  });

  it("ends at /login/signout, whoever was signed in", async () => {
    const signIn = await SignIn.with();
    const { browser } = await signIn.tokens();
    expect(browser.cookieNames()).toContain("idx");
    expect((await browser.open("/login/signout")).text).toContain("signed out");
    expect(browser.cookieNames()).not.toContain("idx");
    expect((await signIn.authorize({ browser, login: null })).visit.url.pathname).toMatch(/^\/signin\//);
  });

  it("does not end for a logout that leads to a foreign place, or with a made-up token", async () => {
    const signIn = await SignIn.with();
    const { browser, tokens } = await signIn.tokens();
    const logout = (parameters: Record<string, string>) =>
      browser.open(`/oauth2/v1/logout?${new URLSearchParams(parameters)}`);
    const hint = { id_token_hint: tokens.id_token ?? "" };
    const foreign = await logout({ ...hint, post_logout_redirect_uri: "https://evil.example/" });
    expect(foreign).toMatchObject({ status: 400, text: expect.stringContaining("Logout redirect URI") });
    expect((await logout({ id_token_hint: "made-up" })).status).toBe(400);
    expect((await signIn.tokens({ browser, login: null, parameters: { prompt: "none" } })).claims.email).toBe(LENA);
    expect((await logout(hint)).text).toContain("signed out");
  });
});

describe("what this Okta keeps of sign-ins", () => {
  it("outlives a restart: keys and tokens", async () => {
    const folder = mkdtempSync(join(tmpdir(), "okta-"));
    const database = join(folder, "okta.db");
    try {
      const first = await SignIn.with({}, new OktaApi({ database }));
      const { tokens } = await first.tokens();
      const keys = await (await first.okta.app.request("/oauth2/v1/keys")).json();
      first.okta.close();
      const second = new OktaApi({ database });
      expect(await (await second.okta.app.request("/oauth2/v1/keys")).json()).toEqual(keys);
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      const info = await second.okta.app.request("/oauth2/v1/userinfo", { headers });
      expect(await info.json()).toMatchObject({ email: LENA });
      second.okta.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("shows no private key, token or typed password in log, pages or answers", async () => {
    const signIn = await SignIn.with();
    const { tokens } = await signIn.tokens();
    await signIn.authorize({ password: "Typed-by-mistake-9" });
    const pages = ["/oauth2/v1/keys", "/.well-known/openid-configuration", "/log/entries", "/admin/users", "/"];
    const texts = await Promise.all(pages.map(async (path) => (await signIn.okta.app.request(path)).text()));
    const everything = texts.join("\n") + JSON.stringify((await signIn.api.call("GET", "/api/v1/logs")).list);
    for (const secret of [
      tokens.access_token,
      tokens.id_token ?? "",
      signIn.clientSecret,
      "Typed-by-mistake-9",
      '"d":"',
    ]) {
      expect(everything).not.toContain(secret);
    }
  });

  it("writes sign-ins and failures into the System Log, which can be filtered and paged", async () => {
    const signIn = await SignIn.with();
    await signIn.authorize({ password: "guess" });
    await signIn.tokens();
    await signIn.authorize({ login: "priya.raman@acme.example" });
    const log = async (query: Record<string, string>) =>
      (await signIn.api.call("GET", `/api/v1/logs?${new URLSearchParams(query)}`)).list;
    const all = await log({});
    expect(all.map((event) => event.eventType)).toEqual([
      "group.application_assignment.add",
      "user.session.start",
      "user.session.start",
      "policy.evaluate_sign_on",
      "user.authentication.sso",
      "app.oauth2.authorize.code",
      "app.oauth2.token.grant",
      "user.session.start",
      "app.generic.unauth_app_access_attempt",
    ]);
    const sso = await log({ filter: `eventType eq "user.authentication.sso" and target.id eq "${signIn.appId}"` });
    expect(sso).toMatchObject([
      {
        actor: { id: signIn.userId(LENA), alternateId: LENA, displayName: "Lena Vogel" },
        outcome: { result: "SUCCESS" },
        target: [{ type: "AppInstance", displayName: "Cloudflare Access" }],
      },
    ]);
    expect(await log({ until: String(all[2]?.published) })).toMatchObject([
      { eventType: "group.application_assignment.add" },
      { outcome: { result: "FAILURE", reason: "INVALID_CREDENTIALS" } },
    ]);
    expect(await log({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(await log({ q: "priya unauthorized" })).toHaveLength(1);
    const first = await signIn.api.call("GET", "/api/v1/logs?limit=3&sortOrder=DESCENDING");
    expect(first.list[0]?.eventType).toBe("app.generic.unauth_app_access_attempt");
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await signIn.api.call("GET", next.slice(ORGANIZATION.length));
    expect(second.list.map((event) => event.eventType)).toEqual([
      "app.oauth2.authorize.code",
      "user.authentication.sso",
      "policy.evaluate_sign_on",
    ]);
  });
});
