/** How far an endpoint of the API is emulated. */
export type CoverageStatus = "supported" | "partial" | "missing";

/** One endpoint of Okta's API. */
export interface Coverage {
  readonly method: string;
  /** With `:name` in the places of ids. */
  readonly path: string;
  readonly status: CoverageStatus;
  /** What is different from the real one, or why it is missing. */
  readonly note: string;
}

const APP = "/api/v1/apps/:appId";
const SERVER = "/api/v1/authorizationServers/:authServerId";
const USER = "/api/v1/users/:id";
const POLICY = "/api/v1/policies/:policyId";

const APP_KINDS =
  "OIDC clients, custom SAML, and the catalogue entries of catalogue.ts; others are answered as unknown";
const LIFECYCLE = "the order of changes is checked, mails are not sent";
const OTHER_POLICIES = "app sign-in policies in full; other kinds are stored and given back as sent";
const PUSH_ERRORS =
  "the words of refusals are our own: none is recorded; nothing is pushed to hosts outside of this machine";
const ISSUER = "/oauth2/:authServerId";
const AUTHORIZE = "response type code only; people prove themselves with a password, a second factor is taken as given";
const CLAIMS = "expressions in the operators and functions of oidc/expression.ts; others are stored and give no claim";
const TOKEN = "authorization_code and refresh_token; client_credentials for the service app";
const LOG = "sign-in, people, memberships, apps and provisioning; without geography and devices";
const NO_IMPORT = "stored and given back; nothing is imported";
const UNLISTED = "tokens are issued and can be revoked by their client, but are not listed";
const UNUSED = "neither the program nor the provider calls it";

