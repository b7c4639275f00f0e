import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PropertyMap, Secret } from "../../../../../provider/rpc/values";
import { type Held, type PluginDriver, shown } from "../../../../support/plugin-driver";
import { type CannedApi, failure, result, startCannedApi } from "./canned-api";
import { ACCOUNT, diffOf, startPlugin, TOKEN } from "./plugin";

/* In-process: groups, policies, applications and the organization over the gRPC port, against answers written here. */

const GROUP = "cloudflare:index/zeroTrustAccessGroup:ZeroTrustAccessGroup";
const POLICY = "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy";
const APPLICATION = "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication";
const ORGANIZATION = "cloudflare:index/zeroTrustOrganization:ZeroTrustOrganization";
const NOTHING = { changes: false, replaces: [], paths: [] };

let api: CannedApi;
let plugin: PluginDriver;
const lastBody = () => api.requests.at(-1)?.body;

beforeEach(async () => {
  api = await startCannedApi();
  plugin = await startPlugin();
  await plugin.configure({ apiToken: new Secret(TOKEN), baseUrl: api.baseUrl });
});
afterEach(async () => {
  plugin.close();
  await api.close();
});

function create(token: string, news: PropertyMap, answer: unknown): Promise<Held> {
  api.answer(result(answer));
  return plugin.create(token, news);
}

describe("Access groups", () => {
  const okta = { identityProviderId: "idp-1", name: "engineering" };
  const news = { accountId: ACCOUNT, name: "Engineering", includes: [{ okta }, { everyone: {} }] };
  const rules = [{ okta: { identity_provider_id: "idp-1", name: "engineering" } }, { everyone: {} }];
  const answer = { id: "g1", name: "Engineering", include: rules, require: [], exclude: [], is_default: [] };

  it("are sent as written, bare selectors included, and are in step after a refresh", async () => {
    const held = await create(GROUP, news, answer);
    expect(lastBody()).toEqual({ include: rules, name: "Engineering" });
    api.answer(result(answer));
    const refreshed = await plugin.refresh(held);
    expect(shown(refreshed?.outputs)).toEqual(shown(held.outputs));
    expect(await diffOf(plugin, refreshed ?? held, news)).toEqual(NOTHING);
  });

  it("keep the order of their rules: another order is a change", async () => {
    const held = await create(GROUP, news, answer);
    const diff = await diffOf(plugin, held, { ...news, includes: [...news.includes].reverse() });
    expect(diff.changes).toBe(true);
  });

  it("drop the empty selectors of an answer", async () => {
    const held = await create(GROUP, news, answer);
    const [first, second] = rules;
    api.answer(result({ ...answer, include: [{ ...first, common_name: { common_name: null }, email: null }, second] }));
    expect(shown((await plugin.refresh(held))?.outputs)).toEqual(shown(held.outputs));
  });

  it("send null for rules taken away, and know the names that JSON writes otherwise", async () => {
    const azure = { azureAd: { id: "a", identityProviderId: "idp-2" } };
    const github = { githubOrganization: { identityProviderId: "idp-3", name: "acme" } };
    const held = await create(GROUP, { ...news, excludes: [azure], requires: [github] }, answer);
    expect(api.requests[0]?.body).toMatchObject({
      exclude: [{ azureAD: { id: "a", identity_provider_id: "idp-2" } }],
      require: [{ "github-organization": { identity_provider_id: "idp-3", name: "acme" } }],
    });
    api.answer(result(answer));
    const updated = await plugin.update(held, news);
    expect(lastBody()).toEqual({ exclude: null, include: rules, name: "Engineering", require: null });
    expect(shown(updated.outputs)).not.toHaveProperty("excludes");
  });

  it("refuse two selectors in one rule", async () => {
    const both = { ...news, includes: [{ okta, everyone: {} }] };
    await expect(plugin.check(GROUP, both)).rejects.toThrow('"includes[0]" must contain at most 1 elements, got: 2');
  });

  it("import from an account, without the empty lists", async () => {
    api.answer(result(answer), result(answer));
    const imported = await plugin.import(GROUP, `accounts/${ACCOUNT}/g1`);
    expect(shown(imported?.outputs)).toEqual({ id: "g1", ...news });
    // The bridge takes an object with nothing in it for no value, and does not offer it as an input.
    expect(shown(imported?.inputs)).toEqual({ ...news, includes: [{ okta }, {}] });
  });
});

