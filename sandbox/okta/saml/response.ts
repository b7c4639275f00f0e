import { createPrivateKey, randomBytes } from "node:crypto";
import { html } from "hono/html";
import { SignedXml } from "xml-crypto";
import type { AppKey } from "../entities";
import type { SamlAttribute, Statement } from "./assertion";
import type { SamlSignOn } from "./sign-on";

/** How long an assertion is good before and after it is made, in milliseconds. */
const LEEWAY = 5 * 60_000;

/** What a response is about. */
export interface ResponseParts {
  readonly signOn: SamlSignOn;
  readonly key: AppKey;
  readonly statement: Statement;
  /** The request that it answers; undefined when the sign-in began in Okta. */
  readonly inResponseTo: string | undefined;
}

/**
 * A signed response, as XML, with one assertion: the elements and prefixes that Okta's have.
 *
 * @throws Error when the key has no private half, because it comes from a database of before.
 * @see https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf
 */
export async function samlResponse({ signOn, key, statement, inResponseTo }: ResponseParts): Promise<string> {
  const now = Date.now();
  const id = newId();
  const answers = inResponseTo === undefined ? "" : html` InResponseTo="${inResponseTo}"`;
  const xml = html`<saml2p:Response xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" Destination="${signOn.destination}" ID="${id}"${answers} IssueInstant="${instant(now)}" Version="2.0">${issuer(signOn)}<saml2p:Status><saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status>${assertion(signOn, statement, inResponseTo, now)}</saml2p:Response>`;
  let text = String(await xml);
  // From the inside out: the signature of the response is about that of the assertion too.
  if (signOn.assertionSigned) {
    text = signed(text, "Assertion", signOn, key);
  }
  if (signOn.responseSigned) {
    text = signed(text, "Response", signOn, key);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>${text}`;
}

function assertion(signOn: SamlSignOn, statement: Statement, inResponseTo: string | undefined, now: number) {
  const answers = inResponseTo === undefined ? "" : html` InResponseTo="${inResponseTo}"`;
  const end = instant(now + LEEWAY);
  return html`<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="${newId()}" IssueInstant="${instant(now)}" Version="2.0">${issuer(signOn)}<saml2:Subject><saml2:NameID Format="${signOn.nameIdFormat}">${statement.nameId}</saml2:NameID><saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml2:SubjectConfirmationData${answers} NotOnOrAfter="${end}" Recipient="${signOn.recipient}"/></saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore="${instant(now - LEEWAY)}" NotOnOrAfter="${end}"><saml2:AudienceRestriction><saml2:Audience>${signOn.audience}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions><saml2:AuthnStatement AuthnInstant="${instant(now)}" SessionIndex="${inResponseTo ?? newId()}"><saml2:AuthnContext><saml2:AuthnContextClassRef>${signOn.authnContextClassRef}</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>${attributes(statement.attributes)}</saml2:Assertion>`;
}

function issuer({ issuer: entityId }: SamlSignOn) {
  return html`<saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">${entityId}</saml2:Issuer>`;
}

function attributes(list: readonly SamlAttribute[]) {
  return list.length === 0
    ? ""
    : html`<saml2:AttributeStatement>${list.map(
        ({ name, format, values }) =>
          html`<saml2:Attribute Name="${name}" NameFormat="${format}">${values.map(
            (value) =>
              html`<saml2:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">${value}</saml2:AttributeValue>`,
          )}</saml2:Attribute>`,
      )}</saml2:AttributeStatement>`;
}

const SIGNATURES = {
  RSA_SHA1: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
  RSA_SHA256: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
} as const;
const DIGESTS = {
  SHA1: "http://www.w3.org/2000/09/xmldsig#sha1",
  SHA256: "http://www.w3.org/2001/04/xmlenc#sha256",
} as const;
const CANONICAL = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/** Signs an element; the signature stands behind its issuer, where the schema wants it. */
function signed(xml: string, element: "Response" | "Assertion", signOn: SamlSignOn, key: AppKey): string {
  if (key.privateKey === undefined) {
    throw new Error(`SAML key ${key.kid}: has no private half. Generate a new key, or reset the sandbox.`);
  }
  const path = `//*[local-name(.)='${element}']`;
  const signature = new SignedXml({
    privateKey: createPrivateKey(key.privateKey),
    publicCert: `-----BEGIN CERTIFICATE-----\n${key.x5c}\n-----END CERTIFICATE-----`,
    signatureAlgorithm: SIGNATURES[signOn.signatureAlgorithm],
    canonicalizationAlgorithm: CANONICAL,
  });
  signature.addReference({
    xpath: path,
    digestAlgorithm: DIGESTS[signOn.digestAlgorithm],
    transforms: [ENVELOPED, CANONICAL],
  });
  signature.computeSignature(xml, {
    prefix: "ds",
    location: { reference: `${path}/*[local-name(.)='Issuer']`, action: "after" },
  });
  return signature.getSignedXml();
}

function newId(): string {
  return `id${randomBytes(16).toString("hex")}`;
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
