import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AccessToken, Account, Configuration, errors, KoaContextWithOIDC, Provider } from "oidc-provider";
import type { App, JsonObject, User } from "../entities";
import type { OktaStore } from "../store";
import { record } from "../system-log";
import { signAccessToken } from "./access-token";
import { oidcAdapter } from "./adapter";
import { maySignIn, refusal, scopesToConsent, serverRule, signOnRule } from "./admission";
import { claimNames, idTokenClaims, type Subject, userinfoClaims } from "./claims";
import { allowsRedirect, authenticationMethod, findClient, isActiveSecret, oauthSettings } from "./clients";
import type { Issuer } from "./issuers";
import { type Library, loadLibrary } from "./library";
import { protocolError } from "./protocol-errors";
import { requireAccess } from "./require-access";
import { activeKey } from "./signing-keys";

/** How long people stay signed in to Okta, in seconds. */
export const SESSION_LIFETIME = 7_200;

/** Lifetimes in seconds, as Okta has them where no policy says otherwise. */
const LIFETIMES = {
  code: 60,
  idToken: 3_600,
  accessToken: 3_600,
  session: SESSION_LIFETIME,
  interaction: 3_600,
} as const;
const HUNDRED_DAYS = 8_640_000;

/** The cookies of this Okta. Those of other services on 127.0.0.1 have other names: cookies do not know ports. */
export const COOKIES = {
  session: "idx",
  /** Of a session that began by SAML, of which the OpenID provider knows nothing. */
  samlSession: "okta-saml-session",
  interaction: "okta-interaction",
  resume: "okta-resume",
} as const;

/** Tells the provider of a scope that it would drop: it gives refresh tokens to those only who ask for consent too. */
export const OFFLINE_PARAMETER = "okta_offline_access";

/** An OpenID provider for one issuer, as a handler of Node requests. */
export interface ReadyProvider {
  readonly provider: Provider;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** What renders the page for errors that do not go back to an application. */
export type ErrorPage = (error: string, description: string) => Promise<string>;

/** Makes OpenID providers, and makes one anew when something that it must know beforehand has changed. */
export class Providers {
  private readonly ready = new Map<string, { fingerprint: string; provider: Promise<ReadyProvider> }>();
  private readonly cookieKey = randomBytes(32).toString("base64url");

  constructor(
    private readonly store: OktaStore,
    private readonly errorPage: ErrorPage,
  ) {}

  /** The provider of an issuer. */
  async of(issuer: Issuer): Promise<ReadyProvider> {
    const key = await activeKey(this.store, issuer.server);
    const names = claimNames(this.store, issuer);
    const scopes = issuer.scopes().map((scope) => scope.name);
    const fingerprint = JSON.stringify([issuer.url, key.id, key.jwk.n, names, scopes]);
    const existing = this.ready.get(issuer.path);
    if (existing?.fingerprint === fingerprint) {
      return existing.provider;
    }
    const provider = build(this.store, issuer, this.errorPage, {
      jwk: { ...key.jwk, kid: key.id, alg: "RS256", use: "sig" },
      claimNames: names,
      scopes,
      cookieKey: this.cookieKey,
    });
    this.ready.set(issuer.path, { fingerprint, provider });
    return provider;
  }
}

interface Known {
  readonly jwk: JsonObject;
  readonly claimNames: readonly string[];
  readonly scopes: readonly string[];
  readonly cookieKey: string;
}

async function build(store: OktaStore, issuer: Issuer, errorPage: ErrorPage, known: Known): Promise<ReadyProvider> {
  const library = await loadLibrary();
  const values = new WeakMap<AccessToken, string>();
  const provider = new library.Provider(issuer.url, {
    ...endpoints(issuer),
    ...lifetimes(store, issuer),
    adapter: oidcAdapter(store),
    jwks: { keys: [known.jwk as never] },
    scopes: known.scopes,
    claims: { openid: ["sub", "ver", "jti", "amr", "idp", "auth_time", "at_hash", ...known.claimNames] },
    conformIdTokenClaims: false,
    responseTypes: ["code"],
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
    cookies: {
      keys: [known.cookieKey],
      names: COOKIES,
      long: { httpOnly: true, sameSite: "lax", signed: true },
      short: { httpOnly: true, sameSite: "lax", signed: true },
    },
    extraParams: [OFFLINE_PARAMETER],
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      introspection: { enabled: true },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: false },
    },
    interactions: { policy: interactionPolicy(library, store, issuer), url: (_context, { uid }) => signInPath(uid) },
    loadExistingGrant: newGrant,
    expiresWithSession: () => false,
    rotateRefreshToken: (context) => {
      const refresh = oauthSettings(appOf(store, context)).refresh_token as JsonObject | undefined;
      return refresh?.rotation_type === "ROTATE";
    },
    findAccount: (context, sub, token) => {
      const user = store.users.get(sub);
      return user === undefined || !mayGoOn(store, issuer, context, user, token)
        ? undefined
        : account(store, issuer, values, context, user);
    },
    renderError: async (context, out) => {
      context.type = "html";
      context.body = await errorPage(out.error, out.error_description ?? out.error);
    },
  } satisfies Configuration);
  clientsAsOktaTakesThem(store, provider);
  accessTokensAsOktaWritesThem(store, issuer, provider, values, () => library.Provider.ctx);
  errorsAsOktaWordsThem(store, provider);
  signInsIntoTheLog(store, issuer, provider);
  provider.on("server_error", (_context, error) => console.error(error));
  const callback = provider.callback();
  return { provider, handle: (request, response) => callback(request, response) };
}

