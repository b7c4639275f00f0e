// L1: mocks. Proves what is registered, in which order it waits, what is secret, and that nothing follows a connection
// that Okta did not take. That a failed run loses nothing is shown on the engine.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  ApplicationUsernameFormat,
  GroupResources,
  OktaScimApp,
  type OktaScimAppArgs,
  ScimConnection,
} from "../../../components";
import { MOCK, type MockAnswers, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const MINIMAL: OktaScimAppArgs = {
  label: "Cloudflare Access SCIM",
  scimBaseUrl: MOCK.scimBaseUrl,
  scimSecret: MOCK.scimSecret,
};
const COMPLETE: OktaScimAppArgs = {
  ...MINIMAL,
  assignedGroups: { staff: "00g1", board: "00g2" },
  assignedUsers: { "ada@example.com": { userId: "00u1", username: "ada@example.com" } },
  pushGroups: { engineering: "00g3", finance: "00g4" },
};
const APP = {
  type: "okta:app/saml:Saml",
  name: "scim-app",
  inputs: {
    label: "Cloudflare Access SCIM",
    preconfiguredApp: "scim2headerauth",
    userNameTemplate: "${source.email}",
    userNameTemplateType: "BUILT_IN",
    hideWeb: true,
    hideIos: true,
  },
};
const CONNECTION = {
  type: "okta:app/connection:Connection",
  name: "scim-connection",
  inputs: {
    idProperty: MOCK.scimAppId,
    action: "activate",
    baseUrl: MOCK.scimBaseUrl,
    profile: { authScheme: "TOKEN", token: { secret: MOCK.scimSecret } },
  },
};
const FEATURES = {
  type: "okta:app/features:Features",
  name: "scim-provisioning",
  inputs: {
    appId: MOCK.scimAppId,
    name: "USER_PROVISIONING",
    status: "ENABLED",
    capabilities: {
      create: { lifecycleCreate: { status: "ENABLED" } },
      update: {
        profile: { status: "ENABLED" },
        lifecycleDeactivate: { status: "ENABLED" },
        password: { status: "DISABLED", seed: "RANDOM", change: "KEEP_EXISTING" },
      },
    },
  },
};
const ASSIGNMENTS = [
  {
    type: "okta:app/groupAssignment:GroupAssignment",
    name: "scim-group-board",
    inputs: { appId: MOCK.scimAppId, groupId: "00g2" },
  },
  {
    type: "okta:app/groupAssignment:GroupAssignment",
    name: "scim-group-staff",
    inputs: { appId: MOCK.scimAppId, groupId: "00g1" },
  },
  {
    type: "okta:app/user:User",
    name: "scim-user-ada@example.com",
    inputs: { appId: MOCK.scimAppId, userId: "00u1", username: "ada@example.com" },
  },
];
const pushed = (key: string, sourceGroupId: string) => ({
  type: "okta:index/pushGroup:PushGroup",
  name: `scim-push-${key}`,
  inputs: { appId: MOCK.scimAppId, sourceGroupId, status: "ACTIVE", deleteTargetGroupOnDestroy: true },
});
const PUSH_GROUPS = [pushed("engineering", "00g3"), pushed("finance", "00g4")];

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

async function deploy(args: OktaScimAppArgs, answers: MockAnswers = {}) {
  const deployment = await MockDeployment.start(answers);
  const app = await deployment.run(() => new OktaScimApp("scim", args));
  return { app, deployment };
}

describe("OktaScimApp, connected by the API", () => {
  it("is the app, its connection and its provisioning settings when nobody is assigned", async () => {
    const { app, deployment } = await deploy(MINIMAL);

    expect(deployment.resources()).toEqual([APP, CONNECTION, FEATURES]);
    expect(await outputValue(app.appId)).toBe(MOCK.scimAppId);
    expect(await outputValue(app.appName)).toBe("scim2headerauth");
    expect(app.pushGroupMappingIds).toEqual({});
  });

  it("assigns and pushes, one resource each", async () => {
    const { app, deployment } = await deploy(COMPLETE);

    expect(deployment.resources()).toEqual([APP, CONNECTION, FEATURES, ...ASSIGNMENTS, ...PUSH_GROUPS].sort(byName));
    expect(deployment.registered.filter(({ parent }) => parent !== "scim").map(({ name }) => name)).toEqual(["scim"]);
    expect(await outputValue(app.pushGroupMappingIds)).toEqual({
      engineering: "scim-push-engineering-id",
      finance: "scim-push-finance-id",
    });
  });

  it("assigns and pushes in one resource each where it is asked to, with nobody in them too", async () => {
    const groupResources = { per: GroupResources.PerApp, protect: true };
    const { app, deployment } = await deploy(
      { ...COMPLETE, groupResources },
      { outputs: { "scim-push-groups": { mappings: { engineering: "gPm1", finance: "gPm2" } } } },
    );
    const assignments = deployment.resource("scim-group-assignments");
    const pushes = deployment.resource("scim-push-groups");
    expect(assignments.inputs).toEqual({ appId: MOCK.scimAppId, groups: { staff: "00g1", board: "00g2" } });
    expect(assignments.dependsOn).toEqual(["scim-app", "scim-provisioning"]);
    expect(pushes.inputs).toEqual({
      appId: MOCK.scimAppId,
      groups: { engineering: "00g3", finance: "00g4" },
      deleteTargetGroupOnDestroy: true,
    });
    expect(pushes.dependsOn).toEqual([
      "scim-app",
      "scim-group-assignments",
      "scim-provisioning",
      "scim-user-ada@example.com",
    ]);
    expect(await outputValue(app.pushGroupMappingIds)).toEqual({ engineering: "gPm1", finance: "gPm2" });

    const none = await deploy({ ...MINIMAL, groupResources: { ...groupResources, takeOver: true } });
    expect(none.deployment.resource("scim-group-assignments").inputs).toMatchObject({ groups: {}, takeOver: true });
    expect(none.deployment.resource("scim-push-groups").inputs).toMatchObject({ groups: {}, takeOver: true });
  });

  it("waits: settings for the connection, assignments for the settings, push groups for the assignments", async () => {
    const { deployment } = await deploy(COMPLETE);

    expect(deployment.resource("scim-provisioning").dependsOn).toEqual(["scim-app", "scim-connection"]);
    for (const { name } of ASSIGNMENTS) {
      expect(deployment.resource(name).dependsOn).toEqual(["scim-app", "scim-provisioning"]);
    }
    for (const { name } of PUSH_GROUPS) {
      expect(deployment.resource(name).dependsOn).toEqual(
        ["scim-app", "scim-provisioning", ...ASSIGNMENTS.map((assignment) => assignment.name)].sort(),
      );
    }
  });

  it("replaces what the provider would move to another app in place, and leaves deletion to the app", async () => {
    const { deployment } = await deploy(COMPLETE);

    expect(deployment.resource("scim-connection")).toMatchObject({
      replaceOnChanges: ["idProperty"],
      deletedWith: "scim-app",
    });
    expect(deployment.resource("scim-provisioning")).toMatchObject({
      replaceOnChanges: ["appId"],
      deletedWith: "scim-app",
    });
    expect(deployment.resource("scim-user-ada@example.com").replaceOnChanges).toEqual(["appId", "userId"]);
    expect(deployment.resource("scim-push-finance").deleteBeforeReplace).toBe(true);
  });

  it("has the SCIM secret nowhere in the clear, and hands none of its arguments to the engine", async () => {
    const { deployment } = await deploy(COMPLETE);

    expect(deployment.resource("scim").inputs).toEqual({});
    const clear = JSON.stringify(deployment.registered).replaceAll(`{"secret":"${MOCK.scimSecret}"}`, "");
    expect(clear).not.toContain(MOCK.scimSecret);
    expect(deployment.resource("scim-connection").additionalSecretOutputs).toEqual([]);
  });

  it("writes the base URL in the clear even when it comes with a secret", async () => {
    const { deployment } = await deploy({ ...MINIMAL, scimBaseUrl: pulumi.secret(MOCK.scimBaseUrl) });
    expect(deployment.resource("scim-connection").inputs.baseUrl).toBe(MOCK.scimBaseUrl);
  });

  const UNKNOWN = `OktaScimApp "scim": Okta answered success but did not take the SCIM connection (authentication scheme UNKNOWN): this organization does not let the API set it for this app. Everything deployed so far is kept. Set connection to "console" (okta-cloudflare-access:settings.scim.connection) and run pulumi up again: it finishes this phase and says what to enter where in the Okta Admin Console.`;

  it("stops with advice when Okta answers UNKNOWN, and registers nothing after that", async () => {
    const deployment = await MockDeployment.start({
      outputs: { "scim-connection": { profile: { authScheme: "UNKNOWN" } } },
    });
    const messages = await deployment.fail(() => new OktaScimApp("scim", COMPLETE));

    expect(messages).toEqual([UNKNOWN]);
    expect(deployment.names()).toEqual(["scim", "scim-app", "scim-connection"]);
  });

  it.each<[string, Partial<OktaScimAppArgs>, "secret" | "endpoint"]>([
    ["secret", { scimSecret: "" }, "secret"],
    ["secret that is known late", { scimSecret: pulumi.secret(Promise.resolve("")) }, "secret"],
    ["endpoint", { scimBaseUrl: pulumi.output("") }, "endpoint"],
    ["endpoint and no secret", { scimBaseUrl: pulumi.output(""), scimSecret: "" }, "endpoint"],
  ])("stops with advice when there is no %s, before Okta's connection is touched", async (_, args, missing) => {
    const deployment = await MockDeployment.start();
    const messages = await deployment.fail(() => new OktaScimApp("scim", { ...COMPLETE, ...args }));

    expect(messages).toEqual([
      `OktaScimApp "scim": Cloudflare gave no SCIM ${missing} for the identity provider, so the connection in Okta was left as it is. Cloudflare answers the secret once: not for an identity provider that was imported, and not always when SCIM was turned off and on again. Have a new one made: npm run rotate -- scim-secret. Or select "Regenerate Secret" at the identity provider in Cloudflare Zero Trust, enter it in the Okta Admin Console by hand, and set connection to "console" with consoleDone true (okta-cloudflare-access:settings.scim). Or, where a moment without this login method is acceptable, replace the identity provider: pulumi up --replace with its URN.`,
    ]);
    expect(deployment.names()).toEqual(["scim", "scim-app"]);
  });

  const features = (create: string, update: string, deactivate: string) => ({
    ...FEATURES.inputs.capabilities,
    create: { lifecycleCreate: { status: create } },
    update: {
      ...FEATURES.inputs.capabilities.update,
      profile: { status: update },
      lifecycleDeactivate: { status: deactivate },
    },
  });
  it.each<[string, Partial<OktaScimAppArgs>, object]>([
    ["Create Users", { createUsers: false }, features("DISABLED", "ENABLED", "ENABLED")],
    ["Update User Attributes", { updateUsers: false }, features("ENABLED", "DISABLED", "ENABLED")],
    ["Deactivate Users", { deactivateUsers: false }, features("ENABLED", "ENABLED", "DISABLED")],
  ])("turns off %s and nothing else", async (_, args, capabilities) => {
    const { deployment } = await deploy({ ...MINIMAL, ...args });
    expect(deployment.resources()).toEqual([
      APP,
      CONNECTION,
      { ...FEATURES, inputs: { ...FEATURES.inputs, capabilities } },
    ]);
  });

  it("may know people by their Okta username", async () => {
    const { deployment } = await deploy({
      ...MINIMAL,
      applicationUsernameFormat: ApplicationUsernameFormat.OktaUsername,
    });
    expect(deployment.resource("scim-app").inputs).toEqual({ ...APP.inputs, userNameTemplate: "${source.login}" });
  });

  it("does not take a push group for assigned because of what every object inherits", async () => {
    const { deployment } = await deploy({ ...MINIMAL, pushGroups: { constructor: "00g3" } });
    expect(deployment.names()).toContain("scim-push-constructor");
  });
});

describe("OktaScimApp, connected in the console", () => {
  it("is the app and its assignments while that is not done; settings and push groups wait", async () => {
    const { app, deployment } = await deploy({ ...COMPLETE, connection: ScimConnection.Console });

    expect(deployment.resources()).toEqual([APP, ...ASSIGNMENTS]);
    for (const { name } of ASSIGNMENTS) {
      expect(deployment.resource(name).dependsOn).toEqual(["scim-app"]);
    }
    expect(app.pushGroupMappingIds).toEqual({});
  });

  it("has everything but the connection once that is done", async () => {
    const { deployment } = await deploy({ ...COMPLETE, connection: ScimConnection.Console, consoleDone: true });

    expect(deployment.resources()).toEqual([APP, FEATURES, ...ASSIGNMENTS, ...PUSH_GROUPS].sort(byName));
    expect(deployment.resource("scim-provisioning").dependsOn).toEqual(["scim-app"]);
    for (const { name } of ASSIGNMENTS) {
      expect(deployment.resource(name).dependsOn).toEqual(["scim-app", "scim-provisioning"]);
    }
  });

  it("needs no secret", async () => {
    const { deployment } = await deploy({
      ...MINIMAL,
      scimSecret: "",
      connection: ScimConnection.Console,
      consoleDone: true,
    });
    expect(deployment.resources()).toEqual([APP, FEATURES]);
  });
});

describe("OktaScimApp", () => {
  it("refuses what is wrong with its arguments, all of it at once, before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    expect(
      () =>
        new OktaScimApp("scim", {
          label: "",
          scimBaseUrl: "http://acme.cloudflareaccess.com/scim/v2",
          scimSecret: MOCK.scimSecret,
          consoleDone: true,
          assignedGroups: { "A B": "00g1", staff: "00g2", board: "00g3" },
          pushGroups: { staff: "00g2", board: "00g3", C: "00g4" },
        }),
    ).toThrow(
      [
        'OktaScimApp "scim", label: must have 1 to 100 characters. Choose another label.',
        'OktaScimApp "scim", scimBaseUrl: is not an https URL. Copy "SCIM Endpoint" from Cloudflare Zero Trust.',
        'OktaScimApp "scim", assignedGroups["A B"]: is not a key: a key is part of resource names. Use lower-case letters, digits and hyphens, at most 60.',
        'OktaScimApp "scim", pushGroups["C"]: is not a key: a key is part of resource names. Use lower-case letters, digits and hyphens, at most 60.',
        'OktaScimApp "scim", pushGroups: "staff" and "board" would be assigned and pushed, and Okta does not support one group for both. Assign a second group with the same members, and push this one.',
        'OktaScimApp "scim", consoleDone: has no meaning with connection "api". Remove it, or set connection to "console".',
      ].join("\n"),
    );
    expect(deployment.names()).toEqual([]);
  });
});

