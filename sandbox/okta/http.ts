import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import type { z } from "zod";
import { parseJson } from "../shared/json";
import type { JsonObject } from "./entities";
import { malformedBody, rateLimited } from "./errors";
import type { RateLimiter, RateLimitState } from "./rate-limits";
import type { OktaSettings } from "./settings";
import type { OktaStore } from "./store";

/** What handlers find on the context. */
export interface OktaEnv {
  /** Node's request and response when the app is served; absent in `app.request(...)`. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** No route matched: for the request log. */
    unknownRoute?: boolean;
    /** Values of the Link header, one line each. */
    links?: readonly string[];
    /** Set for answers that carry no rate limit headers. */
    noRateLimit?: boolean;
  };
}

/** A request's context. */
export type OktaContext = Context<OktaEnv>;

/** What the routes work on. */
export interface Okta {
  readonly store: OktaStore;
  readonly settings: () => OktaSettings;
}

/**
 * The body of a request, checked against a schema of its types and enumerations.
 *
 * @throws OktaError E0000003 when it is no JSON object or has another shape. Required values that are missing are not
 * looked at here: Okta answers those with E0000001, see `blankField`.
 */
export async function readBody<T>(context: OktaContext, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await readJson(context));
  if (!parsed.success) {
    throw malformedBody();
  }
  return parsed.data;
}

/** The body of a request as a JSON object. @throws OktaError E0000003 */
export async function readJson(context: OktaContext): Promise<JsonObject> {
  const text = await context.req.text();
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw malformedBody();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformedBody();
  }
  return value as JsonObject;
}

/** Adds the headers that every answer of Okta carries: date, request id, caching, rate limit, links. */
export function vendorHeaders(limiter: RateLimiter, settings: () => OktaSettings): MiddlewareHandler<OktaEnv> {
  return async (context, next) => {
    const limit = limiter.count(context.req.method, context.req.path, settings().plan);
    if (limit.exceeded && settings().rateLimits === "enforce") {
      context.res = context.json(rateLimited().body(), 429);
    } else {
      await next();
    }
    const isShown = context.get("noRateLimit") !== true && settings().rateLimits !== "off";
    writeHeaders(context.res.headers, isShown ? limit : undefined);
    writeLinks(context, context.get("links") ?? []);
  };
}

/** What an answer says of the rate limit. */
type ShownLimit = Pick<RateLimitState, "limit" | "remaining" | "reset">;

/** Writes the headers that every answer of Okta carries; those of the rate limit only when there is one. */
export function writeHeaders(headers: Headers, limit: ShownLimit | undefined): void {
  headers.set("date", new Date().toUTCString());
  headers.set("x-okta-request-id", randomUUID().replaceAll("-", "").slice(0, 27));
  headers.set("cache-control", "no-cache, no-store");
  headers.set("pragma", "no-cache");
  headers.set("expires", "0");
  if (limit !== undefined) {
    headers.set("x-rate-limit-limit", String(limit.limit));
    headers.set("x-rate-limit-remaining", String(limit.remaining));
    headers.set("x-rate-limit-reset", String(limit.reset));
  }
}

/**
 * Writes one header line per link. A fetch `Headers` would join them with a comma, which the Okta provider misreads; so
 * when the answer goes out over Node, the lines are set there.
 */
function writeLinks(context: OktaContext, links: readonly string[]): void {
  if (links.length === 0) {
    return;
  }
  const outgoing = context.env?.outgoing;
  if (outgoing !== undefined && "setHeader" in outgoing) {
    outgoing.setHeader("link", [...links]);
    return;
  }
  for (const link of links) {
    context.res.headers.append("link", link);
  }
}
