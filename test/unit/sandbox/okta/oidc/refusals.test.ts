import { describe, expect, it } from "vitest";
import {
  type AppOptions,
  type AuthorizeRequest,
  CALLBACK,
  errorOf,
  LENA,
  SignIn,
} from "../../../../support/okta-sign-in";

const PKCE_OFF = { code_challenge: undefined, code_challenge_method: undefined };

describe("a request that goes back to the application with an error", () => {
  it.each<[string, AuthorizeRequest, string, string | RegExp, AppOptions?]>([
    [
      "a scope that nobody knows",
      { parameters: { scope: "openid salary" } },
      "invalid_scope",
      "One or more scopes are not configured for the authorization server resource.",
    ],
    [
      "no scope",
      { parameters: { scope: undefined } },
      "invalid_scope",
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    ],
    [
      "another response type",
      { parameters: { response_type: "id_token" } },
      "unsupported_response_type",
      /^The response type is not supported/,
    ],
    [
      "no state",
      { parameters: { state: undefined } },
      "invalid_request",
      "The authentication request has an invalid 'state' parameter.",
    ],
    [
      "no PKCE where the application asks for it",
      { parameters: PKCE_OFF },
      "invalid_request",
      "PKCE code challenge is required by the application.",
    ],
    [
      "no PKCE from a public client",
      { parameters: PKCE_OFF },
      "invalid_request",
      "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.",
      { credentials: { token_endpoint_auth_method: "none" } },
    ],
    [
      "PKCE in the clear",
      { parameters: { code_challenge_method: "plain" } },
      "invalid_request",
      "The 'code_challenge_method' is not supported. Supported code challenge methods: [S256].",
    ],
    [
      "an application that is set up for another grant",
      {},
      "unauthorized_client",
      "The client is not authorized to use the provided grant type. Configured grant types: [implicit].",
      { settings: { grant_types: ["implicit"], response_types: ["id_token"] } },
    ],
    [
      "prompt=none and nobody in a session",
      { parameters: { prompt: "none" } },
      "login_required",
      "The client specified not to prompt, but the user is not logged in.",
    ],
    ["a prompt that does not exist", { parameters: { prompt: "dance" } }, "invalid_request", /'prompt'/],
    [
      "a response mode that does not exist",
      { parameters: { response_mode: "pigeon" } },
      "unsupported_response_mode",
      /^The requested response mode is not supported/,
    ],
    [
      "somebody who is not assigned",
      { login: "priya.raman@acme.example" },
      "access_denied",
      "User is not assigned to the client application.",
    ],
  ])("%s", async (_name, request, error, description, options) => {
    const signIn = await SignIn.with(options);
    const authorized = await signIn.authorize(request);
    expect(`${authorized.visit.url.origin}${authorized.visit.url.pathname}`).toBe(CALLBACK);
    expect(errorOf(authorized)).toEqual({
      error,
      description: typeof description === "string" ? description : expect.stringMatching(description),
    });
    expect(authorized.visit.url.searchParams.get("state")).toBe(authorized.parameters.state ?? null);
    expect([...authorized.visit.url.searchParams.keys()]).not.toContain("iss");
  });

  it("in a form, or behind a hash, when the application wants it there", async () => {
    const signIn = await SignIn.with();
    const { visit } = await signIn.authorize({ parameters: { scope: "openid x", response_mode: "form_post" } });
    expect(visit.status).toBe(200);
    expect(visit.text).toContain(`action="${CALLBACK}"`);
    expect(visit.text).toMatch(/name="error" value="invalid_scope"/);
    const other = await signIn.authorize({ parameters: { scope: "openid x", response_mode: "fragment" } });
    expect(new URLSearchParams(other.visit.url.hash.slice(1)).get("error")).toBe("invalid_scope");
  });
});

describe("a request that goes back to nobody", () => {
  it.each([
    ["http://acme.cloudflareaccess.com/cdn-cgi/access/callback"],
    [`${CALLBACK}/`],
    [`${CALLBACK}?a=1`],
    ["https://ACME.cloudflareaccess.com/cdn-cgi/access/callback"],
    ["https://evil.example/cdn-cgi/access/callback"],
    ["https://acme.cloudflareaccess.com/cdn-cgi/access/callbacK"],
    [undefined],
  ])("redirect URI %s", async (redirect_uri) => {
    const signIn = await SignIn.with();
    const { visit } = await signIn.authorize({ parameters: { redirect_uri } });
    expect(visit.status).toBe(400);
    expect(visit.text).toContain("parameter must be a Login redirect URI in the client app settings");
    expect(visit.text).toContain(`acme-admin.okta.com/admin/app/oidc_client/instance/${signIn.appId}/#tab-general`);
    expect(visit.text).toContain("<code>invalid_request</code>");
  });

  it("a client id that nobody has, and an application that was deactivated", async () => {
    const signIn = await SignIn.with();
    const { visit } = await signIn.authorize({ parameters: { client_id: "0oaNobody00000000000" } });
    expect(visit).toMatchObject({ status: 400, text: expect.stringContaining("<code>invalid_client</code>") });
    await signIn.api.must("POST", `/api/v1/apps/${signIn.appId}/lifecycle/deactivate`);
    const after = await signIn.authorize();
    expect(after.visit.text).toContain("Invalid value for");
  });

  it("lets a wildcard in a subdomain stand for one name when the application says so", async () => {
    const redirect = "https://*.acme.example/callback";
    const settings = { redirect_uris: [redirect], wildcard_redirect: "SUBDOMAIN" };
    const signIn = await SignIn.with({ settings });
    const opened = async (redirect_uri: string): Promise<number> =>
      (await signIn.authorize({ login: null, parameters: { redirect_uri } })).visit.status;
    expect(await opened("https://one.acme.example/callback")).toBe(200);
    expect(await opened("https://one.two.acme.example/callback")).toBe(400);
    expect(await opened("https://acme.example/callback")).toBe(400);
    expect(await opened("https://oneXacme.example/callback")).toBe(400);
    const exact = await SignIn.with({ settings: { redirect_uris: [redirect] } });
    expect(
      (await exact.authorize({ parameters: { redirect_uri: "https://one.acme.example/callback" } })).visit.status,
    ).toBe(400);
  });
});

