/** How far an endpoint of the API is emulated. */
export type CoverageStatus = "supported" | "partial" | "missing";

/** One endpoint of Cloudflare's API. */
export interface Coverage {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below where its table says; `:scope` stands for `accounts/:account` and `zones/:zone`. */
  readonly path: string;
  readonly status: CoverageStatus;
  /** What is different from the real one, or why it is missing. */
  readonly note: string;
}

const IDP = "/:scope/access/identity_providers";
const APPS = "/:scope/access/apps";
const GROUPS = "/:scope/access/groups";
const POLICIES = "/accounts/:account/access/policies";
const USERS = "/accounts/:account/access/users";
const ORGANIZATION = "/:scope/access/organizations";

const APPLICATION_NOTE =
  "self-hosted kinds in full; of the other kinds the values that Cloudflare computes are made up";
const DELETE_NOTE = "never refused: no rule about what is in use is published";
const SESSIONS_NOTE = "the form of an element is a guess";

/** Every endpoint of the contracts below `/client/v4`, and those that go with them. Compared with the registered routes by a test. */
export const COVERAGE: readonly Coverage[] = [
  { method: "GET", path: "/user/tokens/verify", status: "partial", note: "the id of the token is made up" },

  { method: "GET", path: ORGANIZATION, status: "supported", note: "" },
  { method: "POST", path: ORGANIZATION, status: "supported", note: "only while Access is not enabled" },
  { method: "PUT", path: ORGANIZATION, status: "partial", note: "a field that is not sent stays; unverified" },
  {
    method: "POST",
    path: `${ORGANIZATION}/revoke_user`,
    status: "partial",
    note: "ends sessions; devices do not exist",
  },
  { method: "GET", path: "/accounts/:account/access/organizations/doh", status: "missing", note: "not used" },
  { method: "PUT", path: "/accounts/:account/access/organizations/doh", status: "missing", note: "not used" },

  { method: "GET", path: IDP, status: "supported", note: "" },
  { method: "POST", path: IDP, status: "partial", note: "the words of a refusal by kind are our own" },
  { method: "GET", path: `${IDP}/:id`, status: "supported", note: "" },
  { method: "PUT", path: `${IDP}/:id`, status: "partial", note: "without scim_config the settings stay; unverified" },
  { method: "DELETE", path: `${IDP}/:id`, status: "supported", note: DELETE_NOTE },
  { method: "POST", path: `${IDP}/:id/refresh_scim_secret`, status: "partial", note: "method and answer are guesses" },
  { method: "PUT", path: `${IDP}/:id/refresh_scim_secret`, status: "partial", note: "method and answer are guesses" },
  { method: "GET", path: `${IDP}/:id/auth_context`, status: "missing", note: "Microsoft Entra ID only" },
  { method: "PUT", path: `${IDP}/:id/auth_context`, status: "missing", note: "Microsoft Entra ID only" },
  {
    method: "GET",
    path: "/accounts/:account/access/identity_providers/:id/scim/users",
    status: "partial",
    note: "without search_contains and search_starts_with",
  },
  {
    method: "GET",
    path: "/accounts/:account/access/identity_providers/:id/scim/groups",
    status: "partial",
    note: "without search_contains and search_starts_with",
  },
  {
    method: "GET",
    path: "/accounts/:account/access/logs/access_requests",
    status: "partial",
    note: "logins only, by email and limit; without since and until",
  },
  { method: "GET", path: "/accounts/:account/access/logs/scim/updates", status: "supported", note: "" },

  { method: "GET", path: GROUPS, status: "supported", note: "" },
  { method: "POST", path: GROUPS, status: "supported", note: "" },
  { method: "GET", path: `${GROUPS}/:id`, status: "supported", note: "" },
  { method: "PUT", path: `${GROUPS}/:id`, status: "supported", note: "" },
  { method: "DELETE", path: `${GROUPS}/:id`, status: "supported", note: DELETE_NOTE },

  { method: "GET", path: POLICIES, status: "supported", note: "" },
  { method: "POST", path: POLICIES, status: "supported", note: "" },
  { method: "GET", path: `${POLICIES}/:id`, status: "supported", note: "" },
  { method: "PUT", path: `${POLICIES}/:id`, status: "supported", note: "" },
  { method: "DELETE", path: `${POLICIES}/:id`, status: "partial", note: "taken out of the applications; unverified" },

  { method: "GET", path: APPS, status: "supported", note: "" },
  { method: "POST", path: APPS, status: "partial", note: APPLICATION_NOTE },
  { method: "GET", path: `${APPS}/:id`, status: "supported", note: "" },
  { method: "PUT", path: `${APPS}/:id`, status: "partial", note: APPLICATION_NOTE },
  { method: "DELETE", path: `${APPS}/:id`, status: "supported", note: DELETE_NOTE },
  { method: "POST", path: `${APPS}/:id/revoke_tokens`, status: "supported", note: "" },
  { method: "POST", path: `${APPS}/:id/revoke-tokens`, status: "supported", note: "" },
  { method: "GET", path: `${APPS}/:id/policies`, status: "supported", note: "" },
  { method: "POST", path: `${APPS}/:id/policies`, status: "supported", note: "" },
  { method: "GET", path: `${APPS}/:id/policies/:policy`, status: "supported", note: "" },
  { method: "PUT", path: `${APPS}/:id/policies/:policy`, status: "supported", note: "" },
  { method: "DELETE", path: `${APPS}/:id/policies/:policy`, status: "supported", note: "" },

  { method: "GET", path: USERS, status: "supported", note: "" },
  { method: "POST", path: USERS, status: "supported", note: "" },
  { method: "GET", path: `${USERS}/:id`, status: "supported", note: "" },
  { method: "PUT", path: `${USERS}/:id`, status: "supported", note: "" },
  { method: "DELETE", path: `${USERS}/:id`, status: "supported", note: "" },
  { method: "GET", path: `${USERS}/:id/active_sessions`, status: "partial", note: SESSIONS_NOTE },
  { method: "GET", path: `${USERS}/:id/active_sessions/:session`, status: "missing", note: "not used" },
  { method: "GET", path: `${USERS}/:id/failed_logins`, status: "partial", note: SESSIONS_NOTE },
  { method: "GET", path: `${USERS}/:id/last_seen_identity`, status: "supported", note: "" },
  { method: "PATCH", path: "/accounts/:account/access/seats", status: "supported", note: "" },
];

