// Pure: which applications lose their last way to log in.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lockedOut } from "../../../provider/lockout";

const OKTA = "okta-id";
const PIN = "pin-id";
const OTHER = "other-id";
const EVERYONE = { everyone: {} };
const oktaGroup = (identityProvider = OKTA) => ({
  okta: { name: "Engineering", identity_provider_id: identityProvider },
});
const loginMethod = (id: string) => ({ login_method: { id } });
const group = (id: string) => ({ group: { id } });
const allow = (change: Record<string, unknown> = {}) => ({
  decision: "allow",
  include: [EVERYONE],
  exclude: [],
  require: [],
  ...change,
});
const application = (change: Record<string, unknown> = {}) => ({
  id: "app",
  name: "Wiki",
  type: "self_hosted",
  domain: "wiki.acme.example",
  allowed_idps: [OKTA],
  policies: [allow()],
  ...change,
});
/** Allows every login method, and lets in who meets one of the policies. */
const open = (...policies: unknown[]) => application({ allowed_idps: [], policies });
const GROUPS = [
  { id: "engineers", include: [oktaGroup()], require: [], exclude: [] },
  { id: "staff", include: [{ email_domain: { domain: "acme.example" } }], require: [], exclude: [] },
  { id: "nested", include: [group("engineers")], require: [], exclude: [] },
  { id: "circle", include: [group("circle")], require: [], exclude: [] },
];
const ALL = [OKTA, PIN];

