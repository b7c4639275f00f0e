import { createOkta, type OktaOptions, type OktaSandbox } from "../../sandbox/okta/index";
import { controlHeaders } from "./control";

/** A JSON object of which a test knows the shape. */
export type Json = Record<string, unknown>;

/** What an Okta answered. */
export interface OktaAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as a JSON object; empty when there was none. */
  readonly json: Json;
  /** The body as a JSON list; empty when it was no list. */
  readonly list: Json[];
  /** `errorSummary` of the answer and of its causes. */
  readonly errors: string[];
}

/** A local Okta in this process, and a caller that has its tokens. */
export class OktaApi {
  readonly okta: OktaSandbox;

  /** @param okta One that runs already. Defaults to a new one. */
  constructor(options: OktaOptions = {}, okta = createOkta(options)) {
    this.okta = okta;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<OktaAnswer> {
    const response = await this.okta.app.request(path, {
      method,
      headers: {
        ...(path.startsWith("/_sandbox/")
          ? controlHeaders(this.okta)
          : { authorization: `SSWS ${this.okta.apiToken}` }),
        accept: "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const value: unknown = text === "" ? {} : JSON.parse(text);
    const json = (Array.isArray(value) ? {} : value) as Json;
    const causes = (json.errorCauses ?? []) as { errorSummary: string }[];
    return {
      status: response.status,
      headers: response.headers,
      json,
      list: Array.isArray(value) ? (value as Json[]) : [],
      errors: [json.errorSummary as string | undefined, ...causes.map((cause) => cause.errorSummary)].filter(
        (summary) => summary !== undefined,
      ),
    };
  }

  /** Calls and expects success: for what a test takes for granted. */
  async must(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await this.call(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.errors.join("; ")}`);
    }
    return answer.json;
  }

  group(name: string): Promise<Json> {
    return this.must("POST", "/api/v1/groups", { profile: { name } });
  }

  oidcApp(label = "Cloudflare Access"): Promise<Json> {
    return this.must("POST", "/api/v1/apps", oidcAppBody(label));
  }

  scimApp(label = "Cloudflare Access SCIM"): Promise<Json> {
    return this.must("POST", "/api/v1/apps", { name: "scim2headerauth", label, signOnMode: "SAML_2_0" });
  }

  /** A SCIM app whose connection is set and active; only where the API takes connections. */
  async connectedApp(token = "scim-secret"): Promise<Json> {
    const app = await this.scimApp();
    await this.must("POST", `/api/v1/apps/${String(app.id)}/connections/default`, {
      baseUrl: "https://acme.cloudflareaccess.com/populations/1/scim/v2",
      profile: { authScheme: "TOKEN", token },
    });
    await this.must("POST", `/api/v1/apps/${String(app.id)}/connections/default/lifecycle/activate`);
    return app;
  }
}

/** The body that creates an OIDC web app. */
export function oidcAppBody(label: string): Json {
  return {
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic", pkce_required: true } },
    settings: {
      oauthClient: {
        application_type: "web",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: ["https://acme.cloudflareaccess.com/cdn-cgi/access/callback"],
      },
    },
  };
}
