import type { Json } from "../api/json";

/** What of an account decides who can log in where, as the API answers it. */
export interface Account {
  readonly applications: readonly Json[];
  /** Access groups, which policies may name. */
  readonly groups: readonly Json[];
  /** Ids of all login methods. */
  readonly loginMethods: readonly string[];
}

/** An application that nobody could enter any more. */
export interface LockedOut {
  readonly id: unknown;
  readonly name: string;
  readonly domain: string | undefined;
}

/** Decisions that nobody needs a login for, or that let nobody in. */
const WITHOUT_LOGIN = new Set(["bypass", "non_identity", "deny"]);

/** Rules that machines meet and people do not. */
const FOR_MACHINES = new Set(["any_valid_service_token", "linked_app_token", "service_token"]);

/**
 * Which applications lose their last way to log in when a login method goes: those that people can enter by it now and
 * by no other login method of the account. An application that allows no login method in particular allows all.
 *
 * A login method is a way in only where a policy lets in somebody who comes by it: a rule on an Okta group is met through
 * the login method that it names alone, so a one-time PIN is no way into an application whose policies name nothing but
 * Okta groups. Where rules cannot tell (an e-mail address, a country, a device), somebody is taken to meet them.
 *
 * An application that people cannot enter by the login method now has nothing to lose: one without a policy, or whose
 * policies all go without a login (bypass, service authentication).
 */
export function lockedOut(account: Account, identityProviderId: string): readonly LockedOut[] {
  const others = account.loginMethods.filter((id) => id !== identityProviderId);
  return account.applications.flatMap((application) => {
    const isWayIn = (loginMethod: string) => admits(application, loginMethod, account.groups);
    return isWayIn(identityProviderId) && !others.some(isWayIn)
      ? [{ id: application.id, name: String(application.name ?? application.id), domain: text(application.domain) }]
      : [];
  });
}

function admits({ allowed_idps: allowed, policies, type }: Json, loginMethod: string, groups: readonly Json[]) {
  if (Array.isArray(allowed) && allowed.length > 0 && !allowed.includes(loginMethod)) {
    return false;
  }
  if (!Array.isArray(policies)) {
    // Some kinds are answered without their policies. A bookmark has none, and no login either.
    return type !== "bookmark";
  }
  return (policies as Json[]).some(
    (policy) => !WITHOUT_LOGIN.has(String(policy.decision)) && isMet(policy, loginMethod, groups),
  );
}

/** Whether somebody who comes by the login method can meet the rules of a policy or an Access group. */
function isMet(rules: Json, loginMethod: string, groups: readonly Json[]): boolean {
  const meets = (rule: Json) => meetsRule(rule, loginMethod, groups);
  return (
    // Not answered is not known, and nobody is to be counted out for that.
    (rules.include === undefined || list(rules.include).some(meets)) &&
    list(rules.require).every(meets) &&
    !list(rules.exclude).some(({ login_method: excluded }) => (excluded as Json | undefined)?.id === loginMethod)
  );
}

function meetsRule(rule: Json, loginMethod: string, groups: readonly Json[]): boolean {
  const [entry] = Object.entries(rule);
  const [selector, value] = (entry ?? ["", {}]) as [string, Json | null];
  if (selector === "login_method") {
    return value?.id === loginMethod;
  }
  if (selector === "group") {
    const group = groups.find(({ id }) => id === value?.id);
    const rest = groups.filter((other) => other !== group);
    return group === undefined || isMet(group, loginMethod, rest);
  }
  const tiedTo = value?.identity_provider_id;
  return tiedTo === undefined ? !FOR_MACHINES.has(selector) : tiedTo === loginMethod;
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
