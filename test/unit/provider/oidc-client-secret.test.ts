// In-process: the project's own plugin over its gRPC port against the local Okta. Proves which client secret is used, which
// stay valid, that a rotation that broke off is finished and not begun anew, and that nothing ends without proof.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nativeProvider } from "../../../provider/provider";
import { type PropertyMap, Secret } from "../../../provider/rpc/values";
import { type RunningOkta, startOkta } from "../../../sandbox/okta";
import { type Json, oidcAppBody } from "../../support/okta-api";
import { CALLBACK, ORGANIZATION } from "../../support/okta-sign-in";
import { drivePlugin, type Held, type PluginDriver, shown } from "../../support/plugin-driver";
import { Api } from "../../support/scenario";

const SECRET = "okta-cloudflare-access:index:OidcClientSecret";
const RETIREMENT = "okta-cloudflare-access:index:ClientSecretRetirement";
const SECRETS = "/api/v1/apps/*/credentials/secrets";

let okta: RunningOkta;
let api: Api;
let plugin: PluginDriver;
let waits: number[];
let appId: string;
let clientId: string;

beforeEach(async () => {
  waits = [];
  okta = await startOkta({ port: 0 });
  api = new Api(`${okta.url}/api/v1`, `SSWS ${okta.apiToken}`);
  plugin = await drivePlugin(nativeProvider({ wait: async (milliseconds) => void waits.push(milliseconds) }));
  await plugin.configure({
    cloudflareApiToken: new Secret("not used"),
    oktaOrgUrl: ORGANIZATION,
    oktaApiToken: new Secret(okta.apiToken),
    connectTo: { "acme.okta.com": okta.url },
  });
  const app = (await api.send("POST", "/apps", oidcAppBody("Cloudflare Access"))) as Json;
  appId = String(app.id);
  clientId = String(((app.credentials as Json).oauthClient as Json).client_id);
});
afterEach(async () => {
  plugin.close();
  await okta.close();
});

const rotation = (value: string, more: PropertyMap = {}): PropertyMap => ({ appId, rotation: value, ...more });
const listed = async () =>
  (await api.get<Json[]>(`/apps/${appId}/credentials/secrets`)).map(({ id, client_secret: value, status }) => ({
    id,
    value,
    status,
  }));
const secretOf = (held: Held): string => (shown(held.outputs.clientSecret) as { secret: string }).secret;
const act = (id: unknown, what: string) =>
  api.send("POST", `/apps/${appId}/credentials/secrets/${String(id)}/lifecycle/${what}`);

describe("the client secret of an OIDC app", () => {
  it("is made beside the first one when the resource is made", async () => {
    const [first] = await listed();
    const held = await plugin.create(SECRET, rotation("1"));
    expect(await listed()).toEqual([first, { id: held.outputs.secretId, value: secretOf(held), status: "ACTIVE" }]);
  });

  it("is the first one where the app was made in the same run, and stays in the runs after it", async () => {
    const [first] = await listed();
    const held = await plugin.create(SECRET, rotation("1", { initial: true }));
    expect(secretOf(held)).toBe(first?.value);
    expect(await listed()).toEqual([first]);
    expect((await plugin.diff(held, rotation("1", { initial: false }))).changes).toBe(false);
  });

  it("makes room by deleting what is inactive, not what opens something", async () => {
    const held = await plugin.create(SECRET, rotation("1"));
    const [first] = await listed();
    await act(first?.id, "deactivate");
    const updated = await plugin.update(held, rotation("2"));
    expect((await listed()).map(({ value }) => value)).toEqual([secretOf(held), secretOf(updated)]);
  });

  it("is the newer of two active ones: the answer was lost, or the run died", async () => {
    okta.faults.add({
      match: { method: "POST", path: SECRETS, times: 1 },
      effect: { type: "cut", at: "after-effect" },
    });
    const held = await plugin.create(SECRET, rotation("1"));
    const two = await listed();
    expect(two).toHaveLength(2);
    expect(secretOf(held)).toBe(two[1]?.value);

    const again = await plugin.create(SECRET, rotation("1"));
    expect(secretOf(again)).toBe(two[1]?.value);
    const finished = await plugin.update(held, rotation("2"));
    expect(secretOf(finished)).toBe(two[1]?.value);
    expect(await listed()).toEqual(two);
    expect(plugin.warnings).toEqual([expect.stringContaining("the rotation that was under way is finished")]);
  });

  it("is not made where Okta refuses it", async () => {
    okta.faults.add({ match: { method: "POST", path: SECRETS }, effect: { type: "permission-removed" } });
    await expect(plugin.create(SECRET, rotation("1"))).rejects.toThrow(/credentials\/secrets: 403/);
    expect(await listed()).toHaveLength(1);
  });

  it.each(["deleted", "deactivated"])(
    "that was %s in Okta is told on refresh, and the next run makes another",
    async (how) => {
      const held = await plugin.create(SECRET, rotation("1"));
      await act(held.outputs.secretId, "deactivate");
      if (how === "deleted") {
        await api.send("DELETE", `/apps/${appId}/credentials/secrets/${String(held.outputs.secretId)}`);
      }
      const refreshed = (await plugin.refresh(held)) as Held;
      expect(plugin.warnings).toEqual([expect.stringContaining(`was ${how} in Okta, so nobody can log in with it`)]);
      expect((await plugin.diff(refreshed, rotation("1"))).diffs).toContain("rotation");
      const updated = await plugin.update(refreshed, rotation("1"));
      expect(secretOf(updated)).not.toBe(secretOf(held));
      expect(await listed()).toContainEqual({
        id: updated.outputs.secretId,
        value: secretOf(updated),
        status: "ACTIVE",
      });
    },
  );

  it("is gone with its app", async () => {
    const held = await plugin.create(SECRET, rotation("1"));
    await api.send("POST", `/apps/${appId}/lifecycle/deactivate`);
    await api.send("DELETE", `/apps/${appId}`);
    expect(await plugin.refresh(held)).toBeUndefined();
    await expect(plugin.update(held, rotation("2"))).rejects.toThrow(`there is no app ${appId} in Okta`);
  });
});