/** The sign-in page of a request that waits for a person. */
export function signInPath(uid: string): string {
  return `/signin/${uid}`;
}

function endpoints(issuer: Issuer): Pick<Configuration, "routes"> {
  const at = (name: string): string => `${issuer.path}/v1/${name}`;
  return {
    routes: {
      authorization: at("authorize"),
      token: at("token"),
      userinfo: at("userinfo"),
      introspection: at("introspect"),
      revocation: at("revoke"),
      jwks: at("keys"),
      end_session: at("logout"),
    },
  };
}

/** Lifetimes: those of a custom server come from the rule that let the request through. */
function lifetimes(store: OktaStore, issuer: Issuer): Pick<Configuration, "ttl"> {
  const ofRule = (context: KoaContextWithOIDC, scopes: readonly string[], name: string): number | undefined => {
    const user = store.users.get(context.oidc.account?.accountId ?? "");
    const app = appOf(store, context);
    if (user === undefined || issuer.server === undefined) {
      return undefined;
    }
    const grantType = String(context.oidc.params?.grant_type ?? "authorization_code");
    // A refresh token continues what a code began; rules name the grant that began it.
    const began = grantType === "refresh_token" ? "authorization_code" : grantType;
    const rule = serverRule(store, { issuer, app, user, scopes, grantType: began });
    const minutes = (rule?.actions.token as JsonObject | undefined)?.[name];
    return typeof minutes === "number" && minutes > 0 ? minutes * 60 : undefined;
  };
  return {
    ttl: {
      AuthorizationCode: LIFETIMES.code,
      IdToken: LIFETIMES.idToken,
      Session: LIFETIMES.session,
      Interaction: LIFETIMES.interaction,
      Grant: HUNDRED_DAYS,
      AccessToken: (context, token) =>
        ofRule(context, [...token.scopes], "accessTokenLifetimeMinutes") ?? LIFETIMES.accessToken,
      RefreshToken: (context, token) => ofRule(context, [...token.scopes], "refreshTokenWindowMinutes") ?? HUNDRED_DAYS,
    },
  };
}

/** Every request gets what it asks for; whether it may is decided elsewhere. */
async function newGrant(context: KoaContextWithOIDC) {
  const { account: who, client, params, provider } = context.oidc;
  if (who === undefined || client === undefined || params === undefined) {
    return undefined;
  }
  if (params[OFFLINE_PARAMETER] !== undefined) {
    params.scope = `${String(params.scope ?? "")} offline_access`.trim();
    params[OFFLINE_PARAMETER] = undefined;
  }
  const grant = new provider.Grant({ accountId: who.accountId, clientId: client.clientId });
  grant.addOIDCScope(String(params.scope ?? ""));
  await grant.save();
  return grant;
}

