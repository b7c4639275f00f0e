import type { ChildProcess } from "node:child_process";
import { appendFileSync } from "node:fs";
import { commandLine, KNOWS_PROCESSES, processTree } from "../../bench/processes";

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
    if (pid === undefined || !KNOWS_PROCESSES) {
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
    for (const { id } of processTree(this.roots)) {
      const command = commandLine(id);
      if (command !== undefined && command !== "") {
        this.write(command);
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
