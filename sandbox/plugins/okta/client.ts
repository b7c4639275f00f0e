/** The Okta management API as the Okta provider calls it. */
import { STATUS_CODES } from "node:http";
import { isMap, type PropertyMap, type Value } from "../../../provider/rpc/values";
import { type HttpAnswer, type HttpCall, HttpClient } from "../shared/http-client";
import { at, maps, text } from "./fields";
import { accessTokens, type PrivateKeyCredentials } from "./private-key";

const RETRIED_FOR_MS = 30_000;
const FIRST_RETRY_MS = 500;
const RETRY_FACTOR = 1.5;
const DEFAULT_MAX_RETRIES = 5;
const DEFAULT_MAX_WAIT_SECONDS = 300;

/**
 * What Okta answered instead of success. The text has Okta's summary and causes, its error code and the HTTP status.
 *
 * @see https://developer.okta.com/docs/reference/error-codes/
 */
export class OktaApiError extends Error {
  constructor(
    /** The HTTP status. */
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "OktaApiError";
  }
}

/** How to reach and talk to the org. */
export interface OktaClientOptions {
  /** The local server that stands in for the org, as the provider's `httpProxy` names it. */
  readonly endpoint: URL;
  /** An API token, an OAuth 2.0 access token, or what to get access tokens with. */
  readonly credentials:
    | { readonly apiToken: string }
    | { readonly accessToken: string }
    | { readonly privateKey: PrivateKeyCredentials };
  /** How often an answer of 429 is tried again. Defaults to 5. */
  readonly maxRetries?: number | undefined;
  /** How long to wait before that, at most. Defaults to 300. */
  readonly maxWaitSeconds?: number | undefined;
  /**
   * When a call has failed, with all its repetitions: the only thing that ends those of a closed connection. Defaults to
   * never, as 0 says too.
   */
  readonly requestTimeoutSeconds?: number | undefined;
}

/** Calls below `/api/v1` and the org metadata. */
export class OktaClient {
  /** Whether requests carry an OAuth 2.0 token. The provider then leaves out the calls that only an API token may make. */
  readonly usesOAuth: boolean;
  private readonly http: HttpClient;
  private readonly authorization: () => Promise<string>;
  private generatedClient: OktaClient | undefined;
  private classic: boolean | undefined;

  constructor(
    private readonly options: OktaClientOptions,
    private readonly errorOf: (answer: HttpAnswer) => OktaApiError = apiError,
  ) {
    const { credentials, endpoint, requestTimeoutSeconds: timeout } = options;
    this.usesOAuth = !("apiToken" in credentials);
    this.http = new HttpClient({
      endpoint,
      // The provider takes `httpProxy` for an HTTP proxy in front of the org, hence whole URLs in request lines.
      absoluteForm: true,
      headers: { "User-Agent": "okta-sandbox-stand-in" },
      ...(timeout === undefined || timeout === 0 ? {} : { deadlineMs: timeout * 1_000 }),
      retryAfter: (answer, attempt) => rateLimitWait(answer, attempt, options),
      // As often as it happens and without a pause, whatever the method: so the provider does it.
      retryLost: (loss) => (loss === "closed" ? 0 : undefined),
    });
    if ("privateKey" in credentials) {
      this.authorization = accessTokens(this.http, endpoint.origin, credentials.privateKey);
    } else {
      const header = "apiToken" in credentials ? `SSWS ${credentials.apiToken}` : `Bearer ${credentials.accessToken}`;
      this.authorization = () => Promise.resolve(header);
    }
  }

  /**
   * The client as the generated SDKs inside the provider are: their errors are the status line and nothing of what Okta
   * says, and they fetch an access token of their own.
   */
  get generated(): OktaClient {
    this.generatedClient ??= new OktaClient(this.options, statusError);
    return this.generatedClient;
  }

  /** Reads one object. A 404 is an error. */
  async get(path: string): Promise<PropertyMap> {
    return bodyOf(await this.send({ method: "GET", path }));
  }

  /** Reads one object, or `undefined` on a 404. */
  async find(path: string): Promise<PropertyMap | undefined> {
    return ifThere(this.get(path));
  }

  /** Reads a list to its last page. */
  async list(path: string): Promise<PropertyMap[]> {
    const items: PropertyMap[] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const answer: HttpAnswer = await this.send({ method: "GET", path: next });
      items.push(...maps(parse(answer)));
      next = nextPage(answer, next);
    }
    return items;
  }

  /** Reads a list to its last page, or answers `undefined` on a 404. */
  async findList(path: string): Promise<PropertyMap[] | undefined> {
    return ifThere(this.list(path));
  }

  /** Reads a list's first page only, as some calls of the provider do. */
  async listOnce(path: string): Promise<PropertyMap[]> {
    return maps(parse(await this.send({ method: "GET", path })));
  }

  /** Reads a text of the given media type. */
  async text(path: string, accept: string): Promise<string> {
    return (await this.send({ method: "GET", path, accept })).text;
  }

  async post(path: string, body?: PropertyMap): Promise<PropertyMap> {
    return bodyOf(await this.send({ method: "POST", path, body }));
  }

  async put(path: string, body?: PropertyMap): Promise<PropertyMap> {
    return bodyOf(await this.send({ method: "PUT", path, body }));
  }

  async patch(path: string, body: PropertyMap): Promise<PropertyMap> {
    return bodyOf(await this.send({ method: "PATCH", path, body }));
  }

  async delete(path: string): Promise<void> {
    await this.send({ method: "DELETE", path });
  }

  /** Deletes; that it is gone already counts as done. */
  async deleteIfThere(path: string): Promise<void> {
    await ifThere(this.delete(path));
  }

  /** Posts without a body; that the thing is gone already counts as done. */
  async postIfThere(path: string): Promise<void> {
    await ifThere(this.post(path));
  }

  /** Whether the org runs the Classic engine. Asked once it has been answered; an error means Identity Engine. */
  async isClassic(): Promise<boolean> {
    if (this.classic !== undefined) return this.classic;
    try {
      const metadata = await this.get("/.well-known/okta-organization");
      this.classic = metadata.pipeline === "v1";
      return this.classic;
    } catch (error) {
      // The provider goes on as on Identity Engine and asks again next time. Anything but an answer is a real failure.
      if (error instanceof OktaApiError) return false;
      throw error;
    }
  }

  private async send(call: HttpCall): Promise<HttpAnswer> {
    const answer = await this.http.send({ ...call, headers: { Authorization: await this.authorization() } });
    if (answer.status >= 400) throw this.errorOf(answer);
    const type = answer.headers["content-type"] ?? "";
    if (answer.text !== "" && !/application\/(json|xml|octet-stream)/.test(type)) {
      throw new Error(`could not build a response for type: ${type}`);
    }
    return answer;
  }
}

