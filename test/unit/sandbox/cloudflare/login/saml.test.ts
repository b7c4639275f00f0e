// Logging in with SAML: the local Okta signs, the local Access checks, over real HTTP.
import { inflateRawSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { certificateBody } from "../../../../../lib/certificates";
import { AccessBrowser, type AccessVisit } from "../../../../support/access-browser";
import { TEST_CERTIFICATE } from "../../../../support/certificates";
import type { Json } from "../../../../support/okta-api";
import { LENA } from "../../../../support/okta-sign-in";
import { CALLBACK, hiddenFields, SamlLogin, type SamlLoginOptions } from "../../../../support/saml-login";

const INVALID = "The SAML response is not valid.";

let saml: SamlLogin;

async function start(options: SamlLoginOptions = {}): Promise<void> {
  saml = await SamlLogin.start(options);
}
afterEach(async () => {
  vi.useRealTimers();
  await saml.close();
});

async function identity(browser: AccessBrowser): Promise<Json> {
  return JSON.parse((await browser.open(saml.access.wiki("/cdn-cgi/access/get-identity"))).text);
}

/** Signs in at Okta and stops at the page that would post the response. */
async function response(browser: AccessBrowser, login = LENA): Promise<AccessVisit> {
  const page = await saml.access.visit(saml.access.wiki("/home"), login, browser);
  expect(page.text).toContain('name="SAMLResponse"');
  return page;
}

function xmlOf(page: AccessVisit): string {
  return Buffer.from(hiddenFields(page).SAMLResponse ?? "", "base64").toString();
}

/** Posts another response in the place of the one that a page would. */
function post(browser: AccessBrowser, page: AccessVisit, xml: string): Promise<AccessVisit> {
  return browser.submit(page, { ...hiddenFields(page), SAMLResponse: Buffer.from(xml).toString("base64") });
}

describe("a login with SAML", () => {
  it("leads to the page that was asked for, with what Okta asserts of it that the login method passes on", async () => {
    await start();
    const browser = new AccessBrowser();
    const visit = await saml.visit(LENA, browser, "/start?page=2");
    expect(visit.url.href).toBe(saml.access.wiki("/start?page=2"));
    expect(visit.text).toContain(`You are in, as <strong>${LENA}</strong>`);
    expect(visit.text).toContain("<dt>SAML attribute department</dt><dd>Engineering</dd>");
    const known = await identity(browser);
    expect(known).toMatchObject({ email: LENA, idp: { id: saml.idpId, type: "saml" }, oidc_fields: {} });
    expect(known.saml_attributes).toEqual({
      email: LENA,
      department: "Engineering",
      groups: expect.arrayContaining(["Engineering", "Workforce"]),
    });
  });

  it("asks with a signed request that the certificate at public-cert belongs to, when Okta wants one", async () => {
    await start();
    const certificate = (await new AccessBrowser().open(saml.access.team("/cdn-cgi/access/public-cert"))).text;
    const { okta } = saml.access;
    const app = await okta.get<{ settings: { signOn: Json } }>(`/apps/${saml.appId}`);
    const require = (x5c: string): Promise<unknown> =>
      okta.send("PUT", `/apps/${saml.appId}`, {
        ...app,
        settings: {
          ...app.settings,
          signOn: { ...app.settings.signOn, samlSignedRequestEnabled: true, spCertificate: { x5c: [x5c] } },
        },
      });
    await require(certificateBody(certificate));
    expect((await saml.visit()).text).toContain("You are in, as");
    await require(certificateBody(TEST_CERTIFICATE));
    const refused = await saml.visit();
    expect(refused.status).toBe(400);
    expect(refused.url.origin).toBe(saml.access.sandbox.okta.url);
    expect(refused.text).toContain("not by the certificate of this app");
  });

  it("asks without a signature where the login method does not sign; then Okta lets nobody in that wants one", async () => {
    await start({
      config: { sign_request: false },
      signOn: { samlSignedRequestEnabled: true, spCertificate: { x5c: [certificateBody(TEST_CERTIFICATE)] } },
    });
    const refused = await saml.visit();
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("takes signed requests only");
  });

  it.each([
    [
      "the response alone, with SHA-1",
      { assertionSigned: false, signatureAlgorithm: "RSA_SHA1", digestAlgorithm: "SHA1" },
    ],
    ["the assertion alone", { responseSigned: false }],
  ])("works where Okta signs %s", async (_what, signOn) => {
    await start({ signOn });
    expect((await saml.visit()).text).toContain("You are in, as");
  });

  it("goes by policies on attributes: block page and all", async () => {
    await start();
    await saml.protect("department", "Finance");
    const visit = await saml.visit();
    expect(visit.status).toBe(403);
    expect(visit.text).toContain("That account does not have access.");
    await saml.protect("department", "Engineering");
    expect((await saml.visit()).text).toContain("You are in, as");
  });

  it("carries every group, also of somebody in more than a hundred", async () => {
    await start();
    const { sandbox, okta } = saml.access;
    const lena = await okta.get<{ id: string }>(`/users/${LENA}`);
    for (let index = 0; index < 120; index += 1) {
      const group = (await okta.send("POST", "/groups", { profile: { name: `access-${index}` } })) as { id: string };
      sandbox.okta.store.addMember(group.id, lena.id);
    }
    await saml.protect("groups", "access-119");
    expect((await saml.visit()).text).toContain("You are in, as");
  });

  it("needs no password while somebody is signed in to Okta, by SAML or OpenID Connect, unless Access forces it", async () => {
    await start();
    const browser = new AccessBrowser();
    await saml.visit(LENA, browser);
    await browser.open(saml.access.wiki("/cdn-cgi/access/logout"));
    const again = await browser.open(saml.access.wiki());
    expect(again.text).not.toContain('name="password"');
    expect((await saml.carry(again, browser)).text).toContain("You are in, as");

    const other = new AccessBrowser();
    const test = (id: string): string => saml.access.team(`/cdn-cgi/access/test-idp/${id}`);
    await saml.access.visit(test(saml.access.idpId), LENA, other);
    const page = await other.open(test(saml.idpId));
    expect((await saml.carry(page, other)).text).toContain("Your connection works!");

    await saml.handOver({ force_authn: true });
    expect((await other.open(test(saml.idpId))).text).toContain('name="password"');
  });
});

describe("Okta stops a login", () => {
  it("of somebody to whom the app is not assigned, on a page of its own, and logs it", async () => {
    await start();
    const visit = await saml.visit("jonas.keller@acme.example");
    expect(visit.status).toBe(403);
    expect(visit.text.replaceAll("&#39;", "'")).toContain(
      "Sorry, you can't access Cloudflare Access SAML because you are not assigned this app in Okta.",
    );
    const events = await saml.access.okta.get<{ eventType: string }[]>(
      '/logs?filter=eventType eq "app.generic.unauth_app_access_attempt"',
    );
    expect(events).toHaveLength(1);
  });

  it("of somebody who was deactivated, also in a browser in which they are signed in", async () => {
    await start();
    const browser = new AccessBrowser();
    await saml.visit(LENA, browser);
    await browser.open(saml.access.wiki("/cdn-cgi/access/logout"));
    const lena = await saml.access.okta.get<{ id: string }>(`/users/${LENA}`);
    await saml.access.okta.send("POST", `/users/${lena.id}/lifecycle/deactivate`);
    expect((await saml.visit(LENA, browser)).text).toContain("Unable to sign in");
  });

  it("with a request that is none", async () => {
    await start();
    const browser = new AccessBrowser();
    await browser.open(saml.access.wiki());
    const asked = browser.history.find((address) => address.includes("SAMLRequest="));
    const url = new URL(asked ?? expect.fail("no request"));
    const request = inflateRawSync(Buffer.from(url.searchParams.get("SAMLRequest") ?? "", "base64")).toString();
    expect(request).toContain(`AssertionConsumerServiceURL="${CALLBACK}"`);
    for (const broken of ["", "nonsense", Buffer.from("<a/>").toString("base64")]) {
      url.searchParams.set("SAMLRequest", broken);
      expect((await browser.open(url.href)).status).toBe(400);
    }
    url.pathname = url.pathname.replace(/exk\w+/, "exkNobodyKnowsThis00");
    expect((await browser.open(url.href)).status).toBe(404);
  });
});

describe("Access takes no response", () => {
  it("that was changed on the way, or lacks its signatures", async () => {
    await start();
    const browser = new AccessBrowser();
    const page = await response(browser);
    const changed = await post(browser, page, xmlOf(page).replaceAll(LENA, "ingrid.solberg@acme.example"));
    expect(changed.status).toBe(400);
    expect(changed.text).toContain(INVALID);
    const another = await response(browser);
    const bare = await post(browser, another, xmlOf(another).replaceAll(/<ds:Signature .*?<\/ds:Signature>/gs, ""));
    expect(bare.text).toContain(INVALID);
  });

  it("that is signed with a key of which it was not told; once it is, people get in again", async () => {
    await start();
    await saml.rotate();
    const visit = await saml.visit();
    expect(visit.status).toBe(400);
    expect(visit.text).toContain(INVALID);
    expect(visit.text).toContain("Invalid signature");
    await saml.handOver();
    expect((await saml.visit()).text).toContain("You are in, as");
  });

  it("for somebody else, or by another issuer", async () => {
    await start({ signOn: { audience: "https://other.cloudflareaccess.com/cdn-cgi/access/callback" } });
    expect((await saml.visit()).text).toContain("SAML assertion audience mismatch");
    await saml.close();
    await start({ config: { issuer_url: "http://www.okta.com/exkAnotherApp0000000" } });
    expect((await saml.visit()).text).toContain("It is by another issuer: http://www.okta.com/exk");
  });

  it("that is old", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await start();
    const browser = new AccessBrowser();
    const page = await response(browser);
    vi.setSystemTime(Date.now() + 7 * 60_000);
    expect((await browser.submit(page, hiddenFields(page))).text).toContain("No valid subject confirmation found");
  });

  it("for the second time, in another browser, or to the request of another login", async () => {
    await start();
    const browser = new AccessBrowser();
    const page = await response(browser);
    const thief = new AccessBrowser();
    expect((await thief.submit(page, hiddenFields(page))).text).toContain("Invalid login session.");
    expect((await browser.submit(page, hiddenFields(page))).text).toContain("You are in, as");
    expect((await browser.submit(page, hiddenFields(page))).text).toContain("Invalid login session.");

    await browser.open(saml.access.wiki("/cdn-cgi/access/logout"));
    const next = await response(browser);
    expect((await post(browser, next, xmlOf(page))).text).toContain("InResponseTo is not valid");
  });
});
