import type { AccessApplication, AccessPolicy, Organization } from "../entities";

const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** A day: what holds where nobody has set a duration. */
const DEFAULT = "24h";

/** Whole seconds of a duration as Go writes it: `1h30m` is 5400. */
export function durationSeconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, amount, unit]) => total + Number(amount) * (UNITS[unit ?? ""] ?? 0), 0);
  return Math.floor(duration.startsWith("-") ? -sum : sum);
}

/** How long a login at the team domain is good for, in seconds. */
export function globalSession(organization: Organization | undefined): number {
  return durationSeconds(String(organization?.settings.session_duration ?? DEFAULT));
}

/**
 * How long an application takes a login for good, in seconds: what the policy says that let the person in, at most what
 * the application says. The API answers 24h for a policy that nobody gave a duration, so the shorter one has to hold.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/access-settings/session-management/
 */
export function applicationSession(
  application: AccessApplication,
  policy: AccessPolicy,
  organization: Organization | undefined,
): number {
  const own = application.fields.session_duration;
  const limit = typeof own === "string" ? durationSeconds(own) : globalSession(organization);
  return Math.min(limit, durationSeconds(policy.session_duration));
}
