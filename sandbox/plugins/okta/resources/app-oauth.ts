/** `okta.app.OAuth`. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/ */
import type { ResourceDefinition, UpdateRequest } from "../../../../provider/rpc/resource";
import { isZero, type Properties } from "../../../../provider/rpc/schema";
import type { PropertyMap } from "../../../../provider/rpc/values";
import type { OktaClient } from "../client";
import { OktaApiError } from "../client";
import { at, flag, integer, JSON_OBJECT, jsonText, map, maps, sameJson, text, texts, withoutZeros } from "../fields";
import {
  APP_PROPERTIES,
  activation,
  assignPolicy,
  changeStatus,
  deleteApp,
  link,
  OPTIONAL_FLAG,
  OPTIONAL_TEXT,
  OPTIONAL_TEXT_SET,
  OPTIONAL_TEXTS,
  readPolicy,
  refuseLogo,
} from "./app-common";
import { oauthBody, validateOAuth } from "./app-oauth-body";

/** Keys of an app's settings that have a property of their own; all others end up in `appSettingsJson`. */
const KNOWN_SETTINGS: ReadonlySet<string> = new Set([
  "emOptInStatus",
  "identityStoreId",
  "implicitAssignment",
  "inlineHookId",
  "notes",
  "notifications",
  "oauthClient",
]);

const GROUPS_CLAIM: Properties = {
  type: { type: "string", required: true },
  filterType: OPTIONAL_TEXT,
  name: { type: "string", required: true },
  value: { type: "string", required: true },
  issuerMode: { type: "string", computed: true },
};

const PROPERTIES: Properties = {
  ...APP_PROPERTIES,
  autoKeyRotation: { ...OPTIONAL_FLAG, default: true },
  autoSubmitToolbar: { ...OPTIONAL_FLAG, default: false },
  backchannelCustomAuthenticatorId: OPTIONAL_TEXT,
  clientBasicSecret: { ...OPTIONAL_TEXT, secret: true, conflictsWith: ["clientBasicSecretWo"] },
  clientBasicSecretWo: { ...OPTIONAL_TEXT, secret: true, writeOnly: true, conflictsWith: ["clientBasicSecret"] },
  clientBasicSecretWoVersion: { type: "number", optional: true },
  clientId: { ...OPTIONAL_TEXT, computed: true, forceNew: true },
  clientSecret: { type: "string", computed: true, secret: true },
  clientUri: OPTIONAL_TEXT,
  consentMethod: { ...OPTIONAL_TEXT, default: "TRUSTED" },
  frontchannelLogoutSessionRequired: OPTIONAL_FLAG,
  frontchannelLogoutUri: OPTIONAL_TEXT,
  grantTypes: { ...OPTIONAL_TEXT_SET, computed: true },
  groupsClaim: {
    type: "object",
    optional: true,
    block: true,
    fields: GROUPS_CLAIM,
    conflictsWith: ["preconfiguredApp"],
    deprecated:
      '"groupsClaim" is deprecated and will go away in a later version: define a claim on an authorization server ' +
      "(okta.auth.ServerClaim), or use the app's profile.",
  },
  hideIos: { ...OPTIONAL_FLAG, default: true },
  hideWeb: { ...OPTIONAL_FLAG, default: true },
  issuerMode: { ...OPTIONAL_TEXT, default: "ORG_URL" },
  jwks: {
    type: "list",
    optional: true,
    block: true,
    element: {
      type: "object",
      fields: {
        kid: { type: "string", required: true },
        kty: { type: "string", required: true },
        e: OPTIONAL_TEXT,
        n: OPTIONAL_TEXT,
        x: OPTIONAL_TEXT,
        y: OPTIONAL_TEXT,
      },
    },
  },
  jwksUri: OPTIONAL_TEXT,
  loginMode: { ...OPTIONAL_TEXT, default: "DISABLED" },
  loginScopes: OPTIONAL_TEXT_SET,
  loginUri: OPTIONAL_TEXT,
  logoUri: OPTIONAL_TEXT,
  network: {
    type: "object",
    optional: true,
    block: true,
    fields: {
      connection: { type: "string", required: true, oneOf: ["ANYWHERE", "ZONE"] },
      includes: OPTIONAL_TEXT_SET,
      excludes: OPTIONAL_TEXT_SET,
    },
  },
  omitSecret: { ...OPTIONAL_FLAG, default: false, forceNew: (before, after) => flag(before) && !flag(after) },
  participateSlo: OPTIONAL_FLAG,
  pkceRequired: { ...OPTIONAL_FLAG, computed: true },
  policyUri: OPTIONAL_TEXT,
  postLogoutRedirectUris: OPTIONAL_TEXT_SET,
  preconfiguredApp: OPTIONAL_TEXT,
  profile: { ...JSON_OBJECT, suppress: sameJson },
  redirectUris: OPTIONAL_TEXTS,
  refreshTokenLeeway: { type: "number", optional: true, default: 0 },
  refreshTokenRotation: { ...OPTIONAL_TEXT, default: "STATIC" },
  responseTypes: {
    type: "set",
    optional: true,
    computed: true,
    element: { type: "string", optional: true, oneOf: ["code", "token", "id_token"] },
  },
  tokenEndpointAuthMethod: { ...OPTIONAL_TEXT, default: "client_secret_basic" },
  tosUri: OPTIONAL_TEXT,
  type: { type: "string", required: true, forceNew: true },
  wildcardRedirect: { ...OPTIONAL_TEXT, default: "DISABLED" },
};

