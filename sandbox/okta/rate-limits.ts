import type { OktaSettings } from "./settings";

/** Where a client stands in the current minute, for one group of endpoints. */
export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** End of the minute: seconds since 1970. */
  readonly reset: number;
  /** True when this call was one too many. */
  readonly exceeded: boolean;
}

type EndpointClass = "apps" | "app" | "groups" | "other";

/** Calls per minute. https://developer.okta.com/docs/reference/rl-global-mgmt/ */
const LIMITS: Record<OktaSettings["plan"], Record<EndpointClass, number>> = {
  free: { apps: 20, app: 100, groups: 100, other: 100 },
  "one-app": { apps: 25, app: 300, groups: 300, other: 300 },
  workforce: { apps: 100, app: 500, groups: 500, other: 1200 },
};

/** Counts calls per group of endpoints and minute, as Okta's published limits do. */
export class RateLimiter {
  private minute = 0;
  private readonly calls = new Map<EndpointClass, number>();

  /** @param now The time in milliseconds since 1970. */
  constructor(private readonly now: () => number = Date.now) {}

  /** Counts one call. */
  count(path: string, plan: OktaSettings["plan"]): RateLimitState {
    const minute = Math.floor(this.now() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.calls.clear();
    }
    const endpoint = endpointClass(path);
    const calls = (this.calls.get(endpoint) ?? 0) + 1;
    this.calls.set(endpoint, calls);
    const limit = LIMITS[plan][endpoint];
    return { limit, remaining: Math.max(0, limit - calls), reset: (minute + 1) * 60, exceeded: calls > limit };
  }
}

/** One app by its id counts by itself; everything below an app counts with the list of apps (recorded). */
function endpointClass(path: string): EndpointClass {
  if (/^\/api\/v1\/apps\/[^/]+$/.test(path)) {
    return "app";
  }
  if (/^\/api\/v1\/apps(\/|$)/.test(path)) {
    return "apps";
  }
  return /^\/api\/v1\/groups(\/|$)/.test(path) && !/^\/api\/v1\/groups\/[^/]+$/.test(path) ? "groups" : "other";
}
