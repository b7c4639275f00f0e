import {
  type AccessApplicationObject,
  type AccessObjects,
  type AccessPolicyObject,
  type AccessRule,
  type AccessRuleLists,
  DEFAULT_LOGIN_METHODS,
  OKTA,
} from "./access-objects";

/** Why nobody can enter an application. */
export type NoEntry =
  /** No policy lets anybody in. */
  | "no-allow"
  /** Okta is the only way in, and Okta lets nobody log in. */
  | "nobody-assigned"
  /** The rules of the policies contradict each other, or the login methods of the application. */
  | "contradiction";

/**
 * Why nobody can enter an application, or undefined when somebody may. It looks at what the policies exclude by their
 * form, not at who is in which group.
 *
 * @param somebodyAssigned Whether Okta lets anybody log in.
 */
export function noEntry(
  access: AccessObjects,
  application: AccessApplicationObject,
  somebodyAssigned: boolean,
): NoEntry | undefined {
  // Keys without a policy are reported where they stand; here they get the benefit of the doubt.
  const policies = application.policies.map((key) => access.policies?.[key]);
  if (policies.every((policy) => policy !== undefined && policy.decision === "deny")) {
    return "no-allow";
  }
  const methods = application.loginMethods ?? DEFAULT_LOGIN_METHODS;
  if (isOpen(access, policies, somebodyAssigned ? methods : methods.filter((method) => method !== OKTA))) {
    return undefined;
  }
  return isOpen(access, policies, methods) ? "nobody-assigned" : "contradiction";
}

function isOpen(
  access: AccessObjects,
  policies: readonly (AccessPolicyObject | undefined)[],
  methods: readonly string[],
): boolean {
  // Bypass and service authentication come before all others and need no login.
  if (policies.some((policy) => policy === undefined || ["bypass", "nonIdentity"].includes(policy.decision))) {
    return true;
  }
  const known = policies as readonly AccessPolicyObject[];
  const wall = known.findIndex((policy) => policy.decision === "deny" && matchesAll(policy));
  const before = wall === -1 ? known : known.slice(0, wall);
  return before.some(
    (policy) => policy.decision === "allow" && methods.some((method) => canMatch(access, policy, method, [])),
  );
}

function matchesAll({ include, require = [], exclude = [] }: AccessRuleLists): boolean {
  return include.some(({ everyone }) => everyone === true) && require.length + exclude.length === 0;
}

/** Whether somebody who logged in by a method can match a set of rules. */
function canMatch(access: AccessObjects, lists: AccessRuleLists, method: string, above: readonly string[]): boolean {
  const possible = (rule: AccessRule) => isPossible(access, rule, method, above);
  return (
    lists.include.some(possible) &&
    (lists.require ?? []).every(possible) &&
    !(lists.exclude ?? []).some((rule) => rule.everyone === true || rule.loginMethod === method)
  );
}

function isPossible(access: AccessObjects, rule: AccessRule, method: string, above: readonly string[]): boolean {
  if (rule.oktaGroup !== undefined || rule.oidcClaim !== undefined || rule.samlAttribute !== undefined) {
    return method === OKTA;
  }
  if (rule.loginMethod !== undefined) {
    return rule.loginMethod === method;
  }
  const group = rule.accessGroup === undefined ? undefined : access.groups?.[rule.accessGroup];
  // A group inside of itself is reported as such.
  return group === undefined || rule.accessGroup === undefined || above.includes(rule.accessGroup)
    ? true
    : canMatch(access, group, method, [...above, rule.accessGroup]);
}
