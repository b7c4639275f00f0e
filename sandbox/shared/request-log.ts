import type { Context, MiddlewareHandler } from "hono";
import { parseJson } from "./json";
import { redact, redactText, secretsIn } from "./redact";

/** One exchange as the request log tells it: without secrets. */
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
  /** The value of JSON, else a text; null when there was none, {@link NOT_KEPT} when newer bodies took its place. */
  readonly requestBody: unknown;
  /** Like {@link requestBody}. */
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

/** What stands in the place of a body that is no longer kept. */
export const NOT_KEPT = "[no longer kept]";

/** Bodies as they were sent. */
interface Bodies {
  request: string;
  response: string;
}

/** How many of the last requests are kept, and how many characters of their bodies. */
interface Capacity {
  readonly entries: number;
  readonly characters: number;
}

/**
 * The last requests a service answered: what the live log page shows and what tests count calls by.
 */
export class RequestLog {
  private entries: RequestLogEntry[] = [];
  private bodies: Bodies[] = [];
  /** Before this place in {@link bodies} nothing is kept. */
  private firstKept = 0;
  private characters = 0;
  private readonly listeners = new Set<(entry: RequestLogEntry) => void>();
  private readonly secretListeners = new Set<(secret: string, place: string) => void>();
  private sequence = 0;
  private unknown = 0;

  /** @param capacity What is kept; the oldest goes first. */
  constructor(private readonly capacity: Capacity = { entries: 5_000, characters: 64_000_000 }) {}

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
    this.bodies = [];
    this.firstKept = 0;
    this.characters = 0;
    this.unknown = 0;
  }

  /** Calls back for every new entry; the returned function ends that. */
  subscribe(listener: (entry: RequestLogEntry) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Calls back with every secret that passes from now on, in bodies and addresses: what the log shows as
   * {@link REDACTED}, and the method and path by which it passed. For whoever looks whether one of them was left
   * somewhere; not for headers, and never for a page.
   */
  watchSecrets(listener: (secret: string, place: string) => void): () => void {
    this.secretListeners.add(listener);
    return () => this.secretListeners.delete(listener);
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
      const bodies: Bodies = { request: await requestText(context), response: "" };
      await next();
      const fault = context.get("fault") as LoggedFault | undefined;
      const { status } = fault?.answer ?? context.res;
      bodies.response = await answerText(context, fault?.answer);
      this.tellSecrets(context.req.method, url, bodies);
      this.add(
        {
          sequence,
          at,
          method: context.req.method,
          path: redactText(url.pathname + url.search),
          status,
          durationMs: Math.round((performance.now() - started) * 10) / 10,
          userAgent: context.req.header("user-agent") ?? "",
          // Read by few: whoever answers thousands of requests need not wait until each body was taken apart.
          get requestBody() {
            return redact(parse(bodies.request));
          },
          get responseBody() {
            return redact(parse(bodies.response));
          },
          unknownRoute: context.get("unknownRoute") === true,
          ...(fault === undefined ? {} : { fault: { rule: fault.rule, effect: fault.effect } }),
        },
        bodies,
      );
    };
  }

  private add(entry: RequestLogEntry, bodies: Bodies): void {
    this.entries.push(entry);
    this.bodies.push(bodies);
    this.characters += lengthOf(bodies);
    this.dropSurplus();
    if (entry.unknownRoute) {
      this.unknown += 1;
    }
    for (const listener of this.listeners) {
      listener(entry);
    }
  }

  private tellSecrets(method: string, url: URL, { request, response }: Bodies): void {
    // Taking every body apart takes time: only where somebody listens.
    if (this.secretListeners.size === 0) {
      return;
    }
    for (const secret of [url.search, parse(request), parse(response)].flatMap(secretsIn)) {
      for (const listener of this.secretListeners) {
        listener(secret, `${method} ${url.pathname}`);
      }
    }
  }

  private dropSurplus(): void {
    if (this.entries.length > this.capacity.entries) {
      this.entries.shift();
      const dropped = this.bodies.shift();
      this.characters -= this.firstKept === 0 && dropped !== undefined ? lengthOf(dropped) : 0;
      this.firstKept = Math.max(0, this.firstKept - 1);
    }
    for (; this.characters > this.capacity.characters; this.firstKept += 1) {
      const oldest = this.bodies[this.firstKept];
      if (oldest !== undefined) {
        this.characters -= lengthOf(oldest);
        oldest.request = NOT_KEPT;
        oldest.response = NOT_KEPT;
      }
    }
  }
}

function lengthOf({ request, response }: Bodies): number {
  return request.length + response.length;
}

/** The body of a request, which stays there to be read. */
async function requestText({ req }: Context): Promise<string> {
  return ["GET", "HEAD"].includes(req.method) ? "" : req.raw.clone().text();
}

/** The body of an answer, which stays there to be sent. */
async function answerText(context: Context, unsent: Response | undefined): Promise<string> {
  if (unsent !== undefined) {
    return unsent.clone().text();
  }
  const { status, headers } = context.res;
  const text = await context.res.text();
  // A new answer from the text: a copy of the old one would go through two streams, which takes several times as long.
  context.res = undefined;
  context.res = new Response(text === "" ? null : text, { status, headers });
  return text;
}

function parse(text: string): unknown {
  if (text === "") {
    return null;
  }
  try {
    return parseJson(text);
  } catch {
    // Not JSON (XML metadata, a form): shown as it is.
    return text;
  }
}
