import type { Deployed } from "../../lib/deployed";
import { SECTIONS, type Section, type Status } from "../check";
import { type Finding, type Findings, worst } from "../run";

/** What a verification found, with what it was about: what is printed, sent and kept. Holds no secret. */
export interface Report extends Findings {
  /** Name of the stack. */
  readonly stack: string;
  /** When it was looked, ISO 8601 in UTC. */
  readonly at: string;
  /** Since when the logs were read: the last deployment. */
  readonly since: string;
  readonly oktaOrgUrl: string;
  readonly accountId: string;
  readonly teamDomain: string;
  /** The worst of what was found. */
  readonly verdict: Status;
  /** How many calls it took. */
  readonly calls: number;
}

/** What a report is about. */
export interface ReportOptions {
  readonly stack: string;
  readonly at: Date;
  readonly since: Date;
  readonly deployed: Deployed;
  readonly calls: number;
}

/** Makes a report of what was found. */
export function createReport({ findings, pointless }: Findings, options: ReportOptions): Report {
  const { stack, at, since, deployed, calls } = options;
  return {
    stack,
    at: at.toISOString(),
    since: since.toISOString(),
    oktaOrgUrl: deployed.oktaOrgUrl,
    accountId: deployed.accountId,
    teamDomain: deployed.teamDomain,
    verdict: worst(findings),
    calls,
    findings,
    pointless,
  };
}

/** The findings of each section that has any, in the order of a report. */
export function bySection(findings: readonly Finding[]): (readonly [title: string, findings: readonly Finding[]])[] {
  return (Object.keys(SECTIONS) as Section[])
    .map((section) => [SECTIONS[section], findings.filter((finding) => finding.section === section)] as const)
    .filter(([, ofSection]) => ofSection.length > 0);
}

/** How many checks ended how, in words: `20 passed, 1 failed`. */
export function counts(findings: readonly Finding[]): string {
  const words: Record<Status, string> = { pass: "passed", warn: "to look at", fail: "failed", unknown: "cannot tell" };
  return (Object.keys(words) as Status[])
    .map((status) => [findings.filter((finding) => finding.status === status).length, words[status]] as const)
    .filter(([count, word]) => count > 0 || word === "passed")
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

/** What a verdict means, in a sentence without a full stop. */
export function verdictWords(verdict: Status): string {
  const words: Record<Status, string> = {
    pass: "everything is there and works",
    warn: "it works, and something is worth a look",
    fail: "something does not work or is not as declared",
    unknown: "nothing was found to be wrong, but not everything could be looked at",
  };
  return words[verdict];
}
