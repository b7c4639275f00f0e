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
    return cannotTell(
      error instanceof Error ? error.message.replace(/\.$/, "") : String(error),
      "Mend that, and verify again: nobody knows until then.",
    );
  }
}

/** The worst of what was found: fail before unknown before warn. */
export function worst(findings: readonly Finding[]): Status {
  const order: readonly Status[] = ["fail", "unknown", "warn"];
  return order.find((status) => findings.some((finding) => finding.status === status)) ?? "pass";
}