describe("the end of the old client secret", () => {
  const retirement = (held: Held, change: PropertyMap = {}): PropertyMap => ({
    appId,
    clientId,
    secretId: held.outputs.secretId ?? "",
    clientSecret: new Secret(secretOf(held)),
    issuer: ORGANIZATION,
    redirectUri: CALLBACK,
    overlapSeconds: 60,
    ...change,
  });

  it("comes after a request for a token that Okta refuses for its code, and after the overlap", async () => {
    const held = await plugin.create(SECRET, rotation("1"));
    const retired = await plugin.create(RETIREMENT, retirement(held));
    expect(waits).toEqual([60_000]);
    expect(await listed()).toEqual([{ id: held.outputs.secretId, value: secretOf(held), status: "ACTIVE" }]);
    const paths = okta.log.all().map(({ method, path }) => `${method} ${path.split("/").slice(-2).join("/")}`);
    expect(paths.indexOf("POST v1/token")).toBeLessThan(paths.indexOf("POST lifecycle/deactivate"));
    expect(shown(retired.outputs)).toMatchObject({ clientSecret: { secret: secretOf(held) } });
    expect((await plugin.diff(retired, retirement(held, { overlapSeconds: 5 }))).changes).toBe(false);
  });

  it("does not wait where there is no old one", async () => {
    const held = await plugin.create(SECRET, rotation("1", { initial: true }));
    await plugin.create(RETIREMENT, retirement(held));
    expect(waits).toEqual([]);
    expect(await listed()).toHaveLength(1);
  });

  it("does not come while Okta refuses the new one", async () => {
    const held = await plugin.create(SECRET, rotation("1"));
    await expect(
      plugin.create(RETIREMENT, retirement(held, { clientSecret: new Secret("not-the-one") })),
    ).rejects.toThrow(/Okta answered invalid_client .* So the old one is kept, and logins work with either/);
    expect((await listed()).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE"]);
    expect(waits).toHaveLength(4);
  });

  it("is completed by the next run when this one dies between the two calls", async () => {
    const held = await plugin.create(SECRET, rotation("1"));
    const off = { match: { method: "DELETE", path: `${SECRETS}/*` }, effect: { type: "permission-removed" } } as const;
    okta.faults.add(off);
    await expect(plugin.create(RETIREMENT, retirement(held))).rejects.toThrow(/403/);
    expect((await listed()).map(({ status }) => status)).toEqual(["INACTIVE", "ACTIVE"]);
    okta.faults.clear();
    await plugin.create(RETIREMENT, retirement(held));
    expect(await listed()).toHaveLength(1);
  });

  it("stops where the issuer tells no token endpoint", async () => {
    const held = await plugin.create(SECRET, rotation("1"));
    const issuer = `${ORGANIZATION}/oauth2/aus-none`;
    await expect(plugin.create(RETIREMENT, retirement(held, { issuer }))).rejects.toThrow(
      `${issuer}/.well-known/openid-configuration answered 404 and no token endpoint. The old client secret is kept`,
    );
    expect(await listed()).toHaveLength(2);
  });
});