/** Repeats for about half a minute while Okta answers 500, as the provider does where Okta is slow to settle. */
export async function retryingServerErrors(operation: () => Promise<void>): Promise<void> {
  const end = Date.now() + RETRIED_FOR_MS;
  for (let wait = FIRST_RETRY_MS; ; wait *= RETRY_FACTOR) {
    try {
      return await operation();
    } catch (error) {
      const retry = error instanceof OktaApiError && error.status === 500 && Date.now() + wait < end;
      if (!retry) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** A query string as Go encodes it: sorted keys, `+` for a space. Empty values are left out. */
export function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const name of Object.keys(parameters).sort()) {
    const value = parameters[name];
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const encoded = search.toString().replaceAll("*", "%2A").replaceAll("%7E", "~");
  return encoded === "" ? "" : `?${encoded}`;
}

async function ifThere<Result>(operation: Promise<Result>): Promise<Result | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof OktaApiError && error.status === 404) return undefined;
    throw error;
  }
}

function rateLimitWait(
  answer: HttpAnswer,
  attempt: number,
  { maxRetries, maxWaitSeconds }: OktaClientOptions,
): number | undefined {
  if (answer.status !== 429) return undefined;
  const reset = answer.headers["x-rate-limit-reset"];
  const wait = Number(reset) * 1000 - Date.parse(answer.headers.date ?? "") + 1000;
  // Without both headers there is no telling how long: that is the provider's error then, not the 429.
  if (reset === undefined || !Number.isFinite(wait)) {
    throw new Error("X-Rate-Limit-Reset header is missing or invalid");
  }
  const longest = (maxWaitSeconds ?? DEFAULT_MAX_WAIT_SECONDS) * 1_000;
  return attempt <= (maxRetries ?? DEFAULT_MAX_RETRIES) ? Math.min(Math.max(wait, 0), longest) : undefined;
}

function parse(answer: HttpAnswer): Value {
  if (answer.text === "") return null;
  try {
    return JSON.parse(answer.text) as Value;
  } catch (cause) {
    throw new Error(`Okta answered HTTP ${answer.status} with a body that is not JSON.`, { cause });
  }
}

function bodyOf(answer: HttpAnswer): PropertyMap {
  const body = parse(answer);
  return isMap(body) ? body : {};
}

function nextPage(answer: HttpAnswer, current: string): string | undefined {
  const lines = answer.rawHeaders.flatMap((name, index, all) =>
    index % 2 === 0 && name.toLowerCase() === "link" ? [all[index + 1] ?? ""] : [],
  );
  for (const line of lines) {
    const [target = "", relation = ""] = line.split(";", 2);
    if (!/rel="?next"?/.test(relation)) continue;
    const url = new URL(target.trim().replace(/^<|>$/g, ""), "http://localhost");
    const merged = new URLSearchParams(current.split("?", 2)[1] ?? "");
    for (const [name, value] of url.searchParams) merged.set(name, value);
    return `${url.pathname}${query(Object.fromEntries(merged))}`;
  }
  return undefined;
}

function statusError({ status }: HttpAnswer): OktaApiError {
  return new OktaApiError(status, `${status} ${STATUS_CODES[status] ?? ""}`.trim());
}

function apiError(answer: HttpAnswer): OktaApiError {
  const described = /error_description="([^"]*)"/.exec(String(answer.headers["www-authenticate"] ?? ""))?.[1];
  if ((answer.status === 401 || answer.status === 403) && described !== undefined) {
    return new OktaApiError(answer.status, `the API returned an error: ${described} (HTTP ${answer.status})`);
  }
  const body = errorBody(answer);
  const summary = text(body.error_description) || text(body.errorSummary);
  const code = text(body.errorCode);
  const what = summary === "" ? "the API returned an unknown error" : `the API returned an error: ${summary}`;
  const where = code === "" ? `HTTP ${answer.status}` : `${code}, HTTP ${answer.status}`;
  const causes = maps(body.errorCauses).map((cause) => `errorSummary: ${text(at(cause, "errorSummary"))}`);
  const why = causes.length === 0 ? "" : `. Causes: ${causes.join(", ")}`;
  return new OktaApiError(answer.status, `${what} (${where})${why}`);
}

function errorBody(answer: HttpAnswer): PropertyMap {
  try {
    return bodyOf(answer);
  } catch {
    // A proxy's HTML page, say: the status alone is reported.
    return {};
  }
}
