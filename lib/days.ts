/** How many days ahead a confirmation of a lockout may hold: one that stays for good is no confirmation. */
export const MAX_CONFIRMATION_DAYS = 31;

const DAY = 24 * 60 * 60 * 1_000;

/** The start of a day in UTC, written `2026-12-01`; undefined for what is no day of the calendar. */
export function parseDay(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return undefined;
  }
  const date = new Date(`${text}T00:00:00Z`);
  // Some readers of dates take the 31st of February for the 3rd of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined;
}

/** The day of a point in time, in UTC: `2026-12-01`. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, "2026-12-01".length);
}

/** How many days a day is ahead of the day of a point in time; negative when it is over. */
export function daysAhead(day: Date, now: Date): number {
  return Math.round((day.getTime() - (parseDay(dayOf(now)) as Date).getTime()) / DAY);
}
