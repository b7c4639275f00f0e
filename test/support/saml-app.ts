/**
 * `settings.signOn` of a custom SAML app as Cloudflare's guide for SAML has people enter it: one URL four times, the e-mail
 * address as name id, response and assertion signed.
 */
export function samlSignOnSettings(callback: string, attributeStatements: readonly object[]) {
  return {
    ssoAcsUrl: callback,
    audience: callback,
    recipient: callback,
    destination: callback,
    subjectNameIdTemplate: "${user.userName}",
    subjectNameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    responseSigned: true,
    assertionSigned: true,
    signatureAlgorithm: "RSA_SHA256",
    digestAlgorithm: "SHA256",
    honorForceAuthn: true,
    attributeStatements,
  };
}
