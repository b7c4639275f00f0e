import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PropertyMap, Secret } from "../../../../../provider/rpc/values";
import { cloudflareProvider } from "../../../../../sandbox/plugins/cloudflare/provider";
import { type PluginDriver, shown } from "../../../../support/plugin-driver";
import { type CannedApi, failure, result, startCannedApi } from "./canned-api";
import { ACCOUNT, startPlugin, TOKEN } from "./plugin";

/* In-process: configuration, authentication, attempts, errors and functions of the stand-in over its gRPC port. */

const GROUP = "cloudflare:index/zeroTrustAccessGroup:ZeroTrustAccessGroup";
const IDP = "cloudflare:index/zeroTrustAccessIdentityProvider:ZeroTrustAccessIdentityProvider";
const NEWS = { accountId: ACCOUNT, name: "Everyone", includes: [{ everyone: {} }] };
const ANSWER = result({ id: "g1", name: "Everyone", include: [{ everyone: {} }] });

let api: CannedApi;
beforeEach(async () => {
  api = await startCannedApi();
});
afterEach(() => api.close());

async function withPlugin<T>(
  use: (plugin: PluginDriver) => Promise<T>,
  options: Parameters<typeof startPlugin>[0] = {},
): Promise<T> {
  const plugin = await startPlugin(options);
  try {
    return await use(plugin);
  } finally {
    plugin.close();
  }
}

describe("the version", () => {
  it("says that it is a stand-in, and for what", () => {
    expect(cloudflareProvider().version).toMatch(/^6\.22\.1\+.*stand/);
  });
});

describe("configuration", () => {
  const refused = (config: PropertyMap) => withPlugin((plugin) => plugin.configure(config));

  it.each([
    ["too short", "0123"],
    ["too long", "a".repeat(81)],
    ["with a character no token has", `${"a".repeat(40)}!`],
  ])("refuses a token that is %s, without showing it", async (_what, apiToken) => {
    const error = await refused({ apiToken: new Secret(apiToken), baseUrl: api.baseUrl }).catch(
      (cause: Error) => cause,
    );
    expect(String(error)).toContain(`"apiToken" must match '^[0-9A-Za-z\\-_]{40,80}$'`);
    expect(String(error)).not.toContain(apiToken);
  });

  it("refuses a malformed token also when nobody checked before", async () => {
    const configured = cloudflareProvider({ environment: {} }).configure({ apiToken: "0123", baseUrl: api.baseUrl });
    await expect(configured).rejects.toThrow('cloudflare provider: Invalid Attribute Value Match. "apiToken"');
  });

  it("refuses an API key without an email", async () => {
    const config = { apiKey: new Secret("k".repeat(37)), baseUrl: api.baseUrl };
    await expect(refused(config)).rejects.toThrow('"email" must be given when "apiKey" is');
  });

  it.each([
    "https://api.cloudflare.com/client/v4",
    "http://10.0.0.1/client/v4",
    "http://127.0.0.1.example.com/client/v4",
    "http://[2001:db8::1]/client/v4",
    "not an address",
  ])("refuses the address %s", async (baseUrl) => {
    await expect(refused({ apiToken: new Secret(TOKEN), baseUrl })).rejects.toThrow(/is not this machine|is not a URL/);
  });

  it("has no default address: it never calls Cloudflare", async () => {
    await expect(refused({ apiToken: new Secret(TOKEN) })).rejects.toThrow(
      'no "baseUrl", and a sandbox stand-in never calls Cloudflare itself',
    );
  });

  it("makes no call, not even without any credentials", async () => {
    await refused({ baseUrl: api.baseUrl });
    expect(api.requests).toEqual([]);
  });

  it.each<[string, PropertyMap, Record<string, string>, Record<string, string | undefined>]>([
    ["a token", { apiToken: new Secret(TOKEN) }, {}, { authorization: `Bearer ${TOKEN}` }],
    [
      "an API key and email",
      { apiKey: new Secret("k".repeat(37)), email: "ada@example.com" },
      {},
      { "x-auth-key": "k".repeat(37), "x-auth-email": "ada@example.com", authorization: undefined },
    ],
    ["a token from the environment", {}, { CLOUDFLARE_API_TOKEN: TOKEN }, { authorization: `Bearer ${TOKEN}` }],
    [
      "configuration before environment",
      { apiToken: new Secret(TOKEN) },
      { CLOUDFLARE_API_TOKEN: "z".repeat(40) },
      { authorization: `Bearer ${TOKEN}` },
    ],
  ])("authenticates with %s", async (_what, config, environment, headers) => {
    api.answer(ANSWER);
    const options = { environment: { CLOUDFLARE_BASE_URL: api.baseUrl, ...environment } };
    await withPlugin(async (plugin) => {
      await plugin.configure(config);
      await plugin.create(GROUP, NEWS);
    }, options);
    for (const [name, value] of Object.entries(headers)) {
      expect(api.requests[0]?.headers[name]).toBe(value);
    }
  });
});

