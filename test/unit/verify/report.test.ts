// Pure: what is printed, sent and kept of a verification.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deploymentsIn, htmlReport, markdownReport, type Report, textReport } from "../../../verify";
import { EMPTY_REPORT } from "../../support/report";

const REPORT: Report = {
  ...EMPTY_REPORT,
  calls: 28,
  findings: [
    { id: "login-method", section: "there", title: "Login method", status: "pass", summary: "is as declared" },
    {
      id: "push-groups",
      section: "provisioning",
      title: "Push Groups",
      status: "fail",
      summary: "1 of 2 groups are not pushed as they should be",
      details: ['"Finance": INACTIVE'],
      advice: ["Mend it.", "Push it now."],
    },
  ],
  pointless: [{ id: "groups-claim", title: "Groups claim", reason: "people sign in with SAML" }],
};

function withWords(words: string): Report {
  const finding = { id: "x", section: "there", status: "warn", title: words, summary: words } as const;
  return { ...REPORT, stack: words, findings: [{ ...finding, details: [words], advice: [words] }] };
}

describe("the report for a terminal", () => {
  it("has a line for every check below its question, with what to do", () => {
    expect(
      textReport(REPORT),
    ).toBe(`Stack prod: https://acme.okta.com and acme.cloudflareaccess.com, account f037e56e89293a057740de681ac9abbe

Is it there?
  ok   Login method: is as declared

Does provisioning work?
  FAIL Push Groups: 1 of 2 groups are not pushed as they should be
         "Finance": INACTIVE
       1. Mend it.
       2. Push it now.

Without a meaning here
       Groups claim: people sign in with SAML

1 passed, 1 failed: something does not work or is not as declared. 28 calls, logs since 2026-11-24T11:00:00.000Z.
`);
  });
});

describe("the report as HTML", () => {
  it("is one file that asks nobody for anything", () => {
    const html = htmlReport(REPORT);
    expect(html).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
    expect(html).toContain("Content-Security-Policy");
    expect(html.length).toBeLessThan(20_000);
  });

  it("shows every text as text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (words) => {
        const hostile = `<img src=x onerror="alert(1)">'&${words}`;
        const html = htmlReport(withWords(hostile));
        expect(html).not.toContain("<img");
        expect(html.match(/<li>/g)).toHaveLength(2);
      }),
    );
  });
});

describe("the report as Markdown", () => {
  it("tells what is wrong before everything else, and folds the rest", () => {
    const markdown = markdownReport(REPORT);
    expect(markdown).toMatch(/^### ❌ Verification of `prod`: something does not work/);
    expect(markdown.indexOf("Push Groups")).toBeLessThan(markdown.indexOf("<details>"));
    expect(markdown).toContain('- "Finance": INACTIVE');
  });

  it("keeps names from breaking a table, being HTML, a link or a mention", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (words) => {
        const hostile = `a|b <b>x</b> [l](http://e.example) @team \n# h ${words}`;
        const markdown = markdownReport(withWords(hostile));
        expect(markdown).not.toMatch(/<b>|[^\\]\]\(|@team/);
        const row = markdown.split("\n").find((line) => line.startsWith("| ⚠️"));
        expect(row?.replace(/\\./g, "").match(/\|/g)).toHaveLength(4);
      }),
    );
  });
});

describe("what a stack has deployed", () => {
  const component = {
    urn: "urn:pulumi:prod::okta-cloudflare-access::okta-cloudflare-access:index:OktaAccess::access",
    type: "okta-cloudflare-access:index:OktaAccess",
    outputs: {
      deployed: { accountId: "a" },
      clientSecret: { "4dabf18193072939515e22adb298388d": "1b47", plaintext: '"client"' },
      scimSecret: { "4dabf18193072939515e22adb298388d": "1b47", plaintext: '"scim"' },
    },
  };
  const state = (resources: unknown[]) => ({
    version: 3,
    deployment: { manifest: { time: "2026-11-24T11:00:00Z" }, resources },
  });

  it("is read from its state, out of the envelopes of secrets", () => {
    expect(deploymentsIn(state([{ type: "pulumi:pulumi:Stack" }, component]))).toEqual([
      {
        name: "access",
        deployed: { accountId: "a" },
        clientSecret: "client",
        scimSecret: "scim",
        since: new Date("2026-11-24T11:00:00Z"),
      },
    ]);
  });

  it.each([
    ["an empty stack", {}],
    ["a component that is half made", state([{ ...component, outputs: {} }])],
    ["somebody else's state", state([{ type: "okta:app/oAuth:OAuth", outputs: {} }])],
  ])("is nothing of %s", (_what, given) => {
    expect(deploymentsIn(given)).toEqual([]);
  });
});
