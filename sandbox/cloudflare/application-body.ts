import { z } from "zod";
import { duration, text } from "./fields";

/** The kinds of application. */
export const APPLICATION_TYPES = [
  "self_hosted",
  "saas",
  "ssh",
  "vnc",
  "app_launcher",
  "warp",
  "biso",
  "bookmark",
  "dash_sso",
  "infrastructure",
  "rdp",
  "mcp",
  "mcp_portal",
  "proxy_endpoint",
] as const;

const SCIM_SCHEMA = /^urn:ietf:params:scim:schemas:/;

const authentication = z
  .object({
    scheme: z.enum(["httpbasic", "oauthbearertoken", "oauth2", "access_service_token"]),
    user: z.string().optional(),
    password: z.string().optional(),
    token: z.string().optional(),
    authorization_url: z.string().optional(),
    client_id: z.string().optional(),
    client_secret: z.string().optional(),
    token_url: z.string().optional(),
    scopes: z.array(z.string()).optional(),
  })
  .superRefine((value, context) => {
    const required = {
      httpbasic: ["user", "password"],
      oauthbearertoken: ["token"],
      oauth2: ["authorization_url", "client_id", "client_secret", "token_url"],
      access_service_token: ["client_id", "client_secret"],
    } as const;
    for (const key of required[value.scheme]) {
      if (value[key] === undefined || value[key] === "") {
        context.addIssue({ code: "custom", message: `${key} is a required field` });
      }
    }
  });

const scimConfig = z.object({
  idp_uid: text,
  remote_uri: text,
  authentication: authentication.optional(),
  deactivate_on_delete: z.boolean().optional(),
  enabled: z.boolean().optional(),
  mappings: z
    .array(
      z.object({
        schema: z.string().regex(SCIM_SCHEMA, "invalid SCIM schema in mappings"),
        enabled: z.boolean().optional(),
        filter: z.string().optional(),
        operations: z
          .object({ create: z.boolean().optional(), delete: z.boolean().optional(), update: z.boolean().optional() })
          .optional(),
        strictness: z.enum(["strict", "passthrough"]).optional(),
        transform_jsonata: z.string().optional(),
      }),
    )
    .optional(),
});

const saasApp = z.looseObject({
  auth_type: z.enum(["saml", "oidc"]).default("saml"),
  name_id_format: z.enum(["id", "email"]).optional(),
  access_token_lifetime: duration.optional(),
});

const destination = z.object({
  type: z
    .enum([
      "public",
      "private",
      "via_mcp_server_portal",
      "worker",
      "preview_worker",
      "all_workers",
      "all_preview_workers",
    ])
    .default("public"),
  uri: z.string().optional(),
  cidr: z.string().optional(),
  hostname: z.string().optional(),
  l4_protocol: z.enum(["tcp", "udp"]).optional(),
  port_range: z.string().optional(),
  vnet_id: z.string().optional(),
  mcp_server_id: z.string().optional(),
  worker_id: z.string().optional(),
});

const mfaConfig = z.object({
  allowed_authenticators: z.array(z.enum(["totp", "biometrics", "security_key"])).optional(),
  mfa_disabled: z.boolean().optional(),
  session_duration: duration.optional(),
});

const corsHeaders = z.object({
  allow_all_headers: z.boolean().optional(),
  allow_all_methods: z.boolean().optional(),
  allow_all_origins: z.boolean().optional(),
  allow_credentials: z.boolean().optional(),
  allowed_headers: z.array(z.string()).optional(),
  allowed_methods: z
    .array(z.enum(["GET", "POST", "HEAD", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]))
    .optional(),
  allowed_origins: z.array(z.string()).optional(),
  max_age: z.number().optional(),
});

const landingPage = z.object({
  button_color: z.string().optional(),
  button_text_color: z.string().optional(),
  image_url: z.string().optional(),
  message: z.string().optional(),
  title: z.string().default("Welcome!"),
});

const oauthConfiguration = z.object({
  enabled: z.boolean().optional(),
  dynamic_client_registration: z
    .object({
      enabled: z.boolean().optional(),
      allow_any_on_localhost: z.boolean().optional(),
      allow_any_on_loopback: z.boolean().optional(),
      allowed_uris: z.array(z.string()).optional(),
    })
    .optional(),
  grant: z.object({ access_token_lifetime: duration.optional(), session_duration: duration.optional() }).optional(),
});

const flag = z.boolean().optional();

/** The body of an application, except its policies. */
export const applicationSchema = z.object({
  type: z.enum(APPLICATION_TYPES),
  name: text.optional(),
  domain: text.optional(),
  self_hosted_domains: z.array(text).optional(),
  destinations: z.array(destination).optional(),
  allowed_idps: z.array(z.string()).optional(),
  auto_redirect_to_identity: flag,
  session_duration: duration.optional(),
  app_launcher_visible: flag,
  http_only_cookie_attribute: flag,
  enable_binding_cookie: flag,
  path_cookie_attribute: flag,
  same_site_cookie_attribute: z.enum(["none", "lax", "strict"]).optional(),
  allow_authenticate_via_warp: flag,
  allow_iframe: flag,
  options_preflight_bypass: flag,
  service_auth_401_redirect: flag,
  skip_interstitial: flag,
  skip_app_launcher_login_page: flag,
  eager_redirect_cookie_setting: flag,
  use_clientless_isolation_app_launcher_url: flag,
  read_service_tokens_from_header: z.string().optional(),
  app_launcher_logo_url: z.string().optional(),
  logo_url: z.string().optional(),
  bg_color: z.string().optional(),
  header_bg_color: z.string().optional(),
  custom_deny_message: z.string().optional(),
  custom_deny_url: z.string().optional(),
  custom_non_identity_deny_url: z.string().optional(),
  custom_pages: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  cors_headers: corsHeaders.optional(),
  footer_links: z.array(z.object({ name: text, url: text })).optional(),
  landing_page_design: landingPage.optional(),
  mfa_config: mfaConfig.optional(),
  oauth_configuration: oauthConfiguration.optional(),
  saas_app: saasApp.optional(),
  scim_config: scimConfig.optional(),
  target_criteria: z
    .array(
      z.object({
        port: z.number().int(),
        protocol: z.enum(["SSH", "RDP"]),
        target_attributes: z.record(z.string(), z.array(z.string())),
      }),
    )
    .optional(),
});

/** A checked body of an application, except its policies. */
export type ApplicationBody = z.infer<typeof applicationSchema>;
