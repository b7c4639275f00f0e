import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ProviderHandshakeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type PropertyMap, Secret } from "../../../../../provider/rpc/values";
import { oktaProvider } from "../../../../../sandbox/plugins/okta/provider";
import { drivePlugin, type PluginDriver } from "../../../../support/plugin-driver";
import type { ReplayServer } from "../../../../support/replay-server";
import { canned, oktaError, startCannedOkta } from "./canned-okta";

const TOKEN = "00token-of-the-test";

let okta: ReplayServer | undefined;
let plugin: PluginDriver | undefined;

afterEach(async () => {
  plugin?.close();
  await okta?.close();
  plugin = undefined;
  okta = undefined;
  vi.unstubAllEnvs();
});

async function configure(config: PropertyMap): Promise<void> {
  plugin = await drivePlugin(oktaProvider);
  await plugin.configure(config);
}

describe("where the stand-in goes", () => {
  it.each([
    ["an org", { orgName: "acme", baseUrl: "okta.com" }, "okta:orgName: acme.okta.com is not this machine"],
    ["another machine", { httpProxy: "http://10.0.0.1:7001" }, "okta:httpProxy: 10.0.0.1:7001 is not this machine"],
    ["a name that only begins like loopback", { httpProxy: "http://127.0.0.1.evil.example" }, "is not this machine"],
    ["a name that only ends like loopback", { httpProxy: "http://evil.localhost.example" }, "is not this machine"],
    ["credentials in front of the host", { httpProxy: "http://127.0.0.1@evil.example/" }, "is not this machine"],
    ["a secure proxy", { httpProxy: "https://127.0.0.1:7001" }, '"https://" is not supported'],
    ["nonsense", { httpProxy: "7001" }, "okta:httpProxy: not a URL"],
  ])("is never %s", async (_what, config, message) => {
    await expect(configure({ ...config, apiToken: TOKEN })).rejects.toThrow(message);
  });

  it.each(["127.0.0.1", "localhost"])("can be %s", async (host) => {
    okta = await startCannedOkta();
    await configure({ httpProxy: okta.url.replace("127.0.0.1", host), apiToken: TOKEN });
    expect(okta.seen).toHaveLength(2);
  });

  it("may come from the environment, as for the real plugin", async () => {
    okta = await startCannedOkta();
    vi.stubEnv("OKTA_HTTP_PROXY", okta.url);
    vi.stubEnv("OKTA_API_TOKEN", TOKEN);
    await configure({});
    expect(okta.seen[0]?.authorization).toBe(`SSWS ${TOKEN}`);
  });
});

describe("credentials", () => {
  it("with an API token read their own user twice", async () => {
    okta = await startCannedOkta();
    await configure({ httpProxy: okta.url, apiToken: new Secret(TOKEN) });
    expect(okta.seen.map(({ method, path, absoluteForm }) => [method, path, absoluteForm])).toEqual([
      ["GET", "/api/v1/users/me", true],
      ["GET", "/api/v1/users/me", true],
    ]);
  });

  it("with an access token prove nothing, and send no call that only an API token may make", async () => {
    const answer = { id: "0oa1", name: "x", label: "x", signOnMode: "OPENID_CONNECT", settings: {}, credentials: {} };
    okta = await startCannedOkta(canned("GET", "/api/v1/apps/0oa1", 200, answer));
    await configure({ httpProxy: okta.url, accessToken: TOKEN });
    const outputs = { label: "x", skipAuthenticationPolicy: true };
    await plugin?.refresh({ type: "okta:app/oAuth:OAuth", id: "0oa1", inputs: outputs, outputs });
    expect(okta.seen.map(({ path, authorization }) => [path, authorization])).toEqual([
      ["/api/v1/apps/0oa1", `Bearer ${TOKEN}`],
    ]);
  });

  it("that Okta refuses stop everything, with Okta's words and without the token", async () => {
    const { startReplayServer } = await import("../../../../support/replay-server");
    okta = await startReplayServer("okta");
    okta.play([canned("GET", "/api/v1/users/me", 401, oktaError("E0000011", "Invalid token provided"))]);
    const failure = await configure({ httpProxy: okta.url, apiToken: TOKEN }).catch((error: Error) => error.message);
    expect(failure).toBe(
      "error with v3 SDK client: the API returned an error: Invalid token provided (E0000011, HTTP 401)",
    );
  });

  it("are needed", async () => {
    vi.stubEnv("OKTA_API_TOKEN", "");
    vi.stubEnv("OKTA_ACCESS_TOKEN", "");
    await expect(configure({ httpProxy: "http://127.0.0.1:9" })).rejects.toThrow("okta provider: no credential");
  });

  it("exclude each other", async () => {
    const both = { httpProxy: "http://127.0.0.1:9", apiToken: TOKEN, accessToken: TOKEN };
    await expect(configure(both)).rejects.toThrow('"apiToken" conflicts with "accessToken"');
  });
});

describe("configuration", () => {
  it("says that nothing answers, where", async () => {
    okta = await startCannedOkta();
    const url = okta.url;
    await okta.close();
    okta = undefined;
    await expect(configure({ httpProxy: url, apiToken: TOKEN })).rejects.toThrow(
      new RegExp(`GET ${url}/api/v1/users/me: .*Is the sandbox running\\?`),
    );
  });

  it("refuses unknown keys", async () => {
    await expect(configure({ apiTokn: TOKEN })).rejects.toThrow(/could not validate provider configuration.*apiTokn/);
  });

  it("takes numbers, booleans and lists in JSON, as the engine sends them", async () => {
    okta = await startCannedOkta();
    await configure({ httpProxy: okta.url, apiToken: TOKEN, maxRetries: "3", backoff: "false" });
    await expect(configure({ httpProxy: okta.url, apiToken: TOKEN, maxRetries: "many" })).rejects.toThrow(
      '"maxRetries" is not a JSON document',
    );
  });
});

describe("the executable", () => {
  const launcher = resolve("sandbox/plugins/bin/pulumi-resource-okta");

  it("starts from any directory and through a link, says what it is, and prints nothing but its port", async () => {
    const folder = await mkdtemp(join(tmpdir(), "okta-plugin-"));
    const link = join(folder, "pulumi-resource-okta");
    await symlink(launcher, link);
    const child = spawn(link, ["127.0.0.1:1"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    try {
      const port = await new Promise<string>((resolvePort, reject) => {
        child.stdout.once("data", (data: Buffer) => resolvePort(data.toString()));
        child.once("error", reject);
        child.once("exit", (code) => reject(new Error(`exit code ${code}`)));
      });
      expect(port).toMatch(/^\d+\n$/);
      const client = new ResourceProviderClient(`127.0.0.1:${port.trim()}`, credentials.createInsecure());
      const version = await new Promise<string>((resolveVersion, reject) => {
        client.getPluginInfo(new Empty(), (error, info) =>
          error === null ? resolveVersion(info.getVersion()) : reject(error),
        );
      });
      expect(version).toBe("7.0.0+sandbox.stand.in");
      const capabilities = await new Promise((resolveHandshake, reject) => {
        const request = new ProviderHandshakeRequest();
        client.handshake(request, (error, answer) =>
          error === null ? resolveHandshake(answer.toObject()) : reject(error),
        );
      });
      expect(capabilities).toMatchObject({ acceptSecrets: true, acceptOutputs: false });
      client.close();
    } finally {
      child.kill();
      await rm(folder, { recursive: true });
    }
  });

  it("is a shell script that the system shell accepts", async () => {
    await expect(promisify(execFile)("sh", ["-n", launcher])).resolves.toBeDefined();
  });
});
