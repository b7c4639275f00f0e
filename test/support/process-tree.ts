import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Whether this system tells who is whose child: Linux does. */
export const KNOWS_PROCESSES = existsSync("/proc/self/stat");

/** How long killed processes may take to be gone, in milliseconds. */
const GONE_WITHIN_MS = 20_000;

interface Process {
  readonly id: number;
  readonly parent: number;
  /** One letter, `Z` for one that ended and whose parent has not asked yet. */
  readonly state: string;
  /** Ticks since the start of the system: tells a process from a later one with the same number. */
  readonly started: string;
}

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
  for (let found = treeOf(root); found.length > 0; found = treeOf(root).filter(({ id }) => !stopped.has(id))) {
    for (const process of found) {
      stopped.set(process.id, process);
      signal(process.id, "SIGSTOP");
    }
  }
  for (const id of stopped.keys()) {
    signal(id, "SIGKILL");
  }
  const runs = (process: Process): boolean => {
    const now = read(process.id);
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

/** A process and its descendants, parents first. */
function treeOf(root: number): Process[] {
  const children = new Map<number, Process[]>();
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => read(Number(name)) ?? []);
  for (const process of all) {
    children.set(process.parent, [...(children.get(process.parent) ?? []), process]);
  }
  const tree = all.filter(({ id }) => id === root);
  for (const { id } of tree) {
    tree.push(...(children.get(id) ?? []));
  }
  return tree;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function read(id: number): Process | undefined {
  try {
    const text = readFileSync(`/proc/${id}/stat`, "utf8");
    // The name of the program stands in parentheses and may hold anything.
    const [state = "", parent, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { id, parent: Number(parent), state, started: rest[17] ?? "" };
  } catch (cause) {
    if (isGone(cause)) {
      return undefined;
    }
    throw cause;
  }
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

function isGone(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && ["ENOENT", "ESRCH"].includes(String(cause.code));
}
