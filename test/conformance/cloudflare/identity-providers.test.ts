import { beforeEach, describe, expect, it } from "vitest";
import { Api, type Json } from "../../support/cloudflare-api";
import { announceSkip, cloudflareContract, type Field, hasContracts } from "./contracts";
import { valueFor, wrongValueFor } from "./values";

announceSkip("identity-providers.test.ts");

const fields = cloudflareContract("identity-providers").requestAndAnswerFields;
const types = fields.find((field) => field.name === "type")?.values ?? [];
const configFields = fields.find((field) => field.name === "config")?.fields ?? [];
const scimFields = fields.find((field) => field.name === "scim_config")?.fields ?? [];

const OAUTH = { client_id: "id", client_secret: "a-client-secret" };
const CONFIGS: Readonly<Record<string, Json>> = {
  onetimepin: {},
  cloudflare: {},
  azureAD: { ...OAUTH, directory_id: "directory" },
  saml: { issuer_url: "jumpcloud", sso_target_url: "https://sso.example.com/saml2", idp_public_certs: ["MII"] },
  centrify: { ...OAUTH, centrify_account: "a", centrify_app_id: "b" },
  "google-apps": { ...OAUTH, apps_domain: "example.com" },
  oidc: {
    ...OAUTH,
    auth_url: "https://idp.example.com/authorize",
    token_url: "https://idp.example.com/token",
    certs_url: "https://idp.example.com/keys",
  },
  okta: { ...OAUTH, okta_account: "https://acme.okta.com" },
  onelogin: { ...OAUTH, onelogin_account: "https://acme.onelogin.com" },
  pingone: { ...OAUTH, ping_env_id: "env" },
};

const PATH = "/access/identity_providers";
const references = { idp: "", policy: "" };

function bodyOf(type: string, config: Json = {}): Json {
  return { name: `a ${type}`, type, config: { ...(CONFIGS[type] ?? OAUTH), ...config } };
}

function applies(field: Field, type: string): boolean {
  const forType = field.onlyForType === undefined || field.onlyForType.length === 0 || field.onlyForType.includes(type);
  // What the one-time PIN could do with OAuth settings nobody knows.
  return forType && field.mode !== "computed" && (type !== "onetimepin" || field.onlyForType !== undefined);
}

const configCases = types.flatMap((type) =>
  configFields.filter((field) => applies(field, type)).map((field) => ({ type, field, name: field.name })),
);

let api: Api;
beforeEach(async () => {
  api = new Api();
  const [pin] = (await api.result("GET", PATH)) as unknown as Json[];
  await api.result("DELETE", `${PATH}/${pin?.id}`);
});

