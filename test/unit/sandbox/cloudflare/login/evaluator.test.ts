import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccessGroup, AccessPolicy, Rule } from "../../../../../sandbox/cloudflare/entities";
import { type Decision, decide, type Identity, type Visitor } from "../../../../../sandbox/cloudflare/login/evaluator";

const OKTA = "idp-okta";
const LENA: Identity = {
  email: "Lena.Vogel@acme.example",
  name: "Lena Vogel",
  idp: { id: OKTA, type: "okta" },
  groups: ["Engineering", "Workforce"],
  oidc_fields: { department: "Engineering", level: 5, teams: ["core", "infra"] },
  amr: ["pwd", "mfa"],
};

function visitor(identity: Identity | undefined = LENA, change: Partial<Visitor> = {}): Visitor {
  return { identity, ip: "192.0.2.17", country: "NL", ...change };
}

function policy(change: Partial<AccessPolicy>): AccessPolicy {
  return {
    id: change.name ?? "policy",
    name: "policy",
    decision: "allow",
    session_duration: "24h",
    include: [],
    require: [],
    exclude: [],
    options: {},
    created_at: "",
    updated_at: "",
    ...change,
  };
}

function judge(policies: readonly AccessPolicy[], who = visitor(), groups: readonly AccessGroup[] = []): Decision {
  return decide(policies, who, (id) => groups.find((group) => group.id === id));
}

function lets(rule: Rule, who = visitor()): boolean {
  return judge([policy({ include: [rule] })], who).allowed;
}

function okta(name: string, identity_provider_id = OKTA): Rule {
  return { okta: { name, identity_provider_id } };
}

function group(id: string, change: Partial<AccessGroup>): AccessGroup {
  return {
    id,
    name: id,
    scope: "account",
    isDefault: false,
    include: [],
    require: [],
    exclude: [],
    created_at: "",
    updated_at: "",
    ...change,
  };
}

describe("a rule", () => {
  it.each<[string, Rule, boolean]>([
    ["everyone", { everyone: {} }, true],
    ["an email, whatever its case", { email: { email: "lena.vogel@ACME.example" } }, true],
    ["another email", { email: { email: "lena@acme.example" } }, false],
    ["the domain of the email", { email_domain: { domain: "acme.example" } }, true],
    ["a parent of the domain", { email_domain: { domain: "example" } }, false],
    ["the end of the domain", { email_domain: { domain: "me.example" } }, false],
    ["the login method", { login_method: { id: OKTA } }, true],
    ["another login method", { login_method: { id: "idp-pin" } }, false],
    ["a way of proving", { auth_method: { auth_method: "mfa" } }, true],
    ["a way that was not used", { auth_method: { auth_method: "hwk" } }, false],
    ["an Okta group", okta("Engineering"), true],
    ["an Okta group in another case", okta("engineering"), false],
    ["an Okta group by its beginning", okta("Eng"), false],
    ["an Okta group of another login method", okta("Engineering", "idp-other"), false],
    [
      "an OIDC claim",
      { oidc: { identity_provider_id: OKTA, claim_name: "department", claim_value: "Engineering" } },
      true,
    ],
    ["a number in a claim", { oidc: { identity_provider_id: OKTA, claim_name: "level", claim_value: "5" } }, true],
    ["one of a list", { oidc: { identity_provider_id: OKTA, claim_name: "teams", claim_value: "infra" } }, true],
    ["a claim that is not there", { oidc: { identity_provider_id: OKTA, claim_name: "x", claim_value: "" } }, false],
    [
      "a claim of another login method",
      { oidc: { identity_provider_id: "x", claim_name: "level", claim_value: "5" } },
      false,
    ],
    ["an address", { ip: { ip: "192.0.2.17" } }, true],
    ["a network", { ip: { ip: "192.0.2.0/24" } }, true],
    ["the whole of IPv4", { ip: { ip: "0.0.0.0/0" } }, true],
    ["another network", { ip: { ip: "192.0.3.0/24" } }, false],
    ["a network of IPv6", { ip: { ip: "2001:db8::/32" } }, false],
    ["a broken network", { ip: { ip: "192.0.2.0/33" } }, false],
    ["the country", { geo: { country_code: "nl" } }, true],
    ["another country", { geo: { country_code: "DE" } }, false],
    ["a client certificate, which nobody can show here", { certificate: {} }, false],
    ["a service token, which nobody can have here", { any_valid_service_token: {} }, false],
    ["what is not emulated", { device_posture: { integration_uid: "x" } }, false],
    ["a group that does not exist", { group: { id: "gone" } }, false],
  ])("%s", (_name, rule, expected) => {
    expect(lets(rule)).toBe(expected);
  });

  it("takes an IPv6 address for a network of IPv6", () => {
    expect(lets({ ip: { ip: "2001:db8::/32" } }, visitor(LENA, { ip: "2001:db8::7" }))).toBe(true);
  });
});