/** An OIDC app. */
export const appOAuth: ResourceDefinition<OktaClient> = {
  token: "okta:app/oAuth:OAuth",
  noun: "OAuth application",
  kind: "sdk",
  properties: PROPERTIES,
  async create({ client, inputs, created }, planned) {
    refuseLogo(planned);
    validateOAuth(planned, client.usesOAuth);
    const app = await client.generated.post(`/api/v1/apps${activation(planned)}`, oauthBody(planned, inputs, true));
    const id = text(app.id);
    assertOidc(app);
    created(id);
    await postGroupsClaim(client, id, planned);
    if (planned.type !== "service") await assignPolicy(client, id, planned);
    return { id, properties: { ...(await read(client, id, planned)), ...answeredSecret(app, planned) } };
  },
  read: ({ client }, { id, properties }) => read(client, id, properties),
  async update({ client, inputs }, request) {
    const { id, planned, changed } = request;
    if (!(await changeStatus(client, request))) return {};
    refuseLogo(planned);
    validateOAuth(planned, client.usesOAuth);
    const app = await client.generated.put(`/api/v1/apps/${id}`, oauthBody(planned, inputs, false));
    assertOidc(app);
    if (changed("groupsClaim")) await postGroupsClaim(client, id, planned);
    await assignPolicy(client, id, planned);
    return { ...(await read(client, id, planned)), ...updatedSecret(app, request) };
  },
  delete: ({ client }, state) => deleteApp(client, state),
};

/** The SDK decodes strictly: an answer that lacks one of these is an error, whatever its status. */
function assertOidc(app: PropertyMap): void {
  if (app.signOnMode !== "OPENID_CONNECT") {
    throw new Error("unexpected application response type from Okta - not an OpenIdConnectApplication");
  }
  const missing = ["credentials", "label", "name", "settings"].find((name) => app[name] === undefined);
  const client = at(app, "settings", "oauthClient");
  const lacking =
    missing ?? (client !== undefined && at(client, "grant_types") === undefined ? "grant_types" : undefined);
  if (lacking !== undefined) throw new Error(`no value given for required property ${lacking} in Okta's answer`);
}

/** Okta answers the secret to POST and PUT, never to GET. */
function answeredSecret(app: PropertyMap, planned: PropertyMap): PropertyMap {
  if (flag(planned.omitSecret)) return {};
  return withoutZeros({ clientSecret: text(at(app, "credentials", "oauthClient", "client_secret")) });
}

function updatedSecret(app: PropertyMap, { planned }: UpdateRequest): PropertyMap {
  return flag(planned.omitSecret) ? { clientSecret: "" } : answeredSecret(app, planned);
}

/** The internal call behind the groups claim of the org authorization server; only an API token may make it. */
async function postGroupsClaim(client: OktaClient, id: string, planned: PropertyMap): Promise<void> {
  if (client.usesOAuth) return;
  const claim = map(planned.groupsClaim);
  const issuerMode = text(planned.issuerMode);
  if (isZero(claim)) {
    if (issuerMode === "") throw new Error('"issuerMode" must be set');
    if (isZero(planned.preconfiguredApp)) await client.post(claimPath(id), { issuerMode });
    return;
  }
  const { type } = claim;
  await client.post(claimPath(id), {
    valueType: type === "FILTER" ? "GROUPS" : type,
    ...withoutZeros({
      groupFilterType: text(claim.filterType),
      issuerMode,
      name: text(claim.name),
      value: text(claim.value),
    }),
  });
}

async function readGroupsClaim(client: OktaClient, id: string): Promise<PropertyMap> {
  if (client.usesOAuth) return {};
  const claim = await client.get(claimPath(id)).catch((error: unknown): PropertyMap => {
    // The provider takes every refusal here for "no claim": catalogue apps answer 404.
    if (error instanceof OktaApiError) return {};
    throw error;
  });
  if (isZero(claim.name)) return { groupsClaim: null };
  const isFilter = claim.valueType === "GROUPS" && !isZero(claim.groupFilterType);
  return {
    groupsClaim: {
      type: isFilter ? "FILTER" : text(claim.valueType),
      filterType: text(claim.groupFilterType),
      name: text(claim.name),
      value: text(claim.value),
      issuerMode: text(claim.issuerMode),
    },
  };
}

