// That the stand-ins talk to this machine alone, whatever they are told.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { cloudflareProvider } from "../../../../sandbox/plugins/cloudflare/provider";
import { oktaProvider } from "../../../../sandbox/plugins/okta/provider";
import { assertLoopback, HttpClient } from "../../../../sandbox/plugins/shared/http-client";

const OKTA_TOKEN = "00-okta-token-of-this-test";
const CLOUDFLARE_TOKEN = "cloudflare-token-of-this-test-0123456789abc";

describe("an endpoint", () => {
  it.each([
    "http://127.0.0.1:7001",
    "http://127.8.9.10:7001",
    "http://localhost:7001",
    "http://LOCALHOST:7001",
    "http://[::1]:7001",
    // All of these are 127.0.0.1 to whoever reads an address as browsers do.
    "http://127.1:7001",
    "http://2130706433:7001",
    "http://0x7f000001:7001",
    "http://0177.0.0.1:7001",
    "http://someone:password@127.0.0.1:7001",
  ])("%s is this machine", (address) => {
    expect(() => assertLoopback(new URL(address), "here")).not.toThrow();
  });

  it.each([
    "http://acme.okta.com",
    "http://192.0.2.1:7001",
    "http://10.0.0.1:7001",
    "http://169.254.169.254/latest/meta-data",
    "http://0.0.0.0:7001",
    "http://0:7001",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1@evil.example",
    "http://localhost.evil.example",
    "http://localhost.:7001",
    "http://evil.localhost:7001",
    "http://notlocalhost:7001",
    "http://[::]:7001",
    "http://[::ffff:127.0.0.1]:7001",
    "http://[::ffff:192.0.2.1]:7001",
    "http://[fe80::1]:7001",
    "http://3232235777:7001",
    "http://0300.0250.0.1:7001",
    "http://１２８.0.0.1:7001",
  ])("%s is not", (address) => {
    expect(() => assertLoopback(new URL(address), "here")).toThrow(
      /^here: \S+ is not this machine, and a sandbox stand-in talks to nothing else\. Point it at the sandbox/,
    );
    expect(() => new HttpClient({ endpoint: new URL(address), headers: {} })).toThrow("is not this machine");
  });

  it.each(["https://127.0.0.1:7001", "ftp://127.0.0.1", "ws://127.0.0.1", "socks5://127.0.0.1:1080"])(
    "%s is of a kind that no sandbox has",
    (address) => {
      expect(() => assertLoopback(new URL(address), "here")).toThrow("is not supported by a sandbox stand-in");
    },
  );
});

describe("a stand-in", () => {
  /** Keeps what arrives, and answers what the test says. */
  let server: Server;
  let url: string;
  const arrived: IncomingMessage[] = [];
  let answer: { status: number; headers: Record<string, string>; body: string };
  beforeAll(async () => {
    server = createServer((request, response) => {
      arrived.push(request);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((done) => server.close(done)));
  beforeEach(() => {
    arrived.length = 0;
    answer = { status: 200, headers: { "content-type": "application/json" }, body: '{"id":"00u1"}' };
  });

  const okta = (config: Record<string, string>) => oktaProvider.configure({ apiToken: OKTA_TOKEN, ...config });
  const cloudflare = (config: Record<string, string>, environment: Record<string, string> = {}) =>
    cloudflareProvider({ environment }).configure({ apiToken: CLOUDFLARE_TOKEN, ...config });

  it.each([
    ["okta:httpProxy", () => okta({ httpProxy: "http://192.0.2.1:7001" })],
    ["okta:httpProxy that is a name", () => okta({ httpProxy: "http://proxy.corp.example:3128" })],
    ["okta:orgName", () => okta({ orgName: "acme", baseUrl: "okta.com" })],
    ["okta:orgName with a port in its base URL", () => okta({ orgName: "127.0.0.1", baseUrl: "evil.example:80" })],
    ["cloudflare:baseUrl", () => cloudflare({ baseUrl: "https://api.cloudflare.com/client/v4" })],
    ["no cloudflare:baseUrl", () => cloudflare({})],
    ["CLOUDFLARE_BASE_URL", () => cloudflare({}, { CLOUDFLARE_BASE_URL: "http://192.0.2.1/client/v4" })],
  ])("refuses another machine by %s, before it sends anything", async (_name, configure) => {
    const error = await (configure() as Promise<unknown>).then(
      () => undefined,
      (cause: Error) => cause,
    );
    expect(error?.message).toMatch(/is not this machine|never calls Cloudflare itself/);
    expect(error?.message).not.toContain(OKTA_TOKEN);
    expect(error?.message).not.toContain(CLOUDFLARE_TOKEN);
    expect(arrived).toEqual([]);
  });

  it("refuses OKTA_HTTP_PROXY that leads elsewhere", async () => {
    vi.stubEnv("OKTA_HTTP_PROXY", "http://192.0.2.1:7001");
    await expect(okta({})).rejects.toThrow("okta:httpProxy: 192.0.2.1:7001 is not this machine");
    vi.unstubAllEnvs();
  });

  it("takes no notice of the proxies of the environment", async () => {
    for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"]) {
      vi.stubEnv(name, "http://192.0.2.1:3128");
    }
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    await okta({ httpProxy: url });
    expect(arrived.map(({ url: line }) => line)).toEqual(Array(2).fill("http://127.0.0.1/api/v1/users/me"));
    vi.unstubAllEnvs();
  });

  it("does not look `localhost` up", async () => {
    await okta({ httpProxy: url.replace("127.0.0.1", "localhost") });
    expect(arrived).toHaveLength(2);
    expect(arrived[0]?.socket.remoteFamily).toBe("IPv4");
  });

  it.each([301, 302, 303, 307, 308])("follows no redirect: %s", async (status) => {
    // Elsewhere is played by this server too, so that nothing leaves the machine if it does.
    answer = { status, headers: { location: `${url}/elsewhere`, "content-type": "application/json" }, body: "{}" };
    await okta({ httpProxy: url });
    const client = await cloudflare({ baseUrl: `${url}/client/v4` });
    await client.send({ method: "GET", path: "/accounts" });
    expect(arrived.map((request) => request.url)).not.toContain("/elsewhere");
    expect(arrived).toHaveLength(3);
  });

  it("takes of a link to the next page its path alone", async () => {
    const client = await okta({ httpProxy: url });
    arrived.length = 0;
    answer = {
      status: 200,
      headers: { "content-type": "application/json", link: '<http://192.0.2.1/api/v1/groups?after=1>; rel="next"' },
      body: "[]",
    };
    server.once("request", () => {
      // Answered once with a link; the page that it leads to is the last.
      answer = { status: 200, headers: { "content-type": "application/json" }, body: "[]" };
    });
    await client.list("/api/v1/groups");
    expect(arrived.map((request) => request.url)).toEqual([
      "http://127.0.0.1/api/v1/groups",
      "http://127.0.0.1/api/v1/groups?after=1",
    ]);
  });
});
