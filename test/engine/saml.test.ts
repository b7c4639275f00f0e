// L2: sign-in with SAML on the real engine: deployed, unchanged, changed, in one Okta app, exchanged for OpenID Connect.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificateBody } from "../../lib/certificates";
import { TEST_CERTIFICATE } from "../support/certificates";
import { withChanges } from "../support/changed-settings";
import { changes, type Run } from "../support/engine";
import { COMBINED_CHANGES, samlSettings } from "../support/saml-settings";
import { type Api, Scenario } from "../support/scenario";
import { plainSettings } from "../support/settings";

const CALLBACK = "https://acme.cloudflareaccess.com/cdn-cgi/access/callback";
const IDENTITY_PROVIDER = "access-cloudflare-identity-provider";

interface App {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly credentials: {
    readonly userNameTemplate: { readonly template: string };
    readonly signing: { readonly kid: string };
  };
  readonly settings: { readonly app: Record<string, unknown>; readonly signOn: Record<string, unknown> };
}

interface LoginMethod {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly scim_config?: { readonly enabled: boolean; readonly scim_base_url: string };
}

const ours = async (okta: Api) =>
  (await okta.get<App[]>("/apps?limit=200")).filter(({ label }) => label.startsWith("Cloudflare Access"));
const loginMethods = async (cloudflare: Api) =>
  (await cloudflare.get<{ result: LoginMethod[] }>("/access/identity_providers")).result.filter(
    ({ type }) => type !== "onetimepin",
  );

async function deploy(scenario: Scenario, ...args: string[]): Promise<Run> {
  const run = await scenario.stack.up(...args);
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  expect(run.diagnostics.map(({ message }) => message).join("\n")).not.toContain("stack output");
  return run;
}

async function expectNothingToDo(scenario: Scenario): Promise<void> {
  for (const preview of [await scenario.stack.preview(), await scenario.stack.preview("--refresh")]) {
    expect(preview.exitCode, preview.stdout + preview.stderr).toBe(0);
    expect(changes(preview)).toEqual([]);
  }
}

