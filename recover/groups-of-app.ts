import { logicalName } from "../lib/names";
import type { Remains } from "./find";

/** In the URN of a resource for all assignments, or all push groups, of an app. */
const GROUPS_OF_APP = /okta-cloudflare-access:index:(?:GroupAssignments|PushGroups)::/;

/**
 * Names of resources with all groups of an app that were interrupted while they were made. The state has nothing of them, so
 * the next run takes what they had done for somebody else's, and is refused.
 */
export function groupsBegun({ pending }: Pick<Remains, "pending">): readonly string[] {
  return pending
    .filter(({ type, urn }) => type === "creating" && GROUPS_OF_APP.test(urn))
    .map(({ urn }) => logicalName(urn));
}
