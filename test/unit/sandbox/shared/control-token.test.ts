import { describe, expect, it } from "vitest";
import { createCloudflare } from "../../../../sandbox/cloudflare/index";
import { startSandbox } from "../../../../sandbox/index";
import { createOkta } from "../../../../sandbox/okta/index";
import { controlTokenOf, newControlToken } from "../../../../sandbox/shared/control-token";
import { control } from "../../../support/control";

describe("a control token", () => {
  it("is another one every time, and nobody guesses it", () => {
    const tokens = new Set(Array.from({ length: 100 }, newControlToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(controlTokenOf(token)).toBe(token);
    }
  });

  it.each(["", "short", "x".repeat(201), "with a blank in the middle of it", "a-line\nand-another-line-below"])(
    "is not %j",
    (token) => {
      expect(() => controlTokenOf(token)).toThrow("controlToken: is not 20 to 200 letters, digits or any of -._~+/.");
      expect(() => createOkta({ controlToken: token })).toThrow("controlToken: is not");
      expect(() => createCloudflare({ controlToken: token })).toThrow("controlToken: is not");
    },
  );

  it("is the same for both services of a sandbox, and another one after each start", async () => {
    const first = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
    const second = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
    expect(first.cloudflare.controlToken).toBe(first.controlToken);
    expect(second.controlToken).not.toBe(first.controlToken);
    expect((await control(first.okta, "GET", "/settings")).status).toBe(200);
    expect((await control(first.cloudflare, "GET", "/settings")).status).toBe(200);
    expect((await control({ ...second.okta, controlToken: first.controlToken }, "GET", "/settings")).status).toBe(401);
    await Promise.all([first.close(), second.close()]);
  });
});

describe.each([
  ["Okta", createOkta],
  ["Cloudflare", createCloudflare],
])("every control endpoint of the local %s", (_service, create) => {
  const { app, controlToken, faults, store } = create({ controlToken: "the-control-token-of-this-test" });
  const endpoints = app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/_sandbox/"))
    .map(({ method, path }) => [method, path.replace(/:\w+/g, "x")] as const);
  // Those that nobody has written yet too.
  const all = [...endpoints, ["GET", "/_sandbox"], ["GET", "/_sandbox/nothing"], ["HEAD", "/_sandbox/log"]] as const;

  it.each([
    ["nothing", undefined, "the control token is missing"],
    ["another token", "Bearer another-token-of-some-length", "this is not the control token of this start"],
    ["the beginning of the token", `Bearer ${controlToken.slice(0, -1)}`, "this is not the control token"],
    ["more than the token", `Bearer ${controlToken}x`, "this is not the control token"],
    ["the token in another scheme", `Basic ${controlToken}`, "the control token is missing"],
    ["the bare token", controlToken, "the control token is missing"],
    ["the token of the API", "SSWS 00sandbox-okta-api-token-not-a-secret-0000", "the control token is missing"],
  ])("refuses %s, and does nothing", async (_name, authorization, message) => {
    faults.add({ id: "kept", match: { path: "/nowhere" }, effect: { type: "stale" } });
    const before = store.database.version;
    for (const [method, path] of all) {
      const answer = await app.request(path, {
        method,
        ...(authorization === undefined ? {} : { headers: { authorization } }),
        ...(["POST", "PATCH"].includes(method) ? { body: '{"effect":{"type":"stale"}}' } : {}),
      });
      expect([method, path, answer.status]).toEqual([method, path, 401]);
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="sandbox control"');
      const text = await answer.text();
      expect(text).not.toContain(controlToken);
      expect(method === "HEAD" || text.includes(message), text).toBe(true);
    }
    expect(store.database.version).toBe(before);
    expect(faults.list().map(({ id }) => id)).toEqual(["kept"]);
    faults.clear();
  });

  it("takes the token, whatever the case of the scheme", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER  "]) {
      const answer = await app.request("/_sandbox/settings", {
        headers: { authorization: `${scheme} ${controlToken}` },
      });
      expect(answer.status).toBe(200);
    }
  });

  it("takes nothing from a page of another origin, even with the token", async () => {
    const answer = await app.request("http://127.0.0.1:7001/_sandbox/reset", {
      method: "POST",
      headers: { authorization: `Bearer ${controlToken}`, origin: "http://127.0.0.1:8080" },
    });
    expect(answer.status).toBe(403);
  });
});
