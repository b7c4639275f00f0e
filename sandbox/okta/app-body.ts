import { z } from "zod";

const optionalBoolean = z.boolean().nullish();
const strings = z.array(z.string());

/** Sign-on settings of SAML apps; other kinds of app have others, which pass. */
const samlSignOn = z.looseObject({
  assertionSigned: optionalBoolean,
  responseSigned: optionalBoolean,
  samlSignedRequestEnabled: optionalBoolean,
  allowMultipleAcsEndpoints: optionalBoolean,
  honorForceAuthn: optionalBoolean,
  signatureAlgorithm: z.enum(["RSA_SHA1", "RSA_SHA256"]).nullish(),
  digestAlgorithm: z.enum(["SHA1", "SHA256"]).nullish(),
  subjectNameIdFormat: z
    .enum([
      "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
      "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
      "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
      "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
      "urn:oasis:names:tc:SAML:1.1:nameid-format:x509SubjectName",
    ])
    .nullish(),
  attributeStatements: z
    .array(
      z.looseObject({
        type: z.enum(["EXPRESSION", "GROUP"]).nullish(),
        name: z.string().nullish(),
        namespace: z
          .enum([
            "urn:oasis:names:tc:SAML:2.0:attrname-format:basic",
            "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
            "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified",
          ])
          .nullish(),
        filterType: z.enum(["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"]).nullish(),
        filterValue: z.string().nullish(),
        values: strings.nullish(),
      }),
    )
    .nullish(),
});

/**
 * What may stand in the body of `POST /apps` and `PUT /apps/{id}`: types and enumerations only. Okta answers a word that
 * is in no enumeration like broken JSON; what is missing or contradictory is checked later.
 */
export const appBody = z.looseObject({
  name: z.string().nullish(),
  label: z.string().nullish(),
  signOnMode: z
    .enum([
      "AUTO_LOGIN",
      "BASIC_AUTH",
      "BOOKMARK",
      "BROWSER_PLUGIN",
      "OPENID_CONNECT",
      "SAML_1_1",
      "SAML_2_0",
      "SECURE_PASSWORD_STORE",
      "WS_FEDERATION",
    ])
    .nullish(),
  accessibility: z
    .looseObject({
      selfService: optionalBoolean,
      errorRedirectUrl: z.string().nullish(),
      loginRedirectUrl: z.string().nullish(),
    })
    .nullish(),
  visibility: z
    .looseObject({
      autoLaunch: optionalBoolean,
      autoSubmitToolbar: optionalBoolean,
      hide: z.looseObject({ iOS: optionalBoolean, web: optionalBoolean }).nullish(),
      appLinks: z.record(z.string(), z.boolean()).nullish(),
    })
    .nullish(),
  credentials: z
    .looseObject({
      userNameTemplate: z
        .looseObject({
          template: z.string().nullish(),
          type: z.enum(["BUILT_IN", "CUSTOM", "NONE"]).nullish(),
          suffix: z.string().nullish(),
          pushStatus: z.string().nullish(),
        })
        .nullish(),
      signing: z.looseObject({ kid: z.string().nullish() }).nullish(),
      oauthClient: z
        .looseObject({
          autoKeyRotation: optionalBoolean,
          client_id: z.string().nullish(),
          client_secret: z.string().nullish(),
          token_endpoint_auth_method: z
            .enum(["client_secret_basic", "client_secret_jwt", "client_secret_post", "none", "private_key_jwt"])
            .nullish(),
          pkce_required: optionalBoolean,
        })
        .nullish(),
    })
    .nullish(),
  profile: z.record(z.string(), z.json()).nullish(),
  settings: z
    .looseObject({
      app: z.record(z.string(), z.json()).nullish(),
      implicitAssignment: optionalBoolean,
      manualProvisioning: optionalBoolean,
      notes: z.looseObject({ admin: z.string().nullish(), enduser: z.string().nullish() }).nullish(),
      notifications: z.record(z.string(), z.json()).nullish(),
      oauthClient: z
        .looseObject({
          client_uri: z.string().nullish(),
          logo_uri: z.string().nullish(),
          redirect_uris: strings.nullish(),
          post_logout_redirect_uris: strings.nullish(),
          response_types: z.array(z.enum(["code", "id_token", "none", "token"])).nullish(),
          grant_types: z
            .array(
              z.enum([
                "authorization_code",
                "client_credentials",
                "implicit",
                "interaction_code",
                "password",
                "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "urn:ietf:params:oauth:grant-type:saml2-bearer",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "urn:openid:params:grant-type:ciba",
                "urn:okta:params:oauth:grant-type:oob",
                "urn:okta:params:oauth:grant-type:otp",
                "http://auth0.com/oauth/grant-type/mfa-oob",
                "http://auth0.com/oauth/grant-type/mfa-otp",
              ]),
            )
            .nullish(),
          application_type: z.enum(["browser", "native", "service", "web"]).nullish(),
          consent_method: z.enum(["REQUIRED", "TRUSTED"]).nullish(),
          issuer_mode: z.enum(["CUSTOM_URL", "DYNAMIC", "ORG_URL"]).nullish(),
          refresh_token: z.record(z.string(), z.json()).nullish(),
          idp_initiated_login: z
            .looseObject({ mode: z.enum(["DISABLED", "OKTA", "SPEC"]).nullish(), default_scope: strings.nullish() })
            .nullish(),
          wildcard_redirect: z.enum(["DISABLED", "SUBDOMAIN"]).nullish(),
          dpop_bound_access_tokens: optionalBoolean,
          participate_slo: optionalBoolean,
          frontchannel_logout_session_required: optionalBoolean,
        })
        .nullish(),
      signOn: samlSignOn.nullish(),
    })
    .nullish(),
});

/** See {@link appBody}. */
export type AppBody = z.infer<typeof appBody>;
