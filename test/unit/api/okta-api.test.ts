// A local HTTP server: how Okta is called, and what an error says.
import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Http } from "../../../api/http";
import { OktaApi, type OktaCredentials } from "../../../api/okta-api";

const TOKEN = "an-okta-token-that-must-not-show";

interface Canned {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** In the place of a body in JSON. */
  readonly text?: string;
}

describe("the calls of Okta's API", () => {
  let server: Server;
  let answers: Canned[];
  let seen: { readonly line: string; readonly authorization: string; readonly body: string }[];
  let waits: number[];

  beforeEach(async () => {
    answers = [];
    seen = [];
    waits = [];
    server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push({
          line: `${String(request.method)} ${String(request.url)}`,
          authorization: request.headers.authorization ?? "",
          body,
        });
        const next = answers.shift();
        if (next === undefined) {
          request.socket.destroy();
          return;
        }
        response.writeHead(next.status ?? 200, next.headers).end(next.text ?? JSON.stringify(next.body ?? {}));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterEach(() => new Promise((done) => server.close(done)));

  const api = (credentials: OktaCredentials = { apiToken: TOKEN }) =>
    new OktaApi({
      orgUrl: "https://acme.okta.com",
      credentials,
      http: new Http({
        connectTo: { "acme.okta.com": `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
        wait: async (milliseconds) => void waits.push(milliseconds),
        now: () => Date.parse("2026-11-24T12:00:00Z"),
      }),
    });

  it("reads a list page by page, as far as it is asked to", async () => {
    const next = { link: '<https://acme.okta.com/api/v1/groups?after=2&limit=2>; rel="next"' };
    answers = [{ headers: next, body: [{ id: 1 }, { id: 2 }] }, { body: [{ id: 3 }] }];
    expect(await api().list("/api/v1/groups?limit=2")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(seen.map(({ line }) => line)).toEqual(["GET /api/v1/groups?limit=2", "GET /api/v1/groups?after=2&limit=2"]);

    answers = [{ headers: next, body: [{ id: 1 }, { id: 2 }] }];
    expect(await api().list("/api/v1/groups?limit=2", 2)).toHaveLength(2);
  });

  it("takes a page, half of a JSON text, or nothing at all for no answer of Okta's", async () => {
    const words =
      /^Okta API, GET \/api\/v1\/apps\/0oa1: 200 with something that is not JSON\. Does a proxy stand between\?$/;
    for (const text of ["<html><body>Log in</body></html>", '{"id":', ""]) {
      answers.push({ text });
      await expect(api().find("/api/v1/apps/0oa1")).rejects.toThrow(words);
    }
    answers.push({ text: "<html></html>" });
    await expect(api().post("/api/v1/groups", {})).rejects.toThrow(
      "POST /api/v1/groups: 200 with something that is not",
    );
    answers.push({ body: { groups: [] } });
    await expect(api().list("/api/v1/groups")).rejects.toThrow("GET /api/v1/groups: 200 with no list in it");
    // What Okta answers to a lifecycle call has no body.
    answers.push({ text: "" });
    await expect(api().post("/api/v1/apps/0oa1/lifecycle/activate")).resolves.toEqual({});
  });

  it("waits for the end of the minute by the server's clock when there were too many calls", async () => {
    const reset = String(Date.parse("2026-11-24T09:00:30Z") / 1_000);
    const limited = { "x-rate-limit-reset": reset, date: "Tue, 24 Nov 2026 09:00:10 GMT" };
    answers = [{ status: 429, headers: limited }, { body: { id: "one" } }];
    expect(await api().find("/api/v1/apps/one")).toEqual({ id: "one" });
    expect(waits).toEqual([21_000]);
  });

  it("sends what makes something once only when nobody knows what became of it", async () => {
    await expect(api().post("/api/v1/groups", { profile: { name: "do-not-show" } })).rejects.toThrow(
      /^Okta API, POST \/api\/v1\/groups: no answer \(.+\)\. Is acme\.okta\.com reachable\?$/,
    );
    expect(seen).toHaveLength(1);
    answers = [{ status: 500 }];
    await expect(api().post("/api/v1/groups", {})).rejects.toThrow("500");
    expect(seen).toHaveLength(2);
  });

  it.each([
    [401, /The credential is not valid/],
    [403, /The credential lacks a right/],
  ])("says with %i what is the matter with the credential, and never shows it", async (status, words) => {
    const body = { errorCode: "E0000006", errorSummary: "No", errorCauses: [{ errorSummary: "Because" }] };
    answers = [{ status, body }];
    const refused = api().find("/api/v1/apps/one");
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.toThrow("No (E0000006): Because");
    await expect(refused).rejects.not.toThrow(TOKEN);
  });

  it("takes what is gone for deleted, and for not there", async () => {
    answers = [{ status: 404 }, { status: 404 }];
    await api().delete("/api/v1/apps/one");
    expect(await api().find("/api/v1/apps/one")).toBeUndefined();
  });

  it("signs in as a service app once, with a key that never leaves", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const client = api({ clientId: "0oa1", privateKey: pem, privateKeyId: "key1", scopes: ["okta.apps.read"] });
    answers = [{ body: { access_token: "token" } }, { body: { id: 1 } }, { body: { id: 2 } }];
    await client.find("/api/v1/apps/1");
    await client.find("/api/v1/apps/2");

    expect(seen.map(({ line, authorization }) => [line, authorization])).toEqual([
      ["POST /oauth2/v1/token", ""],
      ["GET /api/v1/apps/1", "Bearer token"],
      ["GET /api/v1/apps/2", "Bearer token"],
    ]);
    const form = new URLSearchParams(seen[0]?.body);
    expect(form.get("scope")).toBe("okta.apps.read");
    const assertion = form.get("client_assertion") ?? "";
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: "RS256", kid: "key1" });
    expect(decodeJwt(assertion)).toMatchObject({ iss: "0oa1", aud: "https://acme.okta.com/oauth2/v1/token" });
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += String(chunk);
  }
  return body;
}
