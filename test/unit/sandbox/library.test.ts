// The sandbox as a library: what somebody's own tests do with it. Imports nothing but its entry.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { SANDBOX_TENANTS, type Sandbox, type SandboxOptions, startSandbox } from "../../../sandbox";

type Json = Record<string, unknown>;

const opened: Sandbox[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((sandbox) => sandbox.close()));
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
});

async function started(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0, ...options });
  opened.push(sandbox);
  return sandbox;
}

async function call(url: string, authorization: string, method: string, body?: Json): Promise<Json> {
  const response = await fetch(url, {
    method,
    headers: { authorization, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, ...(text === "" ? {} : { json: JSON.parse(text) }) };
}

function okta({ okta: { url }, credentials }: Sandbox, method: string, path: string, body?: Json): Promise<Json> {
  return call(url + path, `SSWS ${credentials.okta.apiToken}`, method, body);
}

function cloudflare(sandbox: Sandbox, method: string, path: string, body?: Json): Promise<Json> {
  const { accountId, apiToken } = sandbox.credentials.cloudflare;
  const url = `${sandbox.cloudflare.apiUrl}/accounts/${accountId}${path}`;
  return call(url, `Bearer ${apiToken}`, method, body);
}

const group = (name: string): Json => ({ profile: { name } });

/** A login method with SCIM on and a SCIM app whose provisioning leads there. */
async function connected(sandbox: Sandbox): Promise<string> {
  const { json: method } = await cloudflare(sandbox, "POST", "/access/identity_providers", {
    name: "Okta",
    type: "okta",
    config: { client_id: "0oa1", client_secret: "not-a-secret", okta_account: "https://acme.okta.com" },
    scim_config: { enabled: true },
  });
  const { result } = method as { result: { scim_config: { scim_base_url: string; secret: string } } };
  const body = { name: "scim2headerauth", label: "SCIM", signOnMode: "SAML_2_0" };
  const { json: app } = await okta(sandbox, "POST", "/api/v1/apps", body);
  const path = `/api/v1/apps/${(app as { id: string }).id}`;
  await okta(sandbox, "POST", `${path}/connections/default?activate=true`, {
    baseUrl: result.scim_config.scim_base_url,
    profile: { authScheme: "TOKEN", token: result.scim_config.secret },
  });
  await okta(sandbox, "PUT", `${path}/features/USER_PROVISIONING`, {
    create: { lifecycleCreate: { status: "ENABLED" } },
  });
  return path;
}

describe("startSandbox", () => {
  it("answers both APIs to its credentials, and names requests that nothing answered", async () => {
    const sandbox = await started();
    expect(sandbox.credentials).toBe(SANDBOX_TENANTS);
    expect(await okta(sandbox, "GET", "/api/v1/org")).toMatchObject({ status: 200, json: { subdomain: "acme" } });
    expect(await cloudflare(sandbox, "GET", "/access/groups")).toMatchObject({ status: 200, json: { success: true } });
    expect(sandbox.unknownRequests()).toEqual([]);

    await okta(sandbox, "GET", "/api/v1/brands?token=hidden");
    await cloudflare(sandbox, "DELETE", "/access/tags/x");
    expect(sandbox.unknownRequests()).toEqual([
      { service: "okta", method: "GET", path: "/api/v1/brands?token=[secret]" },
      {
        service: "cloudflare",
        method: "DELETE",
        path: `/client/v4/accounts/${SANDBOX_TENANTS.cloudflare.accountId}/access/tags/x`,
      },
    ]);
  });

  it("lets a test wait until people have arrived by SCIM", async () => {
    const sandbox = await started();
    const app = await connected(sandbox);
    const { json: lena } = await okta(sandbox, "GET", "/api/v1/users/lena.vogel@acme.example");
    await okta(sandbox, "POST", `${app}/users`, { id: (lena as { id: string }).id });
    await sandbox.settled();
    const arrived = sandbox.cloudflare.store.scimUsers.all().map(({ userName, active }) => [userName, active]);
    expect(arrived).toEqual([["lena.vogel@acme.example", true]]);
  });

  it("sends again without waiting when the test says so", async () => {
    const waits: number[] = [];
    const sandbox = await started({
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
      },
    });
    const app = await connected(sandbox);
    const rule = {
      match: { path: "/populations/**", times: 2 },
      effect: { type: "server-error", status: 503 },
    } as const;
    sandbox.cloudflare.faults.add(rule);
    const { json: lena } = await okta(sandbox, "GET", "/api/v1/users/lena.vogel@acme.example");
    await okta(sandbox, "POST", `${app}/users`, { id: (lena as { id: string }).id });
    await sandbox.settled();
    expect(waits).toHaveLength(2);
    expect(sandbox.cloudflare.store.scimUsers.size).toBe(1);
  });

  it("goes to the hosts that it is told", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(404).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const sandbox = await started({ resolve: { "scim.acme.example": `http://127.0.0.1:${port}` } });

    const app = await connected(sandbox);
    await okta(sandbox, "POST", `${app}/connections/default?activate=true`, {
      baseUrl: "https://scim.acme.example/v2",
      profile: { authScheme: "TOKEN", token: "secret" },
    });
    const { json: lena } = await okta(sandbox, "GET", "/api/v1/users/lena.vogel@acme.example");
    await okta(sandbox, "POST", `${app}/users`, { id: (lena as { id: string }).id });
    await sandbox.settled();
    server.close();
    expect(asked[0]).toMatch(/^\/v2\/Users\?filter=/);
  });
});

