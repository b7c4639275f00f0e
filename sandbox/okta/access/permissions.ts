/**
 * Scopes of OAuth 2.0 access tokens for the management API, as far as this Okta serves what they open. A `manage` scope
 * does what its `read` scope does.
 *
 * @see https://developer.okta.com/docs/api/oauth2/
 */
export const OKTA_SCOPES = [
  "okta.apps.manage",
  "okta.apps.read",
  "okta.authorizationServers.manage",
  "okta.authorizationServers.read",
  "okta.groups.manage",
  "okta.groups.read",
  "okta.logs.read",
  "okta.orgs.manage",
  "okta.orgs.read",
  "okta.policies.manage",
  "okta.policies.read",
  "okta.roles.manage",
  "okta.roles.read",
  "okta.users.manage",
  "okta.users.read",
] as const;

/** One of {@link OKTA_SCOPES}. */
export type OktaScope = (typeof OKTA_SCOPES)[number];

/**
 * What a custom administrator role can be made of, as far as this Okta serves what it opens.
 *
 * @see https://developer.okta.com/docs/concepts/role-assignment/#permission-types
 */
export const CUSTOM_ROLE_PERMISSIONS = [
  "okta.apps.assignment.manage",
  "okta.apps.manage",
  "okta.apps.read",
  "okta.authzServers.manage",
  "okta.authzServers.read",
  "okta.groups.appAssignment.manage",
  "okta.groups.create",
  "okta.groups.manage",
  "okta.groups.members.manage",
  "okta.groups.read",
  "okta.users.appAssignment.manage",
  "okta.users.manage",
  "okta.users.read",
] as const;

/** What only standard roles carry here; these four names are our own. */
type StandardPermission =
  | "administrators.manage"
  | "logs.read"
  | "org.manage"
  | "org.read"
  | "signInPolicies.manage"
  | "signInPolicies.read";

/** One thing that an administrator may do. */
export type Permission = (typeof CUSTOM_ROLE_PERMISSIONS)[number] | StandardPermission;

/** What a permission includes besides itself. */
const INCLUDED: Partial<Record<Permission, readonly Permission[]>> = {
  "okta.apps.manage": ["okta.apps.read", "okta.apps.assignment.manage"],
  "okta.apps.assignment.manage": ["okta.apps.read"],
  "okta.authzServers.manage": ["okta.authzServers.read"],
  "okta.groups.manage": [
    "okta.groups.read",
    "okta.groups.create",
    "okta.groups.members.manage",
    "okta.groups.appAssignment.manage",
  ],
  "okta.groups.create": ["okta.groups.read"],
  "okta.groups.members.manage": ["okta.groups.read"],
  "okta.groups.appAssignment.manage": ["okta.groups.read"],
  "okta.users.manage": ["okta.users.read", "okta.users.appAssignment.manage"],
  "okta.users.appAssignment.manage": ["okta.users.read"],
  "org.manage": ["org.read"],
  "signInPolicies.manage": ["signInPolicies.read"],
};

/** Standard administrator roles, by the names that the API has for them. */
export const STANDARD_ROLES = [
  "SUPER_ADMIN",
  "ORG_ADMIN",
  "APP_ADMIN",
  "USER_ADMIN",
  "HELP_DESK_ADMIN",
  "READ_ONLY_ADMIN",
  "REPORT_ADMIN",
  "API_ACCESS_MANAGEMENT_ADMIN",
  "GROUP_MEMBERSHIP_ADMIN",
] as const;

/** A standard role, or the permissions of a custom one. `USER_ADMIN` is the group administrator. */
export type AdminRole =
  | (typeof STANDARD_ROLES)[number]
  | { readonly permissions: readonly (typeof CUSTOM_ROLE_PERMISSIONS)[number][] };

/**
 * What each standard role may do, not restricted to certain apps or groups; undefined for everything.
 *
 * @see https://help.okta.com/en-us/content/topics/security/administrators-admin-comparison.htm
 */
const STANDARD: Record<(typeof STANDARD_ROLES)[number], readonly Permission[] | undefined> = {
  SUPER_ADMIN: undefined,
  ORG_ADMIN: [
    "okta.users.manage",
    "okta.groups.manage",
    "okta.authzServers.read",
    "signInPolicies.manage",
    "org.manage",
    "logs.read",
  ],
  APP_ADMIN: [
    "okta.apps.manage",
    "okta.groups.appAssignment.manage",
    "okta.users.appAssignment.manage",
    "signInPolicies.manage",
    "logs.read",
  ],
  USER_ADMIN: ["okta.users.manage", "okta.groups.members.manage"],
  HELP_DESK_ADMIN: ["okta.users.read", "okta.groups.read"],
  READ_ONLY_ADMIN: [
    "okta.apps.read",
    "okta.users.read",
    "okta.groups.read",
    "okta.authzServers.read",
    "signInPolicies.read",
    "org.read",
    "logs.read",
  ],
  REPORT_ADMIN: ["logs.read"],
  API_ACCESS_MANAGEMENT_ADMIN: [
    "okta.apps.manage",
    "okta.groups.appAssignment.manage",
    "okta.users.appAssignment.manage",
    "okta.authzServers.manage",
  ],
  GROUP_MEMBERSHIP_ADMIN: ["okta.users.read", "okta.groups.members.manage"],
};

/**
 * Whether one of the roles carries a permission; roles add up.
 *
 * @param isOidcApp Whether the app in question is an OIDC app: the API access management administrator has rights over
 * no others.
 */
export function isPermitted(roles: readonly AdminRole[], permission: Permission, isOidcApp: boolean): boolean {
  return roles.some((role) => {
    if (role === "API_ACCESS_MANAGEMENT_ADMIN" && permission.startsWith("okta.apps.") && !isOidcApp) {
      return false;
    }
    const carried = typeof role === "string" ? STANDARD[role] : role.permissions;
    return carried === undefined || carried.some((each) => each === permission || INCLUDED[each]?.includes(permission));
  });
}

/** Whether a token's scopes open what a scope opens. */
export function hasScope(scopes: readonly OktaScope[], needed: OktaScope): boolean {
  return scopes.some((scope) => scope === needed || scope === needed.replace(/\.read$/, ".manage"));
}
