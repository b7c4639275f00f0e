import { Hono } from "hono";
import { z } from "zod";
import { cloudflareId } from "../../shared/ids";
import type { AccessGroup, Json, Scope } from "../entities";
import { answer, answerList, readBody } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import { ruleList, text } from "../fields";
import { checkedRules } from "../rules";
import { existing, type Store, timestamp } from "../store";

const groupSchema = z.object({
  name: text,
  include: ruleList.min(1, "at least one rule is required"),
  exclude: ruleList.optional(),
  require: ruleList.optional(),
  is_default: z.boolean().default(false),
});

/** `access/groups`: named sets of rules. */
export function groupRoutes(store: Store): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  const found = (id: string, scope: Scope) => existing(store.groups, id, (group) => group.scope === scope);

  routes.get("/", (context) => {
    const { name, search } = context.req.query();
    const groups = store.groups.filter(
      (group) =>
        group.scope === context.get("scope") &&
        (name === undefined || group.name === name) &&
        (search === undefined || group.name.toLowerCase().includes(search.toLowerCase())),
    );
    return answerList(context, groups, groupAnswer);
  });

  routes.post("/", async (context) => {
    const { is_default: isDefault, ...body } = await readBody(context, groupSchema);
    const now = timestamp();
    const group = store.groups.put({
      id: cloudflareId(),
      scope: context.get("scope"),
      name: body.name,
      isDefault,
      ...checkedRules(store, body),
      created_at: now,
      updated_at: now,
    });
    return answer(context, groupAnswer(group));
  });

  routes.get("/:id", (context) => answer(context, groupAnswer(found(context.req.param("id"), context.get("scope")))));

  routes.put("/:id", async (context) => {
    const current = found(context.req.param("id"), context.get("scope"));
    const { is_default: isDefault, ...body } = await readBody(context, groupSchema);
    const group = store.groups.put({
      ...current,
      name: body.name,
      isDefault,
      ...checkedRules(store, body),
      updated_at: timestamp(),
    });
    return answer(context, groupAnswer(group));
  });

  routes.delete("/:id", (context) => {
    const { id } = found(context.req.param("id"), context.get("scope"));
    store.groups.delete(id);
    return answer(context, { id });
  });

  return routes;
}

/** A group as the API answers it: rules in the order in which they were sent. */
export function groupAnswer(group: AccessGroup): Json {
  const { id, name, include, exclude, require, created_at, updated_at } = group;
  return {
    id,
    uid: id,
    name,
    include,
    exclude,
    require,
    // Sent as a flag, answered as rules: so says the type in Cloudflare's own client.
    ...(group.isDefault ? { is_default: include } : {}),
    created_at,
    updated_at,
  };
}
