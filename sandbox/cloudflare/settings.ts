import { z } from "zod";
import { PERMISSION_GROUPS, type PermissionGroup } from "./permissions";

const settingsSchema = z.strictObject({
  accessEnabled: z.boolean(),
  tokenPermissions: z.array(z.enum(PERMISSION_GROUPS)),
  scimSecretOnReenable: z.enum(["answered", "omitted"]),
  oktaApiToken: z.enum(["kept", "concealed", "dropped"]),
  zones: z.array(z.string().min(1)).nullable(),
});

/** How this Cloudflare behaves. Changed at `PATCH /_sandbox/settings`. */
export interface Settings {
  /** False: the account has never set up Zero Trust, and every Access call says so. Defaults to true. */
  readonly accessEnabled: boolean;
  /** What the API token may do. Defaults to everything. The user whose global API key it is may do everything always. */
  readonly tokenPermissions: readonly PermissionGroup[];
  /**
   * Whether the update that turns SCIM on *again* answers a new secret: "answered" (default) or "omitted". Nobody has
   * published what the real API does; a client has to survive both.
   */
  readonly scimSecretOnReenable: "answered" | "omitted";
  /**
   * What becomes of the Okta API token of a login method: "kept" and never answered (default), kept and answered
   * "concealed" as asterisks beside the client secret, or "dropped" without a word beside a concealed client secret.
   * Nobody has published what the real API does today; a client has to survive all three.
   */
  readonly oktaApiToken: "kept" | "concealed" | "dropped";
  /**
   * The zones of the account. When given, an application on another domain is refused as the real API does. Defaults
   * to null: any domain is taken.
   */
  readonly zones: readonly string[] | null;
}

/** The behaviour of a new sandbox. */
export const DEFAULT_SETTINGS: Settings = {
  accessEnabled: true,
  tokenPermissions: PERMISSION_GROUPS,
  scimSecretOnReenable: "answered",
  oktaApiToken: "kept",
  zones: null,
};

/**
 * The settings after a partial change.
 *
 * @throws TypeError when the change has an unknown key or a wrong value.
 */
export function changedSettings(current: Settings, change: unknown): Settings {
  const checked = settingsSchema.partial().safeParse(change);
  if (!checked.success) {
    throw new TypeError(
      checked.error.issues.map((issue) => `${issue.path.map(String).join(".")}: ${issue.message}`).join("; "),
    );
  }
  return settingsSchema.parse({ ...current, ...checked.data });
}
