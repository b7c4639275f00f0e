import { type CloudflareOptions, type CloudflareSandbox, createCloudflare } from "../../sandbox/cloudflare/index";

/** A JSON object. */
export type Json = Record<string, unknown>;

/** An answer in Cloudflare's envelope. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly success: boolean;
    readonly errors: readonly { readonly code: number; readonly message: string }[];
    readonly messages: readonly unknown[];
    readonly result: never;
    readonly result_info?: Json;
  };
}

/** A sandbox with a client that knows its credentials. */
export class Api {
  readonly sandbox: CloudflareSandbox;

  constructor(options: CloudflareOptions = {}) {
    this.sandbox = createCloudflare(options);
  }

  /** Calls a path below `/client/v4/accounts/{account}`, or from the root when it begins with `/client`. */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const { tenant, app } = this.sandbox;
    const url = path.startsWith("/client") ? path : `/client/v4/accounts/${tenant.accountId}${path}`;
    const response = await app.request(url, {
      method,
      headers: { authorization: `Bearer ${tenant.apiToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer["body"] };
  }

  /** Calls and returns the result; throws with the errors when the call was refused. */
  async result(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await this.call(method, path, body);
    if (!answer.body.success) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body.errors)}`);
    }
    return answer.body.result as Json;
  }

  /** An Okta identity provider. */
  okta(change: Json = {}): Promise<Json> {
    return this.result("POST", "/access/identity_providers", { ...OKTA, ...change });
  }

  /** A SAML identity provider. */
  saml(config: Json = {}): Promise<Json> {
    return this.result("POST", "/access/identity_providers", { ...SAML, config: { ...SAML.config, ...config } });
  }
}

/** The smallest Okta identity provider. */
export const OKTA = {
  name: "Okta",
  type: "okta",
  config: { client_id: "0oa1", client_secret: "a-client-secret", okta_account: "https://acme.okta.com" },
};

/** The smallest SAML identity provider. */
const SAML = {
  name: "Okta",
  type: "saml",
  config: {
    issuer_url: "http://www.okta.com/exk1gjh63g214q0Hq0g4",
    sso_target_url: "https://acme.okta.com/app/acme_cloudflareaccess_1/exk1gjh63g214q0Hq0g4/sso/saml",
    idp_public_certs: ["MIID"],
  },
};
