import { setTimeout as delay } from "node:timers/promises";
import { Pace } from "./pace";

/** How calls are made. */
export interface HttpOptions {
  /**
   * Where a host is reached when not at its own address: host name to the URL that stands in its place, as curl's
   * `--connect-to`. Defaults to none.
   */
  readonly connectTo?: Readonly<Record<string, string>>;
  /** How many calls run at once. Defaults to 4. */
  readonly concurrency?: number;
  /** How often a call is tried at most. Defaults to 5. */
  readonly attempts?: number;
  /** Ends every call, and every wait between two. Defaults to never. */
  readonly signal?: AbortSignal;
  /** Waits some milliseconds. Defaults to really waiting. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** The clock, in milliseconds since 1970. Defaults to the machine's. */
  readonly now?: () => number;
}

/** One call. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** An absolute URL, with the host's real name. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * Whether it may be sent again when nobody knows what became of it: after a lost connection or an answer of 5xx. An
   * answer of 429 did nothing and is tried again in any case. Defaults to GET and PUT alone.
   */
  readonly repeatable?: boolean;
}

/** An answer, whatever its status. Redirects are not followed. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, or undefined when it is not JSON. */
  readonly json: unknown;
}

/** There was no answer at all. The message has the host and the reason, never what was sent. */
export class NoAnswerError extends Error {
  constructor(
    readonly host: string,
    reason: string,
    cause: unknown,
  ) {
    super(`no answer (${reason}). Is ${host} reachable?`, { cause });
    this.name = "NoAnswerError";
  }
}

const USER_AGENT = "okta-cloudflare-access/0.1.0";
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Okta's limits are per minute; a little longer, as two clocks are never quite the same. */
const LONGEST_LIMIT_WAIT_MS = 62_000;
const ANSWER_WITHIN_MS = 30_000;

/**
 * Calls over HTTP on `fetch`, a few at a time: vendors' own clients are large and slow to load, and each does what to
 * repeat in another way. A call that may be repeated is, up to five times, as far apart as `Retry-After` or
 * `X-Rate-Limit-Reset` say or else doubling from one second. Calls that a service would refuse because a minute's are used up
 * wait for the next minute instead.
 */
export class Http {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private sent = 0;
  private readonly pace: Pace;

  constructor(private readonly options: HttpOptions = {}) {
    this.pace = new Pace((milliseconds) => this.sleep(milliseconds), options.now ?? Date.now);
  }

  /** How many requests were sent so far, repeated ones included. */
  get calls(): number {
    return this.sent;
  }

  /**
   * Sends a request and answers what came back last.
   *
   * @throws {@link NoAnswerError} when nothing came back.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    await this.turn();
    try {
      return await this.attempts(request);
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  private async turn(): Promise<void> {
    while (this.running >= (this.options.concurrency ?? 4)) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.running += 1;
  }

  private async attempts(request: HttpRequest): Promise<HttpAnswer> {
    const repeatable = request.repeatable ?? ["GET", "PUT"].includes(request.method);
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === (this.options.attempts ?? 5);
      const outcome = await this.attempt(request);
      const answered = !(outcome instanceof NoAnswerError);
      const again = answered
        ? outcome.status === 429 || (repeatable && outcome.status >= 500)
        : repeatable && this.options.signal?.aborted !== true;
      if (last || !again) {
        if (answered) {
          return outcome;
        }
        throw outcome;
      }
      await this.pause(answered ? this.askedFor(outcome) : 0, attempt);
    }
  }

  private async attempt({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer | NoAnswerError> {
    const { signal } = this.options;
    await this.pace.before(url);
    const own = AbortSignal.timeout(ANSWER_WITHIN_MS);
    this.sent += 1;
    try {
      const response = await fetch(this.addressOf(url), {
        method,
        headers: { "user-agent": USER_AGENT, accept: "application/json", ...headers },
        redirect: "manual",
        signal: signal === undefined ? own : AbortSignal.any([own, signal]),
        ...(body === undefined ? {} : { body }),
      });
      if (response.status !== 429) {
        this.pace.after(url, response.headers);
      }
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parse(text) };
    } catch (cause) {
      return new NoAnswerError(new URL(url).host, reasonOf(cause), cause);
    }
  }

  /** Where a URL is reached: its host replaced where `connectTo` says so. */
  addressOf(url: string): string {
    const { host, hostname, pathname, search } = new URL(url);
    const { connectTo = {} } = this.options;
    const other = connectTo[host] ?? connectTo[hostname];
    return other === undefined ? url : `${new URL(other).origin}${pathname}${search}`;
  }

  /** How long an answer asks to wait, in milliseconds; 0 when it does not say. */
  private askedFor({ headers }: HttpAnswer): number {
    const after = Number(headers.get("retry-after") ?? Number.NaN);
    if (Number.isFinite(after)) {
      return Math.min(after * 1_000, LONGEST_LIMIT_WAIT_MS);
    }
    const reset = Number(headers.get("x-rate-limit-reset") ?? Number.NaN);
    if (!Number.isFinite(reset)) {
      return 0;
    }
    // By the server's own clock, where it tells it: ours may be off.
    const now = Date.parse(headers.get("date") ?? "") || (this.options.now ?? Date.now)();
    return Math.min(Math.max(reset * 1_000 - now, 0) + 1_000, LONGEST_LIMIT_WAIT_MS);
  }

  private async pause(asked: number, attempt: number): Promise<void> {
    await this.sleep(Math.max(asked, Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS)));
  }

  private async sleep(milliseconds: number): Promise<void> {
    const { wait, signal } = this.options;
    if (wait !== undefined) {
      await wait(milliseconds);
      return;
    }
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (cause) {
      if (signal?.aborted !== true) {
        throw cause;
      }
      // The next attempt says that the time is up.
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is not JSON has no place in a message: it may quote what was sent.
    return undefined;
  }
}

function reasonOf(cause: unknown): string {
  const error = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  // OpenSSL's own message has addresses of memory and places in its source.
  if (code.startsWith("ERR_SSL_") && "reason" in error) {
    return `TLS: ${String(error.reason)}`;
  }
  return error.message === "" ? code : error.message;
}