describe("attempts", () => {
  async function create(waits: number[] = []): Promise<unknown> {
    const pace = (milliseconds: number) => {
      waits.push(milliseconds);
      return 0;
    };
    return withPlugin(
      async (plugin) => {
        await plugin.configure({ apiToken: new Secret(TOKEN), baseUrl: api.baseUrl });
        return plugin.create(GROUP, NEWS);
      },
      { pace },
    );
  }

  it.each([408, 409, 429, 500, 502, 503])("tries again after %i", async (status) => {
    api.answer(failure(status, 1, "later"), ANSWER);
    await create();
    expect(api.requests).toHaveLength(2);
    expect(api.requests[1]).toMatchObject({ method: "POST", body: api.requests[0]?.body });
  });

  it.each([400, 401, 403, 404, 422])("takes %i as final", async (status) => {
    api.answer(failure(status, 1, "no"));
    await expect(create()).rejects.toThrow(String(status));
    expect(api.requests).toHaveLength(1);
  });

  it("gives up after ten more attempts, waiting two seconds and doubling to thirty, less up to a quarter", async () => {
    api.answer(...Array.from({ length: 11 }, () => failure(429, 1, "slow down")));
    const waits: number[] = [];
    await expect(create(waits)).rejects.toThrow("429 Too Many Requests");
    expect(api.requests).toHaveLength(11);
    const full = [2, 4, 8, 16, 30, 30, 30, 30, 30, 30].map((seconds) => seconds * 1000);
    expect(waits).toHaveLength(full.length);
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeLessThanOrEqual(full[index] ?? 0);
      expect(wait).toBeGreaterThan((full[index] ?? 0) * 0.75 - 1);
    }
  });

  it.each([
    ["retry-after", "7", 7000],
    ["retry-after-ms", "250", 250],
    ["retry-after", "Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ])("waits as long as %s: %s says", async (name, value, expected) => {
    api.answer(failure(429, 1, "later", { [name]: value }), ANSWER);
    const waits: number[] = [];
    await create(waits);
    expect(waits).toEqual([expected]);
  });

  it("does what x-should-retry says, whatever the status", async () => {
    api.answer(failure(409, 1, "conflict", { "x-should-retry": "false" }));
    await expect(create()).rejects.toThrow("409 Conflict");
    api.answer(failure(400, 1, "odd", { "x-should-retry": "true" }), ANSWER);
    await create();
    expect(api.requests).toHaveLength(3);
  });
});

describe("errors", () => {
  const create = (token: string, news: PropertyMap) => {
    return withPlugin(async (plugin) => {
      await plugin.configure({ apiToken: new Secret(TOKEN), baseUrl: api.baseUrl });
      return plugin.create(token, news);
    });
  };

  it("say method, address, status and body", async () => {
    api.answer(failure(403, 10000, "Authentication error"));
    await expect(create(GROUP, NEWS)).rejects.toThrow(
      `failed to make http request: POST "${api.baseUrl}/accounts/${ACCOUNT}/access/groups": 403 Forbidden ` +
        '{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}',
    );
  });

  it("never show the token or a secret of the request, not even if the answer repeats it", async () => {
    api.answer(failure(400, 1, `bad token ${TOKEN} and secret oidc-secret`));
    const config = { clientId: "c", clientSecret: "oidc-secret" };
    const news = { accountId: ACCOUNT, name: "Okta", type: "okta", config };
    const error = await create(IDP, news).catch((cause: Error) => cause);
    expect(String(error)).toContain("bad token [secret] and secret [secret]");
  });

  it("do without a body that is not JSON", async () => {
    api.answer({ status: 403, body: "<html>blocked</html>" });
    await expect(create(GROUP, NEWS)).rejects.toThrow("403 Forbidden (the answer is not JSON)");
  });

  it("say at once that nothing listens", async () => {
    const { baseUrl } = api;
    await api.close();
    const error = await create(GROUP, NEWS).catch((cause: Error) => cause);
    expect(String(error)).toMatch(/failed to make http request: POST .*Is the sandbox running\?/);
    expect(baseUrl).toContain("127.0.0.1");
    api = await startCannedApi();
  });

  it("tell when an answer to a create has no id", async () => {
    api.answer(result({}));
    await expect(create(GROUP, NEWS)).rejects.toThrow("has no id");
  });

  it("ask for an account or a zone", async () => {
    await expect(create(GROUP, { ...NEWS, accountId: null })).rejects.toThrow("Give one of them.");
    expect(api.requests).toEqual([]);
  });
});

