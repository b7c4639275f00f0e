import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { loadConfig, oktaAccessArgs, providersArgs, type StackConfig } from "../../../config";
import { stackValues } from "../../support/bad-config";
import { TEST_CERTIFICATE } from "../../support/certificates";
import type { Changes } from "../../support/changed-settings";
import { MockDeployment } from "../../support/pulumi-mocks";
import { COMBINED_CHANGES, SAML_CHANGES } from "../../support/saml-settings";
import { outputValue } from "../../support/value-of";

beforeEach(async () => {
  await MockDeployment.start();
});

function load(settings: Changes = {}, config: Record<string, string> = {}): StackConfig {
  const { values, secretKeys } = stackValues({ settings, config });
  pulumi.runtime.setAllConfig(values, [...secretKeys]);
  return loadConfig();
}

describe("oktaAccessArgs", () => {
  it("turns a stack's settings into the component's arguments", () => {
    expect(oktaAccessArgs(load())).toStrictEqual({
      accountId: "5a0d00c10fda7eacce55000000000001",
      teamDomain: "acme.cloudflareaccess.com",
      oktaOrgUrl: "https://acme.okta.com",
      groups: {
        engineering: { existing: { name: "Engineering" } },
        finance: { existing: { name: "Finance" } },
        "access-engineering": {
          create: {
            name: "access-engineering",
            description: "Pushed to Cloudflare Access for policies on engineering applications",
          },
        },
        "access-finance": {
          create: {
            name: "access-finance",
            description: "Pushed to Cloudflare Access for policies on finance applications",
          },
        },
      },
      protocol: "oidc",
      oidc: {
        appLabel: "Cloudflare Access",
        groupsClaim: { name: "groups", regex: ".*" },
        assignedGroups: ["engineering", "finance"],
        assignedUsers: [],
      },
      identityProvider: { name: "Okta", pkce: true, claims: ["department"], protect: false },
      scim: {
        enabled: true,
        appLabel: "Cloudflare Access SCIM",
        deprovisionUsers: true,
        removeSeats: false,
        groupMembershipChange: "reauth",
        createUsers: true,
        updateUsers: true,
        deactivateUsers: true,
        connection: "api",
        consoleDone: false,
        assignedGroups: ["engineering", "finance"],
        assignedUsers: [],
        pushGroups: ["access-engineering", "access-finance"],
      },
      groupResources: "perGroup",
      takeOverGroups: false,
      verify: "off",
    });
  });

  it("gives only the sections of SAML with SAML, with the API's words", () => {
    const args = oktaAccessArgs(
      load({
        ...SAML_CHANGES,
        "saml.signatureAlgorithm": "RSA-SHA1",
        "saml.requestCertificate": TEST_CERTIFICATE,
        "saml.headers": { department: "X-Department" },
      }),
    );
    expect(args).not.toHaveProperty("oidc");
    expect(args.protocol).toBe("saml");
    expect(args.saml).toStrictEqual({
      appLabel: "Cloudflare Access",
      combined: false,
      groupsAttribute: { name: "groups", regex: ".*" },
      attributes: { department: "user.department" },
      headers: { department: "X-Department" },
      responseSigned: true,
      assertionSigned: true,
      signatureAlgorithm: "RSA_SHA1",
      digestAlgorithm: "SHA256",
      signRequests: true,
      requestCertificate: TEST_CERTIFICATE,
      assignedGroups: ["engineering", "finance"],
      assignedUsers: [],
    });
    expect(args.identityProvider).toMatchObject({ name: "Okta" });
    expect(args.identityProvider).not.toHaveProperty("pkce");
    expect(args.identityProvider).not.toHaveProperty("claims");
    expect(args.scim?.appLabel).toBe("Cloudflare Access SCIM");
  });

  it("gives the SCIM app no label of its own where one app is both", () => {
    const args = oktaAccessArgs(load(COMBINED_CHANGES));
    expect(args.saml?.combined).toBe(true);
    expect(args.saml).not.toHaveProperty("requestCertificate");
    expect(args.scim).not.toHaveProperty("appLabel");
    expect(args.scim).toMatchObject({ assignedGroups: [], pushGroups: ["access-engineering", "access-finance"] });
  });

  it.each([
    ["reauthenticate", "reauth"],
    ["automatic", "automatic"],
    ["none", "no_action"],
  ])("says the console's %s in the API's word %s", (console, api) => {
    const { scim } = oktaAccessArgs(load({ "scim.groupMembershipChange": console }));
    expect(scim?.groupMembershipChange).toBe(api);
  });

  it("passes on a group's id, an authorization server and the Admin Console", () => {
    const args = oktaAccessArgs(
      load(
        {
          "groups.finance": { existing: { id: "00g1emaKYZTWRYYRRTSK" } },
          authorizationServer: { existing: { id: "aus1234567890ABCDEFG" } },
          oktaAdminUrl: "https://acme-admin.okta.com/admin/dashboard",
        },
        { "okta:orgName": "login", "okta:baseUrl": "acme.example" },
      ),
    );
    expect(args.groups?.finance).toStrictEqual({ existing: { id: "00g1emaKYZTWRYYRRTSK" } });
    expect(args.authorizationServer).toStrictEqual({
      existing: { id: "aus1234567890ABCDEFG" },
      createGroupsClaim: true,
      claims: {},
      policyName: "Cloudflare Access",
      accessTokenLifetimeMinutes: 60,
    });
    expect(args.oktaAdminUrl).toBe("https://acme-admin.okta.com");
    expect(args.oktaOrgUrl).toBe("https://login.acme.example");
  });
});

