import type { Json } from "../../sandbox/cloudflare/entities";
import type { CloudflareSandbox } from "../../sandbox/cloudflare/index";

/** An answer of a SCIM service. */
export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** A login method with SCIM on, and a client of its SCIM service that knows the secret. */
export interface ScimLoginMethod {
  readonly id: string;
  /** What the management API answers as `scim_base_url`. */
  readonly baseUrl: string;
  /** The base URL where the service can be reached; for a service that does not listen, its path. */
  readonly url: string;
  readonly secret: string;
  /** Calls the service with the secret as `Authorization`, unless the headers say something else. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
}

/** Makes a login method of type okta with SCIM on. */
export async function scimLoginMethod(
  cloudflare: Omit<CloudflareSandbox, "close"> & { readonly url?: string },
  scim: Json = {},
): Promise<ScimLoginMethod> {
  const { tenant, app } = cloudflare;
  const made = await app.request(`/client/v4/accounts/${tenant.accountId}/access/identity_providers`, {
    method: "POST",
    headers: { authorization: `Bearer ${tenant.apiToken}`, "content-type": "application/json" },
    body: JSON.stringify({
      name: "Okta",
      type: "okta",
      config: { client_id: "0oa1", client_secret: "not-a-secret", okta_account: "https://acme.okta.com" },
      scim_config: { enabled: true, ...scim },
    }),
  });
  const { result } = (await made.json()) as {
    result: { id: string; scim_config: { scim_base_url: string; secret: string } };
  };
  const { scim_base_url: baseUrl, secret } = result.scim_config;
  const path = new URL(baseUrl).pathname;
  return {
    id: result.id,
    baseUrl,
    url: `${cloudflare.url ?? ""}${path}`,
    secret,
    call: async (method, below, body, headers = {}) => {
      const response = await app.request(`${path}${below}`, {
        method,
        headers: {
          authorization: secret,
          ...(body === undefined ? {} : { "content-type": "application/scim+json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === "" ? {} : (JSON.parse(text) as Json),
      };
    },
  };
}
