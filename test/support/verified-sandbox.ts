import { CloudflareApi } from "../../api/cloudflare-api";
import { Http, type HttpOptions } from "../../api/http";
import { OktaApi } from "../../api/okta-api";
import type { Deployed } from "../../lib/deployed";
import { SANDBOX_TENANTS, type Sandbox, startSandbox } from "../../sandbox";
import { Subject, type SubjectOptions } from "../../verify/subject";
import { Api } from "./scenario";

type Json = Record<string, unknown>;

const ORG_URL = "https://acme.okta.com";
const TEAM_DOMAIN = "acme.cloudflareaccess.com";
const REDIRECT_URI = `https://${TEAM_DOMAIN}/cdn-cgi/access/callback`;
const ACCOUNT = SANDBOX_TENANTS.cloudflare.accountId;

/** A set-up as this project deploys it, made by API calls: what a verification looks at, without the engine. */
export class VerifiedSandbox {
  readonly okta: Api;
  readonly cloudflare: Api;

  private constructor(
    readonly sandbox: Sandbox,
    readonly deployed: Deployed,
    readonly secrets: { readonly clientSecret: string; readonly scimSecret: string },
    readonly since: Date,
  ) {
    this.okta = oktaOf(sandbox);
    this.cloudflare = cloudflareOf(sandbox);
  }

  /** @param options.customServer Whether a custom authorization server issues the tokens. */
  static async start(options: { readonly customServer?: boolean } = {}): Promise<VerifiedSandbox> {
    const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
    const { deployed, secrets } = await setUp(sandbox, options.customServer ?? false);
    await sandbox.okta.provisioning.settled();
    return new VerifiedSandbox(sandbox, deployed, secrets, new Date());
  }

  /** Path of an app below `/api/v1`. */
  get scimApp(): string {
    return `/apps/${String(this.deployed.scim?.app.id)}`;
  }

  /** Path of the app for sign-in below `/api/v1`. */
  get signInApp(): string {
    return `/apps/${this.deployed.signInApp.id}`;
  }

  /** Path of the login method below the account. */
  get loginMethod(): string {
    return `/access/identity_providers/${this.deployed.loginMethod.id}`;
  }

  /** Changes an object by reading it and writing it back. */
  async edit(api: Api, path: string, change: (object: Json) => Json): Promise<void> {
    const answer = await api.get<Json>(path);
    await api.send("PUT", path, change((answer.result as Json | undefined) ?? answer));
  }

  settled(): Promise<void> {
    return this.sandbox.okta.provisioning.settled();
  }

  /** What a verification looks at. */
  subject(changes: Partial<SubjectOptions> & { readonly http?: Http } = {}): Subject {
    const http = changes.http ?? this.http();
    return new Subject({
      deployed: this.deployed,
      ...this.secrets,
      okta: new OktaApi({ orgUrl: ORG_URL, credentials: { apiToken: SANDBOX_TENANTS.okta.apiToken }, http }),
      cloudflare: new CloudflareApi({
        baseUrl: this.sandbox.cloudflare.apiUrl,
        apiToken: SANDBOX_TENANTS.cloudflare.apiToken,
        http,
      }),
      http,
      since: this.since,
      ...changes,
    });
  }

