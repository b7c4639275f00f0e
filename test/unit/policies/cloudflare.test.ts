// L0: the rules about one object in Cloudflare, and those about both sides.
import { Secret } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { appLoginMethods } from "../../../policies/rules/cloudflare/app-login-methods";
import { appSession } from "../../../policies/rules/cloudflare/app-session";
import { idpDeprovision } from "../../../policies/rules/cloudflare/idp-deprovision";
import { idpPkce } from "../../../policies/rules/cloudflare/idp-pkce";
import { idpProtected } from "../../../policies/rules/cloudflare/idp-protected";
import { idpSamlSignRequest } from "../../../policies/rules/cloudflare/idp-saml-sign-request";
import { idpScimOn } from "../../../policies/rules/cloudflare/idp-scim-on";
import { oktaRuleShape } from "../../../policies/rules/cloudflare/okta-rule-shape";
import { policyNoBypass } from "../../../policies/rules/cloudflare/policy-no-bypass";
import { policyNoEveryone } from "../../../policies/rules/cloudflare/policy-no-everyone";
import { oidcPkce } from "../../../policies/rules/okta/oidc-pkce";
import { pushDeleteExplicit } from "../../../policies/rules/okta/push-delete-explicit";
import { namesWithinLimits } from "../../../policies/rules/stack/names-within-limits";
import { secretsMarked } from "../../../policies/rules/stack/secrets-marked";
import { judge, remediate, UNKNOWN } from "../../support/policy";
import { describeRule } from "../../support/policy-cases";

const IDP = "7b0ee8a3-5c7f-4af2-9b1d-784a1d152d58";
const OKTA = { okta: { identityProviderId: IDP, name: "Engineering" } };

const loginMethod = {
  kind: "identityProvider",
  props: {
    name: "Okta",
    type: "okta",
    config: { clientId: "0oa1", clientSecret: "s3cret", pkceEnabled: true },
    scimConfig: { enabled: true, userDeprovision: true, seatDeprovision: false, identityUpdateBehavior: "reauth" },
  },
  opts: { protect: true },
} as const;

const policy = {
  kind: "accessPolicy",
  props: { name: "Engineering", decision: "allow", includes: [OKTA], sessionDuration: "8h" },
} as const;

const application = {
  kind: "accessApplication",
  props: {
    name: "Wiki",
    type: "self_hosted",
    allowedIdps: [IDP],
    autoRedirectToIdentity: true,
    sessionDuration: "24h",
    policies: [{ id: "1", precedence: 1 }],
  },
} as const;

describeRule({
  rule: idpScimOn,
  good: loginMethod,
  bad: [
    [{ "scimConfig.enabled": false }, "scimConfig.enabled is false. Set it to true."],
    [{ scimConfig: undefined }, "scimConfig.enabled is not set"],
    [{ "scimConfig.enabled": "true" }, 'scimConfig.enabled is "true"'],
  ],
  notApplicable: { "a one-time PIN": { type: "onetimepin", scimConfig: undefined } },
  unknown: ["scimConfig.enabled", "cannot run"],
  allowedBy: { exemptNames: ["Okta"] },
  badConfig: [{ exemptNames: "Okta" }],
});

describeRule({
  rule: idpDeprovision,
  good: loginMethod,
  alsoGood: { "updated in place": { "scimConfig.identityUpdateBehavior": "automatic" } },
  bad: [
    [{ "scimConfig.userDeprovision": false }, "scimConfig.userDeprovision is false. Set it to true."],
    [
      { "scimConfig.userDeprovision": false, "scimConfig.seatDeprovision": true },
      "is false, which seatDeprovision needs",
    ],
    [{ "scimConfig.identityUpdateBehavior": "no_action" }, 'identityUpdateBehavior is "no_action"'],
    [{ "scimConfig.identityUpdateBehavior": undefined }, "identityUpdateBehavior is not set"],
    [{ "scimConfig.userDeprovision": 1 }, "scimConfig.userDeprovision is 1"],
  ],
  notApplicable: { "SCIM off": { "scimConfig.enabled": false }, "without SCIM": { scimConfig: undefined } },
  unknown: ["scimConfig.identityUpdateBehavior", "cannot run"],
});

describeRule({
  rule: idpPkce,
  good: loginMethod,
  bad: [
    [{ "config.pkceEnabled": false }, "config.pkceEnabled is false. Set it to true."],
    [{ "config.pkceEnabled": undefined }, "config.pkceEnabled is not set"],
    [{ config: "x" }, "config.pkceEnabled is not set"],
  ],
  notApplicable: { SAML: { type: "saml" } },
  unknown: ["config.pkceEnabled", "cannot run"],
});

describeRule({
  rule: idpProtected,
  good: loginMethod,
  bad: [],
  notApplicable: { "a one-time PIN": { type: "onetimepin" } },
  unknown: ["type", "cannot run"],
});

it("cf-idp-protected finds a login method that nothing protects", () => {
  const { findings } = judge(idpProtected, { ...loginMethod, opts: { protect: false } });
  expect(findings).toEqual([expect.stringMatching(/^Login method "it": it is not protected: .*\. Set the resource/)]);
});

