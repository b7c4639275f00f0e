// L2: the policy pack on the real engine. The stack of the sandbox passes; what is bad in a stack is a warning in dev and
// stops in prod; secrets stay secret; a configuration that is wrong is refused; what is deployed is judged afterwards.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Changes, withChanges } from "../support/changed-settings";
import { REPOSITORY, type Run } from "../support/engine";
import { findLeaks } from "../support/leaks";
import { COMBINED_CHANGES, SAML_CHANGES } from "../support/saml-settings";
import { Scenario } from "../support/scenario";
import { plainSettings, sandboxSettings } from "../support/settings";

const PACK = join(REPOSITORY, "policies");
const CLIENT_SECRET = "client-secret-that-nobody-marked-as-one";

/** Arguments that turn the pack on, with the levels of an environment or a file of the test. */
const withPack = (config?: string) => [
  "--policy-pack",
  PACK,
  ...(config === undefined ? [] : ["--policy-pack-config", config]),
];
const levels = (environment: "dev" | "prod") => withPack(join(PACK, "config", `${environment}.json`));

/** What a person reads. */
const printed = (run: Run): string => run.stdout + run.stderr;

/** The settings of the sandbox stack as production has them: the login method is protected. */
const asInProduction = (changes: Changes = {}) =>
  withChanges(sandboxSettings(), { "identityProvider.protect": undefined, ...changes });

/** What the pack found, as `level rule`, each once. */
function findings(run: Run): string[] {
  const events = run.events.split("\n").filter((line) => line !== "");
  const found = events.flatMap((line) => {
    const { policyEvent } = JSON.parse(line) as { policyEvent?: { enforcementLevel: string; policyName: string } };
    return policyEvent === undefined ? [] : [`${policyEvent.enforcementLevel} ${policyEvent.policyName}`];
  });
  return [...new Set(found)].sort();
}

/** The rules that corrected something. */
function corrections(run: Run): string[] {
  const events = run.events.split("\n").filter((line) => line !== "");
  const names = events.flatMap((line) => {
    const { policyRemediationEvent: event } = JSON.parse(line) as { policyRemediationEvent?: { policyName: string } };
    return event === undefined ? [] : [event.policyName];
  });
  return [...new Set(names)].sort();
}

