import { Hono } from "hono";
import { requireControlToken } from "./control-token";
import { parseJson } from "./json";
import { logEntries, streamOf } from "./log-feed";
import type { RequestLog } from "./request-log";
import { sameOrigin } from "./same-origin";

/** Below this path lies what no vendor has: the sandbox's own control endpoints. All of them ask for the control token. */
export const CONTROL_PATH = "/_sandbox";

/** What the control endpoints of a service act on. */
export interface Controlled {
  readonly log: RequestLog;
  /** What whoever controls the service sends. */
  readonly controlToken: string;
  /** Puts the service back to its seed. */
  reset(): void;
  /** The current behaviour settings of the service, as JSON. */
  settings(): unknown;
  /** Changes behaviour settings; throws a `TypeError` with a readable message when the body is not valid. */
  changeSettings(body: unknown): void;
}

/**
 * The control endpoints that both services have, to be mounted at {@link CONTROL_PATH}:
 *
 * - `GET /log` the kept requests and the number of those without a route; `DELETE /log` forgets them
 * - `GET /log/stream` new requests as server-sent events
 * - `POST /reset` back to the seed
 * - `GET /settings`, `PATCH /settings` behaviour (for example whether this Okta takes SCIM connections by API)
 */
export function controlRoutes(service: Controlled): Hono {
  const routes = new Hono();
  // Holds for whatever else is mounted at the path after these.
  routes.use(sameOrigin);
  routes.use(requireControlToken(service.controlToken));
  routes.get("/log", (context) => context.json(logEntries(service.log)));
  routes.delete("/log", (context) => {
    service.log.clear();
    return context.body(null, 204);
  });
  routes.get("/log/stream", (context) => streamOf(service.log, context));
  routes.post("/reset", (context) => {
    service.reset();
    return context.body(null, 204);
  });
  routes.get("/settings", (context) => context.json(service.settings()));
  routes.patch("/settings", async (context) => {
    try {
      service.changeSettings(parseJson(await context.req.text()));
    } catch (cause) {
      if (cause instanceof SyntaxError) {
        return context.json({ error: "Settings: not valid JSON. Send the settings to change as a JSON object." }, 400);
      }
      if (cause instanceof TypeError) {
        return context.json({ error: cause.message }, 400);
      }
      throw cause;
    }
    return context.json(service.settings());
  });
  return routes;
}
