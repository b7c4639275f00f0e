import { Hono } from "hono";
import * as client from "openid-client";
import { type Listener, listen } from "../../sandbox/shared/listen";
import { type Hosts, resolved } from "../../sandbox/shared/resolve";

/** How the application is set up for sign-in. */
export interface RelyingPartyOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `https://acme.okta.com`, or that of a custom authorization server. */
  readonly issuer: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** Where the hosts of these addresses are played. Looked at when they are needed. */
  readonly hosts: Hosts;
}

/**
 * An application on loopback that signs people in with `openid-client` and shows who came, or what went wrong: at `/`, and
 * at the path of its redirect URI.
 *
 * It meets the issuer as everything in the sandbox does: it takes addresses as they are really called, and goes to the
 * servers that play those hosts, both with its own requests and when it sends the browser somewhere.
 */
export async function startRelyingParty(options: RelyingPartyOptions): Promise<Listener> {
  const { clientId, clientSecret, hosts } = options;
  const configuration = (): Promise<client.Configuration> =>
    client.discovery(new URL(options.issuer), clientId, clientSecret, client.ClientSecretPost(clientSecret), {
      [client.customFetch]: (url, init) => fetch(resolved(url, hosts), init as RequestInit),
    });
  let pending: { state: string; verifier: string } | undefined;
  const app = new Hono();

  app.get("/", async (context) => {
    pending = { state: client.randomState(), verifier: client.randomPKCECodeVerifier() };
    const url = client.buildAuthorizationUrl(await configuration(), {
      redirect_uri: options.redirectUri,
      scope: options.scope,
      state: pending.state,
      code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: "S256",
    });
    return context.redirect(resolved(url.href, hosts));
  });

  app.get(new URL(options.redirectUri).pathname, async (context) => {
    try {
      const came = new URL(`${options.redirectUri}${new URL(context.req.url).search}`);
      const tokens = await client.authorizationCodeGrant(await configuration(), came, {
        pkceCodeVerifier: pending?.verifier ?? "",
        expectedState: pending?.state ?? "",
      });
      return context.html(`<title>Signed in</title><pre>${JSON.stringify(tokens.claims())}</pre>`);
    } catch (cause) {
      if (cause instanceof client.AuthorizationResponseError || cause instanceof client.ResponseBodyError) {
        return context.html(`<title>Refused</title><p>${cause.error}: ${cause.error_description}</p>`);
      }
      throw cause;
    }
  });
  return listen(app, 0);
}
