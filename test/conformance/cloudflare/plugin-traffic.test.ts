import { describe, expect, it } from "vitest";
import { Api, type Json } from "../../support/cloudflare-api";
import { announceSkip, contract, hasContracts } from "./contracts";

announceSkip("plugin-traffic.test.ts");

interface Exchange {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly requestBody: Json | null;
  readonly status: number;
  readonly responseBody: { readonly result: Json };
}

const steps = contract<readonly { readonly step: string; readonly exchanges: readonly Exchange[] }[]>(
  "plugin-traffic/traffic.json",
  [],
);
const exchanges = steps.flatMap((step) =>
  step.exchanges
    .filter((exchange) => exchange.service === "cloudflare")
    .map((exchange) => ({ ...exchange, step: step.step })),
);

/** Keys whose recorded values were made up by hand: that they are there is all that can be compared. */
const MADE_UP = new Set([
  "id",
  "uid",
  "aud",
  "created_at",
  "updated_at",
  "secret",
  "policies",
  "scim_base_url",
  "app_count",
]);

describe.skipIf(!hasContracts)("the requests of the real plugin", () => {
  it("are all accepted, in their order, and answered with at least what the plugin was given before", async () => {
    const api = new Api();
    const ids = new Map([["00000000000000000000000000000000", api.sandbox.tenant.accountId]]);
    const translated = <T>(value: T): T =>
      JSON.parse([...ids].reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(value))) as T;

    expect(exchanges.length).toBeGreaterThan(10);
    for (const exchange of exchanges) {
      const { method, path, requestBody, status, responseBody } = translated(exchange);
      const answer = await api.call(method, path, requestBody ?? undefined);
      expect(answer.status, `${exchange.step} ${method} ${path}`).toBe(status);
      const result: Json = answer.body.result;
      expectContains(result, responseBody.result, `${exchange.step} ${method} ${path}`);
      const recordedId = exchange.responseBody.result.id;
      if (method === "POST" && typeof recordedId === "string") {
        ids.set(recordedId, String(result.id));
      }
    }
    expect(api.sandbox.log.unknownRoutes).toBe(0);
  });

  it("leave nothing behind after the destroy step", async () => {
    const api = new Api();
    const before = await contents(api);
    const ids = new Map([["00000000000000000000000000000000", api.sandbox.tenant.accountId]]);
    for (const exchange of exchanges) {
      const text = [...ids].reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(exchange));
      const { method, path, requestBody } = JSON.parse(text) as Exchange;
      const answer = await api.call(method, path, requestBody ?? undefined);
      if (method === "POST") {
        ids.set(String(exchange.responseBody.result.id), String((answer.body.result as Json).id));
      }
    }
    expect(await contents(api)).toEqual(before);
  });
});

async function contents(api: Api): Promise<unknown[]> {
  const lists = ["identity_providers", "groups", "policies", "apps"];
  return Promise.all(lists.map((list) => api.result("GET", `/access/${list}`)));
}

function expectContains(actual: unknown, expected: unknown, where: string): void {
  if (typeof expected !== "object" || expected === null || Array.isArray(expected)) {
    expect(actual, where).toEqual(expected);
    return;
  }
  for (const [key, value] of Object.entries(expected)) {
    const found = (actual as Json)[key];
    if (MADE_UP.has(key)) {
      expect(typeof found, `${where}: ${key}`).toBe(typeof value);
    } else {
      expectContains(found, value, `${where}: ${key}`);
    }
  }
}
