/** Access tokens by a private key, as the Okta provider gets them (RFC 7523). */
import { createPrivateKey, type KeyObject, randomUUID } from "node:crypto";
import type { HttpClient } from "../shared/http-client";

const TOKEN_PATH = "/oauth2/v1/token";
const SECONDS_BEFORE_EXPIRY = 2;

/** What a service app signs with. */
export interface PrivateKeyCredentials {
  readonly clientId: string;
  /** PEM, PKCS #1 or PKCS #8; `\n` may stand for a line end. */
  readonly privateKey: string;
  /** Which of the app's keys it is; may be empty when it has one. */
  readonly privateKeyId: string;
  readonly scopes: readonly string[];
}

/**
 * Fetches an access token when there is none or it is about to run out.
 *
 * @param organization The address that the provider takes for the organization's, for the audience.
 * @returns A function that gives the whole `Authorization` header. It throws the provider's words when Okta refuses,
 * which say no more than that there is no token.
 */
export function accessTokens(
  http: HttpClient,
  organization: string,
  credentials: PrivateKeyCredentials,
): () => Promise<string> {
  let current: Promise<{ readonly header: string; readonly expires: number }> | undefined;
  return async () => {
    const known = await current;
    if (known === undefined || known.expires <= Date.now()) {
      current = fetchToken(http, organization, credentials);
    }
    return (await (current as NonNullable<typeof current>)).header;
  };
}

async function fetchToken(http: HttpClient, organization: string, credentials: PrivateKeyCredentials) {
  const answer = await http.send({
    method: "POST",
    path: TOKEN_PATH,
    form: {
      client_assertion: await sign(organization, credentials),
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      grant_type: "client_credentials",
      scope: credentials.scopes.join(" "),
    },
  });
  if (answer.status >= 300) throw new Error("Empty access token");
  const { token_type, access_token, expires_in } = JSON.parse(answer.text) as Record<string, string>;
  const seconds = Number(expires_in) - SECONDS_BEFORE_EXPIRY;
  return { header: `${token_type} ${access_token}`, expires: Date.now() + seconds * 1000 };
}

async function sign(organization: string, { clientId, privateKey, privateKeyId }: PrivateKeyCredentials) {
  const key = readKey(privateKey);
  // Most stacks have an API token, and need not wait for it.
  const { SignJWT } = await import("jose");
  const alg = key.asymmetricKeyType === "ec" ? "ES256" : "RS256";
  return new SignJWT()
    .setProtectedHeader({ alg, ...(privateKeyId === "" ? {} : { kid: privateKeyId }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(organization + TOKEN_PATH)
    .setIssuedAt()
    .setExpirationTime("1h")
    .setJti(randomUUID())
    .sign(key);
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem.replaceAll("\\n", "\n"));
  } catch (cause) {
    // Node's message has nothing of the key in it, but says no more than this either.
    throw new Error("invalid private key", { cause });
  }
}
