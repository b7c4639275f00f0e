import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from "jose";
import { replaceAnswer, type Vendor } from "../shared/faults/middleware";
import { accessDenied, internalError, invalidToken, type OktaError, rateLimited } from "./errors";
import { type OktaContext, writeHeaders } from "./http";
import { publishedLimit } from "./rate-limits";
import type { OktaSettings } from "./settings";
import type { OktaStore } from "./store";

/** Claims of an ID token that are times, in seconds since 1970. */
const TIME_CLAIMS = ["iat", "exp", "nbf", "auth_time"];

/** How faults look at Okta. Answers of 502 and 503 come from the proxy in front of it and are HTML. */
export function oktaFaults(store: OktaStore, settings: () => OktaSettings, snapshot: Vendor["snapshot"]): Vendor {
  return {
    rateLimited: (context, retryAfter) => {
      const { method, path } = context.req;
      const answer = json(context, rateLimited());
      writeHeaders(
        answer.headers,
        retryAfter === undefined
          ? undefined
          : {
              limit: publishedLimit(method, path, settings().plan),
              remaining: 0,
              reset: Math.floor(Date.now() / 1_000) + retryAfter,
            },
      );
      return answer;
    },
    serverError: (context, status) => (status === 500 ? refusal(context, internalError()) : gatewayError(status)),
    credentialRefused: (context) =>
      /^\/oauth2\/.*\/token$/.test(context.req.path)
        ? context.json(
            {
              error: "invalid_client",
              error_description: "The client secret supplied for a confidential client is invalid.",
            },
            401,
          )
        : refusal(context, invalidToken()),
    permissionRemoved: (context) => refusal(context, accessDenied()),
    losePart,
    skew: async (context, seconds) => {
      const reset = context.res.headers.get("x-rate-limit-reset");
      if (reset !== null) {
        context.header("x-rate-limit-reset", String(Number(reset) + seconds));
      }
      await skewIdToken(store, context, seconds);
    },
    isApi: (path) => path.startsWith("/api/v1/"),
    snapshot,
  };
}

function json(context: OktaContext, error: OktaError): Response {
  return context.json(error.body(), error.status);
}

function refusal(context: OktaContext, error: OktaError): Response {
  const answer = json(context, error);
  writeHeaders(answer.headers, undefined);
  return answer;
}

const GATEWAY_WORDS = { 502: "Bad Gateway", 503: "Service Temporarily Unavailable" } as const;

function gatewayError(status: keyof typeof GATEWAY_WORDS): Response {
  const title = `${status} ${GATEWAY_WORDS[status]}`;
  const page = [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${title}</h1></center>`,
    "<hr><center>nginx</center>",
    "</body>",
    "</html>",
    "",
  ].join("\r\n");
  return new Response(page, { status, headers: { "content-type": "text/html", server: "nginx" } });
}

async function losePart(context: OktaContext, lose: "next-page" | "half"): Promise<boolean> {
  if (lose === "next-page") {
    return loseNextLink(context);
  }
  const items = await readJson(context.res);
  if (!Array.isArray(items) || items.length === 0) {
    return false;
  }
  replaceAnswer(context, JSON.stringify(items.slice(0, Math.floor(items.length / 2))));
  return true;
}

/** Links are on Node's response when there is one: see `writeLinks`. */
function loseNextLink(context: OktaContext): boolean {
  const links = context.get("links") ?? [];
  const kept = links.filter((link) => !/rel="next"/.test(link));
  if (kept.length === links.length) {
    return false;
  }
  const outgoing = context.env?.outgoing;
  if (outgoing !== undefined && "setHeader" in outgoing) {
    outgoing.setHeader("link", kept);
  } else {
    context.res.headers.set("link", kept.join(", "));
  }
  return true;
}

/** An ID token whose times are those of another clock, signed with the key that signed it. */
async function skewIdToken(store: OktaStore, context: OktaContext, seconds: number): Promise<void> {
  if (!context.req.path.endsWith("/v1/token")) {
    return;
  }
  const body = await readJson(context.res);
  if (typeof body !== "object" || body === null || !("id_token" in body) || typeof body.id_token !== "string") {
    return;
  }
  const header = decodeProtectedHeader(body.id_token);
  const key = store.signingKeys.get(header.kid ?? "");
  if (key === undefined) {
    throw new Error("Okta sandbox: an ID token names a signing key that does not exist. This is a bug of the sandbox.");
  }
  const claims = Object.fromEntries(
    Object.entries(decodeJwt(body.id_token)).map(([name, value]) => [
      name,
      TIME_CLAIMS.includes(name) ? Number(value) + seconds : value,
    ]),
  );
  const skewed = await new SignJWT(claims)
    .setProtectedHeader({ ...header, alg: "RS256" })
    .sign(await importJWK({ ...key.jwk }, "RS256"));
  replaceAnswer(context, JSON.stringify({ ...body, id_token: skewed }));
}

async function readJson(answer: Response): Promise<unknown> {
  if (answer.status !== 200 || answer.headers.get("content-type")?.includes("json") !== true) {
    return undefined;
  }
  return answer.clone().json();
}
