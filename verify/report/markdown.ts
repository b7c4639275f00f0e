import { visible } from "../../lib/visible";
import type { Status } from "../check";
import { bySection, counts, type Report, verdictWords } from "./report";

const SIGNS: Record<Status, string> = {
  pass: "✅",
  warn: "⚠️",
  fail: "❌",
  unknown: "❔",
};

/** A report for a pull request: what is not as it should be first, everything behind a fold. */
export function markdownReport(report: Report): string {
  const troubles = report.findings.filter(({ status }) => status !== "pass");
  const parts = [
    `### ${SIGNS[report.verdict]} Verification of \`${escaped(report.stack)}\`: ${verdictWords(report.verdict)}`,
    `${counts(report.findings)}. ${escaped(report.oktaOrgUrl)} and ${escaped(report.teamDomain)}, ${report.at}, ${report.calls} calls.`,
    ...troubles.map((finding) =>
      [
        `**${SIGNS[finding.status]} ${escaped(finding.title)}**: ${escaped(finding.summary)}`,
        ...(finding.details ?? []).map((detail) => `- ${escaped(detail)}`),
        ...(finding.advice ?? []).map((step, index) => `${index + 1}. ${escaped(step)}`),
      ].join("\n"),
    ),
    `<details><summary>All checks</summary>\n\n${tables(report)}\n\n</details>`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function tables({ findings, pointless }: Report): string {
  const sections = bySection(findings).map(([title, ofSection]) => {
    const rows = ofSection.map(
      ({ status, title: what, summary }) => `| ${SIGNS[status]} | ${escaped(what)} | ${escaped(summary)} |`,
    );
    return [`#### ${title}`, "", "| | Check | Found |", "| --- | --- | --- |", ...rows].join("\n");
  });
  const rest = pointless.map(
    ({ title, reason }) => `- ${escaped(title)}: without a meaning here, as ${escaped(reason)}`,
  );
  return [...sections, ...(rest.length === 0 ? [] : [rest.join("\n")])].join("\n\n");
}

/** Names come from people: none may end a table, become a link, or be HTML. */
function escaped(text: string): string {
  return visible(text.replace(/\s+/g, " "))
    .replace(/[\\`*_{}[\]<>#|~]/g, (sign) => `\\${sign}`)
    .replace(/@/g, "@\u200B");
}
