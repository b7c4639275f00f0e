// Logins that fail on the way, each as the real ones do.
import { afterEach, describe, expect, it } from "vitest";
import { SANDBOX_PASSWORD } from "../../../../../sandbox/okta/passwords";
import { AccessBrowser, type AccessVisit } from "../../../../support/access-browser";
import { AccessLogin, type AccessLoginOptions } from "../../../../support/access-login";
import { LENA } from "../../../../support/okta-sign-in";

const FETCH_FAILED = "Failed to fetch user/group information from the identity provider";

let access: AccessLogin;

async function visit(options: AccessLoginOptions = {}, login = LENA): Promise<AccessVisit> {
  access = await AccessLogin.start(options);
  return access.visit(access.wiki(), login);
}
afterEach(() => access.close());

/** A text as it stands in a page. */
function shown(page: AccessVisit): string {
  return page.text.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

describe("Access shows that the login failed", () => {
  it("with the words of Okta for a wrong client secret, and without the secret", async () => {
    const page = await visit({ config: { client_secret: "a secret of another application" } });
    expect(page.status).toBe(400);
    expect(page.url.pathname).toBe("/cdn-cgi/access/callback");
    expect(shown(page)).toContain(FETCH_FAILED);
    expect(shown(page)).toContain("invalid_client: The client secret supplied for a confidential client is invalid.");
    expect(page.text).not.toContain("a secret of another application");
  });

  it("for somebody to whom the application is not assigned", async () => {
    const page = await visit({}, "jonas.keller@acme.example");
    expect(page.status).toBe(400);
    expect(shown(page)).toContain("access_denied: User is not assigned to the client application.");
  });

  it("when Okta wants PKCE and the login method does without", async () => {
    const page = await visit({ oauthClient: { pkce_required: true }, config: { pkce_enabled: false } });
    expect(page.status).toBe(400);
    expect(shown(page)).toContain("invalid_request: PKCE code challenge is required by the application.");
  });

  it("for an authorization server without the scope groups", async () => {
    const page = await visit({ config: { authorization_server_id: "default" } });
    expect(page.status).toBe(400);
    expect(shown(page)).toContain("invalid_scope: ");
  });

  it("for a callback of another browser, of nobody's login, and for the second time", async () => {
    access = await AccessLogin.start();
    const browser = new AccessBrowser();
    await access.visit(access.wiki(), LENA, browser);
    const callback = browser.history.find((address) => address.includes("localhost") && address.includes("/callback?"));
    for (const address of [callback ?? "", access.team("/cdn-cgi/access/callback?code=x&state=y")]) {
      expect((await browser.open(address)).text).toContain("Invalid login session.");
      expect((await new AccessBrowser().open(address)).text).toContain("Invalid login session.");
    }
  });

  it("when the Okta application is gone, on Okta's page", async () => {
    const page = await visit({ config: { client_id: "0oaNobodyKnowsThis00" } });
    expect(page.status).toBe(400);
    expect(page.url.origin).toBe(access.sandbox.okta.url);
  });
});

describe("Okta stops the login", () => {
  it("at a page of its own for a redirect URI that is not registered", async () => {
    const page = await visit({ oauthSettings: { redirect_uris: ["https://acme.example/callback"] } });
    expect(page.status).toBe(400);
    expect(page.url.origin).toBe(access.sandbox.okta.url);
    expect(shown(page)).toContain("must be a Login redirect URI");
  });

  it("for somebody who was deactivated", async () => {
    const page = await visit({}, "owen.byrne@acme.example");
    expect(page.url.origin).toBe(access.sandbox.okta.url);
    expect(page.text).toContain("Unable to sign in");
  });
});

describe("PKCE", () => {
  it("is used by a login method that has it on, also when Okta does not want it", async () => {
    const page = await visit({ oauthClient: { pkce_required: false } });
    expect(page.text).toContain("You are in, as");
  });

  it("is left out where both sides do without", async () => {
    const page = await visit({ oauthClient: { pkce_required: false }, config: { pkce_enabled: false } });
    expect(page.text).toContain("You are in, as");
  });
});

describe("the test of a login method", () => {
  it("shows what Access received, also of somebody whom no policy lets in", async () => {
    access = await AccessLogin.start();
    const console = `${access.sandbox.cloudflare.url}/${access.sandbox.cloudflare.tenant.accountId}/integrations/identity-providers/${access.idpId}`;
    const browser = new AccessBrowser();
    const page = await browser.follow(await browser.open(console), "Test");
    const done = await browser.submit(page, { username: "priya.raman@acme.example", password: SANDBOX_PASSWORD });
    expect(done.status).toBe(200);
    expect(shown(done)).toContain("Your connection works!");
    expect(shown(done)).toContain('"email": "priya.raman@acme.example"');
    expect(shown(done)).toContain('"Finance"');
  });

  it("shows the error of a login method that does not work", async () => {
    access = await AccessLogin.start({ config: { client_secret: "wrong" } });
    const page = await access.visit(access.team(`/cdn-cgi/access/test-idp/${access.idpId}`));
    expect(shown(page)).toContain(FETCH_FAILED);
  });

  it("says that a login method is not emulated", async () => {
    access = await AccessLogin.start();
    const { result } = (await access.cloudflare.send("POST", "/identity_providers", {
      name: "GitHub",
      type: "github",
      config: { client_id: "x", client_secret: "y" },
    })) as { result: { id: string } };
    const page = await new AccessBrowser().open(access.team(`/cdn-cgi/access/test-idp/${result.id}`));
    expect(shown(page)).toContain('Logging in with "GitHub" is not emulated.');
  });
});

describe("the one-time PIN", () => {
  const OUTSIDER = "auditor@partner.example";
  const options: AccessLoginOptions = {
    application: { allowed_idps: [], auto_redirect_to_identity: false },
    policies: [{ name: "Auditor", decision: "allow", precedence: 1, include: [{ email: { email: OUTSIDER } }] }],
  };

  async function codePage(browser: AccessBrowser, email: string): Promise<AccessVisit> {
    access = await AccessLogin.start(options);
    const choice = await browser.open(access.wiki("/report"));
    expect(choice.text).toContain("Okta</a>");
    return browser.submit(await browser.follow(choice, "One-time PIN"), { email });
  }

  it("lets in whom a policy names by email", async () => {
    const browser = new AccessBrowser();
    const page = await codePage(browser, OUTSIDER);
    const code = /would say: <strong>(\d{6})</.exec(page.text)?.[1] ?? "";
    const wrong = await browser.submit(page, { code: code === "000000" ? "000001" : "000000" });
    expect(wrong.text).toContain("That code is not valid.");
    const visitPage = await browser.submit(wrong, { code });
    expect(visitPage.url.href).toBe(access.wiki("/report"));
    expect(visitPage.text).toContain(`You are in, as <strong>${OUTSIDER}</strong>`);
  });

  it("sends no code to whom no policy lets in, and ends after five wrong codes", async () => {
    const browser = new AccessBrowser();
    let page = await codePage(browser, LENA);
    expect(page.text).toContain("no mail would arrive");
    for (let attempt = 1; attempt < 5; attempt += 1) {
      page = await browser.submit(page, { code: "123456" });
    }
    expect((await browser.submit(page, { code: "123456" })).text).toContain("Too many wrong codes.");
  });
});