describeRule({
  rule: idpSamlSignRequest,
  good: { kind: "identityProvider", props: { name: "Okta", type: "saml", config: { signRequest: true } } },
  bad: [
    [{ "config.signRequest": false }, "config.signRequest is false"],
    [{ config: undefined }, "config.signRequest is not set"],
  ],
  notApplicable: { "OpenID Connect": { type: "okta" } },
  unknown: ["config.signRequest", "cannot run"],
});

describeRule({
  rule: policyNoBypass,
  good: policy,
  alsoGood: { "a decision to deny": { decision: "deny" } },
  bad: [[{ decision: "bypass" }, 'the decision of the policy "Engineering" is "bypass"']],
  unknown: ["decision", "cannot run"],
  allowedBy: { allowedNames: ["Engineering"] },
  badConfig: [{ allowedNames: [""] }],
});

describeRule({
  rule: policyNoBypass,
  good: application,
  bad: [[{ policies: [{ name: "Old", decision: "bypass" }] }, 'the decision of the policy "Old" is "bypass"']],
  unknown: ["name", "passes"],
});

describeRule({
  rule: policyNoEveryone,
  good: policy,
  alsoGood: {
    "everyone who meets something": {
      includes: [{ everyone: {} }],
      requires: [{ emailDomain: { domain: "x.example" } }],
    },
  },
  bad: [
    [{ includes: [{ everyone: {} }] }, "includes[0] is everyone, and nothing is required"],
    [{ includes: [OKTA, { everyone: {} }], requires: [] }, "includes[1] is everyone"],
    [{ decision: "non_identity", includes: [{ everyone: {} }] }, "includes[0] is everyone"],
  ],
  notApplicable: { "one that denies": { decision: "deny", includes: [{ everyone: {} }] } },
  unknown: ["includes", "cannot run"],
});

describeRule({
  rule: policyNoEveryone,
  good: { kind: "accessGroup", props: { name: "Staff", includes: [OKTA] } },
  bad: [[{ includes: [{ everyone: {} }] }, "includes[0] is everyone, and nothing is required"]],
  unknown: ["includes", "cannot run"],
});

describeRule({
  rule: oktaRuleShape,
  good: policy,
  alsoGood: {
    "no rule on a group": { includes: [{ email: { email: "a@x.example" } }] },
    "another SAML attribute": { includes: [{ saml: { attributeName: "department", attributeValue: "" } }] },
    "a login method that is not known yet": { includes: [{ okta: { identityProviderId: UNKNOWN, name: "E" } }] },
  },
  bad: [
    [
      { includes: [{ okta: { ...OKTA.okta, name: "00g1emaKYZTWRYYRRTSK" } }] },
      "the id of a group, which never matches",
    ],
    [{ excludes: [{ okta: { ...OKTA.okta, name: "" } }] }, 'excludes[0].okta.name is ""'],
    [{ requires: [{ okta: { ...OKTA.okta, identityProviderId: "Okta" } }] }, 'identityProviderId is "Okta"'],
    [{ includes: [{ okta: { name: "Engineering" } }] }, "identityProviderId is not set"],
    [
      { includes: [{ saml: { identityProviderId: IDP, attributeName: "groups", attributeValue: 1 } }] },
      "includes[0].saml.attributeValue is 1",
    ],
  ],
  unknown: ["includes", "cannot run"],
});

describeRule({
  rule: appLoginMethods,
  good: application,
  alsoGood: {
    "a choice": { allowedIdps: [IDP, "2"], autoRedirectToIdentity: false },
    "ids to come": { allowedIdps: [UNKNOWN] },
  },
  bad: [
    [{ allowedIdps: [] }, "allowedIdps is empty: every login method is taken"],
    [{ allowedIdps: undefined }, "allowedIdps is not set"],
    [{ allowedIdps: IDP }, "allowedIdps is"],
    [{ allowedIdps: [IDP, "2"] }, "autoRedirectToIdentity is true with 2 login methods"],
  ],
  notApplicable: { "a bookmark": { type: "bookmark" } },
  unknown: ["allowedIdps", "cannot run"],
});

describeRule({
  rule: appSession,
  good: application,
  alsoGood: { "the default": { sessionDuration: undefined }, "in parts": { sessionDuration: "1h30m" } },
  bad: [
    [{ sessionDuration: "25h" }, 'sessionDuration is "25h". Set it to at most 24h.'],
    [{ sessionDuration: "24h1s" }, 'sessionDuration is "24h1s"'],
    [{ sessionDuration: "forever" }, 'sessionDuration is "forever"'],
    [{ sessionDuration: 24 }, "sessionDuration is 24"],
  ],
  notApplicable: { "a bookmark": { type: "bookmark" } },
  unknown: ["sessionDuration", "cannot run"],
  allowedBy: { maxHours: 25 },
  badConfig: [{ maxHours: 0 }, { maxHours: 731 }, { maxHours: "24h" }],
});

