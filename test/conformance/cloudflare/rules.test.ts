import { beforeAll, describe, expect, it } from "vitest";
import { Api, type Json } from "../../support/cloudflare-api";
import { announceSkip, contract, type Field, hasContracts } from "./contracts";

announceSkip("rules.test.ts");

const { selectors } = contract<{ selectors: readonly Field[] }>("cloudflare/access-rules.json", { selectors: [] });

const KINDS = [
  { path: "/access/groups", rest: { name: "g" } },
  { path: "/access/policies", rest: { name: "p", decision: "allow" } },
] as const;

describe.skipIf(!hasContracts).each(KINDS)("rules of $path", ({ path, rest }) => {
  const api = new Api();
  let references: Json;

  beforeAll(async () => {
    const group = await api.result("POST", "/access/groups", { name: "other", include: [{ everyone: {} }] });
    references = { group: group.id, idp: (await api.okta()).id, saml: (await api.saml()).id };
  });

  function rule(selector: Field, without?: string): Json {
    const fields = (selector.fields ?? []).filter((field) => field.name !== without);
    return { [selector.name]: Object.fromEntries(fields.map((field) => [field.name, value(selector, field)])) };
  }

  function value(selector: Field, field: Field): unknown {
    if (selector.name === "group") {
      return references.group;
    }
    if (field.name === "identity_provider_id" || selector.name === "login_method") {
      return selector.name === "saml" ? references.saml : references.idp;
    }
    return field.type === "[string]" ? ["low", "high"] : `a-${field.name}`;
  }

  const body = (rules: unknown[]): Json => ({ ...rest, include: [{ everyone: {} }], exclude: rules });

  it.each(selectors)("$name is taken and answered as it was sent, in create and read", async (selector) => {
    const sent = [rule(selector), { ip: { ip: "192.0.2.0/24" } }, rule(selector)];
    const created = await api.result("POST", path, body(sent));
    expect(created.exclude).toEqual(sent);
    expect((await api.result("GET", `${path}/${created.id}`)).exclude).toEqual(sent);
  });

  const required = selectors.flatMap((selector) =>
    (selector.fields ?? [])
      .filter((field) => field.mode === "required")
      .map((field) => ({ selector, name: selector.name, field: field.name })),
  );

  it.each(required)("$name without $field is refused", async ({ selector, field }) => {
    const answer = await api.call("POST", path, body([rule(selector, field)]));
    expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
    expect(JSON.stringify(answer.body.errors)).toContain(field);
  });

  it.each<[string, unknown[] | (() => unknown[]), string]>([
    ["an unknown selector", [{ identity_provider: { id: "x" } }], "unknown rule type: 'identity_provider'"],
    ["two selectors in one rule", [{ everyone: {}, certificate: {} }], "exactly one selector"],
    ["no selector", [{}], "exactly one selector"],
    ["a text in place of a rule", ["everyone"], "must be an object"],
    ["a group that is not there", [{ group: { id: "gone" } }], "access group not found"],
    ["a login method that is not there", [{ login_method: { id: "gone" } }], "identity provider not found"],
    [
      "an Okta group of no identity provider",
      [{ okta: { identity_provider_id: "gone", name: "x" } }],
      "identity provider not found",
    ],
    [
      "a SAML attribute of a login method of another type",
      () => [{ saml: { identity_provider_id: references.idp, attribute_name: "groups", attribute_value: "x" } }],
      "identity provider is not of type 'saml'",
    ],
    [
      "an Okta group of a login method of another type",
      () => [{ okta: { identity_provider_id: references.saml, name: "x" } }],
      "identity provider is not of type 'okta'",
    ],
  ])("%s is refused", async (_, rules, reason) => {
    const answer = await api.call("POST", path, body(typeof rules === "function" ? rules() : rules));
    expect([answer.status, answer.body.errors[0]?.code]).toEqual([400, 12130]);
    expect(answer.body.errors[0]?.message).toBe("access.api.error.invalid_request: invalid 'exclude' configuration");
    expect(JSON.stringify(answer.body.errors)).toContain(reason);
  });
});
