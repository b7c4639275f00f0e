import { createHash, timingSafeEqual } from "node:crypto";
import type { IdentityProvider } from "../entities";

/** What is kept of a SCIM secret: its SHA-256 in hex. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/**
 * Whether an `Authorization` header carries the SCIM secret of an identity provider. Takes the secret alone, as Okta's
 * Header Auth app sends what Cloudflare's guide has people paste there, and after `Bearer`, as every other client does.
 */
export function carriesSecret(authorization: string | undefined, { scimSecretHash }: IdentityProvider): boolean {
  if (authorization === undefined || scimSecretHash === null) {
    return false;
  }
  const secret = authorization.replace(/^bearer +/i, "").trim();
  // Hashes have one length, and comparing them takes one time.
  return timingSafeEqual(Buffer.from(secretHash(secret), "hex"), Buffer.from(scimSecretHash, "hex"));
}
