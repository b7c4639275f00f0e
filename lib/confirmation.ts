import { daysAhead, MAX_CONFIRMATION_DAYS, parseDay } from "./days";

/** Somebody says that people may be locked out, up to a day. */
export interface Confirmation {
  /** The last day on which it holds, in UTC, as `2026-12-01`. */
  readonly until: string;
  readonly reason: string;
}

/** Whether a confirmation holds. */
export type ConfirmationState = "in force" | "expired" | "too far" | "no date";

/** Looks at a confirmation at a moment. It holds to the end of its last day, UTC. */
export function confirmationState({ until }: Confirmation, now: Date): ConfirmationState {
  const day = parseDay(until);
  if (day === undefined) {
    return "no date";
  }
  const ahead = daysAhead(day, now);
  if (ahead < 0) {
    return "expired";
  }
  return ahead > MAX_CONFIRMATION_DAYS ? "too far" : "in force";
}
