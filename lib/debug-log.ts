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
