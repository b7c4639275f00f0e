import { describe, expect, it } from "vitest";
import {
  APPLICATION_COVERAGE,
  COVERAGE,
  SCIM_COVERAGE,
  SELECTOR_COVERAGE,
  TEAM_COVERAGE,
} from "../../../../sandbox/cloudflare/coverage";
import type { AccessPolicy } from "../../../../sandbox/cloudflare/entities";
import { API_PATH } from "../../../../sandbox/cloudflare/environment";
import { createCloudflare } from "../../../../sandbox/cloudflare/index";
import type { Login } from "../../../../sandbox/cloudflare/login/context";
import { decide } from "../../../../sandbox/cloudflare/login/evaluator";
import { PendingLogins } from "../../../../sandbox/cloudflare/login/pending-logins";
import { protectedRoutes } from "../../../../sandbox/cloudflare/login/protected";
import { teamRoutes } from "../../../../sandbox/cloudflare/login/team";
import { Tickets } from "../../../../sandbox/cloudflare/login/tickets";
import { Tokens } from "../../../../sandbox/cloudflare/login/tokens";
import { acceptedPermissions } from "../../../../sandbox/cloudflare/permissions";
import { SELECTORS } from "../../../../sandbox/cloudflare/rules";
import { scimRoutes } from "../../../../sandbox/cloudflare/scim/routes";

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

function login(): Login {
  const { store, sessions } = createCloudflare();
  const tokens = new Tokens(store, sessions);
  return { store, sessions, hosts: {}, tokens, pending: new PendingLogins(), tickets: new Tickets() };
}

describe.each([
  { side: "SCIM service", rows: SCIM_COVERAGE, app: scimRoutes(createCloudflare().store), base: "/:idp/scim/v2" },
  { side: "team domain", rows: TEAM_COVERAGE, app: teamRoutes(login()), base: "" },
  { side: "protected application", rows: APPLICATION_COVERAGE, app: protectedRoutes(login()), base: "" },
])("the coverage table of a $side", ({ rows, app, base }) => {
  const routes = app.routes
    .filter(({ method, path }) => method !== "ALL" && path !== "/favicon.ico")
    .map(({ method, path }) => `${method} ${path.slice(base.length)}`);

  it("has every route, and calls missing only what is not there", () => {
    const named = (isMissing: boolean): string[] =>
      rows.filter(({ status }) => (status === "missing") === isMissing).map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(routes)].sort()).toEqual(named(false).sort());
    expect(named(true).filter((route) => routes.includes(route))).toEqual([]);
  });

  it("has each endpoint once, and says of everything that is not whole what it lacks", () => {
    expect(new Set(rows.map(({ method, path }) => `${method} ${path}`)).size).toBe(rows.length);
    expect(rows.filter(({ status, note }) => status !== "supported" && note === "")).toEqual([]);
  });
});

describe("the coverage of what a rule can ask for", () => {
  const idp = { id: "okta-1", type: "okta" };
  const identity = {
    email: "lena@acme.example",
    name: "Lena",
    idp,
    groups: ["a"],
    oidc_fields: { c: "v" },
    amr: ["pwd"],
  };

  it("has every selector that a rule may have", () => {
    expect(Object.keys(SELECTOR_COVERAGE).sort()).toEqual(Object.keys(SELECTORS).sort());
  });

  it.each(Object.entries(SELECTOR_COVERAGE))("is right about %s", (selector, { status }) => {
    const policy = {
      decision: "allow",
      include: [{ [selector]: { identity_provider_id: idp.id } }],
      require: [],
      exclude: [],
    } as unknown as AccessPolicy;
    const { trace } = decide([policy], { identity, ip: "192.0.2.1", country: "DE" }, () => undefined);
    expect(trace[0]?.matched === "unknown").toBe(status === "missing");
  });
});
