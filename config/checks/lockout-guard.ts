import { dayOf, daysAhead, MAX_CONFIRMATION_DAYS, parseDay } from "../../lib/days";
import type { Issue } from "../../lib/errors";
import type { Settings } from "../settings";
import type { At } from "./at";

/** Whether somebody's word that people may be locked out holds today. */
export function isConfirmed({ lockoutGuard: { confirm } }: Settings, now: Date): boolean {
  const ahead = confirmationAhead(confirm?.until, now);
  return ahead !== undefined && ahead >= 0 && ahead <= MAX_CONFIRMATION_DAYS;
}

/** A confirmation that would hold for too long. */
export function farConfirmation({ lockoutGuard: { confirm } }: Settings, now: Date, at: At): Issue[] {
  const ahead = confirmationAhead(confirm?.until, now);
  return ahead === undefined || ahead <= MAX_CONFIRMATION_DAYS
    ? []
    : [
        {
          where: at("lockoutGuard", "confirm", "until"),
          problem: `is ${ahead} days ahead, and a confirmation holds for at most ${MAX_CONFIRMATION_DAYS}`,
          advice: `Write the day on which you are done; today is ${dayOf(now)}`,
        },
      ];
}

/**
 * A confirmation that is over. A warning and no error: the protection is back, so nothing can go wrong with it, while an
 * error would stop what may be urgent, such as a leaver's, and every unattended run from a day on that nobody looks at.
 */
export function pastConfirmation({ lockoutGuard: { confirm } }: Settings, now: Date, at: At): Issue[] {
  const ahead = confirmationAhead(confirm?.until, now);
  return ahead === undefined || ahead >= 0
    ? []
    : [
        {
          where: at("lockoutGuard", "confirm"),
          problem: `is over since ${confirm?.until}, and has no effect any more`,
          advice: "Remove it",
        },
      ];
}

function confirmationAhead(until: string | undefined, now: Date): number | undefined {
  const day = until === undefined ? undefined : parseDay(until);
  return day === undefined ? undefined : daysAhead(day, now);
}
