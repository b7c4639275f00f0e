import { setTimeout as delay } from "node:timers/promises";
import type { Context, MiddlewareHandler, Next } from "hono";
import type { LoggedFault } from "../request-log";
import { cutConnection, cutInBody } from "./connection";
import type { Call, Faults, Gate, Strike } from "./faults";
import { effectWords, type FaultRule } from "./rule";
import { type Snapshot, StaleReads } from "./stale";

/** How one vendor's faults look. */
export interface Vendor {
  /** 429. @param retryAfter Seconds to wait, for the headers; undefined for an answer without them. */
  rateLimited(context: Context, retryAfter: number | undefined): Response;
  serverError(context: Context, status: 500 | 502 | 503): Response;
  /** 401 */
  credentialRefused(context: Context): Response;
  /** 403 */
  permissionRemoved(context: Context): Response;
  /** Takes something from the list in `context.res`. False when there is none, or nothing to take. */
  losePart(context: Context, lose: "next-page" | "half"): Promise<boolean>;
  /** Moves the times of the answer in `context.res`, except in its Date header. */
  skew(context: Context, seconds: number): Promise<void>;
  /** Whether a path belongs to the API of which {@link snapshot} answers reads. */
  isApi(path: string): boolean;
  /** The state as it is now. */
  snapshot(): Snapshot;
}

/** How to put faults before a service. */
export interface FaultMiddlewareOptions {
  readonly faults: Faults;
  readonly vendor: Vendor;
  /** Paths that no vendor has: they and what is below them are never struck. */
  readonly except: readonly string[];
}

/**
 * Everything that fault injection does to a service: to be placed behind the request log and before all else.
 */
export function faultMiddleware({ faults, vendor, except }: FaultMiddlewareOptions): MiddlewareHandler {
  const stale = new StaleReads(faults, vendor);
  return async (context, next) => {
    const call = { method: context.req.method, path: context.req.path };
    if (except.some((prefix) => call.path === prefix || call.path.startsWith(`${prefix}/`))) {
      return next();
    }
    const answer = async (): Promise<Response | undefined> => {
      const strike = faults.decide(call, (rule) => stale.concerns(rule, call));
      const proceed = (): Promise<void> => stale.watching(context, next);
      if (strike === undefined) {
        await proceed();
        return undefined;
      }
      return apply(strike, { context, vendor, stale, proceed });
    };
    return faults.gate === undefined ? answer() : throughGate(faults.gate, call, context, answer);
  };
}

async function throughGate(
  gate: Gate,
  call: Call,
  context: Context,
  answer: () => Promise<Response | undefined>,
): Promise<Response | undefined> {
  if ((await gate(call, "before-effect")) === "cut") {
    context.set("fault", { ...GATE, answer: Response.error() } satisfies LoggedFault);
    return cutConnection(context, false);
  }
  const answered = await answer();
  if ((await gate(call, "after-effect")) === "cut") {
    context.set("fault", { ...GATE, answer: answered ?? context.res } satisfies LoggedFault);
    replace(context, cutConnection(context, false));
    return undefined;
  }
  return answered;
}

/** What the request log says of a call that a gate cut. */
const GATE = { rule: "gate", effect: "cut" } as const;

interface Struck {
  readonly context: Context;
  readonly vendor: Vendor;
  readonly stale: StaleReads;
  /** Lets the service answer, into `context.res`. */
  readonly proceed: Next;
}

async function apply(strike: Strike, { context, vendor, stale, proceed }: Struck): Promise<Response | undefined> {
  const { rule } = strike;
  const { effect } = rule;
  mark(context, rule);
  switch (effect.type) {
    case "rate-limited":
      return vendor.rateLimited(context, effect.headers ? effect.retryAfter : undefined);
    case "server-error":
      return vendor.serverError(context, effect.status);
    case "credential-refused":
      return vendor.credentialRefused(context);
    case "permission-removed":
      return vendor.permissionRemoved(context);
    case "foreign-answer":
      return foreignAnswer(effect.body);
    case "stale":
      return stale.read(rule, context);
    case "slow":
      // Whoever waits for this answer holds a connection; the wait alone is to keep no process alive.
      await delay(effect.milliseconds, undefined, { ref: false });
      await proceed();
      return undefined;
    case "cut": {
      if (effect.at === "before-effect") {
        mark(context, rule, Response.error());
        return cutConnection(context, effect.reset);
      }
      await proceed();
      const answer = context.res;
      mark(context, rule, answer);
      replace(
        context,
        effect.at === "in-body" ? await cutInBody(context, answer, effect.reset) : cutConnection(context, effect.reset),
      );
      return undefined;
    }
    case "partial-list":
      await proceed();
      if (!(await vendor.losePart(context, effect.lose))) {
        strike.takeBack();
        context.set("fault", undefined);
      }
      return undefined;
    case "clock-skew":
      await proceed();
      await vendor.skew(context, effect.seconds);
      context.header("date", new Date(Date.now() + effect.seconds * 1_000).toUTCString());
      return undefined;
  }
}

function mark(context: Context, rule: FaultRule, answer?: Response): void {
  const fault: LoggedFault = { rule: rule.id, effect: effectWords(rule.effect), ...(answer && { answer }) };
  context.set("fault", fault);
}

/** What something answers that is not the service, nor the proxy that the vendor has before it. */
function foreignAnswer(body: "html" | "broken-json" | "empty"): Response {
  switch (body) {
    case "html": {
      const page = "<!doctype html><html><head><title>Log in to the network</title></head><body>Log in</body></html>";
      return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
    }
    case "broken-json":
      return new Response('{"id":"1","name":', { headers: { "content-type": "application/json" } });
    case "empty":
      return new Response("", { headers: { "content-type": "application/json", "content-length": "0" } });
  }
}

/** Puts another body into the answer in `context.res`. */
export function replaceAnswer(context: Context, body: string): void {
  const { status, headers } = context.res;
  const kept = new Headers(headers);
  kept.delete("content-length");
  replace(context, new Response(body, { status, headers: kept }));
}

function replace(context: Context, answer: Response): void {
  // Hono would else add the headers of the old one to it.
  context.res = undefined;
  context.res = answer;
}