describe("sign-in through the SCIM app", () => {
  const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";
  const WITH_SIGN_ON: OktaScimAppArgs = { ...MINIMAL, signOn: { teamDomain: "acme.cloudflareaccess.com" } };

  it("is its sibling's settings and attribute statements, and nothing else", async () => {
    const { app, deployment } = await deploy(WITH_SIGN_ON);
    const namespace = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";
    expect(deployment.resource("scim-app").inputs).toEqual({
      ...APP.inputs,
      appSettingsJson: JSON.stringify({ acsUrl: CALLBACK, audienceUri: CALLBACK }),
      attributeStatements: [
        { type: "EXPRESSION", name: "email", namespace, values: ["user.email"] },
        { type: "GROUP", name: "groups", namespace, filterType: "REGEX", filterValue: ".*", values: [] },
      ],
    });
    expect(await outputValue(app.ssoUrl)).toBe(MOCK.ssoUrl);
    expect(await outputValue(app.issuer)).toBe(MOCK.issuer);
    expect(await outputValue(app.certificate)).toBe(MOCK.certificate);
  });

  it("is not there when it is not asked for", async () => {
    const { app } = await deploy(MINIMAL);
    expect([app.ssoUrl, app.issuer, app.certificate]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ["the settings", { appSettingsJson: JSON.stringify({ acsUrl: CALLBACK }) }, '"audienceUri"'],
    ["one statement", { attributeStatements: [{ name: "email" }] }, '"groups"'],
    ["another address", { appSettingsJson: `{"acsUrl":"${CALLBACK}","audienceUri":"https://x"}` }, '"audienceUri"'],
    [
      "nothing at all",
      { appSettingsJson: "{}", attributeStatements: [] },
      '"acsUrl", "audienceUri", "email", and "groups"',
    ],
  ])("is read back: %s is not enough", async (_, outputs, missing) => {
    const deployment = await MockDeployment.start({ outputs: { "scim-app": outputs } });
    const messages = await deployment.fail(() => new OktaScimApp("scim", WITH_SIGN_ON));
    expect(messages).toEqual([
      expect.stringContaining(
        `OktaScimApp "scim": Okta answered success but did not take the sign-on settings ${missing}: `,
      ),
    ]);
  });

  it("refuses what is wrong with its arguments", () => {
    expect(
      () => new OktaScimApp("scim", { ...MINIMAL, signOn: { teamDomain: "acme", attributes: { groups: "x" } } }),
    ).toThrow(
      [
        'OktaScimApp "scim", signOn.teamDomain: is not a team domain. Write it like "acme.cloudflareaccess.com".',
        'OktaScimApp "scim", signOn.attributes["groups"]: is sent in any case. Remove it; groupsAttribute says which groups are sent.',
      ].join("\n"),
    );
  });
});
