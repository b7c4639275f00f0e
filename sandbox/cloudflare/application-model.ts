import { randomBytes } from "node:crypto";
import { z } from "zod";
import { cloudflareId } from "../shared/ids";
import type { ApplicationBody } from "./application-body";
import { applicationSchema } from "./application-body";
import { domainFields, refuseSecondSingleton, refuseTakenDomain, SELF_HOSTED_TYPES } from "./application-domains";
import type { AccessApplication, AccessPolicy, Json, PolicyUse, Scope } from "./entities";
import { check, withoutNulls } from "./envelope";
import { invalidRequest } from "./errors";
import { defined } from "./fields";
import { policyAnswer, policyFrom, policySchema } from "./policy-body";
import { type Store, timestamp } from "./store";
import { teamDomain } from "./tenant";

const LAUNCHER_VISIBLE = ["self_hosted", "ssh", "vnc", "rdp", "saas", "bookmark"];
const HAS_SESSION = [
  ...["saas", "dash_sso", "self_hosted", "ssh", "vnc", "rdp", "app_launcher", "warp", "mcp_portal", "mcp"],
  "proxy_endpoint",
];
const NAMES: Readonly<Record<string, string>> = {
  app_launcher: "App Launcher",
  warp: "Warp Login App",
  biso: "Clientless Web Isolation",
};

/** An application made from a body, new or in the place of an old one; not stored yet. */
export function applicationFrom(
  store: Store,
  scope: Scope,
  sent: Json,
  current?: AccessApplication,
): AccessApplication {
  const body = check(applicationSchema, withoutNulls(sent));
  checkApplication(store, body);
  if (current === undefined) {
    refuseSecondSingleton(store, body.type, scope);
  } else if (body.type !== current.type) {
    throw invalidRequest("the type of an application cannot be changed");
  }
  const aud = current?.aud ?? randomBytes(32).toString("hex");
  const places = domainFields(store, body, aud);
  refuseTakenDomain(store, places, current?.id);
  const { fields, secrets } = withoutSecrets({
    ...defaults(body, places),
    ...defined({ ...body, domain: undefined, self_hosted_domains: undefined, destinations: undefined }),
    ...places,
    ...(body.saas_app === undefined ? {} : { saas_app: saasFields(store, body.saas_app, aud, current) }),
  });
  const now = timestamp();
  return {
    id: current?.id ?? cloudflareId(),
    scope,
    type: body.type,
    fields,
    secrets: { ...current?.secrets, ...secrets },
    policies: policyUses(store, sent.policies, current?.policies ?? []),
    aud,
    created_at: current?.created_at ?? now,
    updated_at: now,
  };
}

/** An application as the API answers it, with its policies in full. */
export function applicationAnswer(store: Store, application: AccessApplication): Json {
  const { id, type, fields, aud, created_at, updated_at } = application;
  return {
    id,
    uid: id,
    type,
    ...fields,
    aud,
    policies: application.policies.map((use) => usedPolicyAnswer(store, use)),
    created_at,
    updated_at,
  };
}

/** The answer to the creation of an application: the only one with the client secret of an OIDC application. */
export function createdApplicationAnswer(store: Store, application: AccessApplication): Json {
  const wire = applicationAnswer(store, application);
  const secret = application.secrets["saas_app.client_secret"];
  return secret === undefined ? wire : { ...wire, saas_app: { ...(wire.saas_app as Json), client_secret: secret } };
}

/** One policy of an application as the API answers it. */
export function usedPolicyAnswer(store: Store, use: PolicyUse): Json {
  const policy = use.own ?? store.policies.get(use.id);
  if (policy === undefined) {
    throw new Error(
      `Policy ${use.id}: an application uses it and it does not exist. Deleting a policy removes its uses.`,
    );
  }
  return { ...policyAnswer(policy), precedence: use.precedence, reusable: use.own === undefined };
}

function checkApplication(store: Store, body: ApplicationBody): void {
  const unknown = (body.allowed_idps ?? []).filter((id) => store.identityProviders.get(id) === undefined);
  if (unknown.length > 0) {
    throw invalidRequest("allowed_idps: identity provider not found");
  }
  if (body.auto_redirect_to_identity === true && body.allowed_idps?.length !== 1) {
    throw invalidRequest("auto_redirect_to_identity requires exactly one identity provider in allowed_idps");
  }
  if (body.allow_authenticate_via_warp === true && !store.organization?.settings.warp_auth_session_duration) {
    throw invalidRequest(
      "allow_authenticate_via_warp cannot be set if the Warp Auth Session Duration is not set for the account",
    );
  }
  if (body.options_preflight_bypass === true && body.cors_headers !== undefined) {
    throw invalidRequest("options_preflight_bypass cannot be set if cors_headers is set");
  }
  if (body.type === "saas" && body.saas_app === undefined) {
    throw invalidRequest("saas_app is a required field for type 'saas'");
  }
}

