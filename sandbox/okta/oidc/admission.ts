import type { App, JsonObject, PolicyRule, ServerPolicy, ServerRule, User } from "../entities";
import type { OktaStore } from "../store";
import { credentials, oauthSettings } from "./clients";
import type { Issuer } from "./issuers";

/** Why somebody does not get in, in Okta's words. */
export interface Refusal {
  readonly error: string;
  readonly description: string;
  /** The word that the System Log has for it. */
  readonly reason: string;
}

/** Whether somebody's status lets them sign in at all. Okta lets people with an expired password set a new one first; here they cannot. */
export function maySignIn(user: User): boolean {
  return user.status === "ACTIVE";
}

/** What somebody asks for: to get into an app, with some scopes, at one of the authorization servers. */
export interface AccessRequest {
  readonly issuer: Issuer;
  readonly app: App;
  readonly user: User;
  readonly scopes: readonly string[];
  readonly grantType: string;
}

/** Why this user does not get into this app, or undefined when they do. */
export function refusal(store: OktaStore, request: AccessRequest): Refusal | undefined {
  const { issuer, app, user } = request;
  if (!isAssigned(store, app, user)) {
    return {
      error: "access_denied",
      description: "User is not assigned to the client application.",
      reason: "user_not_assigned",
    };
  }
  if (signOnRule(store, app, user)?.access === "DENY") {
    return {
      error: "access_denied",
      description: "The resource owner or authorization server denied the request.",
      reason: "sign_on_policy_denied",
    };
  }
  if (issuer.server !== undefined && serverRule(store, request) === undefined) {
    return {
      error: "access_denied",
      description: "Policy evaluation failed for this request, please check the policy configurations.",
      reason: "no_matching_policy",
    };
  }
  return undefined;
}

/** Assigned alone, through a group, or not needing to be: "Federation Broker Mode". */
function isAssigned(store: OktaStore, app: App, user: User): boolean {
  return store.appUsers.get(`${app.id}/${user.id}`) !== undefined || app.settings.implicitAssignment === true;
}

/** What the first matching rule of an app's sign-on policy says. */
export interface SignOnDecision {
  readonly access: "ALLOW" | "DENY";
  readonly rule: PolicyRule;
  /** True when the rule wants two factors. The sandbox takes the second one as given. */
  readonly twoFactors: boolean;
  /** After so many seconds people prove themselves again; undefined: not within a session. */
  readonly reauthenticateIn: number | undefined;
}

/**
 * The decision of an app's sign-on policy; undefined when the policy is gone. Of the conditions, people count: network,
 * device, platform and risk are those of a sandbox, which has none.
 */
export function signOnRule(store: OktaStore, app: App, user: User): SignOnDecision | undefined {
  const rule = store.policyRules
    .filter((candidate) => candidate.policyId === app.accessPolicyId && candidate.status === "ACTIVE")
    .toSorted((left, right) => left.priority - right.priority)
    .find((candidate) => concerns(store, candidate.conditions?.people as JsonObject | undefined, user));
  if (rule === undefined) {
    return undefined;
  }
  const signOn = (rule.actions.appSignOn ?? {}) as JsonObject;
  const method = (signOn.verificationMethod ?? {}) as JsonObject;
  return {
    rule,
    access: signOn.access === "DENY" ? "DENY" : "ALLOW",
    twoFactors: method.factorMode === "2FA",
    reauthenticateIn: seconds(method.reauthenticateIn),
  };
}

/** The seconds of an ISO 8601 duration of days and times, such as `PT2H30M` or `P1D`. */
function seconds(duration: unknown): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(String(duration));
  if (match === null) {
    return undefined;
  }
  const [days = 0, hours = 0, minutes = 0, rest = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest;
}

/**
 * The rule of a custom authorization server that lets a request through: the first one that matches, in the order of
 * policies and then of rules. A rule matches when it covers every scope.
 *
 * @see https://developer.okta.com/docs/guides/configure-access-policy/
 */
export function serverRule(store: OktaStore, request: AccessRequest): ServerRule | undefined {
  const { issuer, app } = request;
  const clientId = String(credentials(app).client_id);
  return store.serverPolicies
    .filter((policy) => policy.serverId === issuer.server?.id && policy.status === "ACTIVE")
    .filter(({ clients }: ServerPolicy) => clients.includes("ALL_CLIENTS") || clients.includes(clientId))
    .toSorted((left, right) => left.priority - right.priority)
    .flatMap((policy) =>
      store.serverRules
        .filter((rule) => rule.policyId === policy.id && rule.status === "ACTIVE")
        .toSorted((left, right) => left.priority - right.priority),
    )
    .find((rule) => ruleMatches(store, rule, request));
}

function ruleMatches(store: OktaStore, rule: ServerRule, { user, scopes, grantType }: AccessRequest): boolean {
  const { people, grantTypes, scopes: allowed } = rule.conditions as Record<string, JsonObject | undefined>;
  const grants = strings(grantTypes?.include);
  const covered = strings(allowed?.include);
  return (
    grants.includes(grantType) &&
    (covered.includes("*") || scopes.every((scope) => covered.includes(scope))) &&
    concerns(store, people, user)
  );
}

/** Whether a `people` condition means this user. One that names nobody means everybody. */
function concerns(store: OktaStore, people: JsonObject | undefined, user: User): boolean {
  const users = (people?.users ?? {}) as JsonObject;
  const groups = (people?.groups ?? {}) as JsonObject;
  const isIn = (id: string): boolean => {
    const group = store.groups.get(id);
    return id === "EVERYONE" || (group !== undefined && store.isMember(group, user.id));
  };
  if (strings(users.exclude).includes(user.id) || strings(groups.exclude).some(isIn)) {
    return false;
  }
  const wanted = [...strings(users.include), ...strings(groups.include)];
  return wanted.length === 0 || strings(users.include).includes(user.id) || strings(groups.include).some(isIn);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Scopes to which somebody has to agree first: where the app asks for consent and the scope does too. */
export function scopesToConsent(store: OktaStore, { issuer, app, user, scopes }: AccessRequest): string[] {
  if (oauthSettings(app).consent_method !== "REQUIRED") {
    return [];
  }
  const given = store.oidc.get(consentId(issuer, app, user))?.payload.scopes;
  return issuer
    .scopes()
    .filter((scope) => scope.consent === "REQUIRED" && scopes.includes(scope.name))
    .map((scope) => scope.name)
    .filter((name) => !strings(given).includes(name));
}

/** Remembers what somebody agreed to. */
export function giveConsent(store: OktaStore, request: AccessRequest): void {
  const id = consentId(request.issuer, request.app, request.user);
  const given = strings(store.oidc.get(id)?.payload.scopes);
  const scopes = [...new Set([...given, ...request.scopes])];
  store.oidc.put({ id, kind: "Consent", expires: null, grantId: null, payload: { scopes } });
}

function consentId(issuer: Issuer, app: App, user: User): string {
  return `Consent/${issuer.path}/${app.id}/${user.id}`;
}
