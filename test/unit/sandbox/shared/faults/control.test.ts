// The control endpoint of fault injection: the same on both services.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CloudflareSandbox, createCloudflare } from "../../../../../sandbox/cloudflare/index";
import { createOkta, type OktaSandbox } from "../../../../../sandbox/okta/index";
import { controlHeaders } from "../../../../support/control";

describe.each([
  ["Okta", () => createOkta()],
  ["Cloudflare", () => createCloudflare()],
])("/_sandbox/faults of the local %s", (_name, create: () => OktaSandbox | CloudflareSandbox) => {
  let sandbox: OktaSandbox | CloudflareSandbox;
  beforeEach(() => {
    sandbox = create();
  });
  afterEach(() => sandbox.close());

  const call = async (method: string, path = "", body?: string) => {
    const answer = await sandbox.app.request(`/_sandbox/faults${path}`, {
      method,
      headers: controlHeaders(sandbox),
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    return { status: answer.status, json: text === "" ? undefined : JSON.parse(text) };
  };
  const add = (rule: unknown) => call("POST", "", JSON.stringify(rule));

  it("adds rules, shows them with their defaults and what they did, and removes them", async () => {
    const added = await add({ match: { path: "/api/**" }, effect: { type: "rate-limited" } });
    expect(added).toEqual({
      status: 201,
      json: {
        id: "fault-1",
        match: { path: "/api/**" },
        effect: { type: "rate-limited", headers: true, retryAfter: 1 },
      },
    });
    expect((await add({ id: "mine", effect: { type: "server-error", status: 503 } })).json.id).toBe("mine");
    await sandbox.app.request("/api/v1/nothing");
    await sandbox.app.request("/client/v4/nothing");
    expect((await call("GET")).json.rules).toMatchObject([
      { id: "fault-1", matched: 1, struck: 1 },
      { id: "mine", matched: 2, struck: 1 },
    ]);
    expect((await call("DELETE", "/mine")).status).toBe(204);
    expect(await call("DELETE", "/mine")).toEqual({
      status: 404,
      json: { error: 'No fault rule is called "mine".' },
    });
    expect((await call("DELETE")).status).toBe(204);
    expect((await call("GET")).json).toEqual({ rules: [] });
  });

  it.each([
    ["nothing", {}, "effect: "],
    ["no object", [], "rule: Invalid input: expected object"],
    ["an unknown effect", { effect: { type: "explode" } }, "effect.type: "],
    [
      "a field of another effect",
      { effect: { type: "slow", milliseconds: 5, status: 500 } },
      'effect: Unrecognized key: "status"',
    ],
    ["no delay", { effect: { type: "slow" } }, "effect.milliseconds: "],
    ["another status", { effect: { type: "server-error", status: 504 } }, "effect.status: "],
    ["no moment", { effect: { type: "cut", at: "sometime" } }, "effect.at: "],
    ["an unknown field", { when: 3, effect: { type: "stale" } }, 'rule: Unrecognized key: "when"'],
    ["an unknown method", { match: { method: "LOOK" }, effect: { type: "stale" } }, "match.method: "],
    [
      "a path of an address",
      { match: { path: "http://x/y" }, effect: { type: "stale" } },
      'match.path: must begin with "/"',
    ],
    ["a call before the first", { match: { nth: 0 }, effect: { type: "stale" } }, "match.nth: "],
    [
      "two ways to choose",
      { match: { nth: 1, times: 2 }, effect: { type: "stale" } },
      "match.nth: cannot be combined with times",
    ],
    [
      "a seed for nothing",
      { match: { seed: 1 }, effect: { type: "stale" } },
      "match.seed: has no meaning without probability",
    ],
    ["a probability of 2", { match: { probability: 2 }, effect: { type: "stale" } }, "match.probability: "],
    ["an id that is a path", { id: "a/b", effect: { type: "stale" } }, "id: must be 1 to 100 letters"],
  ])("refuses %s by the name of the field", async (_title, rule, message) => {
    const { status, json } = await add(rule);
    expect(status).toBe(400);
    expect(json.error).toMatch(/^Fault rule: /);
    expect(json.error).toContain(message);
    expect(sandbox.faults.list()).toEqual([]);
  });

  it("names all that is wrong at once, refuses an id twice, and what is no JSON", async () => {
    const { json } = await add({ match: { nth: 0 }, effect: { type: "slow", milliseconds: 0 } });
    expect(json.error).toContain("match.nth: ");
    expect(json.error).toContain("effect.milliseconds: ");
    const rule = { id: "once", effect: { type: "stale" } };
    await add(rule);
    expect((await add(rule)).json.error).toContain('id: another rule is called "once"');
    expect(await call("POST", "", "{")).toMatchObject({
      status: 400,
      json: { error: "Fault rule: not valid JSON. Send one rule as a JSON object." },
    });
    expect(() => sandbox.faults.add({ effect: { type: "slow", milliseconds: 0 } })).toThrow(TypeError);
  });

  it("is gone with a reset, and never strikes itself or a page", async () => {
    sandbox.faults.add({ effect: { type: "server-error", status: 500 } });
    expect((await call("GET")).status).toBe(200);
    expect((await sandbox.app.request("/log")).status).toBe(200);
    expect((await sandbox.app.request("/")).status).toBe(200);
    expect(sandbox.faults.list()).toMatchObject([{ matched: 0 }]);
    await sandbox.app.request("/_sandbox/reset", { method: "POST", headers: controlHeaders(sandbox) });
    expect(sandbox.faults.list()).toEqual([]);
  });
});
