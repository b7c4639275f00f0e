// The stand-in as a service app, against the local Okta.
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type PropertyMap, Secret } from "../../../../../provider/rpc/values";
import { type RunningOkta, startOkta } from "../../../../../sandbox/okta";
import type { ServiceAppCredentials } from "../../../../../sandbox/okta/service-apps";
import { oktaProvider } from "../../../../../sandbox/plugins/okta/provider";
import { drivePlugin, type PluginDriver } from "../../../../support/plugin-driver";

let okta: RunningOkta;
let app: ServiceAppCredentials;
let plugin: PluginDriver | undefined;

beforeAll(async () => {
  okta = await startOkta({ port: 0 });
  app = await okta.serviceApp();
});
afterAll(() => okta.close());
afterEach(() => {
  plugin?.close();
  plugin = undefined;
  okta.log.clear();
});

async function readGroup(config: PropertyMap): Promise<unknown> {
  plugin = await drivePlugin(oktaProvider);
  await plugin.configure({
    httpProxy: okta.url,
    clientId: app.clientId,
    privateKey: new Secret(app.privateKey),
    privateKeyId: app.privateKeyId,
    scopes: JSON.stringify(app.scopes),
    ...config,
  });
  const outputs = { name: "Engineering" };
  return plugin.refresh({ type: "okta:group/group:Group", id: "00gEngineering000000", inputs: outputs, outputs });
}

const requests = (): string[] => okta.log.all().map(({ method, path, status }) => `${method} ${path} ${status}`);

describe("a private key", () => {
  it("gets one access token, when the first call needs it, and proves nothing before", async () => {
    await readGroup({});
    await plugin?.refresh({ type: "okta:group/group:Group", id: "00gFinance0000000000", inputs: {}, outputs: {} });
    expect(requests()).toEqual([
      "POST /oauth2/v1/token 200",
      "GET /api/v1/groups/00gEngineering000000 200",
      "GET /api/v1/groups/00gFinance0000000000 200",
    ]);
  });

  it("may be PKCS #8, with \\n for line ends", async () => {
    const pem = createPrivateKey(app.privateKey).export({ type: "pkcs8", format: "pem" }).toString();
    await readGroup({ privateKey: new Secret(pem.replaceAll("\n", "\\n")) });
    expect(requests()[0]).toBe("POST /oauth2/v1/token 200");
  });

  it.each<[string, () => PropertyMap, string]>([
    ["scopes that are not granted", () => ({ scopes: '["okta.logs.read"]' }), "Empty access token"],
    ["a key that is not the app's", () => ({ privateKey: new Secret(anotherKey()) }), "Empty access token"],
    ["nonsense", () => ({ privateKey: new Secret("nonsense") }), "invalid private key"],
    ["no client id", () => ({ clientId: "" }), "you must supply 'ClientId', 'Scopes'"],
    ["no scopes", () => ({ scopes: "[]" }), "you must supply 'ClientId', 'Scopes'"],
  ])("is refused in the provider's words for %s", async (_what, config, message) => {
    await expect(readGroup(config())).rejects.toThrow(message);
    expect(requests().filter((request) => request.includes("/api/"))).toEqual([]);
  });

  it("is refused in Okta's words for a scope that is missing", async () => {
    const failure = readGroup({ scopes: '["okta.apps.manage"]' });
    await expect(failure).rejects.toThrow("The access token provided does not contain the required scopes.");
  });
});

function anotherKey(): string {
  return generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs1", format: "pem" })
    .toString();
}
