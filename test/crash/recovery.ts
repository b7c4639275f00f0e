import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Changes, withChanges } from "../support/changed-settings";
import { type Printed, REPOSITORY } from "../support/engine";
import type { Scenario } from "../support/scenario";
import type { Operation } from "./operations";

/** What brought a stack back, and what it said on the way. */
export interface Recovery {
  /** The commands in order, in few words: `cancel`, `up`, `recover`, `rotate scim-secret`. */
  readonly steps: readonly string[];
  /** What a person saw who did it: errors, and warnings about what was broken off. */
  readonly saw: readonly string[];
  readonly succeeded: boolean;
}

/** What a person does who reads an error: docs/recovery.md in a table. Each is done once at most. */
const WAYS_OUT: readonly { readonly when: RegExp; readonly step: string }[] = [
  { when: /npm run rotate .*scim-secret|gave no SCIM secret/, step: "rotate scim-secret" },
  { when: /./, step: "recover" },
  { when: /npm run forget|: 404 Not Found/, step: "forget" },
];

/**
 * Does what docs/recovery.md says after a run was broken off: frees the stack, runs the same again, and where that is
 * refused does what the error names.
 */
export async function recover(scenario: Scenario, operation: Operation): Promise<Recovery> {
  const steps: string[] = [];
  const saw: string[] = [];
  const again = operation.name === "destroy" ? "destroy" : "up";
  const attempt = async (step: string): Promise<Printed> => {
    steps.push(step);
    const printed = await runStep(scenario, operation, step);
    saw.push(...told(printed, step));
    return printed;
  };
  if (isLocked(scenario)) {
    await attempt("cancel");
  }
  let last = await attempt(again);
  while (last.exitCode !== 0) {
    const text = last.stdout + last.stderr;
    const way = WAYS_OUT.find(({ when, step }) => when.test(text) && !steps.includes(step));
    if (way === undefined) {
      return { steps, saw, succeeded: false };
    }
    const mended = await attempt(way.step);
    // A rotation deploys by itself.
    last = way.step.startsWith("rotate") ? mended : await attempt(again);
  }
  // What the broken-off run did not do is nothing to mend, but every later run would warn of it.
  if (!steps.includes("recover") && (await hasPendingOperations(scenario))) {
    const cleared = await attempt("recover");
    return { steps, saw, succeeded: cleared.exitCode === 0 };
  }
  return { steps, saw, succeeded: true };
}

async function hasPendingOperations({ stack }: Scenario): Promise<boolean> {
  const { deployment } = (await stack.state()) as { readonly deployment: { readonly pending_operations?: unknown[] } };
  return (deployment.pending_operations ?? []).length > 0;
}

function runStep(scenario: Scenario, operation: Operation, step: string): Promise<Printed> {
  const { stack } = scenario;
  switch (step) {
    case "cancel":
      return stack.pulumi(["cancel", "--yes"]);
    case "up":
      return stack.up();
    case "destroy":
      return stack.destroy();
    case "rotate scim-secret": {
      const rotated: Changes = { "scim.secretRotation": "after the run was broken off" };
      scenario.configure(withChanges(operation.to, rotated));
      return stack.up();
    }
    default:
      return stack.command(step, "--yes");
  }
}

/** Whether the run that was broken off left its lock: a file of the backend. */
export function isLocked({ stack }: Scenario): boolean {
  const locks = join(stack.directory, "state", ".pulumi", "locks");
  return existsSync(locks) && readdirSync(locks, { recursive: true }).some((name) => String(name).endsWith(".json"));
}

/** How the engine lists what it does not know the end of. */
const BROKEN_OFF = /, interrupted while \w+ing$/;

/** The lines by which a person knows that something is wrong, or was broken off. */
function told({ exitCode, stdout, stderr }: Printed, step: string): string[] {
  const lines = (stdout + stderr).split("\n").map((line) => line.trim().replaceAll(REPOSITORY, ""));
  const telling = exitCode === 0 ? BROKEN_OFF : new RegExp(`error: (?!update failed)|${BROKEN_OFF.source}`);
  const told = lines.filter((line) => telling.test(line)).map(shortened);
  return [...new Set(told)].map((line) => `${step}: ${line}`);
}

/** Without what the engine puts before it, and with the last part of a URN in the place of the whole. */
function shortened(line: string): string {
  return line
    .replace(/^.*?(?=error: )/, "")
    .replace(/urn:pulumi:\S*::/g, "")
    .slice(0, 300);
}
