import { setTimeout as delay } from "node:timers/promises";

/** How to reach the API. */
export interface CloudflareApiOptions {
  /** Ends in `/client/v4`. */
  readonly baseUrl: string;
  readonly apiToken: string;
  /** Waits between two attempts. Defaults to really waiting. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** A JSON object. */
export type Json = Record<string, unknown>;

/** An answer that says no. Its message has status, error codes and the vendor's words, never what was sent. */
export class CloudflareApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "CloudflareApiError";
  }
}

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const ANSWER_WITHIN_MS = 30_000;
const PAGE_SIZE = 100;

/**
 * The few calls of Cloudflare's API that this plugin needs, on `fetch`: Cloudflare's own client has 120 MB and takes
 * 0.7 s to load. All of them may be repeated without harm, so an answer of 429 or 5xx and a lost connection are tried up
 * to five times, as far apart as `Retry-After` says or else doubling from one second, for a minute at most.
 *
 * @see https://developers.cloudflare.com/api/
 */
export class CloudflareApi {
  constructor(private readonly options: CloudflareApiOptions) {}

  /** The object at a path; undefined when there is none. */
  async find(path: string): Promise<Json | undefined> {
    try {
      return (await this.send("GET", path)).result as Json;
    } catch (error) {
      if (error instanceof CloudflareApiError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** Every object of a list, page by page. */
  async list(path: string): Promise<Json[]> {
    const all: Json[] = [];
    for (let page = 1; ; page++) {
      const { result, result_info: info } = await this.send("GET", `${path}?page=${page}&per_page=${PAGE_SIZE}`);
      const items = (result ?? []) as Json[];
      all.push(...items);
      // Some lists answer everything at once and say nothing of pages.
      const pages = (info as { total_pages?: unknown } | undefined)?.total_pages;
      const total = (info as { total_count?: unknown } | undefined)?.total_count;
      const more = typeof pages === "number" ? page < pages : typeof total === "number" && all.length < total;
      if (!more || items.length === 0) {
        return all;
      }
    }
  }

  /** Replaces the object at a path and answers it as it is then. */
  async put(path: string, body: Json): Promise<Json> {
    return (await this.send("PUT", path, body)).result as Json;
  }

  private async send(method: "GET" | "PUT", path: string, body?: Json): Promise<Json> {
    const { wait = delay } = this.options;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.sendOnce(method, path, body);
      if (!(outcome instanceof Refusal)) {
        return outcome;
      }
      if (attempt === ATTEMPTS || !outcome.again) {
        throw outcome.error;
      }
      await wait(Math.min(Math.max(outcome.afterMs, FIRST_WAIT_MS * 2 ** (attempt - 1)), LONGEST_WAIT_MS));
    }
  }

  private async sendOnce(method: string, path: string, body: Json | undefined): Promise<Json | Refusal> {
    const { baseUrl, apiToken } = this.options;
    const what = `Cloudflare API, ${method} ${path.split("?", 1)[0]}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(baseUrl.replace(/\/$/, "") + path, {
        method,
        headers: { authorization: `Bearer ${apiToken}`, "content-type": "application/json" },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (cause) {
      const error = new Error(`${what}: no answer (${reasonOf(cause)}). Is ${new URL(baseUrl).host} reachable?`, {
        cause,
      });
      return new Refusal(error, true, 0);
    }
    const answer = parse(text);
    if (response.ok && answer !== undefined) {
      return answer;
    }
    const words = response.ok ? "an answer that is not JSON" : `${response.status}${vendorWords(answer)}`;
    const again = response.status === 429 || response.status >= 500;
    const afterMs = Number(response.headers.get("retry-after") ?? 0) * 1_000;
    const error = new CloudflareApiError(response.status, `${what}: ${words}${adviceFor(response.status)}`);
    return new Refusal(error, again, Number.isFinite(afterMs) ? afterMs : 0);
  }
}

class Refusal {
  constructor(
    readonly error: Error,
    /** Whether to try again. */
    readonly again: boolean,
    /** How long to wait at least, in milliseconds. */
    readonly afterMs: number,
  ) {}
}

function reasonOf(cause: unknown): string {
  const error = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return error instanceof Error ? error.message || error.name : String(error);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // What is not JSON has no place in a message: it may quote what was sent.
    return undefined;
  }
}

function vendorWords(answer: Json | undefined): string {
  const errors = Array.isArray(answer?.errors) ? (answer.errors as { code?: unknown; message?: unknown }[]) : [];
  const words = errors.map(({ code, message }) => `${String(message)} (code ${String(code)})`);
  return words.length === 0 ? "" : ` ${words.join("; ")}`;
}

function adviceFor(status: number): string {
  return status === 401 || status === 403
    ? '. The API token needs "Access: Organizations, Identity Providers, and Groups: Edit" and "Access: Apps and Policies: Read"'
    : "";
}
