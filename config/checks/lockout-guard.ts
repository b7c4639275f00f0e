import { type ConfirmationState, confirmationState } from "../../lib/confirmation";
import { dayOf, daysAhead, MAX_CONFIRMATION_DAYS, parseDay } from "../../lib/days";
import type { Issue } from "../../lib/errors";
import type { Settings } from "../settings";
import type { At } from "./at";

/** Whether somebody's word that people may be locked out holds today. */
export function isConfirmed(settings: Settings, now: Date): boolean {
  return stateOf(settings, now) === "in force";
}

/** A confirmation that would hold for too long. */
export function farConfirmation(settings: Settings, now: Date, at: At): Issue[] {
  const day = parseDay(settings.lockoutGuard.confirm?.until ?? "");
  return day === undefined || stateOf(settings, now) !== "too far"
    ? []
    : [
        {
          where: at("lockoutGuard", "confirm", "until"),
          problem: `is ${daysAhead(day, now)} days ahead, and a confirmation holds for at most ${MAX_CONFIRMATION_DAYS}`,
          advice: `Write the day on which you are done; today is ${dayOf(now)}`,
        },
      ];
}

/**
 * A confirmation that is over. A warning and no error: the protection is back, so nothing can go wrong with it, while an
 * error would stop what may be urgent, such as a leaver's, and every unattended run from a day on that nobody looks at.
 */
export function pastConfirmation(settings: Settings, now: Date, at: At): Issue[] {
  return stateOf(settings, now) !== "expired"
    ? []
    : [
        {
          where: at("lockoutGuard", "confirm"),
          problem: `is over since ${settings.lockoutGuard.confirm?.until}, and has no effect any more`,
          advice: "Remove it",
        },
      ];
}

function stateOf({ lockoutGuard: { confirm } }: Settings, now: Date): ConfirmationState | undefined {
  return confirm === undefined ? undefined : confirmationState(confirm, now);
}