describe("SAML in an app of its own", () => {
  let scenario: Scenario;
  let outputs: Record<string, unknown>;
  beforeAll(async () => {
    scenario = await Scenario.start({ settings: samlSettings() });
    await deploy(scenario);
    outputs = await scenario.stack.outputs();
  });
  afterAll(() => scenario?.close());

  const samlApp = () => scenario.okta.get<App>(`/apps/${String(outputs.samlAppId)}`);
  const loginMethod = async () => {
    const found = await loginMethods(scenario.cloudflare);
    expect(found).toHaveLength(1);
    return found[0] as LoginMethod;
  };

  it("gives Okta what the guide tells to enter", async () => {
    const { credentials, settings } = await samlApp();
    expect(settings.signOn).toMatchObject({
      ssoAcsUrl: CALLBACK,
      audience: CALLBACK,
      recipient: CALLBACK,
      destination: CALLBACK,
      subjectNameIdTemplate: "${user.userName}",
      subjectNameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
      responseSigned: true,
      assertionSigned: true,
      signatureAlgorithm: "RSA_SHA256",
      digestAlgorithm: "SHA256",
      samlSignedRequestEnabled: false,
    });
    expect(credentials.userNameTemplate.template).toBe("${source.email}");
    expect(settings.signOn.attributeStatements).toMatchObject([
      { type: "EXPRESSION", name: "email", values: ["user.email"] },
      { type: "GROUP", name: "groups", filterType: "REGEX", filterValue: ".*" },
      { type: "EXPRESSION", name: "department", values: ["user.department"] },
    ]);
    const groups = await scenario.okta.get<{ id: string }[]>(`/apps/${String(outputs.samlAppId)}/groups`);
    expect(groups.map(({ id }) => id).sort()).toEqual(["00gEngineering000000", "00gFinance0000000000"]);
  });

  it("gives Cloudflare the address, the issuer and the certificate of that app", async () => {
    const metadata = await fetchMetadata(scenario, String(outputs.samlAppId));
    const { type, name, config, scim_config: scim } = await loginMethod();
    expect({ type, name }).toEqual({ type: "saml", name: "Okta" });
    expect(config).toEqual({
      sso_target_url: metadata.ssoUrl,
      issuer_url: metadata.issuer,
      idp_public_certs: [certificateBody(metadata.certificate)],
      email_attribute_name: "email",
      attributes: ["email", "groups", "department"],
      sign_request: true,
      redirect_url: CALLBACK,
    });
    expect(scim).toMatchObject({ enabled: true, identity_update_behavior: "reauth" });
    expect(outputs).toMatchObject({ ssoUrl: metadata.ssoUrl, issuer: metadata.issuer });
  });

  it("tells the outputs of SAML and none of OpenID Connect", () => {
    expect(Object.keys(outputs).sort()).toEqual([
      "certificate",
      "groupIds",
      "identityProviderId",
      "issuer",
      "links",
      "nextSteps",
      "samlAppId",
      "scimAppId",
      "scimBaseUrl",
      "scimSecret",
      "ssoUrl",
    ]);
    expect(outputs.links).toMatchObject({
      oktaSamlAppAssignments: `https://acme-admin.okta.com/admin/app/acme_cloudflareaccess_1/instance/${String(outputs.samlAppId)}/#tab-assignments`,
    });
  });

  it("finds nothing to do the second time, and nothing that drifted", async () => {
    await expectNothingToDo(scenario);
    const refreshed = await scenario.stack.refresh();
    expect(refreshed.exitCode, refreshed.stdout).toBe(0);
    expect(refreshed.stdout).not.toMatch(/\d+ (?:updated|changed|deleted)/);
  });

  it("changes another groups filter in Okta alone, and another attribute on both sides", async () => {
    scenario.configure(samlSettings({ "saml.groupsAttribute": { regex: "access-.*" } }));
    expect(changes(await deploy(scenario))).toEqual(["update access-saml-app"]);

    const more = { department: "user.department", costcentre: "user.costCenter" };
    scenario.configure(samlSettings({ "saml.attributes": more, "saml.headers": { department: "X-Department" } }));
    expect(changes(await deploy(scenario))).toEqual([`update ${IDENTITY_PROVIDER}`, "update access-saml-app"].sort());

    expect((await loginMethod()).config).toMatchObject({
      attributes: ["email", "groups", "costcentre", "department"],
      header_attributes: [{ attribute_name: "department", header_name: "X-Department" }],
    });
    await expectNothingToDo(scenario);
  });

  it("makes Okta ask for signed requests, once it has the certificate", async () => {
    scenario.configure(samlSettings({ "saml.requestCertificate": TEST_CERTIFICATE }));
    await deploy(scenario);

    const { signOn } = (await samlApp()).settings;
    const [certificate] = (signOn.spCertificate as { x5c: string[] }).x5c;
    expect(signOn.samlSignedRequestEnabled).toBe(true);
    expect(certificateBody(String(certificate))).toBe(certificateBody(TEST_CERTIFICATE));
    await expectNothingToDo(scenario);
  });

  it("hands a certificate that was rotated in Okta to Cloudflare, with a refresh", async () => {
    const before = (await loginMethod()).config.idp_public_certs;
    const app = await samlApp();
    const key = (await scenario.okta.send("POST", `/apps/${app.id}/credentials/keys/generate?validityYears=2`)) as {
      kid: string;
    };
    await scenario.okta.send("PUT", `/apps/${app.id}`, {
      ...app,
      credentials: { ...app.credentials, signing: { kid: key.kid } },
    });

    expect(changes(await scenario.stack.preview())).toEqual([]);
    expect(changes(await deploy(scenario, "--refresh"))).toEqual([`update ${IDENTITY_PROVIDER}`]);

    const { certificate } = await fetchMetadata(scenario, app.id);
    const after = (await loginMethod()).config.idp_public_certs;
    expect(after).toEqual([certificateBody(certificate)]);
    expect(after).not.toEqual(before);
    await expectNothingToDo(scenario);
  });

  it("leaves nothing behind", async () => {
    const run = await scenario.stack.destroy();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await ours(scenario.okta)).toEqual([]);
    expect(await loginMethods(scenario.cloudflare)).toEqual([]);
  });
});

describe("SAML and SCIM in one app", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.start({ settings: samlSettings(COMBINED_CHANGES) });
  });
  afterAll(() => scenario?.close());

  it("stops before Cloudflare hears of the app where Okta does not take the sign-on settings", async () => {
    scenario.sandbox.okta.changeSettings({ scimAppSignOn: "ignored" });

    const run = await scenario.stack.up();

    expect(run.exitCode).not.toBe(0);
    expect(run.stdout + run.stderr).toContain(
      'OktaScimApp "access-scim": Okta answered success but did not take the sign-on settings "acsUrl", "audienceUri", "email", "groups", and "department"',
    );
    expect(run.stdout + run.stderr).toContain("set okta-cloudflare-access:settings.saml.combined to false");
    expect(await loginMethods(scenario.cloudflare)).toEqual([]);
  });

  it("is one app with sign-on settings, the connection and the pushes", async () => {
    scenario.sandbox.okta.changeSettings({ scimAppSignOn: "taken" });
    await deploy(scenario, "--refresh");

    const apps = await ours(scenario.okta);
    expect(apps.map(({ name, label }) => [name, label])).toEqual([["scim2headerauth", "Cloudflare Access"]]);
    const [app] = apps as [App];
    expect(app.settings.app).toMatchObject({ acsUrl: CALLBACK, audienceUri: CALLBACK });
    expect(app.settings.signOn.attributeStatements).toMatchObject([
      { name: "email" },
      { name: "groups" },
      { name: "department" },
    ]);
    const [login] = (await loginMethods(scenario.cloudflare)) as [LoginMethod];
    const metadata = await fetchMetadata(scenario, app.id);
    expect(login.config).toMatchObject({ sso_target_url: metadata.ssoUrl, issuer_url: metadata.issuer });
    expect(await scenario.okta.get(`/apps/${app.id}/connections/default`)).toMatchObject({
      status: "ENABLED",
      baseUrl: login.scim_config?.scim_base_url,
    });
    expect(await scenario.okta.get(`/apps/${app.id}/group-push/mappings`)).toHaveLength(2);
    const groups = await scenario.okta.get<{ id: string }[]>(`/apps/${app.id}/groups`);
    expect(groups).toHaveLength(2);
  });

  it("is the app of both outputs", async () => {
    const outputs = await scenario.stack.outputs();
    expect(outputs.samlAppId).toBe(outputs.scimAppId);
    expect(Object.keys(outputs.links as object).sort()).toEqual([
      "appLauncher",
      "cloudflareLoginMethods",
      "oktaSamlAppAssignments",
      "oktaScimAppProvisioning",
      "oktaScimAppPushGroups",
    ]);
  });

  it("finds nothing to do the second time", () => expectNothingToDo(scenario));

  it("moves to an app of its own without touching the login method's id", async () => {
    const [before] = (await loginMethods(scenario.cloudflare)) as [LoginMethod];
    scenario.configure(samlSettings());

    const run = await deploy(scenario);

    expect(changes(run)).toEqual(
      expect.arrayContaining(["create access-saml-app", `update ${IDENTITY_PROVIDER}`, "update access-scim-app"]),
    );
    expect(changes(run).filter((change) => /delete|replace/.test(change))).toEqual([]);
    const [after] = (await loginMethods(scenario.cloudflare)) as [LoginMethod];
    expect(after.id).toBe(before.id);
    expect(after.config.issuer_url).not.toBe(before.config.issuer_url);
  });

  it("is destroyed in one go", async () => {
    scenario.configure(samlSettings(COMBINED_CHANGES));
    await deploy(scenario);
    const run = await scenario.stack.destroy();
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await ours(scenario.okta)).toEqual([]);
    expect(await loginMethods(scenario.cloudflare)).toEqual([]);
  });
});

