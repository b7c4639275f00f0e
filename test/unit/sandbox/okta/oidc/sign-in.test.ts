import { decodeProtectedHeader, exportJWK, generateKeyPair } from "jose";
import * as client from "openid-client";
import { describe, expect, it } from "vitest";
import { oidcAppBody } from "../../../../support/okta-api";
import { CALLBACK, errorOf, LENA, ORGANIZATION, SignIn } from "../../../../support/okta-sign-in";

describe("sign-in at the organization's own server", () => {
  it.each([
    [LENA, "Lena Vogel", ["Everyone", "Engineering", "Workforce"]],
    ["viktor.petrov@acme.example", "Viktor Petrov", ["Everyone", "Engineering", "Contractors", "Workforce"]],
    ["marcus.lindqvist@acme.example", "Marcus Lindqvist", ["Everyone", "Engineering", "Executives", "Workforce"]],
  ])("gives %s an ID token that a foreign client takes", async (login, name, groups) => {
    const signIn = await SignIn.with({ groupsClaim: { type: "REGEX", value: ".*" } });
    const { tokens, claims, visit, parameters } = await signIn.tokens({ login });
    expect(`${visit.url.origin}${visit.url.pathname}`).toBe(CALLBACK);
    expect([...visit.url.searchParams.keys()].sort()).toEqual(["code", "state"]);
    expect(claims).toMatchObject({
      iss: ORGANIZATION,
      aud: signIn.clientId,
      sub: signIn.userId(login),
      ver: 1,
      name,
      email: login,
      preferred_username: login,
      idp: signIn.okta.store.org().id,
      nonce: parameters.nonce,
    });
    expect([...(claims.groups as string[])].sort()).toEqual([...groups].sort());
    expect(claims.jti).toMatch(/^ID\.[\w-]{43}$/);
    expect(claims.amr).toEqual(["mfa", "otp", "pwd"]);
    expect(claims.at_hash).toEqual(expect.any(String));
    expect(claims.auth_time).toEqual(expect.any(Number));
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3600);
    expect(claims.given_name).toBeUndefined();
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 3600, scope: "openid profile email groups" });
    expect(decodeProtectedHeader(tokens.id_token ?? "")).toMatchObject({
      alg: "RS256",
      kid: signIn.okta.store.org().signingKeyId,
    });
  });

  it("tells userinfo more than the ID token", async () => {
    const signIn = await SignIn.with({ groupsClaim: { type: "STARTS_WITH", value: "Eng" } });
    const { configuration, tokens, claims } = await signIn.tokens();
    const info = await client.fetchUserInfo(configuration, tokens.access_token, String(claims.sub));
    expect(info).toMatchObject({
      given_name: "Lena",
      family_name: "Vogel",
      email_verified: true,
      zoneinfo: "America/Los_Angeles",
      groups: ["Engineering"],
    });
  });

  it("knows who was here before, until they sign out", async () => {
    const signIn = await SignIn.with({ settings: { post_logout_redirect_uris: ["https://acme.example/bye"] } });
    const first = await signIn.tokens();
    const second = await signIn.tokens({ browser: first.browser, login: null, parameters: { prompt: "none" } });
    expect(second.claims.auth_time).toBe(first.claims.auth_time);
    const logout = client.buildEndSessionUrl(first.configuration, {
      id_token_hint: first.tokens.id_token ?? "",
      post_logout_redirect_uri: "https://acme.example/bye",
      state: "bye-1",
    });
    expect((await first.browser.open(logout.href)).url.href).toBe("https://acme.example/bye?state=bye-1");
    const third = await signIn.authorize({ browser: first.browser, parameters: { prompt: "none" } });
    expect(errorOf(third)).toEqual({
      error: "login_required",
      description: "The client specified not to prompt, but the user is not logged in.",
    });
  });

  it("takes a public client by PKCE alone", async () => {
    const signIn = await SignIn.with({ credentials: { token_endpoint_auth_method: "none" } });
    const configuration = await signIn.relyingParty(ORGANIZATION, client.None());
    expect((await signIn.tokens({ configuration })).claims.email).toBe(LENA);
  });

  it("takes a client with a key pair", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const key = { ...(await exportJWK(publicKey)), kid: "k1", use: "sig" };
    const signIn = await SignIn.with({
      credentials: { token_endpoint_auth_method: "private_key_jwt" },
      settings: { jwks: { keys: [key] } },
    });
    const configuration = await signIn.relyingParty(ORGANIZATION, client.PrivateKeyJwt({ key: privateKey, kid: "k1" }));
    expect((await signIn.tokens({ configuration })).claims.email).toBe(LENA);
    const stranger = (await generateKeyPair("RS256")).privateKey;
    const other = await signIn.relyingParty(ORGANIZATION, client.PrivateKeyJwt({ key: stranger, kid: "k1" }));
    await expect(signIn.tokens({ configuration: other })).rejects.toMatchObject({ error: "invalid_client" });
  });

  it("needs no PKCE where the application does not ask for it", async () => {
    const signIn = await SignIn.with({ credentials: { pkce_required: false } });
    const { configuration, visit, parameters } = await signIn.authorize({
      parameters: { code_challenge: undefined, code_challenge_method: undefined },
    });
    const tokens = await client.authorizationCodeGrant(configuration, visit.url, {
      expectedState: parameters.state ?? "",
      expectedNonce: parameters.nonce ?? "",
    });
    expect(tokens.claims()?.email).toBe(LENA);
    expect((await signIn.tokens()).claims.email).toBe(LENA);
  });

  it("takes somebody who was assigned alone, and anybody where no assignment is needed", async () => {
    const signIn = await SignIn.with({ groups: [] });
    const denied = { error: "access_denied", description: "User is not assigned to the client application." };
    expect(errorOf(await signIn.authorize())).toEqual(denied);
    await signIn.api.must("POST", `/api/v1/apps/${signIn.appId}/users`, { id: signIn.userId(LENA) });
    expect((await signIn.tokens()).claims.email).toBe(LENA);
    const { appId } = signIn;
    const app = signIn.okta.store.apps.get(appId);
    await signIn.api.must("PUT", `/api/v1/apps/${appId}`, {
      ...oidcAppBody("Cloudflare Access"),
      settings: { ...app?.settings, implicitAssignment: true },
    });
    const priya = "priya.raman@acme.example";
    expect((await signIn.tokens({ login: priya })).claims).toMatchObject({ email: priya, preferred_username: priya });
  });

  it("tells what it can do under the names of the real one, wherever it is reached", async () => {
    const signIn = await SignIn.with();
    for (const kind of ["openid-configuration", "oauth-authorization-server"]) {
      const response = await signIn.okta.app.request(`http://127.0.0.1:7001/.well-known/${kind}`);
      expect(await response.json()).toMatchObject({
        issuer: ORGANIZATION,
        authorization_endpoint: `${ORGANIZATION}/oauth2/v1/authorize`,
        token_endpoint: `${ORGANIZATION}/oauth2/v1/token`,
        jwks_uri: `${ORGANIZATION}/oauth2/v1/keys`,
        code_challenge_methods_supported: ["S256"],
      });
    }
  });
});
