// L1: mocks. Proves what Access objects register, in which words of the provider, and what is refused before that.
import { describe, expect, it } from "vitest";
import {
  AccessDecision,
  type AccessRuleArgs,
  CloudflareAccess,
  CloudflareAccessApplication,
  type CloudflareAccessArgs,
  CloudflareAccessGroup,
  CloudflareAccessPolicy,
  CloudflareOneTimePin,
  OktaAccess,
  type OktaAccessArgs,
  SignInProtocol,
} from "../../../components";
import { ACCESS_SELECTORS, providerRule } from "../../../components/cloudflare/access-rule";
import { type MockAnswers, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const ACCOUNT = "f037e56e89293a057740de681ac9abbe";
const LOGIN = "c1ea5d3c-0000-4000-8000-000000000001";
const OKTA = { protocol: SignInProtocol.Oidc, identityProviderId: LOGIN, groupsAttribute: "groups" };
const PIN = "b084adf6-64de-4f16-8359-e31115fdcfe1";

/** What a component's constructor says of wrong arguments. */
function refusal(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    return (error as Error).message.split("\n");
  }
  return [];
}

describe("a rule", () => {
  const SAML = { ...OKTA, protocol: SignInProtocol.Saml };
  const ID = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";

  it.each<[AccessRuleArgs, unknown]>([
    [{ oktaGroup: "Sales" }, { okta: { identityProviderId: LOGIN, name: "Sales" } }],
    [{ accessGroup: ID }, { group: { id: ID } }],
    [{ email: "ada@example.com" }, { email: { email: "ada@example.com" } }],
    [{ emailDomain: "example.com" }, { emailDomain: { domain: "example.com" } }],
    [{ emailList: ID }, { emailList: { id: ID } }],
    [{ everyone: true }, { everyone: {} }],
    [{ loginMethod: ID }, { loginMethod: { id: ID } }],
    [{ ip: "203.0.113.0/24" }, { ip: { ip: "203.0.113.0/24" } }],
    [{ ipList: ID }, { ipList: { id: ID } }],
    [{ country: "DE" }, { geo: { countryCode: "DE" } }],
    [
      { oidcClaim: { name: "department", value: "Sales" } },
      { oidc: { claimName: "department", claimValue: "Sales", identityProviderId: LOGIN } },
    ],
    [
      { samlAttribute: { name: "department", value: "Sales" } },
      { saml: { attributeName: "department", attributeValue: "Sales", identityProviderId: LOGIN } },
    ],
    [{ authMethod: "mfa" }, { authMethod: { authMethod: "mfa" } }],
    [{ devicePosture: ID }, { devicePosture: { integrationUid: ID } }],
    [{ serviceToken: ID }, { serviceToken: { tokenId: ID } }],
    [{ anyServiceToken: true }, { anyValidServiceToken: {} }],
    [{ certificate: true }, { certificate: {} }],
    [{ commonName: "laptop" }, { commonName: { commonName: "laptop" } }],
  ])("%j becomes the provider's", (rule, expected) => {
    expect(providerRule(rule, OKTA)).toEqual(expected);
    expect(ACCESS_SELECTORS).toContain(Object.keys(rule)[0]);
  });

  it("on an Okta group asks for the SAML attribute with SAML", () => {
    expect(providerRule({ oktaGroup: "Sales" }, SAML)).toEqual({
      saml: { identityProviderId: LOGIN, attributeName: "groups", attributeValue: "Sales" },
    });
  });
});

