import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetting, goneFrom } from "../../../adopt/gone";
import type { Json } from "../../../api/json";
import { OktaApi } from "../../../api/okta-api";
import { SANDBOX_TENANTS, type Sandbox, startSandbox } from "../../../sandbox";
import { OktaApi as Administrator } from "../../support/okta-api";

const urn = (name: string) => `urn:pulumi:prod::okta-cloudflare-access::some:type:Type::${name}`;

function entry(name: string, type: string, id: string, more: Json = {}): Json {
  return { urn: urn(name), custom: true, type, id, ...more };
}

const stateWith = (...resources: Json[]): Json => ({ version: 3, deployment: { manifest: {}, resources } });
const names = (entries: readonly { readonly urn: unknown }[]) =>
  entries.map((one) => String(one.urn).split("::").at(-1));

describe("what Okta does not have any more", () => {
  let sandbox: Sandbox;
  let appId: string;
  let mappingId: string;
  let api: OktaApi;

  beforeAll(async () => {
    sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
    const administrator = new Administrator({}, sandbox.okta);
    const app = await administrator.must("POST", "/api/v1/apps", {
      name: "scim2headerauth",
      label: "SCIM",
      signOnMode: "SAML_2_0",
    });
    appId = String(app.id);
    mappingId = "gPm0000000000000kept";
    const orgUrl = sandbox.okta.url;
    api = new OktaApi({ orgUrl, credentials: { apiToken: SANDBOX_TENANTS.okta.apiToken } });
  });
  afterAll(() => sandbox.close());

  it("is an app with everything in it, and a push group that was unlinked", async () => {
    const mappings = `/api/v1/apps/${appId}/group-push/mappings`;
    const answering = {
      find: (path: string) => api.find(path),
      list: async (path: string) => (path.startsWith(mappings) ? [{ id: mappingId }] : api.list(path)),
    } as unknown as OktaApi;
    const gone = "0oaGone0000000000000";
    const state = stateWith(
      entry("sign-in", "okta:app/oAuth:OAuth", gone),
      entry("assignment", "okta:app/groupAssignment:GroupAssignment", "00g1", { outputs: { appId: gone } }),
      entry("scim", "okta:app/saml:Saml", appId),
      entry("connection", "okta:app/connection:Connection", appId, { outputs: { appId } }),
      entry("pushed", "okta:index/pushGroup:PushGroup", mappingId, { outputs: { appId } }),
      entry("unlinked", "okta:index/pushGroup:PushGroup", "gPm0000000000000gone", { outputs: { appId } }),
      entry("group", "okta:group/group:Group", "00g2", { outputs: {} }),
      entry("read", "okta:app/oAuth:OAuth", "0oaGone0000000000001", { external: true }),
      {
        urn: urn("component"),
        custom: false,
        type: "okta-cloudflare-access:index:OktaAccess",
        outputs: { appId: gone },
      },
    );

    expect(names(await goneFrom(state, answering))).toEqual(["sign-in", "assignment", "unlinked"]);
  });

  it("is nothing that Okta refuses to tell of", async () => {
    const refused = new OktaApi({ orgUrl: sandbox.okta.url, credentials: { apiToken: "00wrong" } });

    await expect(goneFrom(stateWith(entry("app", "okta:app/oAuth:OAuth", "0oa1")), refused)).rejects.toThrow(/401/);
  });
});

describe("a state that forgets", () => {
  const app = entry("app", "okta:app/oAuth:OAuth", "0oa1");
  const login = entry("login", "cloudflare:index/x:X", "idp", {
    dependencies: [urn("app"), urn("group")],
    propertyDependencies: { config: [urn("app")], name: [] },
    deletedWith: urn("app"),
    inputs: { secret: "[encrypted]" },
  });
  const group = entry("group", "okta:group/group:Group", "00g1");

  it("has nothing left that names what it forgot, and everything else as it was", () => {
    const forgotten = forgetting(stateWith(app, group, login), [{ urn: urn("app"), id: "0oa1" }]);

    expect(forgotten).toEqual(
      stateWith(
        group,
        entry("login", "cloudflare:index/x:X", "idp", {
          dependencies: [urn("group")],
          propertyDependencies: { config: [], name: [] },
          inputs: { secret: "[encrypted]" },
        }),
      ),
    );
  });

  it("keeps what is said of a new one, where the old one only waits for its deletion", () => {
    const old = { ...app, id: "0oa0", delete: true };

    expect(forgetting(stateWith(app, old, group, login), [{ urn: urn("app"), id: "0oa0" }])).toEqual(
      stateWith(app, group, login),
    );
  });
});
