// What the sandbox stack gives to whom: deployed by the engine, tried by people in a real Chromium.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SANDBOX_TENANTS } from "../../sandbox";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import { describeInChromium, type WatchedPage, WIDTHS } from "../support/browser";
import { expectGoodPage } from "../support/page-checks";
import { Scenario } from "../support/scenario";

const ENGINEERING = "engineering.acme.example";
const LEDGER = "finance.acme.example";

/** One person of each group of the seed. */
const PEOPLE = {
  Engineering: "lena.vogel@acme.example",
  Finance: "claire.dubois@acme.example",
  Sales: "grace.whitfield@acme.example",
  Support: "elif.demir@acme.example",
  IT: "yuki.tanaka@acme.example",
  "People Operations": "naomi.fischer@acme.example",
  Contractors: "viktor.petrov@acme.example",
  Executives: "ada.okafor@acme.example",
} as const;

/** Who may enter, by the policies of the sandbox stack. The contractor is an engineer too, and blocked at the ledger alone. */
const MAY_ENTER: Readonly<Record<string, readonly (keyof typeof PEOPLE)[]>> = {
  [ENGINEERING]: ["Engineering", "Contractors"],
  [LEDGER]: ["Finance"],
};

interface Made {
  readonly id: string;
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly scim_config: Record<string, unknown>;
}

