import { type Context, createContext, Script } from "node:vm";

let test: Script | undefined;
let context: Context | undefined;

/**
 * Whether a regular expression matches one of the texts, or undefined when finding out takes longer than it may. An
 * expression that runs away would else stop the whole process.
 *
 * @param milliseconds For all texts together, at first; eight times as long where that was not enough.
 */
export function matchesWithin(expression: RegExp, texts: readonly string[], milliseconds: number): boolean | undefined {
  // A machine that does much else may lose the time by itself: what does not run away is done in an instant then.
  return tried(expression, texts, milliseconds) ?? tried(expression, texts, milliseconds * BUSY);
}

/** How much longer the second attempt may take. */
const BUSY = 8;

function tried(expression: RegExp, texts: readonly string[], milliseconds: number): boolean | undefined {
  test ??= new Script("texts.some((text) => expression.test(text))");
  context ??= createContext();
  Object.assign(context, { expression, texts });
  try {
    return test.runInContext(context, { timeout: milliseconds }) as boolean;
  } catch (cause) {
    // An error of the context, which is no `Error` here.
    if ((cause as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
      return undefined;
    }
    throw cause;
  }
}
