import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import { CONTROL_PATH, controlRoutes } from "../../../../sandbox/shared/control";
import { type Listener, listen } from "../../../../sandbox/shared/listen";
import { RequestLog } from "../../../../sandbox/shared/request-log";

const listeners: Listener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

async function serve(app: Hono): Promise<Listener> {
  const listener = await listen(app, 0);
  listeners.push(listener);
  return listener;
}

/** Sends bytes as they are and returns everything that comes back. */
function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(request));
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("listen", () => {
  const echo = new Hono().all("*", async (context) => {
    const { pathname, search } = new URL(context.req.url);
    return context.json({ path: pathname + search, method: context.req.method, body: await context.req.text() });
  });

  it.each([
    ["origin form", "/api/v1/apps?limit=1"],
    ["absolute form", "http://127.0.0.1/api/v1/apps?limit=1"],
    ["absolute form with a port", "http://127.0.0.1:9/api/v1/apps?limit=1"],
    ["absolute form of another host", "http://acme.okta.com/api/v1/apps?limit=1"],
  ])("takes a request line in %s", async (_, target) => {
    const { port } = await serve(echo);
    const answer = await raw(
      port,
      `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    );
    expect(answer).toContain("HTTP/1.1 200");
    expect(answer).toContain(JSON.stringify({ path: "/api/v1/apps?limit=1", method: "POST", body: "{}" }));
  });

  it("keeps idle connections as long as a deployment pauses between two calls", async () => {
    const { url } = await serve(echo);
    expect((await fetch(url)).headers.get("keep-alive")).toBe("timeout=65");
  });

  it("is on loopback only", async () => {
    const { port, url } = await serve(echo);
    expect(url).toBe(`http://127.0.0.1:${port}`);
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === "IPv4");
    if (outside !== undefined) {
      const refused = new Promise((_, reject) => connect(port, outside.address).on("error", reject));
      await expect(refused).rejects.toMatchObject({ code: "ECONNREFUSED" });
    }
  });

  it("names the port that is in use", async () => {
    const { port } = await serve(echo);
    await expect(listen(echo, port)).rejects.toThrow(
      `Port ${port}: already in use. Stop what listens there, or choose another port.`,
    );
  });

  it("closes at once, whatever connection is open", async () => {
    const listener = await listen(echo, 0);
    const kept = connect(listener.port, "127.0.0.1");
    await new Promise((resolve) => kept.once("connect", resolve));
    const ended = new Promise((resolve) => kept.once("close", resolve));
    kept.on("error", () => undefined);
    await listener.close();
    await ended;
    await expect(fetch(listener.url)).rejects.toThrow();
  });
});

describe("the control endpoints", () => {
  function controlled() {
    const state = { settings: { mode: "api" }, resets: 0 };
    const log = new RequestLog();
    const app = new Hono();
    app.use(log.middleware({ except: [CONTROL_PATH] }));
    app.route(
      CONTROL_PATH,
      controlRoutes({
        log,
        reset: () => {
          state.resets += 1;
        },
        settings: () => state.settings,
        changeSettings: (body) => {
          if (typeof body !== "object" || body === null || !("mode" in body)) {
            throw new TypeError("mode: missing");
          }
          state.settings = body as { mode: string };
        },
      }),
    );
    app.get("/thing", (context) => context.json({ thing: true }));
    return { app, log, state };
  }

  it("answer and forget the log", async () => {
    const { app } = controlled();
    await app.request("/thing");
    expect(await (await app.request("/_sandbox/log")).json()).toMatchObject({
      unknownRoutes: 0,
      entries: [{ path: "/thing" }],
    });
    expect((await app.request("/_sandbox/log", { method: "DELETE" })).status).toBe(204);
    expect(await (await app.request("/_sandbox/log")).json()).toEqual({ unknownRoutes: 0, entries: [] });
  });

  it("reset", async () => {
    const { app, state } = controlled();
    expect((await app.request("/_sandbox/reset", { method: "POST" })).status).toBe(204);
    expect(state.resets).toBe(1);
  });

  it("show and change settings, and say what is wrong with a change", async () => {
    const { app } = controlled();
    const patch = (body: string) => app.request("/_sandbox/settings", { method: "PATCH", body });
    expect(await (await patch('{"mode":"unknown"}')).json()).toEqual({ mode: "unknown" });
    expect(await (await app.request("/_sandbox/settings")).json()).toEqual({ mode: "unknown" });
    const refused = await patch("{}");
    expect([refused.status, await refused.json()]).toEqual([400, { error: "mode: missing" }]);
    expect((await patch("{")).status).toBe(400);
  });

  it("stream requests as they come", async () => {
    const { app, log } = controlled();
    const { url } = await serve(app);
    const stream = await fetch(`${url}/_sandbox/log/stream`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await fetch(`${url}/thing`);
    const { value } = (await reader?.read()) ?? {};
    expect(value).toContain("event: request");
    expect(value).toContain('"path":"/thing"');
    await reader?.cancel();
    expect(log.all()).toHaveLength(1);
  });
});
