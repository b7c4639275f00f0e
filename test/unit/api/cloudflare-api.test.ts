// Pure but for a local HTTP server: what is tried again, how long is waited, and what an error says.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CloudflareApi } from "../../../api/cloudflare-api";
import { Http } from "../../../api/http";

const TOKEN = "a-cloudflare-token-that-must-not-show";

interface Canned {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

describe("the calls of Cloudflare's API", () => {
  let server: Server;
  let answers: Canned[];
  let requests: string[];
  let waits: number[];
  let api: CloudflareApi;

  beforeEach(async () => {
    answers = [];
    requests = [];
    waits = [];
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      const next = answers.shift();
      if (next === undefined) {
        request.socket.destroy();
        return;
      }
      response.writeHead(next.status, next.headers).end(next.body);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    api = new CloudflareApi({
      baseUrl: `http://127.0.0.1:${port}/client/v4`,
      apiToken: TOKEN,
      http: new Http({ wait: async (milliseconds) => void waits.push(milliseconds) }),
    });
  });
  afterEach(() => new Promise((done) => server.close(done)));

  const success = (result: unknown, info?: object): Canned => ({
    status: 200,
    body: JSON.stringify({ success: true, errors: [], messages: [], result, ...(info && { result_info: info }) }),
  });
  const failure = (status: number, headers: Record<string, string> = {}): Canned => ({
    status,
    headers,
    body: JSON.stringify({ success: false, errors: [{ code: 10_000, message: "No" }], messages: [], result: null }),
  });

  it("waits as long as it is told, and then goes on", async () => {
    answers = [failure(429, { "retry-after": "7" }), failure(500), success({ id: "one" })];

    expect(await api.find("/accounts/a/x")).toEqual({ id: "one" });
    expect(waits).toEqual([7_000, 2_000]);
  });

  it("gives up after five attempts, with the vendor's words", async () => {
    answers = Array.from({ length: 9 }, () => failure(503));

    await expect(api.find("/accounts/a/x")).rejects.toThrow("Cloudflare API, GET /accounts/a/x: 503 No (code 10000)");
    expect(requests).toHaveLength(5);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it("never waits much longer than a minute, which is how long the limits of both vendors last", async () => {
    answers = [failure(429, { "retry-after": "3600" }), success({})];
    await api.find("/x");

    expect(waits).toEqual([62_000]);
  });

  it("tries again when a connection is lost, and says so in the end", async () => {
    await expect(api.put("/accounts/a/x", { secret: "do-not-show" })).rejects.toThrow(
      /Cloudflare API, PUT \/accounts\/a\/x: no answer \(.+\)\. Is 127\.0\.0\.1:\d+ reachable\?/,
    );
    expect(requests).toHaveLength(5);
  });

  it.each([400, 409, 422])("takes %i as final", async (status) => {
    answers = [failure(status)];

    await expect(api.put("/x", {})).rejects.toThrow(`${status} No`);
    expect(requests).toHaveLength(1);
  });

  it.each([401, 403])("says with %i which permission the token needs, and not the token", async (status) => {
    answers = [failure(status)];
    const refused = api.find("/x");

    await expect(refused).rejects.toThrow(/The API token needs "Access: Organizations/);
    await expect(refused).rejects.not.toThrow(TOKEN);
  });

  it("answers undefined for what is not there", async () => {
    answers = [failure(404)];

    expect(await api.find("/x")).toBeUndefined();
  });

  it("does not quote an answer that is not JSON", async () => {
    answers = [{ status: 200, body: "<html>do-not-show</html>" }];

    await expect(api.find("/x")).rejects.toThrow("Cloudflare API, GET /x: an answer that is not JSON");
  });

  it.each([
    ["pages are counted", [success([{ id: 1 }], { total_pages: 2 }), success([{ id: 2 }], { total_pages: 2 })]],
    ["objects are counted", [success([{ id: 1 }], { total_count: 2 }), success([{ id: 2 }], { total_count: 2 })]],
    ["nothing is counted", [success([{ id: 1 }, { id: 2 }])]],
  ])("reads a whole list where %s", async (_what, canned) => {
    answers = [...canned];

    expect(await api.list("/x")).toEqual([{ id: 1 }, { id: 2 }]);
    expect(requests).toEqual(canned.map((_, index) => `GET /client/v4/x?page=${index + 1}&per_page=100`));
  });

  it("ends at an empty page, whatever the count says", async () => {
    answers = [success([{ id: 1 }], { total_count: 5 }), success([], { total_count: 5 })];

    expect(await api.list("/x")).toEqual([{ id: 1 }]);
  });
});
