import { isMap, isUnknown, type PropertyMap, UNKNOWN, type Value } from "../../../../provider/rpc/values";
import {
  type Attributes,
  attributes,
  COMPUTED,
  EITHER,
  flag,
  object,
  objectList,
  REQUIRED,
  text,
  textList,
  texts,
} from "../attribute";
import { all, falseIsNull, type Normalisation, within } from "../normalise";
import type { PlanModifier } from "../plan";
import { ACCOUNT_OR_ZONE, type ResourceType } from "../resource-type";

const TYPES = [
  "onetimepin",
  "azureAD",
  "saml",
  "centrify",
  "facebook",
  "github",
  "google-apps",
  "google",
  "linkedin",
  "oidc",
  "okta",
  "onelogin",
  "pingone",
  "yandex",
  "cloudflare",
];

const AZURE = { onlyForType: ["azureAD"] };
const CENTRIFY = { onlyForType: ["centrify"] };
const OIDC = { onlyForType: ["oidc"] };
const OKTA = { onlyForType: ["okta"] };
const SAML = { onlyForType: ["saml"] };

const CONFIGURATION: Attributes = attributes(
  textList("claims"),
  text("client_id"),
  text("client_secret", { secret: true }),
  flag("conditional_access_enabled", AZURE),
  text("directory_id", AZURE),
  text("email_claim_name"),
  text("prompt", { ...AZURE, words: ["login", "select_account", "none"] }),
  flag("support_groups", AZURE),
  text("centrify_account", CENTRIFY),
  text("centrify_app_id", CENTRIFY),
  text("apps_domain", { onlyForType: ["google-apps"] }),
  text("auth_url", OIDC),
  text("certs_url", OIDC),
  flag("pkce_enabled"),
  textList("scopes", OIDC),
  text("token_url", OIDC),
  text("authorization_server_id", OKTA),
  text("okta_account", OKTA),
  text("onelogin_account", { onlyForType: ["onelogin"] }),
  text("ping_env_id", { onlyForType: ["pingone"] }),
  textList("attributes", SAML),
  text("email_attribute_name", SAML),
  flag("enable_encryption", { ...EITHER, keep: "state" }),
  objectList("header_attributes", attributes(texts("attribute_name", "header_name")), SAML),
  textList("idp_public_certs", SAML),
  text("issuer_url", SAML),
  flag("sign_request", { ...SAML, keep: "state" }),
  text("sso_target_url", SAML),
  text("redirect_url", { ...COMPUTED, keep: "state" }),
  flag("restrict_to_account_members", { ...EITHER, keep: "state" }),
);

const SCIM: Attributes = attributes(
  flag("enabled", { ...EITHER, default: false }),
  text("identity_update_behavior", {
    ...EITHER,
    default: "no_action",
    words: ["automatic", "reauth", "no_action"],
  }),
  text("scim_base_url", { ...COMPUTED, keep: "non-null-state" }),
  flag("seat_deprovision", { ...EITHER, default: false }),
  text("secret", { ...COMPUTED, keep: "non-null-state", secret: true }),
  flag("user_deprovision", { ...EITHER, default: false }),
);

const CERTIFICATE_SET: Attributes = attributes(
  text("created_at", COMPUTED),
  text("uid", COMPUTED),
  text("updated_at", COMPUTED),
  object(
    "current_certificate",
    attributes(
      flag("is_current", COMPUTED),
      text("not_after", COMPUTED),
      text("public_certificate", COMPUTED),
      text("uid", COMPUTED),
    ),
    { ...COMPUTED, absent: "null" },
  ),
  text("previous_certificate", COMPUTED),
);

/**
 * The SCIM secret is answered once, when SCIM goes on: only then is it unknown, and any other update keeps the one in
 * the state, even while SCIM is off.
 */
const planSecret: PlanModifier = (plan, state) => {
  const planned = plan.scimConfig;
  const before = state?.scimConfig;
  if (isUnknown(planned) && isMap(before)) {
    throw new Error(
      "scimConfig: unknown as a whole in an update, where the published plugin crashes. " +
        "Give an object in which the single values may be unknown.",
    );
  }
  if (!isMap(planned) || !isMap(before)) {
    return plan;
  }
  const goesOn = planned.enabled === true && before.enabled !== true;
  return { ...plan, scimConfig: { ...planned, secret: goesOn ? UNKNOWN : (before.secret ?? null) } };
};

/** Answers redact the secrets, and the SCIM base URL never changes: what was there before stays. */
function keepIfThere(name: string): Normalisation {
  return (data, source) => (isThere(source[name]) ? { ...data, [name]: source[name] } : data);
}

function keepIfLeftOut(name: string): Normalisation {
  return (data, source) => (data[name] === null ? { ...data, [name]: source[name] ?? null } : data);
}

/** The state's secret goes back in last, which makes an object of one that the answer left out. */
const restoreSecret: Normalisation = (data, source) => {
  const before = source.scimConfig;
  const secret = isMap(before) ? (before.secret ?? null) : null;
  return { ...data, scimConfig: { ...(isMap(data.scimConfig) ? data.scimConfig : {}), secret } };
};

function isThere(value: Value | undefined): boolean {
  return value !== undefined && value !== null && !isUnknown(value);
}

/**
 * `cloudflare_zero_trust_access_identity_provider`.
 *
 * @see https://developers.cloudflare.com/api/resources/zero_trust/subresources/identity_providers/
 */
export const IDENTITY_PROVIDER: ResourceType = {
  token: "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider",
  collection: "access/identity_providers",
  attributes: {
    ...ACCOUNT_OR_ZONE,
    ...attributes(
      text("name", REQUIRED),
      text("type", { ...REQUIRED, forceNew: true, words: TYPES }),
      object("config", CONFIGURATION, REQUIRED),
      text("saml_certificate_set_id"),
      object("scim_config", SCIM, { ...EITHER, keep: "state", absent: "null", notForType: ["onetimepin"] }),
      flag("read_only"),
      object("saml_certificate_set", CERTIFICATE_SET, { ...COMPUTED, keep: "state", absent: "null" }),
    ),
  },
  modifyPlan: planSecret,
  normalise: all(
    within(
      "config",
      all(falseIsNull("signRequest", "conditionalAccessEnabled", "supportGroups"), keepIfLeftOut("clientSecret")),
    ),
    within("scimConfig", all(keepIfThere("secret"), keepIfThere("scimBaseUrl"))),
  ),
  afterRead: restoreSecret,
  normaliseImport: (data: PropertyMap) => data,
};
