import { describe, expect, it } from "vitest";
import { COVERAGE } from "../../../../sandbox/cloudflare/coverage";
import { API_PATH } from "../../../../sandbox/cloudflare/environment";
import { createCloudflare } from "../../../../sandbox/cloudflare/index";
import { acceptedPermissions } from "../../../../sandbox/cloudflare/permissions";

/** Every route of the API as `GET /accounts/:account/...`, without middlewares. */
function registered(): string[] {
  const { app } = createCloudflare();
  return app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith(API_PATH))
    .map(({ method, path }) => `${method} ${path.slice(API_PATH.length).replace(/\/$/, "")}`);
}

function expanded(path: string): string[] {
  return path.startsWith("/:scope")
    ? ["/accounts/:account", "/zones/:zone"].map((scope) => path.replace("/:scope", scope))
    : [path];
}

describe("the coverage table", () => {
  const rows = COVERAGE.flatMap(({ method, path, ...row }) =>
    expanded(path).map((full) => ({ ...row, route: `${method} ${full}` })),
  );

  it("has every route of the API", () => {
    expect([...new Set(registered())].sort()).toEqual(
      rows
        .filter(({ status }) => status !== "missing")
        .map(({ route }) => route)
        .sort(),
    );
  });

  it("calls missing only what is not there", () => {
    const routes = new Set(registered());
    expect(rows.filter(({ status, route }) => status === "missing" && routes.has(route))).toEqual([]);
  });

  it("has each endpoint once, and says of everything that is not whole what it lacks", () => {
    expect(new Set(rows.map(({ route }) => route)).size).toBe(rows.length);
    expect(rows.filter(({ status, note }) => status !== "supported" && note === "")).toEqual([]);
  });

  it("knows the permissions of every endpoint below an account or zone", () => {
    const served = rows.filter(({ status, route }) => status !== "missing" && /\/(accounts|zones)\//.test(route));
    const unknown = served.filter(({ route }) => {
      const [method = "", path = ""] = route.split(" ");
      const accepted = acceptedPermissions(method, path.replace(/^\/\w+\/:\w+/, "").replace(/:\w+/g, "x"));
      return accepted === undefined || accepted.length === 0;
    });
    expect(unknown).toEqual([]);
  });
});
