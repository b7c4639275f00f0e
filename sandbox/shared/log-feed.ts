import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { LIVE_LOG_SCRIPT } from "./log-page";
import type { RequestLog, RequestLogEntry } from "./request-log";

/** The kept requests, and the number of those without a route. */
export function logEntries(log: RequestLog): { unknownRoutes: number; entries: readonly RequestLogEntry[] } {
  return { unknownRoutes: log.unknownRoutes, entries: log.all() };
}

/** Answers new requests as server-sent events, for as long as somebody listens. */
export function streamOf(log: RequestLog, context: Context): Response {
  return streamSSE(context, async (stream) => {
    const queue: RequestLogEntry[] = [];
    let wake: () => void = () => undefined;
    const unsubscribe = log.subscribe((entry) => {
      queue.push(entry);
      wake();
    });
    stream.onAbort(() => {
      unsubscribe();
      wake();
    });
    while (!stream.aborted) {
      const entry = queue.shift();
      if (entry === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        await stream.writeSSE({ event: "request", data: JSON.stringify(entry), id: String(entry.sequence) });
      }
    }
  });
}

/**
 * What the page of the request log reads, to be mounted at `LOG_PATH`. Whoever may see the page may read them: it
 * has no token, so it can lose none.
 *
 * - `GET /entries` the kept requests
 * - `GET /stream` new ones, as server-sent events
 * - `GET /script.js` the script of the page
 */
export function logRoutes(log: RequestLog): Hono {
  const routes = new Hono();
  routes.get("/entries", (context) => context.json(logEntries(log)));
  routes.get("/stream", (context) => streamOf(log, context));
  routes.get("/script.js", (context) =>
    context.body(LIVE_LOG_SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }),
  );
  return routes;
}
