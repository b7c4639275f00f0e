import { describe, expect, it } from "vitest";
import { type Json, OktaApi, oidcAppBody } from "../../../support/okta-api";

const SAML_URL = "https://example.com/saml";
const SAML = {
  label: "Wiki",
  signOnMode: "SAML_2_0",
  settings: {
    signOn: {
      ssoAcsUrl: SAML_URL,
      audience: SAML_URL,
      recipient: SAML_URL,
      destination: SAML_URL,
      subjectNameIdTemplate: "x",
      responseSigned: true,
    },
  },
};

function oidcWith(oauthClient: Json): Json {
  const body = oidcAppBody("App");
  return {
    ...body,
    settings: { oauthClient: { ...(body.settings as { oauthClient: Json }).oauthClient, ...oauthClient } },
  };
}

describe("what the local Okta refuses", () => {
  const person = { login: "a@acme.example", email: "a@acme.example", firstName: "A", lastName: "B" };

  it.each<[string, string, string, unknown, number, string, string]>([
    ["broken JSON", "POST", "/api/v1/groups", "{", 400, "E0000003", "The request body was not well-formed."],
    ["a list for an object", "POST", "/api/v1/groups", [], 400, "E0000003", "The request body was not well-formed."],
    ["no body", "POST", "/api/v1/apps", undefined, 400, "E0000003", "The request body was not well-formed."],
    [
      "a group without a name",
      "POST",
      "/api/v1/groups",
      { profile: {} },
      400,
      "E0000001",
      "name: The field cannot be left blank",
    ],
    [
      "a group with a taken name",
      "POST",
      "/api/v1/groups",
      { profile: { name: "finance" } },
      400,
      "E0000001",
      "name: An object with this field already exists in the current organization",
    ],
    [
      "an app without a label",
      "POST",
      "/api/v1/apps",
      { ...oidcAppBody("x"), label: "" },
      400,
      "E0000001",
      "label: The field cannot be left blank",
    ],
    [
      "an app without a redirect URI",
      "POST",
      "/api/v1/apps",
      oidcWith({ redirect_uris: [] }),
      400,
      "E0000001",
      "redirect_uris: The field cannot be left blank",
    ],
    [
      "a redirect URI that is none",
      "POST",
      "/api/v1/apps",
      oidcWith({ redirect_uris: ["nowhere"] }),
      400,
      "E0000001",
      "redirect_uris: 'nowhere' is not a valid redirect URI.",
    ],
    [
      "an unknown grant type",
      "POST",
      "/api/v1/apps",
      oidcWith({ grant_types: ["magic"] }),
      400,
      "E0000003",
      "The request body was not well-formed.",
    ],
    [
      "an unknown sign-on mode",
      "POST",
      "/api/v1/apps",
      { ...oidcAppBody("x"), signOnMode: "MAGIC" },
      400,
      "E0000003",
      "The request body was not well-formed.",
    ],
    [
      "a sign-on mode the app does not have",
      "POST",
      "/api/v1/apps",
      { name: "scim2headerauth", label: "x", signOnMode: "BOOKMARK" },
      400,
      "E0000001",
      "signOnMode: The sign-on mode BOOKMARK is not supported by this app.",
    ],
    [
      "an app that is not in the catalogue",
      "POST",
      "/api/v1/apps",
      { name: "nonesuch", label: "x", signOnMode: "SAML_2_0" },
      404,
      "E0000007",
      "Not found: Resource not found: nonesuch (App)",
    ],
    [
      "a catalogue app without a setting it needs",
      "POST",
      "/api/v1/apps",
      { name: "pagerduty", label: "x", signOnMode: "SAML_2_0" },
      400,
      "E0000001",
      "baseUrl: The field cannot be left blank",
    ],
    [
      "office365 without consent",
      "POST",
      "/api/v1/apps",
      { name: "office365", label: "x", signOnMode: "SAML_1_1" },
      400,
      "E0000001",
      "In order to continue using WS-FED Auto for SSO, you must grant admin consent.",
    ],
    [
      "a user without a last name",
      "POST",
      "/api/v1/users",
      { profile: { ...person, lastName: undefined } },
      400,
      "E0000001",
      "lastName: The field cannot be left blank",
    ],
    [
      "an attribute that no profile has",
      "POST",
      "/api/v1/users",
      { profile: { ...person, shoeSize: 42 } },
      400,
      "E0000001",
      "Property name 'shoeSize' is not defined in profile",
    ],
    [
      "a taken login",
      "POST",
      "/api/v1/users",
      { profile: { ...person, login: "ADA.okafor@acme.example" } },
      400,
      "E0000001",
      "login: An object with this field already exists in the current organization",
    ],
    [
      "a login that is no address",
      "POST",
      "/api/v1/users",
      { profile: { ...person, login: "a" } },
      400,
      "E0000001",
      "login: Username must be in the form of an email address",
    ],
    [
      "a search that cannot be read",
      "GET",
      "/api/v1/users?search=profile.login+is+1",
      undefined,
      400,
      "E0000031",
      "Invalid search criteria.",
    ],
    [
      "policies of no type",
      "GET",
      "/api/v1/policies",
      undefined,
      400,
      "E0000001",
      "type: The field cannot be left blank",
    ],
    [
      "an authorization server without audience",
      "POST",
      "/api/v1/authorizationServers",
      { name: "x" },
      400,
      "E0000001",
      "audiences: The field cannot be left blank",
    ],
    [
      "a claim for a scope that is not there",
      "POST",
      "/api/v1/authorizationServers/default/claims",
      { name: "x", value: "1", conditions: { scopes: ["none"] } },
      400,
      "E0000001",
      "conditions.scopes: 'none' is not a scope of this authorization server.",
    ],
    [
      "a built-in group to be deleted",
      "DELETE",
      "/api/v1/groups/00gEveryone000000000",
      undefined,
      403,
      "E0000006",
      "You do not have permission to perform the requested action",
    ],
  ])("%s", async (_name, method, path, body, status, code, summary) => {
    const api = new OktaApi();
    const before = [api.okta.store.apps.size, api.okta.store.groups.size, api.okta.store.users.size];
    const answer = await api.call(method, path, body);
    expect([answer.status, answer.json.errorCode]).toEqual([status, code]);
    expect(answer.errors).toContain(summary);
    expect([api.okta.store.apps.size, api.okta.store.groups.size, api.okta.store.users.size]).toEqual(before);
  });

  it.each([
    ["/api/v1/apps/none", "AppInstance"],
    ["/api/v1/groups/none", "UserGroup"],
    ["/api/v1/users/none", "User"],
    ["/api/v1/authorizationServers/none", "AuthorizationServer"],
    ["/api/v1/authorizationServers/default/scopes/none", "OAuth2Scope"],
    ["/api/v1/authorizationServers/default/claims/none", "OAuth2Claim"],
    ["/api/v1/authorizationServers/default/policies/none", "Policy"],
    ["/api/v1/policies/none", "Policy"],
    ["/api/v1/apps/0oaPayroll0000000000/features/none", "PublicAppFeatureSetName"],
    ["/api/v1/internal/apps/none/settings/oauth/idToken", "OAuth2AppInstance"],
  ])("says what kind of thing %s is not", async (path, type) => {
    const answer = await new OktaApi().call("GET", path);
    expect(answer.status).toBe(404);
    expect(answer.errors).toEqual([`Not found: Resource not found: none (${type})`]);
  });

  it("an active app cannot be deleted", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    const refused = await api.call("DELETE", `/api/v1/apps/${String(app.id)}`);
    expect([refused.status, refused.json.errorCode]).toEqual([403, "E0000056"]);
    await api.must("POST", `/api/v1/apps/${String(app.id)}/lifecycle/deactivate`);
    expect((await api.call("DELETE", `/api/v1/apps/${String(app.id)}`)).status).toBe(204);
    expect((await api.call("GET", `/api/v1/apps/${String(app.id)}`)).status).toBe(404);
  });

  it("a policy of Okta's own app cannot be given to another app", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    const policies = (await api.call("GET", "/api/v1/policies?type=ACCESS_POLICY")).list;
    expect(policies.filter((policy) => policy.system === true)).toHaveLength(1);
    const own = policies.find((policy) => policy.name === "Okta Admin Console");
    const refused = await api.call("PUT", `/api/v1/apps/${String(app.id)}/policies/${String(own?.id)}`);
    expect(refused.errors).toContain(
      'This policy belongs to "Okta Admin Console", and re-assignment of this policy is not allowed',
    );
    const made = await api.must("POST", "/api/v1/policies", { type: "ACCESS_POLICY", name: "Access" });
    expect((await api.call("PUT", `/api/v1/apps/${String(app.id)}/policies/${String(made.id)}`)).status).toBe(204);
    const links = (await api.must("GET", `/api/v1/apps/${String(app.id)}`))._links as { accessPolicy: Json };
    expect(links.accessPolicy.href).toBe(`https://acme.okta.com/api/v1/policies/${String(made.id)}`);
  });

  it.each([
    ["no signature at all", { responseSigned: false }, 400, "E0000001"],
    ["a signature algorithm that is none", { signatureAlgorithm: "RSA-SHA256" }, 400, "E0000003"],
    ["an attribute statement of no kind", { attributeStatements: [{ type: "CLAIM", name: "x" }] }, 400, "E0000003"],
    ["a group filter of no kind", { attributeStatements: [{ type: "GROUP", filterType: "LIKE" }] }, 400, "E0000003"],
  ])("refuses a SAML app with %s", async (_, signOn, status, code) => {
    const body = { ...SAML, settings: { signOn: { ...SAML.settings.signOn, ...signOn } } };
    const answer = await new OktaApi().call("POST", "/api/v1/apps", body as Json);
    expect([answer.status, answer.json.errorCode]).toEqual([status, code]);
  });

  it.each([
    ["taken", "https://acme.cloudflareaccess.com/cdn-cgi/access/callback", ["email"]],
    ["ignored", null, []],
  ])("answers for the SCIM app's sign-on settings that they are %s", async (scimAppSignOn, acsUrl, names) => {
    const api = new OktaApi();
    api.okta.changeSettings({ scimAppSignOn });
    const app = await api.must("POST", "/api/v1/apps", {
      name: "scim2headerauth",
      label: "SCIM",
      signOnMode: "SAML_2_0",
      settings: {
        app: { acsUrl: "https://acme.cloudflareaccess.com/cdn-cgi/access/callback" },
        signOn: { attributeStatements: [{ type: "EXPRESSION", name: "email", values: ["user.email"] }] },
      },
    });
    const settings = app.settings as { app: Json; signOn: { attributeStatements: { name: string }[] } };
    expect(settings.app).toEqual({ acsUrl, audienceUri: null, swaLoginUrl: null });
    expect(settings.signOn.attributeStatements.map(({ name }) => name)).toEqual(names);
  });

  it("names custom SAML apps after the organization and the label", async () => {
    const api = new OktaApi();
    const names = [await api.must("POST", "/api/v1/apps", SAML), await api.must("POST", "/api/v1/apps", SAML)];
    expect(names.map((app) => app.name)).toEqual(["acme_wiki_1", "acme_wiki_2"]);
  });
});

