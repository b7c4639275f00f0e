import { BlockList, isIP } from "node:net";
import type { AccessGroup, AccessPolicy, Json, Rule, RuleSet } from "../entities";

/** Who somebody is, as a login method told it: what rules are compared with. */
export interface Identity {
  readonly email: string;
  readonly name: string;
  /** The login method: its id and its kind. */
  readonly idp: { readonly id: string; readonly type: string };
  /** Names of groups. */
  readonly groups: readonly string[];
  /** Claims that the login method is set up to pass on, by name. */
  readonly oidc_fields: Json;
  /** Attributes that a SAML login method is set up to pass on, by name. Only for SAML. */
  readonly saml_attributes?: Json;
  /** How the person proved who they are (RFC 8176). */
  readonly amr: readonly string[];
}

/** A request as policies see it. */
export interface Visitor {
  /** Undefined: nobody has logged in yet. */
  readonly identity: Identity | undefined;
  /** An IPv4 or IPv6 address. */
  readonly ip: string;
  /** ISO 3166-1 alpha-2, or `XX` when it is not known. */
  readonly country: string;
}

/** True, false, or unknown: this sandbox has nothing that could answer the rule. */
export type Truth = boolean | "unknown";

/** What became of one rule. */
export interface RuleResult {
  readonly list: keyof RuleSet;
  readonly rule: Rule;
  readonly met: Truth;
}

/** What became of one policy. */
export interface PolicyResult {
  readonly policy: AccessPolicy;
  readonly matched: Truth;
  /** Every rule with its result, in the order include, require, exclude. */
  readonly rules: readonly RuleResult[];
}

/** What an application's policies say about a visitor. */
export interface Decision {
  /** Whether the visitor may come in. Nobody may when no policy matches. */
  readonly allowed: boolean;
  /** The policy that decided; undefined when none did. */
  readonly policy: AccessPolicy | undefined;
  /** The policies that were looked at, in the order of evaluation; those after the deciding one are not. */
  readonly trace: readonly PolicyResult[];
}

/** Looks up an Access group that a rule names. */
export type GroupLookup = (id: string) => AccessGroup | undefined;

/** How many Access groups may lie within each other; a deeper one, or one that contains itself, is never met. */
const DEEPEST_GROUP = 10;

/**
 * Decides about a visitor.
 *
 * Bypass and Service Auth policies come first, then Allow and Block policies, each in their order; the first that matches
 * decides. When nobody has logged in yet, only Bypass and Service Auth policies count: the others come after the login.
 *
 * A Block policy also matches when the sandbox cannot tell: what is not emulated never opens a door.
 *
 * @param policies In the order of precedence.
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/#order-of-execution
 */
export function decide(policies: readonly AccessPolicy[], visitor: Visitor, group: GroupLookup): Decision {
  const first = policies.filter(({ decision }) => decision === "bypass" || decision === "non_identity");
  const then = policies.filter(({ decision }) => decision === "allow" || decision === "deny");
  const trace: PolicyResult[] = [];
  for (const policy of visitor.identity === undefined ? first : [...first, ...then]) {
    const result = policyResult(policy, visitor, group);
    trace.push(result);
    if (result.matched === true || (result.matched === "unknown" && policy.decision === "deny")) {
      return { allowed: policy.decision !== "deny", policy, trace };
    }
  }
  return { allowed: false, policy: undefined, trace };
}

function policyResult(policy: AccessPolicy, visitor: Visitor, group: GroupLookup): PolicyResult {
  const results = (["include", "require", "exclude"] as const).flatMap((list) =>
    policy[list].map((rule) => ({ list, rule, met: ruleMet(rule, visitor, group, 0) })),
  );
  return { policy, matched: setMet(policy, (rule) => ruleMet(rule, visitor, group, 0)), rules: results };
}

/** One of include, all of require, none of exclude. */
function setMet(set: RuleSet, met: (rule: Rule) => Truth): Truth {
  return and([or(set.include.map(met)), ...set.require.map(met), not(or(set.exclude.map(met)))]);
}

