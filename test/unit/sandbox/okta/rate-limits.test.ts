import { expect, it } from "vitest";
import { leastMinutes, publishedLimit, RateLimiter } from "../../../../sandbox/okta/rate-limits";

it.each([
  ["GET", "/api/v1/apps", [20, 25, 100]],
  ["PUT", "/api/v1/apps/0oa1/groups/00g1", [20, 25, 100]],
  ["GET", "/api/v1/apps/0oa1", [100, 300, 500]],
  ["POST", "/api/v1/groups", [100, 300, 500]],
  ["GET", "/api/v1/groups/00g1/users", [100, 300, 500]],
  ["GET", "/api/v1/groups/00g1", [100, 300, 1_000]],
  ["GET", "/api/v1/users", [100, 300, 600]],
  ["GET", "/api/v1/users/me", [100, 300, 2_000]],
  ["POST", "/api/v1/users/00u1", [100, 300, 600]],
  ["GET", "/api/v1/users/00u1/groups", [100, 300, 1_200]],
  ["GET", "/api/v1/logs", [20, 25, 120]],
  ["POST", "/oauth2/v1/token", [300, 1_200, 2_000]],
  ["POST", "/oauth2/default/v1/token", [300, 1_200, 2_000]],
  ["GET", "/api/v1/authorizationServers/aus1", [100, 300, 1_200]],
] as const)("%s %s may be called %j times a minute: free, One App, Workforce Identity", (method, path, limits) => {
  const plans = ["free", "one-app", "workforce"] as const;
  expect(plans.map((plan) => publishedLimit(method, path, plan))).toEqual(limits);
});

it("counts endpoints of a group together, other groups apart, and begins again every minute", () => {
  let now = 1_800_000_000_000;
  const limiter = new RateLimiter(() => now);
  const remaining = (method: string, path: string) => limiter.count(method, path, "free").remaining;
  expect(remaining("GET", "/api/v1/apps")).toBe(19);
  expect(remaining("POST", "/api/v1/apps/0oa1/users")).toBe(18);
  expect(remaining("GET", "/api/v1/apps/0oa1")).toBe(99);
  expect(remaining("POST", "/oauth2/v1/token")).toBe(299);
  expect(remaining("POST", "/oauth2/default/v1/token")).toBe(299);
  for (let call = 0; call < 18; call += 1) {
    expect(limiter.count("GET", "/api/v1/apps", "free").exceeded).toBe(false);
  }
  expect(limiter.count("GET", "/api/v1/apps", "free")).toEqual({
    limit: 20,
    remaining: 0,
    reset: 1_800_000_060,
    exceeded: true,
  });
  now += 60_000;
  expect(remaining("GET", "/api/v1/apps")).toBe(19);
});

it("tells how long calls need at least: as long as those that share a count and need longest", () => {
  const calls = [
    { method: "PUT", path: "/api/v1/apps/0oa1/groups/00g1", count: 150 },
    { method: "POST", path: "/api/v1/apps/0oa1/group-push/mappings", count: 50 },
    { method: "GET", path: "/api/v1/groups", count: 500 },
  ];
  expect(leastMinutes(calls, "workforce")).toBe(2);
  expect(leastMinutes(calls, "free")).toBe(10);
  expect(leastMinutes([], "free")).toBe(0);
});
