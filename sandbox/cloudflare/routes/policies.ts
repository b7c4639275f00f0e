import { Hono } from "hono";
import type { AccessPolicy, Json } from "../entities";
import { answer, answerList, readBody } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import { policyAnswer, policyFrom, policySchema } from "../policy-body";
import { existing, type Store } from "../store";

/** `access/policies`: the reusable policies of the account. */
export function policyRoutes(store: Store): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  const wire = (policy: AccessPolicy) => reusablePolicyAnswer(store, policy);

  routes.get("/", (context) => answerList(context, store.policies.all(), wire));

  routes.post("/", async (context) => {
    const body = await readBody(context, policySchema);
    return answer(context, wire(store.policies.put(policyFrom(store, body))));
  });

  routes.get("/:id", (context) => answer(context, wire(existing(store.policies, context.req.param("id")))));

  routes.put("/:id", async (context) => {
    const current = existing(store.policies, context.req.param("id"));
    const body = await readBody(context, policySchema);
    return answer(context, wire(store.policies.put(policyFrom(store, body, current))));
  });

  routes.delete("/:id", (context) => {
    const { id } = existing(store.policies, context.req.param("id"));
    store.policies.delete(id);
    // No published rule refuses this; an application must not go on with a policy that is gone.
    for (const application of store.applications.filter((candidate) => usesPolicy(candidate.policies, id))) {
      store.applications.put({ ...application, policies: application.policies.filter((use) => use.id !== id) });
    }
    return answer(context, { id });
  });

  return routes;
}

/** A reusable policy as the API answers it. */
export function reusablePolicyAnswer(store: Store, policy: AccessPolicy): Json {
  const users = store.applications.filter((application) => usesPolicy(application.policies, policy.id));
  return { ...policyAnswer(policy), reusable: true, app_count: users.length };
}

function usesPolicy(uses: readonly { readonly id: string }[], id: string): boolean {
  return uses.some((use) => use.id === id);
}
