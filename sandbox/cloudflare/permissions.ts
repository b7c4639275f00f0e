/**
 * Permission groups of API tokens, as far as this Cloudflare serves what they open.
 *
 * @see https://developers.cloudflare.com/fundamentals/api/reference/permissions/
 */
export const PERMISSION_GROUPS = [
  "Access: Apps and Policies Read",
  "Access: Apps and Policies Revoke",
  "Access: Apps and Policies Write",
  "Access: Audit Logs Read",
  "Access: Organizations, Identity Providers, and Groups Read",
  "Access: Organizations, Identity Providers, and Groups Revoke",
  "Access: Organizations, Identity Providers, and Groups Write",
  "Access: Population Read",
  "Access: Population Write",
  "Zero Trust: Seats Write",
] as const;

/** One of {@link PERMISSION_GROUPS}. */
export type PermissionGroup = (typeof PERMISSION_GROUPS)[number];

const IDENTITY_READ = "Access: Organizations, Identity Providers, and Groups Read";
const IDENTITY_WRITE = "Access: Organizations, Identity Providers, and Groups Write";
const IDENTITY_REVOKE = "Access: Organizations, Identity Providers, and Groups Revoke";
const APPS_READ = "Access: Apps and Policies Read";
const APPS_WRITE = "Access: Apps and Policies Write";
const APPS_REVOKE = "Access: Apps and Policies Revoke";
const AUDIT_LOGS = "Access: Audit Logs Read";
const POPULATION = ["Access: Population Read", "Access: Population Write"] as const;

interface Rule {
  /** Below the account or zone. */
  readonly path: RegExp;
  readonly read: readonly PermissionGroup[];
  readonly change: readonly PermissionGroup[];
}

/**
 * The first rule whose path matches holds; any one of its groups is enough. The groups are those that Cloudflare's API
 * reference names as accepted, except for people (users): which those need is a guess.
 */
const RULES: readonly Rule[] = [
  { path: /^\/access\/organizations\/revoke_user$/, read: [], change: [IDENTITY_REVOKE, IDENTITY_WRITE] },
  // Reading what was synchronized had no permission of its own until 2026.
  {
    path: /^\/access\/identity_providers\/[^/]+\/scim\//,
    read: [...POPULATION, IDENTITY_READ, IDENTITY_WRITE],
    change: ["Access: Population Write"],
  },
  {
    path: /^\/access\/(organizations|identity_providers|groups)(\/|$)/,
    read: [IDENTITY_READ, IDENTITY_WRITE],
    change: [IDENTITY_WRITE],
  },
  { path: /^\/access\/apps\/[^/]+\/revoke[-_]tokens$/, read: [], change: [APPS_REVOKE, APPS_WRITE] },
  { path: /^\/access\/(apps|policies)(\/|$)/, read: [APPS_READ, APPS_WRITE], change: [APPS_WRITE] },
  { path: /^\/access\/logs\//, read: [AUDIT_LOGS], change: [] },
  { path: /^\/access\/users(\/|$)/, read: [AUDIT_LOGS, IDENTITY_READ, IDENTITY_WRITE], change: [IDENTITY_WRITE] },
  { path: /^\/access\/seats$/, read: [], change: ["Zero Trust: Seats Write"] },
];

/**
 * Permission groups of which one is enough for a request; undefined for a path of which nothing is known, which no route
 * may have.
 *
 * @param path Below the account or zone, such as `/access/apps`.
 */
export function acceptedPermissions(method: string, path: string): readonly PermissionGroup[] | undefined {
  const rule = RULES.find((candidate) => candidate.path.test(path));
  return ["GET", "HEAD", "OPTIONS"].includes(method) ? rule?.read : rule?.change;
}
