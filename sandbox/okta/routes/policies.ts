import { Hono } from "hono";
import { z } from "zod";
import type { Json, JsonObject, Policy, PolicyRule } from "../entities";
import { accessDenied, blankField, duplicateField, notFound, validationFailed } from "../errors";
import { type Okta, type OktaContext, type OktaEnv, readBody } from "../http";
import { policyResponse, policyRuleResponse } from "../representation";
import { deleteWhere, type OktaStore } from "../store";

const POLICY_TYPES = [
  "ACCESS_POLICY",
  "ENTITY_RISK",
  "IDP_DISCOVERY",
  "MFA_ENROLL",
  "OKTA_SIGN_ON",
  "PASSWORD",
  "POST_AUTH_SESSION",
  "PROFILE_ENROLLMENT",
  "SESSION_VIOLATION_DETECTION",
];

const status = z.enum(["ACTIVE", "INACTIVE"]);
const object = z.record(z.string(), z.json());

const policyBody = z.looseObject({
  type: z.string().optional(),
  name: z.string().optional(),
  description: z.string().nullish(),
  priority: z.number().int().optional(),
  status: status.optional(),
  conditions: object.nullish(),
  settings: object.nullish(),
});

const ruleBody = z.looseObject({
  type: z.string().optional(),
  name: z.string().optional(),
  priority: z.number().int().nullish(),
  status: status.optional(),
  conditions: object.nullish(),
  actions: object.nullish(),
});

/** Policies of the organization. App sign-in policies in full, others as far as they are stored and given back. */
export function policyRoutes(okta: Okta): Hono<OktaEnv> {
  const { store } = okta;
  const routes = new Hono<OktaEnv>();
  const existing = (context: OktaContext): Policy => {
    const id = context.req.param("policyId") ?? "";
    const policy = store.policies.get(id);
    if (policy === undefined) {
      throw notFound(id, "Policy");
    }
    return policy;
  };

  routes.get("/api/v1/policies", (context) => {
    const { type, status: wanted, q } = context.req.query();
    if (type === undefined || type === "") {
      throw blankField("type");
    }
    if (!POLICY_TYPES.includes(type)) {
      throw validationFailed("type", `type: '${type}' is not a valid policy type.`);
    }
    const policies = store.policies.filter(
      (policy) =>
        policy.type === type &&
        (wanted === undefined || policy.status === wanted) &&
        (q === undefined || policy.name.toLowerCase().includes(q.toLowerCase())),
    );
    context.set("links", [`<${store.origin}/api/v1/policies?${new URLSearchParams(context.req.query())}>; rel="self"`]);
    return context.json(policies.map((policy) => policyResponse(store, policy, "list")));
  });

  routes.post("/api/v1/policies", async (context) => {
    const body = await readBody(context, policyBody);
    const { type } = body;
    if (type === undefined || !POLICY_TYPES.includes(type)) {
      throw type === undefined
        ? blankField("type")
        : validationFailed("type", `type: '${type}' is not a valid policy type.`);
    }
    const name = uniqueName(okta, body.name, type, undefined);
    const now = store.now();
    const policy = store.policies.put({
      id: store.newId(type === "ACCESS_POLICY" || type === "PROFILE_ENROLLMENT" ? "rst" : "00p"),
      type,
      status: body.status ?? "ACTIVE",
      name,
      description: body.description ?? null,
      // All app sign-in policies answer priority 1 (recorded): none of them comes before another.
      priority: type === "ACCESS_POLICY" ? 1 : (body.priority ?? 1),
      system: false,
      conditions: body.conditions ?? null,
      settings: body.settings ?? null,
      created: now,
      lastUpdated: now,
      reservedFor: null,
    });
    if (type === "ACCESS_POLICY") {
      store.policyRules.put(catchAllRule(store, policy));
    }
    return context.json(policyResponse(store, policy, "single"));
  });

  routes.get("/api/v1/policies/:policyId", (context) =>
    context.json(policyResponse(store, existing(context), "single")),
  );

  routes.put("/api/v1/policies/:policyId", async (context) => {
    const policy = existing(context);
    const body = await readBody(context, policyBody);
    if (body.type !== undefined && body.type !== policy.type) {
      throw validationFailed("type", "type: The type of a policy cannot be changed.");
    }
    const updated = store.policies.put({
      ...policy,
      name: uniqueName(okta, body.name, policy.type, policy.id),
      description: body.description ?? null,
      priority: policy.type === "ACCESS_POLICY" ? policy.priority : (body.priority ?? policy.priority),
      conditions: body.conditions ?? null,
      settings: body.settings ?? policy.settings,
      lastUpdated: store.now(),
    });
    return context.json(policyResponse(store, updated, "single"));
  });

  routes.delete("/api/v1/policies/:policyId", (context) => {
    const policy = existing(context);
    if (policy.system || policy.reservedFor !== null) {
      throw accessDenied();
    }
    for (const app of store.apps.filter((candidate) => candidate.accessPolicyId === policy.id)) {
      store.apps.put({ ...app, accessPolicyId: store.defaultAccessPolicy().id });
    }
    deleteWhere(store.policyRules, (rule) => rule.policyId === policy.id);
    store.policies.delete(policy.id);
    return context.body(null, 204);
  });

  const setStatus = (value: Policy["status"]) => (context: OktaContext) => {
    store.policies.put({ ...existing(context), status: value, lastUpdated: store.now() });
    return context.body(null, 204);
  };
  routes.post("/api/v1/policies/:policyId/lifecycle/activate", setStatus("ACTIVE"));
  routes.post("/api/v1/policies/:policyId/lifecycle/deactivate", setStatus("INACTIVE"));

  ruleRoutes(okta, routes, existing);
  return routes;
}

