import { createVerify, X509Certificate } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { parseStringPromise, processors } from "xml2js";

/** What an application asks for with SAML. */
export interface AuthnRequest {
  readonly id: string;
  /** The application must not take a session that exists for a sign-in. */
  readonly forceAuthn: boolean;
}

/** A request that cannot be answered, with a sentence for the person at the browser. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}

/** Longer ones are no requests for a sign-in, in bytes. */
const MAXIMUM = 64 * 1024;

/**
 * Reads the parameter `SAMLRequest`.
 *
 * @param binding How it came: only in an address it is compressed.
 * @throws RequestError when it is no request for a sign-in.
 * @see https://docs.oasis-open.org/security/saml/v2.0/saml-bindings-2.0-os.pdf
 */
export async function readAuthnRequest(encoded: string, binding: "redirect" | "post"): Promise<AuthnRequest> {
  const attributes = (await parse(decode(encoded, binding))).AuthnRequest?.$;
  if (attributes?.ID === undefined || attributes.Version !== "2.0") {
    throw new RequestError("The SAML request is no AuthnRequest.");
  }
  return { id: attributes.ID, forceAuthn: attributes.ForceAuthn === "true" };
}

function decode(encoded: string, binding: "redirect" | "post"): string {
  const bytes = Buffer.from(encoded, "base64");
  try {
    return (binding === "redirect" ? inflateRawSync(bytes, { maxOutputLength: MAXIMUM }) : bytes).toString();
  } catch (cause) {
    throw new RequestError("The SAML request cannot be decoded.", { cause });
  }
}

interface Parsed {
  readonly AuthnRequest?: { readonly $?: Readonly<Record<string, string>> };
}

async function parse(xml: string): Promise<Parsed> {
  // A document type could define entities, and nobody who asks for a sign-in needs one.
  if (/<!DOCTYPE/i.test(xml)) {
    throw new RequestError("The SAML request is no XML.");
  }
  try {
    return ((await parseStringPromise(xml, { tagNameProcessors: [processors.stripPrefix] })) ?? {}) as Parsed;
  } catch (cause) {
    throw new RequestError("The SAML request is no XML.", { cause });
  }
}

const HASHES: Readonly<Record<string, string | undefined>> = {
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": "RSA-SHA256",
  "http://www.w3.org/2000/09/xmldsig#rsa-sha1": "RSA-SHA1",
};

/**
 * Requires of a request in an address that one of the certificates has signed it.
 *
 * @param search The query as it came: what is signed are its very bytes.
 * @throws RequestError
 */
export function requireSignature(search: string, certificates: readonly string[]): void {
  const raw = (name: string): string | undefined =>
    search
      .replace(/^\?/, "")
      .split("&")
      .find((pair) => pair.startsWith(`${name}=`));
  const signed = ["SAMLRequest", "RelayState", "SigAlg"].flatMap((name) => raw(name) ?? []).join("&");
  const parameters = new URLSearchParams(search);
  const hash = HASHES[parameters.get("SigAlg") ?? ""];
  const signature = Buffer.from(parameters.get("Signature") ?? "", "base64");
  if (hash === undefined || signature.length === 0) {
    throw new RequestError("The SAML request is not signed, and this app takes signed requests only.");
  }
  const isSigned = certificates.some((certificate) =>
    createVerify(hash)
      .update(signed)
      .verify(new X509Certificate(Buffer.from(certificate, "base64")).publicKey, signature),
  );
  if (!isSigned) {
    throw new RequestError("The signature of the SAML request is not by the certificate of this app.");
  }
}