const DISCOVERY_NOTE = "what the real service answers is not published";

/** The SCIM 2.0 service of a login method, below its `scim_base_url`. Compared with the registered routes by a test. */
export const SCIM_COVERAGE: readonly Coverage[] = [
  { method: "GET", path: "/ServiceProviderConfig", status: "partial", note: DISCOVERY_NOTE },
  { method: "GET", path: "/ResourceTypes", status: "partial", note: DISCOVERY_NOTE },
  { method: "GET", path: "/ResourceTypes/:id", status: "partial", note: DISCOVERY_NOTE },
  { method: "GET", path: "/Schemas", status: "partial", note: DISCOVERY_NOTE },
  { method: "GET", path: "/Schemas/:id", status: "partial", note: DISCOVERY_NOTE },
  ...["/Users", "/Groups"].flatMap((path): Coverage[] => [
    { method: "GET", path, status: "supported", note: "" },
    { method: "POST", path, status: "supported", note: "" },
    { method: "POST", path: `${path}/.search`, status: "supported", note: "" },
    { method: "GET", path: `${path}/:id`, status: "supported", note: "" },
    { method: "PUT", path: `${path}/:id`, status: "supported", note: "" },
    { method: "PATCH", path: `${path}/:id`, status: "supported", note: "" },
    { method: "DELETE", path: `${path}/:id`, status: "supported", note: "" },
  ]),
  { method: "POST", path: "/.search", status: "supported", note: "" },
  { method: "POST", path: "/Bulk", status: "missing", note: "Okta sends no bulk requests" },
];

