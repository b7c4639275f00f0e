import { SANDBOX_TENANTS } from "../../sandbox";
import { samlSignOnSettings } from "./saml-app";
import type { Api } from "./scenario";

type Json = Record<string, unknown>;

/** What somebody chose while following Cloudflare's guide. */
export interface GuideChoices {
  /** OpenID Connect or SAML. Defaults to `oidc`. */
  readonly protocol?: "oidc" | "saml";
  /** Name of the app for sign-in. Defaults to `Cloudflare Access`. */
  readonly signInLabel?: string;
  /** Name of the SCIM app. Defaults to `SCIM 2.0 Test App (Header Auth)`, what the catalogue proposes. */
  readonly scimLabel?: string;
  /** Name of the login method. Defaults to `Okta`. */
  readonly loginMethod?: string;
  /** Redirect URIs besides the team's. Defaults to none. */
  readonly moreRedirectUris?: readonly string[];
  /** "Proof of Key Exchange (PKCE)" at Cloudflare. Defaults to false, as the form has it. */
  readonly pkce?: boolean;
  /** "Require PKCE as additional verification" in Okta. Defaults to false, as the form has it. */
  readonly pkceRequired?: boolean;
  /** Claims listed at the login method. Defaults to none. */
  readonly claims?: readonly string[];
  /** Names of groups assigned to the app for sign-in. */
  readonly signInGroups: readonly string[];
  /** Logins of people assigned to it besides. Defaults to none. */
  readonly signInUsers?: readonly string[];
  /** Names of groups assigned to the SCIM app. Defaults to those who sign in. */
  readonly provisionedGroups?: readonly string[];
  /** Names of groups pushed. Defaults to none. */
  readonly pushedGroups?: readonly string[];
  /** What the SCIM part sets at Cloudflare. Defaults to everything ticked but the seat. False leaves SCIM out. */
  readonly scim?: Json | false;
  /** Step 12 of the guide: a custom authorization server with claims of its own. Defaults to none. */
  readonly authorizationServer?: boolean;
}

/** What stands then. */
export interface GuideSetUp {
  readonly signInAppId: string;
  readonly scimAppId: string | undefined;
  readonly identityProviderId: string;
  readonly authorizationServerId: string | undefined;
  /** The two secrets that the guide has people copy: nothing of ours may show them. */
  readonly secrets: Record<string, string>;
}

const CALLBACK = `https://${SANDBOX_TENANTS.cloudflare.team}.cloudflareaccess.com/cdn-cgi/access/callback`;
const ORG_URL = `https://${SANDBOX_TENANTS.okta.org}.okta.com`;
const UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";

/**
 * Sets up what Cloudflare's guide for Okta says, step by step, by the calls that both consoles make: with OpenID Connect
 * or SAML, and SCIM by a second app.
 */
export async function setUpByGuide(okta: Api, cloudflare: Api, choices: GuideChoices): Promise<GuideSetUp> {
  const guide = new Guide(okta, cloudflare, choices);
  return choices.protocol === "saml" ? guide.withSaml() : guide.withOidc();
}

class Guide {
  constructor(
    private readonly okta: Api,
    private readonly cloudflare: Api,
    private readonly choices: GuideChoices,
  ) {}

  async withOidc(): Promise<GuideSetUp> {
    const app = await this.oidcApp();
    const { client_id: clientId, client_secret: clientSecret } = (app.credentials as { oauthClient: Json }).oauthClient;
    const serverId = this.choices.authorizationServer === true ? await this.authorizationServer(clientId) : undefined;
    const login = await this.loginMethod("okta", {
      okta_account: ORG_URL,
      client_id: clientId,
      client_secret: clientSecret,
      pkce_enabled: this.choices.pkce ?? false,
      ...(this.choices.claims === undefined ? {} : { claims: this.choices.claims }),
      ...(serverId === undefined ? {} : { authorization_server_id: serverId }),
    });
    return this.finish(app, login, serverId, { "client secret": String(clientSecret) });
  }

  async withSaml(): Promise<GuideSetUp> {
    const app = await this.samlApp();
    const { ssoUrl, issuer, certificate } = await this.samlMetadata(app);
    const login = await this.loginMethod("saml", {
      sso_target_url: ssoUrl,
      issuer_url: issuer,
      idp_public_certs: [certificate],
      email_attribute_name: "email",
      attributes: ["email", "groups"],
      sign_request: false,
    });
    return this.finish(app, login, undefined, {});
  }

