// L0: the rules about the resources of a stack together; at preview too, when ids do not exist yet.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../../policies/lib/rule";
import { lastLogin } from "../../../policies/rules/stack/last-login";
import { mfa } from "../../../policies/rules/stack/mfa";
import { noEveryone } from "../../../policies/rules/stack/no-everyone";
import { oneAssignmentOwner } from "../../../policies/rules/stack/one-assignment-owner";
import { coverageOf, policyCoverage } from "../../../policies/rules/stack/policy-coverage";
import { policyGroupsInClaim } from "../../../policies/rules/stack/policy-groups-in-claim";
import { policyGroupsPushed } from "../../../policies/rules/stack/policy-groups-pushed";
import { policyOwnLoginMethod } from "../../../policies/rules/stack/policy-own-login-method";
import { pushNotAssigned } from "../../../policies/rules/stack/push-not-assigned";
import { judgeStack, type TestResource, UNKNOWN } from "../../support/policy";

const IDP = "7b0ee8a3-5c7f-4af2-9b1d-784a1d152d58";
const EVERYONE = "00gEveryone000000000";

const app = (name: string, id: unknown = `0oa-${name}`): TestResource => ({ kind: "samlApp", name, props: { id } });
const assignment = (name: string, appId: unknown, groupId: unknown, from = {}): TestResource => ({
  kind: "groupAssignment",
  name,
  props: { appId, groupId },
  from,
});
const assignments = (name: string, appId: unknown, ids: readonly unknown[], from = {}): TestResource => ({
  kind: "groupAssignments",
  name,
  props: { appId, groups: ids.map((id) => ({ id })) },
  from,
});
const push = (name: string, appId: unknown, sourceGroupId: unknown, from = {}): TestResource => ({
  kind: "pushGroup",
  name,
  props: { appId, sourceGroupId },
  from,
});
const group = (name: string, id: unknown, groupName: string): TestResource => ({
  kind: "oktaGroup",
  name,
  props: { id, name: groupName },
});
const policy = (name: string, ...groups: readonly string[]): TestResource => ({
  kind: "accessPolicy",
  name,
  props: {
    id: `id-${name}`,
    decision: "allow",
    includes: groups.map((one) => ({ okta: { identityProviderId: IDP, name: one } })),
  },
});
const loginMethod = (props: object = {}, protect = false): TestResource => ({
  kind: "identityProvider",
  name: "okta",
  props: { id: IDP, type: "okta", ...props },
  opts: { protect },
});
const application = (name: string, props: object = {}, from = {}): TestResource => ({
  kind: "accessApplication",
  name,
  props: { type: "self_hosted", allowedIdps: [IDP], ...props },
  from,
});
const PROVISIONING: TestResource = { kind: "features", name: "provisioning", props: {} };

/** What a rule says of a stack, without the addresses. */
function findings(rule: Rule, resources: readonly TestResource[], config: object = {}): readonly string[] {
  return judgeStack(rule, resources, config).findings;
}

describe("okta-no-everyone", () => {
  it("passes other groups", () => {
    expect(findings(noEveryone, [assignment("app-group-staff", "a", "00gStaff")])).toEqual([]);
  });

  it("finds it by the key of the settings, before its id is known too", () => {
    const [found] = findings(noEveryone, [assignment("access-oidc-group-everyone", "a", EVERYONE)]);
    expect(found).toBe(
      `Group assignment "access-oidc-group-everyone": it assigns the group Everyone ("${EVERYONE}"). Assign a group of those who need it.`,
    );
    expect(findings(noEveryone, [assignment("Everyone", UNKNOWN, UNKNOWN)])).toHaveLength(1);
  });

  it("finds it by its id, in either kind of assignment", () => {
    const config = { everyoneGroupIds: [EVERYONE] };
    const stack = [assignment("all", "a", EVERYONE), assignments("list", "b", ["00gOther", EVERYONE])];
    expect(findings(noEveryone, stack, config)).toHaveLength(2);
    expect(findings(noEveryone, stack)).toEqual([]);
  });

  it("fails closed on an id that is none", () => {
    const [found] = findings(noEveryone, [assignment("a", "a", "b")], { everyoneGroupIds: ["Everyone"] });
    expect(found).toContain('Configuration of the policy "okta-no-everyone" everyoneGroupIds 0');
  });

  it("has nothing to say of a stack without assignments", () => {
    expect(judgeStack(noEveryone, [app("a")]).notApplicable).toBe("the stack assigns no groups");
  });
});

