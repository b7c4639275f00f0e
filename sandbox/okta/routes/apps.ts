import { createHash } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { type AppBody, appBody } from "../app-body";
import { buildApp, isOidcClient, isSaml, newClientSecret, usesClientSecret } from "../app-model";
import { appResponse } from "../app-representation";
import { createAppKey, wrapBase64 } from "../certificate";
import type { App, ClientSecret, JsonObject } from "../entities";
import { notFound, OktaError, validationFailed } from "../errors";
import { type Okta, type OktaContext, type OktaEnv, readBody } from "../http";
import { paginate } from "../paging";
import { appKeyResponse, appUserResponse, clientSecretResponse } from "../representation";
import { parseExpression } from "../search";
import { findApp } from "./find";

const idTokenBody = z.looseObject({
  issuerMode: z.enum(["CUSTOM_URL", "DYNAMIC", "ORG_URL"]).optional(),
  valueType: z.enum(["EXPRESSION", "GROUPS"]).optional(),
  groupFilterType: z.enum(["CONTAINS", "EQUALS", "REGEX", "STARTS_WITH"]).optional(),
  name: z.string().optional(),
  value: z.string().optional(),
});

/** Applications and what belongs to one: keys, secrets, metadata, the groups claim, its access policy. */
export function appRoutes(okta: Okta): Hono<OktaEnv> {
  const { store } = okta;
  const routes = new Hono<OktaEnv>();
  const existing = (context: OktaContext): App => findApp(store, context.req.param("appId") ?? "");

  routes.get("/api/v1/apps", (context) => {
    const { q, filter, expand } = context.req.query();
    let apps = store.apps.all();
    if (q !== undefined) {
      const text = q.toLowerCase();
      apps = apps.filter((app) => app.label.toLowerCase().startsWith(text) || app.name.toLowerCase().startsWith(text));
    }
    if (filter !== undefined) {
      apps = apps.filter(parseExpression(filter, filterRules(okta)));
    }
    const expanded = expandedUser(expand);
    const page = paginate(context, store.origin, apps, {
      defaultLimit: 20,
      maxLimit: 200,
      repeat: ["q", "filter", "expand"],
    });
    return context.json(page.map((app) => ({ ...appResponse(store, app), ...embedded(okta, app, expanded) })));
  });

  routes.post("/api/v1/apps", async (context) => {
    const body = takenOf(okta, await readBody(context, appBody));
    const built = buildApp(store, store.newId("0oa"), body, undefined);
    let app: App = { ...built, status: context.req.query("activate") === "false" ? "INACTIVE" : "ACTIVE" };
    if (isSaml(app)) {
      app = { ...app, credentials: { ...app.credentials, signing: { kid: await addSigningKeys(okta, app) } } };
    }
    store.apps.put(app);
    return context.json(appResponse(store, app, storeClientSecret(okta, app, body)));
  });

  routes.get("/api/v1/apps/:appId", (context) => {
    const app = existing(context);
    return context.json({
      ...appResponse(store, app),
      ...embedded(okta, app, expandedUser(context.req.query("expand"))),
    });
  });

  routes.put("/api/v1/apps/:appId", async (context) => {
    const app = existing(context);
    const body = takenOf(okta, await readBody(context, appBody));
    const kid = body.credentials?.signing?.kid;
    if (isSaml(app) && typeof kid === "string" && store.appKeys.get(`${app.id}/${kid}`) === undefined) {
      throw validationFailed("kid", "kid: The key does not belong to this app.");
    }
    const updated = store.apps.put(buildApp(store, app.id, body, app));
    const stored = storeClientSecret(okta, updated, body);
    const answered = typeof body.credentials?.oauthClient?.client_secret === "string" ? stored : undefined;
    return context.json(appResponse(store, updated, answered));
  });

  routes.delete("/api/v1/apps/:appId", (context) => {
    const app = existing(context);
    if (app.status === "ACTIVE") {
      throw new OktaError(403, "E0000056", "Delete application forbidden.", [
        "The application must be deactivated before deletion.",
      ]);
    }
    store.deleteApp(app.id);
    return context.body(null, 204);
  });

  const setStatus = (status: App["status"]) => (context: OktaContext) => {
    store.apps.put({ ...existing(context), status, lastUpdated: store.now() });
    return context.json({});
  };
  routes.post("/api/v1/apps/:appId/lifecycle/activate", setStatus("ACTIVE"));
  routes.post("/api/v1/apps/:appId/lifecycle/deactivate", setStatus("INACTIVE"));

  routes.put("/api/v1/apps/:appId/policies/:policyId", (context) => {
    const app = existing(context);
    const id = context.req.param("policyId");
    const policy = store.policies.get(id);
    if (policy === undefined) {
      throw notFound(id, "Policy");
    }
    if (policy.reservedFor !== null) {
      throw validationFailed(
        "Policy",
        `This policy belongs to "${policy.reservedFor}", and re-assignment of this policy is not allowed`,
      );
    }
    if (policy.type !== "ACCESS_POLICY") {
      throw validationFailed("Policy", `A policy of type ${policy.type} cannot be assigned to an app.`);
    }
    store.apps.put({ ...app, accessPolicyId: policy.id });
    return context.body(null, 204);
  });

  idTokenRoutes(okta, routes);
  keyRoutes(okta, routes);
  secretRoutes(okta, routes);
  return routes;
}

