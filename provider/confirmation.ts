/** How far ahead a confirmation may reach, in days. */
export const MAX_CONFIRMATION_DAYS = 31;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Somebody says that people may be locked out, up to a day. */
export interface Confirmation {
  /** The last day on which it holds, in UTC, as `2026-12-01`. */
  readonly until: string;
  readonly reason: string;
}

/** Whether a confirmation holds. */
export type ConfirmationState =
  | { readonly kind: "in force" }
  | { readonly kind: "expired" }
  | { readonly kind: "too far" }
  | { readonly kind: "no date" };

/** Looks at a confirmation at a moment. It holds to the end of its last day, UTC. */
export function confirmationState({ until }: Confirmation, now: Date): ConfirmationState {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(until) ? Date.parse(`${until}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== until) {
    return { kind: "no date" };
  }
  const today = Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00Z`);
  if (start < today) {
    return { kind: "expired" };
  }
  return start > today + MAX_CONFIRMATION_DAYS * DAY_MS ? { kind: "too far" } : { kind: "in force" };
}
