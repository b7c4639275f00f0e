import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Api, type Json, OKTA } from "../../../support/cloudflare-api";

const PATH = "/access/identity_providers";

/** What stands for a secret in an answer that names it. */
const CONCEALED = "*".repeat(34);

type Step =
  | { readonly kind: "put"; readonly enabled: boolean | undefined }
  | { readonly kind: "get" | "list" | "POST" | "PUT" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), enabled: fc.constantFrom(true, false, undefined) }),
  fc.record({ kind: fc.constantFrom("get" as const, "list" as const, "POST" as const, "PUT" as const) }),
);

function body(enabled: boolean | undefined): Json {
  return { ...OKTA, ...(enabled === undefined ? {} : { scim_config: { enabled, user_deprovision: enabled } }) };
}

function secretOf(result: unknown): unknown {
  return ((result as Json).scim_config as Json | undefined)?.secret;
}

describe("the SCIM secret", () => {
  it("is answered exactly when SCIM goes on or the secret is refreshed, is new every time, and is nowhere else", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(true, false, undefined),
        fc.array(step, { maxLength: 12 }),
        async (first, steps) => {
          const api = new Api();
          const made = await api.result("POST", PATH, body(first));
          const secrets = new Set<string>();
          let enabled = first === true;
          const expectSecret = (result: unknown, isDue: boolean): void => {
            const secret = secretOf(result);
            expect(typeof secret).toBe(isDue ? "string" : "undefined");
            if (typeof secret === "string") {
              expect(secrets.has(secret)).toBe(false);
              secrets.add(secret);
            }
          };
          expectSecret(made, enabled);
          for (const next of steps) {
            if (next.kind === "put") {
              const turnsOn = next.enabled === true && !enabled;
              enabled = next.enabled ?? enabled;
              expectSecret(await api.result("PUT", `${PATH}/${made.id}`, body(next.enabled)), turnsOn);
            } else if (next.kind === "get") {
              expectSecret(await api.result("GET", `${PATH}/${made.id}`), false);
            } else if (next.kind === "list") {
              expect(JSON.stringify(await api.result("GET", PATH))).not.toContain('"secret"');
            } else {
              const answer = await api.call(next.kind, `${PATH}/${made.id}/refresh_scim_secret`);
              expect(answer.status).toBe(enabled ? 200 : 400);
              if (enabled) {
                expectSecret(answer.body.result, true);
              }
            }
          }
          const kept = JSON.stringify([api.sandbox.log.all(), api.sandbox.store.identityProviders.all()]);
          for (const secret of secrets) {
            expect(kept).not.toContain(secret);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is omitted on the second turning on when the sandbox is told so, but answered on the first", async () => {
    const api = new Api();
    api.sandbox.store.changeSettings({ scimSecretOnReenable: "omitted" });
    const { id } = await api.okta();
    const put = async (enabled: boolean) => secretOf(await api.result("PUT", `${PATH}/${id}`, body(enabled)));
    expect(typeof (await put(true))).toBe("string");
    await put(false);
    expect(await put(true)).toBeUndefined();
  });

  it("does not change the base URL, whatever else changes", async () => {
    const api = new Api();
    const made = await api.okta();
    await api.result("PUT", "/access/organizations", { auth_domain: "other.cloudflareaccess.com" });
    const changed = await api.result("PUT", `${PATH}/${made.id}`, { ...body(true), name: "other" });
    expect(changed.scim_base_url).toBe(made.scim_base_url);
    expect((changed.scim_config as Json).scim_base_url).toBe(made.scim_base_url);
  });
});

describe("the client secret", () => {
  it("is never answered, and stays when an update does not send it", async () => {
    const api = new Api();
    const made = await api.okta();
    const { client_secret: _, ...config } = OKTA.config;
    const changed = await api.result("PUT", `${PATH}/${made.id}`, { ...OKTA, config });
    const read = await api.result("GET", `${PATH}/${made.id}`);
    expect([made.config, changed.config, read.config]).toEqual([config, config, config]);
    expect(api.sandbox.store.identityProviders.get(String(made.id))?.secretConfig).toEqual({
      client_secret: OKTA.config.client_secret,
    });
    expect(JSON.stringify(api.sandbox.log.all())).not.toContain(OKTA.config.client_secret);
  });

  it("changes when an update sends another one", async () => {
    const api = new Api();
    const { id } = await api.okta();
    await api.result("PUT", `${PATH}/${id}`, { ...OKTA, config: { ...OKTA.config, client_secret: "another-secret" } });
    expect(api.sandbox.store.identityProviders.get(String(id))?.secretConfig.client_secret).toBe("another-secret");
  });
});

describe("the Okta API token", () => {
  it("is never answered, and is gone after an update that does not send it", async () => {
    const api = new Api();
    const made = await api.okta({ config: { ...OKTA.config, api_token: "an-okta-token" } });
    expect(made.config).not.toHaveProperty("api_token");
    const stored = () => api.sandbox.store.identityProviders.get(String(made.id))?.secretConfig.api_token;
    expect(stored()).toBe("an-okta-token");
    await api.result("PUT", `${PATH}/${made.id}`, OKTA);
    expect(stored()).toBeUndefined();
    expect(JSON.stringify(api.sandbox.log.all())).not.toContain("an-okta-token");
  });

  it.each([
    ["concealed", { client_secret: CONCEALED, api_token: CONCEALED }, "an-okta-token"],
    ["dropped", { client_secret: CONCEALED }, undefined],
  ] as const)("is %s where the account is like that, on create, update and read", async (oktaApiToken, shown, kept) => {
    const api = new Api();
    api.sandbox.store.changeSettings({ oktaApiToken });
    const body = { ...OKTA, config: { ...OKTA.config, api_token: "an-okta-token" } };
    const secrets = ({ config }: Json) =>
      Object.fromEntries(Object.entries(config as Json).filter(([key]) => /secret|token/.test(key)));

    const made = await api.result("POST", PATH, body);
    const answers = [
      made,
      await api.result("PUT", `${PATH}/${made.id}`, body),
      await api.result("GET", `${PATH}/${made.id}`),
    ];

    expect(answers.map(secrets)).toEqual([shown, shown, shown]);
    expect(api.sandbox.store.identityProviders.get(String(made.id))?.secretConfig).toEqual({
      client_secret: "a-client-secret",
      ...(kept === undefined ? {} : { api_token: kept }),
    });
  });

  it("is for login methods of type okta", async () => {
    const api = new Api();
    const { id } = await api.saml();
    const answer = await api.call("PUT", `${PATH}/${id}`, {
      name: "Okta",
      type: "saml",
      config: {
        issuer_url: "x",
        sso_target_url: "https://x",
        idp_public_certs: ["x"],
        api_token: "an-okta-token",
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ message }) => message).join()).toContain("config.api_token cannot be set");
  });
});

