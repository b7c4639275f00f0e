import type { MiddlewareHandler } from "hono";

/** Methods that change nothing. */
const SAFE = ["GET", "HEAD", "OPTIONS"];

/**
 * Refuses what a page of another site sends through the browser of somebody who has the sandbox running: forms and
 * scripts of other origins, also of a name that somebody else points at this machine.
 *
 * Programs send no `Origin` and pass: Hono's own `csrf` refuses them, and takes any name for the service's own.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export const sameOrigin: MiddlewareHandler = async (context, next) => {
  if (SAFE.includes(context.req.method)) {
    return next();
  }
  const origin = context.req.header("origin");
  const site = context.req.header("sec-fetch-site");
  const foreignSite = site !== undefined && site !== "same-origin" && site !== "none";
  if (foreignSite || (origin !== undefined && !isOwn(origin, context.req.url))) {
    return context.text(
      "Forms of this sandbox are taken from its own pages only. Open the page here and try again.",
      403,
    );
  }
  return next();
};

function isOwn(origin: string, requestUrl: string): boolean {
  if (!URL.canParse(origin)) {
    return false;
  }
  const { hostname, host } = new URL(origin);
  const isLoopback = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  return isLoopback && host === new URL(requestUrl).host;
}
