import type { ChildProcess } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync } from "node:fs";

/** How often the machine's processes are looked at, in milliseconds. A look takes some two. */
const INTERVAL_MS = 200;

/**
 * Writes down the arguments of processes and of all that they start: everybody on a machine can read them. Those of a
 * watched process are complete; its descendants are looked for five times a second, by Linux' `/proc`, so one that lives
 * shorter may be missed. On other systems only the watched ones are there.
 */
export class ArgumentWatch {
  private readonly roots = new Set<number>();
  private readonly written = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  /** @param file Gets one line per different list of arguments. */
  constructor(private readonly file: string) {}

  /** Watches a process until it ends. */
  watch(child: ChildProcess): void {
    this.write(child.spawnargs.join(" "));
    const { pid } = child;
    if (pid === undefined || process.platform !== "linux") {
      return;
    }
    this.roots.add(pid);
    this.timer ??= setInterval(() => this.look(), INTERVAL_MS).unref();
    child.once("close", () => {
      this.roots.delete(pid);
      if (this.roots.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    });
  }

  private look(): void {
    for (const pid of descendants(this.roots)) {
      const command = readProcess(pid, "cmdline");
      if (command !== undefined && command !== "") {
        this.write(command.replaceAll("\0", " "));
      }
    }
  }

  private write(command: string): void {
    if (!this.written.has(command)) {
      this.written.add(command);
      appendFileSync(this.file, `${command}\n`);
    }
  }
}

function descendants(roots: ReadonlySet<number>): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    // The name of a process, in parentheses, can hold anything: what follows the last one is in order.
    const parent = Number.isInteger(pid) ? readProcess(pid, "stat")?.split(") ").at(-1)?.split(" ")[1] : undefined;
    if (parent !== undefined) {
      parents.set(pid, Number(parent));
    }
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (roots.has(pid) || isBelow(parents.get(pid)));
  return [...parents.keys()].filter(isBelow);
}

/** A file of a process, or undefined when it has ended. */
function readProcess(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch (cause) {
    if (["ENOENT", "ESRCH"].includes((cause as NodeJS.ErrnoException).code ?? "")) {
      return undefined;
    }
    throw cause;
  }
}
