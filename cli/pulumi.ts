import { spawn } from "node:child_process";
import type { Toolchain } from "../sandbox/toolchain";
import { REPOSITORY } from "./sandbox-stack";

/** Runs `pulumi` for a person, who sees what it prints. Answers its exit code. */
export function runPulumi(
  { engine }: Toolchain,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stdin: "inherit" | "ignore" = "inherit",
): Promise<number> {
  return new Promise((done, failed) => {
    const child = spawn(engine.path, args, { cwd: REPOSITORY, env, stdio: [stdin, "inherit", "inherit"] });
    child.on("error", failed);
    child.on("close", (code) => done(code ?? 1));
  });
}

/** Which stack commands of `pulumi` are about. */
export interface PulumiStack {
  readonly stack: string;
  /** Its stack file. Defaults to `Pulumi.<stack>.yaml` beside the program. */
  readonly configFile?: string | undefined;
  /** Commands of which a person sees what they print. Defaults to none: what is read may be secret. */
  readonly shown?: readonly string[];
}

/** Runs a command of `pulumi` on a stack, and answers how it ended and what it printed. */
export type PulumiOnStack = (
  args: readonly string[],
  input?: string,
) => Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;

/** A command of `pulumi` did not end well. */
export class PulumiFailed extends Error {
  /**
   * @param message The sentence for a person, who has seen what it said.
   * @param said What it said, for who looks for a cause that is known. Not to be printed again.
   */
  constructor(
    message: string,
    readonly said: string,
  ) {
    super(message);
  }
}

/** Commands of `pulumi` that read no stack file. */
const WITHOUT_CONFIG = ["stack"];

/** Commands of `pulumi` on one stack. Its messages for people come through in any case. */
export function pulumiOn({ engine, env }: Toolchain, { stack, configFile, shown = [] }: PulumiStack): PulumiOnStack {
  return (args, input = "") => {
    const [command = ""] = args;
    const file = configFile === undefined || WITHOUT_CONFIG.includes(command) ? [] : ["--config-file", configFile];
    const child = spawn(engine.path, [...args, "--stack", stack, ...file, "--non-interactive"], {
      cwd: REPOSITORY,
      env: { ...process.env, ...env },
      stdio: ["pipe", shown.includes(command) ? "inherit" : "pipe", "pipe"],
    });
    child.stdin?.end(input);
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (data: string) => {
      stdout += data;
    });
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (data: string) => {
      stderr += data;
      process.stderr.write(data);
    });
    return new Promise((done, failed) => {
      child.on("error", failed);
      child.on("close", (code) => done({ exitCode: code ?? 1, stdout, stderr }));
    });
  };
}

/**
 * What a command printed.
 *
 * @throws PulumiFailed when it did not end well; it has said why by then.
 */
export async function outputOf(pulumi: PulumiOnStack, args: readonly string[], input?: string): Promise<string> {
  const { exitCode, stdout, stderr } = await pulumi(args, input);
  if (exitCode !== 0) {
    throw new PulumiFailed(`pulumi ${args[0]}: ended with exit code ${exitCode}; see above.`, stderr);
  }
  return stdout;
}
