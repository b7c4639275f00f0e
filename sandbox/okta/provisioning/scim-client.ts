import type { Connection, JsonObject } from "../entities";

/** How long a SCIM server may take for one answer, in milliseconds. */
const TIMEOUT = 30_000;

/** How often one request is sent before Okta gives up. */
const ATTEMPTS = 4;

/** The wait after the first failure, in milliseconds; it doubles with every further one. */
const FIRST_DELAY = 500;

/** No wait is longer, in milliseconds, whatever the server asks for. */
const LONGEST_DELAY = 30_000;

/** Waits some milliseconds, or until it is told to stop. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Why an operation did not work. */
export class PushFailure extends Error {
  /**
   * @param message In the words of Okta's tasks and logs. Never holds the token.
   * @param unavailable True: the server did not answer, or only with errors of its own, so that nothing else will work
   * either.
   */
  constructor(
    message: string,
    readonly status: number | undefined,
    readonly unavailable: boolean,
  ) {
    super(message);
    this.name = "PushFailure";
  }
}

/** Why a request failed: `fetch` itself only says that it did, the system's code is in the error's cause. */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
}

/** What Okta sends SCIM requests with. https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20 */
export class ScimClient {
  private sentRequests = 0;

  /**
   * @param base The address as this machine reaches it.
   * @param sleep Waits between two attempts.
   * @param signal Ends everything that is under way.
   */
  constructor(
    private readonly base: string,
    private readonly connection: Pick<Connection, "token">,
    private readonly sleep: Sleep,
    private readonly signal: AbortSignal,
  ) {}

  /** How many requests were sent so far, repeated ones included. */
  get sent(): number {
    return this.sentRequests;
  }

  /**
   * Sends a request, again when the server is not there, is busy or fails: at most four times, with growing waits, or
   * those that the server asks for.
   *
   * @param made Finds what an attempt made whose answer was lost; asked before the request is sent again. Whether the
   * real Okta looks is not known; without it the second attempt is refused, or makes a second one.
   * @returns The answer's body; an empty object when there is none.
   * @throws PushFailure
   */
  async send(
    method: string,
    path: string,
    body?: JsonObject,
    made?: () => Promise<JsonObject | undefined>,
  ): Promise<JsonObject> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.attempt(method, path, body);
      if (!(result instanceof PushFailure)) {
        return result;
      }
      if (!result.unavailable || attempt === ATTEMPTS) {
        throw result;
      }
      const wanted = this.retryAfter ?? FIRST_DELAY * 2 ** (attempt - 1);
      await this.sleep(Math.min(wanted, LONGEST_DELAY), this.signal);
      const found = await made?.();
      if (found !== undefined) {
        return found;
      }
    }
  }

  private retryAfter: number | undefined;

  private async attempt(method: string, path: string, body?: JsonObject): Promise<JsonObject | PushFailure> {
    this.sentRequests += 1;
    this.retryAfter = undefined;
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.base + path, {
        method,
        headers: {
          // Header Auth: the token as it was entered, with nothing before it.
          authorization: this.connection.token,
          accept: "application/scim+json",
          "user-agent": "Okta SCIM Client 1.0.0",
          ...(body === undefined ? {} : { "content-type": "application/scim+json; charset=utf-8" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // The token is for this server, and not for whichever it names.
        redirect: "manual",
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(TIMEOUT)]),
      });
      text = await response.text();
    } catch (cause) {
      this.signal.throwIfAborted();
      return new PushFailure(`The server could not be reached: ${networkReason(cause)}.`, undefined, true);
    }
    if (response.ok) {
      return parsed(text) ?? {};
    }
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds * 1_000 : undefined;
    return new PushFailure(remoteError(response.status, text), response.status, isTemporary(response.status));
  }
}

/** The first resource of a list that has an id. */
export function firstResource(Resources: unknown): (JsonObject & { readonly id: string }) | undefined {
  const [first] = Array.isArray(Resources) ? (Resources as readonly (JsonObject | undefined)[]) : [];
  return typeof first?.id === "string" ? { ...first, id: first.id } : undefined;
}

function isTemporary(status: number): boolean {
  return status === 429 || status >= 500;
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

function remoteError(status: number, text: string): string {
  const word = STATUS_WORDS[status] ?? `HTTP ${status}`;
  const detail = parsed(text)?.detail;
  return `${word}. Errors reported by remote server: ${typeof detail === "string" ? detail : "none"}`;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    // An answer may be empty, and an error may come from a proxy that knows no SCIM.
    return undefined;
  }
}
