// L1: mocks. Proves what is registered, with which options, and what is refused.
import { describe, expect, it } from "vitest";
import {
  AuthorizationServerIssuerMode,
  ClaimToken,
  OktaAuthorizationServer,
  type OktaAuthorizationServerArgs,
} from "../../../components";
import { MOCK, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const COMMON = { teamDomain: "acme.cloudflareaccess.com", clientId: MOCK.clientId };
const CREATED: OktaAuthorizationServerArgs = { ...COMMON, create: { name: "Cloudflare Access" } };
const ADOPTED: OktaAuthorizationServerArgs = { ...COMMON, existing: { id: "aus1234567890ABCDEFG" } };

const SERVER = {
  type: "okta:auth/server:Server",
  name: "claims-server",
  inputs: {
    name: "Cloudflare Access",
    description: "",
    audiences: ["https://acme.cloudflareaccess.com"],
    issuerMode: "ORG_URL",
  },
};
const GROUPS_CLAIM = {
  type: "okta:auth/serverClaim:ServerClaim",
  name: "claims-claim-groups",
  inputs: {
    authServerId: "claims-server-id",
    name: "groups",
    claimType: "IDENTITY",
    alwaysIncludeInToken: true,
    valueType: "GROUPS",
    groupFilterType: "REGEX",
    value: ".*",
  },
};
const SCOPE = {
  type: "okta:auth/serverScope:ServerScope",
  name: "claims-scope-groups",
  inputs: {
    authServerId: "claims-server-id",
    name: "groups",
    displayName: "Groups",
    description: "The names of a person's groups, for policies of Cloudflare Access",
    consent: "IMPLICIT",
  },
};
const POLICY = [
  {
    type: "okta:auth/serverPolicy:ServerPolicy",
    name: "claims-policy",
    inputs: {
      authServerId: "claims-server-id",
      name: "Cloudflare Access",
      description: "Logins to Cloudflare Access",
      priority: 1,
      clientWhitelists: [MOCK.clientId],
    },
  },
  {
    type: "okta:auth/serverPolicyRule:ServerPolicyRule",
    name: "claims-policy-rule",
    inputs: {
      authServerId: "claims-server-id",
      policyId: "claims-policy-id",
      name: "Log in",
      priority: 1,
      grantTypeWhitelists: ["authorization_code"],
      groupWhitelists: ["EVERYONE"],
      scopeWhitelists: ["openid", "profile", "email", "groups"],
      accessTokenLifetimeMinutes: 60,
    },
  },
];

async function deploy(args: OktaAuthorizationServerArgs) {
  const deployment = await MockDeployment.start();
  const server = await deployment.run(() => new OktaAuthorizationServer("claims", args));
  return { server, deployment };
}

describe("OktaAuthorizationServer", () => {
  it("is a server with scope, groups claim and a policy for one client", async () => {
    const { server, deployment } = await deploy(CREATED);

    expect(deployment.resources()).toEqual([GROUPS_CLAIM, ...POLICY, SCOPE, SERVER]);
    expect(await outputValue(server.authorizationServerId)).toBe("claims-server-id");
    for (const name of ["claim-groups", "policy", "scope-groups"]) {
      expect(deployment.resource(`claims-${name}`)).toMatchObject({
        parent: "claims",
        deletedWith: "claims-server",
        replaceOnChanges: ["authServerId"],
      });
    }
    expect(deployment.resource("claims-policy-rule")).toMatchObject({
      deletedWith: "claims-policy",
      replaceOnChanges: ["authServerId", "policyId"],
    });
    expect(deployment.resource("claims-claim-groups").dependsOn).toContain("claims-scope-groups");
  });

  it("takes every setting", async () => {
    const { deployment } = await deploy({
      ...COMMON,
      create: {
        name: "Identity",
        description: "For Access",
        audiences: ["api://access"],
        issuerMode: AuthorizationServerIssuerMode.CustomUrl,
      },
      groupsClaim: { name: "teams", regex: "access-.*" },
      claims: {
        department: { name: "department", expression: "user.department", scopes: ["profile"] },
        admins: { name: "admins", groups: "admin-.*", alwaysInclude: false },
        "for-apis": { name: "department", expression: "user.department", token: ClaimToken.Access },
      },
      policyName: "Access",
      accessTokenLifetimeMinutes: 5,
    });
    const inputs = (name: string) => deployment.resource(`claims-${name}`).inputs;

    expect(inputs("server")).toEqual({
      name: "Identity",
      description: "For Access",
      audiences: ["api://access"],
      issuerMode: "CUSTOM_URL",
    });
    expect(inputs("claim-groups")).toEqual({ ...GROUPS_CLAIM.inputs, name: "teams", value: "access-.*" });
    expect(inputs("claim-department")).toEqual({
      authServerId: "claims-server-id",
      name: "department",
      claimType: "IDENTITY",
      alwaysIncludeInToken: true,
      valueType: "EXPRESSION",
      value: "user.department",
      scopes: ["profile"],
    });
    expect(inputs("claim-admins")).toEqual({
      authServerId: "claims-server-id",
      name: "admins",
      claimType: "IDENTITY",
      alwaysIncludeInToken: false,
      valueType: "GROUPS",
      groupFilterType: "REGEX",
      value: "admin-.*",
    });
    expect(inputs("claim-for-apis")).toMatchObject({ claimType: "RESOURCE", alwaysIncludeInToken: true });
    expect(inputs("policy").name).toBe("Access");
    expect(inputs("policy-rule").accessTokenLifetimeMinutes).toBe(5);
  });

  it("only reads one that exists, and gives it what it is told to", async () => {
    const { deployment } = await deploy({ ...ADOPTED, groupsClaim: false });

    expect(deployment.names()).toEqual(["claims", "claims-policy", "claims-policy-rule"]);
    expect(deployment.resource("claims-policy")).toMatchObject({
      deletedWith: "",
      inputs: { authServerId: "aus1234567890ABCDEFG" },
    });

    const { deployment: more } = await deploy({ ...ADOPTED, createGroupsScope: true });
    expect(more.names()).toContain("claims-scope-groups");
    expect(more.names()).toContain("claims-claim-groups");
  });

  it.each<[string, Partial<OktaAuthorizationServerArgs>, string]>([
    ["neither server", { create: undefined as never }, "create: needs exactly one of create and existing."],
    ["both servers", { existing: { id: "default" } }, "create: needs exactly one of create and existing."],
    ["no name", { create: { name: " " } }, "create.name: must have 1 to 100 characters."],
    ["no audience", { create: { name: "n", audiences: [] } }, "create.audiences: is an empty list."],
    [
      "a new server without the groups scope",
      { createGroupsScope: false },
      'createGroupsScope: is false, and a server that is created has no scope "groups" yet',
    ],
    ["a token life out of range", { accessTokenLifetimeMinutes: 4 }, "accessTokenLifetimeMinutes: is not between 5"],
    ["a policy without a name", { policyName: "" }, "policyName: must have 1 to 100 characters."],
    ["a wrong key", { claims: { "A B": { name: "a", expression: "user.email" } } }, 'claims["A B"]: is not a key'],
    [
      "the key of the groups claim",
      { claims: { groups: { name: "a", expression: "user.email" } } },
      'claims["groups"]: is the key of the groups claim',
    ],
    ["a claim of nothing", { claims: { a: { name: "a" } } }, 'claims["a"]: needs exactly one of expression and groups'],
    [
      "a wrong filter",
      { claims: { a: { name: "a", groups: "(" } } },
      'claims["a"].groups: is not a regular expression',
    ],
    ["a wrong groups filter", { groupsClaim: { regex: "(" } }, "groupsClaim.regex: is not a regular expression"],
    [
      "the name of the groups claim",
      { claims: { a: { name: "groups", expression: "user.email" } } },
      'claims["a"].name: "groups" is the name of the claim "oidc.groupsClaim" too',
    ],
    [
      "one name twice",
      { claims: { a: { name: "x", expression: "user.email" }, b: { name: "x", groups: ".*" } } },
      'claims["b"].name: "x" is the name of the claim "a" too',
    ],
    [
      "an access token claim on request",
      { claims: { a: { name: "x", expression: "user.email", token: ClaimToken.Access, alwaysInclude: false } } },
      'claims["a"].alwaysInclude: is false for a claim of the access token',
    ],
  ])("refuses %s", async (_name, args, message) => {
    await MockDeployment.start();
    expect(() => new OktaAuthorizationServer("claims", { ...CREATED, ...args })).toThrow(
      `OktaAuthorizationServer "claims", ${message}`,
    );
  });

  it("looks whether a server that exists has the groups scope, only where it is not to get it", async () => {
    const { deployment } = await deploy(ADOPTED);
    expect(deployment.invoked).toEqual([
      { token: "okta:auth/getServerScopes:getServerScopes", inputs: { authServerId: "aus1234567890ABCDEFG" } },
    ]);
    expect((await deploy({ ...ADOPTED, createGroupsScope: true })).deployment.invoked).toEqual([]);
    expect((await deploy(CREATED)).deployment.invoked).toEqual([]);
  });

  it.each([
    [
      "has no groups scope",
      { scopes: ["openid", "email"] },
      'OktaAuthorizationServer "claims": the authorization server "aus1234567890ABCDEFG" has no scope "groups", which Cloudflare asks for: Okta would refuse every login. Let this stack create it (groupsScope: create, or createGroupsScope), or add it in Security > API > Scopes.',
    ],
    [
      "cannot be read",
      { functionError: "the API returned an error: 404 Not Found" },
      "okta: the authorization server's scopes could not be looked up: the API returned an error: 404 Not Found. Check",
    ],
  ])("stops where a server that exists %s", async (_what, answers, message) => {
    const deployment = await MockDeployment.start(answers);
    const [error] = await deployment.fail(() => new OktaAuthorizationServer("claims", ADOPTED));
    expect(error).toContain(message);
    expect(deployment.names()).toEqual(["claims"]);
  });

  it("refuses an id that is none", async () => {
    await MockDeployment.start();
    expect(() => new OktaAuthorizationServer("claims", { ...COMMON, existing: { id: "cloudflare" } })).toThrow(
      'existing.id: is not an authorization server id. An id has 20 characters and starts with "aus"',
    );
  });
});
