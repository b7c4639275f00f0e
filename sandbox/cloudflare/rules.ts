import type { Rule, RuleSet } from "./entities";
import { invalidRequest } from "./errors";
import type { Store } from "./store";

interface Selector {
  /** Keys that must be there, as text that is not empty. */
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
  /** A key that must hold a list of texts. */
  readonly list?: string;
}

/**
 * The selectors that a rule may have. `azureAD` and `github-organization` are spelled as on the wire.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/#selectors
 */
export const SELECTORS: Readonly<Record<string, Selector>> = {
  group: { required: ["id"] },
  any_valid_service_token: {},
  auth_context: { required: ["id", "ac_id", "identity_provider_id"] },
  auth_method: { required: ["auth_method"] },
  azureAD: { required: ["id", "identity_provider_id"] },
  certificate: {},
  common_name: { required: ["common_name"] },
  geo: { required: ["country_code"] },
  device_posture: { required: ["integration_uid"], optional: ["account_id"] },
  email_domain: { required: ["domain"] },
  email_list: { required: ["id"] },
  email: { required: ["email"] },
  everyone: {},
  external_evaluation: { required: ["evaluate_url", "keys_url"] },
  "github-organization": { required: ["identity_provider_id", "name"], optional: ["team"] },
  gsuite: { required: ["email", "identity_provider_id"] },
  login_method: { required: ["id"] },
  ip_list: { required: ["id"] },
  ip: { required: ["ip"] },
  okta: { required: ["identity_provider_id", "name"] },
  saml: { required: ["attribute_name", "attribute_value", "identity_provider_id"] },
  oidc: { required: ["claim_name", "claim_value", "identity_provider_id"] },
  service_token: { required: ["token_id"] },
  linked_app_token: { required: ["app_uid"] },
  user_risk_score: { list: "user_risk_score" },
  cloudflare_account_member: { optional: ["account_id"] },
};

/** The rule lists of a body, checked against what the account holds. Lists that are absent are empty. */
export function checkedRules(
  store: Store,
  body: {
    readonly include?: readonly unknown[] | undefined;
    readonly exclude?: readonly unknown[] | undefined;
    readonly require?: readonly unknown[] | undefined;
  },
): RuleSet {
  return {
    include: checkedList(store, "include", body.include ?? []),
    exclude: checkedList(store, "exclude", body.exclude ?? []),
    require: checkedList(store, "require", body.require ?? []),
  };
}

function checkedList(store: Store, list: keyof RuleSet, rules: readonly unknown[]): Rule[] {
  const problems: string[] = [];
  const checked = rules.map((rule) => {
    const result = checkedRule(store, rule);
    if (typeof result === "string") {
      problems.push(result);
      return {};
    }
    return result;
  });
  if (problems.length > 0) {
    throw invalidRequest(`invalid '${list}' configuration`, problems);
  }
  return checked;
}

/** The rule with the fields of its selector, or what is wrong with it. */
function checkedRule(store: Store, rule: unknown): Rule | string {
  if (typeof rule !== "object" || rule === null || Array.isArray(rule)) {
    return "a rule must be an object";
  }
  const entries = Object.entries(rule);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    return `a rule must have exactly one selector, got ${entries.length}`;
  }
  const [name, value] = entry as [string, unknown];
  const selector = SELECTORS[name];
  if (selector === undefined) {
    return `unknown rule type: '${name}'`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `rule '${name}' must be an object`;
  }
  const fields = value as Record<string, unknown>;
  return (
    fieldProblem(name, selector, fields) ?? referenceProblem(store, name, fields) ?? picked(name, selector, fields)
  );
}

function fieldProblem(name: string, selector: Selector, fields: Record<string, unknown>): string | undefined {
  for (const key of selector.required ?? []) {
    const value = fields[key];
    if (typeof value !== "string" || value === "") {
      return `rule '${name}': ${key} is a required field`;
    }
  }
  for (const key of selector.optional ?? []) {
    if (fields[key] !== undefined && typeof fields[key] !== "string") {
      return `rule '${name}': ${key} must be a string`;
    }
  }
  const list = selector.list === undefined ? [] : fields[selector.list];
  if (!Array.isArray(list) || list.some((element) => typeof element !== "string")) {
    return `rule '${name}': ${selector.list} must be a list of strings`;
  }
  return undefined;
}

/** Selectors that are about identity providers of the type of the same name. */
const TYPED: ReadonlySet<string> = new Set(["okta", "saml"]);

/** A rule may name only what exists. */
function referenceProblem(store: Store, name: string, fields: Record<string, unknown>): string | undefined {
  if (name === "group") {
    return store.groups.get(String(fields.id)) === undefined ? "access group not found" : undefined;
  }
  const idpId = name === "login_method" ? fields.id : fields.identity_provider_id;
  if (idpId === undefined) {
    return undefined;
  }
  const provider = store.identityProviders.get(String(idpId));
  if (provider === undefined) {
    return "identity provider not found";
  }
  return TYPED.has(name) && provider.type !== name ? `identity provider is not of type '${name}'` : undefined;
}

function picked(name: string, selector: Selector, fields: Record<string, unknown>): Rule {
  const keys = [...(selector.required ?? []), ...(selector.optional ?? []), ...(selector.list ? [selector.list] : [])];
  return {
    [name]: Object.fromEntries(keys.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]])),
  };
}
