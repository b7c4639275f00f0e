import { log } from "@pulumi/pulumi";

/**
 * Keeps the SDK's debug messages out of the engine.
 *
 * The SDK reports each of its calls with everything that was sent and answered, secrets in the clear. Nobody sees that
 * in a normal run, but it is in every event log (`--event-log`, the Automation API) and in the output of `--debug`. The
 * SDK has no switch for it, so the function is replaced; messages of all other levels are as ever.
 */
export function silenceDebugLog(): void {
  (log as { debug: (message: string) => Promise<void> }).debug = () => Promise.resolve();
}

/** What the SDK says of every value that waited for a resource which the engine has already reported as failed. */
const CONSEQUENCE = /resource \S+ \[\S+\] failed to register/;

/**
 * Keeps out what only follows from a resource that failed: where a look before a creation stops it, the engine says why,
 * and the SDK then prints a stack trace for each value that cannot be known any more. The run fails as ever.
 */
export function silenceConsequences(): void {
  const { error } = log;
  (log as { error: typeof error }).error = (message, ...rest) =>
    CONSEQUENCE.test(message) ? Promise.resolve() : error(message, ...rest);
}