describe("a custom authorization server", () => {
  it("says the console's words in the API's", () => {
    const { authorizationServer } = oktaAccessArgs(
      load({
        "identityProvider.claims": undefined,
        authorizationServer: {
          create: { issuerMode: "customUrl", audiences: ["api://access"] },
          groupsScope: "create",
          groupsClaim: "existing",
          claims: { team: { name: "team", groups: "team-.*" } },
        },
      }),
    );
    expect(authorizationServer).toStrictEqual({
      create: { name: "Cloudflare Access", description: "", audiences: ["api://access"], issuerMode: "CUSTOM_URL" },
      createGroupsScope: true,
      createGroupsClaim: false,
      claims: { team: { name: "team", groups: "team-.*", token: "id", alwaysInclude: true, scopes: [] } },
      policyName: "Cloudflare Access",
      accessTokenLifetimeMinutes: 60,
    });
    expect(oktaAccessArgs(load())).not.toHaveProperty("authorizationServer");
  });
});

describe("the Okta API token for many groups", () => {
  it("is handed on, and calls for the project's own provider", async () => {
    const config = { "okta-cloudflare-access:groupsApiToken": "00token" };
    expect(await outputValue(oktaAccessArgs(load({}, config)).groupsApiToken)).toBe("00token");
    expect(await outputValue(providersArgs(load({}, config)).own?.cloudflareApiToken)).toBe(
      "fake-cloudflare-token-of-the-tests-0000000",
    );
    expect(oktaAccessArgs(load())).not.toHaveProperty("groupsApiToken");
    expect(providersArgs(load())).not.toHaveProperty("own");
  });
});

describe("rotation", () => {
  it.each([
    ["scim", { "scim.secretRotation": 1 }, { secretRotation: "1" }],
    ["scim", { "scim.secretRotation": "2026-12-01" }, { secretRotation: "2026-12-01" }],
    [
      "oidc",
      { "oidc.clientSecretRotation": "2", "oidc.clientSecretOverlap": 5 },
      { clientSecretRotation: "2", clientSecretOverlap: 5 },
    ],
  ] as const)("of %s is handed on as text, and calls for the project's own provider: %j", (section, settings, args) => {
    const config = load(settings);
    expect(oktaAccessArgs(config)[section]).toMatchObject(args);
    expect(providersArgs(config)).toHaveProperty("own");
  });

  it.each([
    ["a date that is none", { "scim.secretRotation": true }, "is neither a date nor a counter"],
    ["a counter below zero", { "oidc.clientSecretRotation": -1 }, "is neither a date nor a counter"],
    ["half a second", { "oidc.clientSecretOverlap": 0.5 }, "is not a number of seconds"],
    ["two hours", { "oidc.clientSecretOverlap": 7_200 }, "is more than an hour"],
  ])("refuses %s", (_what, settings, message) => {
    expect(() => load(settings)).toThrow(message);
  });

  it("hands on a SCIM secret that was made by hand", async () => {
    const config = load({}, { "okta-cloudflare-access:scimSecret": "by-hand" });
    expect(await outputValue(oktaAccessArgs(config).scimSecret)).toBe("by-hand");
    expect(providersArgs(config)).not.toHaveProperty("own");
  });
});

describe("providersArgs", () => {
  it("gives both providers what is configured and nothing else", async () => {
    const { okta, cloudflare } = providersArgs(
      load({}, { "okta:httpProxy": "http://127.0.0.1:7001", "cloudflare:baseUrl": "http://127.0.0.1:7002/client/v4" }),
    );
    const { apiToken: oktaToken, ...oktaPlain } = okta;
    const { apiToken: cloudflareToken, ...cloudflarePlain } = cloudflare;
    expect(oktaPlain).toStrictEqual({ orgName: "acme", baseUrl: "okta.com", httpProxy: "http://127.0.0.1:7001" });
    expect(cloudflarePlain).toStrictEqual({ baseUrl: "http://127.0.0.1:7002/client/v4" });
    expect(await outputValue(oktaToken)).toBe("00fake-api-token-of-the-tests-0000000000000");
    expect(await outputValue(cloudflareToken)).toBe("fake-cloudflare-token-of-the-tests-0000000");
  });

  it("gives ours the ways to both vendors when something verifies, and where their hosts are", async () => {
    const { own } = providersArgs(
      load(
        { verify: "warn" },
        {
          "okta:httpProxy": "http://127.0.0.1:7001",
          "okta-cloudflare-access:connectTo": '{"acme.cloudflareaccess.com":"http://127.0.0.1:7002"}',
        },
      ),
    );
    expect(own?.oktaOrgUrl).toBe("https://acme.okta.com");
    expect(own?.connectTo).toEqual({
      "acme.okta.com": "http://127.0.0.1:7001",
      "acme.cloudflareaccess.com": "http://127.0.0.1:7002",
    });
    expect(await outputValue(own?.oktaApiToken)).toBe("00fake-api-token-of-the-tests-0000000000000");
    expect(pulumi.isSecret(own?.oktaApiToken as pulumi.Output<string>)).toBeTruthy();
  });
});
