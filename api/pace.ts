/** Where a client stands with one group of endpoints, as its answers tell. */
interface Allowance {
  /** Calls in a whole minute. */
  readonly limit: number;
  /** Calls left until the minute ends; those that are under way are counted when they are sent. */
  left: number;
  /** When the next minute begins, by our clock in milliseconds. */
  readonly until: number;
}

/** A little longer than Okta says: its times are whole seconds, and two clocks are never quite the same. */
const MARGIN_MS = 1_000;

const MINUTE_MS = 60_000;

/**
 * Keeps calls within the limits that a service tells in `X-Rate-Limit-*`, by endpoint: who has used up a minute's calls waits
 * for the next one, in the place of being refused and trying again. A service that tells no limits is never waited for.
 *
 * @see https://developer.okta.com/docs/reference/rl-best-practices/
 */
export class Pace {
  private readonly allowances = new Map<string, Allowance>();

  /**
   * @param wait Waits some milliseconds.
   * @param now The clock, in milliseconds since 1970.
   */
  constructor(
    private readonly wait: (milliseconds: number) => Promise<unknown>,
    private readonly now: () => number,
  ) {}

  /** Waits until a call may be sent. */
  async before(url: string): Promise<void> {
    const key = endpointsOf(url);
    for (;;) {
      const known = this.allowances.get(key);
      if (known === undefined) {
        return;
      }
      if (known.left > 0 && this.now() < known.until) {
        known.left -= 1;
        return;
      }
      if (this.now() < known.until) {
        await this.wait(known.until - this.now());
      }
      // Of those who waited the first one begins the next minute.
      if (this.allowances.get(key) === known) {
        this.allowances.set(key, { ...known, left: known.limit, until: Math.max(known.until, this.now()) + MINUTE_MS });
      }
    }
  }

  /** Learns from an answer. */
  after(url: string, headers: Headers): void {
    const [limit, left, reset] = ["limit", "remaining", "reset"].map((name) =>
      Number(headers.get(`x-rate-limit-${name}`) ?? Number.NaN),
    ) as [number, number, number];
    if (![limit, left, reset].every(Number.isFinite) || limit < 1) {
      return;
    }
    // By the server's own clock, where it tells it: ours may be off.
    const serverNow = Date.parse(headers.get("date") ?? "") || this.now();
    const until = this.now() + Math.min(Math.max(reset * 1_000 - serverNow, 0), MINUTE_MS) + MARGIN_MS;
    const key = endpointsOf(url);
    const known = this.allowances.get(key);
    const isSameMinute = known !== undefined && Math.abs(known.until - until) < MINUTE_MS / 2;
    if (known !== undefined && !isSameMinute && until < known.until) {
      // An answer of the minute before, which came late.
      return;
    }
    this.allowances.set(key, { limit, left: isSameMinute ? Math.min(known.left, left) : left, until });
  }
}

/**
 * Which endpoints count together: those of one kind, and one object by its id apart from what is below it. Where a service
 * counts more of them together than that, each hears of the others by its own answers.
 */
function endpointsOf(url: string): string {
  const { host, pathname } = new URL(url);
  const [api = "", version = "", kind = "", id, ...below] = pathname.split("/").slice(1);
  return [host, api, version, kind, id !== undefined && below.length === 0 ? "one" : "many"].join("/");
}
