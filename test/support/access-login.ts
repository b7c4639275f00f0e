import { SANDBOX_TENANTS, type Sandbox, startSandbox } from "../../sandbox";
import { SANDBOX_PASSWORD } from "../../sandbox/okta/passwords";
import { AccessBrowser, type AccessVisit } from "./access-browser";
import { type Json, oidcAppBody } from "./okta-api";
import { LENA } from "./okta-sign-in";
import { Api } from "./scenario";

const CLIENT_SECRET = "client-secret-of-the-access-login";

/** What a test changes about the account and the organization. */
export interface AccessLoginOptions {
  /** Names of the Okta groups that are assigned. Engineering and Finance when left out. */
  readonly assigned?: readonly string[];
  /** The pattern of the groups claim. Everything when left out. */
  readonly groupsRegex?: string;
  readonly oauthClient?: Json;
  readonly oauthSettings?: Json;
  readonly config?: Json;
  /** `scim_config` of the login method. SCIM is off when left out. */
  readonly scim?: Json;
  readonly application?: Json;
  readonly policies?: readonly Json[];
}

/** The sandbox with a login method made by hand, and one application: `wiki.acme.example` for Engineering. */
export class AccessLogin {
  readonly okta: Api;
  readonly cloudflare: Api;
  idpId = "";
  oktaAppId = "";
  applicationId = "";
  aud = "";
  private scimBaseUrl = "";
  private scimSecret = "";

  private constructor(readonly sandbox: Sandbox) {
    this.okta = new Api(`${sandbox.okta.url}/api/v1`, `SSWS ${SANDBOX_TENANTS.okta.apiToken}`);
    this.cloudflare = new Api(
      `${sandbox.cloudflare.apiUrl}/accounts/${SANDBOX_TENANTS.cloudflare.accountId}/access`,
      `Bearer ${SANDBOX_TENANTS.cloudflare.apiToken}`,
    );
  }

  static async start(options: AccessLoginOptions = {}): Promise<AccessLogin> {
    const made = new AccessLogin(await startSandbox({ oktaPort: 0, cloudflarePort: 0 }));
    await made.makeOktaApp(options);
    await made.makeLoginMethod(options);
    await made.makeApplication(options);
    return made;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  /** The address at which a browser finds a host that this Cloudflare plays. */
  at(host: string, path = "/"): string {
    return `http://${host}.localhost:${new URL(this.sandbox.cloudflare.url).port}${path}`;
  }

  /** The application of these tests. */
  wiki(path = "/"): string {
    return this.at("wiki.acme.example", path);
  }

  /** The team domain. */
  team(path = "/"): string {
    return this.at("acme.cloudflareaccess.com", path);
  }

  /** Opens an address and signs in at Okta when it asks. */
  async visit(address: string, login = LENA, browser = new AccessBrowser()): Promise<AccessVisit> {
    const page = await browser.open(address);
    return page.text.includes('name="password"')
      ? browser.submit(page, { username: login, password: SANDBOX_PASSWORD })
      : page;
  }

  /** Sends what Okta would send to the SCIM service of the login method; answers the body of the answer. */
  async pushed(method: string, path: string, body?: Json): Promise<Json> {
    const { cloudflare } = this.sandbox;
    const response = await fetch(`${cloudflare.url}${new URL(this.scimBaseUrl).pathname}${path}`, {
      method,
      headers: { authorization: this.scimSecret, "content-type": "application/scim+json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text === "" ? {} : JSON.parse(text);
  }

  /** Gives the application other policies, and other settings on request. */
  async setPolicies(policies: readonly Json[], application: Json = {}): Promise<void> {
    await this.cloudflare.send("PUT", `/apps/${this.applicationId}`, this.applicationBody({ policies, application }));
  }

  private async makeOktaApp(options: AccessLoginOptions): Promise<void> {
    const body = oidcAppBody("Cloudflare Access");
    const app = (await this.okta.send("POST", "/apps", {
      ...body,
      credentials: {
        oauthClient: {
          ...(body.credentials as { oauthClient: Json }).oauthClient,
          client_secret: CLIENT_SECRET,
          ...options.oauthClient,
        },
      },
      settings: { oauthClient: { ...(body.settings as { oauthClient: Json }).oauthClient, ...options.oauthSettings } },
    })) as { id: string };
    this.oktaAppId = app.id;
    for (const name of options.assigned ?? ["Engineering", "Finance"]) {
      const [group] = await this.okta.get<{ id: string }[]>(`/groups?q=${encodeURIComponent(name)}`);
      await this.okta.send("PUT", `/apps/${app.id}/groups/${group?.id}`, {});
    }
    await this.okta.send("POST", `/internal/apps/${app.id}/settings/oauth/idToken`, {
      name: "groups",
      valueType: "GROUPS",
      groupFilterType: "REGEX",
      value: options.groupsRegex ?? ".*",
      issuerMode: "ORG_URL",
    });
  }

  private async makeLoginMethod({ config, scim }: AccessLoginOptions): Promise<void> {
    const { result } = (await this.cloudflare.send("POST", "/identity_providers", {
      name: "Okta",
      type: "okta",
      ...(scim === undefined ? {} : { scim_config: { enabled: true, ...scim } }),
      config: {
        client_id: this.oktaAppId,
        client_secret: CLIENT_SECRET,
        okta_account: "https://acme.okta.com",
        pkce_enabled: true,
        ...config,
      },
    })) as { result: { id: string; scim_config: { scim_base_url: string; secret?: string } } };
    this.idpId = result.id;
    this.scimBaseUrl = result.scim_config.scim_base_url;
    this.scimSecret = result.scim_config.secret ?? "";
  }

  private async makeApplication(options: AccessLoginOptions): Promise<void> {
    const { result } = (await this.cloudflare.send("POST", "/apps", this.applicationBody(options))) as {
      result: { id: string; aud: string };
    };
    this.applicationId = result.id;
    this.aud = result.aud;
  }

  private applicationBody({ application, policies }: AccessLoginOptions): Json {
    return {
      type: "self_hosted",
      name: "Wiki",
      domain: "wiki.acme.example",
      allowed_idps: [this.idpId],
      auto_redirect_to_identity: true,
      session_duration: "8h",
      policies: policies ?? [
        {
          name: "Engineers",
          decision: "allow",
          precedence: 1,
          include: [{ okta: { identity_provider_id: this.idpId, name: "Engineering" } }],
        },
      ],
      ...application,
    };
  }
}