describe("the parts", () => {
  async function resourcesOf(make: () => unknown, answers: MockAnswers = {}) {
    const deployment = await MockDeployment.start(answers);
    await deployment.run(make);
    return deployment.resources();
  }

  it("are one resource each, with what is not given left out", async () => {
    const include = [{ oktaGroup: "Sales" }];
    expect(
      await resourcesOf(() => [
        new CloudflareAccessGroup("staff", { accountId: ACCOUNT, name: "Staff", okta: OKTA, include, exclude: [] }),
        new CloudflareAccessPolicy("sales", {
          accountId: ACCOUNT,
          name: "Sales",
          decision: AccessDecision.NonIdentity,
          include: [{ anyServiceToken: true }],
          require: [{ country: "DE" }],
        }),
        new CloudflareAccessApplication("wiki", {
          accountId: ACCOUNT,
          name: "Wiki",
          domain: "wiki.example.com/admin",
          policyIds: ["p1", "p2"],
          loginMethodIds: [LOGIN],
        }),
        new CloudflareOneTimePin("pin", { accountId: ACCOUNT, create: {} }),
      ]),
    ).toEqual([
      {
        type: "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider",
        name: "pin-identity-provider",
        inputs: { accountId: ACCOUNT, name: "One-time PIN", type: "onetimepin", config: {} },
      },
      {
        type: "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy",
        name: "sales-access-policy",
        inputs: {
          accountId: ACCOUNT,
          name: "Sales",
          decision: "non_identity",
          includes: [{ anyValidServiceToken: {} }],
          requires: [{ geo: { countryCode: "DE" } }],
        },
      },
      {
        type: "cloudflare:index/zeroTrustAccessGroup:ZeroTrustAccessGroup",
        name: "staff-access-group",
        inputs: {
          accountId: ACCOUNT,
          name: "Staff",
          includes: [{ okta: { identityProviderId: LOGIN, name: "Sales" } }],
        },
      },
      {
        type: "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication",
        name: "wiki-access-application",
        inputs: {
          accountId: ACCOUNT,
          type: "self_hosted",
          name: "Wiki",
          domain: "wiki.example.com/admin",
          policies: [
            { id: "p1", precedence: 1 },
            { id: "p2", precedence: 2 },
          ],
          allowedIdps: [LOGIN],
          autoRedirectToIdentity: false,
          appLauncherVisible: true,
        },
      },
    ]);
  });

  it("refuse what is wrong, all of it at once", () => {
    expect(
      refusal(
        () =>
          new CloudflareAccessPolicy("p", {
            accountId: "1",
            name: " ",
            decision: AccessDecision.Allow,
            sessionDuration: "731h",
            include: [{}, { email: "ada", country: "de" }, { oktaGroup: "Sales" }],
            require: [{ ip: "1.2.3.4/33" }, { everyone: false }, { emailDomain: "@example.com" }],
          }),
      ),
    ).toEqual([
      'CloudflareAccessPolicy "p", accountId: is not a Cloudflare account id. An account id has 32 characters, 0-9 and a-f.',
      'CloudflareAccessPolicy "p", name: must have 1 to 255 characters. Choose another name.',
      'CloudflareAccessPolicy "p", sessionDuration: is not a length of a session. Write it like "24h" or "30m", at most "730h".',
      'CloudflareAccessPolicy "p", include[0]: needs exactly one selector, and has 0. Write one rule for each selector.',
      'CloudflareAccessPolicy "p", include[1]: needs exactly one selector, and has 2. Write one rule for each selector.',
      'CloudflareAccessPolicy "p", include[1].email: is not an e-mail address. Write it like "ada@example.com".',
      'CloudflareAccessPolicy "p", include[1].country: is not a country. Write its two letters in capitals, like "DE".',
      'CloudflareAccessPolicy "p", include[2].oktaGroup: asks Okta, and this component was not given okta. Give okta.',
      'CloudflareAccessPolicy "p", require[0].ip: is neither an IP address nor a range. Write it like "203.0.113.0/24".',
      'CloudflareAccessPolicy "p", require[1].everyone: can only be true. Remove the rule.',
      'CloudflareAccessPolicy "p", require[2].emailDomain: is not a domain. Write it like "example.com", without "@".',
    ]);
    expect(
      refusal(
        () =>
          new CloudflareAccessApplication("a", {
            accountId: ACCOUNT,
            name: "Wiki",
            domain: "https://wiki.example.com",
            policyIds: [],
            loginMethodIds: [],
            redirectToLoginMethod: true,
          }),
      ),
    ).toEqual([
      'CloudflareAccessApplication "a", domain: is not a host name, with or without a path. Write it like "wiki.example.com", without "https://".',
      'CloudflareAccessApplication "a", policyIds: is empty, so nobody can enter. Give a policy that lets somebody in.',
      'CloudflareAccessApplication "a", loginMethodIds: is empty, which allows every login method of the account. Name the ones you mean.',
      'CloudflareAccessApplication "a", redirectToLoginMethod: needs exactly one login method. Set it to false, or give one login method.',
    ]);
    expect(refusal(() => new CloudflareOneTimePin("pin", { accountId: ACCOUNT }))).toEqual([
      'CloudflareOneTimePin "pin", existing: needs exactly one of existing and create. Say whether the account has a one-time PIN or gets one.',
    ]);
  });
});