describe("okta-push-not-assigned", () => {
  it("passes a group that is pushed to one app and assigned to another", () => {
    expect(findings(pushNotAssigned, [assignment("a", "oidc", "g"), push("p", "scim", "g")])).toEqual([]);
    expect(findings(pushNotAssigned, [assignment("a", "scim", "other"), push("p", "scim", "g")])).toEqual([]);
  });

  it("finds a group that is both", () => {
    const { findings: found, urns } = judgeStack(pushNotAssigned, [
      assignment("a", "scim", "g"),
      push("p", "scim", "g"),
    ]);
    expect(found).toEqual([
      'Push group "p": Group assignment "a" assigns the same group to the same app. Assign another group.',
    ]);
    expect(urns).toEqual([expect.stringMatching(/PushGroup::p$/)]);
    expect(findings(pushNotAssigned, [assignments("a", "scim", ["g"]), push("p", "scim", "g")])).toHaveLength(1);
  });

  it("finds a group that is both where one resource has all groups of an app", () => {
    const own: TestResource = {
      kind: "keyedAssignments",
      name: "a",
      props: { appId: "scim", groups: { x: "g", y: "h" } },
    };
    const pushes: TestResource = { kind: "keyedPushGroups", name: "p", props: { appId: "scim", groups: { z: "g" } } };
    expect(findings(pushNotAssigned, [own, pushes])).toEqual([
      'Push groups of an app "p": groups["z"]: Group assignments of an app "a" assigns the same group to the same app. Assign another group.',
    ]);
    expect(findings(pushNotAssigned, [own, push("p", "scim", "other")])).toEqual([]);
    expect(findings(oneAssignmentOwner, [own, assignment("b", "scim", "h")])).toHaveLength(1);
    expect(findings(oneAssignmentOwner, [own, assignment("b", "scim", "other")])).toEqual([]);
  });

  it("finds it at preview, when neither the app nor the group has an id", () => {
    const from = { appId: ["scim"], groupId: ["g"], sourceGroupId: ["g"] };
    const stack = [
      app("scim", UNKNOWN),
      group("g", UNKNOWN, "Staff"),
      group("h", UNKNOWN, "Others"),
      assignment("a", UNKNOWN, UNKNOWN, from),
      push("p", UNKNOWN, UNKNOWN, from),
      push("q", UNKNOWN, UNKNOWN, { ...from, sourceGroupId: ["h"] }),
    ];
    expect(judgeStack(pushNotAssigned, stack).urns).toEqual([expect.stringMatching(/::p$/)]);
  });

  it("takes two values that nobody knows for two groups", () => {
    expect(findings(pushNotAssigned, [assignment("a", "scim", UNKNOWN), push("p", "scim", UNKNOWN)])).toEqual([]);
  });

  it("has nothing to say of a stack without push groups", () => {
    expect(judgeStack(pushNotAssigned, [assignment("a", "b", "c")]).notApplicable).toBe("the stack pushes no groups");
  });
});

