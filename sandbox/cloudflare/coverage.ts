/** How far an endpoint of the API is emulated. */
export type CoverageStatus = "supported" | "partial" | "missing";

/** One endpoint of Cloudflare's API. */
export interface Coverage {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/client/v4`; `:scope` stands for `accounts/:account` and `zones/:zone`. */
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

/** Every endpoint of the contracts, and those that go with them. Compared with the registered routes by a test. */
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
