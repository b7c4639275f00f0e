import type * as OpenidClient from "openid-client";
import { fetchHere, type Hosts } from "../../shared/resolve";
import type { IdentityProvider, Json } from "../entities";
import type { Identity } from "./evaluator";
import { LoginError } from "./login-error";

/** What Access asks Okta for. A custom authorization server has to know them all. */
const SCOPE = "openid profile email groups";

/** The groups claim holds no more than this many; with as many, groups are asked for by the API token. */
const CLAIM_LIMIT = 100;

/** What has to be remembered between the two halves of a login. */
export interface CodeExchange {
  readonly state: string;
  readonly nonce: string;
  /** Undefined when the login method does without PKCE. */
  readonly verifier: string | undefined;
}

/** Where both halves meet. */
interface Party {
  readonly idp: IdentityProvider;
  /** `https://<team domain>/cdn-cgi/access/callback` */
  readonly callback: string;
  readonly hosts: Hosts;
}

const loadClient = (): Promise<typeof OpenidClient> => import("openid-client");

/** Begins a login: what to remember, and the address at Okta (with its real host) that the browser is sent to. */
export async function beginOktaLogin(party: Party): Promise<{ exchange: CodeExchange; url: string }> {
  const client = await loadClient();
  const verifier = party.idp.config.pkce_enabled === true ? client.randomPKCECodeVerifier() : undefined;
  const exchange = { state: client.randomState(), nonce: client.randomNonce(), verifier };
  const url = client.buildAuthorizationUrl(configuration(client, party), {
    redirect_uri: party.callback,
    scope: SCOPE,
    state: exchange.state,
    nonce: exchange.nonce,
    ...(verifier === undefined
      ? {}
      : { code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" }),
  });
  return { exchange, url: url.href };
}

/**
 * Ends a login: fetches the tokens for the code and reads who came.
 *
 * @param query The query that the browser came back with.
 * @throws LoginError with the words of Okta when it refused.
 */
export async function endOktaLogin(party: Party, exchange: CodeExchange, query: string): Promise<Identity> {
  const client = await loadClient();
  try {
    const tokens = await client.authorizationCodeGrant(
      configuration(client, party),
      new URL(`${party.callback}${query}`),
      {
        expectedState: exchange.state,
        expectedNonce: exchange.nonce,
        idTokenExpected: true,
        ...(exchange.verifier === undefined ? {} : { pkceCodeVerifier: exchange.verifier }),
      },
    );
    return await identityOf(party, tokens.claims() as unknown as Json);
  } catch (cause) {
    throw await loginError(client, cause);
  }
}

async function loginError(client: typeof OpenidClient, cause: unknown): Promise<Error> {
  if (cause instanceof LoginError) {
    return cause;
  }
  if (cause instanceof client.AuthorizationResponseError) {
    return new LoginError("The identity provider refused the login.", words(cause), { cause });
  }
  if (cause instanceof client.ResponseBodyError) {
    return new LoginError(LoginError.FETCH_FAILED, words(cause), { cause });
  }
  if (cause instanceof client.WWWAuthenticateChallengeError) {
    // Okta challenges whoever authenticates wrongly, and says in the body what is wrong.
    return new LoginError(LoginError.FETCH_FAILED, refusalIn(await cause.response.clone().text()), { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LoginError(LoginError.FETCH_FAILED, reason, { cause });
}

function refusalIn(body: string): string {
  try {
    return words(JSON.parse(body));
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      return "the token endpoint refused without a reason";
    }
    throw cause;
  }
}

function words(refusal: { readonly error: string; readonly error_description?: string | undefined }): string {
  return refusal.error_description === undefined ? refusal.error : `${refusal.error}: ${refusal.error_description}`;
}

/** Access knows where Okta's endpoints are: it reads no discovery document. */
function configuration(client: typeof OpenidClient, { idp, hosts }: Party): OpenidClient.Configuration {
  const account = accountOf(idp);
  const server = idp.config.authorization_server_id;
  const isCustom = typeof server === "string" && server !== "";
  const issuer = isCustom ? `${account}/oauth2/${server}` : account;
  const base = isCustom ? `${issuer}/v1` : `${account}/oauth2/v1`;
  const secret = idp.secretConfig.client_secret ?? "";
  const made = new client.Configuration(
    {
      issuer,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/keys`,
    },
    String(idp.config.client_id),
    undefined,
    client.ClientSecretBasic(secret),
  );
  made[client.customFetch] = (url, init) => fetchHere(url, hosts, init as RequestInit);
  // The local Okta has no TLS that would vouch for what it answers: so the signature has to.
  client.enableNonRepudiationChecks(made);
  return made;
}

async function identityOf(party: Party, claims: Json): Promise<Identity> {
  const { idp } = party;
  const emailClaim = idp.config.email_claim_name;
  const email = claims[typeof emailClaim === "string" && emailClaim !== "" ? emailClaim : "email"];
  if (typeof email !== "string" || email === "") {
    throw new LoginError("The identity provider did not tell the email address.", `claims: ${Object.keys(claims)}`);
  }
  const wanted = Array.isArray(idp.config.claims) ? idp.config.claims.map(String) : [];
  const claimed = texts(claims.groups);
  return {
    email,
    name: typeof claims.name === "string" ? claims.name : email,
    idp: { id: idp.id, type: idp.type },
    groups: claimed.length === 0 || claimed.length >= CLAIM_LIMIT ? await allGroups(party, claims, claimed) : claimed,
    oidc_fields: Object.fromEntries(
      wanted.flatMap((name) => (Object.hasOwn(claims, name) ? [[name, claims[name]]] : [])),
    ),
    amr: texts(claims.amr),
  };
}

/** Asks Okta for the groups when the claim cannot be relied on and the login method has an API token. */
async function allGroups({ idp, hosts }: Party, claims: Json, claimed: string[]): Promise<string[]> {
  const token = idp.secretConfig.api_token;
  if (token === undefined) {
    return claimed;
  }
  const names: string[] = [];
  let next: string | undefined = `${accountOf(idp)}/api/v1/users/${encodeURIComponent(String(claims.sub))}/groups`;
  while (next !== undefined) {
    const response = await fetchHere(next, hosts, { headers: { authorization: `SSWS ${token}` } });
    const body: unknown = await response.json();
    if (!response.ok || !Array.isArray(body)) {
      const summary = (body as { errorSummary?: unknown }).errorSummary;
      throw new LoginError(LoginError.FETCH_FAILED, `groups by API token: ${response.status} ${String(summary ?? "")}`);
    }
    names.push(...body.map((group: { profile: { name: string } }) => group.profile.name));
    next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return names;
}

function accountOf(idp: IdentityProvider): string {
  return String(idp.config.okta_account).replace(/\/+$/, "");
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];
}
