import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { withSettings } from "../../../adopt/stack-file";

const SETTINGS = { accountId: "11111111111111111111111111111111", team: "acme", oidc: { assignedGroups: ["staff"] } };

const FILE = `# yaml-language-server: $schema=config/stack.schema.json
encryptionsalt: v1:abc
config:
  # The company's own.
  okta:orgName: acme
  okta:apiToken:
    secure: v1:def
`;

describe("withSettings", () => {
  it("adds the settings and leaves everything else as it is, comments too", () => {
    const text = withSettings(FILE, SETTINGS, false);
    expect(text.startsWith(FILE)).toBe(true);
    expect(parse(text).config["okta-cloudflare-access:settings"]).toEqual(SETTINGS);
  });

  it("changes nothing when they are there already", () => {
    const text = withSettings(FILE, SETTINGS, false);
    expect(withSettings(text, SETTINGS, false)).toBe(text);
  });

  it("replaces other settings on request only, unless they name account and team alone", () => {
    const other = withSettings(FILE, { ...SETTINGS, identityProvider: { name: "Okta" } }, false);
    expect(() => withSettings(other, SETTINGS, false)).toThrow("The stack file: has settings already");
    expect(parse(withSettings(other, SETTINGS, true)).config["okta-cloudflare-access:settings"]).toEqual(SETTINGS);
    const { accountId, team } = SETTINGS;
    const where = withSettings(FILE, { accountId, team }, false);
    expect(parse(withSettings(where, SETTINGS, false)).config["okta-cloudflare-access:settings"]).toEqual(SETTINGS);
  });

  it("refuses what is no YAML without repeating it", () => {
    expect(() => withSettings("config: [okta:apiToken: very-secret", SETTINGS, false)).toThrow(/is not valid YAML/);
    expect(() => withSettings("config: [okta:apiToken: very-secret", SETTINGS, false)).not.toThrow(/very-secret/);
  });
});
