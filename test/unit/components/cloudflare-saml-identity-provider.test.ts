// L1: mocks. Proves what is registered, and what is secret.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  CloudflareSamlIdentityProvider,
  type CloudflareSamlIdentityProviderArgs,
  IdentityUpdateBehavior,
} from "../../../components";
import { certificateBody } from "../../../lib/certificates";
import { TEST_CERTIFICATE } from "../../support/certificates";
import { MOCK, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const MINIMAL: CloudflareSamlIdentityProviderArgs = {
  accountId: "f037e56e89293a057740de681ac9abbe",
  name: "Okta",
  ssoTargetUrl: MOCK.ssoUrl,
  issuerUrl: MOCK.issuer,
  idpPublicCerts: [TEST_CERTIFICATE],
};
const CONFIG = {
  ssoTargetUrl: MOCK.ssoUrl,
  issuerUrl: MOCK.issuer,
  idpPublicCerts: [certificateBody(TEST_CERTIFICATE)],
  emailAttributeName: "email",
  attributes: ["email", "groups"],
  signRequest: true,
};
const SCIM_OFF = {
  enabled: false,
  userDeprovision: false,
  seatDeprovision: false,
  identityUpdateBehavior: "no_action",
};

async function deploy(args: CloudflareSamlIdentityProviderArgs) {
  const deployment = await MockDeployment.start();
  const login = await deployment.run(() => new CloudflareSamlIdentityProvider("okta", args));
  return { login, deployment, inputs: deployment.resource("okta-identity-provider").inputs };
}

describe("CloudflareSamlIdentityProvider", () => {
  it("is one identity provider of type saml, SCIM off", async () => {
    const { login, deployment } = await deploy(MINIMAL);

    expect(deployment.resources()).toEqual([
      {
        type: "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider",
        name: "okta-identity-provider",
        inputs: {
          accountId: MINIMAL.accountId,
          name: "Okta",
          type: "saml",
          config: CONFIG,
          scimConfig: SCIM_OFF,
        },
      },
    ]);
    expect(deployment.resource("okta")).toMatchObject({
      type: "okta-cloudflare-access:index:CloudflareSamlIdentityProvider",
      inputs: {},
    });
    expect(await outputValue(login.identityProviderId)).toBe(MOCK.identityProviderId);
    expect(await outputValue(login.scimBaseUrl)).toBe("");
    expect(await outputValue(login.scimSecret)).toBe("");
  });

  it("answers the SCIM endpoint in the clear and the SCIM secret as a secret", async () => {
    const { login, inputs } = await deploy({
      ...MINIMAL,
      scim: { enabled: true, seatDeprovision: true, identityUpdateBehavior: IdentityUpdateBehavior.Automatic },
    });

    expect(inputs.scimConfig).toEqual({
      enabled: true,
      userDeprovision: true,
      seatDeprovision: true,
      identityUpdateBehavior: "automatic",
    });
    expect(await outputValue(login.scimBaseUrl)).toBe(MOCK.scimBaseUrl);
    expect(await outputValue(login.scimSecret)).toBe(MOCK.scimSecret);
    expect(await Promise.all([login.scimBaseUrl, login.scimSecret].map(pulumi.isSecret))).toEqual([false, true]);
  });

  it.each<[string, Partial<CloudflareSamlIdentityProviderArgs>, object]>([
    ["without signed requests", { signRequest: false }, { signRequest: false }],
    ["with another e-mail attribute", { emailAttributeName: "mail" }, { emailAttributeName: "mail" }],
    ["with another groups attribute", { groupsAttributeName: "teams" }, { attributes: ["email", "teams"] }],
    [
      "with more attributes, in the order of their names",
      { attributes: ["title", "department"] },
      { attributes: ["email", "groups", "department", "title"] },
    ],
    [
      "with headers, in the order of the attributes",
      { headers: { groups: "X-Groups", email: "X-Mail" } },
      {
        headerAttributes: [
          { attributeName: "email", headerName: "X-Mail" },
          { attributeName: "groups", headerName: "X-Groups" },
        ],
      },
    ],
    [
      "with two certificates, one of them not known before",
      { idpPublicCerts: [TEST_CERTIFICATE, pulumi.output("MIID\n")] },
      { idpPublicCerts: [certificateBody(TEST_CERTIFICATE), "MIID"] },
    ],
  ])("differs in nothing else %s", async (_, args, config) => {
    const { inputs } = await deploy({ ...MINIMAL, ...args });
    expect(inputs.config).toEqual({ ...CONFIG, ...config });
  });

  it("refuses what is wrong with its arguments, all of it at once, before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    expect(
      () =>
        new CloudflareSamlIdentityProvider("okta", {
          accountId: "F037",
          name: " ",
          ssoTargetUrl: "http://acme.okta.com",
          issuerUrl: "x",
          idpPublicCerts: [],
          scim: { enabled: true, userDeprovision: false, seatDeprovision: true },
        }),
    ).toThrow(
      [
        'CloudflareSamlIdentityProvider "okta", accountId: is not a Cloudflare account id. An account id has 32 characters, 0-9 and a-f.',
        'CloudflareSamlIdentityProvider "okta", name: is empty. Write a name.',
        'CloudflareSamlIdentityProvider "okta", ssoTargetUrl: is not an https URL. Copy "Identity Provider Single Sign-On URL" from the app\'s Sign On tab in Okta.',
        'CloudflareSamlIdentityProvider "okta", idpPublicCerts: is empty, so no login could be believed. Give the certificate of the app in Okta.',
        'CloudflareSamlIdentityProvider "okta", scim.seatDeprovision: needs userDeprovision. Set userDeprovision to true, or seatDeprovision to false.',
      ].join("\n"),
    );
    expect(deployment.names()).toEqual([]);
  });
});
