import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible } from "../../../lib/visible";
import { htmlReport, markdownReport, type Report, textReport } from "../../../verify";
import { CONTROL_NAMES, HOSTILE_NAMES } from "../../support/hostile-names";
import { EMPTY_REPORT } from "../../support/report";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/;

function reportOf(name: string): Report {
  const finding = { id: "x", section: "there", status: "fail", title: name, summary: name } as const;
  return {
    ...EMPTY_REPORT,
    findings: [{ ...finding, details: [name], advice: [name] }],
    pointless: [{ id: "y", title: name, reason: name }],
  };
}

describe("a name that somebody else chose", () => {
  it.each(CONTROL_NAMES)("moves nothing in a line: %s", (_what, name) => {
    expect(visible(name)).not.toMatch(OBEYED);
    expect(visible(name)).not.toContain("\n");
    for (const report of [textReport, markdownReport, htmlReport]) {
      expect(report(reportOf(name))).not.toMatch(OBEYED);
    }
    expect(textReport(reportOf(name)).split("\n")).toHaveLength(textReport(reportOf("plain")).split("\n").length);
  });

  it.each(HOSTILE_NAMES)("is text in every report: %s", (_what, name) => {
    const html = htmlReport(reportOf(name));
    expect(html).not.toMatch(/<img|<script|<\/script|<b>/);
    expect(textReport(reportOf(name))).toContain(visible(name));
    const [row = ""] =
      markdownReport(reportOf(name))
        .match(/^\| .* \|$/gm)
        ?.slice(-1) ?? [];
    expect(row.replace(/\\./g, "").split("|")).toHaveLength(5);
  });

  it("is shown as it is in every script, with accents and emoji", () => {
    for (const name of ["Größe Žluťoučký", "שלום", "財務部", "👩‍👩‍👧‍👦", "Cafe\u0301", "a\u200cb"]) {
      expect(visible(name)).toBe(name);
    }
  });

  it("obeys nothing, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(visible(name)).not.toMatch(OBEYED);
        expect(visible(visible(name))).toBe(visible(name));
      }),
    );
  });
});
