import { isIP } from "node:net";

/** Longest session in Access, in hours: the longest that the Zero Trust dashboard offers is a month. */
export const MAX_SESSION_HOURS = 730;

/**
 * Most rules in one list of an Access group or policy.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/account-limits/
 */
export const MAX_RULES = 1_000;

/** Longest name of an Access group, policy or application, in characters. Cloudflare documents none; its fields hold it. */
export const MAX_ACCESS_NAME_LENGTH = 255;

/** An id of Cloudflare Access: a UUID, or one of the older ids with 32 hexadecimal digits. */
export const CLOUDFLARE_ID_PATTERN = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})$/;

/** A country, as ISO 3166-1 alpha-2 has it. `T1` is Tor, in Cloudflare. */
export const COUNTRY_PATTERN = /^(?:[A-Z]{2}|T1)$/;

/** A domain name: labels of letters, digits and hyphens, two or more. */
export const DOMAIN_PATTERN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;

/** An e-mail address, as far as a mistake shows: something, `@`, a domain name. */
export function isEmail(text: string): boolean {
  const [, domain] = /^[^\s@"]+@([^\s@]+)$/.exec(text) ?? [];
  return domain !== undefined && DOMAIN_PATTERN.test(domain);
}

/** An IP address, or a range of them in CIDR notation (RFC 4632, RFC 4291). */
export function isIpRange(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) {
    return false;
  }
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

/**
 * A session's length: hours and minutes such as `24h`, `30m` or `1h30m`, at least a minute and at most
 * {@link MAX_SESSION_HOURS}; `0s` for a session that ends at once.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/access-settings/session-management/
 */
export function isSessionDuration(text: string): boolean {
  const match = /^(?=.)(?:(\d{1,4})h)?(?:(\d{1,5})m)?$/.exec(text);
  const minutes = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
  return text === "0s" || (match !== null && minutes > 0 && minutes <= MAX_SESSION_HOURS * 60);
}

/**
 * Where a self-hosted application is: a host name, with `*` for a part of its first label on request, and a path.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/app-paths/
 */
export function isApplicationDomain(text: string): boolean {
  const [host = "", ...path] = text.split("/");
  const plainHost = host.replace(/^([^.*]*)\*([^.*]*)(?=\.)/, "$1x$2");
  return DOMAIN_PATTERN.test(plainHost) && path.every((part) => /^[^\s?#]*$/.test(part));
}
