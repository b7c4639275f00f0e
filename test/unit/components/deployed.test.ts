// L1: mocks. What the component says is deployed, in the words of both APIs: what a verification compares with.
import { describe, expect, it } from "vitest";
import { ClaimToken, OktaAccess, type OktaAccessArgs } from "../../../components";
import { MOCK, type MockAnswers, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";
const MINIMAL: OktaAccessArgs = {
  accountId: "f037e56e89293a057740de681ac9abbe",
  teamDomain: "acme.cloudflareaccess.com",
  oktaOrgUrl: "https://acme.okta.com",
};
const DIRECTORY: MockAnswers = {
  groups: [{ id: "00gEmployees", name: "Employees" }],
  users: [{ id: "00uAda", login: "ada@example.com", email: "ada.l@example.com" }],
};

async function deployed(args: OktaAccessArgs) {
  const deployment = await MockDeployment.start(DIRECTORY);
  const access = await deployment.run(() => new OktaAccess("access", args));
  return outputValue(access.deployed);
}

describe("what is deployed", () => {
  it("has the defaults of both sides", async () => {
    const found = await deployed(MINIMAL);
    expect(found.loginMethod.declared).toEqual({
      name: "Okta",
      type: "okta",
      config: { okta_account: "https://acme.okta.com", client_id: MOCK.clientId, pkce_enabled: true },
      scim_config: {
        enabled: true,
        user_deprovision: true,
        seat_deprovision: false,
        identity_update_behavior: "reauth",
      },
    });
    expect(found.signInApp.declared).toMatchObject({
      label: "Cloudflare Access",
      settings: { oauthClient: { redirect_uris: [CALLBACK], issuer_mode: "ORG_URL" } },
    });
    expect(found.oidc).toMatchObject({
      issuer: "https://acme.okta.com",
      groupsClaim: { name: "groups", regex: ".*", onApp: true },
    });
    expect(found).not.toHaveProperty("authorizationServer");
  });

  it("says no more of SCIM than that it is off", async () => {
    const found = await deployed({ ...MINIMAL, scim: { enabled: false } });
    expect(found.loginMethod.declared.scim_config).toEqual({ enabled: false });
    expect(found).not.toHaveProperty("scim");
  });

  it("has groups and people by id, and where the connection is set up", async () => {
    const { signInApp, scim, groupNames } = await deployed({
      ...MINIMAL,
      groups: { staff: { existing: { name: "Employees" } }, pushed: { create: { name: "access-engineering" } } },
      oidc: { assignedGroups: ["staff"], assignedUsers: ["ada@example.com"] },
      scim: { assignedGroups: ["staff"], pushGroups: ["pushed"], deactivateUsers: false },
    });
    expect(signInApp.assignments).toEqual({
      groups: { staff: "00gEmployees" },
      users: { "ada@example.com": "00uAda" },
    });
    expect(scim).toMatchObject({
      connection: "api",
      complete: true,
      features: { createUsers: true, updateUsers: true, deactivateUsers: false },
      app: { id: MOCK.scimAppId, assignments: { groups: { staff: "00gEmployees" }, users: {} } },
    });
    expect(Object.keys(scim?.pushGroups ?? {})).toEqual(["pushed"]);
    expect(scim?.page).toMatch(
      /^https:\/\/acme-admin\.okta\.com\/admin\/app\/.+#tab-user-management\/api-credentials$/,
    );
    expect(groupNames).toEqual({ staff: "Employees", pushed: "access-engineering" });
  });

  const claims = {
    department: { name: "department", expression: "user.department" },
    team: { name: "team", groups: "access-.*", token: ClaimToken.Access, alwaysInclude: true },
  };

  it.each([
    ["https://acme.okta.com", "ORG_URL"],
    ["https://login.acme.com", "DYNAMIC"],
  ])("has a created authorization server at %s", async (oktaOrgUrl, issuerMode) => {
    const { authorizationServer } = await deployed({
      ...MINIMAL,
      oktaOrgUrl,
      oidc: { groupsClaim: { regex: "access-.*" } },
      authorizationServer: { create: { name: "Cloudflare" }, claims },
    });
    const filter = { valueType: "GROUPS", group_filter_type: "REGEX", value: "access-.*" };
    expect(authorizationServer).toEqual({
      id: "access-authorization-server-server-id",
      declared: { status: "ACTIVE", name: "Cloudflare", audiences: ["https://acme.cloudflareaccess.com"], issuerMode },
      claims: [
        { name: "groups", claimType: "IDENTITY", alwaysIncludeInToken: true, ...filter },
        {
          name: "department",
          claimType: "IDENTITY",
          alwaysIncludeInToken: true,
          valueType: "EXPRESSION",
          value: "user.department",
        },
        { name: "team", claimType: "RESOURCE", alwaysIncludeInToken: true, ...filter },
      ],
      policyName: "Cloudflare Access",
    });
  });

  it("declares of an adopted authorization server only that it is active, and no groups claim that it has", async () => {
    const { authorizationServer } = await deployed({
      ...MINIMAL,
      authorizationServer: {
        existing: { id: "default" },
        createGroupsClaim: false,
        createGroupsScope: true,
        policyName: "P",
      },
    });
    expect(authorizationServer).toMatchObject({ declared: { status: "ACTIVE" }, claims: [], policyName: "P" });
  });
});
