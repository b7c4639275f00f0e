// In-process: the project's own plugin over its gRPC port against the local Cloudflare. Proves which secret is recorded,
// that a call whose answer is lost is made again, and what is said where Cloudflare makes no new secret.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nativeProvider } from "../../../provider/provider";
import { type PropertyMap, Secret } from "../../../provider/rpc/values";
import { secretHash } from "../../../sandbox/cloudflare/scim/secret";
import { DEFAULT_TENANT } from "../../../sandbox/cloudflare/tenant";
import { type NativePlugin, startNativePlugin } from "../../support/native-plugin";
import { drivePlugin, type Held, shown } from "../../support/plugin-driver";

const TYPE = "okta-cloudflare-access:index:ScimSecret";
const REFRESH = "/client/v4/accounts/*/access/identity_providers/*/refresh_scim_secret";

describe("the SCIM secret of a login method", () => {
  let native: NativePlugin;
  let loginMethodId: string;
  let first: string;

  beforeEach(async () => {
    native = await startNativePlugin();
    const { result } = (await native.api.send("POST", "/access/identity_providers", {
      name: "Okta",
      type: "okta",
      config: { client_id: "0oa1", client_secret: "secret", okta_account: "https://acme.okta.com" },
      scim_config: { enabled: true },
    })) as { result: { id: string; scim_config: { secret: string } } };
    loginMethodId = result.id;
    first = result.scim_config.secret;
  });
  afterEach(() => native.close());

  const inputs = (change: PropertyMap = {}): PropertyMap => ({
    accountId: DEFAULT_TENANT.accountId,
    identityProviderId: loginMethodId,
    currentSecret: new Secret(first),
    rotation: "1",
    ...change,
  });
  const secretOf = (held: Held): string => (shown(held.outputs.secret) as { secret: string }).secret;
  const isInForce = (held: Held): boolean =>
    native.cloudflare.store.identityProviders.get(loginMethodId)?.scimSecretHash === secretHash(secretOf(held));
  const refreshes = () => native.cloudflare.log.all().filter(({ path }) => path.endsWith("refresh_scim_secret"));

  it("is made anew when the resource is made, and secret however it came in", async () => {
    const held = await native.plugin.create(TYPE, inputs({ currentSecret: first }));
    expect(secretOf(held)).not.toBe(first);
    expect(isInForce(held)).toBe(true);
    expect(shown(held.outputs)).toMatchObject({ currentSecret: { secret: first } });
    expect(held.outputs).not.toHaveProperty("initial");
  });

  it("is taken as it is where the login method was made in the same run, and stays in the runs after it", async () => {
    const held = await native.plugin.create(TYPE, inputs({ initial: true }));
    expect(secretOf(held)).toBe(first);
    expect(refreshes()).toEqual([]);
    expect((await native.plugin.diff(held, inputs({ initial: false }))).changes).toBe(false);
  });

  it("is made where the login method was made in the same run and Cloudflare gave none", async () => {
    const held = await native.plugin.create(TYPE, inputs({ initial: true, currentSecret: new Secret("") }));
    expect(isInForce(held)).toBe(true);
  });

  it("is made anew by another rotation, is unknown in the preview of it, and by nothing else", async () => {
    const held = await native.plugin.create(TYPE, inputs());
    expect((await native.plugin.diff(held, inputs())).changes).toBe(false);
    expect(shown(await native.plugin.previewUpdate(held, inputs({ rotation: "2" })))).toMatchObject({
      secret: { secret: "<unknown>" },
    });
    const updated = await native.plugin.update(held, inputs({ rotation: "2" }));
    expect(secretOf(updated)).not.toBe(secretOf(held));
    expect(isInForce(updated)).toBe(true);
    const refreshed = await native.plugin.refresh(updated);
    expect(refreshed && secretOf(refreshed)).toBe(secretOf(updated));
  });

  it("is the other one when Cloudflare made another because SCIM went on anew", async () => {
    const held = await native.plugin.create(TYPE, inputs());
    const updated = await native.plugin.update(held, inputs({ currentSecret: new Secret("made-anew") }));
    expect(secretOf(updated)).toBe("made-anew");
    const kept = await native.plugin.update(updated, inputs({ currentSecret: new Secret("") }));
    expect(secretOf(kept)).toBe("made-anew");
  });

  it("is asked for again when the answer is lost, and after a run that lost every answer", async () => {
    const held = await native.plugin.create(TYPE, inputs());
    const { faults } = native.cloudflare;
    faults.add({ match: { path: REFRESH, times: 5 }, effect: { type: "cut", at: "after-effect" } });
    await expect(native.plugin.update(held, inputs({ rotation: "2" }))).rejects.toThrow(/no answer/);
    expect(isInForce(held)).toBe(false);
    expect(isInForce(await native.plugin.update(held, inputs({ rotation: "2" })))).toBe(true);
  });

  it("is asked for by PUT where POST is not known", async () => {
    const answers: string[] = [];
    const other = await cloudflareLike((method, url) => {
      answers.push(`${method} ${url.split("/").at(-1)}`);
      return method === "POST" ? [405, {}] : [200, { result: { scim_config: { secret: "from-put" } } }];
    });
    expect(secretOf(await other.plugin.create(TYPE, inputs()))).toBe("from-put");
    expect(answers).toEqual(["POST refresh_scim_secret", "PUT refresh_scim_secret"]);
    await other.close();
  });

  it.each([
    [
      "knows neither",
      404,
      {},
      /does not make a new SCIM secret here, so both sides still have the old one\. Select "Regenerate Secret".*pulumi config set --secret okta-cloudflare-access:scimSecret/,
    ],
    [
      "answers none",
      200,
      { scim_config: { enabled: true } },
      /answered success and no new SCIM secret.*"Regenerate Secret"/,
    ],
    ["answers it concealed", 200, { scim_config: { secret: "*".repeat(34) } }, /no new SCIM secret/],
    ["answers the old one", 200, { secret: "the-first" }, /no new SCIM secret/],
  ])("stops and says how to do it by hand where Cloudflare %s", async (_what, status, result, message) => {
    const other = await cloudflareLike((method) =>
      method === "GET" ? [200, { result: { id: loginMethodId } }] : [status, { result }],
    );
    await expect(other.plugin.create(TYPE, inputs({ currentSecret: new Secret("the-first") }))).rejects.toThrow(
      message,
    );
    await other.close();
  });

  it("says so when the login method is gone, and is gone with it", async () => {
    const held = await native.plugin.create(TYPE, inputs());
    await native.api.send("DELETE", `/access/identity_providers/${loginMethodId}`);
    await expect(native.plugin.update(held, inputs({ rotation: "2" }))).rejects.toThrow(
      `there is no login method ${loginMethodId} in the account`,
    );
    expect(await native.plugin.refresh(held)).toBeUndefined();
  });
});

/** Another Cloudflare: what it answers, and how. */
async function cloudflareLike(answer: (method: string, url: string) => readonly [number, object]) {
  const server: Server = createServer((request, response) => {
    const [status, body] = answer(request.method ?? "", request.url ?? "");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const plugin = await drivePlugin(nativeProvider({ wait: async () => undefined }));
  await plugin.configure({
    cloudflareBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`,
    cloudflareApiToken: new Secret(DEFAULT_TENANT.apiToken),
  });
  return {
    plugin,
    close: async () => {
      plugin.close();
      await new Promise((closed) => server.close(closed));
    },
  };
}
