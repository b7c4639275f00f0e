import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import type { AuthorizationServer, Claim, JsonObject, Scope } from "../entities";
import { accessDenied, blankField, duplicateField, featureMissing, notFound, validationFailed } from "../errors";
import { type Okta, type OktaContext, type OktaEnv, readBody } from "../http";
import { expressionProblem } from "../oidc/expression";
import { allKeys, publicJwk, rotateKeys } from "../oidc/signing-keys";
import { paginate } from "../paging";
import { link } from "../representation";
import { addServerDefaults } from "../server-defaults";
import { claimResponse, scopeResponse, serverResponse, serverUrl } from "../server-representation";
import { deleteWhere } from "../store";
import { findServer } from "./find";
import { serverPolicyRoutes } from "./server-policies";

const status = z.enum(["ACTIVE", "INACTIVE"]);

const serverBody = z.looseObject({
  name: z.string().optional(),
  description: z.string().nullish(),
  audiences: z.array(z.string()).optional(),
  issuerMode: z.enum(["CUSTOM_URL", "DYNAMIC", "ORG_URL"]).optional(),
  credentials: z
    .looseObject({ signing: z.looseObject({ rotationMode: z.enum(["AUTO", "MANUAL"]).optional() }).optional() })
    .optional(),
});

const scopeBody = z.looseObject({
  name: z.string().optional(),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  metadataPublish: z.enum(["ALL_CLIENTS", "NO_CLIENTS"]).optional(),
  consent: z.enum(["FLEXIBLE", "IMPLICIT", "REQUIRED"]).optional(),
  optional: z.boolean().optional(),
  default: z.boolean().optional(),
});

const claimBody = z.looseObject({
  name: z.string().optional(),
  status: status.optional(),
  claimType: z.enum(["IDENTITY", "RESOURCE"]).optional(),
  valueType: z.enum(["EXPRESSION", "GROUPS", "SYSTEM"]).optional(),
  value: z.string().nullish(),
  conditions: z.looseObject({ scopes: z.array(z.string()).optional() }).nullish(),
  alwaysIncludeInToken: z.boolean().optional(),
  group_filter_type: z.enum(["CONTAINS", "EQUALS", "REGEX", "STARTS_WITH"]).nullish(),
});

/** Custom authorization servers with their scopes, claims, policies and rules. */
export function authorizationServerRoutes(okta: Okta): Hono<OktaEnv> {
  const routes = new Hono<OktaEnv>();
  routes.use("/api/v1/authorizationServers/*", async (_context, next) => {
    if (!okta.settings().apiAccessManagement) {
      throw featureMissing();
    }
    await next();
  });
  serverRoutes(okta, routes);
  keyRoutes(okta, routes);
  scopeRoutes(okta, routes);
  claimRoutes(okta, routes);
  serverPolicyRoutes(okta, routes);
  return routes;
}

function serverRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const path = "/api/v1/authorizationServers";
  const existing = (context: OktaContext): AuthorizationServer =>
    findServer(store, context.req.param("authServerId") ?? "");

  routes.get(path, (context) => {
    const q = context.req.query("q")?.toLowerCase();
    const servers = store.servers.filter(
      (server) =>
        q === undefined ||
        server.name.toLowerCase().includes(q) ||
        server.audiences.some((audience) => audience.toLowerCase().includes(q)),
    );
    const page = paginate(context, store.origin, servers, { defaultLimit: 200, maxLimit: 200, repeat: ["q"] });
    return context.json(page.map((server) => serverResponse(store, server)));
  });

  routes.post(path, async (context) => {
    const body = await readBody(context, serverBody);
    const now = store.now();
    const server: AuthorizationServer = {
      id: store.newId("aus"),
      ...serverContent(body, undefined),
      status: "ACTIVE",
      created: now,
      lastUpdated: now,
      kid: randomBytes(32).toString("base64url"),
      lastRotated: now,
      default: false,
    };
    store.servers.put(server);
    addServerDefaults(store, server);
    return context.json(serverResponse(store, server), 201);
  });

  function serverContent(body: z.infer<typeof serverBody>, ownId: string | undefined) {
    const { name, audiences } = body;
    if (name === undefined || name.trim() === "") {
      throw blankField("name");
    }
    if (audiences === undefined || audiences.length === 0) {
      throw blankField("audiences");
    }
    if (audiences.length > 1) {
      throw validationFailed("audiences", "audiences: Only one audience is allowed.");
    }
    if (store.servers.find((server) => server.id !== ownId && server.name === name) !== undefined) {
      throw duplicateField("name");
    }
    return {
      name,
      description: body.description ?? null,
      audiences,
      issuerMode: body.issuerMode ?? "ORG_URL",
      rotationMode: body.credentials?.signing?.rotationMode ?? "AUTO",
    } as const;
  }

  routes.get(`${path}/:authServerId`, (context) => context.json(serverResponse(store, existing(context))));

  routes.put(`${path}/:authServerId`, async (context) => {
    const server = existing(context);
    const body = await readBody(context, serverBody);
    const updated = store.servers.put({
      ...server,
      ...serverContent(body, server.id),
      issuerMode: body.issuerMode ?? server.issuerMode,
      rotationMode: body.credentials?.signing?.rotationMode ?? server.rotationMode,
      lastUpdated: store.now(),
    });
    return context.json(serverResponse(store, updated));
  });

  routes.delete(`${path}/:authServerId`, (context) => {
    const server = existing(context);
    if (server.default) {
      throw accessDenied();
    }
    for (const children of [store.scopes, store.claims, store.serverPolicies, store.serverRules]) {
      deleteWhere<{ readonly id: string; readonly serverId: string }>(
        children,
        (child) => child.serverId === server.id,
      );
    }
    deleteWhere(store.signingKeys, (key) => key.ownerId === server.id);
    store.servers.delete(server.id);
    return context.body(null, 204);
  });

  const setStatus = (value: AuthorizationServer["status"]) => (context: OktaContext) => {
    store.servers.put({ ...existing(context), status: value, lastUpdated: store.now() });
    return context.body(null, 204);
  };
  routes.post(`${path}/:authServerId/lifecycle/activate`, setStatus("ACTIVE"));
  routes.post(`${path}/:authServerId/lifecycle/deactivate`, setStatus("INACTIVE"));
}

function keyRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const path = "/api/v1/authorizationServers/:authServerId/credentials";
  const keys = async (server: AuthorizationServer): Promise<JsonObject[]> =>
    (await allKeys(store, server)).map((key) => ({
      status: key.status,
      created: key.created,
      lastUpdated: key.lastUpdated,
      ...publicJwk(key),
      _links: { self: link(`${serverUrl(store, server.id)}/credentials/keys/${key.id}`, "GET") },
    }));
  const existing = (context: OktaContext) => findServer(store, context.req.param("authServerId") ?? "");

  routes.get(`${path}/keys`, async (context) => context.json(await keys(existing(context))));

  routes.post(`${path}/lifecycle/keyRotate`, async (context) => {
    const { use } = await readBody(context, z.looseObject({ use: z.string().optional() }));
    if (use !== "sig") {
      throw validationFailed("use", "use: The only valid value is 'sig'.");
    }
    return context.json(await keys(await rotateKeys(store, existing(context))));
  });
}

function scopeRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const path = "/api/v1/authorizationServers/:authServerId/scopes";
  const existingServer = (context: OktaContext) => findServer(store, context.req.param("authServerId") ?? "");
  const existing = (context: OktaContext): Scope => {
    const server = existingServer(context);
    const id = context.req.param("scopeId") ?? "";
    const scope = store.scopes.get(id);
    if (scope === undefined || scope.serverId !== server.id) {
      throw notFound(id, "OAuth2Scope");
    }
    return scope;
  };
  const content = (server: AuthorizationServer, body: z.infer<typeof scopeBody>, ownId: string | undefined) => {
    const { name } = body;
    if (name === undefined || name.trim() === "") {
      throw blankField("name");
    }
    const taken = store.scopes.find(
      (scope) => scope.serverId === server.id && scope.id !== ownId && scope.name === name,
    );
    if (taken !== undefined) {
      throw duplicateField("name");
    }
    return {
      name,
      displayName: body.displayName ?? null,
      description: body.description ?? null,
      metadataPublish: body.metadataPublish ?? "NO_CLIENTS",
      consent: body.consent ?? "IMPLICIT",
      optional: body.optional ?? false,
      default: body.default ?? false,
    };
  };

  routes.get(path, (context) => {
    const server = existingServer(context);
    const q = context.req.query("q")?.toLowerCase();
    const scopes = store.scopes.filter(
      (scope) => scope.serverId === server.id && (q === undefined || scope.name.toLowerCase().startsWith(q)),
    );
    return context.json(scopes.map((scope) => scopeResponse(store, scope)));
  });

  routes.post(path, async (context) => {
    const server = existingServer(context);
    const body = await readBody(context, scopeBody);
    const scope = store.scopes.put({
      id: store.newId("scp"),
      serverId: server.id,
      system: false,
      ...content(server, body, undefined),
    });
    return context.json(scopeResponse(store, scope), 201);
  });

  routes.get(`${path}/:scopeId`, (context) => context.json(scopeResponse(store, existing(context))));

  routes.put(`${path}/:scopeId`, async (context) => {
    const scope = existing(context);
    const body = await readBody(context, scopeBody);
    const updated = store.scopes.put({ ...scope, ...content(existingServer(context), body, scope.id) });
    return context.json(scopeResponse(store, updated));
  });

  routes.delete(`${path}/:scopeId`, (context) => {
    const scope = existing(context);
    if (scope.system) {
      throw accessDenied();
    }
    store.scopes.delete(scope.id);
    return context.body(null, 204);
  });
}

