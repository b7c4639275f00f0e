/** What is sent to Okta for an OIDC app. */
import { parsedObject } from "../../../../provider/rpc/canonical-json";
import { isZero } from "../../../../provider/rpc/schema";
import type { PropertyMap } from "../../../../provider/rpc/values";
import { flag, integer, map, maps, text, texts, withoutZeros } from "../fields";
import { accessibility, appLinks } from "./app-common";

const AUTHORIZATION_CODE = "authorization_code";
const CLIENT_CREDENTIALS = "client_credentials";
const REFRESH_TOKEN = "refresh_token";
const EXTENSION_GRANTS = [
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
  "urn:ietf:params:oauth:grant-type:token-exchange",
  "urn:ietf:params:oauth:grant-type:device_code",
  "interaction_code",
  "urn:okta:params:oauth:grant-type:oob",
  "urn:okta:params:oauth:grant-type:otp",
  "http://auth0.com/oauth/grant-type/mfa-oob",
  "http://auth0.com/oauth/grant-type/mfa-otp",
];

interface GrantRules {
  readonly required: readonly string[];
  readonly valid: readonly string[];
}

const GRANTS: Readonly<Record<string, GrantRules>> = {
  web: {
    required: [AUTHORIZATION_CODE],
    valid: [
      AUTHORIZATION_CODE,
      "implicit",
      REFRESH_TOKEN,
      CLIENT_CREDENTIALS,
      ...EXTENSION_GRANTS,
      "urn:openid:params:grant-type:ciba",
    ],
  },
  native: {
    required: [AUTHORIZATION_CODE],
    valid: [
      AUTHORIZATION_CODE,
      "implicit",
      REFRESH_TOKEN,
      "password",
      "urn:ietf:params:oauth:grant-type:jwt-bearer",
      ...EXTENSION_GRANTS,
    ],
  },
  browser: { required: [], valid: ["implicit", AUTHORIZATION_CODE, REFRESH_TOKEN, ...EXTENSION_GRANTS] },
  service: { required: [CLIENT_CREDENTIALS], valid: [CLIENT_CREDENTIALS, "implicit", ...EXTENSION_GRANTS] },
};

/** Refuses combinations that the provider refuses before it calls Okta. Throws on the first. */
export function validateOAuth(planned: PropertyMap, usesOAuth: boolean): void {
  validateGrants(planned);
  if (!usesOAuth) validateGroupsClaim(map(planned.groupsClaim));
  if (isZero(planned.jwks) && isZero(planned.jwksUri) && planned.tokenEndpointAuthMethod === "private_key_jwt") {
    throw new Error('"jwks" or "jwksUri" is required when "tokenEndpointAuthMethod" is "private_key_jwt"');
  }
  if (planned.loginMode !== "DISABLED") {
    if (isZero(planned.loginUri)) throw new Error('"loginUri" is required for any "loginMode" besides "DISABLED"');
    if (planned.loginMode === "OKTA" && isZero(planned.loginScopes)) {
      throw new Error('"loginScopes" must not be empty when "loginMode" is "OKTA"');
    }
  }
  const answersTokens = texts(planned.responseTypes).some((type) => type === "token" || type === "id_token");
  if (texts(planned.grantTypes).includes("implicit") && !answersTokens) {
    throw new Error('"responseTypes" needs "token" or "id_token" when "grantTypes" contains "implicit"');
  }
}

function validateGrants(planned: PropertyMap): void {
  const given = texts(planned.grantTypes);
  const type = text(planned.type);
  const rules = GRANTS[type];
  if (given.length === 0 || rules === undefined) return;
  const fits =
    rules.required.every((grant) => given.includes(grant)) && given.every((grant) => rules.valid.includes(grant));
  if (fits) return;
  const must = rules.required.length === 0 ? "" : ` and must contain ${rules.required.join(", ")}`;
  throw new Error(
    `failed conditional validation for field "grantTypes" of type "${type}", it can contain ${rules.valid.join(", ")}${must}, received ${given.join(", ")}`,
  );
}

function validateGroupsClaim(claim: PropertyMap): void {
  if (isZero(claim)) return;
  if (claim.type === "EXPRESSION" && !isZero(claim.filterType)) {
    throw new Error('"filterType" in "groupsClaim" can only be set when "type" is "FILTER"');
  }
  if (claim.type === "FILTER" && isZero(claim.filterType)) {
    throw new Error('"filterType" in "groupsClaim" is required when "type" is "FILTER"');
  }
  if (isZero(claim.name) || isZero(claim.value))
    throw new Error('"name" and "value" in "groupsClaim" must not be empty');
}