const OBJECTS: CloudflareAccessArgs = {
  accountId: ACCOUNT,
  okta: OKTA,
  oktaGroupNames: { sales: "access-sales" },
  loginMethods: { oneTimePin: { create: { name: "PIN" } } },
  groups: {
    outer: { name: "Outer", include: [{ accessGroup: "inner" }] },
    inner: { name: "Inner", include: [{ oktaGroup: "sales" }] },
  },
  policies: {
    sales: { name: "Sales", decision: AccessDecision.Allow, include: [{ accessGroup: "outer" }] },
    admins: {
      name: "Admins",
      decision: AccessDecision.Allow,
      include: [{ email: "ada@example.com" }],
      require: [{ loginMethod: "oneTimePin" }],
    },
  },
  applications: {
    wiki: { name: "Wiki", domain: "wiki.example.com", policies: ["sales"], redirectToOkta: true },
    ledger: {
      name: "Ledger",
      domain: "ledger.example.com",
      policies: ["admins", "sales"],
      loginMethods: ["okta", "oneTimePin"],
    },
  },
};

describe("CloudflareAccess", () => {
  it("puts ids and names in the place of keys, whatever their order", async () => {
    const deployment = await MockDeployment.start();
    const access = await deployment.run(() => new CloudflareAccess("zt", OBJECTS));
    const inputs = (name: string) => deployment.resource(`zt-${name}`).inputs;

    expect(inputs("group-inner-access-group").includes).toEqual([
      { okta: { identityProviderId: LOGIN, name: "access-sales" } },
    ]);
    expect(inputs("group-outer-access-group").includes).toEqual([{ group: { id: "zt-group-inner-access-group-id" } }]);
    expect(inputs("policy-sales-access-policy").includes).toEqual([
      { group: { id: "zt-group-outer-access-group-id" } },
    ]);
    expect(inputs("application-wiki-access-application")).toMatchObject({
      allowedIdps: [LOGIN],
      autoRedirectToIdentity: true,
      policies: [{ id: "zt-policy-sales-access-policy-id", precedence: 1 }],
    });
    const pin = await outputValue(access.oneTimePinId);
    expect(inputs("application-ledger-access-application")).toMatchObject({
      allowedIdps: [LOGIN, pin],
      policies: [
        { id: "zt-policy-admins-access-policy-id", precedence: 1 },
        { id: "zt-policy-sales-access-policy-id", precedence: 2 },
      ],
    });
    expect(inputs("policy-admins-access-policy").requires).toEqual([{ loginMethod: { id: pin } }]);
    expect(Object.keys(access.applicationIds)).toEqual(["wiki", "ledger"]);
  });

  it("refuses references that lead nowhere or in a circle, before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    const wrong: CloudflareAccessArgs = {
      ...OBJECTS,
      loginMethods: {},
      groups: {
        outer: { name: "Outer", include: [{ accessGroup: "inner" }] },
        inner: { name: "Inner", include: [{ oktaGroup: "sale" }], exclude: [{ accessGroup: "outer" }] },
      },
      applications: {
        wiki: { name: "Wiki", domain: "wiki.example.com", policies: ["sails"] },
        docs: { name: "Docs", domain: "Wiki.example.com", policies: ["sales"], loginMethods: [] },
      },
    };

    expect(refusal(() => new CloudflareAccess("zt", wrong))).toEqual([
      'CloudflareAccess "zt", applications["docs"].loginMethods: is empty, which allows every login method of the account. Remove it, or name the ones you mean.',
      'CloudflareAccess "zt", groups["inner"].include[0].oktaGroup: "sale" is not a key of oktaGroupNames. Did you mean "sales"?',
      'CloudflareAccess "zt", policies["admins"].require[0].loginMethod: policy "Admins" names the login method "oneTimePin", which this stack does not have. Declare it in loginMethods, or remove it here.',
      'CloudflareAccess "zt", groups["outer"]: the Access group "Outer" is inside of itself. Remove one of the rules with accessGroup that lead back to it.',
      'CloudflareAccess "zt", groups["inner"]: the Access group "Inner" is inside of itself. Remove one of the rules with accessGroup that lead back to it.',
      'CloudflareAccess "zt", applications["wiki"].policies[0]: "sails" is not a key of policies. Did you mean "sales"?',
      'CloudflareAccess "zt", applications["docs"].domain: is the domain of application "Wiki" too. Give each application a domain, or a path, of its own.',
    ]);
    expect(deployment.registered).toEqual([]);
  });
});

