// Logging in to an application behind the local Access by the local Okta, over real HTTP.
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { AccessBrowser } from "../../../../support/access-browser";
import { AccessLogin, type AccessLoginOptions } from "../../../../support/access-login";
import { LENA } from "../../../../support/okta-sign-in";

let access: AccessLogin;

async function start(options: AccessLoginOptions = {}): Promise<AccessLogin> {
  access = await AccessLogin.start(options);
  return access;
}
afterEach(() => access.close());

describe("somebody whom a policy lets in", () => {
  it("reaches the page that was asked for, and the application is told who came", async () => {
    await start();
    const browser = new AccessBrowser();
    const visit = await access.visit(access.wiki("/start?page=2"), LENA, browser);
    expect(visit.url.href).toBe(access.wiki("/start?page=2"));
    expect(visit.status).toBe(200);
    expect(visit.text).toContain(`You are in, as <strong>${LENA}</strong>`);

    const token = browser.cookie("wiki.acme.example.localhost", "CF_Authorization") ?? "";
    const keys = createRemoteJWKSet(new URL(`${access.sandbox.cloudflare.url}/cdn-cgi/access/certs`));
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: "https://acme.cloudflareaccess.com",
      audience: access.aud,
    });
    expect(protectedHeader).toMatchObject({ alg: "RS256", kid: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(payload).toMatchObject({ type: "app", email: LENA, country: "XX", aud: [access.aud] });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(8 * 3600);
  });
});
