import { CloudflareApiError } from "../api/cloudflare-api";
import { NoAnswerError } from "../api/http";
import { OktaApiError } from "../api/okta-api";
import { type Check, cannotTell, type Outcome, type Section, type Status } from "./check";
import { CHECKS } from "./checks/index";
import type { Subject } from "./subject";

/** What one check found. */
export interface Finding extends Outcome {
  readonly id: string;
  readonly section: Section;
  readonly title: string;
}

/** What a verification found. */
export interface Findings {
  /** Every check that has a meaning for what is deployed, in the order of a report. */
  readonly findings: readonly Finding[];
  /** The others, and why. */
  readonly pointless: readonly { readonly id: string; readonly title: string; readonly reason: string }[];
}

/**
 * Looks at everything, and never throws: what keeps a check from looking is its finding.
 *
 * @param checks Defaults to all.
 */
export async function runChecks(subject: Subject, checks: readonly Check[] = CHECKS): Promise<Findings> {
  const reasons = checks.map((check) => check.pointless?.(subject.deployed));
  const findings = await Promise.all(
    checks
      .filter((_, index) => reasons[index] === undefined)
      .map(async (check) => ({
        id: check.id,
        section: check.section,
        title: check.title,
        ...(await look(check, subject)),
      })),
  );
  const pointless = checks.flatMap(({ id, title }, index) => {
    const reason = reasons[index];
    return reason === undefined ? [] : [{ id, title, reason }];
  });
  return { findings, pointless };
}

async function look(check: Check, subject: Subject): Promise<Outcome> {
  try {
    return await check.look(subject);
  } catch (error) {
    const outcome = cannotTell(
      error instanceof Error ? error.message.replace(/\.$/, "") : String(error),
      "Mend that, and verify again: nobody knows until then.",
    );
    return hadNoAnswer(error) ? { ...outcome, notLooked: true } : outcome;
  }
}

/** Whether nothing came back, or nothing that says how things are. A right that is missing (403) is an answer. */
function hadNoAnswer(error: unknown): boolean {
  if (error instanceof OktaApiError || error instanceof CloudflareApiError) {
    return error.status === 401 || error.status === 429 || error.status >= 500 || error.status < 300;
  }
  return error instanceof NoAnswerError || (error instanceof Error && hadNoAnswer(error.cause));
}

/**
 * How a command ends that has verified: 0 it works, 1 something fails, 3 something could not be looked at.
 *
 * @param strict Whether what is only worth a look or cannot be told counts as failing.
 */
export function exitCodeOf(findings: readonly Finding[], strict: boolean): 0 | 1 | 3 {
  const bad: readonly Status[] = strict ? ["fail", "warn", "unknown"] : ["fail"];
  if (findings.some(({ status }) => bad.includes(status))) {
    return 1;
  }
  return findings.some(({ notLooked }) => notLooked === true) ? 3 : 0;
}

/** The worst of what was found: fail before unknown before warn. */
export function worst(findings: readonly Finding[]): Status {
  const order: readonly Status[] = ["fail", "unknown", "warn"];
  return order.find((status) => findings.some((finding) => finding.status === status)) ?? "pass";
}