describeRule({
  rule: appSession,
  good: policy,
  bad: [[{ sessionDuration: "730h" }, 'sessionDuration is "730h"']],
  notApplicable: { "that of the application": { sessionDuration: undefined } },
  unknown: ["sessionDuration", "cannot run"],
});

describeRule({
  rule: namesWithinLimits,
  good: { kind: "oktaGroup", props: { name: "n".repeat(255), description: "d".repeat(1_024) } },
  alsoGood: { "without a description": { description: "" }, "not stated": { name: undefined } },
  bad: [
    [{ name: "n".repeat(256) }, "name has 256 characters. Shorten it to 255."],
    [{ name: " " }, 'name is " "'],
    [{ description: "d".repeat(1_025) }, "description has 1025 characters"],
    [{ name: 7 }, "name is 7"],
  ],
  unknown: ["name", "cannot run"],
});

describeRule({
  rule: namesWithinLimits,
  good: { kind: "oidcApp", props: { label: "l".repeat(100) } },
  bad: [[{ label: "l".repeat(101) }, "label has 101 characters. Shorten it to 100."]],
  unknown: ["label", "cannot run"],
});

describeRule({
  rule: secretsMarked,
  good: loginMethod,
  bad: [],
  unknown: ["config", "passes"],
});

it("secrets-marked finds a whole object that is marked", () => {
  const { findings } = judge(secretsMarked, { ...loginMethod, opts: { additionalSecretOutputs: ["scimConfig", "x"] } });
  expect(findings).toEqual([expect.stringContaining('names the whole object "scimConfig"')]);
});

describe("remediations", () => {
  const config = (pkceEnabled: unknown) => ({ clientSecret: new Secret("s3cret"), pkceEnabled });

  it("correct a value in place, and leave secrets in their envelopes", () => {
    const props = { type: "okta", config: config(false) };
    expect(remediate(idpPkce, { kind: "identityProvider", props })).toBe(props);
    expect(props.config).toEqual({ clientSecret: new Secret("s3cret"), pkceEnabled: true });
  });

  it("reach into an object that is a secret as a whole", () => {
    const props = { type: "okta", config: new Secret({ clientSecret: "s3cret", pkceEnabled: false }) };
    remediate(idpPkce, { kind: "identityProvider", props });
    expect(props.config).toEqual(new Secret({ clientSecret: "s3cret", pkceEnabled: true }));
  });

  it.each([
    [oidcPkce, "oidcApp", { pkceRequired: undefined }, { pkceRequired: true }],
    [pushDeleteExplicit, "pushGroup", {}, { deleteTargetGroupOnDestroy: true }],
  ] as const)("give the value that the rule asks for: %#", (rule, kind, props, corrected) => {
    const copy: Record<string, unknown> = { ...props };
    expect(remediate(rule, { kind, props: copy })).toEqual(corrected);
    expect(judge(rule, { kind, props: copy }).findings).toEqual([]);
  });

  it.each([
    [oidcPkce, "oidcApp", { pkceRequired: true }],
    [pushDeleteExplicit, "pushGroup", { deleteTargetGroupOnDestroy: false }],
    [idpPkce, "identityProvider", { type: "okta", config: { pkceEnabled: true } }],
    [idpPkce, "identityProvider", { type: "saml", config: {} }],
    [idpPkce, "identityProvider", { type: "okta", config: "x" }],
    [secretsMarked, "identityProvider", { type: "okta", config: config(true) }],
    [secretsMarked, "identityProvider", { type: "okta", config: new Secret({ clientSecret: "s3cret" }) }],
    [secretsMarked, "identityProvider", { type: "okta", config: { clientSecret: UNKNOWN } }],
    [secretsMarked, "identityProvider", { type: "onetimepin", config: {} }],
    [secretsMarked, "identityProvider", { type: "okta", config: null }],
    [secretsMarked, "connection", { profile: { authScheme: "TOKEN" } }],
  ] as const)("leave alone what is right: %#", (rule, kind, props) => {
    expect(remediate(rule, { kind, props: { ...props } })).toBeUndefined();
  });

  it.each([
    [
      "identityProvider",
      { type: "okta", config: { clientId: "0oa1", clientSecret: "s3cret" } },
      ["config", "clientSecret"],
    ],
    ["connection", { profile: { authScheme: "TOKEN", token: "s3cret" } }, ["profile", "token"]],
    ["identityProviderApiToken", { clientSecret: new Secret("x"), apiToken: "s3cret" }, ["apiToken"]],
  ] as const)("mark the secret of a %s once", (kind, given, path) => {
    const props = structuredCloneKeepingSecrets(given);
    expect(remediate(secretsMarked, { kind, props })).toBe(props);
    const marked = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], props);
    expect(marked).toEqual(new Secret("s3cret"));
    expect(remediate(secretsMarked, { kind, props })).toBeUndefined();
  });
});

function structuredCloneKeepingSecrets(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === "object" && !(one instanceof Secret) ? { ...one } : one,
    ]),
  );
}