/** The app. `given` is what the program wrote: some defaults depend on whether it wrote anything. */
export function oauthBody(planned: PropertyMap, given: PropertyMap, isNew: boolean): PropertyMap {
  const profile = parsedObject(planned.profile);
  return {
    accessibility: {
      ...accessibility(planned),
      ...(flag(planned.accessibilitySelfService) ? { selfService: true } : {}),
    },
    credentials: { oauthClient: clientCredentials(planned, given, isNew), userNameTemplate: userNameTemplate(planned) },
    label: text(planned.label),
    name: text(planned.preconfiguredApp) || "oidc_client",
    ...(profile === undefined ? {} : { profile }),
    settings: {
      ...(flag(planned.implicitAssignment) ? { implicitAssignment: true } : {}),
      notes: withoutZeros({ admin: text(planned.adminNote), enduser: text(planned.enduserNote) }),
      oauthClient: clientSettings(planned),
      ...parsedObject(planned.appSettingsJson),
    },
    signOnMode: "OPENID_CONNECT",
    visibility: {
      ...(flag(planned.autoSubmitToolbar) ? { autoSubmitToolbar: true } : {}),
      hide: { iOS: flag(planned.hideIos), web: flag(planned.hideWeb) },
      ...appLinks(planned),
    },
  };
}

function clientCredentials(planned: PropertyMap, given: PropertyMap, isNew: boolean): PropertyMap {
  const method = text(planned.tokenEndpointAuthMethod);
  const isPublic = method === "none" || (isNew && (planned.type === "native" || planned.type === "browser"));
  const own = text(given.clientBasicSecretWo) || text(planned.clientBasicSecret);
  const secret = own || text(planned.clientSecret);
  return {
    autoKeyRotation: given.autoKeyRotation === undefined ? true : flag(given.autoKeyRotation),
    ...withoutZeros({ client_id: text(planned.clientId) }),
    // Turning "omitSecret" on blanks the secret in the request, so that Okta keeps the one it has.
    ...(flag(planned.omitSecret) && !isNew ? { client_secret: "" } : withoutZeros({ client_secret: secret })),
    pkce_required: given.pkceRequired === undefined ? isPublic : flag(given.pkceRequired),
    token_endpoint_auth_method: method,
  };
}

function userNameTemplate(planned: PropertyMap): PropertyMap {
  return withoutZeros({
    pushStatus: text(planned.userNameTemplatePushStatus),
    template: text(planned.userNameTemplate),
    type: text(planned.userNameTemplateType),
    userSuffix: text(planned.userNameTemplateSuffix),
  });
}

function clientSettings(planned: PropertyMap): PropertyMap {
  const grants = grantTypes(planned);
  const { network } = planned;
  return {
    ...withoutZeros({
      application_type: text(planned.type),
      backchannel_custom_authenticator_id: text(planned.backchannelCustomAuthenticatorId),
      client_uri: text(planned.clientUri),
      consent_method: text(planned.consentMethod),
      frontchannel_logout_session_required: flag(planned.frontchannelLogoutSessionRequired),
      frontchannel_logout_uri: text(planned.frontchannelLogoutUri),
      initiate_login_uri: text(planned.loginUri),
      issuer_mode: text(planned.issuerMode),
      jwks_uri: text(planned.jwksUri),
      logo_uri: text(planned.logoUri),
      participate_slo: flag(planned.participateSlo),
      policy_uri: text(planned.policyUri),
      post_logout_redirect_uris: texts(planned.postLogoutRedirectUris),
      redirect_uris: texts(planned.redirectUris),
      tos_uri: text(planned.tosUri),
      wildcard_redirect: text(planned.wildcardRedirect),
    }),
    dpop_bound_access_tokens: false,
    grant_types: grants,
    idp_initiated_login: {
      default_scope: texts(planned.loginScopes),
      ...withoutZeros({ mode: text(planned.loginMode) }),
    },
    ...(isZero(planned.jwks)
      ? {}
      : { jwks: { keys: maps(planned.jwks).map((key) => ({ ...withoutZeros(key), status: "ACTIVE" })) } }),
    ...(isZero(network) ? {} : { network: networkRules(map(network)) }),
    ...(grants.includes(REFRESH_TOKEN) ? { refresh_token: refreshToken(planned) } : {}),
    response_types: responseTypes(planned, grants),
  };
}

function grantTypes(planned: PropertyMap): string[] {
  const given = texts(planned.grantTypes);
  const rules = GRANTS[text(planned.type)];
  if (given.length > 0 || rules === undefined) return given;
  return [...(rules.required.length === 0 ? rules.valid : rules.required)];
}

function responseTypes(planned: PropertyMap, grants: readonly string[]): string[] {
  const given = texts(planned.responseTypes);
  if (given.length > 0) return given;
  const has = (...names: readonly string[]) => names.some((name) => grants.includes(name));
  return [
    ...(has("implicit", CLIENT_CREDENTIALS) ? ["token"] : []),
    ...(has("password", AUTHORIZATION_CODE, REFRESH_TOKEN) ? ["code"] : []),
  ];
}

function networkRules(network: PropertyMap): PropertyMap {
  return withoutZeros({
    connection: text(network.connection),
    exclude: texts(network.excludes),
    include: texts(network.includes),
  });
}

function refreshToken(planned: PropertyMap): PropertyMap {
  return {
    leeway: integer(planned.refreshTokenLeeway),
    ...withoutZeros({ rotation_type: text(planned.refreshTokenRotation) }),
  };
}
