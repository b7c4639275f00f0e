// What Okta sends a SCIM server, and how often it tries.
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { PushFailure, ScimClient } from "../../../../../sandbox/okta/provisioning/scim-client";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function clientOf(...answers: Answer[]) {
  const seen: IncomingHttpHeaders[] = [];
  const waits: number[] = [];
  const listening = createServer((request, response) => {
    seen.push(request.headers);
    const { status, headers = {}, body = "{}" } = answers[seen.length - 1] ?? { status: 500 };
    response.writeHead(status, headers).end(body);
  });
  server = listening;
  await new Promise<void>((ready) => {
    listening.listen(0, "127.0.0.1", ready);
  });
  const stop = new AbortController();
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds);
  };
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return { client: new ScimClient(url, { token: "the-token" }, sleep, stop.signal), seen, waits, stop };
}

describe("a SCIM request of Okta", () => {
  it("carries the token as it was entered, with nothing before it", async () => {
    const { client, seen } = await clientOf({ status: 200, body: '{"id":"1"}' });
    expect(await client.send("POST", "/Users", { userName: "ada" })).toEqual({ id: "1" });
    expect(seen[0]).toMatchObject({
      authorization: "the-token",
      "user-agent": "Okta SCIM Client 1.0.0",
      "content-type": "application/scim+json; charset=utf-8",
    });
  });

  it("is repeated with growing waits while the server fails, and then no more", async () => {
    const { client, waits, seen } = await clientOf({ status: 503 }, { status: 500 }, { status: 502 }, { status: 503 });
    await expect(client.send("GET", "/Users")).rejects.toMatchObject({ unavailable: true, status: 503 });
    expect(waits).toEqual([500, 1_000, 2_000]);
    expect(seen).toHaveLength(4);
  });

  it("waits as long as the server asks, within reason", async () => {
    const { client, waits } = await clientOf(
      { status: 429, headers: { "retry-after": "7" } },
      { status: 429, headers: { "retry-after": "3600" } },
      { status: 200 },
    );
    await client.send("GET", "/Users");
    expect(waits).toEqual([7_000, 30_000]);
  });

  it.each([400, 401, 403, 404, 409])("is not repeated after %i", async (status) => {
    const { client, seen } = await clientOf({ status, body: '{"detail":"because"}' });
    const failure = await client.send("GET", "/Users").catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(PushFailure);
    expect(failure).toMatchObject({ unavailable: false, message: expect.stringMatching(/: because$/) });
    expect(seen).toHaveLength(1);
  });

  it("fails with the system's reason when nobody listens, and never tells the token", async () => {
    const { client, waits } = await clientOf();
    await new Promise((closed) => server?.close(closed));
    const failure = await client.send("GET", "/Users").catch((cause: unknown) => cause);
    expect(String(failure)).toContain("ECONNREFUSED");
    expect(String(failure)).not.toContain("the-token");
    expect(waits).toHaveLength(3);
  });
});