function interactionPolicy(library: Library, store: OktaStore, issuer: Issuer) {
  const { base, Check, Prompt } = library.interactionPolicy;
  const policy = base();
  policy.remove("consent");
  const login = policy.get("login");
  // Somebody who was deactivated is still in a session, and nobody any more.
  login?.checks.add(
    new Check(
      "no_account",
      "",
      "login_required",
      (context) => context.oidc.session?.accountId !== undefined && !context.oidc.account,
    ),
  );
  for (const check of login?.checks ?? []) {
    check.description = "The client specified not to prompt, but the user is not logged in.";
  }
  login?.checks.add(
    new Check(
      "reauthentication",
      "The client specified not to prompt, but the client app requires re-authentication or MFA.",
      "login_required",
      (context) => wantsReauthentication(store, context),
    ),
  );
  const access = new Check("access", "", (context) => {
    requireAccess(library, store, subjectOf(store, issuer, context));
    return Check.NO_NEED_TO_PROMPT;
  });
  policy.add(new Prompt({ name: "access" }, access));
  const consent = new Check(
    "consent_missing",
    "The client specified not to prompt, but the user must consent.",
    (context) =>
      scopesToConsent(store, { ...subjectOf(store, issuer, context), grantType: "authorization_code" }).length > 0
        ? Check.REQUEST_PROMPT
        : Check.NO_NEED_TO_PROMPT,
  );
  policy.add(new Prompt({ name: "consent", requestable: true }, consent));
  return policy;
}

/** Whether the application's sign-on policy wants people to prove themselves again by now. */
function wantsReauthentication(store: OktaStore, context: KoaContextWithOIDC): boolean {
  const { session, result, account: who } = context.oidc;
  const user = store.users.get(who?.accountId ?? "");
  if (user === undefined || result?.login !== undefined || session?.loginTs === undefined) {
    return false;
  }
  const limit = signOnRule(store, appOf(store, context), user)?.reauthenticateIn;
  return limit !== undefined && Date.now() / 1000 - session.loginTs >= limit;
}

/** Who asks for what in a request to the authorization endpoint. */
function subjectOf(store: OktaStore, issuer: Issuer, context: KoaContextWithOIDC): Subject {
  const scopes = String(context.oidc.params?.scope ?? "").split(" ");
  return { issuer, app: appOf(store, context), user: userOf(store, context), scopes };
}

function appOf(store: OktaStore, { oidc }: KoaContextWithOIDC): App {
  const app = findClient(store, oidc.client?.clientId ?? "");
  if (app === undefined) {
    throw new Error("Okta sandbox: a request without a client got this far. This is a bug of the sandbox.");
  }
  return app;
}

function userOf(store: OktaStore, { oidc }: KoaContextWithOIDC): User {
  const user = store.users.get(oidc.account?.accountId ?? "");
  if (user === undefined) {
    throw new Error("Okta sandbox: a request without a user got this far. This is a bug of the sandbox.");
  }
  return user;
}

/** Whether a code or token that somebody was given is still good: not when they were deactivated or unassigned since. */
function mayGoOn(
  store: OktaStore,
  issuer: Issuer,
  context: KoaContextWithOIDC,
  user: User,
  token: Parameters<NonNullable<Configuration["findAccount"]>>[2],
): boolean {
  if (!maySignIn(user) || token === undefined) {
    return maySignIn(user);
  }
  const scopes = [...token.scopes];
  return (
    refusal(store, { issuer, app: appOf(store, context), user, scopes, grantType: "authorization_code" }) === undefined
  );
}

function account(
  store: OktaStore,
  issuer: Issuer,
  values: WeakMap<AccessToken, string>,
  context: KoaContextWithOIDC,
  user: User,
): Account {
  const sub = user.id;
  return {
    accountId: sub,
    claims: (use, scope) => {
      const subject: Subject = { issuer, app: appOf(store, context), user, scopes: scope.split(" ") };
      if (use === "userinfo") {
        return { sub, ...userinfoClaims(store, subject) };
      }
      const token = context.oidc.entities.AccessToken;
      return {
        sub,
        ver: 1,
        jti: `ID.${randomBytes(32).toString("base64url")}`,
        idp: store.org().id,
        // The library makes the hash of it.
        ...(token === undefined ? {} : { at_hash: values.get(token) }),
        ...idTokenClaims(store, subject),
      };
    },
  };
}