describe("the applications that lose their last way to log in", () => {
  it.each([
    ["allows Okta alone", application(), ALL, true],
    ["allows a one-time PIN too", application({ allowed_idps: [OKTA, PIN] }), ALL, false],
    ["allows a one-time PIN that is gone", application({ allowed_idps: [OKTA, "gone"] }), [OKTA], true],
    ["allows another login method alone", application({ allowed_idps: [PIN] }), ALL, false],
    ["allows every login method, of which there are two", application({ allowed_idps: [] }), ALL, false],
    ["allows every login method, and Okta is the only one", application({ allowed_idps: [] }), [OKTA], true],
    ["says nothing of login methods, and Okta is the only one", application({ allowed_idps: undefined }), [OKTA], true],
    ["lets everybody in without a login", application({ policies: [allow({ decision: "bypass" })] }), [OKTA], false],
    ["lets services in only", application({ policies: [allow({ decision: "non_identity" })] }), [OKTA], false],
    [
      "lets services and people in",
      application({ policies: [allow({ decision: "non_identity" }), allow()] }),
      [OKTA],
      true,
    ],
    [
      "lets in who has a service token",
      application({ policies: [allow({ include: [{ service_token: { token_id: "t" } }] })] }),
      [OKTA],
      false,
    ],
    ["lets nobody in already, without a policy", application({ policies: [] }), [OKTA], false],
    ["lets nobody in already, by a denial", application({ policies: [allow({ decision: "deny" })] }), [OKTA], false],
    ["answers without its policies", application({ policies: undefined }), [OKTA], true],
    ["answers without the rules of its policies", application({ policies: [{ decision: "allow" }] }), [OKTA], true],
    ["is a bookmark", application({ policies: undefined, type: "bookmark" }), [OKTA], false],

    ["names Okta groups alone", open(allow({ include: [oktaGroup()] })), ALL, true],
    [
      "names Okta groups of another login method too",
      open(allow({ include: [oktaGroup(), oktaGroup(OTHER)] })),
      ALL,
      true,
    ],
    [
      "names Okta groups of another login method that is there",
      open(allow({ include: [oktaGroup(), oktaGroup(OTHER)] })),
      [OKTA, OTHER],
      false,
    ],
    [
      "names an Okta group or an e-mail address",
      open(allow({ include: [oktaGroup(), { email: { email: "a@b.example" } }] })),
      ALL,
      false,
    ],
    [
      "has another policy for an e-mail address",
      open(allow({ include: [oktaGroup()] }), allow({ include: [{ email: { email: "a@b.example" } }] })),
      ALL,
      false,
    ],
    ["requires an Okta group", open(allow({ require: [oktaGroup()] })), ALL, true],
    ["requires to log in with Okta", open(allow({ require: [loginMethod(OKTA)] })), ALL, true],
    ["requires to log in with the one-time PIN", open(allow({ require: [loginMethod(PIN)] })), ALL, false],
    ["excludes who logs in with the one-time PIN", open(allow({ exclude: [loginMethod(PIN)] })), ALL, true],
    [
      "requires SAML attributes of Okta",
      open(allow({ require: [{ saml: { attribute_name: "a", attribute_value: "b", identity_provider_id: OKTA } }] })),
      ALL,
      true,
    ],
    ["names an Access group of Okta groups", open(allow({ include: [group("engineers")] })), ALL, true],
    ["names an Access group of an Access group of Okta groups", open(allow({ include: [group("nested")] })), ALL, true],
    ["names an Access group of e-mail addresses", open(allow({ include: [group("staff")] })), ALL, false],
    ["requires an Access group of Okta groups", open(allow({ require: [group("engineers")] })), ALL, true],
    ["names an Access group that is not answered", open(allow({ include: [group("unheard-of")] })), ALL, false],
    ["names an Access group that names itself", open(allow({ include: [group("circle")] })), ALL, false],
  ])("an application that %s", (_what, app, loginMethods, isLocked) => {
    const account = { applications: [app], groups: GROUPS, loginMethods };

    expect(lockedOut(account, OKTA)).toEqual(
      isLocked ? [{ id: "app", name: "Wiki", domain: "wiki.acme.example" }] : [],
    );
  });

  it("names an application without a name by its id", () => {
    const applications = [application({ name: undefined, domain: "" })];

    expect(lockedOut({ applications, groups: [], loginMethods: [OKTA] }, OKTA)).toEqual([
      { id: "app", name: "app", domain: undefined },
    ]);
  });

  it("agrees with asking every person whether they still get in", () => {
    const methods = ["a", "b", "c", "d"];
    // Somebody comes by a login method, with the groups of it; e-mail addresses are independent of it.
    const rule = fc.oneof(
      fc.constantFrom(...methods).map((id) => ({ rule: oktaGroup(id), admits: (by: string) => by === id })),
      fc.constantFrom(...methods).map((id) => ({ rule: loginMethod(id), admits: (by: string) => by === id })),
      fc.constant({ rule: { email: { email: "a@b.example" } }, admits: () => true }),
      fc.constant({ rule: { any_valid_service_token: {} }, admits: () => false }),
    );
    const policy = fc
      .record({
        decision: fc.constantFrom("allow", "allow", "deny", "bypass", "non_identity"),
        include: fc.array(rule, { minLength: 1, maxLength: 3 }),
        require: fc.array(rule, { maxLength: 1 }),
        inGroup: fc.boolean(),
      })
      .map(({ decision, include, require, inGroup }) => ({
        decision,
        inGroup,
        rules: { include: include.map((each) => each.rule), require: require.map((each) => each.rule), exclude: [] },
        admits: (by: string) =>
          decision === "allow" && include.some((each) => each.admits(by)) && require.every((each) => each.admits(by)),
      }));
    const random = fc.record({ allowed: fc.subarray(methods), policies: fc.array(policy, { maxLength: 3 }) });
    fc.assert(
      fc.property(
        fc.subarray(methods, { minLength: 1 }),
        fc.array(random, { maxLength: 5 }),
        fc.constantFrom(...methods),
        (loginMethods, apps, going) => {
          const groups: Record<string, unknown>[] = [];
          const rulesOf = ({ inGroup, rules }: { inGroup: boolean; rules: Record<string, unknown> }) => {
            if (!inGroup) return rules;
            groups.push({ id: `group-${groups.length}`, ...rules });
            return { include: [group(`group-${groups.length - 1}`)], require: [], exclude: [] };
          };
          const applications = apps.map(({ allowed, policies }, index) =>
            application({
              id: index,
              allowed_idps: allowed,
              policies: policies.map((each) => ({ decision: each.decision, ...rulesOf(each) })),
            }),
          );
          const getsIn = (index: number, by: readonly string[]) =>
            by.some(
              (method) =>
                (apps[index]?.allowed.length === 0 || apps[index]?.allowed.includes(method)) &&
                apps[index]?.policies.some(({ admits }) => admits(method)),
            );
          const expected = apps
            .map((_, index) => index)
            .filter(
              (index) =>
                getsIn(index, [going]) &&
                !getsIn(
                  index,
                  loginMethods.filter((method) => method !== going),
                ),
            );

          expect(lockedOut({ applications, groups, loginMethods }, going).map(({ id }) => id)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});
