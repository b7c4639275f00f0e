import { isMap, type PropertyMap, type Value } from "../../../../provider/rpc/values";
import { amount, attributes, EITHER, flag, object, objectSet, REQUIRED, text, textList } from "../attribute";
import { all, emptyIsNull, falseIsNull, type Normalisation, within } from "../normalise";
import type { PlanModifier } from "../plan";
import { ACCOUNT, type ResourceType } from "../resource-type";
import { RULE } from "./access-rules";

const SETS = ["includes", "requires", "excludes"] as const;

/** Rules that the program does not give stay away: they are never unknown. */
const planRules: PlanModifier = (plan, _state, inputs) => {
  const absent = SETS.filter((name) => (inputs[name] ?? null) === null);
  return { ...plan, ...Object.fromEntries(absent.map((name) => [name, null])) };
};

/** The selectors that the provider drops when their one text is empty, and that text. */
const PRUNED: Readonly<Record<string, string>> = {
  email: "email",
  emailDomain: "domain",
  ip: "ip",
  geo: "countryCode",
};

const withoutEmptyRules: Normalisation = (data) => {
  const result = { ...data };
  for (const name of SETS) {
    const rules = data[name];
    if (Array.isArray(rules)) {
      result[name] = rules.map(prune).filter((rule) => !isMap(rule) || Object.values(rule).some(isSomething));
    }
  }
  return result;
};

function prune(rule: Value): Value {
  if (!isMap(rule)) {
    return rule;
  }
  return Object.fromEntries(
    Object.entries(rule).map(([selector, value]) => {
      const field = PRUNED[selector];
      const word = field !== undefined && isMap(value) ? (value[field] ?? null) : undefined;
      const isEmpty = word === null || (typeof word === "string" && word.trim() === "");
      return [selector, isEmpty ? null : value];
    }),
  );
}

function isSomething(value: Value | undefined): boolean {
  return value !== undefined && value !== null;
}

/**
 * `cloudflare_zero_trust_access_policy`.
 *
 * @see https://developers.cloudflare.com/api/resources/zero_trust/subresources/access/subresources/policies/
 */
export const POLICY: ResourceType = {
  token: "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy",
  collection: "access/policies",
  accountOnly: true,
  attributes: {
    ...ACCOUNT,
    ...attributes(
      text("decision", { ...REQUIRED, words: ["allow", "deny", "non_identity", "bypass"] }),
      text("name", REQUIRED),
      flag("approval_required"),
      flag("isolation_required"),
      text("purpose_justification_prompt"),
      flag("purpose_justification_required"),
      objectSet(
        "approval_groups",
        attributes(amount("approvals_needed", REQUIRED), textList("email_addresses"), text("email_list_uuid")),
      ),
      object(
        "connection_rules",
        attributes(
          object(
            "rdp",
            attributes(
              textList("allowed_clipboard_local_to_remote_formats", { words: ["text"] }),
              textList("allowed_clipboard_remote_to_local_formats", { words: ["text"] }),
            ),
          ),
        ),
      ),
      object(
        "mfa_config",
        attributes(
          textList("allowed_authenticators", { words: ["totp", "biometrics", "security_key"] }),
          flag("mfa_disabled"),
          text("session_duration"),
        ),
      ),
      text("session_duration", { ...EITHER, default: "24h" }),
      objectSet("include", RULE, { ...EITHER, property: "includes", fillable: true, atMost: 1 }),
      objectSet("exclude", RULE, { origin: "either", property: "excludes", fillable: true, atMost: 1 }),
      objectSet("require", RULE, { origin: "either", property: "requires", fillable: true, atMost: 1 }),
    ),
  },
  modifyPlan: planRules,
  normalisesCreate: true,
  normalise: all(
    withoutEmptyRules,
    emptyIsNull(...SETS, "approvalGroups"),
    falseIsNull("purposeJustificationRequired", "approvalRequired", "isolationRequired"),
    within(
      "connectionRules",
      within("rdp", emptyIsNull("allowedClipboardLocalToRemoteFormats", "allowedClipboardRemoteToLocalFormats")),
    ),
    within("mfaConfig", all(emptyIsNull("allowedAuthenticators"), falseIsNull("mfaDisabled"))),
  ),
  normaliseImport: (data: PropertyMap) => emptyIsNull(...SETS)(data, {}),
};
