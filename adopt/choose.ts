/** One of several things that could be meant. */
export interface Candidate<T> {
  readonly id: string;
  /** The name that people know it by. */
  readonly name: string;
  /** What tells it from the others. */
  readonly detail: string;
  readonly value: T;
}

/** What is to be chosen, and with which option. */
export interface Choice {
  /** In the singular, such as `login method`. */
  readonly noun: string;
  /** Such as `--login-method`. */
  readonly option: string;
  /** What the person gave with the option: an id or an exact name. */
  readonly given: string | undefined;
}

/** Asks a person which candidate is meant; undefined where nobody can be asked. */
export type Ask = (question: string, candidates: readonly Candidate<unknown>[]) => Promise<number | undefined>;

/** Several things could be meant, or what was named is not among them: a person must say. */
export class AmbiguousError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AmbiguousError";
  }
}

/**
 * The one that is meant: what the option names, the only one, or what a person answers.
 *
 * @returns Undefined when there is no candidate and none was named.
 * @throws {@link AmbiguousError} that lists the candidates and the option.
 */
export async function choose<T>(choice: Choice, candidates: readonly Candidate<T>[], ask: Ask): Promise<T | undefined> {
  const { noun, option, given } = choice;
  const named = given === undefined ? candidates : candidates.filter(({ id, name }) => id === given || name === given);
  const [only] = named;
  if (named.length === 1 && only !== undefined) {
    return only.value;
  }
  if (named.length === 0) {
    if (given === undefined) {
      return undefined;
    }
    throw new AmbiguousError(`${option}: no ${noun} is "${given}". ${listed(candidates)}`);
  }
  const answer = await ask(`Which ${noun}?`, named);
  const chosen = answer === undefined ? undefined : named[answer];
  if (chosen === undefined) {
    throw new AmbiguousError(`${option}: ${named.length} could be meant, and nobody can be asked. ${listed(named)}`);
  }
  return chosen.value;
}

function listed(candidates: readonly Candidate<unknown>[]): string {
  return candidates.length === 0
    ? "There is none."
    : `Give the id of one of these:\n${candidates.map(({ id, name, detail }) => `  ${id}  "${name}", ${detail}`).join("\n")}`;
}
