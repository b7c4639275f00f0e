import { checkSync } from "recheck/lib/browser";

/** Enough for any expression that a person would write; one that takes longer is reported. */
const TIMEOUT_MS = 5_000;

/** An escaped character, a character class, or a quantifier that is possessive. */
const POSSESSIVE = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|([*+?}])\+/gs;

/** Flags at the start of a Java expression that JavaScript has too. */
const SHARED_FLAGS = "ims";

/**
 * A regular expression of Okta, as JavaScript reads it. Okta evaluates Java's dialect: inline flags at the start and
 * possessive quantifiers exist there and not in JavaScript. It must match a whole group name.
 *
 * @throws SyntaxError when neither dialect can read it.
 */
export function wholeNamePattern(regex: string): RegExp {
  const inline = /^\(\?([imsux]+)\)/.exec(regex);
  const source = regex
    .slice(inline?.[0].length ?? 0)
    .replace(POSSESSIVE, (found, quantifier?: string) => quantifier ?? found);
  // Compiled alone first: within the group below, "a)(b" would be valid.
  new RegExp(source);
  return new RegExp(
    `^(?:${source})$`,
    [...new Set(inline?.[1])].filter((flag) => SHARED_FLAGS.includes(flag)).join(""),
  );
}

/** What is wrong with a regular expression that is matched against group names, or undefined. */
export function regexProblem(regex: string): string | undefined {
  let pattern: RegExp;
  try {
    pattern = wholeNamePattern(regex);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return "is not a valid regular expression";
    }
    throw error;
  }
  return runAwayProblem(pattern);
}

/** The automaton decides exactly, but knows neither look-around nor back-references; those are tried out instead. */
function runAwayProblem({ source, flags }: RegExp): string | undefined {
  const proved = checkSync(source, flags, { checker: "automaton", timeout: TIMEOUT_MS });
  const result =
    proved.status === "unknown" && proved.error.kind === "unsupported"
      ? checkSync(source, flags, { checker: "fuzz", timeout: TIMEOUT_MS })
      : proved;
  if (result.status === "unknown") {
    return "could not be shown to end in reasonable time";
  }
  // A polynomial is no danger with names of at most 255 characters.
  return result.status === "vulnerable" && result.complexity.type === "exponential"
    ? "can run away: the time it takes doubles with every further character of some group names"
    : undefined;
}
