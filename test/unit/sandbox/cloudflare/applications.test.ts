import { beforeEach, describe, expect, it } from "vitest";
import { Api, type Json, OKTA } from "../../../support/cloudflare-api";

const APP = { type: "self_hosted", name: "Wiki", domain: "wiki.example.com" };

let api: Api;
beforeEach(() => {
  api = new Api();
});

async function refusal(body: Json, method = "POST", path = "/access/apps") {
  const answer = await api.call(method, path, body);
  return [answer.status, answer.body.errors[0]?.code, answer.body.errors[0]?.message];
}

const invalid = (reason: string) => [400, 12130, `access.api.error.invalid_request: ${reason}`];

async function policy(name = "p"): Promise<string> {
  const made = await api.result("POST", "/access/policies", { name, decision: "allow", include: [{ everyone: {} }] });
  return String(made.id);
}

describe("where an application is", () => {
  const destinations = [{ type: "public", uri: "wiki.example.com" }];

  it.each([
    ["domain", { domain: "wiki.example.com" }],
    ["self_hosted_domains", { domain: undefined, self_hosted_domains: ["wiki.example.com"] }],
    ["destinations", { domain: undefined, destinations }],
    ["destinations without a type", { domain: undefined, destinations: [{ uri: "wiki.example.com" }] }],
    ["all three", { domain: "wiki.example.com", self_hosted_domains: ["ignored.example.com"], destinations }],
  ])("can be said by %s, and is answered in all three ways", async (_, places) => {
    const app = await api.result("POST", "/access/apps", { ...APP, ...places });
    expect([app.domain, app.self_hosted_domains, app.destinations]).toEqual([
      "wiki.example.com",
      ["wiki.example.com"],
      destinations,
    ]);
  });

  it("moves when the domain moves", async () => {
    const { id, aud } = await api.result("POST", "/access/apps", APP);
    const moved = await api.result("PUT", `/access/apps/${id}`, { ...APP, domain: "new.example.com" });
    expect([moved.domain, moved.self_hosted_domains, moved.destinations, moved.aud]).toEqual([
      "new.example.com",
      ["new.example.com"],
      [{ type: "public", uri: "new.example.com" }],
      aud,
    ]);
  });

  it("must agree with itself", async () => {
    const elsewhere = { ...APP, destinations: [{ type: "public", uri: "other.example.com" }] };
    expect(await refusal(elsewhere)).toEqual(invalid("domain not included in destinations"));
    expect(await refusal({ type: "self_hosted", name: "x" })).toEqual(
      invalid("domain is a required field for type 'self_hosted'"),
    );
  });

  it("can be taken only once, and stays one's own on update", async () => {
    const { id } = await api.result("POST", "/access/apps", APP);
    const conflict = [409, 12136, "access.api.error.application_already_exists"];
    expect(await refusal(APP)).toEqual(conflict);
    expect(await refusal({ ...APP, domain: "legacy-wiki.acme.example" })).toEqual(conflict);
    expect(
      await refusal({ ...APP, domain: "x.example.com", self_hosted_domains: ["x.example.com", APP.domain] }),
    ).toEqual([409, 12132, "access.api.error.conflict: destination belongs to another application"]);
    expect((await api.call("PUT", `/access/apps/${id}`, { ...APP, name: "x" })).status).toBe(200);
    expect((await api.call("POST", "/access/apps", { ...APP, domain: `${APP.domain}/path` })).status).toBe(200);
  });

  it("must be in a zone of the account when the sandbox knows the zones", async () => {
    api.sandbox.store.changeSettings({ zones: ["example.com"] });
    expect((await api.call("POST", "/access/apps", APP)).status).toBe(200);
    expect(await refusal({ ...APP, domain: "wiki.notexample.com" })).toEqual(invalid("domain does not belong to zone"));
  });
});