describe("okta-one-assignment-owner", () => {
  it("passes one resource per group, and one list per app", () => {
    const stack = [
      assignment("a", "1", "g"),
      assignment("b", "1", "h"),
      assignment("c", "2", "g"),
      assignments("d", "3", ["g"]),
    ];
    expect(findings(oneAssignmentOwner, stack)).toEqual([]);
  });

  it("finds a list beside a single assignment of another group", () => {
    expect(findings(oneAssignmentOwner, [assignment("a", "1", "g"), assignments("all", "1", ["h"])])).toEqual([
      'Group assignments "all": it owns all assignments of an app that Group assignment "a" assigns a group to. Keep one of the two.',
    ]);
  });

  it("finds two lists of one app, and one assignment twice", () => {
    expect(findings(oneAssignmentOwner, [assignments("x", "1", ["g"]), assignments("y", "1", ["h"])])).toHaveLength(1);
    expect(findings(oneAssignmentOwner, [assignment("a", "1", "g"), assignment("b", "1", "g")])).toEqual([
      expect.stringContaining('"b": Group assignment "a" assigns the same group'),
    ]);
  });

  it("finds them at preview, when the app has no id", () => {
    const from = { appId: ["app"] };
    const stack = [app("app", UNKNOWN), assignment("a", UNKNOWN, "g", from), assignments("all", UNKNOWN, [], from)];
    expect(findings(oneAssignmentOwner, stack)).toHaveLength(1);
  });

  it("has nothing to say of a stack without assignments", () => {
    expect(judgeStack(oneAssignmentOwner, [app("a")]).notApplicable).toBeDefined();
  });
});

describe("cf-policy-groups-pushed", () => {
  const created = [PROVISIONING, group("g", "00g1", "access-eng"), push("p", "scim", "00g1")];

  it("passes groups that are pushed, created here or only looked up", () => {
    expect(findings(policyGroupsPushed, [...created, policy("x", "access-eng")])).toEqual([]);
    expect(
      findings(policyGroupsPushed, [
        ...created,
        push("q", "scim", "00gOther"),
        policy("x", "access-eng", "Engineering"),
      ]),
    ).toEqual([]);
  });

  it("finds a group that the stack creates and does not push", () => {
    const stack = [...created, group("h", "00g2", "access-fin"), policy("x", "access-fin")];
    expect(findings(policyGroupsPushed, stack)).toEqual([
      'Access policy "x": includes[0].okta names "access-fin", which this stack creates and does not push. Push it.',
    ]);
  });

  it("finds more names of other groups than there are pushes", () => {
    expect(findings(policyGroupsPushed, [...created, policy("x", "Engineering")])).toEqual([
      'Access policies: they name "Engineering", and none is pushed. Push every group that a policy names.',
    ]);
    const stack = [
      ...created,
      push("q", "scim", "00g9"),
      policy("x", "Engineering", "Finance"),
      policy("y", "Finance"),
    ];
    expect(findings(policyGroupsPushed, stack)).toEqual([
      expect.stringContaining('"Engineering", "Finance", and only 1 of them can be pushed'),
    ]);
  });

  it("knows at preview which created group a push is of", () => {
    const stack = [
      PROVISIONING,
      group("g", UNKNOWN, "access-eng"),
      group("h", UNKNOWN, "access-fin"),
      push("p", UNKNOWN, UNKNOWN, { sourceGroupId: ["g"] }),
      policy("x", "access-eng", "access-fin"),
    ];
    expect(findings(policyGroupsPushed, stack)).toEqual([expect.stringContaining('names "access-fin"')]);
  });

  it("reads the SAML attribute with the groups as well", () => {
    const rule = { saml: { identityProviderId: IDP, attributeName: "groups", attributeValue: "Finance" } };
    const stack = [...created, { ...policy("x"), props: { decision: "allow", excludes: [rule] } }];
    expect(findings(policyGroupsPushed, stack)).toHaveLength(1);
  });

  it("has nothing to say without provisioning, or without rules on groups", () => {
    expect(judgeStack(policyGroupsPushed, [policy("x", "Engineering")]).notApplicable).toBeDefined();
    expect(judgeStack(policyGroupsPushed, created).notApplicable).toBeDefined();
  });
});