describe("who cannot sign in", () => {
  it.each([
    ["a wrong password", LENA, "guess"],
    ["a user name that nobody has", "nobody@acme.example", undefined],
    ["somebody suspended", "leila.haddad@acme.example", undefined],
    ["somebody deactivated", "owen.byrne@acme.example", undefined],
    ["somebody not activated yet", "mira.jovanovic@acme.example", undefined],
  ])("%s", async (_name, login, password) => {
    const signIn = await SignIn.with({ groups: ["Everyone"] });
    const { visit } = await signIn.authorize({ login, ...(password === undefined ? {} : { password }) });
    expect(visit.status).toBe(401);
    expect(visit.text).toContain("Unable to sign in");
    expect(visit.text).toContain(`value="${login}"`);
  });

  it("locks an account after ten wrong passwords, until an administrator unlocks it", async () => {
    const signIn = await SignIn.with();
    const attempt = async (password: string): Promise<number> => (await signIn.authorize({ password })).visit.status;
    for (let count = 0; count < 10; count += 1) {
      expect(await attempt("guess")).toBe(401);
    }
    expect(signIn.okta.store.user(LENA)?.status).toBe("LOCKED_OUT");
    expect((await signIn.authorize()).visit.status).toBe(401);
    await signIn.api.must("POST", `/api/v1/users/${LENA}/lifecycle/unlock`);
    expect((await signIn.tokens()).claims.email).toBe(LENA);
  });

  it("asks for a password again once somebody in a session was deactivated, and takes no token of theirs", async () => {
    const signIn = await SignIn.with({ settings: { grant_types: ["authorization_code", "refresh_token"] } });
    const first = await signIn.tokens();
    await signIn.api.must("POST", `/api/v1/users/${LENA}/lifecycle/deactivate`);
    const { visit } = await signIn.authorize({ browser: first.browser, login: null });
    expect(visit.url.pathname).toMatch(/^\/signin\//);
    const info = await signIn.okta.app.request("/oauth2/v1/userinfo", {
      headers: { authorization: `Bearer ${first.tokens.access_token}` },
    });
    expect(info.status).toBe(401);
  });

  it("somebody whom a rule of the application's sign-on policy denies", async () => {
    const signIn = await SignIn.with();
    const policy = await signIn.api.must("POST", "/api/v1/policies", { type: "ACCESS_POLICY", name: "No contractors" });
    await signIn.api.must("POST", `/api/v1/policies/${String(policy.id)}/rules`, {
      type: "ACCESS_POLICY",
      name: "Contractors stay out",
      priority: 0,
      conditions: { people: { groups: { include: [signIn.groupId("Contractors")] } } },
      actions: { appSignOn: { access: "DENY" } },
    });
    await signIn.api.must("PUT", `/api/v1/apps/${signIn.appId}/policies/${String(policy.id)}`);
    expect((await signIn.tokens()).claims.email).toBe(LENA);
    expect(errorOf(await signIn.authorize({ login: "viktor.petrov@acme.example" })).error).toBe("access_denied");
  });
});

describe("people with a password of their own", () => {
  it("sign in with the one that the API gave them, and with no other", async () => {
    const signIn = await SignIn.with({ groups: ["Everyone"] });
    const login = "noor.haddad@acme.example";
    await signIn.api.must("POST", "/api/v1/users", {
      profile: { login, email: login, firstName: "Noor", lastName: "Haddad" },
      credentials: { password: { value: "Hired-today-1" } },
    });
    expect((await signIn.authorize({ login })).visit.status).toBe(401);
    expect((await signIn.tokens({ login, password: "Hired-today-1" })).claims.name).toBe("Noor Haddad");
    const change = { oldPassword: { value: "wrong" }, newPassword: { value: "Changed-1" } };
    const path = `/api/v1/users/${login}/credentials/change_password`;
    expect((await signIn.api.call("POST", path, change)).errors).toEqual([
      "Update of credentials failed",
      "Old Password is not correct",
    ]);
    await signIn.api.must("POST", path, { ...change, oldPassword: { value: "Hired-today-1" } });
    expect((await signIn.tokens({ login, password: "Changed-1" })).claims.email).toBe(login);
  });

  it("who were hired without one cannot sign in", async () => {
    const signIn = await SignIn.with({ groups: ["Everyone"] });
    const login = "no.password@acme.example";
    await signIn.api.must("POST", "/api/v1/users", {
      profile: { login, email: login, firstName: "No", lastName: "One" },
    });
    expect((await signIn.authorize({ login })).visit.status).toBe(401);
  });
});
