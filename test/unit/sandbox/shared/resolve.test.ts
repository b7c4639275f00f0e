import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { fetchHere, reachable, resolved } from "../../../../sandbox/shared/resolve";

const hosts = {
  "acme.okta.com": "http://127.0.0.1:7001",
  "apps.acme.example:8443": "http://127.0.0.1:7003",
  "moved.example": "https://b.example",
};

describe("an address of the sandbox", () => {
  it.each([
    ["https://acme.okta.com/oauth2/v1/authorize?a=1&b=%20#c", "http://127.0.0.1:7001/oauth2/v1/authorize?a=1&b=%20#c"],
    ["https://acme.okta.com", "http://127.0.0.1:7001/"],
    ["https://ACME.okta.com/a", "http://127.0.0.1:7001/a"],
    ["https://apps.acme.example:8443/a", "http://127.0.0.1:7003/a"],
    ["https://apps.acme.example/a", "https://apps.acme.example/a"],
    ["https://acme.okta.com.evil.example/a", "https://acme.okta.com.evil.example/a"],
    ["https://other.example/?to=https://acme.okta.com/", "https://other.example/?to=https://acme.okta.com/"],
    ["com.acme.app:/callback", "com.acme.app:/callback"],
    ["not an address", "not an address"],
    ["https://constructor/a", "https://constructor/a"],
    ["https://__proto__/a", "https://__proto__/a"],
  ])("%s is at %s", (address, expected) => {
    expect(resolved(address, hosts)).toBe(expected);
  });
});

describe("what the sandbox calls", () => {
  it.each([
    ["https://acme.okta.com/a?b=1", "http://127.0.0.1:7001/a?b=1"],
    ["http://127.0.0.1:7009/a", "http://127.0.0.1:7009/a"],
    ["http://localhost:7009", "http://localhost:7009/"],
    ["http://[::1]:7009/", "http://[::1]:7009/"],
    ["https://127.0.0.1:7009/a", undefined],
    ["http://0.0.0.0:7009/a", undefined],
    ["http://127.0.0.1.evil.example/a", undefined],
    ["https://evil.example/a", undefined],
    ["https://moved.example/a", undefined],
    ["https://constructor/a", undefined],
    ["file:///etc/passwd", undefined],
    ["data:text/plain,x", undefined],
    ["not an address", undefined],
  ])("%s is reached at %s", async (address, expected) => {
    expect(reachable(address, hosts)).toBe(expected);
    if (expected === undefined) {
      await expect(fetchHere(address, hosts)).rejects.toThrow(
        /: is not played on this machine, and the sandbox calls nothing else\. Name it in the option `resolve`\.$/,
      );
    }
  });

  it("leads nowhere else", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const answer = await fetchHere(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a`, {});
    expect(answer.status).toBe(302);
    expect(asked).toEqual(["/a"]);
    await new Promise((done) => server.close(done));
  });
});
