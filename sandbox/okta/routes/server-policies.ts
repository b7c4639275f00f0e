import type { Hono } from "hono";
import { z } from "zod";
import type { JsonObject, ServerPolicy, ServerRule } from "../entities";
import { blankField, duplicateField, notFound } from "../errors";
import { type Okta, type OktaContext, type OktaEnv, readBody } from "../http";
import { serverPolicyResponse, serverRuleResponse } from "../server-representation";
import { deleteWhere } from "../store";
import { findServer } from "./find";

const status = z.enum(["ACTIVE", "INACTIVE"]);

const policyBody = z.looseObject({
  type: z.literal("OAUTH_AUTHORIZATION_POLICY").optional(),
  name: z.string().optional(),
  description: z.string().nullish(),
  priority: z.number().int().optional(),
  status: status.optional(),
  conditions: z
    .looseObject({ clients: z.looseObject({ include: z.array(z.string()).optional() }).optional() })
    .nullish(),
});

const strings = z.looseObject({ include: z.array(z.string()).optional(), exclude: z.array(z.string()).optional() });

const ruleBody = z.looseObject({
  type: z.literal("RESOURCE_ACCESS").optional(),
  name: z.string().optional(),
  priority: z.number().int().optional(),
  status: status.optional(),
  conditions: z
    .looseObject({
      people: z.looseObject({ users: strings.nullish(), groups: strings.nullish() }).nullish(),
      grantTypes: strings.nullish(),
      scopes: strings.nullish(),
    })
    .nullish(),
  actions: z
    .looseObject({
      token: z
        .looseObject({
          accessTokenLifetimeMinutes: z.number().int().optional(),
          refreshTokenLifetimeMinutes: z.number().int().optional(),
          refreshTokenWindowMinutes: z.number().int().optional(),
          inlineHook: z.looseObject({ id: z.string() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

/** Access policies of authorization servers, and their rules. */
export function serverPolicyRoutes(okta: Okta, routes: Hono<OktaEnv>): void {
  const { store } = okta;
  const path = "/api/v1/authorizationServers/:authServerId/policies";
  const existingServer = (context: OktaContext) => findServer(store, context.req.param("authServerId") ?? "");
  const existing = (context: OktaContext): ServerPolicy => {
    const server = existingServer(context);
    const id = context.req.param("policyId") ?? "";
    const policy = store.serverPolicies.get(id);
    if (policy === undefined || policy.serverId !== server.id) {
      throw notFound(id, "Policy");
    }
    return policy;
  };
  const content = (serverId: string, body: z.infer<typeof policyBody>, ownId: string | undefined) => {
    const { name } = body;
    if (name === undefined || name.trim() === "") {
      throw blankField("name");
    }
    const siblings = store.serverPolicies.filter((policy) => policy.serverId === serverId && policy.id !== ownId);
    if (siblings.some((policy) => policy.name === name)) {
      throw duplicateField("name");
    }
    return {
      name,
      description: body.description ?? null,
      // A place behind the last one is the last one (recorded for rules: 2 was answered with 1).
      priority: Math.min(Math.max(body.priority ?? siblings.length + 1, 1), siblings.length + 1),
      clients: body.conditions?.clients?.include ?? [],
    };
  };

  routes.get(path, (context) => {
    const server = existingServer(context);
    const policies = store.serverPolicies.filter((policy) => policy.serverId === server.id);
    return context.json(
      policies
        .toSorted((left, right) => left.priority - right.priority)
        .map((policy) => serverPolicyResponse(store, policy)),
    );
  });

  routes.post(path, async (context) => {
    const server = existingServer(context);
    const body = await readBody(context, policyBody);
    const now = store.now();
    const policy = store.serverPolicies.put({
      id: store.newId("00p"),
      serverId: server.id,
      status: body.status ?? "ACTIVE",
      system: false,
      ...content(server.id, body, undefined),
      created: now,
      lastUpdated: now,
    });
    return context.json(serverPolicyResponse(store, policy), 201);
  });

  routes.get(`${path}/:policyId`, (context) => context.json(serverPolicyResponse(store, existing(context))));

  routes.put(`${path}/:policyId`, async (context) => {
    const policy = existing(context);
    const body = await readBody(context, policyBody);
    const updated = store.serverPolicies.put({
      ...policy,
      ...content(policy.serverId, body, policy.id),
      status: body.status ?? policy.status,
      lastUpdated: store.now(),
    });
    return context.json(serverPolicyResponse(store, updated));
  });

  routes.delete(`${path}/:policyId`, (context) => {
    const policy = existing(context);
    deleteWhere(store.serverRules, (rule) => rule.policyId === policy.id);
    store.serverPolicies.delete(policy.id);
    return context.body(null, 204);
  });

  const setStatus = (value: ServerPolicy["status"]) => (context: OktaContext) => {
    store.serverPolicies.put({ ...existing(context), status: value, lastUpdated: store.now() });
    return context.body(null, 204);
  };
  routes.post(`${path}/:policyId/lifecycle/activate`, setStatus("ACTIVE"));
  routes.post(`${path}/:policyId/lifecycle/deactivate`, setStatus("INACTIVE"));

  ruleRoutes(okta, routes, existing);
}

function ruleRoutes(okta: Okta, routes: Hono<OktaEnv>, existingPolicy: (context: OktaContext) => ServerPolicy): void {
  const { store } = okta;
  const path = "/api/v1/authorizationServers/:authServerId/policies/:policyId/rules";
  const existing = (context: OktaContext): ServerRule => {
    const policy = existingPolicy(context);
    const id = context.req.param("ruleId") ?? "";
    const rule = store.serverRules.get(id);
    if (rule === undefined || rule.policyId !== policy.id) {
      throw notFound(id, "PolicyRule");
    }
    return rule;
  };
  const content = (policy: ServerPolicy, body: z.infer<typeof ruleBody>, ownId: string | undefined) => {
    const { name } = body;
    if (name === undefined || name.trim() === "") {
      throw blankField("name");
    }
    const siblings = store.serverRules.filter((rule) => rule.policyId === policy.id && rule.id !== ownId);
    if (siblings.some((rule) => rule.name === name)) {
      throw duplicateField("name");
    }
    if ((body.conditions?.grantTypes?.include ?? []).length === 0) {
      throw blankField("conditions.grantTypes");
    }
    return {
      name,
      priority: Math.min(Math.max(body.priority ?? siblings.length + 1, 1), siblings.length + 1),
      conditions: ruleConditions(body.conditions ?? {}),
      actions: { token: ruleToken(body.actions?.token ?? {}) },
    };
  };

  routes.get(path, (context) => {
    const policy = existingPolicy(context);
    const rules = store.serverRules.filter((rule) => rule.policyId === policy.id);
    return context.json(
      rules.toSorted((left, right) => left.priority - right.priority).map((rule) => serverRuleResponse(store, rule)),
    );
  });

  routes.post(path, async (context) => {
    const policy = existingPolicy(context);
    const body = await readBody(context, ruleBody);
    const now = store.now();
    const rule = store.serverRules.put({
      id: store.newId("0pr"),
      serverId: policy.serverId,
      policyId: policy.id,
      status: body.status ?? "ACTIVE",
      system: false,
      ...content(policy, body, undefined),
      created: now,
      lastUpdated: now,
    });
    return context.json(serverRuleResponse(store, rule), 201);
  });

  routes.get(`${path}/:ruleId`, (context) => context.json(serverRuleResponse(store, existing(context))));

  routes.put(`${path}/:ruleId`, async (context) => {
    const rule = existing(context);
    const body = await readBody(context, ruleBody);
    const updated = store.serverRules.put({
      ...rule,
      ...content(existingPolicy(context), body, rule.id),
      status: body.status ?? rule.status,
      lastUpdated: store.now(),
    });
    return context.json(serverRuleResponse(store, updated));
  });

  routes.delete(`${path}/:ruleId`, (context) => {
    store.serverRules.delete(existing(context).id);
    return context.body(null, 204);
  });

  const setStatus = (value: ServerRule["status"]) => (context: OktaContext) => {
    store.serverRules.put({ ...existing(context), status: value, lastUpdated: store.now() });
    return context.body(null, 204);
  };
  routes.post(`${path}/:ruleId/lifecycle/activate`, setStatus("ACTIVE"));
  routes.post(`${path}/:ruleId/lifecycle/deactivate`, setStatus("INACTIVE"));
}

type RuleConditions = NonNullable<z.infer<typeof ruleBody>["conditions"]>;
type RuleToken = NonNullable<NonNullable<z.infer<typeof ruleBody>["actions"]>["token"]>;

/** Recorded: `users: {}` is answered `{exclude: []}`, `scopes: {}` is answered `{include: []}`, groups only when given. */
function ruleConditions(sent: RuleConditions): JsonObject {
  const { users, groups } = sent.people ?? {};
  const included = (list: { include?: string[] | undefined; exclude?: string[] | undefined }): JsonObject => ({
    ...(list.include === undefined || list.include.length === 0 ? {} : { include: list.include }),
    ...(list.exclude === undefined || list.exclude.length === 0 ? {} : { exclude: list.exclude }),
  });
  return {
    people: {
      users: { ...included({ include: users?.include }), exclude: users?.exclude ?? [] },
      ...(groups === undefined || groups === null ? {} : { groups: included(groups) }),
    },
    grantTypes: { include: inOktaOrder(sent.grantTypes?.include ?? []) },
    scopes: { include: sent.scopes?.include ?? [] },
  };
}

/** A set: answered in an order of Okta's own, not in the one that was sent (recorded). */
function inOktaOrder(grantTypes: readonly string[]): string[] {
  const place = (grantType: string): number => {
    const index = ["implicit", "client_credentials", "authorization_code", "password"].indexOf(grantType);
    return index < 0 ? Number.MAX_SAFE_INTEGER : index;
  };
  return grantTypes.toSorted((left, right) => place(left) - place(right));
}

function ruleToken(sent: RuleToken): JsonObject {
  return {
    accessTokenLifetimeMinutes: sent.accessTokenLifetimeMinutes ?? 60,
    refreshTokenLifetimeMinutes: sent.refreshTokenLifetimeMinutes ?? 0,
    refreshTokenWindowMinutes: sent.refreshTokenWindowMinutes ?? 10_080,
    ...(sent.inlineHook === undefined || sent.inlineHook === null ? {} : { inlineHook: { id: sent.inlineHook.id } }),
  };
}
