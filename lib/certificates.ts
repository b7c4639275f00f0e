import { X509Certificate } from "node:crypto";

const ARMOUR = /-----(?:BEGIN|END) CERTIFICATE-----/g;

/** PEM's line length (RFC 7468 section 2). Some readers take no longer lines. */
const LINE_LENGTH = 64;

/**
 * The base64 body of an X.509 certificate in lines of 64 characters, without the PEM armour: the form in which
 * Cloudflare's guide for Okta gives it and in which Okta's API takes it. PEM or base64 comes in, however it is wrapped.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7468
 */
export function certificateBody(certificate: string): string {
  const base64 = certificate.replace(ARMOUR, "").replace(/\s/g, "");
  return base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, "g"))?.join("\n") ?? "";
}

/** Whether a text is one X.509 certificate, as PEM or as its base64 body. Whether it is still valid is not looked at. */
export function isCertificate(text: string): boolean {
  const body = certificateBody(text);
  if (body === "" || !/^[0-9A-Za-z+/=\n]+$/.test(body)) {
    return false;
  }
  try {
    return new X509Certificate(Buffer.from(body, "base64")).raw.length > 0;
  } catch {
    return false;
  }
}