describe("an identity provider", () => {
  it("keeps its type", async () => {
    const api = new Api();
    const { id } = await api.okta();
    const answer = await api.call("PUT", `${PATH}/${id}`, { name: "x", type: "github", config: OKTA.config });
    expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
  });

  it.each(["PUT", "DELETE", "POST"])("that is read-only refuses %s", async (method) => {
    const api = new Api();
    const made = await api.okta({ read_only: true, scim_config: { enabled: true } });
    expect(made.read_only).toBe(true);
    const path = method === "POST" ? `${PATH}/${made.id}/refresh_scim_secret` : `${PATH}/${made.id}`;
    const answer = await api.call(method, path, method === "PUT" ? OKTA : undefined);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0]?.message).toContain("read-only");
    expect((await api.result("GET", `${PATH}/${made.id}`)).version).toBe(made.version);
  });

  it("of a zone is not one of the account", async () => {
    const api = new Api();
    const zone = `/client/v4/zones/${api.sandbox.tenant.zoneId}${PATH}`;
    const made = await api.result("POST", zone, OKTA);
    expect((await api.call("GET", `${PATH}/${made.id}`)).status).toBe(404);
    expect((await api.result("GET", `${zone}/${made.id}`)).id).toBe(made.id);
    expect((await api.result("GET", zone)) as unknown).toHaveLength(1);
  });

  it("is found by whether its SCIM is on", async () => {
    const api = new Api();
    const on = await api.okta({ scim_config: { enabled: true } });
    const off = await api.okta();
    const ids = async (filter: string) =>
      ((await api.result("GET", `${PATH}?scim_enabled=${filter}`)) as unknown as Json[]).map(({ id }) => id);
    expect(await ids("true")).toEqual([on.id]);
    expect(await ids("false")).toContain(off.id);
    expect((await api.call("GET", `${PATH}?scim_enabled=yes`)).status).toBe(400);
  });
});