const FORM_NOTE = "looks different; what it decides is the same";

/** The team domain, where people log in. Compared with the registered routes by a test. */
export const TEAM_COVERAGE: readonly Coverage[] = [
  { method: "GET", path: "/", status: "partial", note: `App Launcher: ${FORM_NOTE}` },
  { method: "GET", path: "/cdn-cgi/access/login/:host", status: "partial", note: `login methods: ${FORM_NOTE}` },
  { method: "GET", path: "/cdn-cgi/access/callback", status: "supported", note: "OpenID Connect" },
  { method: "POST", path: "/cdn-cgi/access/callback", status: "supported", note: "SAML 2.0" },
  { method: "GET", path: "/cdn-cgi/access/test-idp/:id", status: "partial", note: "the path is our own" },
  { method: "GET", path: "/cdn-cgi/access/certs", status: "supported", note: "" },
  { method: "GET", path: "/cdn-cgi/access/public-cert", status: "supported", note: "" },
  {
    method: "GET",
    path: "/cdn-cgi/access/get-identity",
    status: "partial",
    note: "without devices and service tokens",
  },
  { method: "GET", path: "/cdn-cgi/access/logout", status: "supported", note: "" },
  { method: "GET", path: "/cdn-cgi/access/otp", status: "partial", note: "the path is our own" },
  { method: "POST", path: "/cdn-cgi/access/otp", status: "partial", note: "the mail is shown on the page" },
];

/** Every protected application. Compared with the registered routes by a test. */
export const APPLICATION_COVERAGE: readonly Coverage[] = [
  { method: "GET", path: "/cdn-cgi/access/authorized", status: "partial", note: "what it is handed is our own" },
  { method: "GET", path: "/cdn-cgi/access/certs", status: "supported", note: "" },
  {
    method: "GET",
    path: "/cdn-cgi/access/get-identity",
    status: "partial",
    note: "without devices and service tokens",
  },
  { method: "GET", path: "/cdn-cgi/access/logout", status: "supported", note: "" },
];

const NO_TOKENS = "never met: neither certificates nor service tokens can be made here";
const NOBODY_THERE = "cannot be told here, so it opens no door";

/** What a rule of a policy can ask for, and whether it is answered. Compared with the evaluation by a test. */
export const SELECTOR_COVERAGE: Readonly<Record<string, { readonly status: CoverageStatus; readonly note: string }>> = {
  everyone: { status: "supported", note: "" },
  email: { status: "supported", note: "" },
  email_domain: { status: "supported", note: "" },
  okta: { status: "supported", note: "" },
  oidc: { status: "supported", note: "" },
  saml: { status: "supported", note: "" },
  login_method: { status: "supported", note: "" },
  auth_method: { status: "supported", note: "" },
  group: { status: "supported", note: "Access groups, within each other too" },
  ip: { status: "supported", note: "" },
  geo: { status: "partial", note: "the country that the request says in CF-IPCountry" },
  certificate: { status: "partial", note: NO_TOKENS },
  common_name: { status: "partial", note: NO_TOKENS },
  service_token: { status: "partial", note: NO_TOKENS },
  any_valid_service_token: { status: "partial", note: NO_TOKENS },
  azureAD: { status: "missing", note: NOBODY_THERE },
  gsuite: { status: "missing", note: NOBODY_THERE },
  "github-organization": { status: "missing", note: NOBODY_THERE },
  auth_context: { status: "missing", note: NOBODY_THERE },
  device_posture: { status: "missing", note: NOBODY_THERE },
  email_list: { status: "missing", note: NOBODY_THERE },
  ip_list: { status: "missing", note: NOBODY_THERE },
  external_evaluation: { status: "missing", note: NOBODY_THERE },
  linked_app_token: { status: "missing", note: NOBODY_THERE },
  user_risk_score: { status: "missing", note: NOBODY_THERE },
  cloudflare_account_member: { status: "missing", note: NOBODY_THERE },
};
