import { CLOUDFLARE_API_URL, CloudflareApi } from "../api/cloudflare-api";
import { Http, type HttpOptions } from "../api/http";
import { OktaApi, type OktaCredentials } from "../api/okta-api";
import type { Properties } from "./rpc/schema";
import { isMap, type PropertyMap } from "./rpc/values";

/** What the plugin's resources call. */
export interface Clients {
  readonly cloudflare: CloudflareApi;
  /** What both of the others call with, and what is neither vendor's API. */
  readonly http: Http;
  /** @throws when the provider was configured without an Okta organization. */
  okta(): OktaApi;
}

/** Configuration of the provider. */
export const CLIENTS_CONFIG: Properties = {
  cloudflareApiToken: { type: "string", required: true, secret: true, description: "Cloudflare API token." },
  cloudflareBaseUrl: {
    type: "string",
    optional: true,
    description: `Address of Cloudflare's API, ending in /client/v4. Defaults to ${CLOUDFLARE_API_URL}.`,
  },
  oktaOrgUrl: {
    type: "string",
    optional: true,
    description: "Address of the Okta organization, such as https://acme.okta.com. Needed by what calls Okta.",
  },
  oktaApiToken: { type: "string", optional: true, secret: true, description: "Okta API token." },
  oktaAccessToken: { type: "string", optional: true, secret: true, description: "Okta OAuth 2.0 access token." },
  oktaClientId: { type: "string", optional: true, description: "Client id of an Okta OAuth 2.0 service app." },
  oktaPrivateKey: { type: "string", optional: true, secret: true, description: "Its private key, PEM." },
  oktaPrivateKeyId: { type: "string", optional: true, description: "Id of the key in Okta." },
  oktaScopes: {
    type: "list",
    element: { type: "string" },
    optional: true,
    description: "Scopes to ask for with the private key.",
  },
  connectTo: {
    type: "map",
    element: { type: "string" },
    optional: true,
    description: "Where a host is reached when not at its own address: host name to URL. Defaults to none.",
  },
};

/** What is wrong with the configuration. */
export function clientsConfigProblems(config: PropertyMap): readonly string[] {
  const urls = { cloudflareBaseUrl: CLOUDFLARE_API_URL, oktaOrgUrl: "https://acme.okta.com" };
  const notUrls = Object.entries(urls)
    .filter(([key]) => typeof config[key] === "string" && !URL.canParse(config[key]))
    .map(([key, example]) => `${key}: is not a URL. Write it like "${example}".`);
  const hosts = Object.entries(isMap(config.connectTo) ? config.connectTo : {})
    .filter(([, url]) => typeof url === "string" && !URL.canParse(url))
    .map(([host]) => `connectTo["${host}"]: is not a URL. Write it like "http://127.0.0.1:7002".`);
  return [...notUrls, ...hosts];
}

/** Makes the clients from valid configuration. */
export function createClients(config: PropertyMap, options: Pick<HttpOptions, "wait"> = {}): Clients {
  const http = new Http({ ...options, connectTo: textMap(config.connectTo) });
  const credentials = oktaCredentials(config);
  const orgUrl = text(config.oktaOrgUrl);
  return {
    http,
    cloudflare: new CloudflareApi({
      apiToken: String(config.cloudflareApiToken),
      baseUrl: text(config.cloudflareBaseUrl),
      http,
    }),
    okta: () => {
      if (credentials === undefined || orgUrl === undefined) {
        throw new Error(
          "Provider okta-cloudflare-access: has no Okta organization. Set oktaOrgUrl, and oktaApiToken, oktaAccessToken, or oktaClientId with oktaPrivateKey.",
        );
      }
      return new OktaApi({ orgUrl, credentials, http });
    },
  };
}

function oktaCredentials(config: PropertyMap): OktaCredentials | undefined {
  const apiToken = text(config.oktaApiToken);
  if (apiToken !== undefined) {
    return { apiToken };
  }
  const accessToken = text(config.oktaAccessToken);
  if (accessToken !== undefined) {
    return { accessToken };
  }
  const clientId = text(config.oktaClientId);
  const privateKey = text(config.oktaPrivateKey);
  return clientId === undefined || privateKey === undefined
    ? undefined
    : {
        clientId,
        privateKey,
        privateKeyId: text(config.oktaPrivateKeyId),
        scopes: Array.isArray(config.oktaScopes) ? config.oktaScopes.map(String) : [],
      };
}

function text(value: PropertyMap[string] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function textMap(value: PropertyMap[string] | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(isMap(value) ? value : {}).map(([key, nested]) => [key, String(nested)]));
}
