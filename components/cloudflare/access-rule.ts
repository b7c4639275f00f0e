import type * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import { COUNTRY_PATTERN, DOMAIN_PATTERN, isEmail, isIpRange, MAX_RULES } from "../../lib/access-values";
import type { ArgsCheck } from "../args";
import { SignInProtocol } from "../sign-in-protocol";
import { type OktaGroupSource, oktaGroupRule } from "./okta-group-rule";

/** A claim, or attribute, and the value that it must have. */
export interface AccessClaimArgs {
  /** Name of the OIDC claim or SAML attribute. */
  name: pulumi.Input<string>;
  /** The value, letter by letter; of a claim with several values, one of them. */
  value: pulumi.Input<string>;
}

/**
 * One rule of an Access group or policy: exactly one of these must be given.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/#selectors
 */
export interface AccessRuleArgs {
  /** "Okta groups": name of a group in Okta, letter by letter. Needs `okta` of the component. */
  oktaGroup?: pulumi.Input<string>;
  /** "Rule group": id of an Access group. */
  accessGroup?: pulumi.Input<string>;
  /** "Emails": an e-mail address. */
  email?: pulumi.Input<string>;
  /** "Emails ending in": a domain, without `@`. */
  emailDomain?: pulumi.Input<string>;
  /** "Email list": id of a list. */
  emailList?: pulumi.Input<string>;
  /** "Everyone": true. */
  everyone?: boolean;
  /** "Login Methods": id of an identity provider. */
  loginMethod?: pulumi.Input<string>;
  /** "IP ranges": an address or a range in CIDR notation. */
  ip?: pulumi.Input<string>;
  /** "IP list": id of a list. */
  ipList?: pulumi.Input<string>;
  /** "Country": two capital letters (ISO 3166-1 alpha-2). */
  country?: pulumi.Input<string>;
  /** "OIDC Claims". Needs `okta` of the component, with OpenID Connect. */
  oidcClaim?: AccessClaimArgs;
  /** "SAML Group": an attribute of the assertion. Needs `okta` of the component, with SAML. */
  samlAttribute?: AccessClaimArgs;
  /** "Authentication Method": a value of `amr` (RFC 8176), such as `mfa`. */
  authMethod?: pulumi.Input<string>;
  /** "Device Posture": id of a posture check. */
  devicePosture?: pulumi.Input<string>;
  /** "Service Token": id of a token. */
  serviceToken?: pulumi.Input<string>;
  /** "Any Access Service Token": true. */
  anyServiceToken?: boolean;
  /** "Valid Certificate": true. */
  certificate?: boolean;
  /** "Common Name": of a client certificate. */
  commonName?: pulumi.Input<string>;
}

/** The rules of an Access group or policy. */
export interface AccessRuleListsArgs {
  /** A person must match one of these. At least one, at most 1,000. Updated in place. */
  include: AccessRuleArgs[];
  /** A person must match all of these besides. Defaults to none. Updated in place. */
  require?: AccessRuleArgs[];
  /** A person must match none of these. Defaults to none. Updated in place. */
  exclude?: AccessRuleArgs[];
}

/** A rule as the provider takes it; the same for groups and policies, in all three lists. */
export type ProviderRule = cloudflare.types.input.ZeroTrustAccessGroupInclude;

/** The provider's words for the lists of rules. */
export interface ProviderRuleLists {
  readonly includes: ProviderRule[];
  readonly requires?: ProviderRule[];
  readonly excludes?: ProviderRule[];
}

/** What each selector becomes. Every selector of {@link AccessRuleArgs} is here. */
const SELECTORS: {
  readonly [K in keyof AccessRuleArgs]-?: (
    value: NonNullable<AccessRuleArgs[K]>,
    okta: OktaGroupSource,
  ) => ProviderRule;
} = {
  oktaGroup: (name, okta) => oktaGroupRule(okta, name),
  accessGroup: (id) => ({ group: { id } }),
  email: (email) => ({ email: { email } }),
  emailDomain: (domain) => ({ emailDomain: { domain } }),
  emailList: (id) => ({ emailList: { id } }),
  everyone: () => ({ everyone: {} }),
  loginMethod: (id) => ({ loginMethod: { id } }),
  ip: (ip) => ({ ip: { ip } }),
  ipList: (id) => ({ ipList: { id } }),
  country: (countryCode) => ({ geo: { countryCode } }),
  oidcClaim: ({ name, value }, { identityProviderId }) => ({
    oidc: { claimName: name, claimValue: value, identityProviderId },
  }),
  samlAttribute: ({ name, value }, { identityProviderId }) => ({
    saml: { attributeName: name, attributeValue: value, identityProviderId },
  }),
  authMethod: (authMethod) => ({ authMethod: { authMethod } }),
  devicePosture: (integrationUid) => ({ devicePosture: { integrationUid } }),
  serviceToken: (tokenId) => ({ serviceToken: { tokenId } }),
  anyServiceToken: () => ({ anyValidServiceToken: {} }),
  certificate: () => ({ certificate: {} }),
  commonName: (commonName) => ({ commonName: { commonName } }),
};

