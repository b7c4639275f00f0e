import { decodeJwt } from "jose";
import * as client from "openid-client";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../../support/okta-api";
import { CALLBACK, LENA, ORGANIZATION, SignIn } from "../../../../support/okta-sign-in";

interface Answer {
  readonly status: number;
  readonly body: Json;
}

async function post(signIn: SignIn, path: string, fields: Record<string, string>, secret?: string): Promise<Answer> {
  const credentials = Buffer.from(`${signIn.clientId}:${secret ?? signIn.clientSecret}`).toString("base64");
  const response = await signIn.okta.app.request(path, {
    method: "POST",
    headers: { authorization: `Basic ${credentials}`, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Json) };
}

const exchange = { grant_type: "authorization_code", redirect_uri: CALLBACK };

describe("the token endpoint", () => {
  it("says of a bogus code whether the secret was right", async () => {
    const signIn = await SignIn.with();
    const bogus = { ...exchange, code: "bogus", code_verifier: "v".repeat(43) };
    expect(await post(signIn, "/oauth2/v1/token", bogus)).toEqual({
      status: 400,
      body: { error: "invalid_grant", error_description: "The authorization code is invalid or has expired." },
    });
    expect(await post(signIn, "/oauth2/v1/token", bogus, "wrong")).toEqual({
      status: 401,
      body: {
        error: "invalid_client",
        error_description: "The client secret supplied for a confidential client is invalid.",
      },
    });
  });

  it("takes the secret in the body as well, and knows a client that does not exist", async () => {
    const signIn = await SignIn.with();
    const send = async (fields: Record<string, string>): Promise<Answer> => {
      const response = await signIn.okta.app.request("/oauth2/v1/token", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ ...exchange, code: "bogus", ...fields }).toString(),
      });
      return { status: response.status, body: (await response.json()) as Json };
    };
    const { clientId: client_id, clientSecret: client_secret } = signIn;
    expect((await send({ client_id, client_secret })).body.error).toBe("invalid_grant");
    expect((await send({ client_id, client_secret: "wrong" })).body.error).toBe("invalid_client");
    expect((await send({ client_id })).body).toEqual({
      error: "invalid_client",
      error_description: "Client authentication failed. Either the client or the client credentials are invalid.",
    });
    expect(await send({ client_id: "0oaNobody", client_secret })).toMatchObject({
      status: 401,
      body: { errorCode: "invalid_client", errorSummary: "Invalid value for 'client_id' parameter." },
    });
  });

  it("takes both secrets while they are rotated, and none that was deactivated", async () => {
    const signIn = await SignIn.with();
    const path = `/api/v1/apps/${signIn.appId}/credentials/secrets`;
    const second = await signIn.api.must("POST", path);
    const [first] = (await signIn.api.call("GET", path)).list;
    const bogus = { ...exchange, code: "bogus" };
    const errorWith = async (secret: string) => (await post(signIn, "/oauth2/v1/token", bogus, secret)).body.error;
    expect(await errorWith(signIn.clientSecret)).toBe("invalid_grant");
    expect(await errorWith(String(second.client_secret))).toBe("invalid_grant");
    await signIn.api.must("POST", `${path}/${String(first?.id)}/lifecycle/deactivate`);
    expect(await errorWith(signIn.clientSecret)).toBe("invalid_client");
    expect(await errorWith(String(second.client_secret))).toBe("invalid_grant");
  });

  it.each<[string, Record<string, string>, string, string]>([
    [
      "another redirect URI",
      { redirect_uri: "https://evil.example/" },
      "invalid_grant",
      "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
    ],
    ["a wrong verifier", { code_verifier: "w".repeat(43) }, "invalid_grant", "PKCE verification failed."],
    ["no verifier", { code_verifier: "" }, "invalid_grant", "PKCE verification failed."],
    [
      "a grant that the application is not set up for",
      { grant_type: "refresh_token", refresh_token: "x" },
      "unauthorized_client",
      "The client is not authorized to use the provided grant type. Configured grant types: [authorization_code].",
    ],
    [
      "a grant that nobody knows",
      { grant_type: "wish" },
      "unsupported_grant_type",
      "The authorization grant type is not supported by the authorization server.",
    ],
  ])("refuses %s", async (_name, changes, error, error_description) => {
    const signIn = await SignIn.with();
    const { visit, verifier } = await signIn.authorize();
    const code = visit.url.searchParams.get("code") ?? "";
    const fields = { ...exchange, code, code_verifier: verifier, ...changes };
    expect(await post(signIn, "/oauth2/v1/token", fields)).toEqual({ status: 400, body: { error, error_description } });
  });

  it("takes a code once, and revokes what it gave for it when it comes again", async () => {
    const signIn = await SignIn.with();
    const { visit, verifier } = await signIn.authorize();
    const fields = { ...exchange, code: visit.url.searchParams.get("code") ?? "", code_verifier: verifier };
    const { body } = await post(signIn, "/oauth2/v1/token", fields);
    expect(body.access_token).toEqual(expect.any(String));
    expect((await post(signIn, "/oauth2/v1/token", fields)).body.error_description).toBe(
      "The authorization code is invalid or has expired.",
    );
    const token = String(body.access_token);
    expect((await post(signIn, "/oauth2/v1/introspect", { token })).body).toEqual({ active: false });
  });
});

