/** The stand-in for the Okta provider plugin: its configuration, resource types and functions. */

import type { ProviderDefinition } from "../../../provider/rpc/resource";
import type { PropertyMap } from "../../../provider/rpc/values";
import { assertLoopback } from "../shared/http-client";
import { OktaClient, type OktaClientOptions } from "./client";
import { text, texts } from "./fields";
import { appFunctions } from "./functions/apps";
import { groupFunctions } from "./functions/groups";
import { userFunctions } from "./functions/users";
import { appConnection } from "./resources/app-connection";
import { appFeatures } from "./resources/app-features";
import { appGroupAssignment, appGroupAssignments } from "./resources/app-group-assignments";
import { appOAuth } from "./resources/app-oauth";
import { appSaml } from "./resources/app-saml";
import { appUser } from "./resources/app-user";
import { authServer } from "./resources/auth-server";
import { authServerPolicy, authServerPolicyRule } from "./resources/auth-server-policy";
import { authServerClaim, authServerScope } from "./resources/auth-server-scope";
import { group } from "./resources/group";
import { pushGroup } from "./resources/push-group";
import { user } from "./resources/user";

const OPTIONAL_STRING = { type: "string", optional: true } as const;
const OPTIONAL_NUMBER = { type: "number", optional: true } as const;

/** The stand-in. Its version is the SDK's it serves, with build metadata that says what it is. */
export const oktaProvider: ProviderDefinition<OktaClient> = {
  name: "okta",
  description: "sandbox stand-in, not the published plugin",
  version: "7.0.0+sandbox.stand.in",
  config: {
    accessToken: { ...OPTIONAL_STRING, secret: true, conflictsWith: ["apiToken", "clientId", "scopes", "privateKey"] },
    apiToken: { ...OPTIONAL_STRING, secret: true, conflictsWith: ["accessToken", "clientId", "scopes", "privateKey"] },
    backoff: { type: "boolean", optional: true },
    baseUrl: OPTIONAL_STRING,
    clientId: { ...OPTIONAL_STRING, conflictsWith: ["accessToken", "apiToken"] },
    httpProxy: OPTIONAL_STRING,
    logLevel: OPTIONAL_NUMBER,
    maxApiCapacity: OPTIONAL_NUMBER,
    maxRetries: OPTIONAL_NUMBER,
    maxWaitSeconds: OPTIONAL_NUMBER,
    minWaitSeconds: OPTIONAL_NUMBER,
    orgName: OPTIONAL_STRING,
    parallelism: OPTIONAL_NUMBER,
    privateKey: { ...OPTIONAL_STRING, secret: true, conflictsWith: ["accessToken", "apiToken"] },
    privateKeyId: { ...OPTIONAL_STRING, conflictsWith: ["apiToken"] },
    requestTimeout: OPTIONAL_NUMBER,
    scopes: { type: "set", optional: true, element: { type: "string" }, conflictsWith: ["accessToken", "apiToken"] },
  },
  configure,
  resources: [
    appConnection,
    appFeatures,
    appGroupAssignment,
    appGroupAssignments,
    appOAuth,
    appSaml,
    appUser,
    authServer,
    authServerClaim,
    authServerPolicy,
    authServerPolicyRule,
    authServerScope,
    group,
    pushGroup,
    user,
  ],
  functions: [...appFunctions, ...groupFunctions, ...userFunctions],
};

/** Makes the client, and with an API token proves it as the provider does: the token's own user is read twice. */
async function configure(config: PropertyMap): Promise<OktaClient> {
  const client = new OktaClient({
    endpoint: endpointOf(config),
    credentials: credentialsOf(config),
    maxRetries: numberOf(config.maxRetries),
    maxWaitSeconds: numberOf(config.maxWaitSeconds),
    requestTimeoutSeconds: numberOf(config.requestTimeout),
  });
  if (!client.usesOAuth) {
    // Once for each of the two SDKs inside the real provider.
    for (const sdk of ["v3", "v2"]) {
      await client.get("/api/v1/users/me").catch((cause: unknown) => {
        throw new Error(`error with ${sdk} SDK client: ${cause instanceof Error ? cause.message : cause}`, { cause });
      });
    }
  }
  return client;
}

/** The first of access token, API token and private key, as the provider looks at them. */
function credentialsOf(config: PropertyMap): OktaClientOptions["credentials"] {
  const accessToken = setting(config.accessToken, "OKTA_ACCESS_TOKEN");
  if (accessToken !== "") return { accessToken };
  const apiToken = setting(config.apiToken, "OKTA_API_TOKEN");
  if (apiToken !== "") return { apiToken };
  const privateKey = setting(config.privateKey, "OKTA_API_PRIVATE_KEY");
  if (privateKey === "") {
    throw new Error("okta provider: no credential. Set okta:apiToken, okta:accessToken or okta:privateKey.");
  }
  const clientId = setting(config.clientId, "OKTA_API_CLIENT_ID");
  const scopes = texts(config.scopes);
  if (clientId === "" || scopes.length === 0) {
    throw new Error(
      "when using AuthorizationMode 'PrivateKey', you must supply 'ClientId', 'Scopes', and 'PrivateKey' or 'PrivateKeySigner'",
    );
  }
  const privateKeyId = setting(config.privateKeyId, "OKTA_API_PRIVATE_KEY_ID");
  return { privateKey: { clientId, privateKey, privateKeyId, scopes } };
}

function endpointOf(config: PropertyMap): URL {
  const proxy = setting(config.httpProxy, "OKTA_HTTP_PROXY");
  if (proxy === "") {
    const org = `https://${setting(config.orgName, "OKTA_ORG_NAME")}.${setting(config.baseUrl, "OKTA_BASE_URL") || "okta.com"}`;
    if (!URL.canParse(org)) throw new Error("okta:httpProxy: not set. Set it to the sandbox's URL on 127.0.0.1.");
    const url = new URL(org);
    assertLoopback(url, "okta:orgName");
    return url;
  }
  if (!URL.canParse(proxy))
    throw new Error("okta:httpProxy: not a URL. Set it to the sandbox's URL, such as http://127.0.0.1:7001.");
  const url = new URL(proxy);
  assertLoopback(url, "okta:httpProxy");
  return url;
}

function numberOf(value: PropertyMap[string]): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function setting(value: PropertyMap[string], variable: string): string {
  return text(value) || (process.env[variable] ?? "");
}