function claimPath(id: string): string {
  return `/api/v1/internal/apps/${id}/settings/oauth/idToken`;
}

async function read(client: OktaClient, id: string, state: PropertyMap): Promise<PropertyMap> {
  const app = await client.generated.get(`/api/v1/apps/${id}`);
  assertOidc(app);
  const policy = await readPolicy(client, app, state);
  const claim = await readGroupsClaim(client, id);
  const settings = map(app.settings);
  return {
    ...policy,
    ...credentialsState(map(app.credentials)),
    ...appState(app, settings),
    ...claim,
    ...clientState(map(settings.oauthClient)),
  };
}

function credentialsState(credentials: PropertyMap): PropertyMap {
  const template = map(credentials.userNameTemplate);
  const oauthClient = map(credentials.oauthClient);
  return {
    ...(isZero(template.template)
      ? {}
      : {
          userNameTemplate: text(template.template),
          userNameTemplateType: text(template.type),
          userNameTemplateSuffix: text(template.userSuffix),
          userNameTemplatePushStatus: text(template.pushStatus),
        }),
    ...(isZero(oauthClient.client_id)
      ? {}
      : {
          clientId: text(oauthClient.client_id),
          tokenEndpointAuthMethod: text(oauthClient.token_endpoint_auth_method),
          autoKeyRotation: flag(oauthClient.autoKeyRotation),
          pkceRequired: flag(oauthClient.pkce_required),
        }),
  };
}

function appState(app: PropertyMap, settings: PropertyMap): PropertyMap {
  const others = Object.entries(settings).filter(([name]) => !KNOWN_SETTINGS.has(name));
  return {
    name: text(app.name),
    status: text(app.status),
    signOnMode: text(app.signOnMode),
    label: text(app.label),
    accessibilitySelfService: flag(at(app, "accessibility", "selfService")),
    accessibilityErrorRedirectUrl: text(at(app, "accessibility", "errorRedirectUrl")),
    accessibilityLoginRedirectUrl: text(at(app, "accessibility", "loginRedirectUrl")),
    autoSubmitToolbar: flag(at(app, "visibility", "autoSubmitToolbar")),
    hideIos: flag(at(app, "visibility", "hide", "iOS")),
    hideWeb: flag(at(app, "visibility", "hide", "web")),
    adminNote: text(at(settings, "notes", "admin")),
    enduserNote: text(at(settings, "notes", "enduser")),
    profile: app.profile === undefined || app.profile === null ? "" : jsonText(app.profile),
    ...(others.length === 0 ? {} : { appSettingsJson: jsonText(Object.fromEntries(others)) }),
    logoUrl: link(app, "logo"),
    implicitAssignment: flag(settings.implicitAssignment),
  };
}

function clientState(client: PropertyMap): PropertyMap {
  const refresh = map(client.refresh_token);
  const login = map(client.idp_initiated_login);
  return {
    type: text(client.application_type),
    clientUri: text(client.client_uri),
    logoUri: text(client.logo_uri),
    tosUri: text(client.tos_uri),
    policyUri: text(client.policy_uri),
    loginUri: text(client.initiate_login_uri),
    jwksUri: text(client.jwks_uri),
    wildcardRedirect: text(client.wildcard_redirect),
    backchannelCustomAuthenticatorId: text(client.backchannel_custom_authenticator_id),
    ...withoutZeros({ consentMethod: text(client.consent_method) }),
    issuerMode: text(client.issuer_mode),
    participateSlo: flag(client.participate_slo),
    frontchannelLogoutUri: text(client.frontchannel_logout_uri),
    frontchannelLogoutSessionRequired: flag(client.frontchannel_logout_session_required),
    ...refreshState(refresh),
    redirectUris: texts(client.redirect_uris),
    responseTypes: texts(client.response_types),
    grantTypes: texts(client.grant_types),
    postLogoutRedirectUris: texts(client.post_logout_redirect_uris),
    ...(isZero(login.mode) ? {} : { loginMode: text(login.mode), loginScopes: texts(login.default_scope) }),
    ...(isZero(client.network) ? {} : { network: networkState(map(client.network)) }),
    ...(isZero(client.jwks) ? {} : { jwks: maps(at(client, "jwks", "keys")).map(keyState) }),
  };
}

function refreshState(refresh: PropertyMap): PropertyMap {
  if (isZero(refresh.rotation_type)) return {};
  const leeway = refresh.leeway === undefined ? {} : { refreshTokenLeeway: integer(refresh.leeway) };
  return { refreshTokenRotation: text(refresh.rotation_type), ...leeway };
}

function networkState(network: PropertyMap): PropertyMap {
  return { connection: text(network.connection), includes: texts(network.include), excludes: texts(network.exclude) };
}

function keyState(key: PropertyMap): PropertyMap {
  const { kid, kty, e, n, x, y } = key;
  return { kid: text(kid), kty: text(kty), e: text(e), n: text(n), x: text(x), y: text(y) };
}