/** The selectors that a rule can have. */
export const ACCESS_SELECTORS = Object.keys(SELECTORS) as readonly (keyof AccessRuleArgs)[];

/** Selectors that ask the identity provider of Okta. */
const OF_OKTA = ["oktaGroup", "oidcClaim", "samlAttribute"] as const;

/**
 * Our rule as the provider takes it: one selector per rule.
 *
 * @param okta The login method that rules on Okta groups, claims and attributes ask; the checks see to it that it is
 *   there when one does.
 */
export function providerRule(rule: AccessRuleArgs, okta: OktaGroupSource | undefined): ProviderRule {
  const selector = selectorsOf(rule)[0] as keyof AccessRuleArgs;
  const make = SELECTORS[selector] as (value: unknown, source: OktaGroupSource | undefined) => ProviderRule;
  return make(rule[selector], okta);
}

/** Our lists of rules as the provider takes them. An empty list is left out: it is not answered back. */
export function providerRules(lists: AccessRuleListsArgs, okta: OktaGroupSource | undefined): ProviderRuleLists {
  const { include, require = [], exclude = [] } = lists;
  const rules = (list: readonly AccessRuleArgs[]) => list.map((rule) => providerRule(rule, okta));
  return {
    includes: rules(include),
    ...(require.length === 0 ? {} : { requires: rules(require) }),
    ...(exclude.length === 0 ? {} : { excludes: rules(exclude) }),
  };
}

/**
 * Reports what is wrong with the rules of an Access group or policy, by their form.
 *
 * @param okta What is known of the login method that rules may ask; undefined when there is none.
 */
export function checkRules(
  check: ArgsCheck,
  prefix: string,
  lists: AccessRuleListsArgs,
  okta: Partial<OktaGroupSource> | undefined,
): ArgsCheck {
  if (lists.include.length === 0) {
    check.add(`${prefix}include`, "is empty, so nobody matches", "Add a rule");
  }
  for (const list of ["include", "require", "exclude"] as const) {
    const rules = lists[list] ?? [];
    if (rules.length > MAX_RULES) {
      check.add(`${prefix}${list}`, `has more than ${MAX_RULES} rules`, "Use an Okta group or a list instead");
    }
    for (const [index, rule] of rules.entries()) {
      checkRule(check, `${prefix}${list}[${index}]`, rule, okta);
    }
  }
  return check;
}

function checkRule(
  check: ArgsCheck,
  where: string,
  rule: AccessRuleArgs,
  okta: Partial<OktaGroupSource> | undefined,
): void {
  const selectors = selectorsOf(rule);
  if (selectors.length !== 1) {
    check.add(where, `needs exactly one selector, and has ${selectors.length}`, "Write one rule for each selector");
  }
  for (const flag of (["everyone", "anyServiceToken", "certificate"] as const).filter((key) => rule[key] === false)) {
    check.add(`${where}.${flag}`, "can only be true", "Remove the rule");
  }
  for (const selector of OF_OKTA.filter((key) => rule[key] !== undefined && okta === undefined)) {
    check.add(`${where}.${selector}`, "asks Okta, and this component was not given okta", "Give okta");
  }
  if (okta?.protocol === SignInProtocol.Saml && rule.oidcClaim !== undefined) {
    check.add(`${where}.oidcClaim`, 'has no meaning with protocol "saml"', "Use samlAttribute");
  }
  if (okta?.protocol === SignInProtocol.Oidc && rule.samlAttribute !== undefined) {
    check.add(`${where}.samlAttribute`, 'has no meaning with protocol "oidc"', "Use oidcClaim");
  }
  check
    .plain(`${where}.email`, rule.email, isEmail, "is not an e-mail address", 'Write it like "ada@example.com"')
    .plain(
      `${where}.emailDomain`,
      rule.emailDomain,
      (value) => DOMAIN_PATTERN.test(value),
      "is not a domain",
      'Write it like "example.com", without "@"',
    )
    .plain(`${where}.ip`, rule.ip, isIpRange, "is neither an IP address nor a range", 'Write it like "203.0.113.0/24"')
    .plain(
      `${where}.country`,
      rule.country,
      (value) => COUNTRY_PATTERN.test(value),
      "is not a country",
      'Write its two letters in capitals, like "DE"',
    );
}

function selectorsOf(rule: AccessRuleArgs): (keyof AccessRuleArgs)[] {
  return ACCESS_SELECTORS.filter((selector) => rule[selector] !== undefined);
}
