import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { cloudflareId } from "../../shared/ids";
import {
  IDENTITY_PROVIDER_TYPES,
  IDENTITY_UPDATE_BEHAVIORS,
  type IdentityProvider,
  type Json,
  type ScimSettings,
  type Scope,
} from "../entities";
import { answer, answerList, readBody } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import { conflict, invalidRequest } from "../errors";
import { text } from "../fields";
import { type CheckedConfig, checkedConfig } from "../identity-provider-config";
import { secretHash } from "../scim/secret";
import { existing, type Store } from "../store";
import { teamDomain } from "../tenant";

const scimSchema = z.object({
  enabled: z.boolean().default(false),
  user_deprovision: z.boolean().default(false),
  seat_deprovision: z.boolean().default(false),
  identity_update_behavior: z.enum(IDENTITY_UPDATE_BEHAVIORS).default("no_action"),
});

const bodySchema = z.object({
  name: text,
  type: z.enum(IDENTITY_PROVIDER_TYPES),
  config: z.record(z.string(), z.unknown()),
  scim_config: scimSchema.optional(),
  read_only: z.boolean().default(false),
  saml_certificate_set_id: z.string().optional(),
});

type Body = z.infer<typeof bodySchema>;

/** What stands for a secret in an answer. */
const CONCEALED = "*".repeat(34);

const SCIM_OFF: ScimSettings = {
  enabled: false,
  user_deprovision: false,
  seat_deprovision: false,
  identity_update_behavior: "no_action",
};

/** Kinds whose configuration is answered with the address that the provider has to send people back to. */
const ANSWERS_REDIRECT_URL = new Set(["onetimepin", "saml", "azureAD"]);

/** `access/identity_providers`: the login methods. */
export function identityProviderRoutes(store: Store): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  const found = (id: string, scope: Scope) =>
    existing(store.identityProviders, id, (provider) => provider.scope === scope);

  routes.get("/", (context) => {
    const scimEnabled = scimFilter(context.req.query("scim_enabled"));
    const providers = store.identityProviders.filter(
      (provider) =>
        provider.scope === context.get("scope") && (scimEnabled === undefined || provider.scim.enabled === scimEnabled),
    );
    return answerList(context, providers, (provider) => identityProviderAnswer(store, provider));
  });

  routes.post("/", async (context) => {
    const body = await readBody(context, bodySchema);
    return answer(context, created(store, context.get("scope"), body));
  });

  routes.get("/:id", (context) =>
    answer(context, identityProviderAnswer(store, found(context.req.param("id"), context.get("scope")))),
  );

  routes.put("/:id", async (context) => {
    const provider = found(context.req.param("id"), context.get("scope"));
    return answer(context, updated(store, provider, await readBody(context, bodySchema)));
  });

  routes.delete("/:id", (context) => {
    const provider = found(context.req.param("id"), context.get("scope"));
    refuseReadOnly(provider);
    store.identityProviders.delete(provider.id);
    forgetScim(store, provider.id);
    return answer(context, { id: provider.id });
  });

  // Only a field description names this path; the method and the answer are guesses. So both methods are taken.
  routes.on(["POST", "PUT"], "/:id/refresh_scim_secret", (context) => {
    const provider = found(context.req.param("id"), context.get("scope"));
    refuseReadOnly(provider);
    if (!provider.scim.enabled) {
      throw invalidRequest("scim is not enabled for this identity provider");
    }
    const secret = newSecret();
    const refreshed = store.identityProviders.put({
      ...provider,
      scimSecretHash: secretHash(secret),
      version: version(),
    });
    return answer(context, identityProviderAnswer(store, refreshed, secret));
  });

  return routes;
}

/** An identity provider as the API answers it; with the SCIM secret only in the one answer that may carry it. */
export function identityProviderAnswer(store: Store, provider: IdentityProvider, secret?: string): Json {
  const redirect = ANSWERS_REDIRECT_URL.has(provider.type)
    ? { redirect_url: `https://${teamDomain(store.tenant)}/cdn-cgi/access/callback` }
    : {};
  const scim =
    provider.type === "onetimepin"
      ? {}
      : {
          scim_config: {
            ...provider.scim,
            scim_base_url: provider.scimBaseUrl,
            ...(secret === undefined ? {} : { secret }),
          },
          // The older place of the same value; real answers have been seen with it.
          scim_base_url: provider.scimBaseUrl,
        };
  return {
    id: provider.id,
    uid: provider.id,
    name: provider.name,
    type: provider.type,
    version: provider.version,
    config: { ...provider.config, ...redirect, ...concealedSecrets(store, provider) },
    ...scim,
    ...(provider.readOnly ? { read_only: true } : {}),
    ...(provider.samlCertificateSetId === null ? {} : { saml_certificate_set_id: provider.samlCertificateSetId }),
  };
}