describe("another protocol for a stack that is deployed", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.start({ settings: { ...plainSettings() } });
    await deploy(scenario);
  });
  afterAll(() => scenario?.close());

  const writes = () =>
    scenario.sandbox.cloudflare.log
      .all()
      .filter(({ method, path }) => method !== "GET" && path.includes("identity_providers"))
      .map(({ method }) => method);

  it("is a replacement of the login method, and a preview says so", async () => {
    scenario.configure(samlSettings());

    const preview = await scenario.stack.preview();

    expect(preview.exitCode, preview.stdout + preview.stderr).toBe(0);
    expect(changes(preview)).toEqual(expect.arrayContaining([`replace ${IDENTITY_PROVIDER}`]));
    expect(preview.stdout).toMatch(/type\s*: "okta" => "saml"/);
  });

  it("is refused in the preview already while the login method is protected", async () => {
    scenario.configure(withChanges(plainSettings(), { "identityProvider.protect": true }));
    await deploy(scenario);
    scenario.configure(samlSettings({ "identityProvider.protect": true }));

    const preview = await scenario.stack.preview();

    expect(preview.exitCode).not.toBe(0);
    expect(preview.stdout + preview.stderr).toContain("unable to replace resource");
    expect(preview.stdout + preview.stderr).toContain(IDENTITY_PROVIDER);
    scenario.configure({ ...plainSettings() });
    await deploy(scenario);
  });

  it.each([
    ["saml", () => samlSettings()],
    ["okta", () => ({ ...plainSettings() })],
  ])("makes the login method of type %s before the other one goes, and moves SCIM over", async (type, settings) => {
    const [before] = (await loginMethods(scenario.cloudflare)) as [LoginMethod];
    scenario.configure(settings());
    scenario.sandbox.cloudflare.log.clear();

    await deploy(scenario);

    expect(writes()).toEqual(["POST", "DELETE"]);
    const after = (await loginMethods(scenario.cloudflare)) as [LoginMethod];
    expect(after.map((login) => login.type)).toEqual([type]);
    expect(after[0].id).not.toBe(before.id);
    const { scimAppId, oidcAppId, samlAppId } = await scenario.stack.outputs();
    expect(await scenario.okta.get(`/apps/${String(scimAppId)}/connections/default`)).toMatchObject({
      baseUrl: after[0].scim_config?.scim_base_url,
    });
    expect([oidcAppId === undefined, samlAppId === undefined]).toEqual(type === "saml" ? [true, false] : [false, true]);
    expect(await ours(scenario.okta)).toHaveLength(2);
    await expectNothingToDo(scenario);
  });
});

async function fetchMetadata(scenario: Scenario, appId: string) {
  const response = await fetch(`${scenario.sandbox.okta.url}/api/v1/apps/${appId}/sso/saml/metadata`, {
    headers: { authorization: `SSWS ${scenario.sandbox.okta.apiToken}`, accept: "application/xml" },
  });
  const xml = await response.text();
  const found = (pattern: RegExp) => String(pattern.exec(xml)?.[1]);
  return {
    issuer: found(/entityID="([^"]*)"/),
    ssoUrl: found(/SingleSignOnService [^>]*HTTP-POST" Location="([^"]*)"/),
    certificate: found(/<ds:X509Certificate>([^<]*)</),
  };
}