describe("the stack of the sandbox", () => {
  let scenario: Scenario;
  let files: string;

  beforeAll(async () => {
    scenario = await Scenario.start({ settings: asInProduction() });
    files = mkdtempSync(join(tmpdir(), "policy-config-"));
  });
  afterAll(async () => {
    await scenario?.close();
    rmSync(files, { recursive: true, force: true });
  });

  const configFile = (config: unknown) => {
    const file = join(files, "policy-config.json");
    writeFileSync(file, JSON.stringify(config));
    return file;
  };

  it("passes with the levels of production, which hold without a configuration too", async () => {
    const run = await scenario.stack.preview(...withPack());

    expect(run.exitCode, printed(run)).toBe(0);
    expect(findings(run).filter((finding) => !finding.startsWith("advisory"))).toEqual([]);
    expect(findings(run)).toContain("advisory okta-groups-claim-bounded");
    expect(printed(run)).toMatch(/Report: \d+ of \d+ rules looked at \d+ resources, \d+ times\. Not applicable: /);
  });

  describe("made worse", () => {
    const WORSE: Changes = {
      "identityProvider.protect": false,
      "identityProvider.pkce": false,
      "oidc.groupsClaim.regex": "(access-(.*-)*x|access-.*|Engineering|Finance|Contractors)",
      "scim.deactivateUsers": false,
      "scim.deprovisionUsers": false,
      "access.applications.finance.sessionDuration": "200h",
      "access.policies.engineering.include": [{ everyone: true }],
      "access.policies.engineering.require": [],
      "access.policies.status": { name: "Status page", decision: "bypass", include: [{ everyone: true }] },
      "access.applications.status": { name: "Status", domain: "status.acme.example", policies: ["status"] },
    };
    const STOPPED: readonly [rule: string, message: string][] = [
      ["cf-idp-protected", 'Login method "access-cloudflare-identity-provider": it is not protected'],
      ["okta-oidc-pkce", 'OIDC app "access-oidc-app": pkceRequired is false. Set it to true.'],
      ["cf-idp-pkce", "config.pkceEnabled is false. Set it to true."],
      ["okta-scim-deactivate", 'users are created, and lifecycleDeactivate is "DISABLED"'],
      ["cf-idp-deprovision", "scimConfig.userDeprovision is false. Set it to true."],
      ["cf-app-session", 'sessionDuration is "200h". Set it to at most 24h.'],
      ["cf-policy-no-everyone", "includes[0] is everyone, and nothing is required"],
      ["cf-policy-no-bypass", 'the decision of the policy "Status page" is "bypass"'],
      ["okta-groups-claim-regex", "which can run away"],
    ];

    it.each([
      ["stops in production", "prod", "mandatory"],
      ["is told and passes in dev", "dev", "advisory"],
    ] as const)("%s", async (_, environment, level) => {
      scenario.configure(asInProduction(WORSE));
      const run = await scenario.stack.preview(...levels(environment));

      expect(run.exitCode === 0, printed(run)).toBe(environment === "dev");
      for (const [rule, message] of STOPPED) {
        expect(findings(run), rule).toContain(`${level} ${rule}`);
        expect(printed(run)).toContain(message);
      }
    });
  });

  it("is held to the options that a configuration gives", async () => {
    scenario.configure(asInProduction());
    const stricter = configFile({ "cf-app-session": { enforcementLevel: "mandatory", maxHours: 1 } });
    const run = await scenario.stack.preview(...withPack(stricter));

    expect(run.exitCode).not.toBe(0);
    expect(printed(run)).toContain('sessionDuration is "8h". Set it to at most 1h.');
  });

  it.each([
    ["a value that the option does not take", { "cf-app-session": { maxHours: "many" } }, /maxHours/],
    ["a value out of range", { "cf-app-session": { maxHours: 100_000 } }, /maxHours/],
    ["an option that is not there", { "cf-app-session": { maxHour: 1 } }, /maxHour/],
    ["a level that is not there", { "okta-oidc-pkce": "strict" }, /strict/],
  ])("is not let through with a configuration with %s", async (_, config, message) => {
    scenario.configure(asInProduction());
    const run = await scenario.stack.preview(...withPack(configFile(config)));

    expect(run.exitCode, printed(run)).not.toBe(0);
    expect(printed(run)).toMatch(message);
  });

  describe("in its other forms", () => {
    const CUSTOM_SERVER: Changes = {
      authorizationServer: { create: { name: "Access" } },
      "identityProvider.claims": undefined,
    };
    const inProduction = (changes: Changes) =>
      withChanges(plainSettings(), { "identityProvider.protect": undefined, ...changes });

    it.each([
      ["a custom authorization server", CUSTOM_SERVER],
      ["SAML", SAML_CHANGES],
      ["SAML and SCIM in one app", COMBINED_CHANGES],
    ])("passes in production with %s", async (_, changes) => {
      scenario.configure(inProduction(changes));
      const run = await scenario.stack.preview(...levels("prod"));

      expect(run.exitCode, printed(run)).toBe(0);
      expect(findings(run).filter((finding) => !finding.startsWith("advisory"))).toEqual([]);
    });

    it("stops with access tokens that hold for a day", async () => {
      const dayLong = { "authorizationServer.accessTokenLifetimeMinutes": 1_440 };
      scenario.configure(inProduction({ ...CUSTOM_SERVER, ...dayLong }));
      const run = await scenario.stack.preview(...levels("prod"));

      expect(run.exitCode).not.toBe(0);
      expect(findings(run), printed(run)).toContain("mandatory okta-authserver-lifetime");
      expect(printed(run)).toContain("accessTokenLifetimeMinutes is 1440. Set it to at most 60.");
    });
  });

  describe("deployed with the pack", () => {
    beforeAll(async () => {
      scenario.configure(asInProduction());
      const run = await scenario.stack.up(...levels("prod"));
      expect(run.exitCode, printed(run)).toBe(0);
    });

    const analyze = (...args: string[]) => scenario.stack.pulumi(["policy", "analyze", ...args]);

    it("previews no change, and passes again now that every id is known", async () => {
      const run = await scenario.stack.preview(...levels("prod"), "--expect-no-changes");
      expect(run.exitCode, printed(run)).toBe(0);
    });

    it("gives evidence afterwards", async () => {
      const run = await analyze(...levels("prod"), "--json");

      expect(run.exitCode, printed(run)).toBe(0);
      expect(printed(run)).toContain("policy-coverage");
      expect(printed(run)).toContain("okta-groups-claim-bounded");
      expect(printed(run)).not.toContain("mandatory");
    });

    it("is found out when somebody has loosened it without the pack", async () => {
      scenario.configure(asInProduction({ "access.applications.finance.sessionDuration": "200h" }));
      expect((await scenario.stack.up()).exitCode).toBe(0);

      const [prod, dev] = [await analyze(...levels("prod")), await analyze(...levels("dev"))];
      expect(prod.exitCode, printed(prod)).not.toBe(0);
      expect(printed(prod)).toContain('sessionDuration is "200h". Set it to at most 24h.');
      expect(dev.exitCode, printed(dev)).toBe(0);
    });

    it("leaves no secret in what the runs printed and wrote", async () => {
      const { clientSecret, scimSecret } = await scenario.stack.outputs({ showSecrets: true });
      const secrets = { "OIDC client secret": String(clientSecret), "SCIM secret": String(scimSecret) };
      expect(findLeaks(scenario.stack.directory, secrets)).toEqual([]);
    });
  });
});