/** The admin console's own call for the groups claim of the organization's authorization server. */
function idTokenRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const existing = (context: OktaContext): App => {
    const id = context.req.param("appId") ?? "";
    const app = store.apps.get(id);
    if (app === undefined || !isOidcClient(app)) {
      throw notFound(id, "OAuth2AppInstance");
    }
    return app;
  };
  const answer = (app: App, issuer: string | null): JsonObject => {
    const { issuerMode, valueType, name, groupFilterType, value } = app.idToken;
    return {
      issuer,
      orgUrl: null,
      customUrl: null,
      audience: issuer === null ? null : app.id,
      issuerMode,
      ...(valueType === undefined ? {} : { valueType }),
      ...(name === undefined ? {} : { name }),
      ...(groupFilterType === undefined ? {} : { groupFilterType }),
      ...(value === undefined ? {} : { value }),
    };
  };
  const path = "/api/v1/internal/apps/:appId/settings/oauth/idToken";
  routes.get(path, (context) => context.json(answer(existing(context), store.origin)));
  routes.post(path, async (context) => {
    const app = existing(context);
    const body = await readBody(context, idTokenBody);
    const { issuerMode, valueType, name, groupFilterType, value } = body;
    const idToken = {
      issuerMode: issuerMode ?? app.idToken.issuerMode,
      ...(valueType === undefined ? {} : { valueType }),
      ...(name === undefined ? {} : { name }),
      ...(groupFilterType === undefined ? {} : { groupFilterType }),
      ...(value === undefined ? {} : { value }),
    };
    return context.json(answer(store.apps.put({ ...app, idToken, lastUpdated: store.now() }), null));
  });
}

function keyRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const existing = (context: OktaContext): App => findApp(store, context.req.param("appId") ?? "");
  const keysOf = (app: App) => store.appKeys.filter((key) => key.appId === app.id);
  const existingKey = (context: OktaContext) => {
    const kid = context.req.param("keyId") ?? "";
    const key = store.appKeys.get(`${existing(context).id}/${kid}`);
    if (key === undefined) {
      throw notFound(kid, "JsonWebKey");
    }
    return key;
  };

  routes.get("/api/v1/apps/:appId/credentials/keys", (context) =>
    context.json(keysOf(existing(context)).map(appKeyResponse)),
  );

  routes.post("/api/v1/apps/:appId/credentials/keys/generate", async (context) => {
    const app = existing(context);
    const years = Number(context.req.query("validityYears"));
    if (!Number.isInteger(years) || years < 2 || years > 10) {
      throw validationFailed("validityYears", "validityYears: The value must be between 2 and 10.");
    }
    const key = store.appKeys.put(await createAppKey(app.id, store.org().subdomain, years));
    context.header("location", `${store.origin}/api/v1/apps/${app.id}/credentials/keys/${key.kid}`);
    return context.json(appKeyResponse(key), 201);
  });

  routes.get("/api/v1/apps/:appId/credentials/keys/:keyId", (context) =>
    context.json(appKeyResponse(existingKey(context))),
  );

  routes.post("/api/v1/apps/:appId/credentials/keys/:keyId/clone", (context) => {
    const key = existingKey(context);
    const target = findApp(store, context.req.query("targetAid") ?? "");
    store.appKeys.put({ ...key, id: `${target.id}/${key.kid}`, appId: target.id });
    context.header("location", `${store.origin}/api/v1/apps/${target.id}/credentials/keys/${key.kid}`);
    return context.json(appKeyResponse(key), 201);
  });

  routes.get("/api/v1/apps/:appId/sso/saml/metadata", (context) => {
    const app = existing(context);
    const signing = (app.credentials.signing ?? {}) as JsonObject;
    const kid = context.req.query("kid") ?? String(signing.kid);
    const key = store.appKeys.get(`${app.id}/${kid}`);
    const accept = context.req.header("accept") ?? "*/*";
    if (key === undefined || !/\*\/\*|xml/.test(accept)) {
      context.set("noRateLimit", true);
      throw new OktaError(
        400,
        "E0000019",
        "Bad request. Accept and/or Content-Type headers likely do not match supported values.",
      );
    }
    return context.body(samlMetadata(store.origin, app, key.x5c), 200, {
      "content-type": "application/xml;charset=ISO-8859-1",
    });
  });
}

