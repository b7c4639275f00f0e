// L0: the pack as a whole: what every rule says of itself, levels, generated files, and the packages that it needs.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as cloudflare from "@pulumi/cloudflare";
import * as okta from "@pulumi/okta";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import root from "../../../package.json";
import { configOf, withTable } from "../../../policies/documents";
import { ENVIRONMENTS, LEVELS, levelOf } from "../../../policies/levels";
import { KINDS, type Kind, kindOf } from "../../../policies/lib/kinds";
import pack from "../../../policies/package.json";
import lockfile from "../../../policies/package-lock.json";
import { policies, RULES } from "../../../policies/policies";
import { judge } from "../../support/policy";

const PACK = resolve(__dirname, "../../../policies");
const SECRET = "geheimes-passwort";

describe("every rule", () => {
  it.each(RULES)("$policy.name says what, why, what to do, and where that is written", (rule) => {
    const { policy, references } = rule;
    expect(policy.name).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(policy.description).toMatch(/^[A-Z"].{40,}\.$/s);
    expect(policy.remediationSteps).toMatch(/\S/);
    expect(policy.severity).toMatch(/^(low|medium|high|critical)$/);
    expect(policy.url).toMatch(/^https:\/\//);
    expect(policy.framework).toEqual(references[0]);
    expect(policy.enforcementLevel).toBeUndefined();
  });

  it("has a file of its own, and a name of its own", () => {
    const files = readdirSync(join(PACK, "rules"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    expect(files).toHaveLength(RULES.length);
    expect(new Set(RULES.map(({ policy }) => policy.name)).size).toBe(RULES.length);
    expect(RULES.length).toBeGreaterThan(40);
  });

  it("names a framework only by what is in it", () => {
    for (const { name, version, reference, specification } of RULES.flatMap(({ references }) => references)) {
      const forms: Record<string, [string, RegExp]> = {
        "RFC 9700": ["January 2025", /^\d(\.\d+)+$/],
        "DISA Okta IDaaS STIG": ["V1R2", /^V-2\d{5}$/],
        "CIS Controls": ["v8", /^\d+\.\d+$/],
      };
      const [edition, form] = forms[name] ?? [];
      expect(version).toBe(edition);
      expect(reference).toMatch(form as RegExp);
      expect(specification).toMatch(/\.$/);
    }
  });

  it("has options with a default that it takes, as the engine checks them", () => {
    const ajv = new Ajv({ strict: false });
    for (const { policy } of RULES) {
      for (const [name, option] of Object.entries(policy.configSchema?.properties ?? {})) {
        expect(option.default, `${policy.name} ${name}`).toBeDefined();
        expect(option.description, `${policy.name} ${name}`).toMatch(/\S/);
        expect(ajv.validate(option, option.default), `${policy.name} ${name}`).toBe(true);
      }
    }
  });

  it("tells no secret, whatever holds it", () => {
    for (const { policy, kinds } of RULES.filter(({ policy }) => "validateResource" in policy)) {
      for (const kind of kinds) {
        const { findings } = judge({ policy, kinds, references: [] }, { kind, ...everythingSecret(kind) });
        expect(findings.join("\n"), policy.name).not.toContain(SECRET);
      }
    }
  });
});

/** A resource in which everything that can be a secret is this one. */
function everythingSecret(kind: Kind) {
  const credentials = ["apiToken", "accessToken", "privateKey", "apiKey", "clientSecret", "clientBasicSecret", "jwks"];
  const props = {
    ...Object.fromEntries(credentials.map((name) => [name, SECRET])),
    httpProxy: `http://user:${SECRET}@proxy.example.com`,
    baseUrl: `https://user:${SECRET}@api.example.com`,
    type: kind === "identityProvider" ? "okta" : "web",
    config: { clientSecret: SECRET },
    scimConfig: { enabled: true, secret: SECRET },
    profile: { token: SECRET },
    groupsClaim: { type: "FILTER", filterType: "REGEX", value: ".*" },
  };
  return { props, provider: props };
}

describe("the levels", () => {
  it("are there for every rule and no other", () => {
    expect(Object.keys(LEVELS).sort()).toEqual(RULES.map(({ policy }) => policy.name).sort());
  });

  it("stop nothing in dev, and stop what is mandatory in prod, which holds by default", () => {
    const stopping = RULES.filter(({ policy }) => levelOf(policy.name, "prod") === "mandatory");
    expect(stopping.length).toBeGreaterThan(24);
    expect(RULES.filter(({ policy }) => levelOf(policy.name, "dev") === "mandatory")).toEqual([]);
    expect(policies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory")).toHaveLength(stopping.length);
  });

  it("correct only where a rule can", () => {
    const corrects = new Set(
      RULES.filter(({ policy }) => "remediateResource" in policy).map(({ policy }) => policy.name),
    );
    const asked = Object.entries(LEVELS).filter(([, level]) => ENVIRONMENTS.some((one) => level[one] === "remediate"));
    expect(asked.map(([name]) => name).filter((name) => !corrects.has(name))).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
  });

  it("are an error for a rule that has none", () => {
    expect(() => levelOf("no-such-rule", "prod")).toThrow('The rule "no-such-rule" has no levels.');
  });
});

describe("what `npm run policies` writes", () => {
  it.each(ENVIRONMENTS)("config/%s.json is up to date", (environment) => {
    expect(readFileSync(join(PACK, "config", `${environment}.json`), "utf8")).toBe(configOf(RULES, environment));
  });

  it("the table in the README is up to date", () => {
    const readme = readFileSync(join(PACK, "README.md"), "utf8");
    expect(withTable(readme, RULES)).toBe(readme);
    expect(readme).toContain("| `okta-oidc-pkce` ✎ | [");
    expect(() => withTable("# Empty\n", RULES)).toThrow("has no place for the table");
  });
});

describe("the kinds of resources", () => {
  it("have the type tokens of the SDKs", () => {
    const classes = [okta, okta.app, okta.auth, okta.group, cloudflare].flatMap((module) => Object.values(module));
    const tokens = new Set(
      classes.map((one) => (one as { __pulumiType?: string } | undefined)?.__pulumiType).filter((token) => token),
    );
    const own =
      /^(pulumi:providers:(okta|cloudflare)|okta-cloudflare-access:index:(IdentityProviderApiToken|GroupAssignments|PushGroups))$/;
    const types = Object.values(KINDS).flatMap(({ types: all }) => all);
    expect(types.filter((type) => !tokens.has(type) && !own.test(type))).toEqual([]);
    expect(new Set(types).size).toBe(types.length);
  });

  it("count the older names of Cloudflare's resources, too", () => {
    expect(kindOf("cloudflare:index/accessPolicy:AccessPolicy")).toBe("accessPolicy");
    const bypass = (policies.find(({ name }) => name === "cf-policy-no-bypass") ?? {}) as ResourceValidationPolicy;
    const { findings } = judge(
      { policy: bypass, kinds: [], references: [] },
      { kind: "accessPolicy", type: "cloudflare:index/accessPolicy:AccessPolicy", props: { decision: "bypass" } },
    );
    expect(findings).toHaveLength(1);
  });
});

describe("the package", () => {
  it("has the versions of the repository, so that both run the same", () => {
    const versions: Record<string, string> = { ...root.dependencies, ...root.devDependencies };
    for (const [name, version] of Object.entries({ ...pack.dependencies, ...pack.devDependencies })) {
      expect(version, name).toBe(versions[name]);
    }
  });

  it("has a lockfile that fits, and names no place to download from", () => {
    const [self] = Object.values(lockfile.packages as Record<string, object>);
    expect(self).toMatchObject({ dependencies: pack.dependencies, devDependencies: pack.devDependencies });
    expect(Object.values(lockfile.packages).filter((entry) => "resolved" in entry)).toEqual([]);
  });
});
