import { decodeProtectedHeader } from "jose";
import * as client from "openid-client";
import { describe, expect, it } from "vitest";
import { CALLBACK, errorOf, LENA, ORGANIZATION, SignIn } from "../../../../support/okta-sign-in";

describe("sign-in at the organization's own server", () => {
  it.each([
    [LENA, "Lena Vogel", ["Everyone", "Engineering"]],
    ["viktor.petrov@acme.example", "Viktor Petrov", ["Everyone", "Engineering", "Contractors"]],
    ["marcus.lindqvist@acme.example", "Marcus Lindqvist", ["Everyone", "Engineering", "Executives"]],
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
});
