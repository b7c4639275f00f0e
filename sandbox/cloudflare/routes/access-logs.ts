import { Hono } from "hono";
import { answer, positive } from "../envelope";
import type { CloudflareEnvironment } from "../environment";
import type { Store } from "../store";

/**
 * `access/logs/access_requests`: who tried to log in to which application, newest first unless `direction=asc`.
 *
 * @see https://developers.cloudflare.com/api/resources/zero_trust/subresources/access/subresources/logs/subresources/access_requests/
 */
export function accessLogRoutes(store: Store): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  routes.get("/", (context) => {
    const { direction, email } = context.req.query();
    const attempts = store.accessRequests
      .filter(({ user_email }) => email === undefined || user_email.toLowerCase().includes(email.toLowerCase()))
      .map(({ id: _id, ...attempt }) => attempt);
    const ordered = direction === "asc" ? attempts : attempts.reverse();
    return answer(context, ordered.slice(0, positive(context, "limit", 25, 1_000)));
  });
  return routes;
}
