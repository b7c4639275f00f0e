/** What keeps the engine from reading or writing a state, as it says it itself. */
interface Obstacle {
  readonly says: RegExp;
  readonly sentence: (stack: string) => string;
}

const OBSTACLES: readonly Obstacle[] = [
  {
    // Files, object stores and PostgreSQL say the first, Pulumi Cloud the second.
    says: /the stack is currently locked by|Another update is currently in progress/,
    sentence: (stack) =>
      `Stack "${stack}": is locked by another run. Look whether that run is at work; only where it is dead, take its lock away: pulumi cancel --stack ${stack}. Then run this again.`,
  },
  {
    says: /failed to load checkpoint: (?:blob .*: unexpected )?EOF/,
    sentence: (stack) =>
      `Stack "${stack}": the file beside its state (${fileOf(stack)}.attrs) was cut while it was written; the state itself is whole. Delete that file, as docs/recovery.md says: no resource is lost by it. Then run this again.`,
  },
  {
    says: /failed to load checkpoint: .*(?:unexpected end of JSON input|invalid character)/,
    sentence: (stack) =>
      `Stack "${stack}": its state was cut while it was written. Put the one from before in its place (${fileOf(stack)}.bak), as docs/recovery.md says. Then run this again.`,
  },
  {
    says: /: (?:EOF|unexpected EOF|unexpected end of JSON input)$/m,
    sentence: (stack) =>
      `Stack "${stack}": a dead run has left a lock that it had not written to its end. Take it away: pulumi cancel --stack ${stack}. Then run this again.`,
  },
];

/**
 * What stands in the way of a command on a state after a run died, in one sentence with the way out; undefined where it is
 * something else.
 *
 * @param said What the engine printed.
 */
export function obstacleIn(said: string, stack: string): string | undefined {
  return OBSTACLES.find(({ says }) => says.test(said))?.sentence(stack);
}

/** Name of the state's file: a stack's name may have the organization and the project before it. */
function fileOf(stack: string): string {
  return `${stack.split("/").at(-1) ?? stack}.json`;
}
