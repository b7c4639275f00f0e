// L1: mocks. Proves how OktaAccess is wired with SAML, in two apps and in one.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { OktaAccess, type OktaAccessArgs, ScimConnection, SignInProtocol } from "../../../components";
import { TEST_CERTIFICATE } from "../../support/certificates";
import { MOCK, type MockAnswers, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const IDENTITY_PROVIDER = "access-cloudflare-identity-provider";
const MINIMAL: OktaAccessArgs = {
  accountId: "f037e56e89293a057740de681ac9abbe",
  teamDomain: "acme.cloudflareaccess.com",
  oktaOrgUrl: "https://acme.okta.com",
  protocol: SignInProtocol.Saml,
};
const TWO_APPS: OktaAccessArgs = {
  ...MINIMAL,
  groups: {
    staff: { existing: { id: "00gstaff" } },
    board: { existing: { id: "00gboard" } },
    "access-engineering": { create: { name: "access-engineering" } },
  },
  saml: {
    attributes: { department: "user.department" },
    headers: { department: "X-Department" },
    assignedGroups: ["staff", "board"],
    assignedUsers: ["ada@example.com"],
  },
  scim: { assignedGroups: ["staff"], pushGroups: ["access-engineering"] },
};
const ONE_APP: OktaAccessArgs = {
  ...TWO_APPS,
  saml: { ...TWO_APPS.saml, combined: true },
  scim: { pushGroups: ["access-engineering"] },
};
const DIRECTORY: MockAnswers = {
  users: [{ id: "00uAda", login: "ada@example.com", email: "ada.l@example.com" }],
};

async function deploy(args: OktaAccessArgs, answers: MockAnswers = DIRECTORY) {
  const deployment = await MockDeployment.start(answers);
  const access = await deployment.run(() => new OktaAccess("access", args));
  return { access, deployment };
}

describe("OktaAccess with SAML in two apps", () => {
  it("has a SAML app in the place of the OIDC app", async () => {
    const { deployment } = await deploy(TWO_APPS);
    const tree = Object.fromEntries(deployment.registered.map(({ name, parent }) => [name, parent]));
    expect(tree).toEqual({
      access: "",
      "access-groups": "access",
      "access-groups-access-engineering": "access-groups",
      "access-saml": "access",
      "access-saml-app": "access-saml",
      "access-saml-group-board": "access-saml",
      "access-saml-group-staff": "access-saml",
      "access-saml-user-ada@example.com": "access-saml",
      "access-cloudflare": "access",
      [IDENTITY_PROVIDER]: "access-cloudflare",
      "access-scim": "access",
      "access-scim-app": "access-scim",
      "access-scim-connection": "access-scim",
      "access-scim-provisioning": "access-scim",
      "access-scim-group-staff": "access-scim",
      "access-scim-push-access-engineering": "access-scim",
    });
  });

  it("hands the app's address, issuer and certificate to the login method, and attributes to both", async () => {
    const { deployment } = await deploy(TWO_APPS);
    expect(deployment.resource(IDENTITY_PROVIDER).inputs).toMatchObject({
      type: "saml",
      name: "Okta",
      config: {
        ssoTargetUrl: MOCK.ssoUrl,
        issuerUrl: MOCK.issuer,
        attributes: ["email", "groups", "department"],
        headerAttributes: [{ attributeName: "department", headerName: "X-Department" }],
        signRequest: true,
      },
      scimConfig: { enabled: true },
    });
    const { attributeStatements } = deployment.resource("access-saml-app").inputs as {
      attributeStatements: { name: string }[];
    };
    expect(attributeStatements.map(({ name }) => name)).toEqual(["email", "groups", "department"]);
    expect(deployment.resource("access-scim-app").inputs).not.toHaveProperty("attributeStatements");
  });

  it("puts the app with which people sign in, and no other, under the authentication policy", async () => {
    const authenticationPolicy = "rst1gjh63g214q0Hq0g4";
    const two = await deploy({ ...TWO_APPS, saml: { ...TWO_APPS.saml, authenticationPolicy } });
    expect(two.deployment.resource("access-saml-app").inputs).toMatchObject({ authenticationPolicy });
    expect(two.deployment.resource("access-scim-app").inputs).not.toHaveProperty("authenticationPolicy");

    const one = await deploy({ ...ONE_APP, saml: { ...ONE_APP.saml, authenticationPolicy } });
    expect(one.deployment.resource("access-scim-app").inputs).toMatchObject({ authenticationPolicy });
  });

  it("knows a person by the e-mail address, the name id", async () => {
    const { deployment } = await deploy(TWO_APPS);
    expect(deployment.resource("access-saml-user-ada@example.com").inputs).toEqual({
      appId: MOCK.samlAppId,
      userId: "00uAda",
      username: "ada.l@example.com",
    });
  });

  it("tells the outputs and links of SAML, and none of OpenID Connect", async () => {
    const { access } = await deploy(TWO_APPS);
    expect([access.oidcAppId, access.clientId, access.clientSecret, access.redirectUri]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(await outputValue(access.samlAppId)).toBe(MOCK.samlAppId);
    expect(await outputValue(access.ssoUrl)).toBe(MOCK.ssoUrl);
    expect(await outputValue(access.issuer)).toBe(MOCK.issuer);
    expect(await outputValue(access.certificate)).toBe(MOCK.certificate);
    expect(access.links).not.toHaveProperty("oktaOidcAppAssignments");
    expect(await outputValue(access.links.oktaSamlAppAssignments)).toBe(
      `https://acme-admin.okta.com/admin/app/${MOCK.samlAppName}/instance/${MOCK.samlAppId}/#tab-assignments`,
    );
  });

  it.each<[string, OktaAccessArgs["saml"], object]>([
    ["another label", { appLabel: "Login" }, { label: "Login" }],
    ["a certificate", { requestCertificate: TEST_CERTIFICATE }, { samlSignedRequestEnabled: true }],
    ["unsigned responses", { responseSigned: false }, { responseSigned: false, assertionSigned: true }],
  ])("passes %s on to the app", async (_, saml, inputs) => {
    const { deployment } = await deploy({ ...MINIMAL, ...(saml === undefined ? {} : { saml }) });
    expect(deployment.resource("access-saml-app").inputs).toMatchObject(inputs);
  });

  it("needs nothing but the protocol", async () => {
    const { deployment } = await deploy(MINIMAL, {});
    expect(deployment.resources().map(({ name }) => name)).toEqual([
      IDENTITY_PROVIDER,
      "access-saml-app",
      "access-scim-app",
      "access-scim-connection",
      "access-scim-provisioning",
    ]);
  });
});

describe("OktaAccess with SAML in one app", () => {
  it("has the SCIM app alone, with the assignments of sign-in", async () => {
    const { deployment } = await deploy(ONE_APP);
    expect(deployment.names().filter((name) => name.startsWith("access-saml"))).toEqual([]);
    expect(deployment.resource("access-scim-app").inputs).toMatchObject({
      label: "Cloudflare Access",
      preconfiguredApp: "scim2headerauth",
      appSettingsJson:
        '{"acsUrl":"https://acme.cloudflareaccess.com/cdn-cgi/access/callback","audienceUri":"https://acme.cloudflareaccess.com/cdn-cgi/access/callback"}',
    });
    const assigned = deployment.names().filter((name) => /^access-scim-(group|user)/.test(name));
    expect(assigned).toEqual([
      "access-scim-group-board",
      "access-scim-group-staff",
      "access-scim-user-ada@example.com",
    ]);
  });

  it("goes round in no circle: app, login method, connection", async () => {
    const { access, deployment } = await deploy(ONE_APP);
    expect(deployment.resource(IDENTITY_PROVIDER).inputs).toMatchObject({
      config: { ssoTargetUrl: MOCK.ssoUrl, issuerUrl: MOCK.issuer },
    });
    expect(deployment.resource("access-scim-connection").inputs).toMatchObject({
      baseUrl: MOCK.scimBaseUrl,
      profile: { token: { secret: MOCK.scimSecret } },
    });
    expect(await outputValue(access.samlAppId)).toBe(MOCK.scimAppId);
    expect(await outputValue(access.scimAppId)).toBe(MOCK.scimAppId);
    expect(await pulumi.isSecret(access.scimSecret as pulumi.Output<string>)).toBe(true);
  });

  it("stops before the login method where Okta did not take the settings", async () => {
    const deployment = await MockDeployment.start({
      ...DIRECTORY,
      outputs: { "access-scim-app": { appSettingsJson: "{}", attributeStatements: [] } },
    });
    const messages = await deployment.fail(() => new OktaAccess("access", ONE_APP));
    expect(messages).toContain(
      'OktaScimApp "access-scim": Okta answered success but did not take the sign-on settings "acsUrl", "audienceUri", "email", "groups", and "department": this organization\'s catalogue app cannot carry sign-in and SCIM together. Everything deployed so far is kept, and Cloudflare was not told of the app. Use an app of its own for sign-in: set okta-cloudflare-access:settings.saml.combined to false, or leave signOn out.',
    );
    expect(deployment.names()).not.toContain(IDENTITY_PROVIDER);
    expect(deployment.names()).not.toContain("access-scim-connection");
  });

  it("names the one app in the steps by hand", async () => {
    const { access } = await deploy({
      ...ONE_APP,
      oktaOrgUrl: "https://login.acme.com",
      scim: { ...ONE_APP.scim, connection: ScimConnection.Console },
    });
    expect((await outputValue(access.nextSteps))[0]).toContain("Applications > Cloudflare Access > Provisioning");
  });
});

describe("the arguments of OktaAccess", () => {
  it("refuse SAML without the protocol", () => {
    expect(() => new OktaAccess("access", { ...TWO_APPS, protocol: SignInProtocol.Oidc })).toThrow(
      'OktaAccess "access", saml: needs protocol "saml". Remove it, or set protocol to "saml".',
    );
  });

  it("refuse what SAML has no use for and what contradicts itself, all at once", async () => {
    const deployment = await MockDeployment.start();
    expect(
      () =>
        new OktaAccess("access", {
          ...MINIMAL,
          groups: { staff: { existing: { id: "00gstaff" } } },
          oidc: {},
          identityProvider: { pkce: true, claims: [] },
          authorizationServer: { existing: { id: "default" } },
          groupsApiToken: "00token",
          saml: {
            appLabel: "",
            combined: true,
            responseSigned: false,
            assertionSigned: false,
            requestCertificate: "x",
            signRequests: false,
            attributes: { email: "user.email" },
            headers: { team: "X-Team" },
            assignedGroups: ["stuff"],
          },
          scim: { enabled: false, appLabel: "SCIM", assignedGroups: ["staff"] },
        }),
    ).toThrow(
      [
        'oidc: has no meaning with protocol "saml". Remove it, or set protocol to "oidc".',
        'identityProvider.pkce: has no meaning with protocol "saml". Remove it, or set protocol to "oidc".',
        'identityProvider.claims: has no meaning with protocol "saml". Remove it, or set protocol to "oidc".',
        'authorizationServer: has no meaning with protocol "saml". Remove it, or set protocol to "oidc".',
        'groupsApiToken: has no meaning with protocol "saml". Remove it, or set protocol to "oidc".',
        "saml.appLabel: must have 1 to 100 characters. Choose another label.",
        "saml.requestCertificate: is not an X.509 certificate. Copy all of what https://<team domain>/cdn-cgi/access/public-cert shows.",
        'saml.attributes["email"]: is sent in any case. Remove it; groupsAttribute says which groups are sent.',
        "saml.assertionSigned: is false and responseSigned too, so anybody could log in as anybody. Set one of the two to true.",
        "saml.requestCertificate: makes Okta refuse requests without a signature, and signRequests is false: nobody could log in. Set signRequests to true, or remove the certificate.",
        'saml.headers.team: "team" is no attribute that Okta sends. Add it to saml.attributes, or use one of "email", "groups", or "email".',
        ...["responseSigned", "assertionSigned", "requestCertificate"].map(
          (key) =>
            `saml.${key}: cannot be chosen with combined: the catalogue app decides that itself. Remove it, or set saml.combined to false.`,
        ),
        "saml.combined: needs SCIM, and scim.enabled is false. Set scim.enabled to true, or saml.combined to false.",
        ...["appLabel", "assignedGroups"].map(
          (key) =>
            `scim.${key}: has no meaning with saml.combined: there is one app for sign-in and SCIM. Use saml.${key}, or set saml.combined to false.`,
        ),
        'saml.assignedGroups: "stuff" is not a key of groups. Did you mean "staff"?',
      ]
        .map((line) => `OktaAccess "access", ${line}`)
        .join("\n"),
    );
    expect(deployment.names()).toEqual([]);
  });
});
