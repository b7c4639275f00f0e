import { Hono } from "hono";
import { z } from "zod";
import { applicationAnswer, applicationFrom, createdApplicationAnswer, usedPolicyAnswer } from "../application-model";
import type { AccessApplication, Json, PolicyUse, Scope } from "../entities";
import { answer, answerList, check, readJson, withoutNulls } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import { invalidRequest, notFound } from "../errors";
import { policyFrom, policySchema } from "../policy-body";
import type { Sessions } from "../sessions";
import { existing, type Store, timestamp } from "../store";

const ownPolicySchema = policySchema.extend({ precedence: z.number().int().min(1).optional() });

/** `access/apps`: the applications, and below each the policies that only it has. */
export function applicationRoutes(store: Store, sessions: Sessions): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  const found = (id: string, scope: Scope) => existing(store.applications, id, (app) => app.scope === scope);
  const wire = (application: AccessApplication) => applicationAnswer(store, application);

  routes.get("/", (context) => {
    const { name, domain, aud, search } = context.req.query();
    const applications = store.applications.filter(
      (application) =>
        application.scope === context.get("scope") &&
        (name === undefined || application.fields.name === name) &&
        (domain === undefined || application.fields.domain === domain) &&
        (aud === undefined || application.aud === aud) &&
        (search === undefined || contains(application, search)),
    );
    return answerList(context, applications, wire);
  });

  routes.post("/", async (context) => {
    const application = applicationFrom(store, context.get("scope"), await readJson(context));
    return answer(context, createdApplicationAnswer(store, store.applications.put(application)));
  });

  routes.get("/:id", (context) => answer(context, wire(found(context.req.param("id"), context.get("scope")))));

  routes.put("/:id", async (context) => {
    const current = found(context.req.param("id"), context.get("scope"));
    const application = applicationFrom(store, current.scope, await readJson(context), current);
    return answer(context, wire(store.applications.put(application)));
  });

  routes.delete("/:id", (context) => {
    const { id } = found(context.req.param("id"), context.get("scope"));
    store.applications.delete(id);
    return answer(context, { id });
  });

  // The first is the path in Cloudflare's client of today, the second that of its predecessor.
  routes.on("POST", ["/:id/revoke_tokens", "/:id/revoke-tokens"], (context) => {
    const { aud } = found(context.req.param("id"), context.get("scope"));
    sessions.revokeApplication(aud);
    return answer(context, {});
  });

  addPolicyRoutes(routes, store, found);
  return routes;
}

/** `access/apps/{id}/policies`: the older way of giving an application its policies. */
function addPolicyRoutes(
  routes: Hono<CloudflareEnvironment>,
  store: Store,
  found: (id: string, scope: Scope) => AccessApplication,
): void {
  routes.get("/:id/policies", (context) => {
    const application = found(context.req.param("id"), context.get("scope"));
    return answerList(context, application.policies, (use) => usedPolicyAnswer(store, use));
  });

  routes.post("/:id/policies", async (context) => {
    const application = found(context.req.param("id"), context.get("scope"));
    const last = Math.max(0, ...application.policies.map((use) => use.precedence));
    const use = ownUse(store, await readJson(context), last + 1);
    storeUses(store, application, [...application.policies, use]);
    return answer(context, usedPolicyAnswer(store, use));
  });

  routes.get("/:id/policies/:policy", (context) => {
    const application = found(context.req.param("id"), context.get("scope"));
    return answer(context, usedPolicyAnswer(store, existingUse(application, context.req.param("policy"))));
  });

  routes.put("/:id/policies/:policy", async (context) => {
    const application = found(context.req.param("id"), context.get("scope"));
    const current = existingUse(application, context.req.param("policy"));
    if (current.own === undefined) {
      throw invalidRequest("reusable policies are updated at access/policies");
    }
    const use = ownUse(store, await readJson(context), current.precedence, current);
    storeUses(
      store,
      application,
      application.policies.map((other) => (other.id === use.id ? use : other)),
    );
    return answer(context, usedPolicyAnswer(store, use));
  });

  routes.delete("/:id/policies/:policy", (context) => {
    const application = found(context.req.param("id"), context.get("scope"));
    const { id } = existingUse(application, context.req.param("policy"));
    storeUses(
      store,
      application,
      application.policies.filter((use) => use.id !== id),
    );
    return answer(context, { id });
  });
}

function ownUse(store: Store, sent: Json, fallback: number, current?: PolicyUse): PolicyUse {
  const { precedence, ...body } = check(ownPolicySchema, withoutNulls(sent));
  const own = policyFrom(store, body, current?.own);
  return { id: own.id, precedence: precedence ?? fallback, own };
}

function existingUse(application: AccessApplication, id: string): PolicyUse {
  const use = application.policies.find((candidate) => candidate.id === id);
  if (use === undefined) {
    throw notFound();
  }
  return use;
}

function storeUses(store: Store, application: AccessApplication, policies: readonly PolicyUse[]): void {
  if (new Set(policies.map((use) => use.precedence)).size < policies.length) {
    throw invalidRequest("policy precedences must be unique");
  }
  store.applications.put({ ...application, policies, updated_at: timestamp() });
}

function contains(application: AccessApplication, search: string): boolean {
  const { name, domain } = application.fields;
  return [name, domain, application.aud].some(
    (value) => typeof value === "string" && value.toLowerCase().includes(search.toLowerCase()),
  );
}
