/** `okta.getApps`, `okta.app.getApp`, `okta.app.getOauth`, `okta.auth.getServer` and `okta.auth.getServerScopes`. */
import { crc32 } from "node:zlib";
import type { FunctionDefinition } from "../../../../provider/rpc/resource";
import { isZero, type Properties } from "../../../../provider/rpc/schema";
import type { PropertyMap } from "../../../../provider/rpc/values";
import { type OktaClient, query } from "../client";
import { at, flag, jsonText, map, text, texts, withoutZeros } from "../fields";
import { authServerState } from "../resources/auth-server";

const PAGE = 200;
const OPTIONAL_TEXT = { type: "string", optional: true } as const;
const OPTIONAL_FLAG = { type: "boolean", optional: true } as const;

const APP_FILTER: Properties = {
  activeOnly: OPTIONAL_FLAG,
  id: { ...OPTIONAL_TEXT, conflictsWith: ["label", "labelPrefix"] },
  label: { ...OPTIONAL_TEXT, conflictsWith: ["id", "labelPrefix"] },
  labelPrefix: { ...OPTIONAL_TEXT, conflictsWith: ["id", "label"] },
  skipGroups: OPTIONAL_FLAG,
  skipUsers: OPTIONAL_FLAG,
};

const getApp: FunctionDefinition<OktaClient> = {
  token: "okta:app/getApp:getApp",
  kind: "sdk",
  properties: APP_FILTER,
  async invoke({ client }, inputs) {
    const app = await findApp(client, inputs);
    return { ...filterResult(inputs), ...appResult(app), groups: [], users: [] };
  },
};

const getApps: FunctionDefinition<OktaClient> = {
  token: "okta:index/getApps:getApps",
  kind: "framework",
  properties: {
    activeOnly: OPTIONAL_FLAG,
    includeNonDeleted: OPTIONAL_FLAG,
    label: { ...OPTIONAL_TEXT, conflictsWith: ["labelPrefix"] },
    labelPrefix: { ...OPTIONAL_TEXT, conflictsWith: ["label", "q"] },
    q: { ...OPTIONAL_TEXT, conflictsWith: ["labelPrefix"] },
    useOptimization: OPTIONAL_FLAG,
  },
  async invoke({ client }, inputs) {
    const label = text(inputs.label);
    const prefix = text(inputs.labelPrefix);
    const filter = [
      ...(flag(inputs.activeOnly) ? ['status eq "ACTIVE"'] : []),
      ...(label !== "" ? [`label eq "${label}"`] : prefix !== "" ? [`label sw "${prefix}"`] : []),
    ].join(" AND ");
    // Both are sent when they are empty too.
    const search = new URLSearchParams({ filter, limit: String(PAGE), q: text(inputs.q) });
    const apps = await client.generated.list(`/api/v1/apps?${search}`);
    // A list of none is answered as no list at all.
    return { ...inputs, ...(apps.length === 0 ? {} : { apps: apps.map(listedApp) }) };
  },
};

const getOauth: FunctionDefinition<OktaClient> = {
  token: "okta:app/getOauth:getOauth",
  kind: "sdk",
  properties: APP_FILTER,
  async invoke({ client }, inputs) {
    const app = await findOAuthApp(client, inputs);
    const settings = map(at(app, "settings", "oauthClient"));
    const login = map(settings.idp_initiated_login);
    return {
      ...filterResult(inputs),
      ...appResult(app),
      autoSubmitToolbar: flag(at(app, "visibility", "autoSubmitToolbar")),
      hideIos: flag(at(app, "visibility", "hide", "iOS")),
      hideWeb: flag(at(app, "visibility", "hide", "web")),
      type: text(settings.application_type),
      clientId: text(at(app, "credentials", "oauthClient", "client_id")),
      // Not marked secret: the real plugin answers it in the clear, so callers must mark it themselves.
      clientSecret: await activeSecret(client, text(app.id)),
      clientUri: text(settings.client_uri),
      logoUri: text(settings.logo_uri),
      loginUri: text(settings.initiate_login_uri),
      policyUri: text(settings.policy_uri),
      wildcardRedirect: text(settings.wildcard_redirect),
      grantTypes: texts(settings.grant_types),
      responseTypes: texts(settings.response_types),
      redirectUris: texts(settings.redirect_uris),
      postLogoutRedirectUris: texts(settings.post_logout_redirect_uris),
      ...withoutZeros({ loginMode: text(login.mode) }),
      loginScopes: texts(login.default_scope),
    };
  },
};

