import { UsageError } from "./command";

/** A stack's name as Pulumi takes it, with the organization and the project before it where one wants. */
const STACK = /^(?:[A-Za-z0-9_.-]{1,100}\/){0,2}[A-Za-z0-9_.-]{1,100}$/;

/**
 * The value of `--stack`.
 *
 * @param what For what it is needed, to end a sentence: "that is looked at".
 * @throws UsageError when it is missing, or is none: it becomes an argument of `pulumi` and part of a file's name.
 */
export function stackName(value: string | undefined, what: string): string {
  if (value === undefined || value === "") {
    throw new UsageError(`--stack: is missing. Name the stack ${what}.`);
  }
  if (!STACK.test(value) || value.startsWith("-") || value.split("/").some((part) => /^\.+$/.test(part))) {
    throw new UsageError(
      "--stack: is not the name of a stack. Write letters, digits, dots, hyphens and underscores, with the organization and the project before it where needed: acme/access/prod.",
    );
  }
  return value;
}
