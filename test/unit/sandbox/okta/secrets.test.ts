import { describe, expect, it } from "vitest";
import { controlHeaders } from "../../../support/control";
import { type Json, OktaApi, oidcAppBody } from "../../../support/okta-api";

function secretOf(app: Json): unknown {
  return ((app.credentials as Json).oauthClient as Json).client_secret;
}

describe("client secrets", () => {
  it("are answered to POST, to a PUT that sends them, and never to GET", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    const path = `/api/v1/apps/${String(app.id)}`;
    const secret = secretOf(app);
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(secretOf(await api.must("GET", path))).toBeUndefined();
    expect(JSON.stringify((await api.call("GET", "/api/v1/apps?limit=200")).list)).not.toContain(String(secret));
    expect(secretOf(await api.must("PUT", path, oidcAppBody("Renamed")))).toBeUndefined();
    const body = oidcAppBody("Renamed");
    const client = (body.credentials as { oauthClient: Json }).oauthClient;
    const sent = { ...body, credentials: { oauthClient: { ...client, client_secret: secret } } };
    expect(secretOf(await api.must("PUT", path, sent))).toBe(secret);
    expect((await api.call("GET", `${path}/credentials/secrets`)).list).toMatchObject([
      { client_secret: secret, status: "ACTIVE" },
    ]);
  });

  it.each(["none", "private_key_jwt"])("do not exist for a client with %s", async (method) => {
    const api = new OktaApi();
    const app = await api.must("POST", "/api/v1/apps", {
      ...oidcAppBody("Public"),
      credentials: { oauthClient: { token_endpoint_auth_method: method } },
    });
    expect(secretOf(app)).toBeUndefined();
    expect((await api.call("GET", `/api/v1/apps/${String(app.id)}/credentials/secrets`)).list).toEqual([]);
  });

  it("rotate: a second one, then the first off and away", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    const path = `/api/v1/apps/${String(app.id)}/credentials/secrets`;
    const [first] = (await api.call("GET", path)).list;
    expect((await api.call("POST", path)).status).toBe(201);
    expect((await api.call("POST", path)).status).toBe(400);
    expect((await api.call("DELETE", `${path}/${String(first?.id)}`)).status).toBe(400);
    await api.must("POST", `${path}/${String(first?.id)}/lifecycle/deactivate`);
    expect((await api.call("DELETE", `${path}/${String(first?.id)}`)).status).toBe(204);
    expect((await api.call("GET", path)).list).toHaveLength(1);
  });

  it("are refused in Okta's words: a third one, the only active one off, an active one away", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    const path = `/api/v1/apps/${String(app.id)}/credentials/secrets`;
    const refusal = async (method: string, at: string) => {
      const { status, json } = await api.call(method, at);
      return [status, json.errorSummary, (json.errorCauses as Json[])[0]?.errorSummary];
    };
    const summary = "Api validation failed: OAuth2ClientSecretMediated";
    const [first] = (await api.call("GET", path)).list;

    expect(await refusal("POST", `${path}/${String(first?.id)}/lifecycle/deactivate`)).toEqual([
      400,
      summary,
      "You can't deactivate the only active client secret.",
    ]);
    await api.call("POST", path);
    expect(await refusal("POST", path)).toEqual([
      400,
      summary,
      "You've reached the maximum number of client secrets per client.",
    ]);
    expect(await refusal("DELETE", `${path}/${String(first?.id)}`)).toEqual([
      400,
      summary,
      "You can't delete an active client secret. Deactivate the secret before deleting it.",
    ]);
  });

  it("stay as they are when a PUT sends an empty one or either of two, and change when it sends another", async () => {
    const api = new OktaApi();
    const app = await api.oidcApp();
    const path = `/api/v1/apps/${String(app.id)}`;
    const second = (await api.call("POST", `${path}/credentials/secrets`)).json.client_secret;
    const values = async () =>
      (await api.call("GET", `${path}/credentials/secrets`)).list.map(({ client_secret: value }) => value);
    const sending = async (secret: unknown) => {
      const body = oidcAppBody("Renamed");
      const client = (body.credentials as { oauthClient: Json }).oauthClient;
      await api.must("PUT", path, { ...body, credentials: { oauthClient: { ...client, client_secret: secret } } });
      return values();
    };
    const both = [secretOf(app), second];

    expect(await values()).toEqual(both);
    expect(await sending("")).toEqual(both);
    expect(await sending(second)).toEqual(both);
    expect(await sending(secretOf(app))).toEqual(both);
    expect(await sending("another-one")).toEqual(["another-one", second]);
  });
});

describe("where secrets must not be", () => {
  it("neither in the request log nor on a page nor in a control answer", async () => {
    const api = new OktaApi();
    const oidc = await api.oidcApp();
    const scim = await api.connectedApp("scim-secret-7f3a");
    await api.must("POST", "/api/v1/users", {
      profile: { login: "n@acme.example", email: "n@acme.example", firstName: "N", lastName: "N" },
      credentials: { password: { value: "Passw0rd-7f3a" } },
    });
    const pages = [
      "/",
      "/admin/apps",
      "/admin/users",
      "/admin/groups",
      "/log/entries",
      "/_sandbox/log",
      "/_sandbox/settings",
    ].concat([oidc, scim].map((app) => `/admin/app/${String(app.name)}/instance/${String(app.id)}`));
    const texts = await Promise.all(
      pages.map(async (path) => (await api.okta.app.request(path, { headers: controlHeaders(api.okta) })).text()),
    );
    const everything = texts.join("\n") + JSON.stringify(api.okta.log.all());
    expect(everything.length).toBeGreaterThan(10_000);
    for (const secret of [
      String(secretOf(oidc)),
      "scim-secret-7f3a",
      "Passw0rd-7f3a",
      api.okta.apiToken,
      api.okta.controlToken,
    ]) {
      expect(everything).not.toContain(secret);
    }
    expect(JSON.stringify(api.okta.store.users.all())).not.toContain("Passw0rd-7f3a");
  });
});
