import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { Hono } from "hono";
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  jwtVerify,
} from "jose";
import type { Document } from "../shared/database";
import { type AdminRole, OKTA_SCOPES, type OktaScope } from "./access/permissions";
import type { App, JsonObject } from "./entities";
import type { Okta, OktaEnv } from "./http";
import type { OktaStore } from "./store";

/** Client id, and app id, of the service app that a fresh Okta holds. */
export const SERVICE_APP_ID = "0oaPulumiDeployment0";

/** Where access tokens are fetched. */
export const TOKEN_PATH = "/oauth2/v1/token";

/** How long an access token is good for, in seconds; Okta does not let an organization change it. */
const LIFETIME_SECONDS = 3600;

/** How far ahead an assertion may expire: an hour, and half a minute for clocks that differ. */
const LONGEST_ASSERTION_SECONDS = 3600 + 30;

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** What a client needs to get access tokens as the service app, and what it may do with them. */
export interface ServiceAppCredentials {
  /** For `okta:clientId`. */
  readonly clientId: string;
  /** RSA, PEM in PKCS #1: for `okta:privateKey`. Made by this sandbox, known to whoever asks it, good for nothing else. */
  readonly privateKey: string;
  /** For `okta:privateKeyId`. */
  readonly privateKeyId: string;
  /** Scopes that are granted to the app. */
  readonly scopes: readonly OktaScope[];
  /** Administrator roles that the app has. */
  readonly roles: readonly AdminRole[];
}

interface KeptKey extends Document {
  readonly pem: string;
}

interface AccessToken {
  readonly clientId: string;
  readonly scopes: readonly OktaScope[];
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** The OAuth 2.0 service apps of an Okta, which get access tokens for the management API by a signed assertion. */
export class ServiceApps {
  private readonly tokens = new Map<string, AccessToken>();
  private readonly usedAssertions = new Set<string>();
  private making: Promise<KeptKey> | undefined;

  constructor(private readonly okta: Okta) {}

  /** The service app's credentials. Its key pair is made when they are first asked for, and kept in the database. */
  async credentials(): Promise<ServiceAppCredentials> {
    const keys = this.okta.store.database.collection<KeptKey>("serviceAppKeys");
    const kept = keys.all()[0];
    if (kept === undefined) {
      this.making ??= makeKey(this.okta.store).then((made) => keys.put(made));
    }
    const { id, pem } = kept ?? (await (this.making as Promise<KeptKey>));
    this.making = undefined;
    const { serviceAppScopes: scopes, serviceAppRoles: roles } = this.okta.settings();
    return { clientId: SERVICE_APP_ID, privateKey: pem, privateKeyId: id, scopes, roles };
  }

  /** The scopes of an access token, or undefined when it is not one, has run out, or its app is gone or inactive. */
  scopesOf(token: string): readonly OktaScope[] | undefined {
    const found = this.tokens.get(token);
    const isGood = found !== undefined && found.expires > Date.now() && isActive(this.okta.store, found.clientId);
    return isGood ? found.scopes : undefined;
  }

  /** Forgets every token. */
  reset(): void {
    this.tokens.clear();
    this.usedAssertions.clear();
  }

  /**
   * Answers a token request.
   *
   * @throws TokenError in Okta's words.
   */
  async token(form: URLSearchParams): Promise<Record<string, unknown>> {
    const clientId = await this.authenticate(form);
    const scopes = this.grantedOf(form.get("scope") ?? "");
    const token = randomBytes(32).toString("base64url");
    this.tokens.set(token, { clientId, scopes, expires: Date.now() + LIFETIME_SECONDS * 1000 });
    return { token_type: "Bearer", expires_in: LIFETIME_SECONDS, access_token: token, scope: scopes.join(" ") };
  }

  /** Requested scopes that were not granted are left out without a word, as long as one is left. */
  private grantedOf(requested: string): OktaScope[] {
    const names = [...new Set(requested.split(" ").filter((name) => name !== ""))];
    if (names.length === 0) {
      throw new TokenError(
        400,
        "invalid_scope",
        "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
      );
    }
    if (names.some((name) => !name.startsWith("okta."))) {
      throw new TokenError(
        400,
        "invalid_scope",
        "One or more scopes are not configured for the authorization server resource.",
      );
    }
    const granted = OKTA_SCOPES.filter(
      (scope) => names.includes(scope) && this.okta.settings().serviceAppScopes.includes(scope),
    );
    if (granted.length === 0) {
      throw new TokenError(400, "consent_required", "You are not allowed any of the requested scopes.");
    }
    return granted;
  }

  /** The client id of a request with a valid client assertion (RFC 7523). */
  private async authenticate(form: URLSearchParams): Promise<string> {
    const assertion = form.get("client_assertion");
    if (assertion === null) {
      throw invalidClient(
        "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
      );
    }
    if (form.get("client_assertion_type") !== ASSERTION_TYPE) {
      throw new TokenError(400, "invalid_request", "The client_assertion_type is invalid.");
    }
    const { issuer, kid } = readAssertion(assertion);
    const app = this.okta.store.apps.get(issuer);
    if (app === undefined || app.status !== "ACTIVE" || (form.get("client_id") ?? issuer) !== issuer) {
      throw invalidClient("The issuer claim for client_assertion is not a valid client_id.");
    }
    const id = await this.verify(app, assertion, kid);
    // Okta takes an assertion without an id any number of times: one of the clients inside the Okta provider writes none,
    // and so the same one for all requests of a second (okta-sdk-golang issue 458).
    if (id !== undefined) {
      if (this.usedAssertions.has(id)) {
        throw invalidClient("The client_assertion token has already been used.");
      }
      this.usedAssertions.add(id);
    }
    return app.id;
  }

