/** What a schema says of a wrong value: the problem and the advice, without full stops. */
interface Problem {
  readonly problem: string;
  readonly advice: string;
}

const SEPARATOR = "\u0000";

/** The `error` parameter of a zod check, holding the two halves that every message of ours has. */
export function problem(what: string, advice: string): { readonly error: string } {
  return { error: `${what}${SEPARATOR}${advice}` };
}

/** The two halves of a message made by {@link problem}, or undefined when the message is zod's own. */
export function splitProblem(message: string): Problem | undefined {
  const [what, advice] = message.split(SEPARATOR);
  return what === undefined || advice === undefined ? undefined : { problem: what, advice };
}
