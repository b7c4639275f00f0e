import type { Hono } from "hono";
import * as client from "openid-client";
import type { OktaEnv } from "../../sandbox/okta/http";
import type { OktaSandbox } from "../../sandbox/okta/index";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import { type Json, OktaApi, oidcAppBody } from "./okta-api";

/** Where the application of these tests is told to be. */
export const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";

/** The issuer as applications know it. */
export const ORGANIZATION = "https://acme.okta.com";

/** Who is used to sign in where it does not matter who: an engineer of the seed. */
export const LENA = "lena.vogel@acme.example";

/** A browser with a cookie jar, as far as sign-in needs one: it follows what leads to this Okta, and stops elsewhere. */
export class TinyBrowser {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  constructor(private readonly app: Hono<OktaEnv>) {}

  /** Opens an address; the host does not matter, every request goes to this Okta. */
  async open(address: string, init: RequestInit = {}): Promise<Visit> {
    let url = new URL(address, ORGANIZATION);
    let request = init;
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await this.app.request(url.pathname + url.search, {
        ...request,
        headers: {
          ...(request.headers as Record<string, string>),
          accept: "text/html",
          cookie: this.cookieHeader(url),
        },
      });
      this.keep(response);
      const location = response.headers.get("location");
      if (location === null) {
        return { status: response.status, url, text: await response.text() };
      }
      const next = new URL(location, url);
      if (!location.startsWith("/")) {
        return { status: response.status, url: next, text: "" };
      }
      url = next;
      request = {};
    }
    throw new Error(`${address}: more than ten redirects.`);
  }

  /** Fills in the form of a page and sends it. */
  submit(page: Visit, fields: Record<string, string>): Promise<Visit> {
    const action = /<form [^>]*action="([^"]+)"/.exec(page.text)?.[1];
    if (action === undefined) {
      throw new Error(`${page.url.pathname}: no form. ${page.status} ${page.text.slice(-600)}`);
    }
    return this.open(action, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Names of the cookies it has. */
  cookieNames(): string[] {
    return [...this.cookies.keys()];
  }

  private cookieHeader(url: URL): string {
    return [...this.cookies]
      .filter(
        ([, { path }]) => url.pathname === path || url.pathname.startsWith(path.endsWith("/") ? path : `${path}/`),
      )
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
  }

  private keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(/;\s*/);
      const at = pair.indexOf("=");
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? "/";
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) {
        this.cookies.delete(pair.slice(0, at));
      } else {
        this.cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), path });
      }
    }
  }
}

/** Where a browser ended up. */
export interface Visit {
  readonly status: number;
  readonly url: URL;
  readonly text: string;
}

/** What a test changes about the application that it signs in to. */
export interface AppOptions {
  readonly credentials?: Json;
  readonly settings?: Json;
  /** Names of groups that are assigned. Engineering when left out. */
  readonly groups?: readonly string[];
  /** The groups claim of the organization's own server. */
  readonly groupsClaim?: { readonly type: string; readonly value: string };
}

/** A local Okta with an application, and `openid-client` set up for it: the foreign party that judges this Okta. */
export class SignIn {
  readonly api: OktaApi;
  readonly okta: OktaSandbox;
  appId = "";
  clientId = "";
  clientSecret = "";

  private constructor(api: OktaApi) {
    this.api = api;
    this.okta = api.okta;
  }

  /** An Okta with an application that one or more groups are assigned to. */
  static async with(options: AppOptions = {}, api = new OktaApi()): Promise<SignIn> {
    const made = new SignIn(api);
    const body = oidcAppBody("Cloudflare Access");
    const app = await api.must("POST", "/api/v1/apps", {
      ...body,
      credentials: {
        oauthClient: { ...(body.credentials as { oauthClient: Json }).oauthClient, ...options.credentials },
      },
      settings: { oauthClient: { ...(body.settings as { oauthClient: Json }).oauthClient, ...options.settings } },
    });
    const credentials = (app.credentials as { oauthClient: Json }).oauthClient;
    made.appId = String(app.id);
    made.clientId = String(credentials.client_id);
    made.clientSecret = String(credentials.client_secret);
    for (const name of options.groups ?? ["Engineering"]) {
      await api.must("PUT", `/api/v1/apps/${made.appId}/groups/${made.groupId(name)}`, {});
    }
    if (options.groupsClaim !== undefined) {
      const { type, value } = options.groupsClaim;
      await api.must("POST", `/api/v1/internal/apps/${made.appId}/settings/oauth/idToken`, {
        name: "groups",
        valueType: "GROUPS",
        groupFilterType: type,
        value,
        issuerMode: "ORG_URL",
      });
    }
    return made;
  }

