import type { App, JsonObject } from "../entities";

/** What one attribute of an assertion is made of. */
export interface AttributeStatement {
  readonly name: string;
  /** `urn:oasis:names:tc:SAML:2.0:attrname-format:…` */
  readonly format: string;
  /** Okta expressions, or the filter of group names. */
  readonly source: { readonly expressions: readonly string[] } | { readonly type: string; readonly value: string };
}

/** How an app signs people in with SAML 2.0. */
export interface SamlSignOn {
  /** Where the response goes. */
  readonly acsUrl: string;
  readonly audience: string;
  readonly recipient: string;
  readonly destination: string;
  /** The entity id of this Okta for the app. */
  readonly issuer: string;
  /** `${user.userName}`, the name in the app, or another expression. */
  readonly nameIdTemplate: string;
  readonly nameIdFormat: string;
  readonly responseSigned: boolean;
  readonly assertionSigned: boolean;
  readonly signatureAlgorithm: "RSA_SHA1" | "RSA_SHA256";
  readonly digestAlgorithm: "SHA1" | "SHA256";
  readonly authnContextClassRef: string;
  readonly honorForceAuthn: boolean;
  /** Certificates, base64 DER, of which one has to have signed a request; empty when requests need no signature. */
  readonly requestCertificates: readonly string[];
  readonly statements: readonly AttributeStatement[];
}

const EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";
const PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

/**
 * The SAML settings of an app, of somebody's own or of the catalogue; undefined when it has none, or does not say where
 * responses go. An app of the catalogue signs both, as the defaults of the others are.
 */
export function samlSignOn(app: App): SamlSignOn | undefined {
  const signOn = (app.settings.signOn ?? {}) as JsonObject;
  const own = (app.settings.app ?? {}) as JsonObject;
  const text = (...values: unknown[]): string | undefined =>
    values.find((value): value is string => typeof value === "string" && value !== "");
  const acsUrl = text(signOn.ssoAcsUrl, signOn.ssoAcsUrlOverride, own.acsUrl);
  if (app.signOnMode !== "SAML_2_0" || acsUrl === undefined) {
    return undefined;
  }
  const issuer = text(signOn.idpIssuer) ?? "http://www.okta.com/${org.externalKey}";
  return {
    acsUrl,
    audience: text(signOn.audience, signOn.audienceOverride, own.audienceUri) ?? acsUrl,
    recipient: text(signOn.recipient, signOn.recipientOverride) ?? acsUrl,
    destination: text(signOn.destination, signOn.destinationOverride) ?? acsUrl,
    issuer: issuer.replace("${org.externalKey}", app.externalKey),
    nameIdTemplate: text(signOn.subjectNameIdTemplate) ?? "${user.userName}",
    nameIdFormat: text(signOn.subjectNameIdFormat) ?? EMAIL_FORMAT,
    responseSigned: !app.custom || signOn.responseSigned === true,
    assertionSigned: !app.custom || signOn.assertionSigned === true,
    signatureAlgorithm: signOn.signatureAlgorithm === "RSA_SHA1" ? "RSA_SHA1" : "RSA_SHA256",
    digestAlgorithm: signOn.digestAlgorithm === "SHA1" ? "SHA1" : "SHA256",
    authnContextClassRef: text(signOn.authnContextClassRef) ?? PASSWORD,
    honorForceAuthn: signOn.honorForceAuthn === true,
    requestCertificates: requestCertificates(signOn),
    statements: statements(signOn),
  };
}

function requestCertificates(signOn: JsonObject): string[] {
  const x5c = (signOn.spCertificate as JsonObject | undefined)?.x5c;
  return signOn.samlSignedRequestEnabled === true && Array.isArray(x5c)
    ? x5c.map((certificate) => String(certificate).replace(/\s+/g, ""))
    : [];
}

function statements(signOn: JsonObject): AttributeStatement[] {
  const list = Array.isArray(signOn.attributeStatements) ? (signOn.attributeStatements as readonly JsonObject[]) : [];
  return list.map(({ name, namespace, type, filterType, filterValue, values }) => ({
    name: String(name),
    format: typeof namespace === "string" ? namespace : UNSPECIFIED,
    source:
      type === "GROUP"
        ? { type: String(filterType), value: String(filterValue) }
        : { expressions: Array.isArray(values) ? values.map(String) : [] },
  }));
}
