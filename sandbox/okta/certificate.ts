import { createHash, generateKeyPair, X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import type { AppKey } from "./entities";

/** Makes the signing key of a SAML app: a real RSA key and a real self-signed certificate in the form Okta gives them. */
export async function createAppKey(appId: string, org: string, validityYears: number): Promise<AppKey> {
  const { default: forge } = await import("node-forge");
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const jwk = publicKey.export({ format: "jwk" });
  if (jwk.n === undefined || jwk.e === undefined) {
    throw new Error("RSA key: the public key has no modulus or exponent. This is a bug of the sandbox.");
  }
  const created = new Date();
  created.setUTCMilliseconds(0);
  const expires = new Date(created);
  expires.setUTCFullYear(expires.getUTCFullYear() + validityYears);

  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: "spki", format: "pem" }).toString());
  // DER integers are signed: a leading byte below 0x80 keeps the serial number positive.
  certificate.serialNumber = `01${createHash("sha256").update(jwk.n).digest("hex").slice(0, 10)}`;
  certificate.validity.notBefore = created;
  certificate.validity.notAfter = expires;
  const subject = [
    { name: "countryName", value: "US" },
    { shortName: "ST", value: "California" },
    { name: "localityName", value: "San Francisco" },
    { name: "organizationName", value: "Okta" },
    { shortName: "OU", value: "SSOProvider" },
    { name: "commonName", value: org },
    { name: "emailAddress", value: "info@okta.com" },
  ];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.sign(
    forge.pki.privateKeyFromPem(privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
    forge.md.sha256.create(),
  );
  const der = new X509Certificate(forge.pki.certificateToPem(certificate)).raw;

  const kid = createHash("sha256").update(`${appId}.${jwk.n}`).digest("base64url");
  return {
    id: `${appId}/${kid}`,
    appId,
    kid,
    created: created.toISOString(),
    lastUpdated: created.toISOString(),
    expiresAt: expires.toISOString(),
    x5c: der.toString("base64"),
    thumbprint: createHash("sha256").update(der).digest("base64url"),
    e: jwk.e,
    n: jwk.n,
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** Base64 in lines of 76 characters, as certificates stand in metadata (`\n`) and in answers about them (`\r\n`). */
export function wrapBase64(base64: string, newline: string): string {
  return (base64.replace(/\s+/g, "").match(/.{1,76}/g) ?? []).join(newline);
}