describe("cf-policy-groups-in-claim", () => {
  const claim = (value: unknown): TestResource => ({
    kind: "oidcApp",
    name: "app",
    props: { groupsClaim: { type: "FILTER", filterType: "REGEX", value } },
  });

  it("passes a group that the filter lets through, as a whole name", () => {
    expect(findings(policyGroupsInClaim, [claim("access-.*"), policy("x", "access-eng")])).toEqual([]);
  });

  it("finds one that it keeps out, also when the expression cannot be read", () => {
    expect(findings(policyGroupsInClaim, [claim("access-"), policy("x", "access-eng")])).toEqual([
      'Access policy "x": includes[0].okta names "access-eng", which the groups filter "access-" keeps out. Widen the filter.',
    ]);
    expect(findings(policyGroupsInClaim, [claim("access-("), policy("x", "access-eng")])).toHaveLength(1);
  });

  it("takes a group that any filter of the stack lets through", () => {
    const server: TestResource = {
      kind: "authServerClaim",
      name: "claim",
      props: { valueType: "GROUPS", groupFilterType: "STARTS_WITH", value: "fin" },
    };
    expect(findings(policyGroupsInClaim, [claim("access-.*"), server, policy("x", "access-a", "finance")])).toEqual([]);
  });

  it("has nothing to say while the filter is not known, or there is none", () => {
    expect(judgeStack(policyGroupsInClaim, [claim(UNKNOWN), policy("x", "a")]).notApplicable).toBeDefined();
    expect(judgeStack(policyGroupsInClaim, [policy("x", "a")]).notApplicable).toBeDefined();
  });
});

describe("cf-policy-own-login-method", () => {
  it("passes rules that ask the login method of the stack", () => {
    expect(findings(policyOwnLoginMethod, [loginMethod(), policy("x", "a")])).toEqual([]);
  });

  it("finds one that asks another", () => {
    expect(findings(policyOwnLoginMethod, [loginMethod({ id: "new" }), policy("x", "a")])).toEqual([
      `Access policy "x": includes[0].okta asks the login method "${IDP}", which is not of this stack. Name its own.`,
    ]);
    // A login method that is yet to come has no id, so an id that is known is of another one.
    expect(findings(policyOwnLoginMethod, [loginMethod({ id: UNKNOWN }), policy("x", "a")])).toHaveLength(1);
  });

  it("passes a rule whose login method is not known yet", () => {
    const includes = [{ okta: { identityProviderId: UNKNOWN, name: "a" } }];
    const unknown = { ...policy("x"), props: { decision: "allow", includes } };
    expect(findings(policyOwnLoginMethod, [loginMethod({ id: UNKNOWN }), unknown])).toEqual([]);
  });

  it("has nothing to say without a login method of a directory", () => {
    expect(judgeStack(policyOwnLoginMethod, [policy("x", "a")]).notApplicable).toBeDefined();
  });
});

