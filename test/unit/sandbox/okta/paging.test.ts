import { type IncomingMessage, request } from "node:http";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningOkta, startOkta } from "../../../../sandbox/okta/index";
import { OktaApi } from "../../../support/okta-api";

/** The path and query of the next page, if there is one. */
function nextOf(headers: Headers): string | undefined {
  return /<https:\/\/acme\.okta\.com([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
}

async function pages(api: OktaApi, path: string): Promise<string[][]> {
  const found: string[][] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer = await api.call("GET", next);
    expect(answer.status).toBe(200);
    found.push(answer.list.map((item) => String(item.id)));
    next = nextOf(answer.headers);
  }
  return found;
}

describe("paging of the local Okta", () => {
  it.each([
    "/api/v1/users",
    "/api/v1/users?search=status+eq+%22ACTIVE%22",
    "/api/v1/groups",
    "/api/v1/apps",
    "/api/v1/groups/00gEngineering000000/users",
    "/api/v1/apps/0oaPayroll0000000000/users",
    "/api/v1/apps/0oaPayroll0000000000/groups",
    "/api/v1/authorizationServers",
  ])("the pages of %s are the whole, in order, nothing twice", async (path) => {
    const api = new OktaApi();
    const whole = (await pages(api, path)).flat();
    expect(whole.length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (limit) => {
        const parts = await pages(api, `${path}${path.includes("?") ? "&" : "?"}limit=${limit}`);
        expect(parts.flat()).toEqual(whole);
        expect(parts.slice(0, -1).every((part) => part.length === limit)).toBe(true);
        expect(parts.at(-1)?.length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 10 },
    );
  });

  it("pages push mappings", async () => {
    const api = new OktaApi();
    const app = await api.connectedApp();
    for (let index = 0; index < 5; index += 1) {
      const group = await api.group(`push-${index}`);
      await api.must("POST", `/api/v1/apps/${String(app.id)}/group-push/mappings`, {
        sourceGroupId: group.id,
        targetGroupName: `push-${index}`,
      });
    }
    const parts = await pages(api, `/api/v1/apps/${String(app.id)}/group-push/mappings?limit=2`);
    expect(parts.map((part) => part.length)).toEqual([2, 2, 1]);
    expect(new Set(parts.flat()).size).toBe(5);
  });

  it("writes links as recorded", async () => {
    const api = new OktaApi();
    const link = async (path: string): Promise<string | null> => (await api.call("GET", path)).headers.get("link");
    const origin = "https://acme.okta.com/api/v1";
    expect(await link("/api/v1/groups?q=Fin")).toBeNull();
    expect(await link("/api/v1/groups")).toBe(`<${origin}/groups?limit=10000>; rel="self"`);
    expect(await link("/api/v1/groups?filter=type+eq+%22BUILT_IN%22&limit=200")).toBe(
      `<${origin}/groups?limit=200&filter=type+eq+%22BUILT_IN%22>; rel="self"`,
    );
    expect(await link("/api/v1/users?limit=200&search=profile.login+eq+%22a%40b%22&sortOrder=0")).toBe(
      `<${origin}/users?limit=200&search=profile.login+eq+%22a%40b%22>; rel="self"`,
    );
    expect(await link("/api/v1/apps/0oaPayroll0000000000/groups")).toContain("/groups?limit=20>");
    expect(await link("/api/v1/apps/0oaPayroll0000000000/users")).toContain("/users?limit=50>");
  });

  it("refuses a cursor that no page gave, and a limit that is no number", async () => {
    const api = new OktaApi();
    const cursor = await api.call("GET", "/api/v1/apps?after=00u1testcursorvalue&limit=1");
    expect([cursor.status, cursor.json.errorCode, cursor.errors[1]]).toEqual([400, "E0000029", "Invalid cursor."]);
    expect((await api.call("GET", "/api/v1/apps?limit=many")).status).toBe(400);
  });
});

describe("over the wire", () => {
  let running: RunningOkta | undefined;
  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  it("takes absolute-form request lines and sends each link on a header line of its own", async () => {
    running = await startOkta({ port: 0 });
    const { port } = new URL(running.url);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `SSWS ${running?.apiToken}`, host: "127.0.0.1" };
      request({ host: "127.0.0.1", port, path: "http://127.0.0.1/api/v1/users?limit=2", headers }, resolve)
        .on("error", reject)
        .end();
    });
    response.resume();
    const lines = response.rawHeaders.filter(
      (_value, index) => response.rawHeaders[index - 1]?.toLowerCase() === "link",
    );
    expect(response.statusCode).toBe(200);
    expect(lines).toEqual([
      '<https://acme.okta.com/api/v1/users?limit=2>; rel="self"',
      expect.stringMatching(/^<https:\/\/acme\.okta\.com\/api\/v1\/users\?after=\w+&limit=2>; rel="next"$/),
    ]);
  });
});
