import { z } from "zod";

/** How this Okta behaves. Can be changed while it runs, at the control endpoint. */
export const settingsSchema = z.strictObject({
  /** `api`: the SCIM app takes its connection by API. `unknown`: it answers UNKNOWN and stores nothing, as most do. */
  scimConnection: z.enum(["api", "unknown"]),
  /** `report`: count down in the headers only. `enforce`: answer 429 when a minute's calls are used up. */
  rateLimits: z.enum(["report", "enforce"]),
  /** Whose published limits count. */
  plan: z.enum(["free", "one-app", "workforce"]),
  /** True: the token may read and nothing else, as a read-only administrator's. */
  readOnlyToken: z.boolean(),
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
  rateLimits: "report",
  plan: "workforce",
  readOnlyToken: false,
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
