// L0: a clock that only waiting moves. Proves that calls keep within the limits that answers tell, and use them up.
import { beforeEach, describe, expect, it } from "vitest";
import { Pace } from "../../../api/pace";
import { RateLimiter } from "../../../sandbox/okta/rate-limits";

const ORG = "https://acme.okta.com";
const START = Date.parse("2026-11-24T12:00:20.400Z");

describe("calls to a service that tells its limits", () => {
  let clock: number;
  let pace: Pace;
  let limiter: RateLimiter;
  let refused: number;
  let waits: number[];

  beforeEach(() => {
    clock = START;
    refused = 0;
    waits = [];
    limiter = new RateLimiter(() => clock);
    pace = new Pace(
      async (milliseconds) => {
        waits.push(milliseconds);
        const until = clock + milliseconds;
        await Promise.resolve();
        clock = Math.max(clock, until);
      },
      () => clock,
    );
  });

  const call = async (method: string, path: string) => {
    await pace.before(ORG + path);
    const { limit, remaining, reset, exceeded } = limiter.count(method, path, "workforce");
    refused += exceeded ? 1 : 0;
    const headers = new Headers({
      "x-rate-limit-limit": String(limit),
      "x-rate-limit-remaining": String(remaining),
      "x-rate-limit-reset": String(reset),
      date: new Date(clock).toUTCString(),
    });
    pace.after(ORG + path, headers);
  };

  it("are never refused, and take no longer than the limit makes them", async () => {
    for (let count = 0; count < 1_000; count += 1) {
      await call("PUT", `/api/v1/apps/0oa1/groups/00g${count}`);
    }
    expect(refused).toBe(0);
    const minutes = (clock - START) / 60_000;
    expect(minutes).toBeLessThan((1_000 / 100) * 1.1);
    expect(waits.every((milliseconds) => milliseconds > 0 && milliseconds <= 61_000)).toBe(true);
  });

  it("are held within it when several run at once", async () => {
    const paths = Array.from({ length: 450 }, (_, count) => `/api/v1/apps/0oa1/groups/00g${count}`);
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
          await call("PUT", path);
        }
      }),
    );
    // The first answer tells the limit; until then nothing is known.
    expect(refused).toBe(0);
    expect((clock - START) / 60_000).toBeLessThan(5);
  });

  it("are counted by what counts together: one app by its id apart from what is below it", async () => {
    for (let count = 0; count < 100; count += 1) {
      await call("GET", "/api/v1/apps/0oa1/groups");
    }
    await call("GET", "/api/v1/apps/0oa1");
    await call("GET", "/api/v1/groups");
    expect(waits).toEqual([]);
    await call("GET", "/api/v1/apps");
    expect(waits).toHaveLength(1);
    expect(refused).toBe(0);
  });

  it("wait for nothing where it tells none, and end where waiting takes no time", async () => {
    const impatient = new Pace(
      async () => undefined,
      () => START,
    );
    for (let count = 0; count < 5; count += 1) {
      await impatient.before(`${ORG}/api/v1/apps`);
      impatient.after(`${ORG}/api/v1/apps`, new Headers({ "x-rate-limit-limit": "1", "x-rate-limit-remaining": "0" }));
    }
    const limits = {
      "x-rate-limit-limit": "2",
      "x-rate-limit-remaining": "0",
      "x-rate-limit-reset": String(START / 1_000 + 9),
    };
    for (let count = 0; count < 5; count += 1) {
      await impatient.before(`${ORG}/api/v1/apps`);
      impatient.after(`${ORG}/api/v1/apps`, new Headers(limits));
    }
    expect(waits).toEqual([]);
  });
});
