/** How deep the lists and objects of a body may lie in each other. No body of either vendor comes near. */
const DEEPEST = 100;

/**
 * Parses JSON that comes from outside. What is nested so deep that a function that walks through it would run out of
 * stack is refused like what is no JSON.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (depthOf(text) > DEEPEST) {
    throw new SyntaxError(`is nested deeper than ${DEEPEST} levels`);
  }
  return JSON.parse(text);
}

/** How deep brackets lie in each other outside of strings; without a stack, so that no depth is too much. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (part === "[" || part === "{") {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (part === "]" || part === "}") {
      depth -= 1;
    }
  }
  return deepest;
}
