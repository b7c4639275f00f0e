import { alphanumeric } from "../shared/ids";
import type { AppBody } from "./app-body";
import { type CatalogueEntry, catalogueEntry } from "./catalogue";
import { wrapBase64 } from "./certificate";
import type { App, Json, JsonObject, SignOnMode } from "./entities";
import { blankField, notFound, validationFailed } from "./errors";
import type { OktaStore } from "./store";

type OauthSettings = NonNullable<NonNullable<AppBody["settings"]>["oauthClient"]>;

/** The name of custom OIDC apps. */
export const OIDC_CLIENT = "oidc_client";

/** Which kind of app a request speaks of: decides what is required and what is answered. */
type Kind = { readonly entry: CatalogueEntry } | "oidc" | "saml";

/**
 * An app as it is stored, from a request to create it, or to replace `previous`.
 *
 * Says what Okta says when something is missing or contradictory, fills in Okta's defaults, and drops what Okta drops.
 *
 * @param id The id it has or is to get.
 * @throws OktaError E0000001 or E0000007
 */
export function buildApp(store: OktaStore, id: string, body: AppBody, previous: App | undefined): App {
  const label = body.label ?? "";
  if (label.trim() === "") {
    throw blankField("label");
  }
  if (label.length > 100) {
    throw validationFailed("label", "label: The field is too long");
  }
  const kind = kindOf(body, previous);
  const signOnMode = signOnModeOf(kind, body);
  const name = previous?.name ?? nameOf(store, kind, label);
  const now = store.now();
  const linkName = kind === "oidc" || kind === "saml" ? `${name}_link` : kind.entry.appLink.name;
  return {
    id,
    name,
    label,
    status: previous?.status ?? "ACTIVE",
    created: previous?.created ?? now,
    lastUpdated: now,
    signOnMode,
    accessibility: {
      selfService: body.accessibility?.selfService ?? false,
      errorRedirectUrl: body.accessibility?.errorRedirectUrl ?? null,
      loginRedirectUrl: body.accessibility?.loginRedirectUrl ?? null,
    },
    visibility: visibilityOf(body, linkName, kind),
    credentials: credentialsOf(store, id, body, kind, previous),
    settings: settingsOf(store, body, kind, previous),
    profile: body.profile ?? null,
    accessPolicyId: previous?.accessPolicyId ?? store.defaultAccessPolicy().id,
    externalKey: previous?.externalKey ?? store.newId("exk"),
    appLinkId: previous?.appLinkId ?? (kind === "oidc" || kind === "saml" ? store.newId("aln") : kind.entry.appLink.id),
    idToken: previous?.idToken ?? { issuerMode: body.settings?.oauthClient?.issuer_mode ?? "ORG_URL" },
    custom: kind === "oidc" || kind === "saml",
  };
}

/** True for the apps whose ID token can be configured: custom OIDC apps. */
export function isOidcClient(app: App): boolean {
  return app.name === OIDC_CLIENT;
}

/** True for apps that sign in with SAML and so have signing keys. */
export function isSaml(app: App): boolean {
  return app.signOnMode === "SAML_2_0" || app.signOnMode === "SAML_1_1";
}

/** What kind of provisioning an app offers. */
export function provisioningOf(app: App): CatalogueEntry["provisioning"] {
  return app.custom ? "none" : (catalogueEntry(app.name)?.provisioning ?? "none");
}

/** True when the client proves itself with a secret. */
export function usesClientSecret(app: App): boolean {
  const client = app.credentials.oauthClient as JsonObject | undefined;
  const method = client?.token_endpoint_auth_method;
  return typeof method === "string" && method.startsWith("client_secret_");
}

function kindOf(body: AppBody, previous: App | undefined): Kind {
  if (previous !== undefined) {
    if (previous.custom) {
      return previous.name === OIDC_CLIENT ? "oidc" : "saml";
    }
    return catalogueKind(previous.name);
  }
  const name = body.name ?? "";
  if (name === OIDC_CLIENT) {
    return "oidc";
  }
  if (name !== "") {
    return catalogueKind(name);
  }
  if (body.signOnMode === "SAML_2_0") {
    return "saml";
  }
  throw blankField("name");
}

function catalogueKind(name: string): Kind {
  const entry = catalogueEntry(name);
  if (entry === undefined) {
    throw name.toLowerCase() === "office365"
      ? validationFailed("settings", "In order to continue using WS-FED Auto for SSO, you must grant admin consent.")
      : notFound(name, "App");
  }
  return { entry };
}

