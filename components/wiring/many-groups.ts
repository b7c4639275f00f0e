import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_GROUPS_CLAIM_REGEX, fixedBeginning, mostMatches, regexMatches } from "../../lib/groups-claim";
import { quoteList } from "../../lib/words";
import { term } from "../okta/lookups";
import type { OktaAccessArgs } from "../okta-access-args";
import type { People } from "./people";

/** Okta puts no more groups into a token. */
const MOST_GROUPS = 100;

/** People whose groups are read, one call each. Beyond it nobody is counted: a preview must not take minutes. */
const MOST_PEOPLE = 50;

/** The most that Okta lists in one call. */
const GROUPS_PER_CALL = 10_000;

const ADVICE =
  "Set okta-cloudflare-access:groupsApiToken, or narrow oidc.groupsClaim.regex so that it lets fewer groups through.";

/**
 * Warns in a preview when somebody who may sign in is in more groups than Okta puts into a token. Asks as little as it
 * can: nothing with a token, without assigned groups that exist or with a filter that lists its names, one list of the
 * groups that begin as the filter does where the organization has too few of them.
 */
export function warnOfManyGroups(
  name: string,
  args: OktaAccessArgs,
  { groupIds }: People,
  opts: pulumi.InvokeOptions,
): void {
  const regex = args.oidc?.groupsClaim?.regex ?? DEFAULT_GROUPS_CLAIM_REGEX;
  // A group that this stack creates has only whom others put into it.
  const assigned = (args.oidc?.assignedGroups ?? []).filter((key) => args.groups?.[key]?.existing !== undefined);
  if (!pulumi.runtime.isDryRun() || args.groupsApiToken !== undefined || assigned.length === 0) {
    return;
  }
  pulumi
    .all([regex, ...assigned.map((key) => groupIds[key] as pulumi.Output<string>)])
    .apply(async ([filter, ...ids]) => {
      const problem = await problemWith(filter as string, ids, opts).catch(
        (cause: unknown) => `could not be counted: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
      if (problem !== undefined) {
        await pulumi.log.warn(`OktaAccess "${name}", oidc.assignedGroups: groups per person ${problem}. ${ADVICE}`);
      }
    });
}

async function problemWith(
  filter: string,
  assignedIds: readonly string[],
  opts: pulumi.InvokeOptions,
): Promise<string | undefined> {
  if (mostMatches(filter) <= MOST_GROUPS) {
    return undefined;
  }
  const { groups } = await okta.getGroups({ limit: GROUPS_PER_CALL, ...beginningWith(fixedBeginning(filter)) }, opts);
  // Groups of applications are in no token.
  const passing = new Set(
    groups.filter(({ type, name }) => type !== "APP_GROUP" && regexMatches(filter, name)).map(({ id }) => id),
  );
  if (passing.size <= MOST_GROUPS) {
    return undefined;
  }
  const members = new Set<string>();
  for (const groupId of new Set(assignedIds)) {
    const { users } = await okta.user.getUsers({ groupId }, opts);
    for (const { id } of users) {
      members.add(id);
    }
  }
  if (members.size > MOST_PEOPLE) {
    return `were not counted: ${passing.size} groups pass the filter, Okta sends at most ${MOST_GROUPS} of a person's, and to ask for each of ${members.size} people would take too long`;
  }
  const logins = new Set<string>();
  for (const groupId of new Set(assignedIds)) {
    const { users } = await okta.user.getUsers({ groupId, includeGroups: true }, opts);
    for (const { login, groupMemberships } of users) {
      if (groupMemberships.filter((id) => passing.has(id)).length > MOST_GROUPS) {
        logins.add(login);
      }
    }
  }
  return logins.size === 0
    ? undefined
    : `are more than the ${MOST_GROUPS} that Okta sends, for ${quoteList([...logins].slice(0, 5))}${logins.size > 5 ? ` and ${logins.size - 5} more` : ""}: which of them Access hears of is Okta's choice`;
}

function beginningWith(beginning: string): okta.GetGroupsArgs {
  return beginning === "" ? {} : { search: term("profile.name", "sw", beginning) };
}
