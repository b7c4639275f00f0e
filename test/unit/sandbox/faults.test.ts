// Every effect of fault injection as a client sees it: both services, over real sockets.
import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningCloudflare, startCloudflare } from "../../../sandbox/cloudflare/index";
import { createOkta, type RunningOkta, startOkta } from "../../../sandbox/okta/index";
import { SignIn } from "../../support/okta-sign-in";
import { type ScimLoginMethod, scimLoginMethod } from "../../support/scim-client";

interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: never;
}

/** Sends a request, over a connection of its own so that no client repeats it unasked. */
async function send(method: string, url: string, authorization: string, body?: unknown): Promise<Seen> {
  const answer = await fetch(url, {
    method,
    headers: { authorization, connection: "close", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json") === true;
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: (isJson ? JSON.parse(text) : undefined) as never,
  };
}

function headerNames(headers: Headers): string[] {
  const names: string[] = [];
  headers.forEach((_value, name) => {
    names.push(name);
  });
  return names;
}

/** The code of the error with which a request ends. */
async function failure(sent: Promise<unknown>): Promise<string> {
  const error = await sent.then(
    () => new Error("answered"),
    (cause: unknown) => cause as Error,
  );
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
}

const isTime = expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);

describe("the local Okta", () => {
  let okta: RunningOkta;
  beforeEach(async () => {
    okta = await startOkta({ port: 0 });
  });
  afterEach(() => okta.close());

  const call = (method: string, path: string, body?: unknown) =>
    send(method, okta.url + path, `SSWS ${okta.apiToken}`, body);
  const newGroup = (name: string) => call("POST", "/api/v1/groups", { profile: { name } });
  const groupNames = async (): Promise<string[]> => {
    const { json } = await call("GET", "/api/v1/groups?limit=200");
    return (json as { profile: { name: string } }[]).map(({ profile }) => profile.name);
  };
  const lastEntry = () => okta.log.all().at(-1);

  it.each([
    ["html", "text/html; charset=utf-8", /^<!doctype html>/],
    ["broken-json", "application/json", /^\{"id"/],
    ["empty", "application/json", /^$/],
  ] as const)("lets something on the way answer in its place: %s", async (body, type, text) => {
    okta.faults.add({ match: { method: "POST", times: 1 }, effect: { type: "foreign-answer", body } });
    const answer = await fetch(`${okta.url}/api/v1/groups`, { method: "POST", body: "{}" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
    expect(await answer.text()).toMatch(text);
    expect(okta.log.all()[0]?.fault?.effect).toBe(`foreign-answer ${body}`);
  });

  it.each([
    ["before-effect", 0],
    ["after-effect", 1],
  ] as const)("lets calls wait at a gate, and one be cut there: %s", async (moment, made) => {
    const waited: string[] = [];
    okta.faults.gate = async ({ method, path }, now) => {
      waited.push(`${method} ${path} ${now}`);
      return now === moment ? "cut" : "go on";
    };
    const before = okta.store.groups.size;
    expect(await failure(newGroup("at the gate"))).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    expect(okta.store.groups.size - before).toBe(made);
    expect(waited.at(-1)).toBe(`POST /api/v1/groups ${moment}`);
    expect(lastEntry()).toMatchObject({ status: made === 0 ? 0 : 200, fault: { rule: "gate", effect: "cut" } });

    okta.faults.gate = undefined;
    expect((await newGroup("afterwards")).status).toBe(200);
  });

  it("answers 429 with what a client needs to wait, and has not done it", async () => {
    okta.faults.add({ match: { method: "POST", times: 1 }, effect: { type: "rate-limited", retryAfter: 7 } });
    const { status, headers, json } = await newGroup("Late");
    expect(status).toBe(429);
    expect(json).toMatchObject({
      errorCode: "E0000047",
      errorSummary: "API call exceeded rate limit due to too many requests.",
    });
    expect(headers.get("x-rate-limit-limit")).toBe("500");
    expect(headers.get("x-rate-limit-remaining")).toBe("0");
    const wait = Number(headers.get("x-rate-limit-reset")) - Date.parse(headers.get("date") ?? "") / 1_000;
    expect(wait).toBeGreaterThanOrEqual(6);
    expect(wait).toBeLessThanOrEqual(7);
    expect(lastEntry()).toMatchObject({ status: 429, fault: { rule: "fault-1", effect: "rate-limited" } });
    expect(await groupNames()).not.toContain("Late");
    expect((await newGroup("Late")).status).toBe(200);
    expect(lastEntry()).not.toHaveProperty("fault");
  });

  it("answers 429 without the headers of the limit", async () => {
    okta.faults.add({ effect: { type: "rate-limited", headers: false } });
    const { status, headers } = await call("GET", "/api/v1/users/me");
    expect(status).toBe(429);
    expect(headers.get("date")).toEqual(isTime);
    expect(headerNames(headers).filter((name) => name.startsWith("x-rate-limit"))).toEqual([]);
  });

  it.each([
    [{ type: "server-error", status: 500 }, 500, "E0000009"],
    [{ type: "credential-refused" }, 401, "E0000011"],
    [{ type: "permission-removed" }, 403, "E0000006"],
  ] as const)("answers %j in its own words", async (effect, expected, errorCode) => {
    okta.faults.add({ effect });
    const { status, json, headers } = await newGroup("Never");
    expect(status).toBe(expected);
    expect(json).toMatchObject({ errorCode, errorCauses: [] });
    expect(headers.get("x-okta-request-id")).toMatch(/^\w{27}$/);
    okta.faults.clear();
    expect(await groupNames()).not.toContain("Never");
  });

  it.each([502, 503] as const)("answers %i as the proxy in front of it does", async (status) => {
    okta.faults.add({ effect: { type: "server-error", status } });
    const answer = await newGroup("Never");
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("text/html");
    expect(answer.text).toContain(`<h1>${status} `);
  });

  it("refuses the client at its token endpoint in OAuth's words", async () => {
    okta.faults.add({ effect: { type: "credential-refused" } });
    const { status, json } = await call("POST", "/oauth2/default/v1/token");
    expect([status, json]).toEqual([401, expect.objectContaining({ error: "invalid_client" })]);
  });

  it("refuses the token from a call on: it ran out in the middle", async () => {
    okta.faults.add({ match: { from: 3 }, effect: { type: "credential-refused" } });
    const statuses: number[] = [];
    for (const name of ["One", "Two", "Three", "Four"]) {
      statuses.push((await newGroup(name)).status);
    }
    expect(statuses).toEqual([200, 200, 401, 401]);
  });

  it("lets a call wait", async () => {
    okta.faults.add({ effect: { type: "slow", milliseconds: 60 } });
    const started = performance.now();
    expect((await newGroup("Slow")).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(59);
    expect(lastEntry()).toMatchObject({ fault: { effect: "slow 60 ms" } });
  });

  it.each([
    ["before-effect", false, "UND_ERR_SOCKET", false, 0],
    ["before-effect", true, "ECONNRESET", false, 0],
    ["after-effect", false, "UND_ERR_SOCKET", true, 200],
    ["after-effect", true, "ECONNRESET", true, 200],
  ] as const)("cuts the connection %s (reset: %s)", async (at, reset, code, done, status) => {
    okta.faults.add({ match: { times: 1 }, effect: { type: "cut", at, reset } });
    expect(await failure(newGroup("Cut"))).toBe(code);
    expect((await groupNames()).includes("Cut")).toBe(done);
    expect(okta.log.all()[0]).toMatchObject({
      status,
      responseBody: done ? { profile: { name: "Cut" } } : null,
      fault: { effect: `cut ${at}${reset ? ", reset" : ""}` },
    });
  });

  it("cuts the answer in the middle of its body", async () => {
    okta.faults.add({ match: { times: 1 }, effect: { type: "cut", at: "in-body" } });
    const seen = await new Promise<{ status: number; length: number; got: number; ended: string }>((done, failed) => {
      const sent = httpRequest(
        `${okta.url}/api/v1/groups`,
        { method: "POST", headers: { authorization: `SSWS ${okta.apiToken}` } },
        (answer) => {
          let got = 0;
          answer.on("data", (chunk: Buffer) => {
            got += chunk.length;
          });
          answer.on("error", (error: NodeJS.ErrnoException) =>
            done({
              status: answer.statusCode ?? 0,
              length: Number(answer.headers["content-length"]),
              got,
              ended: String(error.code),
            }),
          );
        },
      );
      sent.on("error", failed);
      sent.end(JSON.stringify({ profile: { name: "Half" } }));
    });
    expect(seen).toMatchObject({ status: 200, got: Math.floor(seen.length / 2), ended: "ECONNRESET" });
    expect(await groupNames()).toContain("Half");
    expect(okta.log.all()[0]).toMatchObject({ responseBody: { profile: { name: "Half" } } });
  });

  it("answers reads with the state before the last write, for so many reads", async () => {
    await newGroup("Before");
    okta.faults.add({ match: { path: "/api/v1/groups/**", times: 2 }, effect: { type: "stale" } });
    expect(await groupNames()).toContain("Before");
    const { json } = await newGroup("After");
    const { id } = json as { id: string };
    const refused = await call("POST", "/api/v1/groups", { profile: {} });
    expect(refused.status).toBe(400);

    expect((await call("GET", `/api/v1/groups/${id}`)).status).toBe(404);
    expect(lastEntry()).toMatchObject({ status: 404, fault: { effect: "stale" } });
    expect(await groupNames()).not.toContain("After");
    expect(await groupNames()).toContain("After");
    expect((await call("PUT", `/api/v1/groups/${id}`, { profile: { name: "Renamed" } })).status).toBe(200);
  });

  it("answers reads that are some writes behind", async () => {
    okta.faults.add({ match: { path: "/api/v1/groups/**" }, effect: { type: "stale", writes: 2 } });
    for (const name of ["A1", "A2", "A3", "A4"]) {
      await newGroup(name);
    }
    const names = await groupNames();
    expect(names.filter((name) => /^A\d$/.test(name))).toEqual(["A1", "A2"]);
  });

  it.each(["next-page", "half"] as const)("answers a list that lost its %s", async (lose) => {
    for (const name of ["A1", "A2", "A3", "A4"]) {
      await newGroup(name);
    }
    const whole = await call("GET", "/api/v1/groups?limit=2");
    expect(whole.headers.get("link")).toContain('rel="next"');
    okta.faults.add({ match: { times: 1 }, effect: { type: "partial-list", lose } });
    const one = await call("GET", "/api/v1/users/me");
    expect([one.status, lastEntry()?.fault]).toEqual([200, undefined]);

    const part = await call("GET", "/api/v1/groups?limit=2");
    expect(part.json as unknown[]).toHaveLength(lose === "half" ? 1 : 2);
    expect(part.headers.get("link")).toContain('rel="self"');
    expect(part.headers.get("link")?.includes('rel="next"')).toBe(lose === "half");
    expect((await call("GET", "/api/v1/groups?limit=2")).json).toEqual(whole.json);
  });

  it("tells the time of another clock, in the rate limit too", async () => {
    okta.faults.add({ effect: { type: "clock-skew", seconds: -3_600 } });
    const { headers } = await call("GET", "/api/v1/groups?limit=1");
    const behind = Date.now() - Date.parse(headers.get("date") ?? "");
    expect(behind).toBeGreaterThanOrEqual(3_600_000);
    expect(behind).toBeLessThan(3_610_000);
    expect(Number(headers.get("x-rate-limit-reset")) * 1_000).toBeLessThan(Date.now() - 3_500_000);
  });
});

describe("sign-in while the clock of the local Okta is wrong", () => {
  it.each([-7_200, 90])("gets ID tokens of another time, signed as ever: %i s", async (seconds) => {
    const signIn = await SignIn.with();
    const configuration = await signIn.relyingParty();
    signIn.okta.faults.add({ effect: { type: "clock-skew", seconds } });
    const before = Date.now() / 1_000;
    if (seconds < 0) {
      await expect(signIn.tokens({ configuration })).rejects.toThrow(/"exp"|timestamp/);
      return;
    }
    const { claims } = await signIn.tokens({ configuration });
    expect(claims.iat).toBeGreaterThanOrEqual(Math.floor(before) + seconds);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3_600);
  });
});

describe("a service that is called without a connection", () => {
  it("has no answer for a call whose connection would be cut", async () => {
    const { app, faults } = createOkta();
    faults.add({ effect: { type: "cut", at: "before-effect" } });
    const answer = await app.request("/api/v1/org");
    expect([answer.type, answer.status]).toEqual(["error", 0]);
  });
});

describe("the local Cloudflare", () => {
  let cloudflare: RunningCloudflare;
  let login: ScimLoginMethod;
  beforeEach(async () => {
    cloudflare = await startCloudflare({ port: 0 });
    login = await scimLoginMethod(cloudflare);
  });
  afterEach(() => cloudflare.close());

  const call = (method: string, path: string, body?: unknown) =>
    send(
      method,
      `${cloudflare.apiUrl}/accounts/${cloudflare.tenant.accountId}/access${path}`,
      `Bearer ${cloudflare.tenant.apiToken}`,
      body,
    );
  const newGroup = (name: string) =>
    call("POST", "/groups", { name, include: [{ email_domain: { domain: "acme.example" } }] });
  const groupNames = async (): Promise<string[]> => {
    const { json } = await call("GET", "/groups?per_page=1000");
    return (json as { result: { name: string }[] }).result.map(({ name }) => name);
  };
  const scim = (method: string, path: string, body?: unknown) =>
    send(method, `${cloudflare.url}${new URL(login.baseUrl).pathname}${path}`, login.secret, body);
  const lastEntry = () => cloudflare.log.all().at(-1);

  it("answers 429 with what a client needs to wait, and has not done it", async () => {
    cloudflare.faults.add({ match: { times: 1 }, effect: { type: "rate-limited", retryAfter: 3 } });
    const { status, headers, json } = await newGroup("Late");
    expect(status).toBe(429);
    expect(json).toEqual({
      success: false,
      errors: [{ code: 971, message: "Please wait and consider throttling your request speed" }],
      messages: [],
      result: null,
    });
    expect(["retry-after", "ratelimit", "ratelimit-policy"].map((name) => headers.get(name))).toEqual([
      "3",
      '"default";r=0;t=3',
      '"default";q=1200;w=300',
    ]);
    expect(await groupNames()).not.toContain("Late");
  });

  it("answers 429 without those headers", async () => {
    cloudflare.faults.add({ effect: { type: "rate-limited", headers: false } });
    const { headers } = await newGroup("Late");
    expect(headerNames(headers).filter((name) => /^(retry-after|ratelimit)/.test(name))).toEqual([]);
  });

  it.each([
    [{ type: "server-error", status: 500 }, 500, 10001],
    [{ type: "credential-refused" }, 401, 10000],
    [{ type: "permission-removed" }, 403, 10000],
  ] as const)("answers %j in its envelope", async (effect, expected, code) => {
    cloudflare.faults.add({ effect });
    const { status, json, headers } = await newGroup("Never");
    expect(status).toBe(expected);
    expect(json).toMatchObject({ success: false, errors: [{ code }], result: null });
    expect(headers.get("cf-ray")).toMatch(/^[0-9a-f]{16}-AMS$/);
    cloudflare.faults.clear();
    expect(await groupNames()).not.toContain("Never");
  });

  it.each([
    [{ type: "rate-limited" }, 429],
    [{ type: "server-error", status: 500 }, 500],
    [{ type: "credential-refused" }, 401],
    [{ type: "permission-removed" }, 403],
  ] as const)("answers %j at a SCIM service in SCIM's words", async (effect, expected) => {
    cloudflare.faults.add({ match: { path: "/populations/**" }, effect });
    const { status, json, headers } = await scim("GET", "/Users");
    expect(status).toBe(expected);
    expect(headers.get("content-type")).toContain("application/scim+json");
    expect(json).toMatchObject({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(expected),
      detail: expect.any(String),
    });
    expect((await newGroup("Elsewhere")).status).toBe(200);
  });

  it.each([502, 503] as const)("answers %i as the proxy in front of everything does", async (status) => {
    cloudflare.faults.add({ effect: { type: "server-error", status } });
    for (const answer of [await newGroup("Never"), await scim("GET", "/Users")]) {
      expect(answer.status).toBe(status);
      expect(answer.headers.get("server")).toBe("cloudflare");
      expect(answer.text).toContain("<center>cloudflare</center>");
    }
  });

  it("strikes the login side", async () => {
    cloudflare.faults.add({ match: { path: "/cdn-cgi/access/**" }, effect: { type: "rate-limited" } });
    const answer = await fetch(`${cloudflare.url}/cdn-cgi/access/certs`);
    expect([answer.status, answer.headers.get("retry-after"), await answer.text()]).toEqual([
      429,
      "1",
      "error code: 1015",
    ]);
  });

  it.each([
    ["before-effect", false, "UND_ERR_SOCKET"],
    ["after-effect", true, "UND_ERR_SOCKET"],
    ["in-body", true, "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"],
  ] as const)("cuts the connection %s", async (at, done, code) => {
    cloudflare.faults.add({ match: { times: 1 }, effect: { type: "cut", at } });
    expect(await failure(newGroup("Cut"))).toBe(code);
    expect((await groupNames()).includes("Cut")).toBe(done);
    expect(cloudflare.log.all().filter(({ fault }) => fault?.effect === `cut ${at}`)).toHaveLength(1);
  });

  it("lets a call wait", async () => {
    cloudflare.faults.add({ effect: { type: "slow", milliseconds: 60 } });
    const started = performance.now();
    expect((await newGroup("Slow")).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(59);
  });

  it("answers reads with the state before the last write, at the API and at a SCIM service", async () => {
    cloudflare.faults.add({ match: { path: "/**", times: 2 }, effect: { type: "stale" } });
    const { json } = await newGroup("After");
    const { id } = (json as { result: { id: string } }).result;
    expect((await call("GET", `/groups/${id}`)).status).toBe(404);
    const made = await scim("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "ada@acme.example",
    });
    expect(made.status, made.text).toBe(201);
    expect((await scim("GET", "/Users")).json).toMatchObject({ totalResults: 0 });
    expect(lastEntry()).toMatchObject({ fault: { effect: "stale" } });
    expect((await scim("GET", "/Users")).json).toMatchObject({ totalResults: 1 });
    expect((await call("GET", `/groups/${id}`)).status).toBe(200);
  });

  it.each([
    ["half", 1, { count: 2, total_count: 5, total_pages: 3 }],
    ["next-page", 2, { count: 2, total_count: 2, total_pages: 1 }],
  ] as const)("answers a list that lost its %s", async (lose, length, info) => {
    const before = (await groupNames()).length;
    for (let index = before; index < 5; index += 1) {
      await newGroup(`Group ${index}`);
    }
    cloudflare.faults.add({ match: { times: 1 }, effect: { type: "partial-list", lose } });
    const { json } = await call("GET", "/groups?per_page=2&page=1");
    expect((json as { result: unknown[] }).result).toHaveLength(length);
    expect(json).toMatchObject({ result_info: info });
    expect(await groupNames()).toHaveLength(5);
  });

  it("answers a list of SCIM resources that claims to be whole", async () => {
    for (const userName of ["ada@acme.example", "bob@acme.example"]) {
      await scim("POST", "/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName });
    }
    cloudflare.faults.add({ match: { nth: 1 }, effect: { type: "partial-list", lose: "next-page" } });
    cloudflare.faults.add({ match: { nth: 2 }, effect: { type: "partial-list", lose: "half" } });
    expect((await scim("GET", "/Users?count=1")).json).toMatchObject({ totalResults: 1, itemsPerPage: 1 });
    expect((await scim("GET", "/Users")).json).toMatchObject({ totalResults: 2, Resources: [expect.anything()] });
  });

  it("tells the time of another clock", async () => {
    cloudflare.faults.add({ effect: { type: "clock-skew", seconds: 600 } });
    const { headers } = await newGroup("Early");
    const ahead = Date.parse(headers.get("date") ?? "") - Date.now();
    expect(ahead).toBeGreaterThan(590_000);
    expect(ahead).toBeLessThanOrEqual(600_000);
  });
});