function signOnModeOf(kind: Kind, body: AppBody): SignOnMode {
  const expected: readonly SignOnMode[] =
    kind === "oidc" ? ["OPENID_CONNECT"] : kind === "saml" ? ["SAML_2_0"] : kind.entry.signOnModes;
  const mode = expected.find((candidate) => candidate === body.signOnMode);
  if (mode === undefined) {
    if (body.signOnMode === undefined || body.signOnMode === null) {
      throw blankField("signOnMode");
    }
    throw validationFailed(
      "signOnMode",
      `signOnMode: The sign-on mode ${body.signOnMode} is not supported by this app.`,
    );
  }
  // Recorded: an integration without sign-in of its own is asked for with AUTO_LOGIN and answers null.
  return mode === "AUTO_LOGIN" ? null : mode;
}

function nameOf(store: OktaStore, kind: Kind, label: string): string {
  if (kind === "oidc") {
    return OIDC_CLIENT;
  }
  if (kind === "saml") {
    const word = label.toLowerCase().replace(/[^a-z0-9]/g, "");
    return `${store.org().subdomain}_${word}_${store.next("customApps")}`;
  }
  return kind.entry.name;
}

function visibilityOf(body: AppBody, linkName: string, kind: Kind): JsonObject {
  // An OIDC client has no page to open, so Okta hides it unless told otherwise (recorded).
  const hiddenByDefault = kind === "oidc";
  const links = body.visibility?.appLinks ?? {};
  return {
    autoLaunch: body.visibility?.autoLaunch ?? false,
    autoSubmitToolbar: body.visibility?.autoSubmitToolbar ?? false,
    hide: {
      iOS: body.visibility?.hide?.iOS ?? hiddenByDefault,
      web: body.visibility?.hide?.web ?? hiddenByDefault,
    },
    appLinks: { [linkName]: links[linkName] ?? true },
  };
}

function credentialsOf(store: OktaStore, id: string, body: AppBody, kind: Kind, previous: App | undefined): JsonObject {
  const template = body.credentials?.userNameTemplate;
  const previousSigning = previous?.credentials.signing as JsonObject | undefined;
  const kid = body.credentials?.signing?.kid ?? previousSigning?.kid;
  const signsWithOrgKey = kind === "oidc" || (kind !== "saml" && kind.entry.signOnModes.includes("OPENID_CONNECT"));
  const signing: JsonObject = signsWithOrgKey ? { kid: store.org().signingKeyId } : kid === undefined ? {} : { kid };
  return {
    userNameTemplate: {
      template: template?.template ?? "${source.login}",
      type: template?.type ?? "BUILT_IN",
      ...(typeof template?.suffix === "string" ? { userSuffix: template.suffix } : {}),
      ...(typeof template?.pushStatus === "string" ? { pushStatus: template.pushStatus } : {}),
    },
    signing,
    ...(kind === "oidc" ? { oauthClient: oauthCredentials(store, id, body, previous) } : {}),
  };
}

function oauthCredentials(store: OktaStore, id: string, body: AppBody, previous: App | undefined): JsonObject {
  const client = body.credentials?.oauthClient;
  const previousClient = previous?.credentials.oauthClient as JsonObject | undefined;
  const clientId = previousClient?.client_id ?? client?.client_id ?? id;
  if (typeof client?.client_id === "string" && client.client_id !== clientId) {
    throw validationFailed("client_id", "client_id: The client id cannot be changed.");
  }
  const taken = store.apps.find(
    (app) => app.id !== id && (app.credentials.oauthClient as JsonObject | undefined)?.client_id === clientId,
  );
  if (taken !== undefined) {
    throw validationFailed(
      "client_id",
      "client_id: An object with this field already exists in the current organization",
    );
  }
  const publicByNature = ["browser", "native"].includes(body.settings?.oauthClient?.application_type ?? "");
  return {
    autoKeyRotation: client?.autoKeyRotation ?? true,
    client_id: clientId,
    token_endpoint_auth_method: client?.token_endpoint_auth_method ?? "client_secret_basic",
    pkce_required: client?.pkce_required ?? publicByNature,
  };
}

