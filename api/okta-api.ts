import { createPrivateKey, randomUUID } from "node:crypto";
import { Http, type HttpAnswer, type HttpRequest, NoAnswerError } from "./http";
import { asList, asObject, type Json, textAt } from "./json";

/** What the API lets somebody in with: one of the three that the Okta provider knows too. */
export type OktaCredentials =
  /** An API token (SSWS). */
  | { readonly apiToken: string }
  /** An OAuth 2.0 access token. */
  | { readonly accessToken: string }
  /** An OAuth 2.0 service app, with a private key in PEM. */
  | {
      readonly clientId: string;
      readonly privateKey: string;
      readonly privateKeyId?: string | undefined;
      readonly scopes: readonly string[];
    };

/** How to reach the API. */
export interface OktaApiOptions {
  /** The organization's address, such as `https://acme.okta.com`. */
  readonly orgUrl: string;
  readonly credentials: OktaCredentials;
  /** What makes the calls. Defaults to one of its own. */
  readonly http?: Http | undefined;
}

/** An answer that says no. Its message has status, error code and the vendor's words, never what was sent. */
export class OktaApiError extends Error {
  constructor(
    readonly status: number,
    /** Such as `E0000007`; undefined when the answer has none. */
    readonly errorCode: string | undefined,
    message: string,
  ) {
    super(message);
    this.name = "OktaApiError";
  }
}

/**
 * The few calls of Okta's API that this project makes itself.
 *
 * @see https://developer.okta.com/docs/api/
 */
export class OktaApi {
  private readonly http: Http;
  private authorization: Promise<string> | undefined;

  constructor(private readonly options: OktaApiOptions) {
    this.http = options.http ?? new Http();
  }

  /** The object at a path, such as `/api/v1/apps/0oa1`; undefined when there is none. */
  async find(path: string): Promise<Json | undefined> {
    const answer = await this.send("GET", path);
    return answer.status === 404 ? undefined : asObject(this.accepted("GET", path, answer).json);
  }

  /** The objects of a list, page by page; undefined when there is no such list, as of an app that is gone. */
  async findList(path: string): Promise<Json[] | undefined> {
    try {
      return await this.list(path);
    } catch (error) {
      if (error instanceof OktaApiError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * The objects of a list, page by page.
   *
   * @param atMost Ends after so many; undefined for all of them.
   */
  async list(path: string, atMost?: number): Promise<Json[]> {
    const all: Json[] = [];
    let next: string | undefined = path;
    while (next !== undefined && (atMost === undefined || all.length < atMost)) {
      const answer = this.accepted("GET", path, await this.send("GET", next));
      if (!Array.isArray(answer.json)) {
        throw new OktaApiError(answer.status, undefined, `${what("GET", path)}: ${answer.status} with no list in it`);
      }
      all.push(...asList(answer.json));
      next = nextPage(answer);
    }
    return all;
  }

  /** Posts to a path, once only, and answers the body. */
  async post(path: string, body?: Json): Promise<Json> {
    return asObject(this.accepted("POST", path, await this.send("POST", path, body)).json);
  }

  /** Replaces the object at a path and answers the body. */
  async put(path: string, body: Json): Promise<Json> {
    return asObject(this.accepted("PUT", path, await this.send("PUT", path, body)).json);
  }

  /** Changes some of the object at a path and answers the body. Sent again when nobody knows what became of it. */
  async patch(path: string, body: Json): Promise<Json> {
    return asObject(this.accepted("PATCH", path, await this.send("PATCH", path, body, true)).json);
  }

  /** Deletes the object at a path, again when nobody knows what became of it. One that is gone already is no error. */
  async delete(path: string): Promise<void> {
    const answer = await this.send("DELETE", path, undefined, true);
    if (answer.status !== 404) {
      this.accepted("DELETE", path, answer);
    }
  }

  private async send(
    method: HttpRequest["method"],
    path: string,
    body?: Json,
    repeatable?: boolean,
  ): Promise<HttpAnswer> {
    const url = new URL(path, this.options.orgUrl).href;
    return this.http
      .send({
        method,
        url,
        headers: { authorization: await this.signIn(), "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(repeatable === undefined ? {} : { repeatable }),
      })
      .catch((error: unknown) => {
        throw error instanceof NoAnswerError
          ? new Error(`${what(method, path)}: ${error.message}`, { cause: error })
          : error;
      });
  }

  private accepted(method: HttpRequest["method"], path: string, answer: HttpAnswer): HttpAnswer {
    if (answer.status >= 200 && answer.status < 300) {
      // Taken for an empty object or list, a page of a proxy would say that nothing is there.
      if (answer.json === undefined && (method === "GET" || answer.text !== "")) {
        throw new OktaApiError(answer.status, undefined, `${what(method, path)}: ${answer.status} ${NOT_JSON}`);
      }
      return answer;
    }
    const code = textAt(answer.json, "errorCode");
    const words = `${answer.status}${vendorWords(answer.json)}${adviceFor(answer.status)}`;
    throw new OktaApiError(answer.status, code, `${what(method, path)}: ${words}`);
  }

  private signIn(): Promise<string> {
    const { credentials } = this.options;
    if ("apiToken" in credentials) {
      return Promise.resolve(`SSWS ${credentials.apiToken}`);
    }
    if ("accessToken" in credentials) {
      return Promise.resolve(`Bearer ${credentials.accessToken}`);
    }
    this.authorization ??= this.serviceAppToken(credentials);
    return this.authorization;
  }

  /** https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/ */
  private async serviceAppToken(app: Extract<OktaCredentials, { privateKey: string }>): Promise<string> {
    // Loaded where it is needed: most organizations use an API token.
    const { SignJWT } = await import("jose");
    const endpoint = new URL("/oauth2/v1/token", this.options.orgUrl).href;
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: "RS256", ...(app.privateKeyId === undefined ? {} : { kid: app.privateKeyId }) })
      .setIssuer(app.clientId)
      .setSubject(app.clientId)
      .setAudience(endpoint)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(createPrivateKey(app.privateKey));
    const answer = await this.http.send({
      method: "POST",
      url: endpoint,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        scope: app.scopes.join(" "),
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
      }).toString(),
    });
    const token = textAt(answer.json, "access_token");
    if (token === undefined) {
      const words = [textAt(answer.json, "error"), textAt(answer.json, "error_description")].filter(Boolean).join(": ");
      throw new OktaApiError(answer.status, undefined, `Okta, service app ${app.clientId}: ${answer.status} ${words}`);
    }
    return `Bearer ${token}`;
  }
}

const NOT_JSON = "with something that is not JSON. Does a proxy stand between?";

function what(method: string, path: string): string {
  return `Okta API, ${method} ${path.split("?", 1)[0]}`;
}

/** Okta's next page is a link header: the list itself says nothing of pages. */
function nextPage({ headers }: HttpAnswer): string | undefined {
  return /<([^>]+)>;\s*rel="next"/.exec(headers.get("link") ?? "")?.[1];
}

function vendorWords(answer: unknown): string {
  const { errorSummary, errorCode, errorCauses } = asObject(answer);
  if (typeof errorSummary !== "string") {
    return "";
  }
  const causes = asList(errorCauses).map(({ errorSummary: cause }) => String(cause));
  return ` ${errorSummary} (${String(errorCode)})${causes.length === 0 ? "" : `: ${causes.join("; ")}`}`;
}

function adviceFor(status: number): string {
  if (status === 401) {
    return ". The credential is not valid, or has expired";
  }
  return status === 403 ? ". The credential lacks a right: docs/ci.md lists those that are needed" : "";
}
