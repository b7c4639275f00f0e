import { createPrivateKey } from "node:crypto";

/** A private key in PKCS #8, which libraries want, from the PKCS #1 that Okta's guide asks for. */
export function toPkcs8(pem: string): string {
  return createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString();
}