describe("access tokens", () => {
  it("are Okta's, and can be introspected and revoked", async () => {
    const signIn = await SignIn.with();
    const { tokens, configuration, claims } = await signIn.tokens();
    const token = tokens.access_token;
    expect(decodeJwt(token)).toMatchObject({
      ver: 1,
      jti: expect.stringMatching(/^AT\./),
      iss: ORGANIZATION,
      aud: ORGANIZATION,
      cid: signIn.clientId,
      uid: signIn.userId(LENA),
      sub: LENA,
      scp: ["openid", "profile", "email", "groups"],
      auth_time: claims.auth_time,
    });
    expect(await client.tokenIntrospection(configuration, token)).toMatchObject({
      active: true,
      username: LENA,
      sub: LENA,
      uid: signIn.userId(LENA),
      client_id: signIn.clientId,
      scope: "openid profile email groups",
      token_type: "Bearer",
    });
    await client.tokenRevocation(configuration, token);
    expect(await client.tokenIntrospection(configuration, token)).toEqual({ active: false });
    await expect(client.fetchUserInfo(configuration, token, String(claims.sub))).rejects.toThrow();
  });

  it("of another organization, or made up, are none", async () => {
    const [signIn, other] = [await SignIn.with(), await SignIn.with()];
    const { tokens } = await other.tokens();
    for (const token of [tokens.access_token, "made-up", tokens.id_token ?? ""]) {
      expect((await post(signIn, "/oauth2/v1/introspect", { token })).body).toEqual({ active: false });
    }
  });
});

describe("refresh tokens", () => {
  const settings = { grant_types: ["authorization_code", "refresh_token"] };

  it("come with offline_access, and renew what they came with", async () => {
    const signIn = await SignIn.with({ settings });
    const { tokens, configuration, claims } = await signIn.tokens({
      parameters: { scope: "openid profile email offline_access" },
    });
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? "");
    expect(renewed.claims()).toMatchObject({ sub: claims.sub, email: LENA, auth_time: claims.auth_time });
    expect(renewed.access_token).not.toBe(tokens.access_token);
  });

  it("do not come without it, nor to an application without the grant", async () => {
    const signIn = await SignIn.with({ settings });
    expect((await signIn.tokens()).tokens.refresh_token).toBeUndefined();
    const other = await SignIn.with();
    const { tokens } = await other.tokens({ parameters: { scope: "openid offline_access" } });
    expect(tokens.refresh_token).toBeUndefined();
  });

  it("rotate where the application says so", async () => {
    const rotating = { ...settings, refresh_token: { rotation_type: "ROTATE", leeway: 0 } };
    const signIn = await SignIn.with({ settings: rotating });
    const { tokens, configuration } = await signIn.tokens({ parameters: { scope: "openid offline_access" } });
    const first = tokens.refresh_token ?? "";
    const renewed = await client.refreshTokenGrant(configuration, first);
    expect(renewed.refresh_token).not.toBe(first);
    await expect(client.refreshTokenGrant(configuration, first)).rejects.toMatchObject({
      error: "invalid_grant",
      error_description: "The refresh token is invalid or expired.",
    });
  });

  it("end with the assignment", async () => {
    const signIn = await SignIn.with({ settings });
    const { tokens, configuration } = await signIn.tokens({ parameters: { scope: "openid offline_access" } });
    await signIn.api.must("DELETE", `/api/v1/apps/${signIn.appId}/groups/${signIn.groupId("Engineering")}`);
    await expect(client.refreshTokenGrant(configuration, tokens.refresh_token ?? "")).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });
});
