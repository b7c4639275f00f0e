import { randomInt, randomUUID } from "node:crypto";

const ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** A string of letters and digits, of the given length. */
export function alphanumeric(length: number): string {
  return Array.from({ length }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join("");
}

/** An Okta id: a prefix that tells the kind (`0oa` app, `00g` group, `00u` user …), 20 characters in all. */
export function oktaId(prefix: string): string {
  return prefix + alphanumeric(20 - prefix.length);
}

/** A Cloudflare Access id: a UUID. */
export function cloudflareId(): string {
  return randomUUID();
}
