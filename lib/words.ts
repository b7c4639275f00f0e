import { closest, distance } from "fastest-levenshtein";

/** Names in double quotes, joined as a sentence joins them: `"a", "b", and "c"`. */
export function quoteList(names: readonly string[], conjunction: "and" | "or" = "and"): string {
  const type = conjunction === "and" ? "conjunction" : "disjunction";
  return new Intl.ListFormat("en", { type }).format(names.map((name) => `"${name}"`));
}

/**
 * The candidate that a person most likely meant, or undefined when none is near enough: at most a third of the word may
 * be wrong. Upper and lower case count as the same.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) {
    return undefined;
  }
  const lower = candidates.map((candidate) => candidate.toLowerCase());
  const best = closest(word.toLowerCase(), lower);
  return distance(word.toLowerCase(), best) <= Math.ceil(word.length / 3) ? candidates[lower.indexOf(best)] : undefined;
}

/** A "did you mean" sentence when there is a near candidate, otherwise the sentence that lists the allowed ones. */
export function suggest(word: string, candidates: readonly string[], noun: string): string {
  const guess = nearest(word, candidates);
  if (guess !== undefined) {
    return `Did you mean "${guess}"?`;
  }
  return candidates.length === 0 ? `There are no ${noun}` : `Use one of the ${noun}: ${quoteList(candidates, "or")}`;
}