describe("the policies of an application", () => {
  it("are answered in full, with their precedence", async () => {
    const id = await policy("Engineers");
    const app = await api.result("POST", "/access/apps", { ...APP, policies: [{ id, precedence: 4 }] });
    expect(app.policies).toMatchObject([
      {
        id,
        precedence: 4,
        name: "Engineers",
        decision: "allow",
        include: [{ everyone: {} }],
        exclude: [],
        require: [],
        reusable: true,
      },
    ]);
    expect(await api.result("GET", `/access/policies/${id}`)).toMatchObject({ app_count: 1 });
  });

  it("get the next precedence when none is sent, and may be named by id alone", async () => {
    const [first, second, third] = [await policy(), await policy(), await policy()];
    const app = await api.result("POST", "/access/apps", {
      ...APP,
      policies: [first, { id: second, precedence: 5 }, { id: third }],
    });
    expect((app.policies as Json[]).map(({ id, precedence }) => [id, precedence])).toEqual([
      [first, 1],
      [second, 5],
      [third, 6],
    ]);
  });

  it("stay when null or nothing is sent, and go when an empty list is", async () => {
    const id = await policy();
    const app = await api.result("POST", "/access/apps", { ...APP, policies: [id] });
    const path = `/access/apps/${app.id}`;
    expect((await api.result("PUT", path, { ...APP, policies: null })).policies).toHaveLength(1);
    expect((await api.result("PUT", path, APP)).policies).toHaveLength(1);
    expect((await api.result("PUT", path, { ...APP, policies: [] })).policies).toEqual([]);
  });

  it("need precedences that differ and policies that exist", async () => {
    const [first, second] = [await policy(), await policy()];
    const twice = [first, second].map((id) => ({ id, precedence: 1 }));
    expect(await refusal({ ...APP, policies: twice })).toEqual(invalid("policy precedences must be unique"));
    expect(await refusal({ ...APP, policies: [{ id: "gone" }] })).toEqual(invalid("policy not found"));
    expect((await refusal({ ...APP, policies: [{ id: first, precedence: 0 }] }))[0]).toBe(400);
  });

  it("may belong to the application alone, and are then changed in it", async () => {
    const own = { name: "Own", decision: "allow", include: [{ everyone: {} }] };
    const app = await api.result("POST", "/access/apps", { ...APP, policies: [own] });
    const [made] = app.policies as Json[];
    expect(made).toMatchObject({ ...own, precedence: 1, reusable: false });
    expect((await api.call("GET", `/access/policies/${made?.id}`)).status).toBe(404);
    const changed = await api.result("PUT", `/access/apps/${app.id}`, {
      ...APP,
      policies: [{ ...own, id: made?.id, name: "Renamed" }],
    });
    expect(changed.policies).toMatchObject([{ id: made?.id, name: "Renamed" }]);
  });

  it("that belong to it can be made, read, changed and deleted below it", async () => {
    const app = await api.result("POST", "/access/apps", { ...APP, policies: [await policy()] });
    const path = `/access/apps/${app.id}/policies`;
    const body = { name: "Own", decision: "deny", include: [{ everyone: {} }] };
    const made = await api.result("POST", path, body);
    expect(made).toMatchObject({ ...body, precedence: 2 });
    expect(await refusal({ ...body, precedence: 1 }, "POST", path)).toEqual(
      invalid("policy precedences must be unique"),
    );
    expect(await api.result("PUT", `${path}/${made.id}`, { ...body, name: "x" })).toMatchObject({
      id: made.id,
      name: "x",
    });
    expect(await api.result("GET", `${path}/${made.id}`)).toMatchObject({ name: "x" });
    expect((await api.result("GET", path)) as unknown).toHaveLength(2);
    expect(await api.result("DELETE", `${path}/${made.id}`)).toEqual({ id: made.id });
    expect((await api.call("GET", `${path}/${made.id}`)).status).toBe(404);
  });

  it("lose one that is deleted", async () => {
    const id = await policy();
    const app = await api.result("POST", "/access/apps", { ...APP, policies: [id] });
    await api.result("DELETE", `/access/policies/${id}`);
    expect((await api.result("GET", `/access/apps/${app.id}`)).policies).toEqual([]);
  });
});

