import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { createContext } from "../../sandbox/toolchain/context";
import { withLock } from "../../sandbox/toolchain/lock";

const run = promisify(execFile);

const FOLDER = resolve(__dirname, "../conformance/scim");
const REQUIREMENTS = join(FOLDER, "requirements.txt");

/** What scim2-tester needs. */
const OLDEST_PYTHON = [3, 11] as const;

/** One check of scim2-tester. */
export interface ScimCheck {
  readonly title: string;
  readonly resourceType: string | null;
  readonly status: "SUCCESS" | "COMPLIANT" | "ACCEPTABLE" | "DEVIATION" | "ERROR" | "CRITICAL" | "SKIPPED";
  readonly reason: string | null;
}

/** The command of a Python that can run scim2-tester, or why there is none. */
export type Python = { readonly command: string } | { readonly missing: string };

/** Looks for a Python on the PATH. */
export async function findPython(): Promise<Python> {
  const commands = ["python3", "python3.13", "python3.12", "python3.11", "python"];
  for (const command of commands) {
    try {
      const code = "import sys, venv, ensurepip; print(*sys.version_info[:2])";
      const [major = 0, minor = 0] = (await run(command, ["-c", code])).stdout.trim().split(" ").map(Number);
      if (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]) {
        return { command };
      }
    } catch {
      // Not there, or a Python without venv, which Debian packs on its own.
    }
  }
  return {
    missing: `no Python ${OLDEST_PYTHON.join(".")} or newer with venv on the PATH (Debian, Ubuntu: python3-venv)`,
  };
}

/**
 * Runs scim2-tester, the conformance suite of the python-scim project, against a SCIM service.
 *
 * Installed once per user, with pinned versions, into a virtual environment in this project's cache.
 *
 * @see https://github.com/python-scim/scim2-tester
 * @throws When it cannot be installed, or when it breaks off.
 */
export async function runScim2Tester(python: string, baseUrl: string, secret: string): Promise<ScimCheck[]> {
  const interpreter = await installed(python);
  const { stdout } = await run(interpreter, [join(FOLDER, "check_server.py"), baseUrl], {
    env: { ...process.env, SCIM_SECRET: secret },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as ScimCheck[];
}

async function installed(python: string): Promise<string> {
  const context = createContext(process.env, (line) => process.stderr.write(`${line}\n`));
  const version = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 16);
  const folder = join(context.cache, `scim2-tester-${version}`);
  const interpreter = join(folder, "bin", "python");
  const complete = join(folder, "complete");
  await withLock(context, async () => {
    if (existsSync(complete)) {
      return;
    }
    context.progress("Installing scim2-tester (once) …");
    rmSync(folder, { recursive: true, force: true });
    await run(python, ["-m", "venv", folder]);
    await run(interpreter, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
    writeFileSync(complete, "");
  });
  return interpreter;
}
