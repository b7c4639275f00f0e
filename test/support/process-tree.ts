import { setTimeout as delay } from "node:timers/promises";
import { isGone, type Process, processOf, processTree } from "../../bench/processes";

/** How long killed processes may take to be gone, in milliseconds. */
const GONE_WITHIN_MS = 20_000;

/**
 * Kills a process with everything that it started, and what those started, whatever group they are in: as when the machine
 * loses power. Answers when none of them runs any more.
 *
 * @returns How many they were.
 * @throws Error when one of them is still there.
 */
export async function killTree(root: number): Promise<number> {
  const stopped = new Map<number, Process>();
  // Stopped first, parents before children: who does not run starts nothing, and no child loses its parent.
  const tree = () => processTree(new Set([root]));
  for (let found = tree(); found.length > 0; found = tree().filter(({ id }) => !stopped.has(id))) {
    for (const process of found) {
      stopped.set(process.id, process);
      signal(process.id, "SIGSTOP");
    }
  }
  for (const id of stopped.keys()) {
    signal(id, "SIGKILL");
  }
  const runs = (process: Process): boolean => {
    const now = processOf(process.id);
    return now !== undefined && now.started === process.started && now.state !== "Z";
  };
  const end = Date.now() + GONE_WITHIN_MS;
  while ([...stopped.values()].some(runs)) {
    if (Date.now() > end) {
      throw new Error(`Processes ${[...stopped.keys()].join(", ")}: some were killed and are still there.`);
    }
    // The system tells nobody but the parent.
    await delay(5);
  }
  return stopped.size;
}

function signal(id: number, name: NodeJS.Signals): void {
  try {
    process.kill(id, name);
  } catch (cause) {
    if (!isGone(cause)) {
      throw cause;
    }
  }
}
