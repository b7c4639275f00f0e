import type { MiddlewareHandler } from "hono";
import { redact, redactText } from "./redact";

/** One exchange as the request log keeps it. Secrets are replaced before an entry is made, so none is ever in here. */
export interface RequestLogEntry {
  /** 1, 2, 3 … in the order in which the requests arrived. */
  readonly sequence: number;
  /** When the request arrived: an ISO 8601 time. */
  readonly at: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Status of the answer; 0 when there was none. */
  readonly status: number;
  /** Time until the answer was ready, in milliseconds. */
  readonly durationMs: number;
  /** The request's User-Agent, or an empty string. */
  readonly userAgent: string;
  readonly requestBody: unknown;
  readonly responseBody: unknown;
  /** True when no route of the service matched. */
  readonly unknownRoute: boolean;
  /** What fault injection did to it; absent when nothing. */
  readonly fault?: {
    /** The rule's id. */
    readonly rule: string;
    /** Its effect in words: `cut after-effect`. */
    readonly effect: string;
  };
}

/** What fault injection leaves on a request's context, as `fault`. */
export interface LoggedFault extends NonNullable<RequestLogEntry["fault"]> {
  /** What the service answered, where no answer or only a part of it was sent. */
  readonly answer?: Response;
}

/**
 * The last requests a service answered: what the live log page shows and what tests count calls by.
 */
export class RequestLog {
  private entries: RequestLogEntry[] = [];
  private readonly listeners = new Set<(entry: RequestLogEntry) => void>();
  private sequence = 0;
  private unknown = 0;

  /** @param capacity How many entries are kept; the oldest go first. */
  constructor(private readonly capacity = 5_000) {}

  /** All kept entries, oldest first. */
  all(): readonly RequestLogEntry[] {
    return this.entries;
  }

  /** How many requests met no route since the service started or the log was cleared. */
  get unknownRoutes(): number {
    return this.unknown;
  }

  /** Forgets everything kept so far. Sequence numbers go on. */
  clear(): void {
    this.entries = [];
    this.unknown = 0;
  }

  /** Calls back for every new entry; the returned function ends that. */
  subscribe(listener: (entry: RequestLogEntry) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Records every exchange that passes, except those below the given paths (the service's own pages and control
   * endpoints, which no vendor has). A route marks a request without a route by setting `unknownRoute` on the context.
   */
  middleware(options: { readonly except: readonly string[] }): MiddlewareHandler {
    return async (context, next) => {
      const url = new URL(context.req.url);
      if (options.except.some((prefix) => url.pathname === prefix || url.pathname.startsWith(`${prefix}/`))) {
        return next();
      }
      const started = performance.now();
      const at = new Date().toISOString();
      const sequence = ++this.sequence;
      const requestBody = parse(await context.req.raw.clone().text());
      await next();
      const fault = context.get("fault") as LoggedFault | undefined;
      const answer = fault?.answer ?? context.res;
      this.add({
        sequence,
        at,
        method: context.req.method,
        path: redactText(url.pathname + url.search),
        status: answer.status,
        durationMs: Math.round((performance.now() - started) * 10) / 10,
        userAgent: context.req.header("user-agent") ?? "",
        requestBody: redact(requestBody),
        responseBody: redact(parse(await answer.clone().text())),
        unknownRoute: context.get("unknownRoute") === true,
        ...(fault === undefined ? {} : { fault: { rule: fault.rule, effect: fault.effect } }),
      });
    };
  }

  private add(entry: RequestLogEntry): void {
    this.entries.push(entry);
    if (this.entries.length > this.capacity) {
      this.entries.shift();
    }
    if (entry.unknownRoute) {
      this.unknown += 1;
    }
    for (const listener of this.listeners) {
      listener(entry);
    }
  }
}

function parse(text: string): unknown {
  if (text === "") {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON (XML metadata, a form): shown as it is.
    return text;
  }
}
