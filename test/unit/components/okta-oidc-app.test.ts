// L1: mocks. Proves what is registered, with which options, and what is secret.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { OidcIssuerMode, OktaOidcApp, type OktaOidcAppArgs } from "../../../components";
import { MOCK, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const MINIMAL: OktaOidcAppArgs = { label: "Cloudflare Access", teamDomain: "acme.cloudflareaccess.com" };
const APP_INPUTS = {
  label: "Cloudflare Access",
  type: "web",
  grantTypes: ["authorization_code"],
  responseTypes: ["code"],
  redirectUris: ["https://acme.cloudflareaccess.com/cdn-cgi/access/callback"],
  tokenEndpointAuthMethod: "client_secret_basic",
  pkceRequired: true,
  issuerMode: "ORG_URL",
  groupsClaim: { type: "FILTER", filterType: "REGEX", name: "groups", value: ".*" },
};

async function deploy(args: OktaOidcAppArgs) {
  const deployment = await MockDeployment.start();
  const app = await deployment.run(() => new OktaOidcApp("login", args));
  return { app, deployment };
}

describe("OktaOidcApp", () => {
  it("is one application when nobody is assigned", async () => {
    const { app, deployment } = await deploy(MINIMAL);

    expect(deployment.resources()).toEqual([{ type: "okta:app/oAuth:OAuth", name: "login-app", inputs: APP_INPUTS }]);
    expect(deployment.resource("login")).toMatchObject({
      type: "okta-cloudflare-access:index:OktaOidcApp",
      // Arguments of the component itself would show in every plan as a second update.
      inputs: {},
    });
    expect(deployment.resource("login-app").parent).toBe("login");
    expect(await outputValue(app.appId)).toBe(MOCK.oidcAppId);
    expect(await outputValue(app.clientId)).toBe(MOCK.clientId);
    expect(await outputValue(app.redirectUri)).toBe("https://acme.cloudflareaccess.com/cdn-cgi/access/callback");
  });

  it("has one secret: the client secret", async () => {
    const { app } = await deploy(MINIMAL);

    expect(await outputValue(app.clientSecret)).toBe(MOCK.clientSecret);
    expect(await pulumi.isSecret(app.clientSecret)).toBe(true);
    expect(await Promise.all([app.appId, app.clientId, app.redirectUri].map(pulumi.isSecret))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("stops where nobody knows the client secret: the login method would be written without one", async () => {
    const deployment = await MockDeployment.start({ outputs: { "login-app": { clientSecret: undefined } } });
    const errors = await deployment.fail(() => new OktaOidcApp("login", MINIMAL));

    expect(errors.join("\n")).toContain('OktaOidcApp "login": the stack has no client secret for it');
  });

  it("names its authentication policy", async () => {
    const { deployment } = await deploy({ ...MINIMAL, authenticationPolicy: "rst1gjh63g214q0Hq0g4" });

    expect(deployment.resource("login-app").inputs).toEqual({
      ...APP_INPUTS,
      authenticationPolicy: "rst1gjh63g214q0Hq0g4",
    });
  });

  it("assigns groups and users, one resource each, gone with the app", async () => {
    const { deployment } = await deploy({
      ...MINIMAL,
      assignedGroups: { staff: "00g1", board: "00g2" },
      assignedUsers: { "ada@example.com": { userId: "00u1", username: "ada@example.com" } },
    });

    expect(deployment.resources().slice(1)).toEqual([
      {
        type: "okta:app/groupAssignment:GroupAssignment",
        name: "login-group-board",
        inputs: { appId: MOCK.oidcAppId, groupId: "00g2" },
      },
      {
        type: "okta:app/groupAssignment:GroupAssignment",
        name: "login-group-staff",
        inputs: { appId: MOCK.oidcAppId, groupId: "00g1" },
      },
      {
        type: "okta:app/user:User",
        name: "login-user-ada@example.com",
        inputs: { appId: MOCK.oidcAppId, userId: "00u1", username: "ada@example.com" },
      },
    ]);
    for (const name of ["login-group-board", "login-group-staff", "login-user-ada@example.com"]) {
      expect(deployment.resource(name)).toMatchObject({ parent: "login", deletedWith: "login-app" });
    }
  });

  it("moves to another person by replacing the assignment, not by renaming it", async () => {
    const { deployment } = await deploy({ ...MINIMAL, assignedUsers: { ada: { userId: "00u1", username: "ada" } } });
    expect(deployment.resource("login-user-ada").replaceOnChanges).toEqual(["appId", "userId"]);
  });

  it.each<[string, Partial<OktaOidcAppArgs>, object]>([
    ["without PKCE", { pkceRequired: false }, { pkceRequired: false }],
    ["with a dynamic issuer", { issuerMode: OidcIssuerMode.Dynamic }, { issuerMode: "DYNAMIC" }],
    [
      "with another claim name",
      { groupsClaim: { name: "teams" } },
      { groupsClaim: { ...APP_INPUTS.groupsClaim, name: "teams" } },
    ],
    [
      "with a filter",
      { groupsClaim: { regex: "access-.*" } },
      { groupsClaim: { ...APP_INPUTS.groupsClaim, value: "access-.*" } },
    ],
    [
      "with an Output for a filter, which is not checked",
      { groupsClaim: { regex: pulumi.output("(") } },
      { groupsClaim: { ...APP_INPUTS.groupsClaim, value: "(" } },
    ],
    [
      "of a team that is an Output",
      { teamDomain: pulumi.output("other.cloudflareaccess.com") },
      { redirectUris: ["https://other.cloudflareaccess.com/cdn-cgi/access/callback"] },
    ],
  ])("differs in nothing else %s", async (_, args, inputs) => {
    const { deployment } = await deploy({ ...MINIMAL, ...args });
    expect(deployment.resource("login-app").inputs).toEqual({ ...APP_INPUTS, ...inputs });
  });

  it("refuses what is wrong with its arguments, all of it at once, before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    expect(
      () =>
        new OktaOidcApp("login", {
          label: "x".repeat(101),
          teamDomain: "acme",
          groupsClaim: { regex: "(" },
          assignedGroups: { "A B": "00g1" },
        }),
    ).toThrow(
      [
        'OktaOidcApp "login", label: must have 1 to 100 characters. Choose another label.',
        'OktaOidcApp "login", teamDomain: is not a team domain. Write it like "acme.cloudflareaccess.com".',
        'OktaOidcApp "login", groupsClaim.regex: is not a regular expression. Correct it, or leave it out for ".*".',
        'OktaOidcApp "login", assignedGroups["A B"]: is not a key: a key is part of resource names. Use lower-case letters, digits and hyphens, at most 60.',
      ].join("\n"),
    );
    expect(deployment.names()).toEqual([]);
  });
});
