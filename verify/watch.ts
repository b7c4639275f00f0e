import type { Report } from "./report/report";
import type { Finding } from "./run";

/** How to wait until provisioning works. */
export interface WatchOptions {
  /** Looks once. */
  readonly look: () => Promise<Report>;
  /** Waits between two looks. */
  readonly pause: () => Promise<void>;
  /** Whether the time is up. */
  readonly isOver: () => boolean;
  /** Told whenever something is otherwise than before. */
  readonly onChange: (report: Report) => void;
}

/**
 * Looks again and again until a person has set up what only a person can, or the time is up.
 *
 * @returns The last report.
 */
export async function watch({ look, pause, isOver, onChange }: WatchOptions): Promise<Report> {
  let before: string | undefined;
  for (;;) {
    const report = await look();
    const now = report.findings.map(({ id, status, summary }) => `${id} ${status} ${summary}`).join("\n");
    if (now !== before) {
      onChange(report);
    }
    before = now;
    if (!isWaiting(report) || isOver()) {
      return report;
    }
    await pause();
  }
}

/** What may yet come by itself, or by a person at work in the Admin Console. */
const AWAITED = ["scim-connection", "scim-features", "push-groups", "scim-groups", "scim-users"];

/** Whether pushes and people may yet come by themselves where the connection itself is on: a matter of minutes. */
export function isUnderWay(findings: readonly Finding[]): boolean {
  const connected = findings.some(({ id, status }) => id === "scim-connection" && status !== "fail");
  return connected && findings.some(({ waitsFor }) => waitsFor === "minutes");
}

/** Whether something is yet to come. */
export function isWaiting({ findings }: Report): boolean {
  return findings.some(({ id, status }) => AWAITED.includes(id) && isOpen(id, status)) && !isSetUp({ findings });
}

/** Whether the connection is on and the stack waits for one value of its config. */
export function isSetUp({ findings }: Pick<Report, "findings">): boolean {
  return findings.some(({ waitsFor }) => waitsFor === "config");
}

function isOpen(id: string, status: string): boolean {
  return status === "fail" || (id === "scim-connection" && status === "warn");
}
