import { spawn } from "node:child_process";
import { ToolchainError } from "./context";
import { describeToolchain, ensureToolchain } from "./index";
import { signalExitCode } from "./run-tool";

/** `ensure` prepares the toolchain and says what it is; `pulumi <args>` runs the engine with it. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  // Standard output belongs to the engine: `npm run -s pulumi -- stack output --json` must stay readable by a program.
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const toolchain = await ensureToolchain({ onProgress: say });
  if (command === "pulumi") {
    return runEngine(toolchain.engine.path, rest, { ...process.env, ...toolchain.env });
  }
  say(describeToolchain(toolchain));
  return 0;
}

function runEngine(path: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(path, args, { env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // Ctrl-C reaches the engine from the terminal itself. A second one would make it break off instead of ending well.
      if (signal !== "SIGINT" || !process.stdin.isTTY) {
        child.kill(signal);
      }
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal === null ? (code ?? 1) : signalExitCode(signal)));
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof ToolchainError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
    );
    process.exitCode = 1;
  },
);
