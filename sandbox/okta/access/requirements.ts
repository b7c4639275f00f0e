import type { OktaScope, Permission } from "./permissions";

/** What a request needs: every scope (of an access token), and every permission (of the administrator roles). */
export interface Requirement {
  /** Null: the endpoint takes API tokens only. */
  readonly scopes: readonly OktaScope[] | null;
  readonly permissions: readonly Permission[];
}

/** Requirements of one group of endpoints: of reading, and of everything else. */
interface Rule {
  readonly path: RegExp;
  readonly read: Requirement;
  readonly change: Requirement;
}

const APPS: Pick<Rule, "read" | "change"> = {
  read: needs(["okta.apps.read"], ["okta.apps.read"]),
  change: needs(["okta.apps.manage"], ["okta.apps.manage"]),
};

/**
 * The first rule whose path matches holds. Scopes are those that Okta's API description gives for each operation. Which
 * permission an operation needs is documented for few; the others follow from what the permissions are said to allow.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/guides/overview
 */
const RULES: readonly Rule[] = [
  // The Admin Console's own call. Other than with an API token nobody has seen it work.
  {
    path: /^\/api\/v1\/internal\//,
    read: { scopes: null, permissions: ["okta.apps.read"] },
    change: { scopes: null, permissions: ["okta.apps.manage"] },
  },
  {
    path: /^\/api\/v1\/apps\/[^/]+\/group-push\//,
    read: needs(["okta.apps.read", "okta.groups.read"], ["okta.apps.read", "okta.groups.read"]),
    change: needs(["okta.apps.manage", "okta.groups.manage"], ["okta.apps.manage", "okta.groups.read"]),
  },
  {
    path: /^\/api\/v1\/apps\/[^/]+\/groups(\/|$)/,
    read: APPS.read,
    change: needs(["okta.apps.manage"], ["okta.apps.assignment.manage", "okta.groups.appAssignment.manage"]),
  },
  {
    path: /^\/api\/v1\/apps\/[^/]+\/users(\/|$)/,
    read: APPS.read,
    change: needs(["okta.apps.manage"], ["okta.apps.assignment.manage", "okta.users.appAssignment.manage"]),
  },
  { path: /^\/api\/v1\/apps(\/|$)/, ...APPS },
  // Whoever has a token may see whose it is.
  {
    path: /^\/api\/v1\/users\/me$/,
    read: needs(["okta.users.read"], []),
    change: needs(["okta.users.manage"], ["okta.users.manage"]),
  },
  {
    path: /^\/api\/v1\/users\/[^/]+\/roles(\/|$)/,
    read: needs(["okta.roles.read"], ["administrators.manage"]),
    change: needs(["okta.roles.manage"], ["administrators.manage"]),
  },
  {
    path: /^\/api\/v1\/users(\/|$)/,
    read: needs(["okta.users.read"], ["okta.users.read"]),
    change: needs(["okta.users.manage"], ["okta.users.manage"]),
  },
  {
    path: /^\/api\/v1\/groups\/[^/]+\/users(\/|$)/,
    read: needs(["okta.groups.read"], ["okta.groups.read"]),
    change: needs(["okta.groups.manage"], ["okta.groups.members.manage"]),
  },
  {
    path: /^\/api\/v1\/groups$/,
    read: needs(["okta.groups.read"], ["okta.groups.read"]),
    change: needs(["okta.groups.manage"], ["okta.groups.create"]),
  },
  {
    path: /^\/api\/v1\/groups\//,
    read: needs(["okta.groups.read"], ["okta.groups.read"]),
    change: needs(["okta.groups.manage"], ["okta.groups.manage"]),
  },
  {
    path: /^\/api\/v1\/policies(\/|$)/,
    read: needs(["okta.policies.read"], ["signInPolicies.read"]),
    change: needs(["okta.policies.manage"], ["signInPolicies.manage"]),
  },
  {
    path: /^\/api\/v1\/authorizationServers(\/|$)/,
    read: needs(["okta.authorizationServers.read"], ["okta.authzServers.read"]),
    change: needs(["okta.authorizationServers.manage"], ["okta.authzServers.manage"]),
  },
  {
    path: /^\/api\/v1\/org(\/|$)/,
    read: needs(["okta.orgs.read"], ["org.read"]),
    change: needs(["okta.orgs.manage"], ["org.manage"]),
  },
  { path: /^\/api\/v1\/logs$/, read: needs(["okta.logs.read"], ["logs.read"]), change: needs([], []) },
];

/** What a request needs; undefined for a path of which nothing is known, which no route may have. */
export function requirementOf(method: string, path: string): Requirement | undefined {
  const rule = RULES.find((candidate) => candidate.path.test(path));
  return method === "GET" || method === "HEAD" ? rule?.read : rule?.change;
}

function needs(scopes: readonly OktaScope[], permissions: readonly Permission[]): Requirement {
  return { scopes, permissions };
}
