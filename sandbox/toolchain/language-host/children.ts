import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

/** How long a process may take to end after it was asked to, in milliseconds, before it is killed. */
const GRACE_MS = 5_000;

/** How a process ended: with an exit code, or by a signal. */
export type Ending = { readonly code: number } | { readonly signal: NodeJS.Signals };

/** The processes that the language host has started and must not leave behind. */
export class Children {
  private readonly running = new Set<ChildProcess>();

  /**
   * Starts a process and hands it to `attach` before it can have written anything.
   *
   * @returns how it ended, when it has and all that it wrote was passed on.
   * @throws Error when it could not be started at all.
   */
  public run(
    file: string,
    args: readonly string[],
    options: SpawnOptions,
    attach: (child: ChildProcess) => void = () => undefined,
  ): Promise<Ending> {
    const child = spawn(file, args, options);
    this.running.add(child);
    attach(child);
    return new Promise<Ending>((resolve, reject) => {
      child.once("error", (error) => {
        this.running.delete(child);
        reject(new Error(`${file}: could not be started. Look at the cause.`, { cause: error }));
      });
      child.once("close", (code, signal) => {
        this.running.delete(child);
        resolve(signal === null ? { code: code ?? 0 } : { signal });
      });
    });
  }

  /** Asks one process to end, and kills it when it does not. */
  public stop(child: ChildProcess): void {
    child.kill("SIGINT");
    const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    timer.unref();
    child.once("close", () => clearTimeout(timer));
  }

  /** Asks all processes to end. */
  public stopAll(): void {
    for (const child of this.running) {
      this.stop(child);
    }
  }
}
