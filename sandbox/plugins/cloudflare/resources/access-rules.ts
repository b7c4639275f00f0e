import { type Attributes, attributes, type Named, object, REQUIRED, text, textList } from "../attribute";

/**
 * The selectors of one Access rule: exactly one of them is set per rule. The same for groups and policies.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/policies/access/#selectors
 */
export const RULE: Attributes = attributes(
  selector("any_valid_service_token"),
  selector("auth_context", "id", "ac_id", "identity_provider_id"),
  selector("auth_method", "auth_method"),
  object("azureAD", required("id", "identity_provider_id"), { property: "azureAd" }),
  selector("certificate"),
  object("cloudflare_account_member", attributes(text("account_id"))),
  selector("common_name", "common_name"),
  selector("device_posture", "integration_uid"),
  selector("email", "email"),
  selector("email_domain", "domain"),
  selector("email_list", "id"),
  selector("everyone"),
  selector("external_evaluation", "evaluate_url", "keys_url"),
  selector("geo", "country_code"),
  object("github-organization", { ...required("identity_provider_id", "name"), ...attributes(text("team")) }),
  selector("group", "id"),
  selector("gsuite", "email", "identity_provider_id"),
  selector("ip", "ip"),
  selector("ip_list", "id"),
  selector("linked_app_token", "app_uid"),
  selector("login_method", "id"),
  selector("oidc", "claim_name", "claim_value", "identity_provider_id"),
  selector("okta", "identity_provider_id", "name"),
  selector("saml", "attribute_name", "attribute_value", "identity_provider_id"),
  selector("service_token", "token_id"),
  object(
    "user_risk_score",
    attributes(
      textList("user_risk_score", {
        ...REQUIRED,
        property: "userRiskScores",
        words: ["low", "medium", "high", "unscored"],
      }),
    ),
  ),
);

/** The selectors whose mere presence is the rule. */
export const BARE_SELECTORS: readonly string[] = ["anyValidServiceToken", "certificate", "everyone"];

/** The selectors of a rule in an application's own policies, which lack two of the others. */
export const APPLICATION_RULE: Attributes = Object.fromEntries(
  Object.entries(RULE).filter(([name]) => name !== "cloudflareAccountMember" && name !== "userRiskScore"),
);

function selector(wire: string, ...fields: readonly string[]): Named {
  return object(wire, required(...fields));
}

function required(...wires: readonly string[]): Attributes {
  return attributes(wires.map((wire) => text(wire, REQUIRED)));
}