/** Redirect URIs and secrets are compared with what the application says at that moment. */
function clientsAsOktaTakesThem(store: OktaStore, provider: Provider): void {
  const client = provider.Client.prototype;
  client.redirectUriAllowed = function (uri) {
    const app = findClient(store, this.clientId);
    return app !== undefined && allowsRedirect(app, uri);
  };
  client.compareClientSecret = function (secret) {
    const app = findClient(store, this.clientId);
    return (
      app !== undefined && authenticationMethod(app).startsWith("client_secret_") && isActiveSecret(store, app, secret)
    );
  };
}

/** The part of the library's token model that decides how a token looks. Not among its published types. */
interface TokenModel {
  getValueAndPayload(): Promise<{ value: string; payload: Record<string, unknown> }>;
}

/**
 * Replaces how access tokens look. The library's own JWT format has other claims, and tokens in it can be neither
 * introspected nor revoked nor used at userinfo, all of which Okta's can.
 */
function accessTokensAsOktaWritesThem(
  store: OktaStore,
  issuer: Issuer,
  provider: Provider,
  values: WeakMap<AccessToken, string>,
  current: () => KoaContextWithOIDC | undefined,
): void {
  const model = provider.AccessToken.prototype as unknown as TokenModel;
  const original = model.getValueAndPayload;
  model.getValueAndPayload = async function (this: AccessToken & TokenModel) {
    const { payload } = await original.call(this);
    const user = store.users.get(this.accountId);
    const app = findClient(store, this.clientId ?? "");
    if (user === undefined || app === undefined) {
      throw new Error("Okta sandbox: an access token for nobody. This is a bug of the sandbox.");
    }
    const value = await signAccessToken(
      store,
      { issuer, app, user, scopes: [...this.scopes] },
      {
        handle: this.jti,
        issuedAt: Number(payload.iat),
        expiresAt: Number(payload.exp),
        authTime:
          current()?.oidc.entities.AuthorizationCode?.authTime ?? current()?.oidc.entities.RefreshToken?.authTime,
      },
    );
    values.set(this, value);
    return { value, payload };
  };
}

function errorsAsOktaWordsThem(store: OktaStore, provider: Provider): void {
  const reword = (context: KoaContextWithOIDC, error: errors.OIDCProviderError): void => {
    const clientId = context.oidc.client?.clientId;
    const { status, body } = protocolError(error, clientId === undefined ? undefined : findClient(store, clientId));
    context.status = status;
    context.body = body;
  };
  provider.on("grant.error", reword);
  provider.on("introspection.error", reword);
  provider.on("revocation.error", reword);
}

function signInsIntoTheLog(store: OktaStore, issuer: Issuer, provider: Provider): void {
  const kind = issuer.server === undefined ? "app.oauth2" : "app.oauth2.as";
  const server =
    issuer.server === undefined
      ? []
      : [{ id: issuer.server.id, type: "AuthorizationServer", displayName: issuer.server.name }];
  provider.on("authorization.success", (context) => {
    const who = { actor: userOf(store, context), app: appOf(store, context), result: "SUCCESS" } as const;
    record(store, {
      ...who,
      result: "ALLOW",
      eventType: "policy.evaluate_sign_on",
      displayMessage: "Evaluation of sign-on policy",
    });
    record(store, { ...who, eventType: "user.authentication.sso", displayMessage: "User single sign on to app" });
    record(store, {
      ...who,
      targets: server,
      eventType: `${kind}.authorize.code`,
      displayMessage: "OIDC authorization code request",
    });
  });
  provider.on("grant.success", (context) => {
    record(store, {
      actor: userOf(store, context),
      app: appOf(store, context),
      result: "SUCCESS",
      targets: server,
      eventType: `${kind}.token.grant`,
      displayMessage: "OIDC token request",
      debugData: {
        grantType: String(context.oidc.params?.grant_type),
        scopes: String(context.oidc.accessToken?.scope ?? ""),
      },
    });
  });
}
