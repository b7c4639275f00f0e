import { type IncomingHttpHeaders, STATUS_CODES } from "node:http";
import { messageOf } from "../../../provider/rpc/errors";
import { type HttpAnswer, type HttpCall, HttpClient } from "../shared/http-client";
import { isJsonObject, type Json, type JsonObject } from "./wire";

/** Who calls: usually an API token, or else a user's global API key with the email. All that is given is sent. */
export interface Credentials {
  readonly apiToken?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly email?: string | undefined;
  readonly apiUserServiceKey?: string | undefined;
}

/** How to reach the API and how patient to be. */
export interface CloudflareClientOptions {
  /** Ends in `/client/v4`, as the provider's `baseUrl` does. Must be on this machine. */
  readonly baseUrl: URL;
  readonly credentials: Credentials;
  /** Changes the milliseconds to wait between two attempts. Defaults to leaving the vendor's timing as it is. */
  readonly pace?: (milliseconds: number) => number;
}

/** An answer of 400 and above. The message is the vendor SDK's, and never shows a secret. */
export class CloudflareApiError extends Error {
  /** @param status the HTTP status */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "CloudflareApiError";
  }
}

const MAX_RETRIES = 10;
const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 30_000;

/**
 * Calls Cloudflare's API as its Go SDK does: 408, 409, 429 and 5xx are tried again up to ten times, two seconds apart
 * and doubling to thirty, less up to a quarter; `Retry-After` and `x-should-retry` decide where the answer has them. So
 * is a request whose answer was lost, a POST too, whether or not it had its effect.
 *
 * One deliberate difference: a refused connection is an error at once. The only address is on this machine, where
 * nothing listening means that the sandbox is not running, and waiting four minutes would not start it.
 *
 * @see https://github.com/cloudflare/cloudflare-go
 */
export class CloudflareClient {
  private readonly http: HttpClient;
  private readonly secrets: readonly string[];

  constructor(private readonly options: CloudflareClientOptions) {
    const { credentials, baseUrl, pace = (milliseconds) => milliseconds } = options;
    this.secrets = secretsOf(credentials);
    this.http = new HttpClient({
      endpoint: baseUrl,
      headers: { ...authentication(credentials), "User-Agent": "okta-cloudflare-access-sandbox stand-in" },
      retryAfter: (answer, attempt) => {
        const delay = attempt <= MAX_RETRIES ? retryDelay(answer, attempt) : undefined;
        return delay === undefined ? undefined : pace(delay);
      },
      retryLost: (loss, attempt) =>
        loss === "unreachable" || attempt > MAX_RETRIES ? undefined : pace(growingDelay(attempt)),
    });
  }

  /**
   * Sends one request and answers the parsed body.
   *
   * @param secrets values of the request that must not show in an error
   * @throws CloudflareApiError for every status of 400 and above
   */
  async send(call: HttpCall, secrets: readonly string[] = []): Promise<JsonObject> {
    const answer = await this.http.send(call).catch((cause: unknown) => {
      throw new Error(`failed to make http request: ${messageOf(cause)}`, { cause });
    });
    const body = parse(answer.text);
    if (answer.status >= 400) {
      throw new CloudflareApiError(answer.status, this.describe(call, answer, body, secrets));
    }
    return isJsonObject(body) ? body : {};
  }

  private describe({ method, path }: HttpCall, answer: HttpAnswer, body: Json | undefined, secrets: readonly string[]) {
    const url = `${this.options.baseUrl.href.replace(/\/$/, "")}${path}`;
    const shown = body === undefined ? "(the answer is not JSON)" : answer.text.trim();
    const words = `${answer.status} ${STATUS_CODES[answer.status] ?? ""}`.trim();
    return redact(`failed to make http request: ${method} "${url}": ${words} ${shown}`, [...this.secrets, ...secrets]);
  }
}

function authentication({ apiToken, apiKey, email, apiUserServiceKey }: Credentials): Record<string, string> {
  return {
    ...(apiToken === undefined ? {} : { Authorization: `Bearer ${apiToken}` }),
    ...(apiKey === undefined ? {} : { "X-Auth-Key": apiKey }),
    ...(email === undefined ? {} : { "X-Auth-Email": email }),
    ...(apiUserServiceKey === undefined ? {} : { "X-Auth-User-Service-Key": apiUserServiceKey }),
  };
}

function secretsOf({ apiToken, apiKey, apiUserServiceKey }: Credentials): readonly string[] {
  return [apiToken, apiKey, apiUserServiceKey].filter((secret) => secret !== undefined);
}

function redact(message: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

/** Milliseconds until the next attempt, or `undefined` for an answer that stands. */
function retryDelay({ status, headers }: HttpAnswer, attempt: number): number | undefined {
  const wish = headers["x-should-retry"];
  const worth =
    wish === "true" || (wish !== "false" && (status === 408 || status === 409 || status === 429 || status >= 500));
  if (!worth) {
    return undefined;
  }
  const told = toldDelay(headers);
  if (told !== undefined) {
    return Math.max(0, told);
  }
  return growingDelay(attempt);
}

function growingDelay(attempt: number): number {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  return delay - Math.random() * (delay / 4);
}

function toldDelay(headers: IncomingHttpHeaders): number | undefined {
  const milliseconds = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(milliseconds)) {
    return milliseconds;
  }
  const after = headers["retry-after"];
  if (after === undefined || after === "") {
    return undefined;
  }
  if (Number.isFinite(Number(after))) {
    return Number(after) * 1000;
  }
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : date - Date.now();
}
