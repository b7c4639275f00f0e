import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { replaceAnswer, type Vendor } from "../shared/faults/middleware";
import type { Snapshot } from "../shared/faults/stale";
import { API_PATH } from "./environment";
import { answerError, authenticationError, internalError, rateLimited } from "./errors";
import { answerScimError, ScimError } from "./scim/errors";
import { POPULATIONS_PATH } from "./scim/routes";

/** Calls that a token may make, and in how many seconds: https://developers.cloudflare.com/fundamentals/api/reference/limits/ */
const QUOTA = { calls: 1_200, seconds: 300 };

const STATUS_WORDS = {
  401: "Unauthorized",
  403: "Forbidden",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
} as const;

/**
 * How faults look at Cloudflare: at the management API in its envelope, at a SCIM service as SCIM's errors, and on the
 * login side as the pages of the proxy, from which also every answer of 502 and 503 comes.
 */
export function cloudflareFaults(snapshot: () => Snapshot): Vendor {
  return {
    rateLimited: (context, retryAfter) => {
      if (retryAfter !== undefined) {
        context.header("retry-after", String(retryAfter));
        context.header("ratelimit", `"default";r=0;t=${retryAfter}`);
        context.header("ratelimit-policy", `"default";q=${QUOTA.calls};w=${QUOTA.seconds}`);
      }
      switch (sideOf(context)) {
        case "api":
          return apiAnswer(context, rateLimited());
        case "scim":
          return scimAnswer(context, 429, "Too many requests.");
        case "login":
          return new Response("error code: 1015", { status: 429, headers: headersOf(context, "text/plain") });
      }
    },
    serverError: (context, status) => {
      const side = status === 500 ? sideOf(context) : "login";
      switch (side) {
        case "api":
          return apiAnswer(context, internalError());
        case "scim":
          return scimAnswer(context, 500, "Internal Server Error");
        case "login":
          return proxyPage(context, status);
      }
    },
    credentialRefused: (context) => refused(context, 401),
    permissionRemoved: (context) => refused(context, 403),
    losePart,
    // Nothing but the Date header tells the time, unless somebody logs in.
    skew: () => Promise.resolve(),
    isApi: (path) => sideOfPath(path) !== "login",
    snapshot,
  };
}

type Side = "api" | "scim" | "login";

function sideOf(context: Context): Side {
  return sideOfPath(context.req.path);
}

function sideOfPath(path: string): Side {
  if (path.startsWith(`${API_PATH}/`)) {
    return "api";
  }
  return path.startsWith(`${POPULATIONS_PATH}/`) ? "scim" : "login";
}

function refused(context: Context, status: 401 | 403): Response {
  switch (sideOf(context)) {
    case "api":
      return apiAnswer(context, authenticationError(status));
    case "scim":
      return scimAnswer(
        context,
        status,
        status === 401 ? "The SCIM secret is not the right one." : "The SCIM secret does not permit this.",
      );
    case "login":
      return proxyPage(context, status);
  }
}

function apiAnswer(context: Context, error: Error): Response {
  context.header("cf-ray", ray());
  return answerError(error, context);
}

function scimAnswer(context: Context, status: 401 | 403 | 429 | 500, detail: string): Response {
  return answerScimError(new ScimError(status, detail), context);
}

function proxyPage(context: Context, status: keyof typeof STATUS_WORDS): Response {
  const title = `${status} ${STATUS_WORDS[status]}`;
  const page = [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${title}</h1></center>`,
    "<hr><center>cloudflare</center>",
    "</body>",
    "</html>",
    "",
  ].join("\r\n");
  return new Response(page, { status, headers: headersOf(context, "text/html") });
}

/** The headers that were set before, and those of the proxy. */
function headersOf(context: Context, contentType: string): Headers {
  const headers = new Headers(context.res.headers);
  headers.set("content-type", contentType);
  headers.set("server", "cloudflare");
  headers.set("cf-ray", ray());
  return headers;
}

function ray(): string {
  return `${randomBytes(8).toString("hex")}-AMS`;
}

async function losePart(context: Context, lose: "next-page" | "half"): Promise<boolean> {
  const answer = context.res;
  if (answer.status !== 200 || answer.headers.get("content-type")?.includes("json") !== true) {
    return false;
  }
  const body = (await answer.clone().json()) as Record<string, unknown>;
  const list = body.result ?? body.Resources;
  if (!Array.isArray(list)) {
    return false;
  }
  const changed = lose === "half" ? withHalf(body, list) : withoutNextPage(body, list.length);
  if (changed === undefined) {
    return false;
  }
  replaceAnswer(context, JSON.stringify(changed));
  return true;
}

function withHalf(body: Record<string, unknown>, list: readonly unknown[]): Record<string, unknown> | undefined {
  const half = list.slice(0, Math.floor(list.length / 2));
  return list.length === 0 ? undefined : { ...body, [Array.isArray(body.result) ? "result" : "Resources"]: half };
}

/** The same page as the last one: it says that there is no more. Undefined when it was the last one. */
function withoutNextPage(body: Record<string, unknown>, count: number): Record<string, unknown> | undefined {
  if ("Resources" in body) {
    const last = Number(body.startIndex) - 1 + count;
    return last >= Number(body.totalResults) ? undefined : { ...body, totalResults: last };
  }
  const info = body.result_info as Record<string, number> | undefined;
  if (info === undefined || Number(info.page) >= Number(info.total_pages)) {
    return undefined;
  }
  const shown = (Number(info.page) - 1) * Number(info.per_page) + count;
  return { ...body, result_info: { ...info, total_count: shown, total_pages: info.page } };
}