/** What this Okta takes of a body: of the SCIM app's sign-on settings, none where it is set so. */
function takenOf({ settings }: Okta, body: AppBody): AppBody {
  if (settings().scimAppSignOn === "taken" || body.name?.toLowerCase() !== "scim2headerauth") {
    return body;
  }
  return {
    ...body,
    settings: { ...body.settings, app: {}, signOn: { ...body.settings?.signOn, attributeStatements: [] } },
  };
}

/** Where the organization's own signing key is kept: under this in the place of an app's id. */
const ORGANIZATION = "organization";

/**
 * Gives a new SAML app its keys and returns the id of the one it signs with. Recorded: a SAML 2.0 app has a key of its
 * own; an app of the catalogue has the organization's key besides, and one with SAML 1.1 signs with that.
 */
async function addSigningKeys({ store }: Okta, app: App): Promise<string> {
  const { subdomain } = store.org();
  const own = app.signOnMode === "SAML_2_0" ? await createAppKey(app.id, subdomain, 10) : undefined;
  if (own !== undefined) {
    store.appKeys.put(own);
  }
  if (app.custom && own !== undefined) {
    return own.kid;
  }
  const shared =
    store.appKeys.find((key) => key.appId === ORGANIZATION) ??
    store.appKeys.put(await createAppKey(ORGANIZATION, subdomain, 10));
  store.appKeys.put({ ...shared, id: `${app.id}/${shared.kid}`, appId: app.id });
  return own?.kid ?? shared.kid;
}

/** The metadata of the identity provider, with the elements and in the order of the recorded ones. */
function samlMetadata(origin: string, app: App, certificate: string): string {
  const base = `${origin}/app/${app.name}/${app.externalKey}`;
  const bindings = ["HTTP-POST", "HTTP-Redirect"];
  const service = (element: string, path: string): string =>
    bindings
      .map(
        (name) =>
          `<md:${element} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${name}" Location="${base}/${path}/saml"/>`,
      )
      .join("");
  const signOn = (app.settings.signOn ?? {}) as JsonObject;
  const slo = (signOn.slo as JsonObject | undefined)?.enabled === true;
  const format = signOn.subjectNameIdFormat ?? "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
  const formats = [
    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
  ];
  const nameIds = (app.custom && slo ? [String(format)] : formats)
    .map((text) => `<md:NameIDFormat>${text}</md:NameIDFormat>`)
    .join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor entityID="http://www.okta.com/${app.externalKey}" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">`,
    '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>',
    `<ds:X509Certificate>${wrapBase64(certificate, "\n")}</ds:X509Certificate>`,
    "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>",
    slo ? service("SingleLogoutService", "slo") : "",
    nameIds,
    service("SingleSignOnService", "sso"),
    "</md:IDPSSODescriptor></md:EntityDescriptor>",
  ].join("");
}

function secretRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const existing = (context: OktaContext): App => findApp(store, context.req.param("appId") ?? "");
  const secretsOf = (app: App) => store.clientSecrets.filter((secret) => secret.appId === app.id);
  const existingSecret = (context: OktaContext): ClientSecret => {
    const app = existing(context);
    const id = context.req.param("secretId") ?? "";
    const secret = store.clientSecrets.get(id);
    if (secret === undefined || secret.appId !== app.id) {
      throw notFound(id, "OAuth2ClientSecret");
    }
    return secret;
  };
  const answer = (secret: ClientSecret): JsonObject => clientSecretResponse(store, secret, hashOf(secret));
  const base = "/api/v1/apps/:appId/credentials/secrets";

  routes.get(base, (context) => context.json(secretsOf(existing(context)).map(answer)));

  routes.post(base, async (context) => {
    const app = existing(context);
    const text = await context.req.text();
    const sent: z.infer<typeof clientSecretBody> = text === "" ? {} : await readBody(context, clientSecretBody);
    if (secretsOf(app).length >= 2) {
      throw secretRefused("You've reached the maximum number of client secrets per client.");
    }
    const now = store.now();
    const secret = store.clientSecrets.put({
      id: store.newId("ocs"),
      appId: app.id,
      created: now,
      lastUpdated: now,
      status: sent.status ?? "ACTIVE",
      client_secret: sent.client_secret ?? newClientSecret(),
    });
    return context.json(answer(secret), 201);
  });

  routes.get(`${base}/:secretId`, (context) => context.json(answer(existingSecret(context))));

  routes.delete(`${base}/:secretId`, (context) => {
    const secret = existingSecret(context);
    if (secret.status === "ACTIVE") {
      throw secretRefused("You can't delete an active client secret. Deactivate the secret before deleting it.");
    }
    store.clientSecrets.delete(secret.id);
    return context.body(null, 204);
  });

  const setStatus = (secret: ClientSecret, status: ClientSecret["status"]): JsonObject =>
    answer(store.clientSecrets.put({ ...secret, status, lastUpdated: store.now() }));
  routes.post(`${base}/:secretId/lifecycle/activate`, (context) =>
    context.json(setStatus(existingSecret(context), "ACTIVE")),
  );
  routes.post(`${base}/:secretId/lifecycle/deactivate`, (context) => {
    const secret = existingSecret(context);
    const isActive = (each: ClientSecret): boolean => each.status === "ACTIVE";
    if (isActive(secret) && secretsOf(existing(context)).filter(isActive).length === 1) {
      throw secretRefused("You can't deactivate the only active client secret.");
    }
    return context.json(setStatus(secret, "INACTIVE"));
  });
}

const clientSecretBody = z.looseObject({
  client_secret: z.string().optional(),
  status: z.enum(["ACTIVE", "INACTIVE"]).optional(),
});

function secretRefused(cause: string): OktaError {
  return validationFailed("OAuth2ClientSecretMediated", cause);
}

function hashOf(secret: ClientSecret): string {
  return createHash("md5").update(secret.client_secret).digest("base64url");
}

/** Keeps the secret of a client that has one: the one that was sent, the one it has, or a new one. */
function storeClientSecret({ store }: Okta, app: App, body: AppBody): string | undefined {
  if (!usesClientSecret(app)) {
    return undefined;
  }
  // An empty one is what the Terraform provider sends in order to leave the secret alone (its argument omit_secret).
  const text = body.credentials?.oauthClient?.client_secret ?? "";
  const sent = text === "" ? undefined : text;
  const active = store.clientSecrets.filter((secret) => secret.appId === app.id && secret.status === "ACTIVE");
  const current = active.find((secret) => secret.client_secret === sent) ?? active[0];
  if (current !== undefined && (sent === undefined || sent === current.client_secret)) {
    return current.client_secret;
  }
  const now = store.now();
  const value = sent ?? newClientSecret();
  store.clientSecrets.put({
    id: current?.id ?? store.newId("ocs"),
    appId: app.id,
    created: current?.created ?? now,
    lastUpdated: now,
    status: "ACTIVE",
    client_secret: value,
  });
  return value;
}

/** The user whose assignment is to be embedded. @throws OktaError E0000001 for an `expand` of another form. */
function expandedUser(expand: string | undefined): string | undefined {
  if (expand === undefined || expand === "") {
    return undefined;
  }
  const user = /^user\/([^/,]+)$/.exec(expand)?.[1];
  if (user === undefined) {
    throw validationFailed("RequestParams", "Expand query is malformed.");
  }
  return user;
}

function embedded({ store }: Okta, app: App, userId: string | undefined): JsonObject {
  const appUser = userId === undefined ? undefined : store.appUsers.get(`${app.id}/${userId}`);
  return appUser === undefined ? {} : { _embedded: { user: appUserResponse(store, appUser) } };
}

const FILTER_ATTRIBUTES = ["id", "status", "name", "user.id", "group.id", "credentials.signing.kid"];

function filterRules({ store }: Okta) {
  return {
    attribute: (name: string) => FILTER_ATTRIBUTES.includes(name),
    lookup: (app: App, attribute: string): unknown => {
      switch (attribute) {
        case "id":
          return app.id;
        case "status":
          return app.status;
        case "name":
          return app.name;
        case "user.id":
          return store.appUsers.filter((appUser) => appUser.appId === app.id).map((appUser) => appUser.userId);
        case "group.id":
          return store.appGroups.filter((group) => group.appId === app.id).map((group) => group.groupId);
        default:
          return (app.credentials.signing as JsonObject | undefined)?.kid;
      }
    },
    ignoreCase: false,
  };
}