function ruleRoutes(okta: Okta, routes: Hono<OktaEnv>, existingPolicy: (context: OktaContext) => Policy): void {
  const { store } = okta;
  const path = "/api/v1/policies/:policyId/rules";
  const existing = (context: OktaContext): PolicyRule => {
    const policy = existingPolicy(context);
    const id = context.req.param("ruleId") ?? "";
    const rule = store.policyRules.get(id);
    if (rule === undefined || rule.policyId !== policy.id) {
      throw notFound(id, "PolicyRule");
    }
    return rule;
  };

  routes.get(path, (context) => {
    const policy = existingPolicy(context);
    const rules = store.policyRules
      .filter((rule) => rule.policyId === policy.id)
      .toSorted((left, right) => left.priority - right.priority);
    return context.json(rules.map((rule) => policyRuleResponse(store, rule)));
  });

  routes.post(path, async (context) => {
    const policy = existingPolicy(context);
    const body = await readBody(context, ruleBody);
    const now = store.now();
    const rule = store.policyRules.put({
      id: store.newId(policy.type === "ACCESS_POLICY" ? "rul" : "0pr"),
      policyId: policy.id,
      type: body.type ?? policy.type,
      status: body.status ?? "ACTIVE",
      name: uniqueRuleName(okta, body.name, policy, undefined),
      priority: body.priority ?? 1,
      system: false,
      ...content(policy, body),
      created: now,
      lastUpdated: now,
    });
    return context.json(policyRuleResponse(store, rule));
  });

  routes.get(`${path}/:ruleId`, (context) => context.json(policyRuleResponse(store, existing(context))));

  routes.put(`${path}/:ruleId`, async (context) => {
    const policy = existingPolicy(context);
    const rule = existing(context);
    const body = await readBody(context, ruleBody);
    const updated = store.policyRules.put({
      ...rule,
      name: uniqueRuleName(okta, body.name, policy, rule.id),
      priority: rule.system ? rule.priority : (body.priority ?? rule.priority),
      ...content(policy, body),
      ...(rule.system ? { conditions: rule.conditions } : {}),
      lastUpdated: store.now(),
    });
    return context.json(policyRuleResponse(store, updated));
  });

  routes.delete(`${path}/:ruleId`, (context) => {
    const rule = existing(context);
    if (rule.system) {
      throw accessDenied();
    }
    store.policyRules.delete(rule.id);
    return context.body(null, 204);
  });

  const setStatus = (value: PolicyRule["status"]) => (context: OktaContext) => {
    store.policyRules.put({ ...existing(context), status: value, lastUpdated: store.now() });
    return context.body(null, 204);
  };
  routes.post(`${path}/:ruleId/lifecycle/activate`, setStatus("ACTIVE"));
  routes.post(`${path}/:ruleId/lifecycle/deactivate`, setStatus("INACTIVE"));
}