describe("what an application may not be", () => {
  it.each([
    [{ allowed_idps: ["gone"] }, "allowed_idps: identity provider not found"],
    [
      { auto_redirect_to_identity: true },
      "auto_redirect_to_identity requires exactly one identity provider in allowed_idps",
    ],
    [
      { allow_authenticate_via_warp: true },
      "allow_authenticate_via_warp cannot be set if the Warp Auth Session Duration is not set for the account",
    ],
    [
      { options_preflight_bypass: true, cors_headers: {} },
      "options_preflight_bypass cannot be set if cors_headers is set",
    ],
  ])("%j is refused", async (change, reason) => {
    expect(await refusal({ ...APP, ...change })).toEqual(invalid(reason));
  });

  it.each(["1", "12", "12hours", "h", "", "1d"])("a session of %j is refused", async (session_duration) => {
    expect((await refusal({ ...APP, session_duration }))[2]).toContain("session_duration: ");
  });

  it.each(["0", "300ms", "2h45m", "1.5h", "24h"])("a session of %j is taken", async (session_duration) => {
    expect((await api.result("POST", "/access/apps", { ...APP, session_duration })).session_duration).toBe(
      session_duration,
    );
  });

  it("another type than it was", async () => {
    const { id } = await api.result("POST", "/access/apps", APP);
    expect((await refusal({ ...APP, type: "ssh" }, "PUT", `/access/apps/${id}`))[0]).toBe(400);
  });

  it.each(["app_launcher", "warp"])("a second %s", async (type) => {
    const { id } = await api.result("POST", "/access/apps", { type });
    expect((await refusal({ type }))[1]).toBe(12136);
    expect((await api.call("PUT", `/access/apps/${id}`, { type })).status).toBe(200);
  });
});

describe("secrets of an application", () => {
  it("of the OIDC kind are answered once", async () => {
    const body = { type: "saas", name: "s", saas_app: { auth_type: "oidc", redirect_uris: ["https://s.example.com"] } };
    const made = await api.result("POST", "/access/apps", body);
    const { client_secret: secret, ...rest } = made.saas_app as Json;
    expect(secret).toEqual(expect.any(String));
    expect((await api.result("GET", `/access/apps/${made.id}`)).saas_app).toEqual(rest);
    expect((await api.result("PUT", `/access/apps/${made.id}`, body)).saas_app).toEqual(rest);
    expect(JSON.stringify(api.sandbox.log.all())).not.toContain(secret);
  });

  it.each([
    [{ scheme: "httpbasic", user: "u" }, "password is a required field"],
    [
      { scheme: "oauth2", client_id: "c", client_secret: "s", authorization_url: "https://a" },
      "token_url is a required field",
    ],
  ])("are needed for outbound SCIM: %j", async (authentication, reason) => {
    const scim = { idp_uid: "x", remote_uri: "https://scim.example.com", authentication };
    expect((await refusal({ ...APP, scim_config: scim }))[2]).toContain(reason);
  });

  it("for outbound SCIM are never answered", async () => {
    const authentication = { scheme: "oauthbearertoken", token: "a-scim-token" };
    const scim = { idp_uid: "x", remote_uri: "https://scim.example.com", authentication };
    const app = await api.result("POST", "/access/apps", { ...APP, scim_config: scim });
    expect(app.scim_config).toEqual({ ...scim, authentication: { scheme: "oauthbearertoken" } });
    expect(JSON.stringify(api.sandbox.log.all())).not.toContain("a-scim-token");
  });
});

describe("an Okta rule", () => {
  it("needs an identity provider of the Okta kind", async () => {
    const github = await api.result("POST", "/access/identity_providers", {
      name: "g",
      type: "github",
      config: { client_id: "c", client_secret: "a-secret" },
    });
    const okta = await api.result("POST", "/access/identity_providers", OKTA);
    const group = (id: unknown) => ({ name: "g", include: [{ okta: { identity_provider_id: id, name: "x" } }] });
    expect((await api.call("POST", "/access/groups", group(github.id))).status).toBe(400);
    expect((await api.call("POST", "/access/groups", group(okta.id))).status).toBe(200);
  });
});
