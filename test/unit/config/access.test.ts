// L0: what is worth a warning about Access objects, what a confirmation changes, and until when.
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parse-settings";
import { formatIssue } from "../../../lib/errors";
import { ACCESS_CHANGES } from "../../support/bad-access-settings";
import { type Changes, withChanges } from "../../support/changed-settings";
import { plainSettings } from "../../support/settings";

const S = "okta-cloudflare-access:settings";
const A = `${S}.access`;
const NOW = new Date("2026-11-24T23:30:00Z");

function findings(changes: Changes, now: Date = NOW) {
  const { errors, warnings } = parseSettings(
    withChanges(plainSettings(), { ...ACCESS_CHANGES, ...changes }),
    { oauth: false },
    now,
  );
  return { errors: errors.map(formatIssue), warnings: warnings.map(formatIssue) };
}

const until = (day: unknown): Changes => ({ "lockoutGuard.confirm": { until: day, reason: "It moves" } });

describe("Access objects that are right", () => {
  it("are nothing to speak of", () => {
    expect(findings({})).toEqual({ errors: [], warnings: [] });
  });

  it.each<[string, Changes, string[]]>([
    [
      "a policy that lets in everyone",
      { "access.policies.engineering.include": [{ everyone: true }], "access.policies.engineering.require": [] },
      [
        `${A}.policies.engineering.include: policy "Engineering" lets in everyone who can log in at all. Name groups, or add a rule to require.`,
        `${A}.groups.staff: is in no rule. Use it, or remove it.`,
      ],
    ],
    [
      "a policy without a login",
      { "access.policies.admins.decision": "bypass" },
      [
        `${A}.policies.admins.decision: policy "Admins" lets in without a login, and Access neither checks nor logs what passes. Use allow where people log in, and nonIdentity for machines.`,
      ],
    ],
    [
      "what is not used",
      { "access.applications.ledger": undefined },
      [
        `${A}.policies.admins: is in no application. Use it, or remove it.`,
        `${A}.loginMethods.oneTimePin: no application allows it, so it is no way in when Okta fails. Add "oneTimePin" to loginMethods of an application, or remove it from ${A}.loginMethods.`,
      ],
    ],
  ])("are worth a warning: %s", (_, changes, warnings) => {
    expect(findings(changes)).toEqual({ errors: [], warnings });
  });

  it("may name a group that is in no list", () => {
    const changes = {
      "groups.sales": { existing: { name: "Sales" } },
      "access.policies.engineering.include": [{ oktaGroup: "sales" }],
      "scim.enabled": false,
    };
    const { errors, warnings } = findings(changes);
    expect(errors).toEqual([]);
    expect(warnings.join("\n")).not.toContain("groups.sales");
  });

  it("let in machines and those who need no Okta, whoever is assigned", () => {
    const nobody = { "oidc.assignedGroups": [] };
    const machines = { "access.policies.engineering.decision": "nonIdentity" };
    expect(findings({ ...nobody, ...machines }).errors).toEqual([]);
    // The ledger has a policy on an address and the one-time PIN; the wiki has not.
    expect(findings(nobody).errors).toEqual([expect.stringContaining(`${A}.applications.wiki: the only way into`)]);
  });
});

describe("a confirmation", () => {
  const closed: Changes = { "oidc.assignedGroups": [] };
  const message = `${A}.applications.wiki: the only way into application "Wiki" is Okta, and nobody is assigned to the app in Okta, so nobody can enter. List a group in ${S}.oidc.assignedGroups; when it is meant, confirm it in ${S}.lockoutGuard.confirm.`;

  it.each(["2026-11-24", "2026-12-25", "2026-11-24 00:00:00 +0000 UTC"])(
    "holds until %s: an error is a warning",
    (day) => {
      const { errors, warnings } = findings({ ...closed, ...until(day) });
      expect(errors).toEqual([]);
      expect(warnings).toContain(message);
    },
  );

  it("holds to the end of its day, in UTC", () => {
    expect(findings({ ...closed, ...until("2026-11-24") }, new Date("2026-11-24T23:59:59.999Z")).errors).toEqual([]);
    expect(findings({ ...closed, ...until("2026-11-24") }, new Date("2026-11-25T00:00:00Z")).errors).toEqual([message]);
  });

  it("that is over is worth a warning and confirms nothing", () => {
    expect(findings(until("2026-11-23")).warnings).toEqual([
      `${S}.lockoutGuard.confirm: is over since 2026-11-23, and has no effect any more. Remove it.`,
    ]);
    expect(findings({ ...closed, ...until("2026-11-23") }).errors).toEqual([message]);
  });

  it("for more than 31 days is an error and confirms nothing", () => {
    expect(findings({ ...closed, ...until("2026-12-26") }).errors).toEqual([
      message,
      `${S}.lockoutGuard.confirm.until: is 32 days ahead, and a confirmation holds for at most 31. Write the day on which you are done; today is 2026-11-24.`,
    ]);
  });

  it.each<[string, Changes]>([
    ["a group that is not pushed", { "access.policies.engineering.include": [{ oktaGroup: "finance" }] }],
    ["a group that is filtered out", { "oidc.groupsClaim": { regex: "nothing" } }],
  ])("is no word for %s", (_, changes) => {
    expect(findings({ ...changes, ...until("2026-11-30") }).errors).toHaveLength(1);
  });
});
