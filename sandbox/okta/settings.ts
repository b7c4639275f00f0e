import { z } from "zod";
import { CUSTOM_ROLE_PERMISSIONS, OKTA_SCOPES, STANDARD_ROLES } from "./access/permissions";

const adminRole = z.union([
  z.enum(STANDARD_ROLES),
  z.strictObject({ permissions: z.array(z.enum(CUSTOM_ROLE_PERMISSIONS)) }),
]);

/** How this Okta behaves. Can be changed while it runs, at the control endpoint. */
export const settingsSchema = z.strictObject({
  /** `api`: the SCIM app takes its connection by API. `unknown`: it answers UNKNOWN and stores nothing, as most do. */
  scimConnection: z.enum(["api", "unknown"]),
  /**
   * `taken`: the SCIM app takes settings and attribute statements for sign-in by API. `ignored`: it answers success and
   * stores none. Which of the two the real one does is not known.
   */
  scimAppSignOn: z.enum(["taken", "ignored"]),
  /**
   * `report`: count down in the headers only. `enforce`: answer 429 when a minute's calls are used up. `off`: no limits and
   * no headers about them, for clients that would wait by the headers alone.
   */
  rateLimits: z.enum(["report", "enforce", "off"]),
  /** Whose published limits count. */
  plan: z.enum(["free", "one-app", "workforce"]),
  /** Roles of the administrator whose API token it is: standard roles, or the permissions of custom ones. */
  apiTokenRoles: z.array(adminRole),
  /** Administrator roles of the service app. */
  serviceAppRoles: z.array(adminRole),
  /** Scopes that are granted to the service app. */
  serviceAppScopes: z.array(z.enum(OKTA_SCOPES)),
  /** False: an organization without API Access Management has no custom authorization servers. */
  apiAccessManagement: z.boolean(),
  /** Attributes that an administrator added to the user profile. */
  customUserAttributes: z.array(z.string().min(1)),
});

/** See {@link settingsSchema}. */
export type OktaSettings = z.infer<typeof settingsSchema>;

/** What holds when nothing is said. */
export const DEFAULT_SETTINGS: OktaSettings = {
  scimConnection: "api",
  scimAppSignOn: "taken",
  rateLimits: "report",
  plan: "workforce",
  apiTokenRoles: ["SUPER_ADMIN"],
  serviceAppRoles: ["APP_ADMIN", "ORG_ADMIN", "API_ACCESS_MANAGEMENT_ADMIN"],
  serviceAppScopes: [
    "okta.apps.manage",
    "okta.authorizationServers.manage",
    "okta.groups.manage",
    "okta.policies.read",
    "okta.users.read",
  ],
  apiAccessManagement: true,
  customUserAttributes: [],
};

/**
 * The settings with some of them changed.
 *
 * @throws TypeError that names each key or value that is not valid.
 */
export function mergeSettings(current: OktaSettings, changes: unknown): OktaSettings {
  const parsed = settingsSchema.partial().safeParse(changes);
  if (!parsed.success) {
    throw new TypeError(`Okta settings: ${z.prettifyError(parsed.error)}`);
  }
  const defined = Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
  return { ...current, ...defined };
}