function ruleMet(rule: Rule, visitor: Visitor, group: GroupLookup, depth: number): Truth {
  const [entry] = Object.entries(rule);
  if (entry === undefined) {
    return false;
  }
  const [selector, fields] = entry;
  if (selector === "group") {
    const found = depth < DEEPEST_GROUP ? group(String(fields.id)) : undefined;
    return found === undefined ? false : setMet(found, (nested) => ruleMet(nested, visitor, group, depth + 1));
  }
  return (SELECTORS[selector] ?? unknown)(fields, visitor);
}

type Selector = (fields: Json, visitor: Visitor) => Truth;

const unknown: Selector = () => "unknown";

/** What no request to this sandbox can have: a client certificate, or a service token, of which none can be made. */
const never: Selector = () => false;

/**
 * The selectors that can be answered. Those that ask somebody who is not here (device posture, lists, risk scores,
 * external evaluation) cannot.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/#selectors
 */
const SELECTORS: Readonly<Record<string, Selector>> = {
  everyone: () => true,
  certificate: never,
  common_name: never,
  service_token: never,
  any_valid_service_token: never,
  ip: ({ ip }, visitor) => inNetwork(visitor.ip, String(ip)),
  geo: ({ country_code }, { country }) => String(country_code).toUpperCase() === country.toUpperCase(),
  email: ({ email }, { identity }) => identity?.email.toLowerCase() === String(email).toLowerCase(),
  email_domain: ({ domain }, { identity }) =>
    identity !== undefined &&
    identity.email.slice(identity.email.lastIndexOf("@") + 1).toLowerCase() === String(domain).toLowerCase(),
  login_method: ({ id }, { identity }) => identity?.idp.id === id,
  auth_method: ({ auth_method }, { identity }) => identity?.amr.includes(String(auth_method)) === true,
  okta: ({ identity_provider_id, name }, { identity }) =>
    identity?.idp.id === identity_provider_id && identity?.groups.includes(String(name)) === true,
  oidc: ({ identity_provider_id, claim_name, claim_value }, { identity }) =>
    identity?.idp.id === identity_provider_id && hasValue(identity?.oidc_fields[String(claim_name)], claim_value),
  saml: ({ identity_provider_id, attribute_name, attribute_value }, { identity }) =>
    identity?.idp.id === identity_provider_id &&
    hasValue(identity?.saml_attributes?.[String(attribute_name)], attribute_value),
  azureAD: ofForeignProvider,
  gsuite: ofForeignProvider,
  "github-organization": ofForeignProvider,
  auth_context: ofForeignProvider,
};

/** About a login method that nobody can use here: not met by whoever came by another one. */
function ofForeignProvider({ identity_provider_id }: Json, { identity }: Visitor): Truth {
  return identity !== undefined && identity.idp.id === identity_provider_id ? "unknown" : false;
}

/** A claim is compared as text; of a list, one element is enough. */
function hasValue(claim: unknown, expected: unknown): boolean {
  const values = Array.isArray(claim) ? claim : [claim];
  return values.some((value) => value !== undefined && value !== null && String(value) === String(expected));
}

function inNetwork(address: string, network: string): boolean {
  const [base = "", prefix] = network.split("/");
  const family = isIP(base) === 6 ? "ipv6" : "ipv4";
  const bits = prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix);
  const isNetwork = isIP(base) !== 0 && Number.isInteger(bits) && bits >= 0 && bits <= (family === "ipv6" ? 128 : 32);
  if (!isNetwork || isIP(address) === 0) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(base, bits, family);
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

function and(values: readonly Truth[]): Truth {
  return values.includes(false) ? false : values.includes("unknown") ? "unknown" : true;
}

function or(values: readonly Truth[]): Truth {
  return values.includes(true) ? true : values.includes("unknown") ? "unknown" : false;
}

function not(value: Truth): Truth {
  return value === "unknown" ? "unknown" : !value;
}