describe("Access policies", () => {
  const news = {
    accountId: ACCOUNT,
    name: "Allow",
    decision: "allow",
    includes: [{ everyone: {} }, { group: { id: "g1" } }],
  };
  const answer = {
    id: "p1",
    name: "Allow",
    decision: "allow",
    include: [{ everyone: {} }, { group: { id: "g1" } }],
    exclude: [],
    require: [],
    session_duration: "24h",
    approval_required: false,
    isolation_required: false,
    purpose_justification_required: false,
    approval_groups: [],
  };

  it("send the default session duration, and take false and empty for nothing", async () => {
    const held = await create(POLICY, news, answer);
    expect(lastBody()).toEqual({
      decision: "allow",
      include: answer.include,
      name: "Allow",
      session_duration: "24h",
    });
    expect(shown(held.outputs)).toEqual({ id: "p1", ...news, sessionDuration: "24h" });
    api.answer(result(answer));
    const refreshed = await plugin.refresh(held);
    expect(shown(refreshed?.outputs)).toEqual(shown(held.outputs));
    expect(await diffOf(plugin, refreshed ?? held, news)).toEqual(NOTHING);
  });

  it("do not care about the order of their rules", async () => {
    const held = await create(POLICY, news, answer);
    expect(await diffOf(plugin, held, { ...news, includes: [...news.includes].reverse() })).toEqual(NOTHING);
  });

  it("are sent and recorded in the bridge's order of rules, while the inputs keep the program's", async () => {
    const otherOrder = { ...news, includes: [...news.includes].reverse() };
    const held = await create(POLICY, otherOrder, answer);
    expect(lastBody()).toMatchObject({ include: answer.include });
    expect(shown(held.outputs.includes)).toEqual(news.includes);
    api.answer(result(answer));
    const refreshed = await plugin.refresh(held);
    expect(shown(refreshed?.outputs.includes)).toEqual(news.includes);
    expect(shown(refreshed?.inputs)).toEqual(otherOrder);
  });

  it("know at preview that rules not given stay away", async () => {
    const preview = shown(await plugin.previewCreate(POLICY, news));
    expect(preview).toEqual({ id: "<unknown>", ...news, sessionDuration: "24h" });
  });

  it("see a prompt that appeared at Cloudflare, empty or not", async () => {
    const held = await create(POLICY, news, answer);
    api.answer(result({ ...answer, purpose_justification_prompt: "" }));
    const refreshed = await plugin.refresh(held);
    expect(await diffOf(plugin, refreshed ?? held, news)).toMatchObject({ paths: ["purposeJustificationPrompt"] });
  });

  it("belong to an account only", async () => {
    await expect(plugin.check(POLICY, { ...news, accountId: null })).rejects.toThrow(
      "Missing required property 'accountId'",
    );
    api.answer(result(answer), result(answer));
    const imported = await plugin.import(POLICY, `${ACCOUNT}/p1`);
    expect(imported?.id).toBe("p1");
    expect(shown(imported?.inputs)).toMatchObject({ accountId: ACCOUNT, name: "Allow", sessionDuration: "24h" });
    await expect(plugin.import(POLICY, `accounts/${ACCOUNT}/p1`)).rejects.toThrow("Give <account id>/<id>.");
  });
});