describe.skipIf(!hasContracts)("identity providers", () => {
  it.each(types)("%s: made, read, changed, deleted", async (type) => {
    const made = await api.result("POST", PATH, bodyOf(type));
    expect(made).toMatchObject({ name: `a ${type}`, type, config: expect.any(Object) });
    const read = await api.result("GET", `${PATH}/${made.id}`);
    expect(read).toEqual(made);
    const changed = await api.result("PUT", `${PATH}/${made.id}`, { ...bodyOf(type), name: "other" });
    expect(changed).toEqual({ ...made, name: "other", version: changed.version });
    expect(await api.result("DELETE", `${PATH}/${made.id}`)).toEqual({ id: made.id });
    expect((await api.call("DELETE", `${PATH}/${made.id}`)).status).toBe(404);
  });

  it.each(types)("%s: answers no configuration that was not sent, and never a secret", async (type) => {
    const made = await api.result("POST", PATH, bodyOf(type));
    const { client_secret: _, ...sent } = (bodyOf(type).config ?? {}) as Json;
    const { redirect_url: redirectUrl, ...config } = made.config as Json;
    expect(config).toEqual(sent);
    if (type === "onetimepin") {
      expect(redirectUrl).toBe("https://acme.cloudflareaccess.com/cdn-cgi/access/callback");
    }
  });

  it.each(configCases)("$type: config.$name is taken, and answered as it was sent", async ({ type, field, name }) => {
    const value = valueFor(field, references, "config");
    const made = await api.result("POST", PATH, bodyOf(type, { [name]: value }));
    const read = await api.result("GET", `${PATH}/${made.id}`);
    const expected = name === "client_secret" ? undefined : value;
    expect([(made.config as Json)[name], (read.config as Json)[name]]).toEqual([expected, expected]);
  });

  it.each(configCases)("$type: config.$name of another type is refused", async ({ type, field, name }) => {
    const answer = await api.call("POST", PATH, bodyOf(type, { [name]: wrongValueFor(field) }));
    expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
    expect(answer.body.errors[0]?.message).toContain(name);
  });

  it.each(configCases.filter(({ field }) => field.mode === "optional" && field.name !== "client_secret"))(
    "$type: config.$name that is removed by null is gone",
    async ({ type, field, name }) => {
      const made = await api.result("POST", PATH, bodyOf(type, { [name]: valueFor(field, references, "config") }));
      const answer = await api.call("PUT", `${PATH}/${made.id}`, bodyOf(type, { [name]: null }));
      const isNeeded = CONFIGS[type]?.[name] !== undefined || (CONFIGS[type] === undefined && name === "client_id");
      expect(answer.status).toBe(isNeeded ? 400 : 200);
      if (!isNeeded) {
        expect((answer.body.result as { config: Json }).config).not.toHaveProperty(name);
      }
    },
  );

  const withScim = types.filter((type) => type !== "onetimepin");
  it.each(withScim)("%s: SCIM settings have the contract's defaults, and every one is answered", async (type) => {
    const made = await api.result("POST", PATH, { ...bodyOf(type), scim_config: {} });
    const scim = made.scim_config as Json;
    for (const field of scimFields.filter((candidate) => candidate.default !== undefined)) {
      expect(scim[field.name], field.name).toEqual(field.default);
    }
    const base = `https://acme.cloudflareaccess.com/populations/${made.id}/scim/v2`;
    expect([scim.scim_base_url, made.scim_base_url]).toEqual([base, base]);
    expect(scim).not.toHaveProperty("secret");
  });

  const behaviors = scimFields.find((field) => field.name === "identity_update_behavior")?.values ?? [];
  it.each(behaviors)("identity_update_behavior %s is taken", async (behavior) => {
    const scim = { enabled: true, identity_update_behavior: behavior };
    const made = await api.result("POST", PATH, { ...bodyOf("okta"), scim_config: scim });
    expect(made.scim_config).toMatchObject(scim);
  });

  it.each([
    ["an unknown type", { ...bodyOf("okta"), type: "auth0" }],
    ["no name", { ...bodyOf("okta"), name: undefined }],
    ["no config", { ...bodyOf("okta"), config: undefined }],
    ["a config that is a list", { ...bodyOf("okta"), config: [] }],
    [
      "an unknown identity_update_behavior",
      { ...bodyOf("okta"), scim_config: { identity_update_behavior: "no*action" } },
    ],
    [
      "seat_deprovision without user_deprovision",
      { ...bodyOf("okta"), scim_config: { enabled: true, seat_deprovision: true } },
    ],
    ["SCIM for the one-time PIN", { ...bodyOf("onetimepin"), scim_config: { enabled: false } }],
    [
      "Okta without a client id",
      { ...bodyOf("okta"), config: { client_secret: "x", okta_account: "https://a.okta.com" } },
    ],
    [
      "Okta without a client secret",
      { ...bodyOf("okta"), config: { client_id: "x", okta_account: "https://a.okta.com" } },
    ],
    ["Okta without an account", bodyOf("okta", { okta_account: undefined })],
    ["an Okta account that is no https URL", bodyOf("okta", { okta_account: "acme.okta.com" })],
    ["scopes for Okta", bodyOf("okta", { scopes: ["groups"] })],
    ["support_groups for Okta", bodyOf("okta", { support_groups: true })],
    ["SAML without a certificate", bodyOf("saml", { idp_public_certs: [] })],
    ["SAML without an address", bodyOf("saml", { sso_target_url: undefined })],
    ["an Okta account for SAML", bodyOf("saml", { okta_account: "https://acme.okta.com" })],
  ])("%s is refused", async (_, body) => {
    const answer = await api.call("POST", PATH, body);
    expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
    expect(answer.body.errors[0]?.message).toMatch(/^access\.api\.error\.invalid_request: ./);
  });

  it("a second one-time PIN is a conflict that no client should repeat", async () => {
    await api.result("POST", PATH, bodyOf("onetimepin"));
    const answer = await api.call("POST", PATH, bodyOf("onetimepin"));
    expect([answer.status, answer.body.errors[0]]).toEqual([
      409,
      { code: 12132, message: "access.api.error.conflict: a onetimepin connection already exists" },
    ]);
    expect(answer.headers.get("x-should-retry")).toBe("false");
  });
});
