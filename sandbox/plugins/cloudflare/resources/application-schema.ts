import {
  type Attributes,
  amount,
  attributes,
  COMPUTED,
  EITHER,
  flag,
  map,
  object,
  objectList,
  objectSet,
  REQUIRED,
  text,
  textList,
  textSet,
  texts,
} from "../attribute";
import { ACCOUNT_OR_ZONE } from "../resource-type";
import { APPLICATION_RULE } from "./access-rules";

/** The kinds of application that have a domain of their own. */
export const SELF_HOSTED_TYPES = ["self_hosted", "ssh", "vnc", "rdp", "mcp_portal"];
/** The kinds of application that the App Launcher can show. */
export const APP_LAUNCHER_TYPES = ["self_hosted", "ssh", "vnc", "rdp", "saas", "bookmark"];
/** The kinds of application whose sessions have a length. */
export const SESSION_TYPES = [
  "saas",
  "dash_sso",
  "self_hosted",
  "ssh",
  "vnc",
  "rdp",
  "app_launcher",
  "warp",
  "mcp_portal",
  "mcp",
  "proxy_endpoint",
];

const TYPES = [
  "self_hosted",
  "saas",
  "ssh",
  "vnc",
  "app_launcher",
  "warp",
  "biso",
  "bookmark",
  "dash_sso",
  "infrastructure",
  "rdp",
  "mcp",
  "mcp_portal",
  "proxy_endpoint",
];

const SELF_HOSTED = { onlyForType: SELF_HOSTED_TYPES };
const APP_LAUNCHER = { onlyForType: ["app_launcher"] };
const KEPT = { keep: "state" } as const;
const AUTHENTICATORS = ["totp", "biometrics", "security_key"];

function mfa(authenticators: readonly string[]): Attributes {
  return attributes(
    textList("allowed_authenticators", { words: authenticators }),
    flag("mfa_disabled"),
    text("session_duration"),
  );
}