  /** Checks signature and claims of an assertion. @returns Its id, where it has one. */
  private async verify(app: App, assertion: string, kid: string | undefined): Promise<string | undefined> {
    const client = app.settings.oauthClient as JsonObject | undefined;
    if (client?.application_type !== "service") {
      throw invalidClient(
        "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
      );
    }
    const { keys = [] } = (client.jwks ?? {}) as { keys?: readonly JsonObject[] };
    const active = keys.filter((key) => key.status === "ACTIVE");
    if (active.length === 0) {
      throw invalidClient("The client does not have a JWKSet configured, but the client_assertion requires one.");
    }
    if (kid !== undefined && !active.some((key) => key.kid === kid)) {
      throw invalidClient("The client_assertion JWT kid is invalid.");
    }
    try {
      const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys: active } as unknown as JSONWebKeySet), {
        subject: app.id,
        algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
        requiredClaims: ["exp"],
      });
      checkClaims(payload, this.okta.store.origin);
      return payload.jti;
    } catch (cause) {
      throw cause instanceof errors.JOSEError ? refusalOf(cause) : cause;
    }
  }
}

/** A refusal of the token endpoint. https://developer.okta.com/docs/reference/error-codes/#oauth-2-0-and-openid-connect */
class TokenError extends Error {
  override readonly name = "TokenError";

  constructor(
    readonly status: 400 | 401,
    readonly code: string,
    description: string,
  ) {
    super(description);
  }
}

/**
 * `POST /oauth2/v1/token` for `grant_type=client_credentials`; other grant types are somebody else's and passed on.
 *
 * @see https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 */
export function serviceAppRoutes(apps: ServiceApps): Hono<OktaEnv> {
  const routes = new Hono<OktaEnv>();
  routes.post(TOKEN_PATH, async (context, next) => {
    // A copy is read, so that whoever comes next finds the body unread. One of the clients inside the Okta provider sends
    // the parameters in the query and no body.
    const body = await context.req.raw.clone().text();
    const form = new URLSearchParams(body === "" ? new URL(context.req.url).search : body);
    if (form.get("grant_type") !== "client_credentials") {
      return next();
    }
    context.header("cache-control", "no-store");
    context.header("pragma", "no-cache");
    try {
      return context.json(await apps.token(form));
    } catch (error) {
      if (error instanceof TokenError) {
        return context.json({ error: error.code, error_description: error.message }, error.status);
      }
      throw error;
    }
  });
  return routes;
}

/** `GET /service-app` below the control path: the credentials of the service app. */
export function serviceAppControl(apps: ServiceApps): Hono {
  const routes = new Hono();
  routes.get("/service-app", async (context) => context.json(await apps.credentials()));
  return routes;
}

function readAssertion(assertion: string): { issuer: string; kid: string | undefined } {
  try {
    return { issuer: decodeJwt(assertion).iss ?? "", kid: decodeProtectedHeader(assertion).kid };
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof TypeError) {
      throw invalidClient("The parsing of the client_assertion failed.");
    }
    throw cause;
  }
}

/** What jose does not look at: who it is for, and that it does not live long. */
function checkClaims(claims: { aud?: string | string[]; exp?: number; iat?: number }, origin: string): void {
  const now = Date.now() / 1000;
  if (![claims.aud ?? []].flat().some((audience) => isTokenEndpoint(audience, origin))) {
    throw invalidClient("The audience claim for client_assertion must be the endpoint invoked for the request.");
  }
  if ((claims.exp ?? 0) > now + LONGEST_ASSERTION_SECONDS) {
    throw invalidClient("The client_assertion token has an expiration too far into the future.");
  }
  if ((claims.iat ?? 0) > now + 30) {
    throw invalidClient("The client_assertion token must be issued before the current time.");
  }
}

/** A client that was pointed at this sandbox takes the address that it was given for the organization's. */
function isTokenEndpoint(audience: string, origin: string): boolean {
  return (
    audience === origin + TOKEN_PATH || /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/oauth2\/v1\/token$/.test(audience)
  );
}

function refusalOf(error: errors.JOSEError): TokenError {
  if (error instanceof errors.JWTExpired) {
    return invalidClient("The client_assertion token is expired.");
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === "sub"
      ? invalidClient("The subject claim for client_assertion is not a valid client_id.")
      : invalidClient("The client_assertion must contain the 'exp' claim as seconds since epoch.");
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return invalidClient("The client_assertion JWT signature algorithm is invalid.");
  }
  return error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid
    ? invalidClient("The parsing of the client_assertion failed.")
    : invalidClient("The client_assertion signature is invalid.");
}

function invalidClient(description: string): TokenError {
  return new TokenError(401, "invalid_client", description);
}

function isActive(store: OktaStore, appId: string): boolean {
  return store.apps.get(appId)?.status === "ACTIVE";
}

/** Makes a key pair and adds the public half to the service app, as an administrator does in its General tab. */
async function makeKey(store: OktaStore): Promise<KeptKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const jwk = publicKey.export({ format: "jwk" });
  const kid = await calculateJwkThumbprint({ kty: "RSA", n: jwk.n ?? "", e: jwk.e ?? "" });
  const app = store.apps.get(SERVICE_APP_ID);
  if (app === undefined) {
    throw new Error("Okta sandbox: the service app was deleted. Reset the sandbox.");
  }
  const key: JsonObject = { kty: "RSA", id: store.newId("pks"), status: "ACTIVE", kid, use: "sig", e: jwk.e, n: jwk.n };
  const client = app.settings.oauthClient as JsonObject;
  store.apps.put({ ...app, settings: { ...app.settings, oauthClient: { ...client, jwks: { keys: [key] } } } });
  return { id: kid, pem: privateKey.export({ type: "pkcs1", format: "pem" }).toString() };
}