describe("settings", () => {
  it("hold from the start on, and again after a reset", async () => {
    const settings = { okta: { scimConnection: "unknown" }, cloudflare: { accessEnabled: false } } as const;
    const sandbox = await started({ settings });
    const behaviour = () => [sandbox.okta.settings().scimConnection, sandbox.cloudflare.settings.accessEnabled];
    expect(behaviour()).toEqual(["unknown", false]);

    sandbox.changeSettings({ okta: { scimConnection: "api" }, cloudflare: { accessEnabled: true } });
    expect(behaviour()).toEqual(["api", true]);
    expect((await cloudflare(sandbox, "GET", "/access/groups")).status).toBe(200);

    sandbox.reset();
    expect(behaviour()).toEqual(["unknown", false]);
    expect((await cloudflare(sandbox, "GET", "/access/groups")).status).not.toBe(200);
  });

  it("that are not valid are refused as a whole", async () => {
    const sandbox = await started();
    const wrong = { accessEnabled: "no" as unknown as boolean };
    expect(() => sandbox.changeSettings({ okta: { plan: "free" }, cloudflare: wrong })).toThrow(/accessEnabled/);
    expect(sandbox.okta.settings().plan).toBe("workforce");
    const bad = { okta: { plan: "platinum" as "free" } };
    expect(() => sandbox.changeSettings({ ...bad, cloudflare: { accessEnabled: false } })).toThrow(/plan/);
    expect(sandbox.cloudflare.settings.accessEnabled).toBe(true);
  });

  it.each([
    { service: "okta", settings: { okta: { plan: "platinum" as "free" } } },
    { service: "cloudflare", settings: { cloudflare: { zones: [""] } } },
  ])("of the local $service that are not valid stop the start, and leave nothing running", async ({ settings }) => {
    const folder = mkdtempSync(join(tmpdir(), "sandbox-library-"));
    folders.push(folder);
    await expect(started({ databaseDirectory: folder, settings })).rejects.toThrow(TypeError);
    // The databases are free again.
    await started({ databaseDirectory: folder });
  });
});

describe("reset", () => {
  it("forgets what was made, asked and broken", async () => {
    const sandbox = await started();
    const before = sandbox.okta.store.groups.size;
    await okta(sandbox, "POST", "/api/v1/groups", group("Made by a test"));
    await cloudflare(sandbox, "POST", "/access/groups", { name: "Made by a test", include: [{ everyone: {} }] });
    await okta(sandbox, "GET", "/no-such-path");
    sandbox.okta.faults.add({ effect: { type: "server-error", status: 500 } });
    sandbox.cloudflare.faults.add({ effect: { type: "server-error", status: 500 } });

    sandbox.reset();

    expect(sandbox.okta.store.groups.size).toBe(before);
    expect(sandbox.unknownRequests()).toEqual([]);
    expect([...sandbox.okta.log.all(), ...sandbox.cloudflare.log.all()]).toEqual([]);
    expect((await okta(sandbox, "GET", "/api/v1/org")).status).toBe(200);
    const { json } = await cloudflare(sandbox, "GET", "/access/groups");
    expect(JSON.stringify(json)).not.toContain("Made by a test");
  });
});

describe("a snapshot", () => {
  it("brings both back as often as it is asked, with what follows from it, and keeps log and faults", async () => {
    const databaseDirectory = mkdtempSync(join(tmpdir(), "sandbox-library-"));
    folders.push(databaseDirectory);
    const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0, databaseDirectory });
    const app = await connected(sandbox);
    await sandbox.settled();
    const restore = sandbox.snapshot();
    const groups = sandbox.okta.store.groups.all();
    const idps = sandbox.cloudflare.store.identityProviders.all();
    const { json: lena } = await okta(sandbox, "GET", "/api/v1/users/lena.vogel@acme.example");

    for (const name of ["first", "second"]) {
      await okta(sandbox, "POST", "/api/v1/groups", group(name));
      await okta(sandbox, "POST", `${app}/users`, { id: (lena as { id: string }).id });
      await sandbox.settled();
      expect(sandbox.cloudflare.store.scimUsers.size).toBe(1);
      sandbox.changeSettings({ okta: { plan: "free" }, cloudflare: { accessEnabled: false } });

      restore();
      expect(sandbox.okta.store.groups.all()).toEqual(groups);
      expect(sandbox.cloudflare.store.identityProviders.all()).toEqual(idps);
      expect(sandbox.cloudflare.store.scimUsers.size).toBe(0);
      expect([sandbox.okta.settings().plan, sandbox.cloudflare.settings.accessEnabled]).toEqual(["workforce", true]);
    }
    expect(sandbox.okta.log.all().filter(({ path }) => path === `${app}/users`)).toHaveLength(2);

    // Provisioning goes on from there.
    await okta(sandbox, "POST", `${app}/users`, { id: (lena as { id: string }).id });
    await sandbox.settled();
    expect(sandbox.cloudflare.store.scimUsers.size).toBe(1);
    await sandbox.close();
    const again = await started({ databaseDirectory });
    expect(again.okta.store.groups.all()).toEqual(groups);
  });
});

describe("a folder for the databases", () => {
  it("keeps both tenants until the next start", async () => {
    const databaseDirectory = mkdtempSync(join(tmpdir(), "sandbox-library-"));
    folders.push(databaseDirectory);
    const first = await startSandbox({ oktaPort: 0, cloudflarePort: 0, databaseDirectory });
    await okta(first, "POST", "/api/v1/groups", group("Kept"));
    first.changeSettings({ cloudflare: { zones: ["acme.example"] } });
    await first.close();

    const second = await started({ databaseDirectory });
    expect(JSON.stringify(await okta(second, "GET", "/api/v1/groups?q=Kept"))).toContain("Kept");
    expect(second.cloudflare.settings.zones).toEqual(["acme.example"]);
  });
});