/** Every endpoint of the contracts. Compared with the registered routes by a test. */
export const COVERAGE: readonly Coverage[] = [
  ...endpoints("GET", "/.well-known/okta-organization", "supported"),
  ...endpoints("GET", "/.well-known/openid-configuration", "supported"),
  ...endpoints("GET", "/.well-known/oauth-authorization-server", "supported"),
  ...endpoints("GET POST PUT", "/api/v1/org", "supported"),

  ...endpoints("GET", "/api/v1/apps", "partial", "Okta's own apps are not there; expand=user/{id} only"),
  ...endpoints("POST", "/api/v1/apps", "partial", APP_KINDS),
  ...endpoints("GET PUT", APP, "partial", APP_KINDS),
  ...endpoints("DELETE", APP, "supported"),
  ...endpoints("POST", `${APP}/lifecycle/activate`, "supported"),
  ...endpoints("POST", `${APP}/lifecycle/deactivate`, "supported"),
  ...endpoints("PUT", `${APP}/policies/:policyId`, "supported"),
  ...endpoints("GET", `${APP}/credentials/keys`, "supported"),
  ...endpoints("POST", `${APP}/credentials/keys/generate`, "supported"),
  ...endpoints("GET", `${APP}/credentials/keys/:keyId`, "supported"),
  ...endpoints("POST", `${APP}/credentials/keys/:keyId/clone`, "supported"),
  ...endpoints("GET POST", `${APP}/credentials/secrets`, "supported"),
  ...endpoints("GET DELETE", `${APP}/credentials/secrets/:secretId`, "supported"),
  ...endpoints("POST", `${APP}/credentials/secrets/:secretId/lifecycle/activate`, "supported"),
  ...endpoints("POST", `${APP}/credentials/secrets/:secretId/lifecycle/deactivate`, "supported"),
  ...endpoints("POST", `${APP}/credentials/jwks`, "missing", UNUSED),
  ...endpoints("GET", `${APP}/sso/saml/metadata`, "supported"),
  ...endpoints("GET POST", "/api/v1/internal/apps/:appId/settings/oauth/idToken", "supported"),
  ...endpoints("GET POST", `${APP}/grants`, "missing", UNUSED),
  ...endpoints("GET DELETE", `${APP}/grants/:grantId`, "missing", UNUSED),
  ...endpoints("GET", `${APP}/tokens`, "missing", UNLISTED),
  ...endpoints("GET DELETE", `${APP}/tokens/:tokenId`, "missing", UNLISTED),
  ...endpoints("POST", `${APP}/federated-claims`, "missing", UNUSED),

  ...endpoints("GET POST", `${APP}/users`, "partial", "profiles of OIDC apps only"),
  ...endpoints("GET POST DELETE", `${APP}/users/:userId`, "partial", "profiles of OIDC apps only"),
  ...endpoints("GET", `${APP}/groups`, "supported"),
  ...endpoints("GET PUT PATCH DELETE", `${APP}/groups/:groupId`, "supported"),

  ...endpoints("GET", `${APP}/connections/default`, "supported"),
  ...endpoints("POST", `${APP}/connections/default`, "partial", "TOKEN only; no OAUTH2 connection is recorded"),
  ...endpoints("POST", `${APP}/connections/default/lifecycle/activate`, "supported"),
  ...endpoints("POST", `${APP}/connections/default/lifecycle/deactivate`, "supported"),
  ...endpoints("GET", `${APP}/features`, "supported"),
  ...endpoints(
    "GET PUT",
    `${APP}/features/:featureName`,
    "partial",
    `USER_PROVISIONING in full; inbound: ${NO_IMPORT}`,
  ),
  ...endpoints("GET POST", `${APP}/group-push/mappings`, "partial", PUSH_ERRORS),
  ...endpoints("GET PATCH DELETE", `${APP}/group-push/mappings/:mappingId`, "partial", PUSH_ERRORS),

  ...endpoints("GET POST", "/api/v1/groups", "partial", "search and filter as far as Okta documents the operators"),
  ...endpoints("GET PUT DELETE", "/api/v1/groups/:groupId", "supported"),
  ...endpoints("GET", "/api/v1/groups/:groupId/users", "supported"),
  ...endpoints("PUT DELETE", "/api/v1/groups/:groupId/users/:userId", "supported"),
  ...endpoints("GET", "/api/v1/groups/:groupId/apps", "supported"),
  ...endpoints("POST", "/api/v1/groups/:groupId/owners", "missing", UNUSED),
  ...endpoints("POST", "/api/v1/groups/rules", "missing", UNUSED),

  ...endpoints("GET POST", "/api/v1/users", "partial", "no imported password hashes, one user type"),
  ...endpoints("GET POST PUT DELETE", USER, "supported"),
  ...endpoints("GET", `${USER}/groups`, "supported"),
  ...endpoints("DELETE", `${USER}/sessions`, "supported"),
  ...endpoints("GET", `${USER}/roles`, "partial", "roles come from the seed"),
  ...endpoints("GET", `${USER}/blocks`, "missing", UNUSED),
  ...endpoints("POST", `${USER}/lifecycle/activate`, "partial", LIFECYCLE),
  ...endpoints("POST", `${USER}/lifecycle/reactivate`, "partial", LIFECYCLE),
  ...endpoints("POST", `${USER}/lifecycle/deactivate`, "partial", LIFECYCLE),
  ...endpoints("POST", `${USER}/lifecycle/suspend`, "supported"),
  ...endpoints("POST", `${USER}/lifecycle/unsuspend`, "supported"),
  ...endpoints("POST", `${USER}/lifecycle/unlock`, "supported"),
  ...endpoints("POST", `${USER}/lifecycle/expire_password`, "supported"),
  ...endpoints("POST", `${USER}/lifecycle/expire_password_with_temp_password`, "supported"),
  ...endpoints("POST", `${USER}/lifecycle/reset_factors`, "partial", "there are no factors"),
  ...endpoints("POST", `${USER}/lifecycle/reset_password`, "partial", LIFECYCLE),
  ...endpoints("POST", `${USER}/credentials/forgot_password`, "partial", LIFECYCLE),
  ...endpoints("POST", `${USER}/credentials/change_password`, "supported"),
  ...endpoints("POST", `${USER}/credentials/change_recovery_question`, "partial", "the password is not compared"),

  ...endpoints("GET POST", "/api/v1/policies", "partial", OTHER_POLICIES),
  ...endpoints("GET PUT DELETE", POLICY, "partial", OTHER_POLICIES),
  ...endpoints("POST", `${POLICY}/lifecycle/activate`, "supported"),
  ...endpoints("POST", `${POLICY}/lifecycle/deactivate`, "supported"),
  ...endpoints("POST", `${POLICY}/mappings`, "missing", UNUSED),
  ...endpoints("POST", "/api/v1/policies/simulate", "missing", UNUSED),
  ...endpoints("GET POST", `${POLICY}/rules`, "partial", OTHER_POLICIES),
  ...endpoints("GET PUT DELETE", `${POLICY}/rules/:ruleId`, "partial", OTHER_POLICIES),
  ...endpoints("POST", `${POLICY}/rules/:ruleId/lifecycle/activate`, "supported"),
  ...endpoints("POST", `${POLICY}/rules/:ruleId/lifecycle/deactivate`, "supported"),

  ...endpoints("GET POST", "/api/v1/authorizationServers", "supported"),
  ...endpoints("GET PUT DELETE", SERVER, "supported"),
  ...endpoints("POST", `${SERVER}/lifecycle/activate`, "supported"),
  ...endpoints("POST", `${SERVER}/lifecycle/deactivate`, "supported"),
  ...endpoints("GET", `${SERVER}/credentials/keys`, "supported"),
  ...endpoints("POST", `${SERVER}/credentials/lifecycle/keyRotate`, "supported"),
  ...endpoints("GET POST", `${SERVER}/scopes`, "supported"),
  ...endpoints("GET PUT DELETE", `${SERVER}/scopes/:scopeId`, "supported"),
  ...endpoints("GET POST", `${SERVER}/claims`, "partial", CLAIMS),
  ...endpoints("GET PUT DELETE", `${SERVER}/claims/:claimId`, "partial", CLAIMS),
  ...endpoints("GET POST", `${SERVER}/policies`, "supported"),
  ...endpoints("GET PUT DELETE", `${SERVER}/policies/:policyId`, "supported"),
  ...endpoints("POST", `${SERVER}/policies/:policyId/lifecycle/activate`, "supported"),
  ...endpoints("POST", `${SERVER}/policies/:policyId/lifecycle/deactivate`, "supported"),
  ...endpoints("GET POST", `${SERVER}/policies/:policyId/rules`, "supported"),
  ...endpoints("GET PUT DELETE", `${SERVER}/policies/:policyId/rules/:ruleId`, "supported"),
  ...endpoints("POST", `${SERVER}/policies/:policyId/rules/:ruleId/lifecycle/activate`, "supported"),
  ...endpoints("POST", `${SERVER}/policies/:policyId/rules/:ruleId/lifecycle/deactivate`, "supported"),

  ...endpoints("GET", "/api/v1/logs", "partial", LOG),

  ...["/oauth2", ISSUER].flatMap((issuer) => [
    ...endpoints("GET POST", `${issuer}/v1/authorize`, "partial", AUTHORIZE),
    ...endpoints(
      "GET",
      `${issuer}/v1/authorize/:uid`,
      "partial",
      "where a browser comes back to; Okta's has another form",
    ),
    ...endpoints("POST", `${issuer}/v1/token`, "partial", TOKEN),
    ...endpoints("GET POST", `${issuer}/v1/userinfo`, "supported"),
    ...endpoints("POST", `${issuer}/v1/introspect`, "partial", "access and refresh tokens"),
    ...endpoints("POST", `${issuer}/v1/revoke`, "supported"),
    ...endpoints("GET", `${issuer}/v1/keys`, "supported"),
    ...endpoints("GET POST", `${issuer}/v1/logout`, "supported"),
  ]),
  ...endpoints("GET", `${ISSUER}/.well-known/openid-configuration`, "supported"),
  ...endpoints("GET", `${ISSUER}/.well-known/oauth-authorization-server`, "supported"),
  ...endpoints("GET", "/login/signout", "partial", "leads nowhere else"),
  ...endpoints(
    "GET POST",
    "/app/:appName/:appKey/sso/saml",
    "partial",
    "SAML 2.0 without encrypted assertions and single logout",
  ),
];

function endpoints(methods: string, path: string, status: CoverageStatus, note = ""): Coverage[] {
  return methods.split(" ").map((method) => ({ method, path, status, note }));
}
