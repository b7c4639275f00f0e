// L1: mocks. Proves what a rotation registers, who gets which secret, and that nothing is registered without one. That the
// secrets are made anew, and what stops a step back, is shown on the engine.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { OktaAccess, type OktaAccessArgs, ScimConnection, SignInProtocol } from "../../../components";
import { MOCK, type MockAnswers, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const ARGS: OktaAccessArgs = {
  accountId: "f037e56e89293a057740de681ac9abbe",
  teamDomain: "acme.cloudflareaccess.com",
  oktaOrgUrl: "https://acme.okta.com",
};
const NEW: MockAnswers = {
  outputs: {
    "access-scim-secret": { secret: "new-scim-secret" },
    "access-client-secret": { clientSecret: "new-client-secret", secretId: "ocs1" },
  },
};

async function deploy(args: Partial<OktaAccessArgs>, answers: MockAnswers = NEW) {
  const deployment = await MockDeployment.start(answers);
  const access = await deployment.run(() => new OktaAccess("access", { ...ARGS, ...args }));
  const inputs = (name: string) => deployment.resource(name).inputs;
  return { access, deployment, inputs };
}

describe("a rotation of the SCIM secret", () => {
  it("goes from Cloudflare by the new secret to Okta and to the outputs", async () => {
    const { access, inputs } = await deploy({ scim: { secretRotation: "1" } });

    expect(inputs("access-scim-secret")).toEqual({
      accountId: ARGS.accountId,
      identityProviderId: MOCK.identityProviderId,
      currentSecret: { secret: MOCK.scimSecret },
      rotation: "1",
      initial: false,
    });
    expect(inputs("access-scim-connection").profile).toMatchObject({ token: { secret: "new-scim-secret" } });
    expect(await outputValue(access.scimSecret)).toBe("new-scim-secret");
    expect(await pulumi.isSecret(access.scimSecret as pulumi.Output<string>)).toBe(true);
  });

  it.each([
    ["two apps", {}],
    ["one app for both", { combined: true }],
  ])("is the same with SAML and %s", async (_what, saml) => {
    const { inputs } = await deploy({ protocol: SignInProtocol.Saml, saml, scim: { secretRotation: "1" } });
    expect(inputs("access-scim-connection").profile).toMatchObject({ token: { secret: "new-scim-secret" } });
  });

  it("does nothing while SCIM is off", async () => {
    const { deployment } = await deploy({ scim: { enabled: false, secretRotation: "1" } });
    expect(deployment.names()).not.toContain("access-scim-secret");
  });

  it("gives way to a secret that was made by hand", async () => {
    const { access, deployment, inputs } = await deploy({ scimSecret: "by-hand" });
    expect(deployment.names()).not.toContain("access-scim-secret");
    expect(inputs("access-scim-connection").profile).toMatchObject({ token: { secret: "by-hand" } });
    expect(await outputValue(access.scimSecret)).toBe("by-hand");
  });

  it.each([
    ["that is to be entered", {}, true],
    ["that was entered", { secretRotationEntered: "1" }, false],
  ])("is handed over where a person has to enter the secret %s", async (_what, scim, told) => {
    const { access } = await deploy({
      scim: { connection: ScimConnection.Console, consoleDone: true, secretRotation: "1", ...scim },
    });
    const steps = await outputValue(access.nextSteps);
    expect(steps.some((step) => step.includes("scim.secretRotationEntered"))).toBe(told);
    expect(await pulumi.isSecret(access.nextSteps)).toBe(false);
  });
});

describe("a rotation of the client secret", () => {
  it("goes from Okta to the login method, and ends the old one after it", async () => {
    const { access, deployment, inputs } = await deploy({
      oidc: { clientSecretRotation: "1", clientSecretOverlap: 5 },
    });

    expect(inputs("access-oidc-app")).toMatchObject({ omitSecret: true });
    expect(inputs("access-client-secret")).toEqual({ appId: MOCK.oidcAppId, rotation: "1", initial: false });
    expect(inputs("access-cloudflare-identity-provider").config).toMatchObject({
      clientSecret: { secret: "new-client-secret" },
    });
    const retirement = deployment.resource("access-client-secret-retirement");
    expect(retirement.inputs).toEqual({
      appId: MOCK.oidcAppId,
      secretId: "ocs1",
      clientId: MOCK.clientId,
      clientSecret: { secret: "new-client-secret" },
      issuer: "https://acme.okta.com",
      redirectUri: "https://acme.cloudflareaccess.com/cdn-cgi/access/callback",
      overlapSeconds: 5,
    });
    expect(retirement.dependsOn).toContain("access-cloudflare-identity-provider");
    expect(await outputValue(access.clientSecret)).toBe("new-client-secret");
    expect(await pulumi.isSecret(access.clientSecret as pulumi.Output<string>)).toBe(true);
  });

  it("reaches the Okta API token, which writes the client secret too, before the old one ends", async () => {
    const { deployment, inputs } = await deploy({ oidc: { clientSecretRotation: "1" }, groupsApiToken: "00token" });
    expect(inputs("access-groups-api-token").clientSecret).toEqual({ secret: "new-client-secret" });
    expect(deployment.resource("access-client-secret-retirement").dependsOn).toContain("access-groups-api-token");
  });

  it("stops where it was taken away, before the login method gets no secret", async () => {
    const deployment = await MockDeployment.start({ outputs: { "access-oidc-app": { omitSecret: true } } });
    expect(await deployment.fail(() => new OktaAccess("access", ARGS))).toContainEqual(
      expect.stringMatching(
        /^OktaOidcApp "access-oidc": its client secret was made anew since, .* Put okta-cloudflare-access:settings\.oidc\.clientSecretRotation back/,
      ),
    );
    expect(deployment.names()).not.toContain("access-cloudflare-identity-provider");
  });
});

describe("without a rotation", () => {
  it("nothing of it is registered, and both first secrets are used", async () => {
    const { deployment, inputs } = await deploy({});
    expect(deployment.names().filter((name) => name.includes("secret"))).toEqual([]);
    expect(inputs("access-oidc-app")).not.toHaveProperty("omitSecret");
    expect(inputs("access-scim-connection").profile).toMatchObject({ token: { secret: MOCK.scimSecret } });
    expect(inputs("access-cloudflare-identity-provider").config).toMatchObject({
      clientSecret: { secret: MOCK.clientSecret },
    });
  });
});
