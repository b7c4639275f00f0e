/** A mistake in the command line. */
export class UsageError extends Error {}

/** What a command's end may be besides the usual. */
export interface CommandOptions {
  /** The usage, shown below a mistake in the command line. Defaults to none. */
  readonly usage?: string;
  /** Exit code of a failure. Defaults to 1. */
  readonly failed?: number;
  /** Exit code of a particular error; undefined for one that is as others. */
  readonly exitCodeOf?: (error: unknown) => number | undefined;
}

/**
 * Runs a command to its end: its exit code becomes the process's, an error is said without a stack, and a mistake in the
 * command line ends with 2 and the usage.
 */
export function runCommand(main: () => Promise<number>, options: CommandOptions = {}): void {
  const { usage, failed = 1, exitCodeOf = () => undefined } = options;
  main().then(
    (exitCode) => {
      process.exitCode = exitCode;
    },
    (error: unknown) => {
      const isUsage = usage !== undefined && isUsageMistake(error);
      const message = error instanceof Error ? error.message : String(error);
      say(isUsage ? `${message}\n\n${usage}` : message);
      process.exitCode = isUsage ? 2 : (exitCodeOf(error) ?? failed);
    },
  );
}

/** Node's own reader of arguments throws a `TypeError` with a code. */
function isUsageMistake(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof TypeError && "code" in error);
}

/** Says a line to a person, beside what the command prints. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
