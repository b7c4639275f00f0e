import { createLocalJWKSet, errors, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Json } from "../entities";
import type { OktaStore } from "../store";
import { accessTokenClaims, type Subject } from "./claims";
import type { Issuer } from "./issuers";
import { activeKey, publishedKeys } from "./signing-keys";

/** What stands before the library's own id of a token, in Okta's `jti`. */
const PREFIX = "AT.";

/** When and as what a token is issued; times in seconds since 1970. */
export interface Issue {
  /** The id by which the library keeps the token. */
  readonly handle: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly authTime: number | undefined;
}

/**
 * An access token in Okta's form: a JWT, also from the organization's own server, whose tokens are for nobody to read.
 * The library keeps what it knows of the token under a handle, which is in the token's `jti`.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/ (access token)
 */
export async function signAccessToken(store: OktaStore, subject: Subject, issue: Issue): Promise<string> {
  const { issuer } = subject;
  const claims: JWTPayload = {
    ver: 1,
    jti: `${PREFIX}${issue.handle}`,
    iss: issuer.url,
    aud: issuer.server?.audiences[0] ?? issuer.url,
    iat: issue.issuedAt,
    exp: issue.expiresAt,
    ...(issue.authTime === undefined ? {} : { auth_time: issue.authTime }),
    ...(accessTokenClaims(store, subject) as Record<string, Json>),
  };
  const key = await activeKey(store, issuer.server);
  return new SignJWT(claims)
    .setProtectedHeader({ kid: key.id, alg: "RS256" })
    .sign(await importJWK(key.jwk as JWK, "RS256"));
}

/** What a genuine access token of an issuer says, expired or not; undefined for anything else. */
export async function readAccessToken(
  store: OktaStore,
  issuer: Issuer,
  token: string,
): Promise<{ readonly handle: string; readonly claims: JWTPayload } | undefined> {
  const keys = createLocalJWKSet({ keys: (await publishedKeys(store, issuer.server)) as JWK[] });
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: issuer.url,
      algorithms: ["RS256"],
      // Whether it expired is for the library to say.
      currentDate: new Date(0),
    });
    return payload.jti?.startsWith(PREFIX) === true
      ? { handle: payload.jti.slice(PREFIX.length), claims: payload }
      : undefined;
  } catch (cause) {
    if (cause instanceof errors.JOSEError) {
      return undefined;
    }
    throw cause;
  }
}