const CORS_HEADERS = attributes(
  flag("allow_all_headers"),
  flag("allow_all_methods"),
  flag("allow_all_origins"),
  flag("allow_credentials"),
  textSet("allowed_headers"),
  textSet("allowed_methods", {
    words: ["GET", "POST", "HEAD", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"],
  }),
  textSet("allowed_origins"),
  amount("max_age"),
);

const OAUTH_CONFIGURATION = attributes(
  flag("enabled"),
  object(
    "dynamic_client_registration",
    attributes(
      flag("enabled"),
      flag("allow_any_on_localhost"),
      flag("allow_any_on_loopback"),
      textList("allowed_uris"),
    ),
  ),
  object("grant", attributes(texts("access_token_lifetime", "session_duration"))),
);

const SCIM = attributes(
  text("idp_uid", REQUIRED),
  text("remote_uri", REQUIRED),
  object(
    "authentication",
    attributes(
      text("password", { secret: true }),
      text("scheme", { ...REQUIRED, words: ["httpbasic", "oauthbearertoken", "oauth2", "access_service_token"] }),
      text("user"),
      text("token", { secret: true }),
      text("authorization_url"),
      text("client_id"),
      text("client_secret", { secret: true }),
      text("token_url"),
      textList("scopes"),
    ),
  ),
  flag("deactivate_on_delete"),
  flag("enabled"),
  objectList(
    "mappings",
    attributes(
      text("schema", REQUIRED),
      flag("enabled"),
      text("filter"),
      object("operations", attributes(flag("create"), flag("delete"), flag("update"))),
      text("strictness", { words: ["strict", "passthrough"] }),
      text("transform_jsonata"),
    ),
  ),
);

const DESTINATION = attributes(
  text("type", { ...EITHER, default: "public", words: ["public", "private", "via_mcp_server_portal"] }),
  texts("uri", "cidr", "hostname", "port_range", "vnet_id", "mcp_server_id"),
  text("l4_protocol", { words: ["tcp", "udp"] }),
);

const LANDING_PAGE = attributes(
  texts("button_color", "button_text_color", "image_url", "message"),
  text("title", { ...EITHER, default: "Welcome!" }),
);

const CLIPBOARD = { words: ["text", "file"] };

const POLICY = attributes(
  text("id"),
  amount("precedence", EITHER),
  text("decision", { words: ["allow", "deny", "non_identity", "bypass"] }),
  objectSet("include", APPLICATION_RULE, { property: "includes", fillable: true, atMost: 1 }),
  text("name"),
  object(
    "connection_rules",
    attributes(
      object("ssh", attributes(textList("usernames", REQUIRED), flag("allow_email_alias"))),
      object(
        "rdp",
        attributes(
          textList("allowed_clipboard_local_to_remote_formats", CLIPBOARD),
          textList("allowed_clipboard_remote_to_local_formats", CLIPBOARD),
        ),
      ),
    ),
  ),
  objectSet("exclude", APPLICATION_RULE, { property: "excludes", fillable: true, atMost: 1 }),
  object("mfa_config", mfa([...AUTHENTICATORS, "ssh_piv_key"])),
  objectSet("require", APPLICATION_RULE, { property: "requires", fillable: true, atMost: 1 }),
);

const CUSTOM_ATTRIBUTE = attributes(
  texts("friendly_name", "name", "name_format"),
  flag("required"),
  object(
    "source",
    attributes(
      text("name"),
      objectList("name_by_idp", attributes(texts("idp_id", "source_name")), { property: "nameByIdps" }),
    ),
  ),
);

const CUSTOM_CLAIM = attributes(
  text("name"),
  flag("required"),
  text("scope", { words: ["groups", "profile", "email", "openid"] }),
  object("source", attributes(text("name"), map("name_by_idp", "text"))),
);

const SAAS_APP = attributes(
  text("auth_type", { ...EITHER, default: "saml", words: ["saml", "oidc"] }),
  texts("consumer_service_url", "default_relay_state", "name_id_transform_jsonata"),
  objectList("custom_attributes", CUSTOM_ATTRIBUTE),
  text("idp_entity_id", { ...EITHER, ...KEPT }),
  text("name_id_format", { ...EITHER, ...KEPT, words: ["id", "email"] }),
  text("public_key", { ...COMPUTED, ...KEPT }),
  texts("saml_attribute_transform_jsonata", "sp_entity_id"),
  text("sso_endpoint", { ...EITHER, ...KEPT }),
  text("access_token_lifetime", EITHER),
  flag("allow_pkce_without_client_secret"),
  text("app_launcher_url"),
  text("client_id", { ...COMPUTED, ...KEPT }),
  text("client_secret", { ...COMPUTED, ...KEPT, secret: true }),
  objectList("custom_claims", CUSTOM_CLAIM),
  textList("grant_types", {
    words: ["authorization_code", "authorization_code_with_pkce", "refresh_tokens", "hybrid", "implicit"],
  }),
  text("group_filter_regex"),
  object(
    "hybrid_and_implicit_options",
    attributes(
      flag("return_access_token_from_authorization_endpoint"),
      flag("return_id_token_from_authorization_endpoint"),
    ),
  ),
  textList("redirect_uris"),
  object("refresh_token_options", attributes(text("lifetime"))),
  textList("scopes", { words: ["openid", "groups", "email", "profile"] }),
);

const TARGET = attributes(
  amount("port", REQUIRED),
  text("protocol", { ...REQUIRED, words: ["SSH", "RDP"] }),
  map("target_attributes", "textList", REQUIRED),
);

/**
 * Everything about an Access application but its id.
 *
 * @see https://developers.cloudflare.com/api/resources/zero_trust/subresources/access/subresources/applications/
 */
export const APPLICATION_ATTRIBUTES: Attributes = {
  ...ACCOUNT_OR_ZONE,
  ...attributes(
    flag("allow_authenticate_via_warp", { onlyForType: ["self_hosted", "ssh", "vnc", "rdp", "saas", "dash_sso"] }),
    flag("allow_iframe", SELF_HOSTED),
    text("app_launcher_logo_url", APP_LAUNCHER),
    text("bg_color", APP_LAUNCHER),
    texts("custom_deny_message", "custom_deny_url", "custom_non_identity_deny_url"),
    text("domain", EITHER),
    text("header_bg_color", APP_LAUNCHER),
    text("logo_url"),
    text("name", { ...EITHER, ...KEPT }),
    flag("options_preflight_bypass", SELF_HOSTED),
    text("read_service_tokens_from_header", SELF_HOSTED),
    text("same_site_cookie_attribute", SELF_HOSTED),
    flag("service_auth_401_redirect", SELF_HOSTED),
    flag("skip_interstitial", SELF_HOSTED),
    text("type", { ...EITHER, words: TYPES }),
    textSet("allowed_idps"),
    textList("custom_pages"),
    object("cors_headers", CORS_HEADERS, SELF_HOSTED),
    objectList("footer_links", attributes(text("name", REQUIRED), text("url", REQUIRED)), APP_LAUNCHER),
    object("oauth_configuration", OAUTH_CONFIGURATION),
    object("scim_config", SCIM),
    objectList("target_criteria", TARGET, { property: "targetCriterias", onlyForType: ["rdp", "infrastructure"] }),
    flag("app_launcher_visible", { ...EITHER, onlyForType: APP_LAUNCHER_TYPES }),
    flag("auto_redirect_to_identity"),
    flag("enable_binding_cookie", SELF_HOSTED),
    flag("http_only_cookie_attribute", { ...EITHER, ...SELF_HOSTED }),
    flag("path_cookie_attribute", SELF_HOSTED),
    text("session_duration", { ...EITHER, onlyForType: SESSION_TYPES }),
    flag("skip_app_launcher_login_page", { ...EITHER, ...APP_LAUNCHER }),
    textSet("self_hosted_domains", {
      ...EITHER,
      ...SELF_HOSTED,
      fillable: true,
      conflictsWith: ["destinations"],
      deprecated: 'The property "selfHostedDomains" is deprecated. Use "destinations".',
    }),
    textSet("tags", { fillable: true }),
    objectList("destinations", DESTINATION, {
      ...EITHER,
      fillable: true,
      onlyForType: [...SELF_HOSTED_TYPES, "mcp"],
    }),
    object("landing_page_design", LANDING_PAGE, { ...APP_LAUNCHER, absent: "null" }),
    object("mfa_config", mfa(AUTHENTICATORS), { onlyForType: ["self_hosted", "ssh", "vnc", "rdp"] }),
    objectList("policies", POLICY),
    text("aud", { ...COMPUTED, ...KEPT }),
    object("saas_app", SAAS_APP),
  ),
};