describe("Access applications", () => {
  const news = { accountId: ACCOUNT, name: "Wiki", type: "self_hosted", domain: "wiki.example.com" };
  const destinations = [{ type: "public", uri: "wiki.example.com" }];
  const answer = {
    id: "a1",
    aud: "a".repeat(64),
    name: "Wiki",
    type: "self_hosted",
    domain: "wiki.example.com",
    self_hosted_domains: ["wiki.example.com"],
    destinations,
    allowed_idps: [],
    policies: [],
    tags: [],
    app_launcher_visible: true,
    http_only_cookie_attribute: true,
    session_duration: "24h",
    auto_redirect_to_identity: false,
    enable_binding_cookie: false,
    options_preflight_bypass: false,
  };

  it("know their defaults at preview, and not yet what the API derives from the domain", async () => {
    expect(shown(await plugin.previewCreate(APPLICATION, news))).toEqual({
      id: "<unknown>",
      ...news,
      appLauncherVisible: true,
      aud: "<unknown>",
      destinations: "<unknown>",
      httpOnlyCookieAttribute: true,
      selfHostedDomains: "<unknown>",
      sessionDuration: "24h",
    });
  });

  it("always send policies, and are in step after a refresh", async () => {
    const held = await create(APPLICATION, news, answer);
    expect(lastBody()).toEqual({
      app_launcher_visible: true,
      domain: "wiki.example.com",
      http_only_cookie_attribute: true,
      name: "Wiki",
      policies: [],
      session_duration: "24h",
      type: "self_hosted",
    });
    expect(shown(held.outputs)).toMatchObject({ destinations, selfHostedDomains: ["wiki.example.com"] });
    api.answer(result(answer));
    const refreshed = await plugin.refresh(held);
    expect(shown(refreshed?.outputs)).toEqual(shown(held.outputs));
    expect(await diffOf(plugin, refreshed ?? held, news)).toEqual(NOTHING);
  });

  it("do not know their other addresses when the domain changes, and do not send them", async () => {
    const held = await create(APPLICATION, news, answer);
    const moved = { ...news, domain: "docs.example.com" };
    const diff = await diffOf(plugin, held, moved);
    expect(diff).toEqual({ changes: true, replaces: [], paths: ["destinations", "domain", "selfHostedDomains"] });
    api.answer(
      result({ ...answer, domain: "docs.example.com", destinations: [{ type: "public", uri: "docs.example.com" }] }),
    );
    const updated = await plugin.update(held, moved);
    expect(lastBody()).not.toHaveProperty("destinations");
    expect(lastBody()).not.toHaveProperty("self_hosted_domains");
    expect(shown(updated.outputs.destinations)).toEqual([{ type: "public", uri: "docs.example.com" }]);
  });

  it("number their policies and keep them short", async () => {
    const policies = [{ id: "p1" }, { id: "p2", precedence: 5 }, { id: "p3" }];
    const numbered = [
      { id: "p1", precedence: 1 },
      { id: "p2", precedence: 5 },
      { id: "p3", precedence: 6 },
    ];
    const expanded = numbered.map((policy) => ({
      ...policy,
      name: "p",
      decision: "allow",
      include: [{ everyone: {} }],
    }));
    const held = await create(APPLICATION, { ...news, policies }, { ...answer, policies: expanded });
    expect(lastBody()).toMatchObject({ policies: numbered });
    api.answer(result({ ...answer, policies: expanded }));
    const refreshed = await plugin.refresh(held);
    expect(shown(refreshed?.outputs.policies)).toEqual(numbered);
    expect(await diffOf(plugin, refreshed ?? held, { ...news, policies })).toEqual(NOTHING);
  });

  it("send an empty list when the policies are taken away", async () => {
    const withPolicy = { ...news, policies: [{ id: "p1", precedence: 1 }] };
    const held = await create(APPLICATION, withPolicy, { ...answer, policies: [{ id: "p1", precedence: 1 }] });
    api.answer(result(answer));
    await plugin.update(held, news);
    expect(lastBody()).toMatchObject({ policies: [] });
  });

  it("of the saas type keep the client secret that was answered once, as a secret", async () => {
    const saas = {
      accountId: ACCOUNT,
      name: "Tool",
      type: "saas",
      saasApp: { authType: "oidc", redirectUris: ["https://x.example"] },
    };
    const app = { auth_type: "oidc", client_id: "c1", public_key: "k", redirect_uris: ["https://x.example"] };
    const rest = {
      id: "a2",
      aud: "b",
      name: "Tool",
      type: "saas",
      app_launcher_visible: true,
      session_duration: "24h",
    };
    const held = await create(APPLICATION, saas, { ...rest, saas_app: { ...app, client_secret: "once" } });
    expect(shown(held.outputs.saasApp)).toMatchObject({ clientId: "c1", clientSecret: { secret: "once" } });
    api.answer(result({ ...rest, saas_app: app }));
    const refreshed = await plugin.refresh(held);
    expect(shown(refreshed?.outputs.saasApp)).toMatchObject({ clientSecret: { secret: "once" } });
  });

  it("refuse settings of another type of application", async () => {
    await expect(plugin.check(APPLICATION, { ...news, type: "bookmark", sessionDuration: "1h" })).rejects.toThrow(
      '"sessionDuration" can only be set if "type" is one of',
    );
  });
});

describe("the Zero Trust organization", () => {
  const path = `/client/v4/accounts/${ACCOUNT}/access/organizations`;
  const news = { accountId: ACCOUNT, name: "Acme", authDomain: "acme.cloudflareaccess.com" };
  const answer = {
    name: "Acme",
    auth_domain: "acme.cloudflareaccess.com",
    is_ui_read_only: false,
    auto_redirect_to_identity: false,
    allow_authenticate_via_warp: false,
    deny_unmatched_requests: false,
    login_design: {},
    mfa_configuration_allowed: true,
    mfa_required_for_all_apps: false,
  };

  it("is created with a PUT, has the account's id, and is left alone by a delete", async () => {
    const held = await create(ORGANIZATION, news, answer);
    expect(held.id).toBe(ACCOUNT);
    expect(api.requests[0]).toMatchObject({ method: "PUT", path });
    expect(shown(held.outputs)).toEqual({
      ...news,
      allowAuthenticateViaWarp: false,
      autoRedirectToIdentity: false,
      isUiReadOnly: false,
      mfaConfigurationAllowed: true,
      mfaRequiredForAllApps: false,
    });
    await plugin.delete(held);
    expect(api.requests).toHaveLength(1);
  });

  it("is in step after a refresh, and gone with a 404", async () => {
    const held = await create(ORGANIZATION, news, answer);
    api.answer(result(answer), failure(404, 12130, "access.api.error.not_found"));
    const refreshed = await plugin.refresh(held);
    expect(await diffOf(plugin, refreshed ?? held, news)).toEqual(NOTHING);
    expect(await plugin.refresh(held)).toBeUndefined();
  });

  it("imports by account id", async () => {
    api.answer(result(answer), result(answer));
    const imported = await plugin.import(ORGANIZATION, ACCOUNT);
    expect(imported?.id).toBe(ACCOUNT);
    expect(shown(imported?.outputs)).toMatchObject({ accountId: ACCOUNT, name: "Acme" });
  });
});