function claimRoutes({ store }: Okta, routes: Hono<OktaEnv>): void {
  const path = "/api/v1/authorizationServers/:authServerId/claims";
  const existingServer = (context: OktaContext) => findServer(store, context.req.param("authServerId") ?? "");
  const existing = (context: OktaContext): Claim => {
    const server = existingServer(context);
    const id = context.req.param("claimId") ?? "";
    const claim = store.claims.get(id);
    if (claim === undefined || claim.serverId !== server.id) {
      throw notFound(id, "OAuth2Claim");
    }
    return claim;
  };
  const content = (server: AuthorizationServer, body: z.infer<typeof claimBody>, own: Claim | undefined) => {
    const { name, value } = body;
    const claimType = body.claimType ?? "RESOURCE";
    const valueType = body.valueType ?? "EXPRESSION";
    if (name === undefined || name.trim() === "") {
      throw blankField("name");
    }
    if (valueType !== "SYSTEM" && (value === undefined || value === null || value === "")) {
      throw blankField("value");
    }
    const problem = valueType === "EXPRESSION" ? expressionProblem(value ?? "") : undefined;
    if (problem !== undefined) {
      throw validationFailed("value", `value: Invalid expression. ${problem}`);
    }
    const scopes = body.conditions?.scopes ?? [];
    const unknown = scopes.find(
      (scope) => store.scopes.find((known) => known.serverId === server.id && known.name === scope) === undefined,
    );
    if (unknown !== undefined) {
      throw validationFailed(
        "conditions.scopes",
        `conditions.scopes: '${unknown}' is not a scope of this authorization server.`,
      );
    }
    const taken = store.claims.find(
      (claim) =>
        claim.serverId === server.id && claim.id !== own?.id && claim.name === name && claim.claimType === claimType,
    );
    if (taken !== undefined) {
      throw duplicateField("name");
    }
    return {
      name,
      status: body.status ?? "ACTIVE",
      claimType,
      valueType,
      value: value ?? null,
      scopes,
      alwaysIncludeInToken: body.alwaysIncludeInToken ?? false,
      groupFilterType: valueType === "GROUPS" ? (body.group_filter_type ?? null) : null,
    };
  };

  routes.get(path, (context) => {
    const server = existingServer(context);
    const claims = store.claims.filter((claim) => claim.serverId === server.id);
    return context.json(claims.map((claim) => claimResponse(store, claim)));
  });

  routes.post(path, async (context) => {
    const server = existingServer(context);
    const body = await readBody(context, claimBody);
    const claim = store.claims.put({
      id: store.newId("ocl"),
      serverId: server.id,
      system: false,
      ...content(server, body, undefined),
    });
    return context.json(claimResponse(store, claim), 201);
  });

  routes.get(`${path}/:claimId`, (context) => context.json(claimResponse(store, existing(context))));

  routes.put(`${path}/:claimId`, async (context) => {
    const claim = existing(context);
    const body = await readBody(context, claimBody);
    const updated = store.claims.put({ ...claim, ...content(existingServer(context), body, claim) });
    return context.json(claimResponse(store, updated));
  });

  routes.delete(`${path}/:claimId`, (context) => {
    const claim = existing(context);
    if (claim.system) {
      throw accessDenied();
    }
    store.claims.delete(claim.id);
    return context.body(null, 204);
  });
}