/** What is answered when it was not sent, by kind of application. */
function defaults(body: ApplicationBody, places: Json): Json {
  return {
    name: NAMES[body.type] ?? places.domain ?? body.type,
    allowed_idps: [],
    tags: [],
    auto_redirect_to_identity: false,
    ...(HAS_SESSION.includes(body.type) ? { session_duration: "24h" } : {}),
    ...(LAUNCHER_VISIBLE.includes(body.type) ? { app_launcher_visible: true } : {}),
    ...(SELF_HOSTED_TYPES.includes(body.type) || body.type === "mcp" ? { http_only_cookie_attribute: true } : {}),
    ...(SELF_HOSTED_TYPES.includes(body.type) ? { enable_binding_cookie: false, options_preflight_bypass: false } : {}),
    ...(body.type === "app_launcher" ? { skip_app_launcher_login_page: false } : {}),
  };
}

function saasFields(store: Store, sent: Json, aud: string, current: AccessApplication | undefined): Json {
  const before = (current?.fields.saas_app ?? {}) as Json;
  const base = `https://${teamDomain(store.tenant)}/cdn-cgi/access/sso`;
  const publicKey =
    before.public_key ?? `-----BEGIN PUBLIC KEY-----\n${randomBytes(64).toString("base64")}\n-----END PUBLIC KEY-----`;
  if (sent.auth_type === "oidc") {
    return {
      access_token_lifetime: "5m",
      ...sent,
      client_id: aud,
      client_secret: current === undefined ? randomBytes(32).toString("base64url") : undefined,
      public_key: publicKey,
    };
  }
  return {
    name_id_format: "id",
    idp_entity_id: `https://${teamDomain(store.tenant)}`,
    sso_endpoint: `${base}/saml/${aud}`,
    ...sent,
    public_key: publicKey,
  };
}

/** Takes out what is never answered again. */
function withoutSecrets(fields: Json): { fields: Json; secrets: Record<string, string> } {
  const secrets: Record<string, string> = {};
  const take = (path: string, holder: unknown, keys: readonly string[]): Json | undefined => {
    if (typeof holder !== "object" || holder === null) {
      return undefined;
    }
    const rest: Json = { ...holder };
    for (const key of keys) {
      if (typeof rest[key] === "string") {
        secrets[`${path}.${key}`] = rest[key];
      }
      delete rest[key];
    }
    return rest;
  };
  const saas = take("saas_app", fields.saas_app, ["client_secret"]);
  const scim = fields.scim_config as Json | undefined;
  const login = take("scim_config.authentication", scim?.authentication, ["password", "token", "client_secret"]);
  return {
    fields: {
      ...fields,
      ...(saas === undefined ? {} : { saas_app: saas }),
      ...(login === undefined ? {} : { scim_config: { ...scim, authentication: login } }),
    },
    secrets,
  };
}

const useSchema = z.object({ id: z.string().optional(), precedence: z.number().int().min(1).optional() });

/**
 * The policies of an application: ids, `{id, precedence}` of reusable ones, or whole policies that only this
 * application has. A null (or nothing) leaves them as they are.
 */
function policyUses(store: Store, sent: unknown, current: readonly PolicyUse[]): readonly PolicyUse[] {
  if (sent === null || sent === undefined) {
    return current;
  }
  const elements = check(z.array(z.union([z.string(), z.record(z.string(), z.unknown())])), withoutNulls(sent));
  let last = 0;
  const uses = elements.map((element): PolicyUse => {
    const fields = typeof element === "string" ? { id: element } : element;
    const { id, precedence = last + 1 } = check(useSchema, fields);
    last = precedence;
    if (id !== undefined && store.policies.get(id) !== undefined) {
      return { id, precedence };
    }
    const own = ownPolicy(store, fields, current.find((use) => use.id === id)?.own);
    return { id: own.id, precedence, own };
  });
  if (new Set(uses.map((use) => use.precedence)).size < uses.length) {
    throw invalidRequest("policy precedences must be unique");
  }
  return uses;
}

function ownPolicy(store: Store, fields: Json, current: AccessPolicy | undefined): AccessPolicy {
  if (fields.id !== undefined && current === undefined) {
    throw invalidRequest("policy not found");
  }
  if (current !== undefined && fields.decision === undefined && fields.name === undefined) {
    return current;
  }
  return policyFrom(store, check(policySchema, fields), current);
}