describe("cf-mfa", () => {
  const wants = { mfaConfig: { allowedAuthenticators: ["totp"] } };
  const uses = (...ids: readonly string[]) => ({ policies: ids.map((id) => ({ id })) });

  it("finds an application behind nothing", () => {
    expect(findings(mfa, [application("wiki", uses("id-x")), policy("x", "a")])).toEqual([
      'Access application "wiki": nothing in this stack asks for a second factor. Turn on MFA, or see to it in Okta.',
    ]);
    const off = { mfaConfig: { ...wants.mfaConfig, mfaDisabled: true } };
    expect(findings(mfa, [application("wiki", off)])).toHaveLength(1);
  });

  it.each([
    ["the organization", [{ kind: "organization", name: "o", props: { mfaRequiredForAllApps: true } }], {}],
    ["an Okta rule", [{ kind: "signOnRule", name: "r", props: { factorMode: "2FA" } }], {}],
    ["the application", [], wants],
  ] as const)("passes with %s", (_label, others, props) => {
    expect(findings(mfa, [application("wiki", props), ...(others as readonly TestResource[])])).toEqual([]);
  });

  it("passes only when every policy that lets people in asks for it", () => {
    const asks = {
      ...policy("x", "a"),
      props: { ...policy("x", "a").props, requires: [{ authMethod: { authMethod: "mfa" } }] },
    };
    const denies = { ...policy("d"), props: { ...policy("d").props, decision: "deny" } };
    expect(findings(mfa, [application("wiki", uses("id-x", "id-d")), asks, denies])).toEqual([]);
    expect(findings(mfa, [application("wiki", uses("id-x", "id-y")), asks, policy("y", "b")])).toHaveLength(1);
  });

  it("knows at preview which policies an application has", () => {
    const asks = { ...policy("x", "a"), props: { id: UNKNOWN, decision: "allow", includes: [], ...wants } };
    const wiki = application("wiki", { policies: [{ id: UNKNOWN }] }, { policies: ["x"] });
    expect(findings(mfa, [wiki, asks])).toEqual([]);
  });

  it("has nothing to say without applications that people log in to", () => {
    expect(judgeStack(mfa, [application("b", { type: "bookmark" })]).notApplicable).toBe(
      "the stack has no application",
    );
  });
});

describe("cf-last-login", () => {
  it("finds the only login method, unprotected", () => {
    expect(findings(lastLogin, [loginMethod(), application("wiki")])).toEqual([
      expect.stringMatching(/^Login method "okta": it is the only way to log in, and nothing protects it\./),
    ]);
  });

  it.each([
    ["protection", [loginMethod({}, true)]],
    ["a one-time PIN", [loginMethod(), { kind: "identityProvider", name: "otp", props: { type: "onetimepin" } }]],
    ["an application with a choice", [loginMethod(), application("wiki", { allowedIdps: [IDP, UNKNOWN] })]],
    [
      "a lockout guard",
      [
        loginMethod(),
        { kind: "identityProvider", type: "okta-cloudflare-access:index:LockoutGuard", name: "g", props: {} },
      ],
    ],
  ] as const)("passes with %s", (_label, stack) => {
    expect(findings(lastLogin, stack as readonly TestResource[])).toEqual([]);
  });

  it("has nothing to say without a login method of a directory", () => {
    expect(judgeStack(lastLogin, [application("wiki")]).notApplicable).toBeDefined();
  });
});

describe("policy-coverage", () => {
  const rules = [pushNotAssigned, mfa];
  const types = [
    "pulumi:pulumi:Stack",
    "okta-cloudflare-access:index:OktaAccess",
    "okta:index/pushGroup:PushGroup",
    "okta:app/groupAssignment:GroupAssignment",
    "okta:app/user:User",
    "okta:app/user:User",
  ];

  it("counts what was checked, what was not applicable, and what no rule is about", () => {
    expect(coverageOf(rules, types)).toEqual({
      checks: 2,
      resources: 2,
      rules: 1,
      notApplicable: [
        "cf-mfa (Access application, Access policy, Zero Trust organization, Authentication policy rule)",
      ],
      unchecked: ["okta:app/user:User (2)"],
    });
  });

  it("reports it for the stack", () => {
    const { findings: report, urns } = judgeStack(policyCoverage(rules), [push("p", "a", "b")]);
    expect(report).toEqual([
      expect.stringMatching(/^Report: 1 of 2 rules looked at 1 resources, 1 times\. Not applicable: cf-mfa/),
    ]);
    expect(urns).toEqual([undefined]);
  });
});

it.each([
  noEveryone,
  pushNotAssigned,
  oneAssignmentOwner,
  policyGroupsPushed,
  policyGroupsInClaim,
  policyOwnLoginMethod,
  mfa,
  lastLogin,
])("$policy.name fails closed on a configuration that it does not take", (rule) => {
  expect(findings(rule, [], { noSuchOption: true })).toEqual([
    expect.stringContaining(`Configuration of the policy "${rule.policy.name}"`),
  ]);
});
