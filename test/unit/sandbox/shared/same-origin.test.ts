import { Hono } from "hono";
import { expect, it } from "vitest";
import { sameOrigin } from "../../../../sandbox/shared/same-origin";

const app = new Hono().use(sameOrigin).all("/", (context) => context.text("done"));
const HERE = "http://127.0.0.1:7001";

const status = async (headers: Record<string, string>, method = "POST", host = HERE): Promise<number> =>
  (await app.request(`${host}/`, { method, headers })).status;

it.each<[string, Record<string, string>]>([
  ["a program", {}],
  ["a form of its own", { origin: HERE, "sec-fetch-site": "same-origin" }],
  ["somebody who typed the address", { "sec-fetch-site": "none" }],
])("takes what comes from %s", async (_, headers) => {
  expect(await status(headers)).toBe(200);
});

it.each<[string, Record<string, string>]>([
  ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
  ["an old browser on another site", { origin: "https://evil.example" }],
  ["another service of this machine", { origin: "http://127.0.0.1:7002", "sec-fetch-site": "same-site" }],
  ["a page without an origin", { origin: "null" }],
  ["a page that says only where it stands", { "sec-fetch-site": "cross-site" }],
])("refuses what comes from %s", async (_, headers) => {
  expect(await status(headers)).toBe(403);
});

it("refuses a name that somebody else points here, although it is the same origin", async () => {
  const host = "http://evil.example:7001";
  expect(await status({ origin: host, "sec-fetch-site": "same-origin" }, "POST", host)).toBe(403);
});

it("lets everybody read", async () => {
  expect(await status({ origin: "https://evil.example", "sec-fetch-site": "cross-site" }, "GET")).toBe(200);
});