  private async finish(
    app: Json,
    login: Json,
    authorizationServerId: string | undefined,
    secrets: Record<string, string>,
  ): Promise<GuideSetUp> {
    await this.assign(app.id, this.choices.signInGroups, this.choices.signInUsers ?? []);
    const scim = this.choices.scim === false ? undefined : await this.provisioning(login);
    return {
      signInAppId: String(app.id),
      scimAppId: scim?.appId,
      identityProviderId: String(login.id),
      authorizationServerId,
      secrets: { ...secrets, ...(scim === undefined ? {} : { "SCIM secret": scim.secret }) },
    };
  }

  /** "Create App Integration", OIDC, Web Application, and the groups claim filter of the tab Sign On. */
  private async oidcApp(): Promise<Json> {
    const app = (await this.okta.send("POST", "/apps", {
      name: "oidc_client",
      label: this.choices.signInLabel ?? "Cloudflare Access",
      signOnMode: "OPENID_CONNECT",
      credentials: {
        oauthClient: {
          token_endpoint_auth_method: "client_secret_basic",
          autoKeyRotation: true,
          pkce_required: this.choices.pkceRequired ?? false,
        },
      },
      settings: {
        oauthClient: {
          application_type: "web",
          grant_types: ["authorization_code"],
          response_types: ["code"],
          redirect_uris: [...(this.choices.moreRedirectUris ?? []), CALLBACK],
        },
      },
    })) as Json;
    await this.okta.send("POST", `/internal/apps/${String(app.id)}/settings/oauth/idToken`, {
      name: "groups",
      value: ".*",
      valueType: "GROUPS",
      groupFilterType: "REGEX",
      issuerMode: "ORG_URL",
    });
    return app;
  }

  /** The guide for SAML: the URL twice, the e-mail address as name id, and statements for e-mail and groups. */
  private async samlApp(): Promise<Json> {
    const statement = (name: string, more: Json) => ({ name, namespace: UNSPECIFIED, ...more });
    return (await this.okta.send("POST", "/apps", {
      label: this.choices.signInLabel ?? "Cloudflare Access",
      signOnMode: "SAML_2_0",
      visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
      settings: {
        signOn: {
          defaultRelayState: "",
          ...samlSignOnSettings(CALLBACK, [
            statement("email", { type: "EXPRESSION", values: ["user.email"] }),
            statement("groups", { type: "GROUP", filterType: "REGEX", filterValue: ".*" }),
          ]),
          authnContextClassRef: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        },
      },
    })) as Json;
  }

  /** What the tab Sign On shows under "View SAML setup instructions". */
  private async samlMetadata(app: Json) {
    const keys = await this.okta.get<{ kid: string; x5c: string[] }[]>(`/apps/${String(app.id)}/credentials/keys`);
    const { kid } = (app.credentials as { signing: { kid: string } }).signing;
    const xml = await this.okta.text(`/apps/${String(app.id)}/sso/saml/metadata?kid=${kid}`);
    return {
      ssoUrl: /HTTP-POST" Location="([^"]+)"/.exec(xml)?.[1],
      issuer: /entityID="([^"]+)"/.exec(xml)?.[1],
      certificate: keys.find((key) => key.kid === kid)?.x5c[0],
    };
  }

