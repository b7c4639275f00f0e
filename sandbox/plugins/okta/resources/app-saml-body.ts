/** What is sent to Okta for a SAML app. */
import { parsedObject } from "../../../../provider/rpc/canonical-json";
import { isZero } from "../../../../provider/rpc/schema";
import type { PropertyMap } from "../../../../provider/rpc/values";
import { flag, integer, maps, text, texts, withoutZeros } from "../fields";
import { accessibility, appLinks } from "./app-common";

const REQUIRED_FOR_CUSTOM = [
  "ssoUrl",
  "recipient",
  "destination",
  "audience",
  "subjectNameIdTemplate",
  "subjectNameIdFormat",
  "signatureAlgorithm",
  "digestAlgorithm",
  "authnContextClassRef",
] as const;
const SIGN_ON_MODES: Readonly<Record<string, string>> = { "1.1": "SAML_1_1", "2.0": "SAML_2_0" };

/** Refuses what the provider refuses before it calls Okta. Throws on the first. */
export function validateSaml(planned: PropertyMap): void {
  for (const statement of maps(planned.attributeStatements)) {
    const isFiltered = !isZero(statement.filterType) || !isZero(statement.filterValue);
    if (isFiltered && statement.type !== "GROUP") {
      throw new Error('invalid "attributeStatements": "filterType" and "filterValue" need "type" to be "GROUP"');
    }
    if (statement.type === "GROUP" && !isZero(statement.values)) {
      throw new Error('invalid "attributeStatements": "values" need "type" to be "EXPRESSION"');
    }
  }
  if (!isZero(planned.preconfiguredApp)) return;
  const missing = REQUIRED_FOR_CUSTOM.filter((name) => isZero(planned[name]));
  if (missing.length > 0) {
    throw new Error(`a custom SAML application lacks ${missing.join(", ")}. Set them, or set "preconfiguredApp".`);
  }
  if (!flag(planned.responseSigned) && !flag(planned.assertionSigned)) {
    throw new Error('a custom SAML application needs "responseSigned" or "assertionSigned" set to true');
  }
}

/** The app. */
export function samlBody(planned: PropertyMap): PropertyMap {
  return {
    accessibility: { ...accessibility(planned), selfService: flag(planned.accessibilitySelfService) },
    credentials: {
      ...(isZero(planned.keyId) ? {} : { signing: { kid: text(planned.keyId) } }),
      userNameTemplate: withoutZeros({
        pushStatus: text(planned.userNameTemplatePushStatus),
        suffix: text(planned.userNameTemplateSuffix),
        template: text(planned.userNameTemplate),
        type: text(planned.userNameTemplateType),
      }),
    },
    label: text(planned.label),
    ...withoutZeros({ name: text(planned.preconfiguredApp) || text(planned.name) }),
    settings: {
      app: parsedObject(planned.appSettingsJson) ?? {},
      implicitAssignment: flag(planned.implicitAssignment),
      notes: { admin: text(planned.adminNote) || null, enduser: text(planned.enduserNote) || null },
      signOn: signOn(planned),
    },
    signOnMode: SIGN_ON_MODES[text(planned.samlVersion)] ?? "",
    visibility: {
      autoSubmitToolbar: flag(planned.autoSubmitToolbar),
      hide: { iOS: flag(planned.hideIos), web: flag(planned.hideWeb) },
      ...appLinks(planned),
    },
  };
}

function signOn(planned: PropertyMap): PropertyMap {
  const endpoints = acsEndpoints(planned);
  return {
    ...withoutZeros({
      acsEndpoints: endpoints,
      audience: text(planned.audience),
      authnContextClassRef: text(planned.authnContextClassRef),
      destination: text(planned.destination),
      digestAlgorithm: text(planned.digestAlgorithm),
      idpIssuer: text(planned.idpIssuer),
      recipient: text(planned.recipient),
      signatureAlgorithm: text(planned.signatureAlgorithm),
      ssoAcsUrl: text(planned.ssoUrl),
      subjectNameIdFormat: text(planned.subjectNameIdFormat),
      subjectNameIdTemplate: text(planned.subjectNameIdTemplate),
    }),
    ...(isZero(planned.inlineHookId) ? {} : { inlineHooks: [{ id: text(planned.inlineHookId) }] }),
    ...logout(planned),
    allowMultipleAcsEndpoints: endpoints.length > 0,
    assertionSigned: flag(planned.assertionSigned),
    attributeStatements: maps(planned.attributeStatements).map(attributeStatement),
    defaultRelayState: text(planned.defaultRelayState),
    honorForceAuthn: flag(planned.honorForceAuthn),
    responseSigned: flag(planned.responseSigned),
    samlSignedRequestEnabled: flag(planned.samlSignedRequestEnabled),
    // Catalogue apps have overrides instead of values; the provider always sends them empty.
    audienceOverride: "",
    destinationOverride: "",
    recipientOverride: "",
    ssoAcsUrlOverride: "",
  };
}

function acsEndpoints(planned: PropertyMap): PropertyMap[] {
  const listed = texts(planned.acsEndpoints);
  if (listed.length > 0) return listed.map((url, index) => ({ index, url }));
  return maps(planned.acsEndpointsIndices).map(({ index, url }) => ({ index: integer(index), url: text(url) }));
}

function logout(planned: PropertyMap): PropertyMap {
  const certificate = text(planned.singleLogoutCertificate);
  const issuer = text(planned.singleLogoutIssuer);
  const spCertificate = { spCertificate: { x5c: [certificate] } };
  if (issuer === "") return { slo: { enabled: false }, ...(certificate === "" ? {} : spCertificate) };
  return { slo: { enabled: true, issuer, logoutUrl: text(planned.singleLogoutUrl) }, ...spCertificate };
}

function attributeStatement(statement: PropertyMap): PropertyMap {
  return withoutZeros({
    filterType: text(statement.filterType),
    filterValue: text(statement.filterValue),
    name: text(statement.name),
    namespace: text(statement.namespace),
    type: text(statement.type),
    values: texts(statement.values),
  });
}