describe("people", () => {
  it("delete takes two calls, and unassigns", async () => {
    const api = new OktaApi();
    const path = "/api/v1/users/lena.vogel@acme.example";
    const { id } = await api.must("GET", path);
    const app = await api.oidcApp();
    await api.must("POST", `/api/v1/apps/${String(app.id)}/users`, { id });
    expect((await api.call("DELETE", path)).status).toBe(204);
    expect(await api.must("GET", path)).toMatchObject({ status: "DEPROVISIONED" });
    expect((await api.call("GET", `/api/v1/apps/${String(app.id)}/users`)).list).toEqual([]);
    expect((await api.call("DELETE", path)).status).toBe(204);
    expect((await api.call("GET", path)).status).toBe(404);
  });

  it("go through their statuses in order", async () => {
    const api = new OktaApi();
    const path = "/api/v1/users/mira.jovanovic@acme.example";
    const status = async (): Promise<unknown> => (await api.must("GET", path)).status;
    expect(await status()).toBe("STAGED");
    expect((await api.call("POST", `${path}/lifecycle/suspend`)).status).toBe(400);
    await api.must("POST", `${path}/lifecycle/activate?sendEmail=false`);
    expect(await status()).toBe("PROVISIONED");
    expect((await api.call("POST", `${path}/lifecycle/activate`)).json.errorCode).toBe("E0000016");
    await api.must("POST", `${path}/lifecycle/suspend`);
    expect(await status()).toBe("SUSPENDED");
    await api.must("POST", `${path}/lifecycle/unsuspend`);
    expect(await status()).toBe("PROVISIONED");
    await api.must("POST", `${path}/lifecycle/deactivate`);
    expect((await api.call("POST", path, { profile: { title: "x" } })).json.errorCode).toBe("E0000038");
  });

  it("are changed in part by POST and as a whole by PUT", async () => {
    const api = new OktaApi();
    const path = "/api/v1/users/lena.vogel@acme.example";
    const before = (await api.must("GET", path)).profile as Json;
    expect((await api.must("POST", path, { profile: { title: "Principal" } })).profile).toEqual({
      ...before,
      title: "Principal",
    });
    const { login, email, firstName, lastName } = before;
    const whole = (await api.must("PUT", path, { profile: { login, email, firstName, lastName } })).profile as Json;
    expect(Object.keys(whole).sort()).toEqual([
      "email",
      "firstName",
      "lastName",
      "login",
      "mobilePhone",
      "secondEmail",
    ]);
  });

  it("have roles when they are administrators", async () => {
    const api = new OktaApi();
    expect((await api.call("GET", "/api/v1/users/me/roles")).list).toMatchObject([{ type: "SUPER_ADMIN" }]);
    expect((await api.call("GET", "/api/v1/users/lena.vogel@acme.example/roles")).list).toEqual([]);
  });
});
