import { spawn } from "node:child_process";
import { commandLine, processFile, processTree } from "./processes";

/** How often memory is looked at, in milliseconds. A process tells its own peak, so only its last look counts. */
const LOOK_EVERY_MS = 400;

/** Whose memory is told apart. */
export type Role = "engine" | "program" | "plugins";

/** What one command took. */
export interface MeasuredRun {
  readonly exitCode: number | null;
  /** What it printed to both streams. */
  readonly output: string;
  /** Time that passed, in seconds. */
  readonly passed: number;
  /** Processor time of the command and all that it started, in seconds. */
  readonly processor: number;
  /** Peak of resident memory in bytes; of several plugins the sum. Empty where the system does not tell: Linux does. */
  readonly memory: Readonly<Partial<Record<Role, number>>>;
}

/** Runs a command and measures it. The shell tells the processor time of all that it waited for. */
export async function measuredRun(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<MeasuredRun> {
  const began = performance.now();
  const child = spawn("sh", ["-c", '"$@"; code=$?; times; exit $code', "sh", ...command], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const peaks = new Map<number, Peak>();
  const looking = setInterval(() => look(child.pid ?? 0, peaks), LOOK_EVERY_MS);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += data.toString();
    });
  }
  try {
    const exitCode = await new Promise<number | null>((done, failed) => {
      child.on("error", failed);
      child.on("close", done);
    });
    return {
      exitCode,
      output,
      passed: (performance.now() - began) / 1_000,
      processor: processorSeconds(output),
      memory: sums([...peaks.values()]),
    };
  } finally {
    clearInterval(looking);
  }
}

/** What `times` of the shell says last: the processor time of the processes that it started, user and system. */
export function processorSeconds(output: string): number {
  const times = [...output.matchAll(/^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/gm)].at(-1);
  return times === undefined ? Number.NaN : sixty(times[1], times[2]) + sixty(times[3], times[4]);
}

function sixty(minutes: string | undefined, seconds: string | undefined): number {
  return Number(minutes) * 60 + Number(seconds);
}

interface Peak {
  readonly role: Role;
  readonly bytes: number;
}

/** Whose process it is, by its command line; undefined for a shell or a language host. */
export function roleOf(command: string): Role | undefined {
  if (/pulumi-resource-|\/sandbox\/plugins\/|\/provider\/main\./.test(command)) {
    return "plugins";
  }
  if (/@pulumi\/pulumi\/cmd\/run\b|\/cli\/\w+\.ts\b/.test(command)) {
    return "program";
  }
  return /^\S*\/pulumi(\.exe)? /.test(command) ? "engine" : undefined;
}

function sums(peaks: readonly Peak[]): Partial<Record<Role, number>> {
  const memory: Partial<Record<Role, number>> = {};
  for (const { role, bytes } of peaks) {
    memory[role] = (memory[role] ?? 0) + bytes;
  }
  return memory;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function look(root: number, peaks: Map<number, Peak>): void {
  for (const { id } of processTree(new Set([root])).filter((process) => process.id !== root)) {
    const role = roleOf(commandLine(id) ?? "");
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(processFile(id, "status") ?? "")?.[1];
    if (role !== undefined && peak !== undefined) {
      peaks.set(id, { role, bytes: Number(peak) * 1_024 });
    }
  }
}
