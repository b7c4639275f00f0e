/** What is done with a stack, in this order. */
export const OPERATIONS = ["up", "preview", "preview --refresh", "verify", "two groups added", "destroy"] as const;

/** One of {@link OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[number];

/** How many groups a stack has. */
export interface Size {
  /** Assigned to the SCIM app; the first of them to the app for sign-in too. */
  readonly assigned: number;
  readonly pushed: number;
  /** Whether the stack creates the groups; otherwise Okta has them. */
  readonly creates: boolean;
}

/** The largest pages that Okta has: of groups, of an app's assignments, of an app's push groups. */
const PAGE = { groups: 10_000, assignments: 200, pushGroups: 1_000 } as const;

/** Two apps, groups claim, login method, SCIM connection, provisioning settings: one call each, to make or to read it. */
const SET_UP = 6;

/** The assignment of the app for sign-in. */
const SIGN_IN = 1;

/**
 * The smallest number of calls that both APIs allow for an operation. Okta has no call that assigns, pushes, unassigns or
 * unlinks several groups; a push group is deactivated before it is deleted, and so is an app. It reads lists by pages.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/
 */
export function leastCalls(operation: Operation, { assigned, pushed, creates }: Size): number {
  // Ids of groups are not in the settings: whoever looks for a list of names reads pages of all groups at best.
  const pages = Math.ceil((assigned + pushed) / PAGE.groups);
  const found = creates ? 0 : pages;
  const lists = Math.ceil(assigned / PAGE.assignments) + Math.ceil(pushed / PAGE.pushGroups) + (creates ? pages : 0);
  const read = SET_UP + SIGN_IN + lists;
  switch (operation) {
    case "up":
      return found + SET_UP + SIGN_IN + assigned + pushed + (creates ? assigned + pushed : 0);
    case "preview":
      return found;
    case "preview --refresh":
      return found + read;
    case "verify":
      return read;
    case "two groups added":
      return found + 2 + (creates ? 2 : 0);
    case "destroy":
      // To delete an app would take its assignments with it, but people would stay at Cloudflare: unassigning them sends
      // SCIM requests, and deleting the app sends none.
      return SIGN_IN + assigned + 2 * pushed + 2 * 2 + 1 + (creates ? assigned + pushed : 0);
  }
}