describe("functions", () => {
  const scope = `/client/v4/accounts/${ACCOUNT}/access`;
  const answer = {
    id: "idp-1",
    name: "Okta",
    type: "okta",
    config: { client_id: "c", okta_account: "https://acme.okta.com" },
    scim_config: { enabled: true, scim_base_url: "https://acme.cloudflareaccess.com/x" },
  };
  const invoke = async (name: string, args: PropertyMap) => {
    return withPlugin(async (plugin) => {
      await plugin.configure({ apiToken: new Secret(TOKEN), baseUrl: api.baseUrl });
      const found = await plugin.invoke(`cloudflare:index/${name}:${name}`, { accountId: ACCOUNT, ...args });
      return shown(found) as Record<string, unknown>;
    });
  };
  const paths = () => api.requests.map(({ path }) => path);

  it("read one identity provider", async () => {
    api.answer(result(answer));
    const found = await invoke("getZeroTrustAccessIdentityProvider", { identityProviderId: "idp-1" });
    expect(found).toMatchObject({
      id: "idp-1",
      name: "Okta",
      config: { clientId: "c" },
      scimConfig: { enabled: true, scimBaseUrl: "https://acme.cloudflareaccess.com/x" },
    });
    expect(paths()).toEqual([`${scope}/identity_providers/idp-1`]);
  });

  it("find the one with SCIM, and refuse to choose", async () => {
    api.answer(result([answer]), result(answer));
    await invoke("getZeroTrustAccessIdentityProvider", { filter: { scimEnabled: "true" } });
    expect(paths()).toEqual([`${scope}/identity_providers?scim_enabled=true`, `${scope}/identity_providers/idp-1`]);
    api.answer(result([answer, answer]));
    const found = invoke("getZeroTrustAccessIdentityProvider", { filter: { scimEnabled: "true" } });
    await expect(found).rejects.toThrow("failed to find exactly one result: 2 found");
  });

  it("list identity providers page by page until one is empty", async () => {
    api.answer(result([answer]), result([{ ...answer, id: "idp-2" }]), result([]));
    const found = await invoke("getZeroTrustAccessIdentityProviders", {});
    expect(found.results).toMatchObject([{ id: "idp-1" }, { id: "idp-2" }]);
    expect(paths()).toEqual(["", "?page=2", "?page=3"].map((query) => `${scope}/identity_providers${query}`));
  });

  it("list no more than asked for", async () => {
    api.answer(result([answer, { ...answer, id: "idp-2" }]));
    expect((await invoke("getZeroTrustAccessIdentityProviders", { maxItems: 1 })).results).toHaveLength(1);
  });

  it("read the organization", async () => {
    api.answer(result({ name: "Acme", auth_domain: "acme.cloudflareaccess.com" }));
    const found = await invoke("getZeroTrustOrganization", {});
    expect(found).toMatchObject({ name: "Acme", authDomain: "acme.cloudflareaccess.com" });
    expect(paths()).toEqual([`${scope}/organizations`]);
  });

  it("read and list applications", async () => {
    api.answer(result({ id: "a1", name: "Wiki" }), result([{ id: "a1", name: "Wiki" }]), result([]));
    expect(await invoke("getZeroTrustAccessApplication", { appId: "a1" })).toMatchObject({ appId: "a1", name: "Wiki" });
    expect((await invoke("getZeroTrustAccessApplications", { name: "Wiki" })).results).toMatchObject([{ id: "a1" }]);
    expect(paths()).toEqual([`${scope}/apps/a1`, `${scope}/apps?name=Wiki`, `${scope}/apps?name=Wiki&page=2`]);
  });

  it("fail with the API's error", async () => {
    api.answer(failure(404, 12135, "access.api.error.not_found"));
    await expect(invoke("getZeroTrustAccessIdentityProvider", { identityProviderId: "x" })).rejects.toThrow("12135");
  });
});