describe("a policy", () => {
  it("wants one of include, all of require, none of exclude", () => {
    const include = [okta("Sales"), okta("Engineering")];
    expect(judge([policy({ include })]).allowed).toBe(true);
    expect(judge([policy({ include, require: [okta("Workforce"), okta("Sales")] })]).allowed).toBe(false);
    expect(judge([policy({ include, exclude: [okta("Sales"), okta("Workforce")] })]).allowed).toBe(false);
    expect(judge([policy({ require: [okta("Engineering")] })]).allowed, "nothing included").toBe(false);
  });

  it("looks into Access groups, with their own require and exclude, at any depth", () => {
    const groups = [
      group("staff", { include: [{ email_domain: { domain: "acme.example" } }], exclude: [okta("Contractors")] }),
      group("nested", { include: [{ group: { id: "staff" } }] }),
    ];
    const policies = [policy({ include: [{ group: { id: "nested" } }] })];
    expect(judge(policies, visitor(), groups).allowed).toBe(true);
    const contractor = { ...LENA, groups: ["Contractors"] };
    expect(judge(policies, visitor(contractor), groups).allowed).toBe(false);
  });

  it("is not met by a group that contains itself", () => {
    const groups = [group("loop", { include: [{ group: { id: "loop" } }] })];
    expect(judge([policy({ include: [{ group: { id: "loop" } }] })], visitor(), groups).allowed).toBe(false);
  });

  it("never opens a door by what is not emulated, on whichever list it stands", () => {
    const posture: Rule = { device_posture: { integration_uid: "x" } };
    const everyone: Rule = { everyone: {} };
    expect(judge([policy({ include: [everyone], exclude: [posture] })]).allowed).toBe(false);
    const allow = policy({ name: "open", include: [everyone] });
    const block = policy({ name: "block", decision: "deny", include: [posture] });
    expect(judge([block, allow])).toMatchObject({ allowed: false, policy: { name: "block" } });
  });
});

describe("the policies of an application", () => {
  const everyone: Rule[] = [{ everyone: {} }];

  it("let nobody in when none matches, or none is there", () => {
    expect(judge([])).toEqual({ allowed: false, policy: undefined, trace: [] });
    expect(judge([policy({ include: [okta("Sales")] })]).policy).toBeUndefined();
  });

  it("are taken in order, and the first that matches decides", () => {
    const block = policy({ name: "block", decision: "deny", include: [okta("Engineering")] });
    const allow = policy({ name: "allow", include: everyone });
    expect(judge([block, allow])).toMatchObject({ allowed: false, policy: { name: "block" } });
    expect(judge([allow, block])).toMatchObject({ allowed: true, policy: { name: "allow" } });
    expect(judge([allow, block]).trace.map((result) => result.policy.name)).toEqual(["allow"]);
  });

  it("begin with Bypass, wherever it stands", () => {
    const block = policy({ name: "block", decision: "deny", include: everyone });
    const bypass = policy({ name: "bypass", decision: "bypass", include: [{ ip: { ip: "192.0.2.0/24" } }] });
    expect(judge([block, bypass])).toMatchObject({ allowed: true, policy: { name: "bypass" } });
    expect(judge([block, bypass], visitor(LENA, { ip: "198.51.100.1" })).policy?.name).toBe("block");
  });

  it("say of somebody who has not logged in no more than whether they need to", () => {
    const bypass = policy({ name: "bypass", decision: "bypass", include: [okta("Engineering")] });
    const allow = policy({ name: "allow", include: everyone });
    expect(judge([bypass, allow], { identity: undefined, ip: "192.0.2.17", country: "NL" })).toMatchObject({
      allowed: false,
      policy: undefined,
    });
  });
});

describe("any policies and any visitor", () => {
  const NAMES = ["a", "b", "c", "d"];
  const rule = fc.constantFrom(...NAMES).map((name) => okta(name));
  const rules = fc.array(rule, { maxLength: 3 });
  const set = fc.record({ include: rules, require: rules, exclude: rules });
  const anyPolicy = fc
    .record({ set, decision: fc.constantFrom("allow", "deny", "bypass", "non_identity") })
    .map(({ set: lists, decision }) => policy({ ...lists, decision: decision as AccessPolicy["decision"] }));

  /** The documented semantics over sets of group names, written another way round. */
  function oracle(policies: readonly AccessPolicy[], has: ReadonlySet<string>): boolean {
    const named = (list: readonly Rule[]): string[] => list.map(({ okta: fields }) => String(fields?.name));
    const applies = (candidate: AccessPolicy): boolean =>
      named(candidate.include).filter((name) => has.has(name)).length > 0 &&
      named(candidate.require).filter((name) => !has.has(name)).length === 0 &&
      named(candidate.exclude).filter((name) => has.has(name)).length === 0;
    const matching = policies.filter(applies);
    const isFree = matching.some(({ decision }) => decision === "bypass" || decision === "non_identity");
    return isFree || matching[0]?.decision === "allow";
  }

  it("come to what the documentation says", () => {
    fc.assert(
      fc.property(fc.array(anyPolicy, { maxLength: 5 }), fc.subarray(NAMES), (policies, groups) => {
        const { allowed } = judge(policies, visitor({ ...LENA, groups }));
        expect(allowed).toBe(oracle(policies, new Set(groups)));
      }),
    );
  });

  it("come to the same when the rules of a policy are put into an Access group", () => {
    fc.assert(
      fc.property(set, fc.subarray(NAMES), (lists, groups) => {
        const who = visitor({ ...LENA, groups });
        const grouped = [policy({ include: [{ group: { id: "g" } }] })];
        expect(judge(grouped, who, [group("g", lists)]).allowed).toBe(judge([policy(lists)], who).allowed);
      }),
    );
  });
});