function settingsOf(store: OktaStore, body: AppBody, kind: Kind, previous: App | undefined): JsonObject {
  const settings = body.settings;
  const catalogue = kind !== "oidc" && kind !== "saml" ? kind.entry : undefined;
  return {
    app: catalogue === undefined ? {} : appSettings(catalogue, settings?.app ?? {}, previous),
    notifications: settings?.notifications ?? {
      vpn: { network: { connection: "DISABLED" }, message: null, helpUrl: null },
    },
    manualProvisioning: settings?.manualProvisioning ?? false,
    implicitAssignment: settings?.implicitAssignment ?? false,
    emOptInStatus: "NONE",
    notes: { admin: settings?.notes?.admin ?? null, enduser: settings?.notes?.enduser ?? null },
    ...(kind === "oidc" ? { oauthClient: oauthSettings(store, settings?.oauthClient ?? {}) } : {}),
    ...(kind === "saml" ? { signOn: customSignOn((settings?.signOn ?? {}) as JsonObject) } : {}),
    ...(catalogue?.signOnModes.some((mode) => mode?.startsWith("SAML")) === true
      ? { signOn: catalogueSignOn(catalogue, (settings?.signOn ?? {}) as JsonObject) }
      : {}),
  };
}

function appSettings(entry: CatalogueEntry, sent: JsonObject, previous: App | undefined): JsonObject {
  const kept = (previous?.settings.app as JsonObject | undefined) ?? {};
  const unknown = Object.keys(sent).find((name) => entry.settings[name] === undefined);
  if (unknown !== undefined) {
    throw validationFailed(unknown, `${unknown}: This app has no such setting.`);
  }
  return Object.fromEntries(
    Object.entries(entry.settings).map(([name, need]): [string, Json] => {
      const value = sent[name] ?? kept[name] ?? null;
      if (need === "required" && (value === null || value === "")) {
        throw blankField(name);
      }
      return [name, value];
    }),
  );
}

function oauthSettings(store: OktaStore, sent: OauthSettings): JsonObject {
  const grantTypes = sent.grant_types ?? ["authorization_code"];
  const redirectUris = sent.redirect_uris ?? [];
  const needsRedirect = grantTypes.some((type) =>
    ["authorization_code", "implicit", "interaction_code"].includes(type),
  );
  if (needsRedirect && redirectUris.length === 0) {
    throw blankField("redirect_uris");
  }
  const invalid = redirectUris.find((uri) => !isAbsoluteUri(uri));
  if (invalid !== undefined) {
    throw validationFailed("redirect_uris", `redirect_uris: '${invalid}' is not a valid redirect URI.`);
  }
  if (sent.application_type === null || sent.application_type === undefined) {
    throw blankField("application_type");
  }
  const optional = (name: string): JsonObject => {
    const value = sent[name] as Json | undefined;
    return value === undefined || value === null ? {} : { [name]: value };
  };
  return {
    client_uri: sent.client_uri ?? null,
    logo_uri: sent.logo_uri ?? null,
    ...optional("tos_uri"),
    ...optional("policy_uri"),
    redirect_uris: redirectUris,
    ...optional("post_logout_redirect_uris"),
    response_types: sent.response_types ?? ["code"],
    grant_types: grantTypes,
    ...optional("initiate_login_uri"),
    ...(sent.jwks === undefined || sent.jwks === null ? {} : { jwks: jwks(store, sent.jwks as JsonObject) }),
    ...optional("jwks_uri"),
    application_type: sent.application_type,
    ...optional("consent_method"),
    issuer_mode: sent.issuer_mode ?? "DYNAMIC",
    ...(sent.refresh_token === undefined || sent.refresh_token === null
      ? {}
      : { refresh_token: refreshToken(sent.refresh_token) }),
    idp_initiated_login: {
      mode: sent.idp_initiated_login?.mode ?? "DISABLED",
      default_scope: sent.idp_initiated_login?.default_scope ?? [],
    },
    wildcard_redirect: sent.wildcard_redirect ?? "DISABLED",
    ...(grantTypes.includes("urn:openid:params:grant-type:ciba") ? { backchannel_token_delivery_mode: "poll" } : {}),
    ...optional("backchannel_custom_authenticator_id"),
    dpop_bound_access_tokens: sent.dpop_bound_access_tokens ?? false,
    ...optional("network"),
    participate_slo: sent.participate_slo ?? false,
    ...optional("frontchannel_logout_uri"),
    ...(typeof sent.frontchannel_logout_uri === "string"
      ? { frontchannel_logout_session_required: sent.frontchannel_logout_session_required ?? false }
      : {}),
  };
}

