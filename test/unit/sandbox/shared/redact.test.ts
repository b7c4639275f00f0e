import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REDACTED, redact, redactText, secretsIn } from "../../../../sandbox/shared/redact";

const SECRET = "s3cr3t-value";

describe("redact", () => {
  it.each([
    ["Okta's OAuth app", { credentials: { oauthClient: { client_id: "id", client_secret: SECRET } } }],
    ["Okta's SCIM connection", { profile: { authScheme: "TOKEN", token: SECRET } }],
    [
      "Okta's user",
      { credentials: { password: { value: SECRET }, recovery_question: { question: "q", answer: SECRET } } },
    ],
    [
      "Okta's imported user",
      { credentials: { password: { hash: { algorithm: SECRET, salt: SECRET, value: SECRET } } } },
    ],
    ["Okta's activation", { activationToken: SECRET }],
    [
      "Cloudflare's identity provider",
      { config: { client_secret: SECRET, api_token: SECRET }, scim_config: { secret: SECRET } },
    ],
    ["an OAuth answer", { access_token: SECRET, id_token: SECRET, refresh_token: SECRET }],
    ["camel case", { accessToken: SECRET, clientSecret: SECRET, apiToken: SECRET, privateKey: SECRET }],
    ["a header name", { Authorization: SECRET }],
    ["a list of secrets", { token: [SECRET, SECRET] }],
    ["a list of objects", [{ a: [{ client_secret: SECRET }] }]],
    ["what a browser brings from a SAML identity provider", `SAMLResponse=${SECRET}&RelayState=1`],
    ["a page that sends it on", `<form><input type="hidden" name="SAMLResponse" value="${SECRET}"></form>`],
    ["a form", `grant_type=authorization_code&client_secret=${SECRET}&code_verifier=${SECRET}`],
  ])("leaves nothing secret of %s", (_, value) => {
    const text = JSON.stringify(redact(value));
    expect(text).not.toContain(SECRET);
    expect(text).toContain(REDACTED);
    expect(new Set(secretsIn(value))).toEqual(new Set([SECRET]));
  });

  it.each([
    [
      "what is no secret under such a name",
      { actions: { token: { accessTokenLifetimeMinutes: 60, inlineHook: { id: "x" } } } },
    ],
    ["how Okta syncs passwords", { update: { password: { status: "ENABLED", seed: "RANDOM", change: "CHANGE" } } }],
    ["empty and missing secrets", { client_secret: "", secret: null, token: 5 }],
    ["a query without secrets", "/apps?limit=200&q=a"],
  ])("leaves %s", (_, value) => {
    expect(redact(value)).toEqual(value);
    expect(secretsIn(value)).toEqual([]);
  });

  it("keeps the shape of whatever it is given, and gives back a copy", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = structuredClone(value);
        const after = redact(value);
        expect(value).toEqual(before);
        expect(shape(after)).toEqual(shape(value));
      }),
    );
  });
});

describe("redactText", () => {
  it("replaces the values of secret parameters, and nothing else", () => {
    expect(redactText(`/cb?code=abc&access_token=${SECRET}&state=x`)).toBe(
      `/cb?code=abc&access_token=${REDACTED}&state=x`,
    );
    expect(redactText(`token=${SECRET}`)).toBe(`token=${REDACTED}`);
    expect(redactText("/api/v1/apps?token_endpoint=x")).toBe("/api/v1/apps?token_endpoint=x");
  });
});

function shape(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(shape);
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).map(([key, nested]) => [key, shape(nested)])
    : typeof value;
}
