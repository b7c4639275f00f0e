import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCloudflare, startCloudflare } from "../../../../sandbox/cloudflare/index";
import { DEFAULT_SETTINGS } from "../../../../sandbox/cloudflare/settings";
import { Api, type Json, OKTA } from "../../../support/cloudflare-api";

const LISTS = ["identity_providers", "groups", "policies", "apps", "users"];

async function contents(api: Api): Promise<Json[]> {
  const lists = await Promise.all(LISTS.map((list) => api.result("GET", `/access/${list}`)));
  return [await api.result("GET", "/access/organizations"), ...lists];
}

async function fill(api: Api): Promise<void> {
  const idp = await api.okta({ scim_config: { enabled: true } });
  const rule = { okta: { identity_provider_id: idp.id, name: "engineers" } };
  await api.result("POST", "/access/groups", { name: "g", include: [rule] });
  await api.result("POST", "/access/apps", { type: "self_hosted", name: "a", domain: "a.example.com" });
  await api.result("PUT", "/access/organizations", { name: "Renamed" });
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cloudflare-sandbox-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("the seed", () => {
  it("is an organization, a one-time PIN, an application of somebody else, and people", async () => {
    const [organization, providers, groups, policies, apps, users] = await contents(new Api());
    expect(organization).toMatchObject({ name: "Acme", auth_domain: "acme.cloudflareaccess.com" });
    expect(providers).toMatchObject([{ type: "onetimepin" }]);
    expect([groups, policies, apps].map((list) => (list as unknown as Json[])?.length)).toEqual([1, 1, 1]);
    expect(apps).toMatchObject([{ name: "Legacy wiki", policies: [{ decision: "allow" }] }]);
    expect((users as unknown as Json[]).length).toBeGreaterThan(2);
  });

  it("is the same in every sandbox", async () => {
    expect(await contents(new Api())).toEqual(await contents(new Api()));
  });

  it("has what the API itself would have made: it can be sent back without a change", async () => {
    const api = new Api();
    for (const list of LISTS.slice(1)) {
      for (const item of (await api.result("GET", `/access/${list}`)) as unknown as Json[]) {
        const body = list === "apps" ? { ...item, policies: null } : item;
        const { updated_at: _, ...changed } = await api.result("PUT", `/access/${list}/${item.id}`, body);
        const { updated_at: __, ...before } = item;
        expect(changed).toEqual(before);
      }
    }
  });
});

describe("a sandbox with a database", () => {
  it("has the same content after a stop and a start", async () => {
    const database = join(folder, "deep", "cloudflare.db");
    const first = new Api({ database });
    await fill(first);
    first.sandbox.store.changeSettings({ zones: ["example.com"] });
    const before = await contents(first);
    first.sandbox.close();

    const second = new Api({ database });
    expect(await contents(second)).toEqual(before);
    expect(second.sandbox.settings.zones).toEqual(["example.com"]);
    second.sandbox.close();
  });

  it("keeps no SCIM secret in it", async () => {
    const api = new Api({ database: join(folder, "cloudflare.db") });
    const made = await api.okta({ scim_config: { enabled: true } });
    const kept = JSON.stringify(api.sandbox.store.identityProviders.all());
    expect(kept).not.toContain((made.scim_config as Json).secret);
    api.sandbox.close();
  });

  it("is reset to the seed for good", async () => {
    const database = join(folder, "cloudflare.db");
    const first = new Api({ database });
    const seeded = await contents(first);
    await fill(first);
    first.sandbox.store.changeSettings({ tokenPermissions: [] });
    first.sandbox.reset();
    expect(await contents(first)).toEqual(seeded);
    expect(first.sandbox.settings).toEqual(DEFAULT_SETTINGS);
    first.sandbox.close();

    const second = new Api({ database });
    expect(await contents(second)).toEqual(seeded);
    second.sandbox.close();
  });
});

describe("a sandbox without a database", () => {
  it("forgets", async () => {
    const api = new Api();
    await fill(api);
    expect(await contents(new Api())).not.toEqual(await contents(api));
    expect(existsSync("cloudflare.db")).toBe(false);
  });
});

describe("the options", () => {
  it("make another tenant", async () => {
    const options = { accountId: "a".repeat(32), team: "other", apiToken: "t".repeat(40) };
    const api = new Api(options);
    expect(await api.result("GET", "/access/organizations")).toMatchObject({
      auth_domain: "other.cloudflareaccess.com",
    });
    expect((await api.okta()).scim_base_url).toMatch(/^https:\/\/other\.cloudflareaccess\.com\/populations\//);
  });

  it.each([
    [{ accountId: "abc" }, /^accountId "abc": not 32 lower-case hex digits/],
    [{ team: "Acme Inc" }, /^team "Acme Inc": not a host name label/],
    [{ apiToken: "too-short" }, /^apiToken: not 40 to 80/],
  ])("%j are refused before anything is made", (options, message) => {
    expect(() => createCloudflare(options)).toThrow(message);
  });
});

describe("a running Cloudflare", () => {
  it("listens on loopback, tells its URLs, and lets the port and the database go when it is closed", async () => {
    const database = join(folder, "cloudflare.db");
    const first = await startCloudflare({ port: 0, database });
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const url = `${first.apiUrl}/accounts/${first.tenant.accountId}/access/identity_providers`;
    const headers = { authorization: `Bearer ${first.tenant.apiToken}`, "content-type": "application/json" };
    const made = await fetch(url, { method: "POST", headers, body: JSON.stringify(OKTA) });
    expect(made.status).toBe(200);
    const port = Number(new URL(first.url).port);
    await first.close();

    const second = await startCloudflare({ port, database });
    expect(((await (await fetch(url, { headers })).json()) as { result: Json[] }).result).toHaveLength(2);
    await second.close();
  });

  it("does not start on a port in use, and names it", async () => {
    const first = await startCloudflare({ port: 0 });
    const port = Number(new URL(first.url).port);
    await expect(startCloudflare({ port })).rejects.toThrow(`Port ${port}: already in use.`);
    await first.close();
  });
});
