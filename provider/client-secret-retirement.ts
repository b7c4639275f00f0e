import { setTimeout as delay } from "node:timers/promises";
import type { Http } from "../api/http";
import { textAt } from "../api/json";
import { clientSecrets, removeSecret } from "./client-secrets";
import type { Clients } from "./clients";
import type { OperationContext, ResourceDefinition } from "./rpc/resource";
import type { PropertyMap } from "./rpc/values";

/** How often a new secret is shown to Okta before it is taken for refused, and how far apart, in milliseconds. */
const ATTEMPTS = 5;
const BETWEEN_ATTEMPTS_MS = 2_000;

/**
 * Ends the old client secrets of an OIDC app, once Cloudflare has the new one: shows first that Okta takes the new one, by a
 * request for a token with a code that does not exist, then waits, deactivates what else there is, and deletes it.
 *
 * @param wait Waits some milliseconds. Defaults to really waiting.
 */
export function clientSecretRetirement(
  wait: (milliseconds: number) => Promise<unknown> = delay,
): ResourceDefinition<Clients> {
  const retire = async ({ client, inputs }: OperationContext<Clients>, planned: PropertyMap): Promise<PropertyMap> => {
    await prove(client.http, planned, wait);
    const okta = client.okta();
    const appId = String(planned.appId);
    const others = ((await clientSecrets(okta, appId)) ?? []).filter(({ id }) => id !== planned.secretId);
    if (others.some(({ active }) => active)) {
      await wait(Number(inputs.overlapSeconds) * 1_000);
    }
    for (const other of others) {
      await removeSecret(okta, appId, other);
    }
    return planned;
  };
  return {
    token: "okta-cloudflare-access:index:ClientSecretRetirement",
    kind: "framework",
    native: true,
    properties: {
      appId: { type: "string", required: true, forceNew: true, description: "Okta app id of the OIDC app." },
      secretId: { type: "string", required: true, description: "Okta's id of the client secret that stays." },
      clientId: { type: "string", required: true, description: "OAuth 2.0 client id of the app." },
      clientSecret: { type: "string", required: true, secret: true, description: "The client secret that stays." },
      issuer: { type: "string", required: true, description: "Issuer at which Cloudflare asks for tokens." },
      redirectUri: { type: "string", required: true, description: "Redirect URI of the app." },
      overlapSeconds: {
        type: "number",
        required: true,
        writeOnly: true,
        description: "How long the old secret stays valid after the login method was given the new one.",
      },
    },
    create: async (context, planned) => ({
      id: String(planned.appId),
      properties: await retire(context, planned),
    }),
    update: (context, { planned }) => retire(context, planned),
    read: async (_context, { properties }) => properties,
    delete: async () => undefined,
  };
}

/** @throws unless Okta takes the client secret. */
async function prove(
  http: Http,
  planned: PropertyMap,
  wait: (milliseconds: number) => Promise<unknown>,
): Promise<void> {
  const endpoint = await tokenEndpoint(http, String(planned.issuer));
  for (let attempt = 1; ; attempt += 1) {
    const error = await tokenError(http, endpoint, planned);
    if (error === "invalid_grant") {
      return;
    }
    if (error !== "invalid_client" || attempt === ATTEMPTS) {
      throw new Error(
        `ClientSecretRetirement: Okta answered ${error} to a request for a token with the new client secret of ${String(planned.clientId)}, and not invalid_grant. ` +
          "So the old one is kept, and logins work with either. Look at the app in the Okta Admin Console (General > Client Credentials), and run `pulumi up` again.",
      );
    }
    await wait(BETWEEN_ATTEMPTS_MS);
  }
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
async function tokenEndpoint(http: Http, issuer: string): Promise<string> {
  const url = `${issuer}/.well-known/openid-configuration`;
  const answer = await http.send({ method: "GET", url });
  const endpoint = textAt(answer.json, "token_endpoint");
  if (endpoint === undefined) {
    throw new Error(
      `ClientSecretRetirement: ${url} answered ${answer.status} and no token endpoint. The old client secret is kept; run \`pulumi up\` again.`,
    );
  }
  return endpoint;
}

/** The error of a request for a token with a code that does not exist. https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
async function tokenError(http: Http, url: string, planned: PropertyMap): Promise<string> {
  const credentials = [planned.clientId, planned.clientSecret]
    .map((text) => encodeURIComponent(String(text)))
    .join(":");
  const answer = await http.send({
    method: "POST",
    url,
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: "does-not-exist",
      redirect_uri: String(planned.redirectUri),
      // Asked for where the app insists on PKCE. https://www.rfc-editor.org/rfc/rfc7636#section-4.1
      code_verifier: "verifier-of-a-code-that-does-not-exist-at-all",
    }).toString(),
    repeatable: true,
  });
  return textAt(answer.json, "error") ?? `status ${answer.status}`;
}
