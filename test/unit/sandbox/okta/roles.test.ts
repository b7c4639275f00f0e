import { describe, expect, it } from "vitest";
import type { AdminRole } from "../../../../sandbox/okta/access/permissions";
import { OktaApi, oidcAppBody } from "../../../support/okta-api";

/** One call for each thing that the roles differ in. The ids exist, so that a permitted call succeeds. */
const CALLS: Record<string, [method: string, path: string, body?: unknown]> = {
  "view apps": ["GET", "/api/v1/apps"],
  "add an OIDC app": ["POST", "/api/v1/apps", oidcAppBody("Another")],
  "add a SAML app": ["POST", "/api/v1/apps", { name: "scim2headerauth", label: "SCIM", signOnMode: "SAML_2_0" }],
  "assign a group": ["PUT", "/api/v1/apps/0oaPayroll0000000000/groups/00gSales000000000000", {}],
  "view groups": ["GET", "/api/v1/groups"],
  "create a group": ["POST", "/api/v1/groups", { profile: { name: "Another" } }],
  "add a member": ["PUT", "/api/v1/groups/00gSales000000000000/users/00uadaokafor00000000"],
  "delete a group": ["DELETE", "/api/v1/groups/00gContractors000000"],
  "view people": ["GET", "/api/v1/users"],
  "view a person's groups": ["GET", "/api/v1/users/ada.okafor@acme.example/groups"],
  "view sign-in policies": ["GET", "/api/v1/policies?type=ACCESS_POLICY"],
  "view authorization servers": ["GET", "/api/v1/authorizationServers"],
  "add an authorization server": [
    "POST",
    "/api/v1/authorizationServers",
    { name: "Another", description: "", audiences: ["api://x"] },
  ],
  "view administrators": ["GET", "/api/v1/users/ada.okafor@acme.example/roles"],
};

async function permitted(...roles: AdminRole[]): Promise<string[]> {
  const api = new OktaApi();
  api.okta.changeSettings({ apiTokenRoles: roles });
  const able: string[] = [];
  for (const [name, [method, path, body]] of Object.entries(CALLS)) {
    const { status, json } = await api.call(method, path, body);
    if (status === 403) {
      expect(json.errorCode).toBe("E0000006");
    } else {
      expect([name, status < 300]).toEqual([name, true]);
      able.push(name);
    }
  }
  expect((await api.call("GET", "/api/v1/users/me")).status).toBe(200);
  return able;
}

describe("administrator roles", () => {
  it("of the super administrator open everything, none open nothing", async () => {
    expect(await permitted("SUPER_ADMIN")).toEqual(Object.keys(CALLS));
    expect(await permitted()).toEqual([]);
    expect(await permitted("REPORT_ADMIN")).toEqual([]);
  });

  it("divide apps, groups and authorization servers between them, as Okta's comparison has it", async () => {
    expect(await permitted("ORG_ADMIN")).toEqual([
      "view groups",
      "create a group",
      "add a member",
      "delete a group",
      "view people",
      "view a person's groups",
      "view sign-in policies",
      "view authorization servers",
    ]);
    expect(await permitted("APP_ADMIN")).toEqual([
      "view apps",
      "add an OIDC app",
      "add a SAML app",
      "assign a group",
      "view groups",
      "view people",
      "view a person's groups",
      "view sign-in policies",
    ]);
    expect(await permitted("USER_ADMIN")).toEqual([
      "view groups",
      "add a member",
      "view people",
      "view a person's groups",
    ]);
  });

  it("give the API access management administrator OIDC apps only", async () => {
    const able = await permitted("API_ACCESS_MANAGEMENT_ADMIN");
    expect(able).toContain("add an OIDC app");
    expect(able).toContain("add an authorization server");
    expect(able).not.toContain("add a SAML app");
    expect(able).not.toContain("view sign-in policies");
  });

  it("let the read-only administrator view, not change", async () => {
    const able = await permitted("READ_ONLY_ADMIN");
    expect(able).toEqual(Object.keys(CALLS).filter((name) => /^view (?!administrators)/.test(name)));
  });

  it("add up, and can be custom", async () => {
    expect(await permitted("USER_ADMIN", { permissions: ["okta.groups.create"] })).toContain("create a group");
    expect(await permitted({ permissions: ["okta.groups.manage"] })).toEqual([
      "view groups",
      "create a group",
      "add a member",
      "delete a group",
    ]);
    // What Cloudflare's token for people with more than 100 groups needs.
    expect(await permitted({ permissions: ["okta.users.read", "okta.groups.read"] })).toEqual([
      "view groups",
      "view people",
      "view a person's groups",
    ]);
  });
});
