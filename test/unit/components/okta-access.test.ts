// L1: mocks. Proves that the parts are wired to each other, and what a person is told. The exact inputs of each part
// are shown in the part's own tests; what a plan says of changes is shown on the engine.
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ClaimToken, OktaAccess, type OktaAccessArgs, type OktaGroupArgs, ScimConnection } from "../../../components";
import { MOCK, type MockAnswers, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const IDENTITY_PROVIDER = "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider";
const ACCOUNT = "f037e56e89293a057740de681ac9abbe";
const GROUPS: Record<string, OktaGroupArgs> = {
  staff: { existing: { name: "Employees" } },
  board: { existing: { id: "00g1emaKYZTWRYYRRTSK" } },
  "access-engineering": { create: { name: "access-engineering" } },
};
const MINIMAL: OktaAccessArgs = {
  accountId: ACCOUNT,
  teamDomain: "acme.cloudflareaccess.com",
  oktaOrgUrl: "https://acme.okta.com",
};
const COMPLETE: OktaAccessArgs = {
  ...MINIMAL,
  groups: GROUPS,
  oidc: { assignedGroups: ["staff", "board"], assignedUsers: ["ada@example.com"] },
  authorizationServer: {
    create: { name: "Cloudflare" },
    claims: {
      department: { name: "department", expression: "user.department" },
      audience: { name: "team", expression: "user.team", token: ClaimToken.Access },
    },
  },
  identityProvider: { name: "Okta (test)" },
  scim: {
    assignedGroups: ["staff"],
    assignedUsers: ["ada@example.com", "bob@example.com"],
    pushGroups: ["access-engineering"],
  },
};
const DIRECTORY: MockAnswers = {
  groups: [{ id: "00gEmployees", name: "Employees" }],
  users: [
    { id: "00uAda", login: "ada@example.com", email: "ada.l@example.com" },
    { id: "00uBob", login: "bob@example.com", email: "bob@example.com" },
  ],
};

async function deploy(args: OktaAccessArgs, answers: MockAnswers = DIRECTORY) {
  const deployment = await MockDeployment.start(answers);
  const access = await deployment.run(() => new OktaAccess("access", args));
  return { access, deployment };
}

describe("OktaAccess", () => {
  it("is a tree of components and what they are made of", async () => {
    const { deployment } = await deploy(COMPLETE);

    const tree = Object.fromEntries(deployment.registered.map(({ name, parent }) => [name, parent]));
    expect(tree).toEqual({
      access: "",
      "access-groups": "access",
      "access-groups-access-engineering": "access-groups",
      "access-oidc": "access",
      "access-oidc-app": "access-oidc",
      "access-oidc-group-board": "access-oidc",
      "access-oidc-group-staff": "access-oidc",
      "access-oidc-user-ada@example.com": "access-oidc",
      "access-authorization-server": "access",
      "access-authorization-server-claim-audience": "access-authorization-server",
      "access-authorization-server-claim-department": "access-authorization-server",
      "access-authorization-server-claim-groups": "access-authorization-server",
      "access-authorization-server-policy": "access-authorization-server",
      "access-authorization-server-policy-rule": "access-authorization-server",
      "access-authorization-server-scope-groups": "access-authorization-server",
      "access-authorization-server-server": "access-authorization-server",
      "access-cloudflare": "access",
      "access-cloudflare-identity-provider": "access-cloudflare",
      "access-scim": "access",
      "access-scim-app": "access-scim",
      "access-scim-connection": "access-scim",
      "access-scim-provisioning": "access-scim",
      "access-scim-group-staff": "access-scim",
      "access-scim-user-ada@example.com": "access-scim",
      "access-scim-user-bob@example.com": "access-scim",
      "access-scim-push-access-engineering": "access-scim",
    });
  });

  it("hands the client to the identity provider and the SCIM endpoint to the SCIM app", async () => {
    const { deployment } = await deploy(COMPLETE);

    expect(deployment.resource("access-cloudflare-identity-provider").inputs).toEqual({
      accountId: ACCOUNT,
      name: "Okta (test)",
      type: "okta",
      config: {
        oktaAccount: "https://acme.okta.com",
        clientId: MOCK.clientId,
        clientSecret: { secret: MOCK.clientSecret },
        pkceEnabled: true,
        claims: ["department"],
        authorizationServerId: "access-authorization-server-server-id",
      },
      scimConfig: { enabled: true, userDeprovision: true, seatDeprovision: false, identityUpdateBehavior: "reauth" },
    });
    expect(deployment.resource("access-scim-connection").inputs).toMatchObject({
      baseUrl: MOCK.scimBaseUrl,
      profile: { token: { secret: MOCK.scimSecret } },
    });
  });

  it("has the groups claim on the custom authorization server, whose claims the login method names", async () => {
    const custom = { create: { name: "Cloudflare" }, claims: { a: { name: "team", expression: "user.team" } } };
    const oidc = { groupsClaim: { name: "groups", regex: "access-.*" } };
    const config = ({ deployment }: Awaited<ReturnType<typeof deploy>>) =>
      deployment.resource("access-cloudflare-identity-provider").inputs.config as { claims?: string[] };

    const created = await deploy({ ...MINIMAL, oidc, authorizationServer: custom });
    expect(created.deployment.resource("access-oidc-app").inputs).not.toHaveProperty("groupsClaim");
    expect(created.deployment.resource("access-authorization-server-claim-groups").inputs.value).toBe("access-.*");
    expect(created.deployment.resource("access-authorization-server-policy").inputs.clientWhitelists).toEqual([
      MOCK.clientId,
    ]);
    expect(created.deployment.resource("access-authorization-server-server").inputs.issuerMode).toBe("ORG_URL");
    expect(config(created).claims).toEqual(["team"]);

    const adopted = await deploy({
      ...MINIMAL,
      oidc,
      authorizationServer: {
        ...custom,
        create: undefined as never,
        existing: { id: "default" },
        createGroupsClaim: false,
      },
      identityProvider: { claims: ["other"] },
    });
    expect(adopted.deployment.names()).not.toContain("access-authorization-server-claim-groups");
    expect(adopted.deployment.resource("access-cloudflare-identity-provider").inputs.config).toMatchObject({
      claims: ["other"],
      authorizationServerId: "default",
    });

    const customDomain = await deploy({
      ...MINIMAL,
      oktaOrgUrl: "https://login.acme.com",
      authorizationServer: custom,
    });
    expect(customDomain.deployment.resource("access-authorization-server-server").inputs.issuerMode).toBe("DYNAMIC");

    const without = await deploy({ ...MINIMAL, oidc });
    expect(without.deployment.names().filter((name) => name.includes("authorization-server"))).toEqual([]);
    expect(without.deployment.resource("access-oidc-app").inputs.groupsClaim).toMatchObject({ value: "access-.*" });
    expect(config(without)).not.toHaveProperty("claims");
  });

  it("refuses a wrong authorization server before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    expect(() => new OktaAccess("access", { ...MINIMAL, authorizationServer: { existing: { id: "x" } } })).toThrow(
      'OktaAccess "access", authorizationServer.existing.id: is not an authorization server id.',
    );
    expect(deployment.registered).toEqual([]);
  });

  it("refuses claims that nothing creates on a server that is created", async () => {
    const deployment = await MockDeployment.start();
    const custom = { claims: { a: { name: "team", expression: "user.team" } } };
    const identityProvider = { claims: ["email", "groups", "team", "teem"] };
    expect(
      () =>
        new OktaAccess("access", {
          ...MINIMAL,
          authorizationServer: { create: { name: "Cloudflare" }, ...custom },
          identityProvider,
        }),
    ).toThrow(
      'OktaAccess "access", identityProvider.claims[3]: "teem" is no claim in the ID token of the authorization server that this stack creates. Did you mean "team"?',
    );
    expect(deployment.registered).toEqual([]);

    const existing = { existing: { id: "default" }, ...custom };
    const adopted = await deploy({ ...MINIMAL, authorizationServer: existing, identityProvider });
    expect(adopted.deployment.resource("access-cloudflare-identity-provider").inputs.config).toMatchObject({
      claims: identityProvider.claims,
    });
  });

  it("warns of people whom Cloudflare cannot tell apart, and not of logins that are no address", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    const users = [
      { id: "00u1", login: "ada", email: "Ada@example.com" },
      { id: "00u2", login: "ada-admin", email: "ada@example.com" },
      { id: "00u3", login: "bob", email: "bob@example.com" },
    ];
    await deploy({ ...MINIMAL, oidc: { assignedUsers: ["ada", "bob"] }, scim: { assignedUsers: ["ada"] } }, { users });
    expect(warn).not.toHaveBeenCalled();
    await deploy(
      { ...MINIMAL, oidc: { assignedUsers: ["ada", "bob"] }, scim: { assignedUsers: ["ada-admin"] } },
      { users },
    );
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      'OktaAccess "access", assigned users: "ada" and "ada-admin" have the same e-mail address, by which Cloudflare knows people: it takes them for one person, and SCIM provisions one of them. Give each an address of their own in Okta.',
    ]);
    warn.mockRestore();
  });

  it("sets the Okta API token again whenever the login method is written", async () => {
    const token = async (args: Partial<OktaAccessArgs>, answers?: MockAnswers) => {
      const { deployment } = await deploy({ ...MINIMAL, groupsApiToken: "00token", ...args }, answers);
      return deployment.resource("access-groups-api-token");
    };
    const { type, inputs } = await token({});
    const triggers = inputs.triggers as Record<string, unknown>;
    expect({ type, inputs }).toEqual({
      type: "okta-cloudflare-access:index:IdentityProviderApiToken",
      inputs: {
        accountId: ACCOUNT,
        identityProviderId: MOCK.identityProviderId,
        clientSecret: { secret: MOCK.clientSecret },
        apiToken: { secret: "00token" },
        triggers: {
          name: "Okta",
          oktaAccount: "https://acme.okta.com",
          clientId: MOCK.clientId,
          clientSecret: { secret: expect.stringMatching(/^[0-9a-f]{64}$/) },
          pkce: "true",
          claims: "[]",
          authorizationServerId: "",
          scim: '{"enabled":true}',
        },
      },
    });
    const changes: [string, Partial<OktaAccessArgs>, MockAnswers?][] = [
      ["name", { identityProvider: { name: "Work" } }],
      ["oktaAccount", { oktaOrgUrl: "https://other.okta.com" }],
      ["clientId", {}, { outputs: { "access-oidc-app": { clientId: "0oaother" } } }],
      ["clientSecret", {}, { outputs: { "access-oidc-app": { clientSecret: "other" } } }],
      ["pkce", { identityProvider: { pkce: false } }],
      ["claims", { identityProvider: { claims: ["team"] } }],
      ["authorizationServerId", { authorizationServer: { existing: { id: "default" } } }],
      ["scim", { scim: { removeSeats: true } }],
    ];
    for (const [changed, args, answers] of changes) {
      const other = (await token(args, answers)).inputs.triggers as Record<string, unknown>;
      expect(
        Object.keys(triggers).filter((key) => JSON.stringify(triggers[key]) !== JSON.stringify(other[key])),
      ).toEqual([changed]);
    }
    const { deployment } = await deploy(MINIMAL);
    expect(deployment.names()).not.toContain("access-groups-api-token");
  });

  it("assigns by the ids that were found: by login for sign-in, by e-mail for provisioning", async () => {
    const { access, deployment } = await deploy(COMPLETE);
    const inputs = (name: string) => deployment.resource(`access-${name}`).inputs;

    expect(inputs("oidc-group-staff").groupId).toBe("00gEmployees");
    expect(inputs("oidc-group-board").groupId).toBe("00g1emaKYZTWRYYRRTSK");
    expect(inputs("scim-push-access-engineering").sourceGroupId).toBe("access-groups-access-engineering-id");
    expect(inputs("oidc-user-ada@example.com")).toMatchObject({ userId: "00uAda", username: "ada@example.com" });
    expect(inputs("scim-user-ada@example.com")).toMatchObject({ userId: "00uAda", username: "ada.l@example.com" });
    expect(await outputValue(access.groupIds)).toEqual({
      staff: "00gEmployees",
      board: "00g1emaKYZTWRYYRRTSK",
      "access-engineering": "access-groups-access-engineering-id",
    });
  });

  it("looks up all groups in one call and all users in one call, each login once", async () => {
    const { deployment } = await deploy(COMPLETE);

    expect(deployment.invoked).toHaveLength(2);
    expect(deployment.invoked).toContainEqual({
      token: "okta:index/getGroups:getGroups",
      inputs: { search: 'profile.name eq "Employees"' },
    });
    expect(deployment.invoked).toContainEqual({
      token: "okta:user/getUsers:getUsers",
      inputs: {
        compoundSearchOperator: "or",
        searches: [
          { name: "profile.login", comparison: "eq", value: "ada@example.com" },
          { name: "profile.login", comparison: "eq", value: "bob@example.com" },
        ],
      },
    });
  });

  it.each([
    [50, 1],
    [51, 2],
  ])("finds %i users in %i calls", async (count, calls) => {
    const users = Array.from({ length: count }, (_, n) => ({
      id: `00u${n}`,
      login: `u${n}@x.com`,
      email: `u${n}@x.com`,
    }));
    const { deployment } = await deploy(
      { ...MINIMAL, oidc: { assignedUsers: users.map(({ login }) => login) } },
      { users },
    );
    expect(deployment.invoked).toHaveLength(calls);
    expect(deployment.resource(`access-oidc-user-u${count - 1}@x.com`).inputs.userId).toBe(`00u${count - 1}`);
  });

  it("reports every login that nobody has", async () => {
    const deployment = await MockDeployment.start(DIRECTORY);
    const messages = await deployment.fail(
      () =>
        new OktaAccess("access", {
          ...MINIMAL,
          oidc: { assignedUsers: ["ada@example.com", "eve@example.com"] },
          scim: { assignedUsers: ["mallory@example.com"] },
        }),
    );
    expect(messages).toEqual([
      [
        'OktaAccess "access", assigned user: no user in Okta has the login "eve@example.com". Copy the login from Directory > People.',
        'OktaAccess "access", assigned user: no user in Okta has the login "mallory@example.com". Copy the login from Directory > People.',
      ].join("\n"),
    ]);
  });

  it("names the nearest login", async () => {
    const deployment = await MockDeployment.start(DIRECTORY);
    const [message] = await deployment.fail(
      () => new OktaAccess("access", { ...MINIMAL, oidc: { assignedUsers: ["ada@exmple.com"] } }),
    );
    expect(message).toContain('has the login "ada@exmple.com". Did you mean "ada@example.com"? Copy the login');
  });

  it("says in one line that Okta could not be asked, without a stack and without the SDK's wrapping", async () => {
    const deployment = await MockDeployment.start({
      functionError: "the API returned an error: Invalid token provided",
    });
    const messages = await deployment.fail(
      () => new OktaAccess("access", { ...MINIMAL, groups: GROUPS, oidc: { assignedUsers: ["ada@example.com"] } }),
    );
    expect(messages.sort()).toEqual(
      ["groups", "users"].map(
        (noun) =>
          `okta: the ${noun} could not be looked up: the API returned an error: Invalid token provided. Check okta:orgName, okta:baseUrl and the token, and that this machine reaches Okta.`,
      ),
    );
  });

  it("needs no groups and no users", async () => {
    const { access, deployment } = await deploy(MINIMAL);
    expect(deployment.invoked).toEqual([]);
    expect(deployment.resources().map(({ name }) => name)).toEqual([
      "access-cloudflare-identity-provider",
      "access-oidc-app",
      "access-scim-app",
      "access-scim-connection",
      "access-scim-provisioning",
    ]);
    expect(access.groupIds).toEqual({});
  });

  it("gives every resource the same URN, in whatever order maps and lists are written", async () => {
    const groups: Record<string, OktaGroupArgs> = {
      ...GROUPS,
      "access-finance": { create: { name: "access-finance" } },
    };
    const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
    const urns = async (keys: string[], assigned: string[], pushed: string[], users: string[]) => {
      const { deployment } = await deploy({
        ...COMPLETE,
        groups: Object.fromEntries(keys.map((key) => [key, groups[key] as OktaGroupArgs])),
        oidc: { assignedGroups: assigned, assignedUsers: users },
        scim: { assignedGroups: assigned, assignedUsers: users, pushGroups: pushed },
      });
      return deployment.registered.map(({ urn }) => urn).sort();
    };
    const assigned = ["staff", "board"];
    const pushed = ["access-engineering", "access-finance"];
    const users = ["ada@example.com", "bob@example.com"];
    const expected = await urns(Object.keys(groups), assigned, pushed, users);
    expect(expected).toHaveLength(30);
    expect(new Set(expected).size).toBe(30);
    await fc.assert(
      fc.asyncProperty(
        shuffled(Object.keys(groups)),
        shuffled(assigned),
        shuffled(pushed),
        shuffled(users),
        async (...written) => {
          expect(await urns(...written)).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("leaves SCIM out when it is off", async () => {
    const { access, deployment } = await deploy({ ...COMPLETE, scim: { ...COMPLETE.scim, enabled: false } });

    expect(deployment.names().filter((name) => name.startsWith("access-scim"))).toEqual([]);
    expect(deployment.resource("access-cloudflare-identity-provider").inputs.scimConfig).toEqual({
      enabled: false,
      userDeprovision: false,
      seatDeprovision: false,
      identityUpdateBehavior: "no_action",
    });
    expect([access.scimAppId, access.scimBaseUrl, access.scimSecret]).toEqual([undefined, undefined, undefined]);
    expect(await outputValue(access.nextSteps)).toEqual([]);
    expect(Object.keys(access.links).sort()).toEqual([
      "appLauncher",
      "cloudflareLoginMethods",
      "oktaOidcAppAssignments",
    ]);
    const [users] = deployment.invoked.filter(({ token }) => token.startsWith("okta:user"));
    expect(users?.inputs.searches, "people who are only provisioned are not looked up").toHaveLength(1);
  });

  it.each<[string, Partial<OktaAccessArgs>, string, object]>([
    [
      "PKCE off, in Cloudflare",
      { identityProvider: { pkce: false } },
      "access-cloudflare-identity-provider",
      { config: { pkceEnabled: false } },
    ],
    ["PKCE off, in Okta", { identityProvider: { pkce: false } }, "access-oidc-app", { pkceRequired: false }],
    ["the OIDC app's label", { oidc: { appLabel: "Other" } }, "access-oidc-app", { label: "Other" }],
    [
      "the groups claim",
      { oidc: { groupsClaim: { name: "teams", regex: "a.*" } } },
      "access-oidc-app",
      { groupsClaim: { name: "teams", value: "a.*" } },
    ],
    ["the SCIM app's label", { scim: { appLabel: "Other" } }, "access-scim-app", { label: "Other" }],
    [
      "deprovisioning",
      { scim: { deprovisionUsers: true, removeSeats: true, groupMembershipChange: "no_action" } },
      "access-cloudflare-identity-provider",
      { scimConfig: { userDeprovision: true, seatDeprovision: true, identityUpdateBehavior: "no_action" } },
    ],
    [
      "Create Users off",
      { scim: { createUsers: false } },
      "access-scim-provisioning",
      { capabilities: { create: { lifecycleCreate: { status: "DISABLED" } } } },
    ],
    [
      "Update User Attributes off",
      { scim: { updateUsers: false } },
      "access-scim-provisioning",
      { capabilities: { update: { profile: { status: "DISABLED" } } } },
    ],
    [
      "Deactivate Users off",
      { scim: { deactivateUsers: false } },
      "access-scim-provisioning",
      { capabilities: { update: { lifecycleDeactivate: { status: "DISABLED" } } } },
    ],
    ["a custom domain", { oktaOrgUrl: "https://login.acme.com" }, "access-oidc-app", { issuerMode: "DYNAMIC" }],
  ])("passes on %s", async (_, args, resource, inputs) => {
    const { deployment } = await deploy({ ...MINIMAL, ...args });
    expect(deployment.resource(resource).inputs).toMatchObject(inputs);
  });
});

describe("the outputs of OktaAccess", () => {
  it("are ids in the clear and secrets as secrets", async () => {
    const { access } = await deploy(COMPLETE);
    const { identityProviderId, oidcAppId, clientId, redirectUri, scimAppId, scimBaseUrl } = access;
    const plain = { identityProviderId, oidcAppId, clientId, redirectUri, scimAppId, scimBaseUrl };
    const secret = { clientSecret: access.clientSecret, scimSecret: access.scimSecret };

    expect(await outputValue(plain)).toEqual({
      identityProviderId: MOCK.identityProviderId,
      oidcAppId: MOCK.oidcAppId,
      clientId: MOCK.clientId,
      redirectUri: "https://acme.cloudflareaccess.com/cdn-cgi/access/callback",
      scimAppId: MOCK.scimAppId,
      scimBaseUrl: MOCK.scimBaseUrl,
    });
    expect(await outputValue(secret)).toEqual({ clientSecret: MOCK.clientSecret, scimSecret: MOCK.scimSecret });
    for (const output of [...Object.values(plain), ...Object.values(access.links), access.nextSteps]) {
      expect(await pulumi.isSecret(pulumi.output<unknown>(output))).toBe(false);
    }
    for (const output of Object.values(secret)) {
      expect(await pulumi.isSecret(output as pulumi.Output<string>)).toBe(true);
    }
  });

  it("hold no secret in the clear in anything that is registered", async () => {
    const { deployment } = await deploy(COMPLETE);
    for (const secret of [MOCK.clientSecret, MOCK.scimSecret]) {
      const clear = JSON.stringify(deployment.registered).replaceAll(`{"secret":"${secret}"}`, "");
      expect(clear).not.toContain(secret);
    }
  });

  it("link to where a person goes next", async () => {
    const { access } = await deploy(COMPLETE);
    const admin = "https://acme-admin.okta.com/admin/app";
    expect(await outputValue(access.links)).toEqual({
      oktaOidcAppAssignments: `${admin}/oidc_client/instance/${MOCK.oidcAppId}/#tab-assignments`,
      oktaScimAppProvisioning: `${admin}/scim2headerauth/instance/${MOCK.scimAppId}/#tab-user-management/api-credentials`,
      oktaScimAppPushGroups: `${admin}/scim2headerauth/instance/${MOCK.scimAppId}/#tab-group-push`,
      cloudflareLoginMethods: `https://one.dash.cloudflare.com/${ACCOUNT}/integrations/identity-providers`,
      appLauncher: "https://acme.cloudflareaccess.com",
    });
  });

  it("do not guess the Admin Console of a custom domain, and take it when it is told", async () => {
    const unknown = await deploy({ ...COMPLETE, oktaOrgUrl: "https://login.acme.com" });
    expect(Object.keys(unknown.access.links).sort()).toEqual(["appLauncher", "cloudflareLoginMethods"]);

    const told = await deploy({
      ...COMPLETE,
      oktaOrgUrl: "https://login.acme.com",
      oktaAdminUrl: "https://acme-admin.okta.com",
    });
    expect(await outputValue(told.access.links.oktaScimAppPushGroups)).toMatch(
      /^https:\/\/acme-admin\.okta\.com\/admin\//,
    );
  });

  const CONSOLE: OktaAccessArgs = { ...COMPLETE, scim: { ...COMPLETE.scim, connection: ScimConnection.Console } };
  const STEPS = [
    `Open https://acme-admin.okta.com/admin/app/scim2headerauth/instance/${MOCK.scimAppId}/#tab-user-management/api-credentials in the Okta Admin Console, select "Configure API Integration", then "Enable API integration".`,
    `Base URL: ${MOCK.scimBaseUrl}`,
    "API Token: what this command shows: pulumi stack output scimSecret --show-secrets",
    'Select "Test API Credentials". Okta must say that they were verified. Select "Save".',
    "Run: pulumi config set --path okta-cloudflare-access:settings.scim.consoleDone true",
    "Run: pulumi up. It turns on Create Users, Update User Attributes and Deactivate Users as set, and adds the push groups.",
    'People who were assigned before that are not provisioned by themselves: select "Provision User" at the top of the app\'s Assignments tab.',
  ];

  it("say what to do in the console while that is not done", async () => {
    const { access } = await deploy(CONSOLE);
    expect(await outputValue(access.nextSteps)).toEqual(STEPS);
    expect(await pulumi.isSecret(access.nextSteps)).toBe(false);
  });

  it("say which menu to open when the Admin Console's address is not known", async () => {
    const { access } = await deploy({ ...CONSOLE, oktaOrgUrl: "https://login.acme.com" });
    expect(await outputValue(access.nextSteps)).toEqual([
      'Open Applications > Applications > Cloudflare Access SCIM > Provisioning in the Okta Admin Console, select "Configure API Integration", then "Enable API integration".',
      ...STEPS.slice(1),
    ]);
  });

  it("say how to get a secret when Cloudflare gave none", async () => {
    const { access } = await deploy(CONSOLE, {
      ...DIRECTORY,
      outputs: { [IDENTITY_PROVIDER]: { scimConfig: { enabled: true, scimBaseUrl: MOCK.scimBaseUrl } } },
    });
    const steps = await outputValue(access.nextSteps);
    expect(steps[2]).toBe(
      'API Token: Cloudflare has not given the secret to this stack. Select "Regenerate Secret" at the identity provider in Cloudflare Zero Trust and use what it shows.',
    );
  });

  it("say nothing more once it is done", async () => {
    const { access } = await deploy({ ...CONSOLE, scim: { ...CONSOLE.scim, consoleDone: true } });
    expect(await outputValue(access.nextSteps)).toEqual([]);
  });
});
