// L1: mocks. Proves what is registered, and that nothing of it is secret.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { OktaSamlApp, type OktaSamlAppArgs, SamlDigestAlgorithm, SamlSignatureAlgorithm } from "../../../components";
import { certificateBody } from "../../../lib/certificates";
import { TEST_CERTIFICATE } from "../../support/certificates";
import { MOCK, MockDeployment } from "../../support/pulumi-mocks";
import { outputValue } from "../../support/value-of";

const MINIMAL: OktaSamlAppArgs = { label: "Cloudflare Access", teamDomain: "acme.cloudflareaccess.com" };
const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";
const NAMESPACE = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";
const EMAIL = { type: "EXPRESSION", name: "email", namespace: NAMESPACE, values: ["user.email"] };
const GROUPS = {
  type: "GROUP",
  name: "groups",
  namespace: NAMESPACE,
  filterType: "REGEX",
  filterValue: ".*",
  values: [],
};
const APP_INPUTS = {
  label: "Cloudflare Access",
  ssoUrl: CALLBACK,
  recipient: CALLBACK,
  destination: CALLBACK,
  audience: CALLBACK,
  userNameTemplate: "${source.email}",
  userNameTemplateType: "BUILT_IN",
  subjectNameIdTemplate: "${user.userName}",
  subjectNameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
  attributeStatements: [EMAIL, GROUPS],
  responseSigned: true,
  assertionSigned: true,
  signatureAlgorithm: "RSA_SHA256",
  digestAlgorithm: "SHA256",
  honorForceAuthn: true,
  authnContextClassRef: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
  hideWeb: true,
  hideIos: true,
};

async function deploy(args: OktaSamlAppArgs) {
  const deployment = await MockDeployment.start();
  const app = await deployment.run(() => new OktaSamlApp("login", args));
  return { app, deployment };
}

describe("OktaSamlApp", () => {
  it("is one application when nobody is assigned", async () => {
    const { app, deployment } = await deploy(MINIMAL);

    expect(deployment.resources()).toEqual([{ type: "okta:app/saml:Saml", name: "login-app", inputs: APP_INPUTS }]);
    expect(deployment.resource("login")).toMatchObject({
      type: "okta-cloudflare-access:index:OktaSamlApp",
      inputs: {},
    });
    expect(await outputValue(app.appId)).toBe(MOCK.samlAppId);
    expect(await outputValue(app.appName)).toBe(MOCK.samlAppName);
    expect(await outputValue(app.ssoUrl)).toBe(MOCK.ssoUrl);
    expect(await outputValue(app.issuer)).toBe(MOCK.issuer);
    expect(await outputValue(app.certificate)).toBe(MOCK.certificate);
    expect(await Promise.all([app.ssoUrl, app.issuer, app.certificate].map(pulumi.isSecret))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("assigns groups and users, one resource each, gone with the app", async () => {
    const { deployment } = await deploy({
      ...MINIMAL,
      assignedGroups: { staff: "00g1" },
      assignedUsers: { "ada@example.com": { userId: "00u1", username: "ada.l@example.com" } },
    });

    expect(deployment.resources().slice(1)).toEqual([
      {
        type: "okta:app/groupAssignment:GroupAssignment",
        name: "login-group-staff",
        inputs: { appId: MOCK.samlAppId, groupId: "00g1" },
      },
      {
        type: "okta:app/user:User",
        name: "login-user-ada@example.com",
        inputs: { appId: MOCK.samlAppId, userId: "00u1", username: "ada.l@example.com" },
      },
    ]);
    for (const name of ["login-group-staff", "login-user-ada@example.com"]) {
      expect(deployment.resource(name)).toMatchObject({ parent: "login", deletedWith: "login-app" });
    }
  });

  it.each<[string, Partial<OktaSamlAppArgs>, object]>([
    ["with an unsigned response", { responseSigned: false }, { responseSigned: false }],
    ["with an unsigned assertion", { assertionSigned: false }, { assertionSigned: false }],
    [
      "with the broken algorithms",
      { signatureAlgorithm: SamlSignatureAlgorithm.RsaSha1, digestAlgorithm: SamlDigestAlgorithm.Sha1 },
      { signatureAlgorithm: "RSA_SHA1", digestAlgorithm: "SHA1" },
    ],
    [
      "with another groups attribute",
      { groupsAttribute: { name: "Groups", regex: "access-.*" } },
      { attributeStatements: [EMAIL, { ...GROUPS, name: "Groups", filterValue: "access-.*" }] },
    ],
    [
      "with more attributes, in the order of their names",
      { attributes: { title: "user.title", department: pulumi.output("user.department") } },
      {
        attributeStatements: [
          EMAIL,
          GROUPS,
          { ...EMAIL, name: "department", values: ["user.department"] },
          { ...EMAIL, name: "title", values: ["user.title"] },
        ],
      },
    ],
    [
      "with the certificate of signed requests",
      { requestCertificate: TEST_CERTIFICATE },
      { samlSignedRequestEnabled: true, singleLogoutCertificate: certificateBody(TEST_CERTIFICATE) },
    ],
  ])("differs in nothing else %s", async (_, args, inputs) => {
    const { deployment } = await deploy({ ...MINIMAL, ...args });
    expect(deployment.resource("login-app").inputs).toEqual({ ...APP_INPUTS, ...inputs });
  });

  it("refuses what is wrong with its arguments, all of it at once, before anything is registered", async () => {
    const deployment = await MockDeployment.start();
    expect(
      () =>
        new OktaSamlApp("login", {
          label: "",
          teamDomain: "acme",
          responseSigned: false,
          assertionSigned: false,
          requestCertificate: "-----BEGIN CERTIFICATE-----",
          groupsAttribute: { name: "teams", regex: "(" },
          attributes: { Email: "user.email", teams: "user.department", title: "user.title" },
          assignedGroups: { "A B": "00g1" },
        }),
    ).toThrow(
      [
        'OktaSamlApp "login", label: must have 1 to 100 characters. Choose another label.',
        'OktaSamlApp "login", teamDomain: is not a team domain. Write it like "acme.cloudflareaccess.com".',
        'OktaSamlApp "login", requestCertificate: is not an X.509 certificate. Copy all of what https://<team domain>/cdn-cgi/access/public-cert shows.',
        'OktaSamlApp "login", assertionSigned: is false and responseSigned too, so anybody could log in as anybody. Set one of the two to true.',
        'OktaSamlApp "login", assignedGroups["A B"]: is not a key: a key is part of resource names. Use lower-case letters, digits and hyphens, at most 60.',
        'OktaSamlApp "login", groupsAttribute.regex: is not a regular expression. Correct it, or leave it out for ".*".',
        'OktaSamlApp "login", attributes["Email"]: is sent in any case. Remove it; groupsAttribute says which groups are sent.',
        'OktaSamlApp "login", attributes["teams"]: is sent in any case. Remove it; groupsAttribute says which groups are sent.',
      ].join("\n"),
    );
    expect(deployment.names()).toEqual([]);
  });
});