describe("a stack that somebody wrote without the components", () => {
  let scenario: Scenario;

  beforeAll(async () => {
    scenario = await Scenario.start({
      program: join(__dirname, "programs/ungoverned"),
      config: { "test:clientSecret": CLIENT_SECRET },
    });
  });
  afterAll(() => scenario?.close([CLIENT_SECRET]));

  const inputsOf = async (type: string) => {
    const { deployment } = await scenario.stack.state();
    return deployment.resources?.find((resource) => resource.type.endsWith(`:${type}`))?.inputs;
  };

  it("stops in production, with every finding at once", async () => {
    const run = await scenario.stack.preview(...levels("prod"));

    expect(run.exitCode, printed(run)).not.toBe(0);
    expect(findings(run)).toEqual(
      expect.arrayContaining([
        "mandatory cf-idp-pkce",
        "mandatory cf-idp-protected",
        "mandatory cf-okta-rule-shape",
        "mandatory cf-policy-no-everyone",
        "mandatory okta-oidc-pkce",
        "mandatory okta-one-assignment-owner",
      ]),
    );
    expect(printed(run)).not.toContain(CLIENT_SECRET);
  });

  it("deploys in dev, with the same findings as warnings", async () => {
    const run = await scenario.stack.up(...levels("dev"));

    expect(run.exitCode, printed(run)).toBe(0);
    expect(findings(run)).toEqual(expect.arrayContaining(["advisory cf-idp-pkce", "advisory okta-oidc-pkce"]));
    expect(await inputsOf("ZeroTrustAccessIdentityProvider")).toMatchObject({
      config: { pkceEnabled: false, clientSecret: { ciphertext: expect.any(String) } },
    });
    expect(printed(run)).not.toContain(CLIENT_SECRET);
  });

  it("is corrected where the configuration says so; nothing else changes, and secrets beside it stay secret", async () => {
    const file = join(scenario.stack.directory, "correct.json");
    const dev = JSON.parse(readFileSync(join(PACK, "config/dev.json"), "utf8"));
    writeFileSync(file, JSON.stringify({ ...dev, "okta-oidc-pkce": "remediate", "cf-idp-pkce": "remediate" }));
    const run = await scenario.stack.up(...withPack(file));

    expect(run.exitCode, printed(run)).toBe(0);
    expect(corrections(run)).toEqual(["cf-idp-pkce", "okta-oidc-pkce"]);
    expect(await inputsOf("OAuth")).toMatchObject({ pkceRequired: true, label: "Cloudflare Access by hand" });
    expect(await inputsOf("ZeroTrustAccessIdentityProvider")).toMatchObject({
      name: "Okta by hand",
      config: { pkceEnabled: true, clientSecret: { ciphertext: expect.any(String) } },
    });
    expect(printed(run)).not.toContain(CLIENT_SECRET);
  });
});