/** The rule at the end of every app sign-in policy. */
export function catchAllRule(store: OktaStore, policy: Policy): PolicyRule {
  const now = store.now();
  return {
    id: store.newId("rul"),
    policyId: policy.id,
    type: policy.type,
    status: "ACTIVE",
    name: "Catch-all Rule",
    priority: 99,
    system: true,
    conditions: null,
    actions: {
      appSignOn: {
        access: "ALLOW",
        verificationMethod: {
          factorMode: "2FA",
          type: "ASSURANCE",
          reauthenticateIn: "PT12H",
          constraints: [{ possession: { required: true, deviceBound: "REQUIRED" } }],
        },
        keepMeSignedIn: { postAuth: "NOT_ALLOWED" },
      },
    },
    created: now,
    lastUpdated: now,
  };
}

function uniqueName(okta: Okta, name: string | undefined, type: string, ownId: string | undefined): string {
  if (name === undefined || name.trim() === "") {
    throw blankField("name");
  }
  if (okta.store.policies.find((policy) => policy.id !== ownId && policy.type === type && policy.name === name)) {
    throw duplicateField("name");
  }
  return name;
}

function uniqueRuleName(okta: Okta, name: string | undefined, policy: Policy, ownId: string | undefined): string {
  if (name === undefined || name.trim() === "") {
    throw blankField("name");
  }
  const taken = okta.store.policyRules.find(
    (rule) => rule.id !== ownId && rule.policyId === policy.id && rule.name === name,
  );
  if (taken !== undefined) {
    throw duplicateField("name");
  }
  return name;
}

/** Conditions and actions in the order in which Okta writes them, with what Okta adds to an app sign-in rule. */
function content(policy: Policy, body: z.infer<typeof ruleBody>): { conditions: JsonObject; actions: JsonObject } {
  const conditions = body.conditions ?? {};
  const actions = body.actions ?? {};
  const people = (conditions.people ?? {}) as JsonObject;
  const users = (people.users ?? {}) as JsonObject;
  const ordered: JsonObject = {
    people: { users: { ...present(users, "include"), exclude: users.exclude ?? [] }, ...present(people, "groups") },
    ...present(conditions, "network"),
  };
  if (policy.type !== "ACCESS_POLICY") {
    const { people: _people, network: _network, ...others } = conditions;
    return { conditions: { ...ordered, ...others }, actions };
  }
  const signOn = (actions.appSignOn ?? {}) as JsonObject;
  return {
    conditions: {
      ...ordered,
      ...present(conditions, "device"),
      ...platform((conditions.platform ?? {}) as JsonObject),
      riskScore: conditions.riskScore ?? { level: "ANY" },
      ...present(conditions, "elCondition"),
      userType: conditions.userType ?? { include: [], exclude: [] },
    },
    actions: {
      ...actions,
      appSignOn: {
        access: signOn.access ?? "ALLOW",
        ...verification(signOn.verificationMethod as JsonObject | undefined),
        keepMeSignedIn: signOn.keepMeSignedIn ?? { postAuth: "NOT_ALLOWED" },
      },
    },
  };
}

/** Nothing when no platform is named (recorded). */
function platform(sent: JsonObject): JsonObject {
  const include = (sent.include ?? []) as readonly JsonObject[];
  if (include.length === 0) {
    return {};
  }
  const entries = include.map((item): Json => {
    const os = (item.os ?? {}) as JsonObject;
    const expression = os.expression ?? null;
    return { type: item.type ?? null, os: { type: os.type ?? null, ...(expression === null ? {} : { expression }) } };
  });
  return { platform: { include: entries, exclude: sent.exclude ?? [] } };
}

/** How people prove themselves; asked for again after 12 hours unless the rule says otherwise (recorded). */
function verification(sent: JsonObject | undefined): JsonObject {
  if (sent === undefined) {
    return {};
  }
  const { factorMode, type, reauthenticateIn, ...others } = sent;
  const again = reauthenticateIn ?? (type === "ASSURANCE" ? "PT12H" : undefined);
  return {
    verificationMethod: {
      ...(factorMode === undefined ? {} : { factorMode }),
      type,
      ...(again === undefined ? {} : { reauthenticateIn: again }),
      ...others,
    },
  };
}

function present(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return value === undefined || value === null ? {} : { [name]: value };
}
