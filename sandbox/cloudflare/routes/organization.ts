import { Hono } from "hono";
import { z } from "zod";
import type { Json, Organization } from "../entities";
import { answer, check, readBody, readJson, withoutNulls } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import { accessNotEnabled, conflict, invalidRequest } from "../errors";
import { duration } from "../fields";
import type { Sessions } from "../sessions";
import { type Store, timestamp } from "../store";

const organizationSchema = z.object({
  auth_domain: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.cloudflareaccess\.com$/, "must be <team name>.cloudflareaccess.com")
    .optional(),
  name: z.string().min(1).optional(),
  deny_unmatched_requests: z.boolean().optional(),
  deny_unmatched_requests_exempted_zone_names: z.array(z.string()).optional(),
  session_duration: duration.optional(),
  user_seat_expiration_inactive_time: duration.optional(),
  warp_auth_session_duration: duration.optional(),
  custom_pages: z.object({ forbidden: z.string().optional(), identity_denied: z.string().optional() }).optional(),
  login_design: z
    .object({
      background_color: z.string().optional(),
      footer_text: z.string().optional(),
      header_text: z.string().optional(),
      logo_path: z.string().optional(),
      text_color: z.string().optional(),
    })
    .optional(),
  mfa_config: z
    .object({
      allowed_authenticators: z.array(z.enum(["totp", "biometrics", "security_key", "piv_key"])).optional(),
      amr_matching_session_duration: duration.optional(),
      required_aaguids: z.string().optional(),
      session_duration: duration.optional(),
    })
    .optional(),
  mfa_ssh_piv_key_requirements: z
    .object({
      pin_policy: z.enum(["never", "once", "always"]).optional(),
      require_fips_device: z.boolean().optional(),
      ssh_key_size: z.array(z.number().int()).optional(),
      ssh_key_type: z.array(z.enum(["ecdsa", "ed25519", "rsa"])).optional(),
      touch_policy: z.enum(["never", "always", "cached"]).optional(),
    })
    .optional(),
  allow_authenticate_via_warp: z.boolean().optional(),
  auto_redirect_to_identity: z.boolean().optional(),
  is_ui_read_only: z.boolean().optional(),
  mfa_configuration_allowed: z.boolean().optional(),
  mfa_required_for_all_apps: z.boolean().optional(),
  ui_read_only_toggle_reason: z.string().optional(),
  service_token_inactivity: z
    .object({
      action: z.enum(["disable", "delete"]),
      enabled: z.boolean(),
      inactivity_threshold_days: z.number().int().min(1),
    })
    .optional(),
  strict_service_token_auth: z.boolean().optional(),
  warp_auth_non_browser_401: z.boolean().optional(),
});

/** The fields that are answered even when nobody has set them. */
const DEFAULTS: Json = {
  allow_authenticate_via_warp: false,
  auto_redirect_to_identity: false,
  is_ui_read_only: false,
  mfa_configuration_allowed: false,
  mfa_required_for_all_apps: false,
  strict_service_token_auth: false,
  trusted_accounts: [],
  warp_auth_non_browser_401: false,
  ui_read_only_toggle_reason: "",
};

/** `access/organizations`: the Zero Trust organization of the account. */
export function organizationRoutes(store: Store, sessions: Sessions): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();

  routes.get("/", (context) => answer(context, organizationAnswer(currentOrganization(store))));

  routes.post("/", async (context) => {
    if (store.organization !== undefined) {
      throw conflict("an organization already exists");
    }
    const body = await readBody(context, organizationSchema.required({ auth_domain: true, name: true }));
    store.changeSettings({ accessEnabled: true });
    return answer(context, organizationAnswer(storeOrganization(store, body)));
  });

  routes.put("/", async (context) => {
    const current = currentOrganization(store);
    const sent = await readJson(context);
    const changed = check(organizationSchema, withoutNulls(sent));
    const kept = Object.entries(current.settings).filter(([key]) => sent[key] !== null);
    return answer(
      context,
      organizationAnswer(storeOrganization(store, { ...Object.fromEntries(kept), ...changed }, current)),
    );
  });

  routes.post("/revoke_user", async (context) => {
    const { email } = await readBody(context, z.object({ email: z.string().min(3) }));
    if (store.userByEmail(email) === undefined) {
      throw invalidRequest("user not found");
    }
    sessions.revokeUser(email, "administrator");
    return answer(context, true);
  });

  return routes;
}

function currentOrganization(store: Store): Organization {
  if (store.organization === undefined) {
    throw accessNotEnabled();
  }
  return store.organization;
}

function storeOrganization(store: Store, settings: Json, current?: Organization): Organization {
  const now = timestamp();
  return store.putOrganization({ settings, created_at: current?.created_at ?? now, updated_at: now });
}

function organizationAnswer(organization: Organization): Json {
  const { created_at, updated_at, settings } = organization;
  return { created_at, updated_at, ...DEFAULTS, ...settings };
}