function concealedSecrets({ settings }: Store, { secretConfig }: IdentityProvider): Json {
  return settings.oktaApiToken === "kept"
    ? {}
    : Object.fromEntries(Object.keys(secretConfig).map((key) => [key, CONCEALED]));
}

function keptConfig({ settings }: Store, { config, secretConfig }: CheckedConfig): CheckedConfig {
  const { api_token: _dropped, ...kept } = secretConfig;
  return { config, secretConfig: settings.oktaApiToken === "dropped" ? kept : secretConfig };
}

function created(store: Store, scope: Scope, body: Body): Json {
  checkScim(body);
  if (
    body.type === "onetimepin" &&
    store.identityProviders.find((other) => other.type === "onetimepin" && other.scope === scope) !== undefined
  ) {
    throw conflict("a onetimepin connection already exists");
  }
  const id = cloudflareId();
  const scim = body.scim_config ?? SCIM_OFF;
  const secret = scim.enabled ? newSecret() : undefined;
  const provider = store.identityProviders.put({
    id,
    scope,
    name: body.name,
    type: body.type,
    ...keptConfig(store, checkedConfig(body.type, body.config)),
    scim,
    scimSecretHash: secret === undefined ? null : secretHash(secret),
    scimBaseUrl: `https://${teamDomain(store.tenant)}/populations/${id}/scim/v2`,
    readOnly: body.read_only,
    samlCertificateSetId: body.saml_certificate_set_id ?? null,
    version: version(),
  });
  return identityProviderAnswer(store, provider, secret);
}

function updated(store: Store, provider: IdentityProvider, body: Body): Json {
  refuseReadOnly(provider);
  checkScim(body);
  if (body.type !== provider.type) {
    throw invalidRequest("the type of an identity provider cannot be changed");
  }
  // Without SCIM settings in the body, those in force stay: an update of the name must not end provisioning.
  const scim = body.scim_config ?? provider.scim;
  const turnedOn = scim.enabled && !provider.scim.enabled;
  const secret = turnedOn ? newSecret() : undefined;
  const again = provider.scimSecretHash !== null;
  const stored = store.identityProviders.put({
    ...provider,
    name: body.name,
    ...keptConfig(store, checkedConfig(body.type, body.config, provider.secretConfig.client_secret)),
    scim,
    scimSecretHash: secret === undefined ? provider.scimSecretHash : secretHash(secret),
    readOnly: body.read_only,
    samlCertificateSetId: body.saml_certificate_set_id ?? null,
    version: version(),
  });
  const answered = again && store.settings.scimSecretOnReenable === "omitted" ? undefined : secret;
  return identityProviderAnswer(store, stored, answered);
}

function checkScim(body: Body): void {
  if (body.scim_config !== undefined && body.type === "onetimepin") {
    throw invalidRequest("scim_config cannot be set for type 'onetimepin'");
  }
  if (body.scim_config?.seat_deprovision === true && !body.scim_config.user_deprovision) {
    throw invalidRequest("scim_config.seat_deprovision cannot be enabled unless user_deprovision is also enabled");
  }
}

function refuseReadOnly(provider: IdentityProvider): void {
  if (provider.readOnly) {
    // That it is refused is documented; with which status and number is not.
    throw invalidRequest("the identity provider is read-only and cannot be updated or deleted via the API");
  }
}

function forgetScim(store: Store, idpId: string): void {
  for (const collection of [store.scimUsers, store.scimGroups, store.registryIdentities]) {
    for (const resource of collection.filter((candidate) => candidate.idpId === idpId)) {
      collection.delete(resource.id);
    }
  }
  store.scimRefusals.delete(idpId);
}

function scimFilter(value: string | undefined): boolean | undefined {
  if (value !== undefined && value !== "true" && value !== "false") {
    throw invalidRequest("scim_enabled: must be true or false");
  }
  return value === undefined ? undefined : value === "true";
}

function newSecret(): string {
  return randomBytes(48).toString("base64url");
}

function version(): string {
  return randomBytes(16).toString("hex");
}
