/** A rule of an Access group or policy, as far as the checks look at it: exactly one of its keys is there. */
export interface AccessRule {
  /** Key of an Okta group. */
  readonly oktaGroup?: string | undefined;
  /** Key of an Access group. */
  readonly accessGroup?: string | undefined;
  /** `okta` or `oneTimePin`. */
  readonly loginMethod?: string | undefined;
  readonly everyone?: boolean | undefined;
  readonly oidcClaim?: { readonly name: string } | undefined;
  readonly samlAttribute?: { readonly name: string } | undefined;
}

/** The three lists of rules of an Access group or policy, as far as the checks look at them. */
export interface AccessRuleLists {
  readonly name: string;
  readonly include: readonly AccessRule[];
  readonly require?: readonly AccessRule[] | undefined;
  readonly exclude?: readonly AccessRule[] | undefined;
}

/** A reusable policy, as far as the checks look at it. */
export interface AccessPolicyObject extends AccessRuleLists {
  readonly decision: string;
}

/** An application, as far as the checks look at it. */
export interface AccessApplicationObject {
  readonly name: string;
  readonly domain: string;
  /** Keys of policies, in order. */
  readonly policies: readonly string[];
  /** `okta` and `oneTimePin`; those are all when left out: `okta`. */
  readonly loginMethods?: readonly string[] | undefined;
  readonly redirectToOkta?: boolean | undefined;
}

/** What Access is for, by key: the settings and the arguments of the component have both this shape. */
export interface AccessObjects {
  readonly loginMethods?: { readonly oneTimePin?: object | undefined } | undefined;
  readonly groups?: Readonly<Record<string, AccessRuleLists>> | undefined;
  readonly policies?: Readonly<Record<string, AccessPolicyObject>> | undefined;
  readonly applications?: Readonly<Record<string, AccessApplicationObject>> | undefined;
}

/** The login method through Okta. */
export const OKTA = "okta";

/** The login method with a code that comes by e-mail. */
export const ONE_TIME_PIN = "oneTimePin";

/** The login methods of an application that names none. */
export const DEFAULT_LOGIN_METHODS: readonly string[] = [OKTA];

/** The three lists of a set of rules, each with the name that it has. */
export const RULE_LISTS = ["include", "require", "exclude"] as const;

/** A rule, and where it is. */
export interface PlacedRule {
  readonly rule: AccessRule;
  /** Whose rule it is, in words: `policy "Allow staff"`. */
  readonly owner: string;
  /** Path below the Access objects. */
  readonly path: readonly PropertyKey[];
}

/** Every rule of every Access group and policy. */
export function rulesOf({ groups = {}, policies = {} }: AccessObjects): PlacedRule[] {
  const of = (section: "groups" | "policies", noun: string, all: Readonly<Record<string, AccessRuleLists>>) =>
    Object.entries(all).flatMap(([key, lists]) =>
      RULE_LISTS.flatMap((list) =>
        (lists[list] ?? []).map((rule, index) => ({
          rule,
          owner: `${noun} "${lists.name}"`,
          path: [section, key, list, index],
        })),
      ),
    );
  return [...of("groups", "Access group", groups), ...of("policies", "policy", policies)];
}

/** The keys of the Okta groups that rules name, each once. */
export function oktaGroupsInRules(access: AccessObjects): string[] {
  return [...new Set(rulesOf(access).flatMap(({ rule }) => (rule.oktaGroup === undefined ? [] : [rule.oktaGroup])))];
}

/** The login methods that a stack has. */
export function declaredLoginMethods({ loginMethods }: AccessObjects): string[] {
  return [OKTA, ...(loginMethods?.oneTimePin === undefined ? [] : [ONE_TIME_PIN])];
}