  /** Step 12: "create a custom authorization server and ensure that the groups scope is enabled". */
  private async authorizationServer(clientId: unknown): Promise<string> {
    const server = (await this.okta.send("POST", "/authorizationServers", {
      name: "Zero Trust",
      description: "Tokens for Cloudflare",
      audiences: ["https://acme.cloudflareaccess.com"],
      issuerMode: "ORG_URL",
    })) as Json;
    const path = `/authorizationServers/${String(server.id)}`;
    await this.okta.send("POST", `${path}/scopes`, {
      name: "groups",
      consent: "IMPLICIT",
      metadataPublish: "ALL_CLIENTS",
    });
    const claim = { claimType: "IDENTITY", alwaysIncludeInToken: true, status: "ACTIVE", conditions: { scopes: [] } };
    await this.okta.send("POST", `${path}/claims`, {
      ...claim,
      name: "groups",
      valueType: "GROUPS",
      group_filter_type: "REGEX",
      value: ".*",
    });
    await this.okta.send("POST", `${path}/claims`, {
      ...claim,
      name: "department",
      valueType: "EXPRESSION",
      value: "user.department",
    });
    const policy = (await this.okta.send("POST", `${path}/policies`, {
      type: "OAUTH_AUTHORIZATION_POLICY",
      name: "Cloudflare",
      description: "Zero Trust",
      priority: 1,
      status: "ACTIVE",
      conditions: { clients: { include: [clientId] } },
    })) as Json;
    await this.okta.send("POST", `${path}/policies/${String(policy.id)}/rules`, {
      type: "RESOURCE_ACCESS",
      name: "Everybody",
      priority: 1,
      conditions: {
        people: { groups: { include: ["EVERYONE"] } },
        grantTypes: { include: ["authorization_code"] },
        scopes: { include: ["*"] },
      },
      actions: {
        token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 },
      },
    });
    return String(server.id);
  }

  /** "Add new" under "Login methods". */
  private async loginMethod(type: string, config: Json): Promise<Json> {
    const name = this.choices.loginMethod ?? "Okta";
    const { result } = (await this.cloudflare.send("POST", "/access/identity_providers", { name, type, config })) as {
      result: Json;
    };
    return { ...result, sent: config };
  }

  /** "Synchronize users and groups". */
  private async provisioning(login: Json): Promise<{ readonly appId: string; readonly secret: string }> {
    const { result } = (await this.cloudflare.send("PUT", `/access/identity_providers/${String(login.id)}`, {
      name: login.name,
      type: login.type,
      config: login.sent,
      scim_config: {
        enabled: true,
        user_deprovision: true,
        seat_deprovision: false,
        identity_update_behavior: "reauth",
        ...(this.choices.scim === false ? {} : this.choices.scim),
      },
    })) as { result: { scim_config: { scim_base_url: string; secret: string } } };
    const { scim_base_url: baseUrl, secret } = result.scim_config;
    const app = (await this.okta.send("POST", "/apps", {
      name: "scim2headerauth",
      label: this.choices.scimLabel ?? "SCIM 2.0 Test App (Header Auth)",
      signOnMode: "SAML_2_0",
    })) as Json;
    const path = `/apps/${String(app.id)}`;
    await this.okta.send("POST", `${path}/connections/default?activate=true`, {
      baseUrl,
      profile: { authScheme: "TOKEN", token: secret },
    });
    await this.okta.send("PUT", `${path}/features/USER_PROVISIONING`, {
      create: { lifecycleCreate: { status: "ENABLED" } },
      update: { profile: { status: "ENABLED" }, lifecycleDeactivate: { status: "ENABLED" } },
    });
    await this.assign(app.id, this.choices.provisionedGroups ?? this.choices.signInGroups, []);
    await this.push(path, this.choices.pushedGroups ?? []);
    return { appId: String(app.id), secret };
  }

  private async assign(appId: unknown, groups: readonly string[], logins: readonly string[]): Promise<void> {
    for (const name of groups) {
      await this.okta.send("PUT", `/apps/${String(appId)}/groups/${await this.groupId(name)}`, {});
    }
    for (const login of logins) {
      const { id } = await this.okta.get<{ id: string }>(`/users/${login}`);
      await this.okta.send("POST", `/apps/${String(appId)}/users`, { id, scope: "USER" });
    }
  }

  private async push(app: string, names: readonly string[]): Promise<void> {
    for (const targetGroupName of names) {
      const sourceGroupId = await this.groupId(targetGroupName);
      await this.okta.send("POST", `${app}/group-push/mappings`, { sourceGroupId, targetGroupName });
    }
  }

  private async groupId(name: string): Promise<string> {
    const search = encodeURIComponent(`profile.name eq "${name}" and type eq "OKTA_GROUP"`);
    const [found] = await this.okta.get<{ id: string }[]>(`/groups?search=${search}`);
    if (found === undefined) {
      throw new Error(`the sandbox has no group "${name}"`);
    }
    return found.id;
  }
}
