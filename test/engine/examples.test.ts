// L2: the stack files below examples/, each previewed on the real engine as it is committed, and the guide's own example
// deployed: what Cloudflare was sent, and what it answers, field for field.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SANDBOX_TENANTS } from "../../sandbox";
import { changes, REPOSITORY, type Run } from "../support/engine";
import { Scenario } from "../support/scenario";

const SETTINGS = "okta-cloudflare-access:settings";
const GUIDE = join(REPOSITORY, "../shared/seed/cloudflare-docs-okta.txt");
const EXAMPLES = readdirSync(join(REPOSITORY, "examples"), { recursive: true, encoding: "utf8" })
  .filter((path) => /(?:^|[\\/])Pulumi\.[a-z-]+\.yaml$/.test(path))
  .sort();

/** The settings of an example, in the account of the local Cloudflare: organization and team are its own already. */
function settingsOf(path: string): Record<string, unknown> {
  const { config } = parse(readFileSync(join(REPOSITORY, "examples", path), "utf8"));
  return { ...config[SETTINGS], accountId: SANDBOX_TENANTS.cloudflare.accountId };
}

function succeeded(run: Run): Run {
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  return run;
}

describe("the examples", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.start();
    // The one thing that they take for granted.
    await scenario.okta.send("POST", "/groups", { profile: { name: "Staff" } });
  });
  afterAll(() => scenario?.close());

  it.each<[path: string, creates: readonly string[], secrets: Readonly<Record<string, string>>]>([
    ["minimal/Pulumi.minimal.yaml", ["access-oidc-app", "access-cloudflare-identity-provider"], {}],
    ["guide/Pulumi.guide.yaml", ["access-oidc-app", "access-cloudflare-identity-provider"], {}],
    [
      "authorization-server/Pulumi.authorization-server.yaml",
      ["access-authorization-server-server", "access-authorization-server-policy-rule", "access-scim-app"],
      {},
    ],
    [
      "many-groups/Pulumi.many-groups.yaml",
      ["access-groups-api-token", "access-scim-app"],
      { "okta-cloudflare-access:groupsApiToken": "00tokenOfSomebodyWhoCanOnlyRead0123456789a" },
    ],
    ["saml/Pulumi.saml.yaml", ["access-saml-app", "access-scim-app"], {}],
    ["saml/Pulumi.saml-combined.yaml", ["access-scim-app", "access-cloudflare-identity-provider"], {}],
  ])("%s can be deployed as it is", async (path, creates, secrets) => {
    scenario.configure(settingsOf(path));
    for (const [key, value] of Object.entries(secrets)) {
      await scenario.stack.setSecret(key, value);
    }
    const preview = succeeded(await scenario.stack.preview());
    expect(changes(preview)).toEqual(expect.arrayContaining(creates.map((name) => `create ${name}`)));
    expect(preview.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("are all of them previewed here", () => {
    expect(EXAMPLES.map((path) => path.replaceAll("\\", "/"))).toEqual([
      "authorization-server/Pulumi.authorization-server.yaml",
      "guide/Pulumi.guide.yaml",
      "many-groups/Pulumi.many-groups.yaml",
      "minimal/Pulumi.minimal.yaml",
      "saml/Pulumi.saml-combined.yaml",
      "saml/Pulumi.saml.yaml",
    ]);
  });
});

interface LoginMethod {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly config: Record<string, unknown>;
  readonly scim_config: Record<string, unknown>;
}

describe("the example API configuration of the guide", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.start({ settings: settingsOf("guide/Pulumi.guide.yaml") });
    await scenario.okta.send("POST", "/groups", { profile: { name: "Staff" } });
    succeeded(await scenario.stack.up());
  });
  afterAll(() => scenario?.close());

  const sent = () => {
    const [request, ...others] = scenario.sandbox.cloudflare.log
      .all()
      .filter(({ method, path }) => method === "POST" && path.endsWith("/access/identity_providers"));
    expect(others).toEqual([]);
    return request?.requestBody as LoginMethod;
  };
  const answered = async () => {
    const { result } = await scenario.cloudflare.get<{ result: LoginMethod[] }>("/access/identity_providers");
    return result.find(({ type }) => type === "okta") as LoginMethod;
  };

  it("is what Cloudflare receives, with PKCE and SCIM said to be off and nothing else", async () => {
    const { clientId } = await scenario.stack.outputs();
    const { config, scim_config, ...rest } = sent();
    expect(rest).toEqual({ name: "my example idp", type: "okta" });
    expect(config).toEqual({
      client_id: clientId,
      // The log conceals it; the next test shows which one was kept.
      client_secret: expect.any(String),
      okta_account: "https://acme.okta.com",
      pkce_enabled: false,
    });
    expect(scim_config).toEqual({
      enabled: false,
      user_deprovision: false,
      seat_deprovision: false,
      identity_update_behavior: "no_action",
    });
  });

  it("is what Cloudflare answers and keeps", async () => {
    const { clientId, clientSecret } = await scenario.stack.outputs({ showSecrets: true });
    const { id, name, type, config } = await answered();
    expect({ name, type }).toEqual({ name: "my example idp", type: "okta" });
    expect(config).toEqual({ client_id: clientId, okta_account: "https://acme.okta.com", pkce_enabled: false });
    // No answer of Cloudflare carries it.
    const kept = scenario.sandbox.cloudflare.store.identityProviders.get(id);
    expect(kept?.secretConfig).toEqual({ client_secret: clientSecret });
  });

  it("leaves nothing to do the second time, and nothing that drifted", async () => {
    expect(changes(succeeded(await scenario.stack.preview("--refresh")))).toEqual([]);
  });
});

describe.skipIf(!existsSync(GUIDE))("the guide's text (skipped where it is not at hand)", () => {
  it("has no field in its example that the stack does not set", () => {
    const [, example = ""] = readFileSync(GUIDE, "utf8").split("Example API Configuration");
    expect([...example.matchAll(/"([a-z_]+)":/g)].map(([, field]) => field).sort()).toEqual([
      "client_id",
      "client_secret",
      "config",
      "name",
      "okta_account",
      "type",
    ]);
  });
});
