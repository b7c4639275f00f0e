import { isDeepStrictEqual } from "node:util";
import { asList, asObject, type Json, textAt } from "../api/json";
import type { Settings } from "../config/settings";
import { SIGNATURE_ALGORITHM } from "../config/settings/saml";
import { certificateBody } from "../lib/certificates";
import { redirectUriOf } from "../lib/names";
import { EMAIL_ATTRIBUTE, samlAttributeNames } from "../lib/saml-attributes";
import { type Detail, differing } from "./differences";
import type { Found } from "./found";

const UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";

/** What of a SAML app is not yet as the stack has it. */
export function samlAppDetails({ signIn: { wire }, teamDomain }: Found, { saml }: Settings): Detail[] {
  const signOn = asObject(asObject(wire.settings).signOn);
  const hide = asObject(asObject(wire.visibility).hide);
  const notes = asObject(asObject(wire.settings).notes);
  const callback = redirectUriOf(teamDomain);
  return differing([
    ["ssoUrl", signOn.ssoAcsUrl, callback],
    ["recipient", signOn.recipient, callback],
    ["destination", signOn.destination, callback],
    ["audience", signOn.audience, callback],
    ["defaultRelayState", signOn.defaultRelayState, undefined],
    ["userNameTemplate", textAt(wire, "credentials", "userNameTemplate", "template"), "${source.email}"],
    ["subjectNameIdTemplate", signOn.subjectNameIdTemplate, "${user.userName}"],
    ["subjectNameIdFormat", signOn.subjectNameIdFormat, "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"],
    ["attributeStatements", asList(signOn.attributeStatements).map(statement), wantedStatements(saml)],
    ["responseSigned", signOn.responseSigned, saml.responseSigned],
    ["assertionSigned", signOn.assertionSigned, saml.assertionSigned],
    ["signatureAlgorithm", signOn.signatureAlgorithm, SIGNATURE_ALGORITHM[saml.signatureAlgorithm]],
    ["digestAlgorithm", signOn.digestAlgorithm, saml.digestAlgorithm],
    ["honorForceAuthn", signOn.honorForceAuthn, true],
    [
      "authnContextClassRef",
      signOn.authnContextClassRef,
      "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    ],
    ["hideWeb", hide.web ?? false, true],
    ["hideIos", hide.iOS ?? false, true],
    ["adminNote", notes.admin, undefined],
    ["enduserNote", notes.enduser, undefined],
    ["status", wire.status, "ACTIVE"],
  ]);
}

/** What of a SAML login method is not yet as the stack has it. */
export function samlLoginMethodDetails({ loginMethod, signIn, orgUrl }: Found, { saml }: Settings): Detail[] {
  const config = asObject(loginMethod.config);
  const key = new URL(String(config.sso_target_url)).pathname.split("/")[3] ?? "";
  const headers = Object.entries(saml.headers).sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    ...certificateDetails((config.idp_public_certs ?? []) as string[], certificateBody(signIn.certificate ?? "")),
    ...differing([
      ["config.ssoTargetUrl", config.sso_target_url, `${orgUrl}/app/${String(signIn.wire.name)}/${key}/sso/saml`],
      ["config.issuerUrl", config.issuer_url, `http://www.okta.com/${key}`],
      ["config.emailAttributeName", config.email_attribute_name, EMAIL_ATTRIBUTE],
      [
        "config.attributes",
        config.attributes,
        samlAttributeNames(saml.groupsAttribute.name, Object.keys(saml.attributes)),
      ],
      ["config.signRequest", config.sign_request ?? false, saml.signRequests],
      [
        "config.headerAttributes",
        config.header_attributes,
        headers.map(([attribute_name, header_name]) => ({ attribute_name, header_name })),
      ],
    ]),
  ];
}

/** Compared as text, as the provider does: other lines are a change too. */
function certificateDetails(live: readonly string[], wanted: string): Detail[] {
  const property = "config.idpPublicCerts";
  if (isDeepStrictEqual(live, [wanted])) {
    return [];
  }
  const isSame = isDeepStrictEqual(live.map(certificateBody), [wanted]);
  const to = isSame ? "the same, in lines of 64 characters" : "the one that the app signs with now";
  return [{ property, from: live.length === 1 ? "a certificate" : `${live.length} certificates`, to }];
}

function wantedStatements({ groupsAttribute, attributes }: Settings["saml"]): Json[] {
  const expression = (name: string, value: string) =>
    statement({ type: "EXPRESSION", name, namespace: UNSPECIFIED, values: [value] });
  return [
    expression(EMAIL_ATTRIBUTE, "user.email"),
    statement({
      type: "GROUP",
      name: groupsAttribute.name,
      namespace: UNSPECIFIED,
      filterType: "REGEX",
      filterValue: groupsAttribute.regex,
    }),
    ...Object.entries(attributes)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => expression(name, value)),
  ];
}

/** A statement without what has no meaning for its type. */
function statement({ type, name, namespace, values, filterType, filterValue }: Json): Json {
  return type === "GROUP" ? { type, name, namespace, filterType, filterValue } : { type, name, namespace, values };
}
