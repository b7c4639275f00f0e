/**
 * The one HTTP client of the stand-ins. It talks to this machine only: a stand-in is test equipment, and nothing that
 * uses one may ever reach a real tenant.
 */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** How to reach the API. */
export interface HttpClientOptions {
  /** Scheme, host, port and, where the API has one, base path. Must be loopback. */
  readonly endpoint: URL;
  /** Whether request lines carry the whole URL, as to a proxy, with host and `Host` header bare of the port. */
  readonly absoluteForm?: boolean;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds to wait for one answer. Defaults to one minute. */
  readonly timeoutMs?: number;
  /** Milliseconds after which a call has failed, with all its repetitions and the waits between them. Defaults to never. */
  readonly deadlineMs?: number | undefined;
  /** Milliseconds until another attempt after this answer, or `undefined` to take it as final. */
  retryAfter?(answer: HttpAnswer, attempt: number, method: string): number | undefined;
  /** The same for a request that got no answer, or only a part of one. */
  retryLost?(loss: Loss, attempt: number): number | undefined;
}

/**
 * Why there is no whole answer: `unreachable` nothing was sent, or nobody answered in time; `closed` the connection was
 * closed before the answer began (a FIN: EOF, to Go); `reset` likewise, but by a RST; `cut-off` it ended within the body.
 */
export type Loss = "unreachable" | "closed" | "reset" | "cut-off";

/** One request. */
export interface HttpCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the endpoint, with query. */
  readonly path: string;
  /** Sent as JSON; absent means no body. */
  readonly body?: unknown;
  /** Sent as a form in the place of a JSON body. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent besides the headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly accept?: string;
}

/** One answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Header lines as they came, name and value in turn: `Link` arrives in several lines. */
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Refuses every endpoint but one on this machine over plain HTTP: 127.0.0.0/8, ::1 or localhost. `where` names the
 * setting in the error.
 */
export function assertLoopback(endpoint: URL, where: string): void {
  const host = endpoint.hostname.replace(/^\[|\]$/g, "");
  const isLoopback = host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
  if (!isLoopback) {
    throw new Error(
      `${where}: ${endpoint.host} is not this machine, and a sandbox stand-in talks to nothing else. ` +
        "Point it at the sandbox on 127.0.0.1, or use the published plugin for a real tenant.",
    );
  }
  if (endpoint.protocol !== "http:") {
    throw new Error(
      `${where}: "${endpoint.protocol}//" is not supported by a sandbox stand-in. Use http:// on 127.0.0.1.`,
    );
  }
}

/** Where a loopback endpoint is. `localhost` is not looked up: whatever a resolver says of it, it is this machine. */
function addressOf({ hostname }: URL): string {
  return hostname === "localhost" ? "127.0.0.1" : hostname.replace(/^\[|\]$/g, "");
}

/** Sends requests to one endpoint, over connections kept open. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly options: HttpClientOptions) {
    assertLoopback(options.endpoint, "HTTP client");
  }

  /** Sends one request, again if the options say so. Any answer is returned; only a missing one is an error. */
  async send(call: HttpCall): Promise<HttpAnswer> {
    const { deadlineMs } = this.options;
    const signal = deadlineMs === undefined ? undefined : AbortSignal.timeout(deadlineMs);
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.sendOnce(call, signal);
      if (signal?.aborted === true)
        throw new Error(`${this.urlOf(call)}: context deadline exceeded`, { cause: outcome });
      const isLost = outcome instanceof LostAnswer;
      const wait = isLost
        ? this.options.retryLost?.(outcome.loss, attempt)
        : this.options.retryAfter?.(outcome, attempt, call.method);
      if (wait !== undefined) await pause(wait, signal);
      else if (isLost) throw outcome;
      else return outcome;
    }
  }

  private sendOnce(call: HttpCall, signal: AbortSignal | undefined): Promise<HttpAnswer | LostAnswer> {
    const { endpoint, absoluteForm = false, headers, timeoutMs = DEFAULT_TIMEOUT_MS } = this.options;
    const path = `${endpoint.pathname.replace(/\/$/, "")}${call.path}`;
    const body = bodyOf(call);
    return new Promise((resolve) => {
      const request = httpRequest(
        {
          agent: this.agent,
          host: addressOf(endpoint),
          port: endpoint.port === "" ? 80 : Number(endpoint.port),
          method: call.method,
          path: absoluteForm ? `http://${endpoint.hostname}${path}` : path,
          headers: {
            ...headers,
            ...call.headers,
            Accept: call.accept ?? "application/json",
            ...(absoluteForm ? { Host: endpoint.hostname } : {}),
            ...(body === undefined ? {} : { "Content-Type": contentType(call) }),
            ...(body === undefined && call.method === "GET" ? {} : { "Content-Length": Buffer.byteLength(body ?? "") }),
          },
          timeout: timeoutMs,
          ...(signal === undefined ? {} : { signal }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", (cause) => resolve(this.failure(call, cause, "cut-off")));
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              rawHeaders: response.rawHeaders,
              text: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        },
      );
      request.on("timeout", () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
      request.on("error", (cause) => resolve(this.failure(call, cause, lossOf(cause))));
      request.end(body);
    });
  }

  private failure(call: HttpCall, cause: Error, loss: Loss): LostAnswer {
    const message = `${this.urlOf(call)}: ${cause.message || "no connection"}. Is the sandbox running?`;
    return new LostAnswer(message, loss, { cause });
  }

  /** For an error: without the query. */
  private urlOf({ method, path }: HttpCall): string {
    return `${method} ${this.options.endpoint.origin}${path.split("?", 1)[0]}`;
  }
}

/** No whole answer arrived. */
class LostAnswer extends Error {
  constructor(
    message: string,
    readonly loss: Loss,
    options: ErrorOptions,
  ) {
    super(message, options);
    this.name = "LostAnswer";
  }
}

/** Waits, but not beyond the deadline: the next attempt says then that it is over. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    if (signal?.aborted !== true) throw cause;
  }
}

/** Node gives a closed connection and one that was reset the same code; only the latter is an error of the system. */
function lossOf(cause: NodeJS.ErrnoException): Loss {
  if (cause.code !== "ECONNRESET" && cause.code !== "EPIPE") return "unreachable";
  return cause.syscall === undefined ? "closed" : "reset";
}

function bodyOf({ body, form }: HttpCall): string | undefined {
  if (form !== undefined) return new URLSearchParams(form).toString();
  return body === undefined ? undefined : JSON.stringify(body);
}

function contentType({ form }: HttpCall): string {
  return form === undefined ? "application/json" : "application/x-www-form-urlencoded";
}
