import { Hono } from "hono";
import { parseJson } from "../json";
import type { Faults } from "./faults";
import type { FaultRuleInput } from "./rule";

/**
 * The control endpoints of fault injection, to be mounted at the control path:
 *
 * - `GET /faults` the rules, with how many calls each matched and struck
 * - `POST /faults` adds a rule and answers it, 201; what is not valid is named, 400
 * - `DELETE /faults/{id}` removes a rule; `DELETE /faults` removes all
 *
 * For what a rule is see `faultRuleSchema`.
 */
export function faultControl(faults: Faults): Hono {
  const routes = new Hono();
  routes.get("/faults", (context) => context.json({ rules: faults.list() }));
  routes.post("/faults", async (context) => {
    try {
      // Checked by `add`, whatever it is.
      return context.json(faults.add(parseJson(await context.req.text()) as FaultRuleInput), 201);
    } catch (cause) {
      if (cause instanceof SyntaxError) {
        return context.json({ error: "Fault rule: not valid JSON. Send one rule as a JSON object." }, 400);
      }
      if (cause instanceof TypeError) {
        return context.json({ error: cause.message }, 400);
      }
      throw cause;
    }
  });
  routes.delete("/faults", (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  routes.delete("/faults/:id", (context) => {
    const id = context.req.param("id");
    return faults.remove(id)
      ? context.body(null, 204)
      : context.json({ error: `No fault rule is called "${id}".` }, 404);
  });
  return routes;
}
