// L0: the whole configuration in, everything that a person reads out. The engine tests show that nothing is created.
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadConfig } from "../../../config";
import { saml } from "../../../config/settings/saml";
import { formatIssue, UserError } from "../../../lib/errors";
import { ODD_AUTHORIZATION_SERVERS } from "../../support/bad-authorization-server";
import { BAD_STACKS, type BadConfig, type StackValues, stackValues } from "../../support/bad-config";
import { BAD_SETTINGS } from "../../support/bad-settings";
import { MockDeployment } from "../../support/pulumi-mocks";
import { COMBINED_CHANGES, SAML_CHANGES } from "../../support/saml-settings";
import { outputValue } from "../../support/value-of";

const S = "okta-cloudflare-access:settings";
const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
let deployment: MockDeployment;

beforeEach(async () => {
  deployment = await MockDeployment.start();
});
afterEach(() => warn.mockClear());

function load({ values, secretKeys }: StackValues) {
  pulumi.runtime.setAllConfig(values, [...secretKeys]);
  return loadConfig();
}

function refusal(stack: StackValues): UserError {
  try {
    load(stack);
  } catch (error) {
    if (error instanceof UserError) {
      return error;
    }
    throw error;
  }
  throw new Error("The configuration was taken.");
}

describe("a bad configuration", () => {
  it("is tried in at least 40 ways, each named once", () => {
    const names = [...BAD_SETTINGS, ...BAD_STACKS].map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([...BAD_SETTINGS, ...BAD_STACKS])("is refused: $name", (row) => {
    const error = refusal(stackValues(row));

    const problems = row.messages.length === 1 ? "there is a problem" : `there are ${row.messages.length} problems`;
    expect(error.message.split("\n")).toEqual([
      `Stack "test" cannot be deployed: ${problems} in its configuration. Nothing was changed.`,
      ...row.messages,
    ]);
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.issues.map(formatIssue)).toEqual(row.messages);
    expect(pulumi.RunError.isInstance(error), "Pulumi prints it without a stack trace").toBe(true);
    expect(warn, "no warnings beside errors").not.toHaveBeenCalled();
    expect(deployment.registered).toEqual([]);
  });
});

describe("a good configuration", () => {
  it("is that of a stack without Access objects, without warnings", () => {
    const { settings } = load(stackValues());

    expect(warn).not.toHaveBeenCalled();
    expect(settings).toEqual({
      accountId: "5a0d00c10fda7eacce55000000000001",
      team: "acme.cloudflareaccess.com",
      groupResources: "perGroup",
      takeOverGroups: false,
      verify: "off",
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
      oidc: {
        appLabel: "Cloudflare Access",
        groupsClaim: { name: "groups", regex: ".*" },
        assignedGroups: ["engineering", "finance"],
        assignedUsers: [],
      },
      protocol: "oidc",
      saml: saml.parse({}),
      identityProvider: { name: "Okta", pkce: true, claims: ["department"], protect: false },
      scim: {
        enabled: true,
        appLabel: "Cloudflare Access SCIM",
        deprovisionUsers: true,
        removeSeats: false,
        groupMembershipChange: "reauthenticate",
        createUsers: true,
        updateUsers: true,
        deactivateUsers: true,
        connection: "api",
        consoleDone: false,
        assignedGroups: ["engineering", "finance"],
        assignedUsers: [],
        pushGroups: ["access-engineering", "access-finance"],
      },
      access: { loginMethods: {}, groups: {}, policies: {}, applications: {} },
      lockoutGuard: {},
    });
  });

  it("hands tokens on as secrets", async () => {
    const { okta, cloudflare } = load(stackValues());

    expect(Object.keys(okta).sort()).toEqual(["apiToken", "baseUrl", "orgName"]);
    expect(await outputValue(okta.apiToken)).toBe("00fake-api-token-of-the-tests-0000000000000");
    expect(await pulumi.isSecret(okta.apiToken as pulumi.Output<string>)).toBe(true);
    expect(await outputValue(cloudflare.apiToken)).toBe("fake-cloudflare-token-of-the-tests-0000000");
    expect(await pulumi.isSecret(cloudflare.apiToken)).toBe(true);
  });

  it("hands on the Okta API token for people with more than 100 groups, as a secret", async () => {
    const { groupsApiToken } = load(stackValues({ config: { "okta-cloudflare-access:groupsApiToken": "00token" } }));
    expect(await outputValue(groupsApiToken)).toBe("00token");
    expect(await pulumi.isSecret(groupsApiToken as pulumi.Output<string>)).toBe(true);
    expect(load(stackValues())).not.toHaveProperty("groupsApiToken");
  });

  it("may sign in to Okta as a service app, with every other option of the provider", async () => {
    const { okta } = load(
      stackValues({
        settings: { authorizationServer: { existing: { id: "aus1234567890ABCDEFG" } } },
        config: {
          "okta:apiToken": undefined,
          "okta:privateKey": "fake-private-key",
          "okta:privateKeyId": "kid",
          "okta:clientId": "0oa1gjh63g214q0Hq0g4",
          "okta:scopes": '["okta.apps.manage","okta.groups.manage"]',
          "okta:backoff": "false",
          "okta:maxRetries": "3",
          "okta:httpProxy": "http://127.0.0.1:7001",
        },
      }),
    );

    const { privateKey, ...plain } = okta;
    expect(plain).toEqual({
      orgName: "acme",
      baseUrl: "okta.com",
      privateKeyId: "kid",
      clientId: "0oa1gjh63g214q0Hq0g4",
      scopes: ["okta.apps.manage", "okta.groups.manage"],
      backoff: false,
      maxRetries: 3,
      httpProxy: "http://127.0.0.1:7001",
    });
    expect(await pulumi.isSecret(privateKey as pulumi.Output<string>)).toBe(true);
  });

  it("takes Okta's usual domain when none is given", () => {
    expect(load(stackValues({ config: { "okta:baseUrl": undefined } })).okta.baseUrl).toBe("okta.com");
  });

  it("leaves config of other packages alone", () => {
    expect(() => load(stackValues({ config: { "pulumi:tags": "x", "aws:region": "eu-west-1" } }))).not.toThrow();
  });

  it.each([
    ["two apps", SAML_CHANGES],
    ["one app", COMBINED_CHANGES],
    ["the groups attribute in other letter case", { ...SAML_CHANGES, "saml.groupsAttribute": { name: "Groups" } }],
  ])("may sign in with SAML: %s", (_, settings) => {
    load(stackValues({ settings }));
    expect(warn).not.toHaveBeenCalled();
  });

  it("may use an OAuth service app with SAML, whose groups need no API token", () => {
    load(
      stackValues({
        settings: SAML_CHANGES,
        config: { "okta:apiToken": undefined, "okta:accessToken": "an-access-token" },
      }),
    );
    expect(warn).not.toHaveBeenCalled();
  });

  it("may have SCIM off while its groups are still listed", () => {
    load(stackValues({ settings: { "scim.enabled": false } }));
    expect(warn).not.toHaveBeenCalled();
  });
});

const WARNINGS: readonly BadConfig[] = [
  {
    name: "a regex that keeps a pushed group out of the token",
    settings: { "oidc.groupsClaim": { regex: "access-e.*" } },
    messages: [
      `${S}.scim.pushGroups[1]: the group "access-finance" is pushed to Access, but ${S}.oidc.groupsClaim.regex keeps it out of the ID token: a policy that names it never matches. Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or do not push the group.`,
    ],
  },
  {
    name: "a regex that matches only the beginning of a pushed group's name",
    settings: { "oidc.groupsClaim": { regex: "^access-" } },
    messages: [
      `${S}.scim.pushGroups[0]: the group "access-engineering" is pushed to Access, but ${S}.oidc.groupsClaim.regex keeps it out of the ID token: a policy that names it never matches. Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or do not push the group.`,
      `${S}.scim.pushGroups[1]: the group "access-finance" is pushed to Access, but ${S}.oidc.groupsClaim.regex keeps it out of the ID token: a policy that names it never matches. Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or do not push the group.`,
    ],
  },
  {
    name: "nobody assigned to the OIDC app",
    settings: {
      "oidc.assignedGroups": [],
      "groups.access-finance": undefined,
      "scim.pushGroups": ["access-engineering"],
    },
    messages: [
      `${S}.oidc.assignedGroups: nobody is assigned to the OIDC app, so nobody can log in. List a group or a user.`,
      `${S}.scim.pushGroups[0]: the group "access-engineering" is pushed to Access, but nobody in the OIDC assignment can carry it: a policy that names it never matches. Assign its members in ${S}.oidc.assignedGroups.`,
    ],
  },
  {
    name: "nobody assigned to the OIDC app, and a pushed group known by its id only",
    settings: {
      "oidc.assignedGroups": [],
      "groups.access-engineering": { existing: { id: "00g1emaKYZTWRYYRRTSK" } },
      "groups.access-finance": undefined,
      "scim.pushGroups": ["access-engineering"],
    },
    messages: [
      `${S}.oidc.assignedGroups: nobody is assigned to the OIDC app, so nobody can log in. List a group or a user.`,
      `${S}.scim.pushGroups[0]: the group "access-engineering" is pushed to Access, but nobody in the OIDC assignment can carry it: a policy that names it never matches. Assign its members in ${S}.oidc.assignedGroups.`,
    ],
  },
  {
    name: "nobody assigned to the SCIM app",
    settings: { "scim.assignedGroups": [] },
    messages: [
      `${S}.scim.assignedGroups: nobody is assigned to the SCIM app, so the pushed groups arrive without members. Assign the members of the pushed groups, through another group.`,
      `${S}.scim.assignedGroups: "engineering" and "finance" may log in but are not assigned for provisioning: the session of someone who leaves lives until it expires. Add the group here too, unless its members are covered by another one.`,
    ],
  },
  {
    name: "users created and never deactivated",
    settings: { "scim.deactivateUsers": false },
    messages: [
      `${S}.scim.deactivateUsers: Okta creates users in Cloudflare but never tells it when one leaves. Set it to true.`,
    ],
  },
  {
    name: "a group that may log in and is not provisioned",
    settings: { "scim.assignedGroups": ["engineering"] },
    messages: [
      `${S}.scim.assignedGroups: "finance" may log in but is not assigned for provisioning: the session of someone who leaves lives until it expires. Add the group here too, unless its members are covered by another one.`,
    ],
  },
  {
    name: "a regex that keeps a pushed group out of the SAML assertion",
    settings: { ...SAML_CHANGES, "saml.groupsAttribute": { regex: "access-e.*" } },
    messages: [
      `${S}.scim.pushGroups[1]: the group "access-finance" is pushed to Access, but ${S}.saml.groupsAttribute.regex keeps it out of the SAML assertion: a policy that names it never matches. Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or do not push the group.`,
    ],
  },
  {
    name: "groups in an attribute that Cloudflare does not take for groups",
    settings: { ...SAML_CHANGES, "saml.groupsAttribute": { name: "teams" } },
    messages: [
      `${S}.saml.groupsAttribute.name: Cloudflare takes only an attribute called "groups" for a person's groups; this one is an attribute like the others, and groups that SCIM changes are not seen in it. Leave it at "groups".`,
    ],
  },
  {
    name: "nobody assigned to the one app for sign-in and SCIM",
    settings: {
      ...COMBINED_CHANGES,
      "saml.assignedGroups": [],
      "groups.engineering": undefined,
      "groups.finance": undefined,
      "groups.access-finance": undefined,
      "scim.pushGroups": ["access-engineering"],
    },
    messages: [
      `${S}.saml.assignedGroups: nobody is assigned to the SAML app, so nobody can log in. List a group or a user.`,
      `${S}.scim.pushGroups[0]: the group "access-engineering" is pushed to Access, but nobody in the SAML assignment can carry it: a policy that names it never matches. Assign its members in ${S}.saml.assignedGroups.`,
    ],
  },
  {
    name: "a group that may log in with SAML and is not provisioned",
    settings: { ...SAML_CHANGES, "scim.assignedGroups": ["engineering"] },
    messages: [
      `${S}.scim.assignedGroups: "finance" may log in but is not assigned for provisioning: the session of someone who leaves lives until it expires. Add the group here too, unless its members are covered by another one.`,
    ],
  },
  {
    name: "a group in no list",
    settings: { "groups.sales": { existing: { name: "Sales" } } },
    messages: [`${S}.groups.sales: is in no list. Use it, or remove it.`],
  },
  ...ODD_AUTHORIZATION_SERVERS,
];

describe("a configuration with a catch", () => {
  it.each(WARNINGS)("is deployed with a warning: $name", (row) => {
    load(stackValues(row));

    expect(warn.mock.calls.map(([message]) => message)).toEqual(row.messages);
  });
});
