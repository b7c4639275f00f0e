import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { COVERAGE } from "../../../../sandbox/okta/coverage";
import { createOkta } from "../../../../sandbox/okta/index";

const CONTRACTS = join(__dirname, "../../../../../shared/contracts/okta");
const present = existsSync(CONTRACTS);

const named = ({ method, path }: { method: string; path: string }): string => `${method} ${path.replace(/:\w+/g, ":")}`;
const served = COVERAGE.filter(({ status }) => status !== "missing").map(named);

describe("coverage of the local Okta", () => {
  const routes = createOkta()
    .app.routes.filter(({ method, path }) => method !== "ALL" && /^\/(api|app|oauth2|login|\.well-known)\//.test(path))
    .map(named);

  it("names every registered route", () => {
    expect(routes.filter((route) => !served.includes(route))).toEqual([]);
  });

  it("claims no endpoint that has no route, and serves none that it calls missing", () => {
    const missing = COVERAGE.filter(({ status }) => status === "missing").map(named);
    expect(served.filter((endpoint) => !routes.includes(endpoint))).toEqual([]);
    expect(missing.filter((endpoint) => routes.includes(endpoint))).toEqual([]);
  });

  it("names each endpoint once, with a note unless it is supported", () => {
    expect(new Set(COVERAGE.map(named)).size).toBe(COVERAGE.length);
    expect(COVERAGE.filter(({ status, note }) => status !== "supported" && note === "")).toEqual([]);
  });

  it.skipIf(!present)("names every operation of the OpenAPI slice (skipped when ../shared is absent)", () => {
    const slice = parse(readFileSync(join(CONTRACTS, "openapi-slice.yaml"), "utf8")) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const operations = Object.entries(slice.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => ["get", "post", "put", "patch", "delete"].includes(method))
        .map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, ":")}`),
    );
    expect(operations.length).toBe(99);
    expect(operations.filter((operation) => !served.includes(operation))).toEqual([]);
  });

  it.skipIf(!present)("names every recorded endpoint below apps, groups, users, policies and servers", () => {
    const all = COVERAGE.map(({ method, path }) => ({
      method,
      pattern: new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}$`),
    }));
    const exchanges = readdirSync(CONTRACTS)
      .filter((file) => file.endsWith(".json") && !/sequences|documented/.test(file))
      .flatMap((file) => JSON.parse(readFileSync(join(CONTRACTS, file), "utf8")) as { method: string; path: string }[]);
    const unnamed = exchanges
      .map(({ method, path }) => ({ method, path: path.split("?")[0] ?? "" }))
      .filter(({ path }) =>
        /^\/(\.well-known|api\/v1\/(internal|apps|groups|users|policies|org|authorization))/.test(path),
      )
      .filter(({ method, path }) => !all.some((each) => each.method === method && each.pattern.test(path)));
    expect(unnamed).toEqual([]);
  });
});
