import { spawn } from "node:child_process";
import { constants } from "node:os";

/** How a tool is run. */
export interface ToolOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Ends the tool when it has written nothing for so long, in milliseconds. Absent: it may be silent for ever. */
  readonly silenceMs?: number;
  /** Takes each line that the tool writes, on either stream. */
  readonly onLine?: (line: string) => void;
}

/** What came of running a tool. */
export interface ToolResult {
  readonly ok: boolean;
  /** Both streams as written. */
  readonly output: string;
  /** True when it was ended for its silence. */
  readonly silent: boolean;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a tool to its end and collects what it writes. The tool gets a process group of its own, so that ending it ends
 * what it started too; it never outlives this process when that is told to stop.
 *
 * @throws Error when the tool cannot be started.
 */
export function runTool(file: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const end = (signal: NodeJS.Signals): void => endGroup(child.pid, signal);
  const stopListening = endWithThisProcess(end);
  const watch = watchSilence(options.silenceMs, () => end("SIGKILL"));
  let output = "";
  let rest = "";
  const take = (chunk: string): void => {
    watch.heard();
    output += chunk;
    const lines = (rest + chunk).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      options.onLine?.(line);
    }
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  return new Promise<ToolResult>((resolve, reject) => {
    const settle = (): void => {
      watch.stop();
      stopListening();
    };
    child.once("error", (error) => {
      settle();
      reject(
        new Error(`${file}: could not be started. Check that it is an executable of this machine.`, { cause: error }),
      );
    });
    child.once("close", (code) => {
      settle();
      resolve({ ok: code === 0, output, silent: watch.ranOut() });
    });
  });
}

/** The last line with words in what a tool wrote: most often its reason. */
export function lastLine(output: string): string {
  const lines = output.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "" && !line.startsWith("npm "));
  const last = lines
    .at(-1)
    ?.trim()
    .replace(/^error: /, "");
  return last ?? "no reason given";
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) {
      throw error;
    }
  }
}

function endWithThisProcess(end: (signal: NodeJS.Signals) => void): () => void {
  const listeners = SIGNALS.map((signal) => {
    const listener = (): void => {
      end(signal);
      stop();
      // Locks are given back and the shell learns the truth only when the signal does its own work.
      process.kill(process.pid, signal);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  const stop = (): void => {
    for (const { signal, listener } of listeners) {
      process.off(signal, listener);
    }
  };
  return stop;
}

interface SilenceWatch {
  heard(): void;
  stop(): void;
  ranOut(): boolean;
}

function watchSilence(limit: number | undefined, end: () => void): SilenceWatch {
  let over = false;
  const start = (): NodeJS.Timeout | undefined =>
    limit === undefined
      ? undefined
      : setTimeout(() => {
          over = true;
          end();
        }, limit);
  let timer = start();
  return {
    heard: () => {
      clearTimeout(timer);
      timer = over ? undefined : start();
    },
    stop: () => clearTimeout(timer),
    ranOut: () => over,
  };
}

/** Exit code by which a shell reports an end by signal. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
