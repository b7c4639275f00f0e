import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT_ID_PATTERN,
  KEY_PATTERN,
  redirectUriOf,
  TEAM_DOMAIN_PATTERN,
  TEAM_NAME_PATTERN,
  teamDomainOf,
  typeToken,
} from "../../../lib/names";

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);

describe("patterns", () => {
  it.each([
    ["KEY_PATTERN", KEY_PATTERN, ["a", "7", "access-engineering", "a".repeat(60), "constructor"]],
    ["ACCOUNT_ID_PATTERN", ACCOUNT_ID_PATTERN, ["f037e56e89293a057740de681ac9abbe", "0".repeat(32)]],
    ["TEAM_NAME_PATTERN", TEAM_NAME_PATTERN, ["acme", "a", "acme-2", "a".repeat(63)]],
    [
      "TEAM_DOMAIN_PATTERN",
      TEAM_DOMAIN_PATTERN,
      ["acme.cloudflareaccess.com", `${"a".repeat(63)}.cloudflareaccess.com`],
    ],
  ])("%s takes what it should", (_, pattern, values) => {
    expect(values.filter((value) => !pattern.test(value))).toEqual([]);
  });

  it.each([
    ["KEY_PATTERN", KEY_PATTERN, ["", "-a", "a-", "A", "a b", "a.b", "a_b", "a".repeat(61), "a\n", "__proto__", "é"]],
    [
      "ACCOUNT_ID_PATTERN",
      ACCOUNT_ID_PATTERN,
      ["", "0".repeat(31), "0".repeat(33), "F".repeat(32), `${"0".repeat(32)}\n`],
    ],
    ["TEAM_NAME_PATTERN", TEAM_NAME_PATTERN, ["", "Acme", "acme_", "-acme", "acme-", "a".repeat(64), "acme.com"]],
    [
      "TEAM_DOMAIN_PATTERN",
      TEAM_DOMAIN_PATTERN,
      [
        "acme",
        ".cloudflareaccess.com",
        "a.b.cloudflareaccess.com",
        "acme.cloudflareaccess.com/",
        "acme-cloudflareaccess.com",
        "acme.cloudflareaccess.com.evil.example",
      ],
    ],
  ])("%s refuses what it should", (_, pattern, values) => {
    expect(values.filter((value) => pattern.test(value))).toEqual([]);
  });

  it("let a key be part of a resource name without a change", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(KEY_PATTERN.test(text));
        expect(text).toBe(encodeURIComponent(text).toLowerCase());
      }),
    );
    fc.assert(fc.property(label, (key) => KEY_PATTERN.test(key)));
  });
});

describe("teamDomainOf", () => {
  it("completes a team name and leaves a team domain as it is", () => {
    fc.assert(
      fc.property(label, (team) => {
        const domain = teamDomainOf(team);
        expect(domain).toMatch(TEAM_DOMAIN_PATTERN);
        expect(domain).toBe(`${team}.cloudflareaccess.com`);
        expect(teamDomainOf(domain)).toBe(domain);
      }),
    );
  });
});

describe("redirectUriOf", () => {
  it("is the callback of the team", () => {
    expect(redirectUriOf("acme.cloudflareaccess.com")).toBe(
      "https://acme.cloudflareaccess.com/cdn-cgi/access/callback",
    );
  });
});

describe("typeToken", () => {
  it("is package, module and class", () => {
    expect(typeToken("OktaAccess")).toBe("okta-cloudflare-access:index:OktaAccess");
  });
});
