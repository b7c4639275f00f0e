// L1: mocks. Proves what is registered and what is secret. That the plugin marks the leaves of its own answer is the
// mock's word here; the engine tests look into the real state.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  CloudflareIdentityProvider,
  type CloudflareIdentityProviderArgs,
  IdentityUpdateBehavior,
} from "../../../components";
import { MOCK, type MockAnswers, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const TYPE = "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider";
const ACCOUNT = "f037e56e89293a057740de681ac9abbe";
const MINIMAL: CloudflareIdentityProviderArgs = {
  accountId: ACCOUNT,
  name: "Okta",
  oktaAccount: "https://acme.okta.com",
  clientId: "0oa1gjh63g214q0Hq0g4",
  clientSecret: "the-client-secret",
};
const CONFIG = {
  oktaAccount: "https://acme.okta.com",
  clientId: "0oa1gjh63g214q0Hq0g4",
  clientSecret: { secret: "the-client-secret" },
  pkceEnabled: true,
};
const SCIM_OFF = {
  enabled: false,
  userDeprovision: false,
  seatDeprovision: false,
  identityUpdateBehavior: "no_action",
};
const SCIM_ON = { enabled: true, userDeprovision: true, seatDeprovision: false, identityUpdateBehavior: "reauth" };

async function deploy(args: Partial<CloudflareIdentityProviderArgs>, answers: MockAnswers = {}) {
  const deployment = await MockDeployment.start(answers);
  const login = await deployment.run(() => new CloudflareIdentityProvider("login", { ...MINIMAL, ...args }));
  return { login, deployment };
}

describe("CloudflareIdentityProvider", () => {
  it("is one identity provider, with SCIM stated to be off", async () => {
    const { login, deployment } = await deploy({});

    expect(deployment.resources()).toEqual([
      {
        type: TYPE,
        name: "login-identity-provider",
        inputs: { accountId: ACCOUNT, name: "Okta", type: "okta", config: CONFIG, scimConfig: SCIM_OFF },
      },
    ]);
    expect(deployment.resource("login-identity-provider").parent).toBe("login");
    expect(await outputValue(login.identityProviderId)).toBe(MOCK.identityProviderId);
    expect(await outputValue(login.scimBaseUrl)).toBe("");
    expect(await outputValue(login.scimSecret)).toBe("");
  });

  it("keeps the client secret secret, and hands none of its arguments to the engine", async () => {
    const { deployment } = await deploy({});
    expect(deployment.resource("login").inputs).toEqual({});
    const clear = JSON.stringify(deployment.registered).replaceAll('{"secret":"the-client-secret"}', "");
    expect(clear).not.toContain("the-client-secret");
  });

  it("asks for no additional secret outputs: the provider marks the leaves itself", async () => {
    const { deployment } = await deploy({ scim: { enabled: true } });
    expect(deployment.resource("login-identity-provider").additionalSecretOutputs).toEqual([]);
  });

  it("answers the SCIM endpoint in the clear and the SCIM secret as a secret", async () => {
    const { login, deployment } = await deploy({ scim: { enabled: true } });

    expect(deployment.resource("login-identity-provider").inputs.scimConfig).toEqual(SCIM_ON);
    expect(await outputValue(login.scimBaseUrl)).toBe(MOCK.scimBaseUrl);
    expect(await pulumi.isSecret(login.scimBaseUrl)).toBe(false);
    expect(await outputValue(login.scimSecret)).toBe(MOCK.scimSecret);
    expect(await pulumi.isSecret(login.scimSecret)).toBe(true);
    expect(await pulumi.isSecret(login.identityProviderId)).toBe(false);
  });

  it.each<[string, MockAnswers]>([
    [
      "the answer has no secret",
      { outputs: { [TYPE]: { scimConfig: { enabled: true, scimBaseUrl: MOCK.scimBaseUrl } } } },
    ],
    [
      "the answer has an empty secret",
      { outputs: { [TYPE]: { scimConfig: { enabled: true, scimBaseUrl: MOCK.scimBaseUrl, secret: "" } } } },
    ],
  ])("answers an empty SCIM secret when %s", async (_, answers) => {
    const { login } = await deploy({ scim: { enabled: true } }, answers);
    expect(await outputValue(login.scimBaseUrl)).toBe(MOCK.scimBaseUrl);
    expect(await outputValue(login.scimSecret)).toBe("");
    expect(await pulumi.isSecret(login.scimSecret)).toBe(true);
  });

  it("does not answer the secret that a switched-off SCIM leaves behind in the state", async () => {
    const left = { enabled: false, scimBaseUrl: MOCK.scimBaseUrl, secret: "left-behind" };
    const { login } = await deploy({ scim: { enabled: false } }, { outputs: { [TYPE]: { scimConfig: left } } });
    expect(await outputValue(login.scimBaseUrl)).toBe("");
    expect(await outputValue(login.scimSecret)).toBe("");
  });

  it.each<[string, Partial<CloudflareIdentityProviderArgs>, object]>([
    ["claims", { claims: ["department"] }, { config: { ...CONFIG, claims: ["department"] } }],
    ["an empty list of claims, which is left out", { claims: [] }, { config: CONFIG }],
    [
      "an authorization server",
      { authorizationServerId: "default" },
      { config: { ...CONFIG, authorizationServerId: "default" } },
    ],
    ["no PKCE", { pkceEnabled: false }, { config: { ...CONFIG, pkceEnabled: false } }],
    [
      "every SCIM option",
      {
        scim: {
          enabled: true,
          userDeprovision: false,
          seatDeprovision: false,
          identityUpdateBehavior: IdentityUpdateBehavior.Automatic,
        },
      },
      {
        scimConfig: {
          enabled: true,
          userDeprovision: false,
          seatDeprovision: false,
          identityUpdateBehavior: "automatic",
        },
      },
    ],
    [
      "seats removed",
      { scim: { enabled: true, seatDeprovision: true } },
      { scimConfig: { ...SCIM_ON, seatDeprovision: true } },
    ],
    [
      "SCIM options of a SCIM that is off",
      { scim: { enabled: false, userDeprovision: true, seatDeprovision: true, identityUpdateBehavior: "reauth" } },
      { scimConfig: SCIM_OFF },
    ],
  ])("differs in nothing else with %s", async (_, args, inputs) => {
    const { deployment } = await deploy(args);
    expect(deployment.resource("login-identity-provider").inputs).toEqual({
      accountId: ACCOUNT,
      name: "Okta",
      type: "okta",
      config: CONFIG,
      scimConfig: SCIM_OFF,
      ...inputs,
    });
  });

  it("refuses what is wrong with its arguments, all of it at once, before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    expect(
      () =>
        new CloudflareIdentityProvider("login", {
          accountId: "F037",
          name: " ",
          oktaAccount: "https://acme-admin.okta.com",
          clientId: "0oa1",
          clientSecret: "the-client-secret",
          scim: { enabled: true, userDeprovision: false, seatDeprovision: true },
        }),
    ).toThrow(
      [
        'CloudflareIdentityProvider "login", accountId: is not a Cloudflare account id. An account id has 32 characters, 0-9 and a-f.',
        'CloudflareIdentityProvider "login", name: is empty. Write a name.',
        'CloudflareIdentityProvider "login", oktaAccount: is not an Okta account URL. Write it like "https://acme.okta.com", without "-admin" and without a slash at the end.',
        'CloudflareIdentityProvider "login", scim.seatDeprovision: needs userDeprovision. Set userDeprovision to true, or seatDeprovision to false.',
      ].join("\n"),
    );
    expect(deployment.names()).toEqual([]);
  });

  it.each(["http://acme.okta.com", "acme.okta.com", "https://acme.okta.com/", "https://acme-admin.okta.com"])(
    "refuses the Okta account %s",
    async (oktaAccount) => {
      await MockDeployment.start();
      expect(() => new CloudflareIdentityProvider("login", { ...MINIMAL, oktaAccount })).toThrow(
        /oktaAccount: is not an Okta account URL/,
      );
    },
  );
});
