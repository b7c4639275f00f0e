import { describe, expect, it } from "vitest";
import { OktaApi } from "../../../support/okta-api";

describe("authentication of the local Okta", () => {
  it("answers the owner of the token", async () => {
    const api = new OktaApi();
    const me = await api.call("GET", "/api/v1/users/me");
    expect(me.status).toBe(200);
    expect(me.json.profile).toMatchObject({ login: "ingrid.solberg@acme.example", title: "Head of IT" });
    expect(me.headers.get("etag")).toMatch(/^W\/"[0-9a-f]{64}"$/);
  });

  it.each([
    ["no credentials", {}, "Invalid session"],
    ["a wrong token", { authorization: "SSWS 00wrong" }, "Invalid token provided"],
    ["a token that begins right", { authorization: "SSWS 00sandbox" }, "Invalid token provided"],
    [
      "another scheme",
      { authorization: "Bearer 00sandbox-okta-api-token-not-a-secret-0000" },
      "Invalid token provided",
    ],
  ])("refuses %s with 401 E0000011", async (_name, headers, summary) => {
    const { okta } = new OktaApi();
    const response = await okta.app.request("/api/v1/users/me", { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      errorCode: "E0000011",
      errorSummary: summary,
      errorLink: "E0000011",
      errorId: expect.stringMatching(/^oae[\w-]{22}$/),
      errorCauses: [],
    });
  });

  it("takes a token of its own", async () => {
    const api = new OktaApi({ apiToken: "00another" });
    expect((await api.call("GET", "/api/v1/org")).status).toBe(200);
    const fixed = await api.call("GET", "/api/v1/org", undefined, { authorization: "SSWS 00sandbox-okta-api-token" });
    expect(fixed.status).toBe(401);
  });

  it("needs no token where Okta needs none", async () => {
    const { okta } = new OktaApi();
    expect((await okta.app.request("/.well-known/okta-organization")).status).toBe(200);
  });

  it("lets a read-only token read and nothing else", async () => {
    const api = new OktaApi();
    await api.must("PATCH", "/_sandbox/settings", { apiTokenRoles: ["READ_ONLY_ADMIN"] });
    expect((await api.call("GET", "/api/v1/groups")).status).toBe(200);
    const refused = await api.call("POST", "/api/v1/groups", { profile: { name: "New" } });
    expect(refused.status).toBe(403);
    expect(refused.json).toMatchObject({
      errorCode: "E0000006",
      errorSummary: "You do not have permission to perform the requested action",
    });
    expect(api.okta.store.groups.find((group) => group.profile.name === "New")).toBeUndefined();
  });

  it("does not depend on the Host header", async () => {
    const api = new OktaApi();
    const answers = await Promise.all(
      ["acme.okta.com", "127.0.0.1", "elsewhere:99"].map((host) =>
        api.call("GET", "/api/v1/groups", undefined, { host }),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer.list))).size).toBe(1);
    expect(JSON.stringify(answers[0]?.list)).toContain("https://acme.okta.com/api/v1/groups/");
  });
});

describe("rate limits of the local Okta", () => {
  it("counts down per minute and never refuses by default", async () => {
    const api = new OktaApi();
    const remaining: number[] = [];
    for (let call = 0; call < 103; call += 1) {
      const answer = await api.call("GET", "/api/v1/apps?limit=1");
      expect(answer.status).toBe(200);
      expect(answer.headers.get("x-rate-limit-limit")).toBe("100");
      remaining.push(Number(answer.headers.get("x-rate-limit-remaining")));
      expect(Number(answer.headers.get("x-rate-limit-reset")) * 1000).toBeGreaterThanOrEqual(Date.now());
    }
    expect(Math.max(...remaining)).toBe(99);
    expect(Math.min(...remaining)).toBeGreaterThanOrEqual(0);
  });

  it("enforces them on request, with what a client needs to wait", async () => {
    const api = new OktaApi();
    api.okta.changeSettings({ rateLimits: "enforce", plan: "free" });
    const statuses = new Set<number>();
    let refused = await api.call("GET", "/api/v1/apps?limit=1");
    // A minute may end in between, so more calls than two minutes allow.
    for (let call = 0; call < 45 && refused.status !== 429; call += 1) {
      refused = await api.call("GET", "/api/v1/apps?limit=1");
      statuses.add(refused.status);
    }
    expect(refused.status).toBe(429);
    expect(refused.json).toMatchObject({ errorCode: "E0000047" });
    expect(refused.headers.get("x-rate-limit-remaining")).toBe("0");
    expect(refused.headers.get("date")).toMatch(/GMT$/);
    expect((await api.call("GET", "/api/v1/users/me")).status).toBe(200);
  });
});

it("tells nothing of rate limits where it has none", async () => {
  const api = new OktaApi();
  api.okta.changeSettings({ rateLimits: "off", plan: "free" });
  for (let call = 0; call < 25; call += 1) {
    const answer = await api.call("GET", "/api/v1/apps?limit=1");
    expect([answer.status, answer.headers.get("x-rate-limit-remaining")]).toEqual([200, null]);
  }
});

describe("requests that nothing answers", () => {
  it.each([
    ["GET", "/api/v1/nothing", 404, "E0000008"],
    ["PATCH", "/api/v1/groups", 405, "E0000022"],
    ["DELETE", "/api/v1/org", 405, "E0000022"],
  ])("%s %s is %i %s in Okta's form, and counted", async (method, path, status, code) => {
    const api = new OktaApi();
    const answer = await api.call(method, path);
    expect([answer.status, answer.json.errorCode]).toEqual([status, code]);
    expect(api.okta.log.unknownRoutes).toBe(1);
  });
});
