import { matchesWithin } from "../../../lib/bounded-regex";
import type { Group, User } from "../entities";
import type { OktaStore } from "../store";

/** How long an expression may take for one name, in milliseconds. */
const LONGEST_MATCH_MS = 250;

/** Okta puts no more groups into a token. Names beyond are left out without a word. */
export const MAX_GROUPS = 100;

/** Which group names a claim carries: one of Okta's four filter types, and its value. */
export interface GroupFilter {
  readonly type: string;
  readonly value: string;
}

/**
 * The names that a groups claim carries for a user: those the filter lets through, at most {@link MAX_GROUPS}. Groups
 * that live in an application (the targets of a push) are none of Okta's own and never among them.
 *
 * @see https://developer.okta.com/docs/guides/customize-tokens-groups-claim/
 */
export function filteredGroups(store: OktaStore, user: User, filter: GroupFilter): string[] {
  const passes = groupFilter(filter);
  return ownGroups(store, user)
    .map((group) => String(group.profile.name))
    .filter(passes)
    .slice(0, MAX_GROUPS);
}

/** The groups of a user that live in Okta itself, "Everyone" among them. */
export function ownGroups(store: OktaStore, user: User): Group[] {
  return store.groupsOf(user.id).filter((group) => group.type !== "APP_GROUP");
}

/** Whether a filter lets a name through. Upper and lower case differ. A regular expression that Java could not read lets nothing through. */
export function groupFilter({ type, value }: GroupFilter): (name: string) => boolean {
  switch (type) {
    case "STARTS_WITH":
      return (name) => name.startsWith(value);
    case "EQUALS":
      return (name) => name === value;
    case "CONTAINS":
      return (name) => name.includes(value);
    case "REGEX": {
      const expression = wholeName(value);
      // One that runs away gives no group, instead of stopping everything.
      return (name) => expression !== undefined && matchesWithin(expression, [name], LONGEST_MATCH_MS) === true;
    }
    default:
      return () => false;
  }
}

/** `[…]`, an escaped character, or a quantifier with a plus behind it, which Java reads as possessive. */
const PARTS = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|([*+?}])\+/gs;

/**
 * A Java regular expression as `Matcher.matches()` takes it: the whole name must match, also when the expression sets the
 * multi-line flag. Possessive quantifiers become greedy ones and `\Q…\E` becomes escapes, which JavaScript lacks.
 */
function wholeName(source: string): RegExp | undefined {
  const unquoted = source.replace(/\\Q(.*?)(?:\\E|$)/gs, (_whole, text: string) =>
    text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
  );
  const inline = /^\(\?([imsux]+)\)/.exec(unquoted);
  const flags = [...new Set(inline?.[1] ?? "")].filter((flag) => "ims".includes(flag)).join("");
  const pattern = unquoted
    .slice(inline?.[0].length ?? 0)
    .replace(PARTS, (found, quantifier?: string) => quantifier ?? found);
  try {
    // Alone first: what is open in it would swallow what is put around it.
    new RegExp(pattern, flags);
    return new RegExp(`(?<![\\s\\S])(?:${pattern})(?![\\s\\S])`, flags);
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      return undefined;
    }
    throw cause;
  }
}
