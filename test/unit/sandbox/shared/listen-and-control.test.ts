import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import { CONTROL_PATH, controlRoutes } from "../../../../sandbox/shared/control";
import { LONGEST_BODY, limitBodies } from "../../../../sandbox/shared/front-door";
import { type Listener, listen } from "../../../../sandbox/shared/listen";
import { RequestLog } from "../../../../sandbox/shared/request-log";

const listeners: Listener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

async function serve(app: Hono): Promise<Listener> {
  const listener = await listen(app, 0, ["acme.okta.com"]);
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

  it.each([
    ["its address", "127.0.0.1", 200],
    ["another loopback address", "127.8.0.1:7001", 200],
    ["localhost", "localhost:9", 200],
    ["a name below localhost", "wiki.acme.example.localhost:9", 200],
    ["IPv6 loopback", "[::1]:9", 200],
    ["a name that it plays", "acme.okta.com", 200],
    ["a name that somebody else points here", "evil.example", 421],
    ["a name that ends like one of ours", "evilacme.okta.com", 421],
    ["a name that begins like one of ours", "localhost.evil.example", 421],
    ["a name that begins like an address", "127.0.0.1.evil.example", 421],
    ["a name that looks like one below localhost", "evil-localhost", 421],
    ["any address of this machine", "0.0.0.0:9", 421],
    ["another machine", "192.0.2.1", 421],
    ["nothing that can be read", "a b", 400],
  ])("answers to %s as a host: %s", async (_, host, status) => {
    const { port } = await serve(echo);
    const answer = await raw(port, `GET /thing HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.includes('"path":"/thing"')).toBe(status === 200);
    if (status === 421) {
      expect(answer).toContain(
        `Host "${host}": is not played by this sandbox. Use its address on this machine, 127.0.0.1 or localhost.`,
      );
    }
  });

  it.each([
    ["in the request line", "GET http://evil.example/thing HTTP/1.1\r\nHost: 127.0.0.1\r\n"],
    ["in the header", "GET http://127.0.0.1/thing HTTP/1.1\r\nHost: evil.example\r\n"],
    ["behind a user name", "GET http://127.0.0.1@evil.example/thing HTTP/1.1\r\nHost: 127.0.0.1\r\n"],
  ])("is no proxy: a foreign host %s is refused", async (_, head) => {
    const { port } = await serve(echo);
    const answer = await raw(port, `${head}Connection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 4(?:00|21) /);
    expect(answer).not.toContain('"path"');
  });

  it("opens no tunnel", async () => {
    const { port } = await serve(echo);
    expect(await raw(port, "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n")).toBe("");
  });

  it("lets no other page put an answer into a frame, or take it for something else than it says", async () => {
    const { url } = await serve(echo);
    const { headers } = await fetch(url);
    expect([headers.get("x-frame-options"), headers.get("x-content-type-options")]).toEqual(["DENY", "nosniff"]);
  });

  it.each([
    ["a length that is said", { "content-length": String(LONGEST_BODY + 1) }],
    ["a length that is not said", { "transfer-encoding": "chunked" }],
  ])("reads no body without end: %s", async (_, headers) => {
    const { port } = await serve(new Hono().use(limitBodies).route("/", echo));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest({ port, host: "127.0.0.1", method: "POST", headers }, (answer) => {
        resolve(answer.statusCode);
        request.destroy();
      });
      const chunk = Buffer.alloc(1_000_000, 32);
      const write = (): void => {
        while (!request.destroyed && request.write(chunk)) {}
      };
      request.on("drain", write);
      // Whoever is refused while sending may see the connection end first.
      request.on("error", (cause: NodeJS.ErrnoException) =>
        ["EPIPE", "ECONNRESET"].includes(cause.code ?? "") ? resolve(413) : reject(cause),
      );
      write();
    });
    expect(status).toBe(413);
  });

  it("keeps idle connections as long as a deployment pauses between two calls", async () => {
    const { url } = await serve(echo);
    expect((await fetch(url)).headers.get("keep-alive")).toBe("timeout=65");
  });

  it("is on loopback only", async () => {
    const { port, url } = await serve(echo);
    expect(url).toBe(`http://127.0.0.1:${port}`);
    const outside = Object.entries(networkInterfaces())
      .flatMap(([name, addresses]) => (addresses ?? []).map((address) => ({ name, ...address })))
      .filter(({ internal }) => !internal);
    for (const { name, address, scopeid } of outside) {
      const host = scopeid === undefined || scopeid === 0 ? address : `${address}%${name}`;
      const refused = new Promise((_, reject) => connect(port, host).on("error", reject));
      await expect(refused, host).rejects.toMatchObject({ code: "ECONNREFUSED" });
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

const TOKEN = "the-control-token-of-this-test";
const authorized = { authorization: `Bearer ${TOKEN}` };

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
        controlToken: TOKEN,
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
    expect(await (await app.request("/_sandbox/log", { headers: authorized })).json()).toMatchObject({
      unknownRoutes: 0,
      entries: [{ path: "/thing" }],
    });
    expect((await app.request("/_sandbox/log", { method: "DELETE", headers: authorized })).status).toBe(204);
    expect(await (await app.request("/_sandbox/log", { headers: authorized })).json()).toEqual({
      unknownRoutes: 0,
      entries: [],
    });
  });

  it("reset", async () => {
    const { app, state } = controlled();
    expect((await app.request("/_sandbox/reset", { method: "POST", headers: authorized })).status).toBe(204);
    expect(state.resets).toBe(1);
  });

  it("show and change settings, and say what is wrong with a change", async () => {
    const { app } = controlled();
    const patch = (body: string) => app.request("/_sandbox/settings", { method: "PATCH", body, headers: authorized });
    expect(await (await patch('{"mode":"unknown"}')).json()).toEqual({ mode: "unknown" });
    expect(await (await app.request("/_sandbox/settings", { headers: authorized })).json()).toEqual({
      mode: "unknown",
    });
    const refused = await patch("{}");
    expect([refused.status, await refused.json()]).toEqual([400, { error: "mode: missing" }]);
    expect((await patch("{")).status).toBe(400);
  });

  it("stream requests as they come", async () => {
    const { app, log } = controlled();
    const { url } = await serve(app);
    const stream = await fetch(`${url}/_sandbox/log/stream`, { headers: authorized });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await fetch(`${url}/thing`);
    const { value } = (await reader?.read()) ?? {};
    expect(value).toContain("event: request");
    expect(value).toContain('"path":"/thing"');
    await reader?.cancel();
    expect(log.all()).toHaveLength(1);
  });
});
