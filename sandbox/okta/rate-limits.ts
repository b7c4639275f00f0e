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

/** Calls per minute: free, One App, Workforce Identity. */
type Limits = readonly [free: number, oneApp: number, workforce: number];

interface EndpointGroup {
  readonly methods?: readonly string[];
  readonly path: RegExp;
  readonly limits: Limits;
}

/**
 * Endpoints that share a count; the first that fits counts.
 *
 * One app by its id counts by itself; everything below an app counts with the list of apps (recorded).
 *
 * @see https://developer.okta.com/docs/reference/rl-global-mgmt/
 * @see https://developer.okta.com/docs/reference/rl-global-enduser/
 */
const GROUPS: readonly EndpointGroup[] = [
  { path: /^\/api\/v1\/apps\/[^/]+$/, limits: [100, 300, 500] },
  { path: /^\/api\/v1\/apps(\/|$)/, limits: [20, 25, 100] },
  { path: /^\/api\/v1\/groups\/[^/]+$/, limits: [100, 300, 1_000] },
  { path: /^\/api\/v1\/groups(\/|$)/, limits: [100, 300, 500] },
  { methods: ["GET", "POST"], path: /^\/api\/v1\/users$/, limits: [100, 300, 600] },
  { methods: ["GET"], path: /^\/api\/v1\/users\/[^/]+$/, limits: [100, 300, 2_000] },
  { methods: ["POST", "PUT", "DELETE"], path: /^\/api\/v1\/users\/[^/]+$/, limits: [100, 300, 600] },
  { path: /^\/api\/v1\/logs$/, limits: [20, 25, 120] },
  { path: /^\/oauth2\/v1\//, limits: [300, 1_200, 2_000] },
  { path: /^\/oauth2\/[^/]+\/v1\//, limits: [300, 1_200, 2_000] },
  { path: /^\//, limits: [100, 300, 1_200] },
];

const PLANS: readonly OktaSettings["plan"][] = ["free", "one-app", "workforce"];

/** Counts calls per group of endpoints and minute, as Okta's published limits do. */
export class RateLimiter {
  private minute = 0;
  private readonly calls = new Map<EndpointGroup, number>();

  /** @param now The time in milliseconds since 1970. */
  constructor(private readonly now: () => number = Date.now) {}

  /** Counts one call. */
  count(method: string, path: string, plan: OktaSettings["plan"]): RateLimitState {
    const minute = Math.floor(this.now() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.calls.clear();
    }
    const group = groupOf(method, path);
    const calls = (this.calls.get(group) ?? 0) + 1;
    this.calls.set(group, calls);
    const limit = limitOf(group, plan);
    return { limit, remaining: Math.max(0, limit - calls), reset: (minute + 1) * 60, exceeded: calls > limit };
  }
}

/** Calls per minute for an endpoint and those that count with it. */
export function publishedLimit(method: string, path: string, plan: OktaSettings["plan"]): number {
  return limitOf(groupOf(method, path), plan);
}

/**
 * The shortest time in which calls can be made without one that is refused, in minutes: the endpoints that share a count
 * and need longest say it.
 */
export function leastMinutes(
  calls: Iterable<{ readonly method: string; readonly path: string; readonly count: number }>,
  plan: OktaSettings["plan"],
): number {
  const perGroup = new Map<EndpointGroup, number>();
  for (const { method, path, count } of calls) {
    const group = groupOf(method, path);
    perGroup.set(group, (perGroup.get(group) ?? 0) + count);
  }
  return Math.max(0, ...[...perGroup].map(([group, count]) => count / limitOf(group, plan)));
}

function groupOf(method: string, path: string): EndpointGroup {
  const group = GROUPS.find((candidate) => candidate.path.test(path) && candidate.methods?.includes(method) !== false);
  if (group === undefined) {
    throw new Error(`${method} ${path}: belongs to no group of rate limits. This is a bug of the sandbox.`);
  }
  return group;
}

function limitOf({ limits }: EndpointGroup, plan: OktaSettings["plan"]): number {
  return limits[PLANS.indexOf(plan) as 0 | 1 | 2];
}