  /** An Okta with an application that somebody else made, such as a deployment. */
  static at(okta: OktaSandbox, { clientId, clientSecret }: { clientId: string; clientSecret: string }): SignIn {
    const made = new SignIn(new OktaApi({}, okta));
    made.clientId = clientId;
    made.clientSecret = clientSecret;
    return made;
  }

  groupId(name: string): string {
    const group = this.okta.store.groups.find((candidate) => candidate.profile.name === name);
    if (group === undefined) {
      throw new Error(`No group is called "${name}".`);
    }
    return group.id;
  }

  userId(login: string): string {
    return this.okta.store.user(login)?.id ?? "";
  }

  browser(): TinyBrowser {
    return new TinyBrowser(this.okta.app);
  }

  /** `openid-client` after discovery, every request of it answered by this Okta. */
  relyingParty(
    issuer = ORGANIZATION,
    authentication = client.ClientSecretBasic(this.clientSecret),
  ): Promise<client.Configuration> {
    return client.discovery(new URL(issuer), this.clientId, undefined, authentication, {
      [client.customFetch]: (url, init) => {
        const { pathname, search } = new URL(url);
        return Promise.resolve(this.okta.app.request(pathname + search, init as RequestInit));
      },
    });
  }

  /** Asks for a code as an application does, in a browser, and signs in when Okta asks. */
  async authorize(request: AuthorizeRequest = {}): Promise<Authorized> {
    const configuration = request.configuration ?? (await this.relyingParty());
    const verifier = client.randomPKCECodeVerifier();
    const parameters: Record<string, string> = {
      redirect_uri: CALLBACK,
      scope: "openid profile email groups",
      state: client.randomState(),
      nonce: client.randomNonce(),
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(request.parameters ?? {})) {
      if (value === undefined) {
        delete parameters[name];
      } else {
        parameters[name] = value;
      }
    }
    const browser = request.browser ?? this.browser();
    const url = client.buildAuthorizationUrl(configuration, parameters);
    let visit = await browser.open(url.href);
    if (visit.text.includes('name="password"') && request.login !== null) {
      visit = await browser.submit(visit, {
        username: request.login ?? LENA,
        password: request.password ?? SANDBOX_PASSWORD,
      });
    }
    return { configuration, browser, visit, parameters, verifier };
  }

  /** The whole way: a code, and tokens for it. */
  async tokens(request: AuthorizeRequest = {}): Promise<Tokens> {
    const authorized = await this.authorize(request);
    const { configuration, visit, parameters, verifier } = authorized;
    // The sandbox leads the browser to where the callback is on this machine; the client knows its real address only.
    const callback = new URL(visit.url.search, CALLBACK);
    const tokens = await client.authorizationCodeGrant(configuration, callback, {
      pkceCodeVerifier: verifier,
      ...(parameters.state === undefined ? {} : { expectedState: parameters.state }),
      ...(parameters.nonce === undefined ? {} : { expectedNonce: parameters.nonce }),
    });
    return { ...authorized, tokens, claims: (tokens.claims() ?? {}) as Json };
  }
}

/** What a test changes about one sign-in. */
export interface AuthorizeRequest {
  readonly configuration?: client.Configuration;
  readonly browser?: TinyBrowser;
  /** Null: nobody signs in. */
  readonly login?: string | null;
  readonly password?: string;
  /** Undefined takes a parameter out. */
  readonly parameters?: Record<string, string | undefined>;
}

/** Where a request to the authorization endpoint led. */
export interface Authorized {
  readonly configuration: client.Configuration;
  readonly browser: TinyBrowser;
  readonly visit: Visit;
  readonly parameters: Record<string, string>;
  readonly verifier: string;
}

/** Tokens, checked by `openid-client`. */
export interface Tokens extends Authorized {
  readonly tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>;
  readonly claims: Json;
}

/** `error` and `error_description` of the address where a browser ended up. */
export function errorOf({ visit }: Authorized): { error: string | null; description: string | null } {
  const { searchParams } = visit.url;
  return { error: searchParams.get("error"), description: searchParams.get("error_description") };
}
