import { matchesWithin } from "./bounded-regex";

/** Name of the groups claim: the one that Cloudflare reads. */
export const DEFAULT_GROUPS_CLAIM = "groups";

/** The groups claim filter that the guide sets: every group of a person. */
export const DEFAULT_GROUPS_CLAIM_REGEX = ".*";

/**
 * Why a regular expression cannot be a groups claim filter, or undefined when it can. Okta evaluates Java regular
 * expressions: what neither Java nor JavaScript can read is refused, the few constructs that only Java knows are let
 * through. What runs away on one of some long names is refused too; the policy pack looks more thoroughly.
 *
 * @see https://help.okta.com/oie/en-us/content/topics/apps/apps_app_integration_wizard_oidc.htm
 */
export function regexProblem(regex: string): string | undefined {
  try {
    return runsAway(regex)
      ? "It runs away: trying it on a group name of 255 characters does not end in reasonable time"
      : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      // JavaScript repeats the whole expression before the reason.
      return cause.message.replace(/^Invalid regular expression: (?:\/.*\/[a-z]*: )?/s, "");
    }
    throw cause;
  }
}

/**
 * Whether a groups claim filter lets a group of this name through. The expression must match the whole name: Okta's own
 * examples read `.*groupA.*` for "contains groupA".
 *
 * @throws Error when that takes longer than two seconds.
 * @see https://support.okta.com/help/s/article/how-to-filter-groups-with-regex-in-okta
 */
export function regexMatches(regex: string, groupName: string): boolean {
  const matches = matchesWithin(wholeName(regex), [groupName], LONGEST_MATCH_MS);
  if (matches === undefined) {
    throw new Error(
      `Groups claim filter "${regex}": takes seconds on the group name "${groupName}". Write it without a repetition within a repetition.`,
    );
  }
  return matches;
}

/** How long one name may take, and all the names that an expression is tried on, in milliseconds. */
const LONGEST_MATCH_MS = 250;
const LONGEST_TRIAL_MS = 250;

/** Tries an expression on long names made of what stands in it, with an end that it will hardly expect. */
function runsAway(regex: string): boolean {
  const expression = wholeName(regex);
  if (!/[*+{]/.test(regex)) {
    return false;
  }
  const pieces = new Set([
    "a",
    "A",
    "0",
    "-",
    " ",
    "_",
    ...(regex.match(/[A-Za-z0-9]+/g) ?? []),
    ...regex.slice(0, 200),
  ]);
  const names = Array.from(pieces, (piece) => `${piece.repeat(255).slice(0, 254)}\u0001`);
  return matchesWithin(expression, names, LONGEST_TRIAL_MS) === undefined;
}

function wholeName(regex: string): RegExp {
  const { source, flags } = compile(regex);
  return new RegExp(`^(?:${source})$`, flags);
}

/** A backslash before something that is neither a letter nor a digit takes its meaning away. */
const ESCAPED = /\\[^A-Za-z0-9]/g;

/** How many names a groups claim filter lets through at most: those that it lists, or Infinity where it has a pattern. */
export function mostMatches(regex: string): number {
  const text = regex.replace(ESCAPED, "_");
  return /[\\.^$*+?()[\]{}]/.test(text) ? Number.POSITIVE_INFINITY : text.split("|").length;
}

/** The text with which every name begins that a groups claim filter lets through; empty where that is open. */
export function fixedBeginning(regex: string): string {
  if (regex.replace(ESCAPED, "_").includes("|")) {
    return "";
  }
  const [beginning = ""] = /^[^\\.^$*+?()[\]{}]*/.exec(regex) ?? [];
  // A quantifier is about the character before it, which may be missing then.
  return /[*?{]/.test(regex.charAt(beginning.length)) ? beginning.slice(0, -1) : beginning;
}

/** An escaped character, a character class, or a quantifier that is possessive. */
const POSSESSIVE = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|([*+?}])\+/gs;

/** Inline flags at the start and possessive quantifiers exist in Java and not in JavaScript. */
function compile(regex: string): RegExp {
  const inlineFlags = /^\(\?([imsux]+)\)/.exec(regex);
  const pattern = regex
    .slice(inlineFlags?.[0].length ?? 0)
    .replace(POSSESSIVE, (found, quantifier?: string) => quantifier ?? found);
  return new RegExp(pattern, [...new Set(inlineFlags?.[1])].filter((flag) => "ims".includes(flag)).join(""));
}