const getServer: FunctionDefinition<OktaClient> = {
  token: "okta:auth/getServer:getServer",
  kind: "sdk",
  properties: { name: { type: "string", required: true } },
  async invoke({ client }, inputs) {
    const name = text(inputs.name);
    const servers = await client.listOnce(`/api/v1/authorizationServers${query({ limit: PAGE, q: name })}`);
    // Of several servers with one name the last is taken.
    const server = servers.findLast((candidate) => candidate.name === name);
    if (server === undefined) throw new Error(`authorization server with name '${name}' does not exist`);
    return { id: text(server.id), ...authServerState(server) };
  },
};

const getServerScopes: FunctionDefinition<OktaClient> = {
  token: "okta:auth/getServerScopes:getServerScopes",
  kind: "sdk",
  properties: { authServerId: { type: "string", required: true } },
  async invoke({ client }, inputs) {
    const authServerId = text(inputs.authServerId);
    // One page: the provider does not ask for the next one.
    const scopes = await client.generated.listOnce(`/api/v1/authorizationServers/${authServerId}/scopes`);
    return {
      authServerId,
      id: `${authServerId}.${crc32(scopes.map((scope) => text(scope.name)).join(""))}`,
      scopes: scopes.map((scope) => ({
        id: text(scope.id),
        name: text(scope.name),
        description: text(scope.description),
        displayName: text(scope.displayName),
        consent: text(scope.consent),
        metadataPublish: text(scope.metadataPublish),
        default: flag(scope.default),
        system: flag(scope.system),
        optional: flag(scope.optional),
      })),
    };
  },
};

/** The functions about apps and authorization servers. */
export const appFunctions: readonly FunctionDefinition<OktaClient>[] = [
  getApp,
  getApps,
  getOauth,
  getServer,
  getServerScopes,
];

function listedApp(app: PropertyMap): PropertyMap {
  return {
    id: text(app.id),
    created: text(app.created),
    lastUpdated: text(app.lastUpdated),
    name: text(app.name),
    label: text(app.label),
    status: text(app.status),
    signOnMode: text(app.signOnMode),
    features: texts(app.features),
    adminNote: text(at(app, "settings", "notes", "admin")),
    enduserNote: text(at(app, "settings", "notes", "enduser")),
    visibility: {
      autoLaunch: flag(at(app, "visibility", "autoLaunch")),
      autoSubmitToolbar: flag(at(app, "visibility", "autoSubmitToolbar")),
      hide: { ios: flag(at(app, "visibility", "hide", "iOS")), web: flag(at(app, "visibility", "hide", "web")) },
    },
  };
}

function filterResult(inputs: PropertyMap): PropertyMap {
  return {
    activeOnly: inputs.activeOnly ?? true,
    skipGroups: flag(inputs.skipGroups),
    skipUsers: flag(inputs.skipUsers),
  };
}

function appResult(app: PropertyMap): PropertyMap {
  return {
    id: text(app.id),
    label: text(app.label),
    name: text(app.name),
    status: text(app.status),
    links: jsonText(app._links),
  };
}

function appQuery(inputs: PropertyMap): string {
  if (["id", "label", "labelPrefix"].every((name) => isZero(inputs[name]))) {
    throw new Error('application search: give "id", "label" or "labelPrefix"');
  }
  const filter = inputs.activeOnly === false ? "" : 'status eq "ACTIVE"';
  return query({ filter, limit: 1, q: text(inputs.label) || text(inputs.labelPrefix) });
}

async function findApp(client: OktaClient, inputs: PropertyMap): Promise<PropertyMap> {
  const parameters = appQuery(inputs);
  const id = text(inputs.id);
  if (id !== "") return client.get(`/api/v1/apps/${id}`);
  const apps = await client.list(`/api/v1/apps${parameters}`);
  const label = text(inputs.label);
  const app = (label === "" ? undefined : apps.find((candidate) => candidate.label === label)) ?? apps[0];
  if (app === undefined) throw new Error(`no application found for "${label || text(inputs.labelPrefix)}"`);
  return app;
}

async function findOAuthApp(client: OktaClient, inputs: PropertyMap): Promise<PropertyMap> {
  const parameters = appQuery(inputs);
  const id = text(inputs.id);
  if (id !== "") return client.get(`/api/v1/apps/${id}`);
  const [app] = await client.listOnce(`/api/v1/apps${parameters}`);
  const label = text(inputs.label);
  if (app === undefined || (label !== "" && app.label !== label)) {
    throw new Error(`no OAuth application found for "${label || text(inputs.labelPrefix)}"`);
  }
  return app;
}

async function activeSecret(client: OktaClient, id: string): Promise<string> {
  const secrets = await client.listOnce(`/api/v1/apps/${id}/credentials/secrets`);
  const active = secrets.filter((secret) => secret.status === "ACTIVE");
  const newest = active.sort((a, b) => text(b.created).localeCompare(text(a.created)))[0];
  return text(newest?.client_secret);
}
