import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { NOT_KEPT, RequestLog, type RequestLogEntry } from "../../../../sandbox/shared/request-log";

interface Environment {
  Variables: { unknownRoute: boolean };
}

function service(entries = 100, characters = 10_000): { app: Hono<Environment>; log: RequestLog } {
  const log = new RequestLog({ entries, characters });
  const app = new Hono<Environment>();
  app.use(log.middleware({ except: ["/", "/_sandbox"] }));
  app.get("/", (context) => context.text("page"));
  app.get("/_sandbox/log", (context) => context.text("control"));
  app.get("/_sandboxed", (context) => context.json({ ok: true }));
  app.post("/things", async (context) =>
    context.json({ got: await context.req.json(), client_secret: "hidden-too" }, 201),
  );
  app.get("/xml", (context) => context.body("<a/>", 200, { "content-type": "application/xml" }));
  app.get("/nothing", (context) => context.body(null, 204));
  app.get("/defect", () => {
    throw new Error("a defect");
  });
  app.notFound((context) => {
    context.set("unknownRoute", true);
    return context.json({ error: "no route" }, 404);
  });
  app.onError((error, context) => context.json({ error: error.message }, 500));
  return { app, log };
}

describe("the request log", () => {
  it("keeps both bodies, path and query, status, agent and time, without secrets", async () => {
    const { app, log } = service();
    await app.request("/things?limit=5&token=hidden-query", {
      method: "POST",
      headers: { "user-agent": "test/1", authorization: "Bearer hidden-header" },
      body: JSON.stringify({ name: "x", password: "hidden-body" }),
    });
    expect(log.all()).toEqual([
      {
        sequence: 1,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        method: "POST",
        path: "/things?limit=5&token=[secret]",
        status: 201,
        durationMs: expect.any(Number),
        userAgent: "test/1",
        requestBody: { name: "x", password: "[secret]" },
        responseBody: { got: { name: "x", password: "[secret]" }, client_secret: "[secret]" },
        unknownRoute: false,
      },
    ]);
    expect(JSON.stringify(log.all())).not.toContain("hidden");
  });

  it("tells whoever watches the secrets that pass, and nobody else", async () => {
    const { app, log } = service();
    const seen: string[] = [];
    const post = (name: string) =>
      app.request(`/things?token=${name}%20query`, {
        method: "POST",
        body: JSON.stringify({ password: `${name}-body` }),
      });
    await post("before");
    const end = log.watchSecrets((secret, place) => seen.push(`${secret} by ${place}`));
    await post("watched");
    end();
    await post("after");
    expect(seen).toEqual(
      ["watched query", "watched-body", "watched-body", "hidden-too"].map((secret) => `${secret} by POST /things`),
    );
  });

  it("leaves the exchange as it is", async () => {
    const { app } = service();
    const response = await app.request("/things", { method: "POST", body: JSON.stringify({ password: "p" }) });
    expect(await response.json()).toEqual({ got: { password: "p" }, client_secret: "hidden-too" });
  });

  it("shows what is not JSON as it is, and an empty body as null", async () => {
    const { app, log } = service();
    await app.request("/xml");
    await app.request("/nothing");
    expect(log.all().map(({ requestBody, responseBody }) => [requestBody, responseBody])).toEqual([
      [null, "<a/>"],
      [null, null],
    ]);
  });

  it("counts requests without a route and keeps the answer to a defect", async () => {
    const { app, log } = service();
    await app.request("/no-such-path");
    await app.request("/defect");
    expect(log.unknownRoutes).toBe(1);
    expect(log.all().map(({ status, unknownRoute }) => [status, unknownRoute])).toEqual([
      [404, true],
      [500, false],
    ]);
  });

  it("leaves out the service's own pages, and only those", async () => {
    const { app, log } = service();
    for (const path of ["/", "/_sandbox/log", "/_sandbox", "/_sandboxed"]) {
      await app.request(path);
    }
    expect(log.all().map(({ path }) => path)).toEqual(["/_sandboxed"]);
  });

  it("keeps the last ones, and goes on counting after it was cleared", async () => {
    const { app, log } = service(3);
    for (let index = 0; index < 5; index += 1) {
      await app.request(`/xml?${index}`);
    }
    expect(log.all().map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    await app.request("/no-such-path");
    log.clear();
    expect([log.all(), log.unknownRoutes]).toEqual([[], 0]);
    await app.request("/xml");
    expect(log.all().map(({ sequence }) => sequence)).toEqual([7]);
  });

  it("keeps so many characters of bodies, those of the newest", async () => {
    const { app, log } = service(4, 10);
    const bodies = (): unknown[] => log.all().map(({ responseBody }) => responseBody);
    await app.request("/xml");
    await app.request("/xml");
    expect(bodies()).toEqual(["<a/>", "<a/>"]);
    await app.request("/xml");
    expect(bodies()).toEqual([NOT_KEPT, "<a/>", "<a/>"]);
    await app.request("/xml");
    await app.request("/xml");
    expect(bodies()).toEqual([NOT_KEPT, NOT_KEPT, "<a/>", "<a/>"]);
    await app.request("/things", { method: "POST", body: JSON.stringify("longer than all that is kept") });
    expect(bodies()).toEqual([NOT_KEPT, NOT_KEPT, NOT_KEPT, NOT_KEPT]);
    await app.request("/xml");
    expect(bodies()).toEqual([NOT_KEPT, NOT_KEPT, NOT_KEPT, "<a/>"]);
    log.clear();
    await app.request("/xml");
    expect(bodies()).toEqual(["<a/>"]);
  });

  it("hands its entries out as JSON, and in copies", async () => {
    const { app, log } = service();
    await app.request("/things", { method: "POST", body: JSON.stringify({ password: "hidden" }) });
    const [entry] = log.all();
    expect(JSON.parse(JSON.stringify(entry))).toEqual({ ...entry });
    expect(JSON.stringify(entry)).toContain('"requestBody":{"password":"[secret]"}');
  });

  it("tells subscribers of new entries until they leave", async () => {
    const { app, log } = service();
    const seen: RequestLogEntry[] = [];
    const leave = log.subscribe((entry) => seen.push(entry));
    await app.request("/xml");
    leave();
    await app.request("/xml");
    expect(seen.map(({ sequence }) => sequence)).toEqual([1]);
  });
});