describe("OktaAccess with Access objects", () => {
  const { accountId: _account, okta: _okta, oktaGroupNames: _names, ...access } = OBJECTS;
  const ARGS: OktaAccessArgs = {
    accountId: ACCOUNT,
    teamDomain: "acme.cloudflareaccess.com",
    oktaOrgUrl: "https://acme.okta.com",
    groups: {
      staff: { existing: { name: "Employees" } },
      sales: { existing: { name: "access-sales" } },
    },
    oidc: { assignedGroups: ["staff"] },
    scim: { assignedGroups: ["staff"], pushGroups: ["sales"] },
    access,
  };
  const GROUPS: MockAnswers = {
    groups: [
      { id: "00gEmployees", name: "Employees" },
      { id: "00gSales", name: "access-sales" },
    ],
  };

  it("makes them on its login method, and the guard after everything else", async () => {
    const deployment = await MockDeployment.start(GROUPS);
    const made = await deployment.run(() => new OktaAccess("access", ARGS));

    expect(Object.keys(made.applicationAudiences ?? {})).toEqual(["wiki", "ledger"]);
    const loginMethod = await outputValue(made.identityProviderId);
    expect(deployment.resource("access-zero-trust-group-inner-access-group").inputs.includes).toEqual([
      { okta: { identityProviderId: loginMethod, name: "access-sales" } },
    ]);
    const guard = deployment.resource("access-lockout-guard");
    expect(guard.inputs).toEqual({
      accountId: ACCOUNT,
      identityProviderId: loginMethod,
      ownApplicationIds: [
        "access-zero-trust-application-wiki-access-application-id",
        "access-zero-trust-application-ledger-access-application-id",
      ],
    });
    const others = deployment.resources().filter(({ name }) => name !== "access-lockout-guard");
    expect(guard.dependsOn).toEqual(others.map(({ name }) => name).sort());
  });

  it("makes the guard after an authorization server and the Okta API token too", async () => {
    const deployment = await MockDeployment.start(GROUPS);
    const authorizationServer = { create: { name: "Cloudflare" } };
    await deployment.run(() => new OktaAccess("access", { ...ARGS, authorizationServer, groupsApiToken: "00token" }));

    const { dependsOn } = deployment.resource("access-lockout-guard");
    const others = deployment.resources().map(({ name }) => name);
    expect(others).toContain("access-authorization-server-policy-rule");
    expect(dependsOn).toEqual([...others, "access-groups-api-token"].sort());
  });

  it("hands the confirmation to the guard", async () => {
    const confirm = { until: "2026-12-01", reason: "It moves" };
    const deployment = await MockDeployment.start(GROUPS);
    await deployment.run(() => new OktaAccess("access", { ...ARGS, lockoutGuard: { confirm } }));

    expect(deployment.resource("access-lockout-guard").inputs.confirmation).toEqual(confirm);
  });

  it("refuses an application that nobody could enter, unless that is confirmed", async () => {
    const args: OktaAccessArgs = { ...ARGS, oidc: {} };
    expect(refusal(() => new OktaAccess("access", args))).toEqual([
      'OktaAccess "access", access.applications["wiki"]: the only way into application "Wiki" is Okta, and nobody is assigned to the app in Okta, so nobody can enter. List a group in oidc.assignedGroups; when it is meant, confirm it in lockoutGuard.confirm.',
    ]);

    const deployment = await MockDeployment.start(GROUPS);
    const confirm = { until: "2026-12-01", reason: "It moves" };
    await deployment.run(() => new OktaAccess("access", { ...args, lockoutGuard: { confirm } }));
    expect(deployment.names()).toContain("access-zero-trust-application-wiki");
  });

  it("refuses a group that is filtered out, by the name that was looked up", async () => {
    const deployment = await MockDeployment.start({
      ...GROUPS,
      groups: [...(GROUPS.groups ?? []), { id: "00g1emaKYZTWRYYRRTSK", name: "Board" }],
    });
    const args: OktaAccessArgs = {
      ...ARGS,
      groups: { ...ARGS.groups, sales: { existing: { id: "00g1emaKYZTWRYYRRTSK" } } },
      oidc: { assignedGroups: ["staff"], groupsClaim: { regex: "access-.*" } },
    };

    expect(await deployment.fail(() => new OktaAccess("access", args))).toEqual([
      'OktaAccess "access", access.groups["inner"].include[0].oktaGroup: Access group "Inner" names the group "Board", and oidc.groupsClaim.regex keeps it out of the ID token: the rule never matches. Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or name another group.',
    ]);
  });
});

