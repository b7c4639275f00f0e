import { stripVTControlCharacters } from "node:util";
import type { Operation } from "./fault";

/** A command after the faulty run, and how it ended. */
export interface Step {
  /** What a person types or does. */
  readonly command: string;
  readonly exitCode: number;
  /** What it said; nothing when it went well. */
  readonly said: readonly string[];
}

/** What came of one operation under one fault. */
export interface Outcome {
  readonly fault: string;
  readonly operation: Operation;
  readonly exitCode: number;
  /** The errors of the run, or what a verification found; without ids, ports and times. */
  readonly said: readonly string[];
  /** What else was said in other runs of the same, where calls race for being the one that is struck. */
  readonly alsoSaid?: readonly string[];
  /** What the run left, in words: the state of the stack, or both sides. */
  readonly afterwards: string;
  /** What was run then, until both sides were as after a run that nothing disturbed. */
  readonly next: readonly Step[];
  /** Whether they were in the end. */
  readonly same: boolean;
  /** How long the faulty run took. */
  readonly seconds: number;
  /** Secrets in the clear, in anything that was left behind. */
  readonly leaks: readonly string[];
}

const LONGEST = 400;

/** What a run said, in words that are the same at every run. */
export function withoutChanging(message: string): string {
  const words = stripVTControlCharacters(message)
    // The engine repeats what a bridged provider said, with its own place in the source.
    .replace(/^\s*sdk-v2\/provider2\.go:\d+: sdk\.helper_schema: .*\n/gm, "")
    .replace(/^\d+ errors? occurred:\s*/gm, "")
    .replace(/(?:127\.0\.0\.1|localhost):\d+/g, "127.0.0.1")
    .replace(/\b(0oa|00g|00u|gPm|aus|ocl)[A-Za-z0-9]{15,17}\b/g, "$1…")
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/g, "…")
    .replace(/\b(OAuth|SAML) application/g, "application")
    .replace(/read tcp [^:]+(?::\d+)?->[^:]+(?::\d+)?: read:/g, "read:")
    .replace(/\(after \d+(?:\.\d+)? ?m?s\)/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}

/** Whether two outcomes tell a person the same, however their runs raced. */
export function agree(found: Outcome, expected: Outcome): boolean {
  const commands = ({ next }: Outcome) => next.map(({ command, exitCode }) => `${command} ${exitCode}`).join("\n");
  const before = [...expected.said, ...(expected.alsoSaid ?? [])];
  const saidAlike = found.said.length === 0 ? before.length === 0 : found.said.some((words) => before.includes(words));
  return (
    found.exitCode === expected.exitCode &&
    found.same === expected.same &&
    commands(found) === commands(expected) &&
    saidAlike
  );
}

/** An outcome that knows what was said in an earlier run of the same. */
export function withEarlier(found: Outcome, earlier: Outcome | undefined): Outcome {
  const also = [...(earlier?.said ?? []), ...(earlier?.alsoSaid ?? [])].filter((words) => !found.said.includes(words));
  const isSame = earlier !== undefined && agree({ ...found, said: earlier.said }, earlier);
  return isSame && also.length > 0 && found.said.length > 0 ? { ...found, alsoSaid: [...new Set(also)] } : found;
}