describeInChromium("the sandbox stack, with people", (browser) => {
  let scenario: Scenario;
  let secrets: string[];

  beforeAll(async () => {
    scenario = await Scenario.start();
    const run = await scenario.stack.up();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const app = scenario.sandbox.okta.store.apps.find(({ label }) => label.includes("Cloudflare"));
    const clientSecrets = scenario.sandbox.okta.store.clientSecrets.filter(({ appId }) => appId === app?.id);
    secrets = [SANDBOX_TENANTS.okta.apiToken, ...clientSecrets.map((secret) => String(secret.client_secret))];
  }, 180_000);
  afterAll(() => scenario.close());

  /** Where a browser finds a host that this Cloudflare plays. */
  function at(host: string, path = "/"): string {
    return `http://${host}.localhost:${new URL(scenario.sandbox.cloudflare.url).port}${path}`;
  }

  /** Goes to an application as somebody does who has never been there. */
  async function visit(host: string, login: string, width: number = WIDTHS.wide): Promise<WatchedPage> {
    const watched = await browser.open(width);
    const { page } = watched;
    await page.goto(at(host, "/home?tab=1"));
    if (host === LEDGER) {
      await page.getByRole("link", { name: "Okta" }).click();
    }
    await page.getByLabel("Username").fill(login);
    await page.getByLabel("Password").fill(SANDBOX_PASSWORD);
    await page.getByRole("button", { name: "Sign In" }).click();
    await page.getByRole("main").waitFor();
    return watched;
  }

  async function idp(): Promise<Made> {
    const { result } = await scenario.cloudflare.get<{ result: Made[] }>("/access/identity_providers");
    return result.find(({ name }) => name === "Okta") ?? expect.fail("no login method is called Okta");
  }

  describe.each(Object.keys(MAY_ENTER))("%s", (host) => {
    it.each(Object.keys(PEOPLE) as (keyof typeof PEOPLE)[])("%s", async (role) => {
      const { page } = await visit(host, PEOPLE[role]);
      if (MAY_ENTER[host]?.includes(role)) {
        expect(page.url()).toBe(at(host, "/home?tab=1"));
        expect(await page.getByRole("status").textContent()).toBe(`You are in, as ${PEOPLE[role]}.`);
      } else {
        expect(await page.getByRole("alert").textContent()).toBe("That account does not have access.");
        await page.goto(at(host, "/cdn-cgi/access/get-identity"));
        expect(await page.textContent("body")).toContain("no app token set");
      }
    });
  });

  describe.each(Object.entries(WIDTHS))("%s", (size, width) => {
    it("shows who came in, and the applications that are theirs", async () => {
      const watched = await visit(ENGINEERING, PEOPLE.Engineering, width);
      await expectGoodPage(watched, `access-application-${size}`, secrets);
      await watched.page.goto(at("acme.cloudflareaccess.com"));
      expect(await watched.page.getByRole("row", { name: /Engineering wiki/ }).textContent()).toContain("may enter");
      expect(await watched.page.getByRole("row", { name: /Ledger/ }).textContent()).toContain("have no access");
      await expectGoodPage(watched, `access-launcher-${size}`, secrets);
    });

    it("says which policy stopped somebody", async () => {
      const watched = await visit(LEDGER, PEOPLE.Contractors, width);
      expect(await watched.page.textContent("main")).toContain("The policy No contractors blocks this account.");
      // Chromium calls the status 403 an error.
      await expectGoodPage({ ...watched, errors: [] }, `access-blocked-${size}`, secrets);
    });

    it("offers the login methods", async () => {
      const watched = await browser.open(width);
      await watched.page.goto(at(LEDGER));
      expect(await watched.page.getByRole("listitem").allTextContents()).toHaveLength(2);
      await expectGoodPage(watched, `access-login-methods-${size}`, secrets);
    });
  });

  it("lets the head of IT in by one-time PIN, and nobody else", async () => {
    const { page } = await browser.open();
    const pin = async (email: string): Promise<void> => {
      await page.goto(at(LEDGER));
      await page.getByRole("link", { name: "One-time PIN" }).click();
      await page.getByLabel("Email").fill(email);
      await page.getByRole("button", { name: "Send me a code" }).click();
    };
    await pin(PEOPLE.Finance);
    expect(await page.textContent("#mail")).toContain("no mail would arrive");
    await pin("ingrid.solberg@acme.example");
    await page.getByLabel("Code").fill((await page.locator("#mail strong").textContent()) ?? "");
    await page.getByRole("button", { name: "Log in" }).click();
    expect(await page.getByRole("status").textContent()).toBe("You are in, as ingrid.solberg@acme.example.");
  });

  it("shows in the test of the login method what Access receives", async () => {
    const watched = await browser.open();
    const { page } = watched;
    const { accountId } = SANDBOX_TENANTS.cloudflare;
    const { id } = await idp();
    await page.goto(`${scenario.sandbox.cloudflare.url}/${accountId}/integrations/identity-providers/${id}`);
    await page.getByRole("link", { name: "Test" }).click();
    await page.getByLabel("Username").fill(PEOPLE.Engineering);
    await page.getByLabel("Password").fill(SANDBOX_PASSWORD);
    await page.getByRole("button", { name: "Sign In" }).click();
    expect(await page.getByRole("status").textContent()).toBe("Your connection works!");
    expect(JSON.parse((await page.textContent("pre")) ?? "")).toMatchObject({
      email: PEOPLE.Engineering,
      groups: expect.arrayContaining(["Engineering"]),
    });
    await expectGoodPage(watched, "access-test-of-login-method", secrets);
  });

  describe("with something wrong", () => {
    /** Changes the login method for the time of a test. */
    async function withConfig(change: Record<string, unknown>, test: () => Promise<void>): Promise<void> {
      const { id, name, config, scim_config } = await idp();
      const app = scenario.sandbox.okta.store.apps.get(String(config.client_id));
      const kept = scenario.sandbox.okta.store.clientSecrets.find(({ appId }) => appId === app?.id);
      const send = (changed: Record<string, unknown>): Promise<unknown> =>
        scenario.cloudflare.send("PUT", `/access/identity_providers/${id}`, {
          name,
          type: "okta",
          scim_config,
          config: { ...config, client_secret: kept?.client_secret, ...changed },
        });
      await send(change);
      try {
        await test();
      } finally {
        await send({});
      }
    }

    /** Changes the application in Okta for the time of a test. */
    async function withOktaApp(
      change: (app: OktaApp) => Record<string, unknown>,
      test: () => Promise<void>,
    ): Promise<void> {
      const id = String((await idp()).config.client_id);
      const app = await scenario.okta.get<OktaApp>(`/apps/${id}`);
      await scenario.okta.send("PUT", `/apps/${id}`, { ...app, ...change(app) });
      try {
        await test();
      } finally {
        await scenario.okta.send("PUT", `/apps/${id}`, app);
      }
    }

    async function failure(login: string = PEOPLE.Engineering): Promise<string> {
      const { page } = await visit(ENGINEERING, login);
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Login failed");
      return (await page.textContent("main")) ?? "";
    }

    it("a wrong client secret: Access cannot fetch anything", async () => {
      await withConfig({ client_secret: "a-secret-of-yesterday" }, async () => {
        const watched = await visit(ENGINEERING, PEOPLE.Engineering);
        const text = await watched.page.textContent("main");
        expect(text).toContain("Failed to fetch user/group information from the identity provider");
        expect(text).toContain("invalid_client");
        await expectGoodPage({ ...watched, errors: [] }, "access-login-failed", [...secrets, "a-secret-of-yesterday"]);
      });
    });

    it("an authorization server that does not know the scope groups", async () => {
      await withConfig({ authorization_server_id: "default" }, async () => {
        const { page } = await browser.open();
        await page.goto(at(ENGINEERING));
        expect(await page.textContent("main")).toContain("invalid_scope");
      });
    });

    it("PKCE off at Access while Okta requires it", async () => {
      await withConfig({ pkce_enabled: false }, async () => {
        const { page } = await browser.open();
        await page.goto(at(ENGINEERING));
        expect(await page.textContent("main")).toContain("PKCE code challenge is required");
      });
    });

    it("a redirect URI that Okta does not know: Okta's own page", async () => {
      const foreign = (app: OktaApp) => ({
        settings: {
          ...app.settings,
          oauthClient: { ...app.settings.oauthClient, redirect_uris: ["https://acme.example/callback"] },
        },
      });
      await withOktaApp(foreign, async () => {
        const { page } = await browser.open();
        expect((await page.goto(at(ENGINEERING)))?.status()).toBe(400);
        expect(await page.getByRole("alert").textContent()).toContain("must be a Login redirect URI");
      });
    });

    it("a pattern of the groups claim that matches nothing: blocked by policy", async () => {
      const id = String((await idp()).config.client_id);
      const app = scenario.sandbox.okta.store.apps.get(id) ?? expect.fail("the Okta application");
      scenario.sandbox.okta.store.apps.put({
        ...app,
        idToken: { ...app.idToken, groupFilterType: "REGEX", value: "^engineering$" },
      });
      try {
        const { page } = await visit(ENGINEERING, PEOPLE.Engineering);
        expect(await page.getByRole("alert").textContent()).toBe("That account does not have access.");
      } finally {
        scenario.sandbox.okta.store.apps.put(app);
      }
    });

    it("somebody who is in none of the assigned groups", async () => {
      const [user] = await scenario.okta.get<{ id: string }[]>(
        '/users?search=profile.login eq "diego.navarro@acme.example"',
      );
      const [group] = await scenario.okta.get<{ id: string }[]>("/groups?q=Workforce");
      await scenario.okta.send("DELETE", `/groups/${group?.id}/users/${user?.id}`);
      expect(await failure("diego.navarro@acme.example")).toContain(
        "access_denied: User is not assigned to the client application.",
      );
    });

    it("somebody who was deactivated: Okta does not let them sign in", async () => {
      const { page } = await visit(ENGINEERING, "owen.byrne@acme.example");
      expect(await page.getByRole("alert").textContent()).toBe("Unable to sign in");
    });
  });
});

interface OktaApp {
  readonly settings: { readonly oauthClient: Record<string, unknown> };
}
