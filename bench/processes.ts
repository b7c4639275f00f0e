import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Whether this system tells who is whose child: Linux does. */
export const KNOWS_PROCESSES = existsSync("/proc/self/stat");

/** A process, as it was when it was looked at. */
export interface Process {
  readonly id: number;
  readonly parent: number;
  /** One letter, `Z` for one that ended and whose parent has not asked yet. */
  readonly state: string;
  /** Ticks since the start of the system: tells a process from a later one with the same number. */
  readonly started: string;
}

/** Processes and their descendants, parents first; nothing of those that have ended, and nothing on other systems. */
export function processTree(roots: ReadonlySet<number>): Process[] {
  const children = new Map<number, Process[]>();
  const all = (KNOWS_PROCESSES ? readdirSync("/proc") : [])
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  for (const process of all) {
    children.set(process.parent, [...(children.get(process.parent) ?? []), process]);
  }
  const tree = new Set(all.filter(({ id }) => roots.has(id)));
  // What is added while it goes on is gone through as well.
  for (const { id } of tree) {
    for (const child of children.get(id) ?? []) {
      tree.add(child);
    }
  }
  return [...tree];
}

/**
 * One process; undefined when it has ended.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function processOf(id: number): Process | undefined {
  const text = processFile(id, "stat");
  if (text === undefined) {
    return undefined;
  }
  // The name of the program stands in parentheses and may hold anything.
  const [state = "", parent, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { id, parent: Number(parent), state, started: rest[17] ?? "" };
}

/** The arguments of a process, with blanks between them; undefined when it has ended. */
export function commandLine(id: number): string | undefined {
  return processFile(id, "cmdline")?.replaceAll("\0", " ");
}

/** What the system tells of a process in one of its files; undefined when the process has ended. */
export function processFile(id: number, file: "cmdline" | "stat" | "status"): string | undefined {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch (cause) {
    if (isGone(cause)) {
      return undefined;
    }
    throw cause;
  }
}

/** Whether an error says that a process has ended. */
export function isGone(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && ["ENOENT", "ESRCH"].includes(String(cause.code));
}
