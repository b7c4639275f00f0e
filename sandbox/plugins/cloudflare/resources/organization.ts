import { isMap, type PropertyMap, type Value } from "../../../../provider/rpc/values";
import { type Attribute, amount, attributes, EITHER, flag, object, text, textList, texts } from "../attribute";
import { all, emptyIsNull, falseIsNull, type Normalisation } from "../normalise";
import { ACCOUNT_OR_ZONE, type ResourceType } from "../resource-type";

const WHOLE_NUMBER: Attribute = { ...amount("")[1] };

/** A login page with nothing on it and no login page are the same. */
const emptyDesignIsNull: Normalisation = (data, source) => {
  return isBlank(data.loginDesign ?? null) && isBlank(source.loginDesign ?? null)
    ? { ...data, loginDesign: source.loginDesign ?? null }
    : data;
};

function isBlank(value: Value): boolean {
  return value === null || (isMap(value) && Object.values(value).every((field) => (field ?? null) === null));
}

const emptyReasonIsNull: Normalisation = (data, source) => {
  const reason = data.uiReadOnlyToggleReason ?? null;
  if (typeof reason === "string" && reason !== "") {
    return data;
  }
  const before = source.uiReadOnlyToggleReason ?? null;
  return { ...data, uiReadOnlyToggleReason: typeof before === "string" ? before : null };
};

function normaliseImport(data: PropertyMap): PropertyMap {
  const design = data.loginDesign ?? null;
  const isEmpty = isMap(design) && Object.values(design).every((field) => (field ?? "") === "");
  return {
    ...data,
    autoRedirectToIdentity: data.autoRedirectToIdentity ?? false,
    loginDesign: isEmpty ? null : design,
  };
}

/**
 * `cloudflare_zero_trust_organization`. It must exist already: a create is an update, and a delete does nothing.
 *
 * @see https://developers.cloudflare.com/api/resources/zero_trust/subresources/organizations/
 */
export const ORGANIZATION: ResourceType = {
  token: "cloudflare:index/zeroTrustOrganization:ZeroTrustOrganization",
  collection: "access/organizations",
  singleton: true,
  attributes: {
    ...ACCOUNT_OR_ZONE,
    ...attributes(
      text("auth_domain"),
      flag("deny_unmatched_requests"),
      text("name"),
      text("session_duration"),
      text("user_seat_expiration_inactive_time"),
      text("warp_auth_session_duration"),
      textList("deny_unmatched_requests_exempted_zone_names"),
      object("custom_pages", attributes(texts("forbidden", "identity_denied"))),
      object(
        "login_design",
        attributes(texts("background_color", "footer_text", "header_text", "logo_path", "text_color")),
      ),
      object(
        "mfa_config",
        attributes(
          textList("allowed_authenticators", { words: ["totp", "biometrics", "security_key", "ssh_piv_key"] }),
          texts("amr_matching_session_duration", "required_aaguids", "session_duration"),
        ),
      ),
      object(
        "mfa_ssh_piv_key_requirements",
        attributes(
          text("pin_policy", { words: ["never", "once", "always"] }),
          flag("require_fips_device"),
          [
            "sshKeySizes",
            { wire: "ssh_key_size", origin: "given", optional: true, type: "list", element: WHOLE_NUMBER },
          ],
          textList("ssh_key_type", { property: "sshKeyTypes", words: ["ecdsa", "ed25519", "rsa"] }),
          text("touch_policy", { words: ["never", "always", "cached"] }),
        ),
      ),
      flag("allow_authenticate_via_warp", { ...EITHER, default: false }),
      flag("auto_redirect_to_identity", { ...EITHER, default: false }),
      flag("is_ui_read_only", { ...EITHER, default: false }),
      flag("mfa_configuration_allowed", EITHER),
      flag("mfa_required_for_all_apps", EITHER),
      text("ui_read_only_toggle_reason", EITHER),
    ),
  },
  normalisesCreate: true,
  normalise: all(
    falseIsNull("autoRedirectToIdentity", "allowAuthenticateViaWarp", "isUiReadOnly", "denyUnmatchedRequests"),
    emptyDesignIsNull,
    emptyIsNull("denyUnmatchedRequestsExemptedZoneNames"),
    emptyReasonIsNull,
  ),
  normaliseImport,
};
