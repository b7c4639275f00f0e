import { Http, type HttpRequest, NoAnswerError } from "./http";
import { asList, asObject, type Json } from "./json";

/** Where Cloudflare's API is unless a stack says otherwise. */
export const CLOUDFLARE_API_URL = "https://api.cloudflare.com/client/v4";

/** How to reach the API. */
export interface CloudflareApiOptions {
  /** Ends in `/client/v4`. Defaults to {@link CLOUDFLARE_API_URL}. */
  readonly baseUrl?: string | undefined;
  readonly apiToken: string;
  /** What makes the calls. Defaults to one of its own. */
  readonly http?: Http | undefined;
}

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

const PAGE_SIZE = 100;

/**
 * The few calls of Cloudflare's API that this project makes itself, on `fetch`: Cloudflare's own client has 120 MB and
 * takes 0.7 s to load.
 *
 * @see https://developers.cloudflare.com/api/
 */
export class CloudflareApi {
  private readonly baseUrl: string;
  private readonly http: Http;

  constructor(private readonly options: CloudflareApiOptions) {
    this.baseUrl = (options.baseUrl ?? CLOUDFLARE_API_URL).replace(/\/$/, "");
    this.http = options.http ?? new Http();
  }

  /** The object at a path; undefined when there is none. */
  async find(path: string): Promise<Json | undefined> {
    try {
      return asObject((await this.send("GET", path)).result);
    } catch (error) {
      if (error instanceof CloudflareApiError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Every object of a list, page by page.
   *
   * @param query Further query parameters, such as `{ since: "2026-01-01T00:00:00Z" }`.
   */
  async list(path: string, query: Readonly<Record<string, string>> = {}): Promise<Json[]> {
    const all: Json[] = [];
    for (let page = 1; ; page++) {
      const parameters = new URLSearchParams({ ...query, page: String(page), per_page: String(PAGE_SIZE) });
      const { result, result_info: info } = await this.send("GET", `${path}?${parameters.toString()}`);
      const items = asList(result);
      all.push(...items);
      // Some lists answer everything at once and say nothing of pages.
      const { total_pages: pages, total_count: total } = asObject(info);
      const more = typeof pages === "number" ? page < pages : typeof total === "number" && all.length < total;
      if (!more || items.length === 0) {
        return all;
      }
    }
  }

  /** Replaces the object at a path and answers it as it is then. */
  async put(path: string, body: Json): Promise<Json> {
    return asObject((await this.send("PUT", path, body)).result);
  }

  /** Posts to a path, once only, and answers the result. */
  async post(path: string, body: Json): Promise<Json> {
    return asObject((await this.send("POST", path, body)).result);
  }

  /** Asks for something to be made anew, again when nobody knows what became of it, and answers the result. */
  async refresh(method: "POST" | "PUT", path: string): Promise<Json> {
    return asObject((await this.send(method, path, {}, true)).result);
  }

  /** Deletes the object at a path, which is gone afterwards, whoever deleted it. */
  async delete(path: string): Promise<void> {
    try {
      await this.send("DELETE", path, undefined, true);
    } catch (error) {
      if (!(error instanceof CloudflareApiError && error.status === 404)) {
        throw error;
      }
    }
  }

  private async send(method: HttpRequest["method"], path: string, body?: Json, repeatable?: boolean): Promise<Json> {
    const what = `Cloudflare API, ${method} ${path.split("?", 1)[0]}`;
    const answer = await this.http
      .send({
        method,
        url: this.baseUrl + path,
        headers: { authorization: `Bearer ${this.options.apiToken}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(repeatable === undefined ? {} : { repeatable }),
      })
      .catch((error: unknown) => {
        throw error instanceof NoAnswerError ? new Error(`${what}: ${error.message}`, { cause: error }) : error;
      });
    const isOk = answer.status >= 200 && answer.status < 300;
    if (isOk && answer.json !== undefined) {
      return asObject(answer.json);
    }
    const words = isOk ? "an answer that is not JSON" : `${answer.status}${vendorWords(answer.json)}`;
    throw new CloudflareApiError(answer.status, `${what}: ${words}${adviceFor(answer.status)}`);
  }
}

function vendorWords(answer: unknown): string {
  const words = asList(asObject(answer).errors).map(({ code, message }) => `${String(message)} (code ${String(code)})`);
  return words.length === 0 ? "" : ` ${words.join("; ")}`;
}

function adviceFor(status: number): string {
  return status === 401 || status === 403
    ? '. The API token needs "Access: Organizations, Identity Providers, and Groups: Edit" and "Access: Apps and Policies: Read"'
    : "";
}