describe("a one-time PIN that the account has", () => {
  it.each<[string, Record<string, unknown> | undefined, string]>([
    [
      "is of another kind",
      { type: "okta", name: "Okta" },
      'CloudflareOneTimePin "pin", existing.id: the login method "Okta" is of type "okta", not a one-time PIN. Copy the id of the one-time PIN from the login methods in the Zero Trust dashboard.',
    ],
    [
      "is not there",
      undefined,
      `CloudflareOneTimePin "pin", existing.id: Cloudflare has no login method with the id "${PIN}", or does not show it to this token. Copy the id of the one-time PIN from the login methods in the Zero Trust dashboard.`,
    ],
  ])("is refused when it %s", async (_, loginMethod, message) => {
    const deployment = await MockDeployment.start({
      loginMethods: loginMethod === undefined ? {} : { [PIN]: loginMethod },
    });
    expect(
      await deployment.fail(() => new CloudflareOneTimePin("pin", { accountId: ACCOUNT, existing: { id: PIN } })),
    ).toEqual([message]);
  });

  it("is found, and nothing is made", async () => {
    const deployment = await MockDeployment.start({ loginMethods: { [PIN]: { type: "onetimepin", name: "PIN" } } });
    const pin = await deployment.run(
      () => new CloudflareOneTimePin("pin", { accountId: ACCOUNT, existing: { id: PIN } }),
    );
    expect(await outputValue(pin.identityProviderId)).toBe(PIN);
    expect(deployment.resources()).toEqual([]);
  });
});
