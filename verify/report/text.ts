import { visible } from "../../lib/visible";
import type { Status } from "../check";
import type { Finding } from "../run";
import { bySection, counts, type Report, verdictWords } from "./report";

const SIGNS: Record<Status, string> = { pass: "ok  ", warn: "LOOK", fail: "FAIL", unknown: "????" };

/** A report for a terminal: 100 columns, no colours. */
export function textReport(report: Report): string {
  const lines = [
    `Stack ${report.stack}: ${report.oktaOrgUrl} and ${report.teamDomain}, account ${report.accountId}`,
    ...bySection(report.findings).flatMap(([title, findings]) => ["", title, ...findings.flatMap(findingLines)]),
    ...(report.pointless.length === 0
      ? []
      : ["", "Without a meaning here", ...report.pointless.map(({ title, reason }) => `       ${title}: ${reason}`)]),
    "",
    `${counts(report.findings)}: ${verdictWords(report.verdict)}. ${report.calls} calls, logs since ${report.since}.`,
  ];
  return `${lines.map(visible).join("\n")}\n`;
}

/** What a person needs to know of the findings that are not as they should be, for the output of a deployment. */
export function problemsText(findings: readonly Finding[]): string {
  return findings
    .filter(({ status }) => status !== "pass")
    .flatMap(findingLines)
    .map(visible)
    .join("\n");
}

function findingLines({ status, title, summary, details, advice }: Finding): string[] {
  const steps = advice ?? [];
  return [
    `  ${SIGNS[status]} ${title}: ${summary}`,
    ...(details ?? []).map((detail) => `         ${detail}`),
    ...steps.map((step, index) => `       ${steps.length === 1 ? "->" : `${index + 1}.`} ${step}`),
  ];
}
