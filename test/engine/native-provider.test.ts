// L2: the real engine and the project's own plugin. Proves that the Okta API token is set and set again, that a login
// method is not let go while somebody would be locked out, and that no secret is left in the clear.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SANDBOX_TENANTS } from "../../sandbox";
import { changes, REPOSITORY, type Run } from "../support/engine";
import { findLeaks, sizeBelow } from "../support/leaks";
import { Scenario } from "../support/scenario";

const CLIENT_SECRET = "client-secret-of-the-native-program-0123456789";
const FIRST_TOKEN = "00groupsTokenOfOkta0123456789abcdefghijklmn";
const SECOND_TOKEN = "00anotherTokenOfOkta0123456789abcdefghijkl";
const DAY_MS = 86_400_000;
const TOMORROW = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);

describe("the resources of the project's own provider", () => {
  let scenario: Scenario;
  const deploy = async (
    command: "up" | "preview" | "destroy",
    change: Record<string, unknown> = {},
    token = FIRST_TOKEN,
  ): Promise<Run> => {
    scenario.sandbox.cloudflare.log.clear();
    scenario.configure(
      {},
      {
        "okta-cloudflare-access:settings": undefined,
        "native:accountId": SANDBOX_TENANTS.cloudflare.accountId,
        "native:name": "Okta",
        "native:oktaAccount": "https://acme.okta.com",
        ...change,
      },
    );
    await scenario.stack.setSecret("native:clientSecret", CLIENT_SECRET);
    await scenario.stack.setSecret("native:groupsApiToken", token);
    return scenario.stack[command]();
  };
  const succeeded = (run: Run) => expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  const writes = () =>
    scenario.sandbox.cloudflare.log
      .all()
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path.replace(/^.*\/access\//, "").replace(/[0-9a-f-]{32,36}/g, "<id>")}`);
  const account = async () => {
    const [loginMethods, applications] = await Promise.all([
      scenario.cloudflare.get<{ result: unknown[] }>("/access/identity_providers"),
      scenario.cloudflare.get<{ result: unknown[] }>("/access/apps"),
    ]);
    return { loginMethods: loginMethods.result, applications: applications.result };
  };

  beforeAll(async () => {
    scenario = await Scenario.start({ program: join(REPOSITORY, "test/engine/programs/native") });
  });
  afterAll(() => scenario?.close());

  it("sets the token after the login method exists, and says that Cloudflare tells nothing of it", async () => {
    const run = await deploy("up");

    succeeded(run);
    expect(writes()[0]).toBe("POST identity_providers");
    expect(writes().sort()).toEqual(["POST apps", "POST identity_providers", "PUT identity_providers/<id>"]);
    expect(run.stdout).toContain("does not say whether it kept it");
    expect(await scenario.stack.outputs()).toMatchObject({ tokenConfirmed: false });
  });

  it("changes nothing the second time, and asks Cloudflare nothing about it", async () => {
    const run = await deploy("up");

    succeeded(run);
    expect(changes(run)).toEqual([]);
    expect(writes()).toEqual([]);
  });

  it("sets the token again in the same run when the login method changes", async () => {
    const run = await deploy("up", { "native:name": "Okta of Acme" });

    succeeded(run);
    expect(changes(run)).toEqual(["update login", "update token"]);
    expect(writes()).toEqual(["PUT identity_providers/<id>", "PUT identity_providers/<id>"]);
    expect((await account()).loginMethods).toContainEqual(
      expect.objectContaining({
        name: "Okta of Acme",
        config: expect.objectContaining({ claims: ["department"], pkce_enabled: true }),
        scim_config: expect.objectContaining({ enabled: true, identity_update_behavior: "reauth" }),
      }),
    );
  });

  it("sets another token in place", async () => {
    const run = await deploy("up", { "native:name": "Okta of Acme" }, SECOND_TOKEN);

    succeeded(run);
    expect(changes(run)).toEqual(["update token"]);
  });

  it("refuses in the preview to replace the login method that an application needs", async () => {
    const before = await account();
    const run = await deploy("preview", { "native:name": "Another", "native:replace": true }, SECOND_TOKEN);

    expect(run.exitCode).not.toBe(0);
    expect(run.stdout + run.stderr).toContain(
      'would be replaced, and 1 application would lose its last way to log in: "Wiki" (wiki.acme.example). Nothing was changed.',
    );
    expect(await account()).toEqual(before);
  });

  it("refuses to destroy it, before anything is gone", async () => {
    const before = await account();
    const run = await deploy("destroy", { "native:name": "Okta of Acme" }, SECOND_TOKEN);

    expect(run.exitCode).not.toBe(0);
    expect(run.stdout + run.stderr).toContain("would be deleted, and 1 application would lose its last way to log in");
    expect(await account()).toEqual(before);
    expect(writes()).toEqual([]);
  });

  it("refuses a confirmation that is for good", async () => {
    const confirmation = { until: "2099-01-01", reason: "never" };
    const run = await deploy(
      "preview",
      { "native:name": "Okta of Acme", "native:confirmation": JSON.stringify(confirmation) },
      SECOND_TOKEN,
    );

    expect(run.exitCode).not.toBe(0);
    expect(run.stdout + run.stderr).toContain("2099-01-01 is more than 31 days ahead");
  });

  it("lets it go when that is confirmed", async () => {
    const confirmation = { until: TOMORROW, reason: "The account is closed" };
    const confirmed = await deploy(
      "up",
      { "native:name": "Okta of Acme", "native:confirmation": JSON.stringify(confirmation) },
      SECOND_TOKEN,
    );
    succeeded(confirmed);
    expect(changes(confirmed)).toEqual(["update guard"]);

    const destroyed = await deploy("destroy", { "native:name": "Okta of Acme" }, SECOND_TOKEN);
    succeeded(destroyed);
    expect((await account()).loginMethods).toEqual([expect.objectContaining({ type: "onetimepin" })]);
  });

  it("leaves no secret in the clear", () => {
    expect(sizeBelow(scenario.stack.directory).bytes).toBeGreaterThan(50_000);
    expect(
      findLeaks(scenario.stack.directory, {
        clientSecret: CLIENT_SECRET,
        firstToken: FIRST_TOKEN,
        secondToken: SECOND_TOKEN,
        cloudflareToken: SANDBOX_TENANTS.cloudflare.apiToken,
      }),
    ).toEqual([]);
  });
});
