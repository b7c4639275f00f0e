import type { ParseArgsConfig } from "node:util";
import { stackName } from "./stack-name";

/** The options of a command that mends or moves a stack's state. */
export const STACK_OPTIONS = {
  stack: { type: "string" },
  "config-file": { type: "string" },
  yes: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

/** What such a command was asked for. */
export interface StackOptions {
  readonly stack: string;
  readonly configFile: string | undefined;
  /** Whether to do it; else it is only shown. */
  readonly yes: boolean;
}

/**
 * Reads the values of {@link STACK_OPTIONS}.
 *
 * @param what For what the stack is needed, to end a sentence: "that is moved".
 * @throws UsageError when the stack is missing, or is none.
 */
export function stackOptions(
  values: {
    readonly stack?: string | undefined;
    readonly "config-file"?: string | undefined;
    readonly yes: boolean;
  },
  what: string,
): StackOptions {
  return { stack: stackName(values.stack, what), configFile: values["config-file"], yes: values.yes };
}
