// L0: which leftovers in the environment are refused, and that none of their values is told.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { environmentIssues } from "../../../config/environment";
import { formatIssue } from "../../../lib/errors";

const CONFIGURED = ["okta:orgName", "okta:apiToken", "cloudflare:apiToken"];
const refused = (env: Record<string, string>, configured = CONFIGURED) =>
  environmentIssues(env, (key) => configured.includes(key)).map(formatIssue);

describe("the environment", () => {
  it("is fine with nothing of the providers in it, and with what the stack's config overrides", () => {
    expect(
      refused({ PATH: "/usr/bin", OKTA_API_TOKEN: "x", OKTA_ORG_NAME: "other", CLOUDFLARE_API_TOKEN: "y" }),
    ).toEqual([]);
  });

  it("is fine with a variable that is empty", () => {
    expect(refused({ OKTA_HTTP_PROXY: "", CLOUDFLARE_API_KEY: "" })).toEqual([]);
  });

  it.each([
    [
      "OKTA_HTTP_PROXY",
      "is set, and the Okta provider would send everything to that address, the credentials too. Unset it, or put its value into okta:httpProxy.",
    ],
    [
      "OKTA_ACCESS_TOKEN",
      "is set, and the provider would use it beside the credentials under okta:. Unset it, or put its value into okta:accessToken.",
    ],
    [
      "OKTA_API_PRIVATE_KEY",
      "is set, and the provider would use it beside the credentials under okta:. Unset it, or put its value into okta:privateKey.",
    ],
    [
      "CLOUDFLARE_BASE_URL",
      "is set, and the Cloudflare provider would send everything to that address, the token too. Unset it, or put its value into cloudflare:baseUrl.",
    ],
    ["CLOUDFLARE_API_KEY", "is set, and the provider would use it beside the credentials under cloudflare:. Unset it."],
    ["CLOUDFLARE_EMAIL", "is set, and the provider would use it beside the credentials under cloudflare:. Unset it."],
    [
      "CLOUDFLARE_API_USER_SERVICE_KEY",
      "is set, and the provider would use it beside the credentials under cloudflare:. Unset it.",
    ],
  ])("is refused with %s", (variable, rest) => {
    expect(refused({ [variable]: "x" })).toEqual([`environment variable ${variable}: ${rest}`]);
  });

  it("is refused with an API token beside a stack that signs in otherwise", () => {
    expect(refused({ OKTA_API_TOKEN: "x" }, ["okta:privateKey", "cloudflare:apiToken"])).toHaveLength(1);
  });

  it("is refused for all of its leftovers at once, and never tells a value", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{24}$/), (secret) => {
        const messages = refused({ OKTA_HTTP_PROXY: secret, OKTA_ACCESS_TOKEN: secret, CLOUDFLARE_API_KEY: secret });
        expect(messages).toHaveLength(3);
        expect(messages.join()).not.toContain(secret);
      }),
    );
  });
});