  /** Calls that find both services, and do not really wait between two attempts. */
  http(options: HttpOptions = {}): Http {
    const { okta, cloudflare } = this.sandbox;
    return new Http({
      connectTo: { "acme.okta.com": okta.url, [TEAM_DOMAIN]: cloudflare.url },
      attempts: 2,
      wait: async () => undefined,
      ...options,
    });
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}

function oktaOf(sandbox: Sandbox): Api {
  return new Api(`${sandbox.okta.url}/api/v1`, `SSWS ${SANDBOX_TENANTS.okta.apiToken}`);
}

function cloudflareOf(sandbox: Sandbox): Api {
  return new Api(`${sandbox.cloudflare.apiUrl}/accounts/${ACCOUNT}`, `Bearer ${SANDBOX_TENANTS.cloudflare.apiToken}`);
}

async function setUp(sandbox: Sandbox, customServer: boolean) {
  const okta = oktaOf(sandbox);
  const send = async (method: string, path: string, body?: unknown) => (await okta.send(method, path, body)) as Json;
  const groupId = async (name: string) => {
    const found = await okta.get<Json[]>(`/groups?search=${encodeURIComponent(`profile.name eq "${name}"`)}`);
    return String(found[0]?.id);
  };
  const groups = { workforce: await groupId("Workforce"), finance: await groupId("Finance") };
  const made = await send("POST", "/groups", { profile: { name: "access-engineering" } });
  const pushGroups = { finance: groups.finance, "access-engineering": String(made.id) };
  const app = await send("POST", "/apps", oidcAppBody());
  const clientId = String(((app.credentials as Json).oauthClient as Json).client_id);
  const clientSecret = String(((app.credentials as Json).oauthClient as Json).client_secret);
  await send("POST", `/internal/apps/${String(app.id)}/settings/oauth/idToken`, {
    name: "groups",
    value: customServer ? "" : ".*",
    valueType: "GROUPS",
    groupFilterType: "REGEX",
    issuerMode: "ORG_URL",
  });
  await send("PUT", `/apps/${String(app.id)}/groups/${groups.workforce}`, {});
  const server = customServer ? await authorizationServer(okta, clientId) : undefined;
  const config = {
    okta_account: ORG_URL,
    client_id: clientId,
    pkce_enabled: true,
    ...(server === undefined ? {} : { authorization_server_id: server.id }),
  };
  const scimConfig = {
    enabled: true,
    user_deprovision: true,
    seat_deprovision: false,
    identity_update_behavior: "reauth",
  };
  const { result } = (await cloudflareOf(sandbox).send("POST", "/access/identity_providers", {
    name: "Okta",
    type: "okta",
    config: { ...config, client_secret: clientSecret },
    scim_config: scimConfig,
  })) as { result: Json };
  const { scim_base_url: baseUrl, secret } = result.scim_config as Json;
  const scimApp = await send("POST", "/apps", {
    name: "scim2headerauth",
    label: "Cloudflare Access SCIM",
    signOnMode: "SAML_2_0",
    credentials: { userNameTemplate: { template: "${source.email}", type: "BUILT_IN" } },
  });
  const scim = `/apps/${String(scimApp.id)}`;
  await send("POST", `${scim}/connections/default?activate=true`, {
    baseUrl,
    profile: { authScheme: "TOKEN", token: secret },
  });
  const on = { status: "ENABLED" };
  await send("PUT", `${scim}/features/USER_PROVISIONING`, {
    create: { lifecycleCreate: on },
    update: { profile: on, lifecycleDeactivate: on },
  });
  await send("PUT", `${scim}/groups/${groups.workforce}`, {});
  for (const sourceGroupId of Object.values(pushGroups)) {
    const { profile } = await okta.get<Json>(`/groups/${sourceGroupId}`);
    await send("POST", `${scim}/group-push/mappings`, { sourceGroupId, targetGroupName: (profile as Json).name });
  }
  const deployed: Deployed = {
    accountId: ACCOUNT,
    teamDomain: TEAM_DOMAIN,
    oktaOrgUrl: ORG_URL,
    loginMethod: { id: String(result.id), declared: { name: "Okta", type: "okta", config, scim_config: scimConfig } },
    signInApp: {
      id: String(app.id),
      declared: { ...oidcAppBody(), status: "ACTIVE" },
      assignments: { groups: { workforce: groups.workforce }, users: {} },
    },
    oidc: {
      clientId,
      redirectUri: REDIRECT_URI,
      issuer: server === undefined ? ORG_URL : `${ORG_URL}/oauth2/${server.id}`,
      pkce: true,
      groupsClaim: { name: "groups", regex: ".*", onApp: !customServer },
    },
    ...(server === undefined ? {} : { authorizationServer: server }),
    scim: {
      app: {
        id: String(scimApp.id),
        declared: { label: "Cloudflare Access SCIM", status: "ACTIVE", name: "scim2headerauth" },
        assignments: { groups: { workforce: groups.workforce }, users: {} },
      },
      baseUrl: String(baseUrl),
      connection: "api",
      complete: true,
      features: { createUsers: true, updateUsers: true, deactivateUsers: true },
      pushGroups,
    },
    groupNames: { workforce: "Workforce", finance: "Finance", "access-engineering": "access-engineering" },
  };
  return { deployed, secrets: { clientSecret, scimSecret: String(secret) } };
}

function oidcAppBody() {
  return {
    name: "oidc_client",
    label: "Cloudflare Access",
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic", pkce_required: true } },
    settings: {
      oauthClient: {
        application_type: "web",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: [REDIRECT_URI],
        issuer_mode: "ORG_URL",
      },
    },
  };
}

async function authorizationServer(okta: Api, clientId: string) {
  const send = async (path: string, body: unknown) => (await okta.send("POST", path, body)) as Json;
  const declared = { name: "Cloudflare Access", audiences: [`https://${TEAM_DOMAIN}`], issuerMode: "ORG_URL" };
  const server = await send("/authorizationServers", { ...declared, description: "" });
  const path = `/authorizationServers/${String(server.id)}`;
  await send(`${path}/scopes`, { name: "groups", consent: "IMPLICIT" });
  const claim = {
    name: "groups",
    claimType: "IDENTITY",
    alwaysIncludeInToken: true,
    valueType: "GROUPS",
    group_filter_type: "REGEX",
    value: ".*",
  };
  await send(`${path}/claims`, { ...claim, status: "ACTIVE" });
  const policy = await send(`${path}/policies`, {
    type: "OAUTH_AUTHORIZATION_POLICY",
    name: "Cloudflare Access",
    description: "Logins",
    priority: 1,
    status: "ACTIVE",
    conditions: { clients: { include: [clientId] } },
  });
  await send(`${path}/policies/${String(policy.id)}/rules`, {
    type: "RESOURCE_ACCESS",
    name: "Log in",
    priority: 1,
    status: "ACTIVE",
    conditions: {
      people: { groups: { include: ["EVERYONE"] } },
      grantTypes: { include: ["authorization_code"] },
      scopes: { include: ["openid", "profile", "email", "groups"] },
    },
    actions: { token: { accessTokenLifetimeMinutes: 60 } },
  });
  return {
    id: String(server.id),
    declared: { ...declared, status: "ACTIVE" },
    claims: [claim],
    policyName: "Cloudflare Access",
  };
}