/** Keys get an id and the fields that were left out, as null. */
function jwks(store: OktaStore, sent: JsonObject): JsonObject {
  const keys = (sent.keys ?? []) as readonly JsonObject[];
  return {
    keys: keys.map(({ kty, id, status, kid, use, ...material }) => ({
      kty,
      id: id ?? store.newId("pks"),
      status: status ?? "ACTIVE",
      kid: kid ?? null,
      use: use ?? null,
      ...material,
      ...(kty === "EC" ? { crv: material.crv ?? null } : {}),
    })),
  };
}

/** The leeway belongs to rotation: it is not answered for a token that does not rotate. */
function refreshToken(sent: JsonObject): JsonObject {
  const { rotation_type, leeway } = sent;
  return rotation_type === "STATIC" ? { rotation_type } : { rotation_type, leeway };
}

/** Native apps have schemes of their own, and Okta allows `*.` in a host: both pass. */
function isAbsoluteUri(uri: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(uri) && !/\s/.test(uri);
}

function catalogueSignOn(entry: CatalogueEntry, sent: JsonObject): JsonObject {
  const given = (name: string): Json => (sent[name] === "" ? null : (sent[name] ?? null));
  return {
    defaultRelayState: given("defaultRelayState"),
    ...Object.fromEntries(entry.overrides.map((name) => [name, given(name)])),
    ...(entry.signOnModes.includes("SAML_2_0") ? { attributeStatements: sent.attributeStatements ?? [] } : {}),
  };
}

const REQUIRED_SIGN_ON = ["ssoAcsUrl", "audience", "recipient", "destination", "subjectNameIdTemplate"];

function customSignOn(sent: JsonObject): JsonObject {
  for (const name of REQUIRED_SIGN_ON) {
    if (typeof sent[name] !== "string" || sent[name] === "") {
      throw blankField(`settings.signOn.${name}`);
    }
  }
  const flag = (name: string): boolean => sent[name] === true;
  if (!flag("responseSigned") && !flag("assertionSigned")) {
    // Documented to be refused; in which words is not.
    throw validationFailed(
      "settings.signOn",
      "settings.signOn: Either responseSigned or assertionSigned must be set to true.",
    );
  }
  const slo = (sent.slo ?? {}) as JsonObject;
  const x5c = (sent.spCertificate as JsonObject | undefined)?.x5c;
  return {
    defaultRelayState: sent.defaultRelayState ?? null,
    ssoAcsUrl: sent.ssoAcsUrl,
    idpIssuer: sent.idpIssuer ?? "http://www.okta.com/${org.externalKey}",
    audience: sent.audience,
    recipient: sent.recipient,
    destination: sent.destination,
    subjectNameIdTemplate: sent.subjectNameIdTemplate,
    subjectNameIdFormat: sent.subjectNameIdFormat ?? "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    responseSigned: flag("responseSigned"),
    assertionSigned: flag("assertionSigned"),
    signatureAlgorithm: sent.signatureAlgorithm ?? "RSA_SHA256",
    digestAlgorithm: sent.digestAlgorithm ?? "SHA256",
    honorForceAuthn: flag("honorForceAuthn"),
    authnContextClassRef:
      sent.authnContextClassRef ?? "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    spIssuer: slo.enabled === true ? (slo.issuer ?? null) : null,
    requestCompressed: flag("requestCompressed"),
    attributeStatements: sent.attributeStatements ?? [],
    inlineHooks: sent.inlineHooks ?? [],
    ...(Array.isArray(x5c)
      ? { spCertificate: { x5c: x5c.map((item) => `${wrapBase64(String(item), "\r\n")}\r\n`) } }
      : {}),
    assertionEncryption: sent.assertionEncryption ?? { enabled: false },
    allowMultipleAcsEndpoints: flag("allowMultipleAcsEndpoints"),
    acsEndpoints: acsEndpoints(sent.acsEndpoints),
    samlSignedRequestEnabled: flag("samlSignedRequestEnabled"),
    slo:
      slo.enabled === true
        ? { enabled: true, issuer: slo.issuer ?? null, logoutUrl: slo.logoutUrl ?? null }
        : { enabled: false },
  };
}

function acsEndpoints(sent: Json | undefined): Json {
  const list = Array.isArray(sent) ? (sent as readonly JsonObject[]) : [];
  return list.map((endpoint) => ({ url: endpoint.url ?? null, index: endpoint.index ?? 0 }));
}

/** A new client secret: 64 letters, digits, `-` and `_`, as Okta makes them. */
export function newClientSecret(): string {
  return alphanumeric(64);
}
