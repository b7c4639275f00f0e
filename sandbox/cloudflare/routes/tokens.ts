import { Hono } from "hono";
import type { CloudflareEnvironment } from "../environment";

/**
 * `user/tokens`: what a person uses to see whether a token works.
 *
 * @see https://developers.cloudflare.com/fundamentals/api/get-started/create-token/#4-test-your-token
 */
export function tokenRoutes(): Hono<CloudflareEnvironment> {
  const routes = new Hono<CloudflareEnvironment>();
  routes.get("/verify", (context) =>
    context.json({
      success: true,
      errors: [],
      messages: [{ code: 10000, message: "This API Token is valid and active", type: null }],
      result: { id: "5a0d00c10fda7ea0ce0000000000000a", status: "active" },
    }),
  );
  return routes;
}
