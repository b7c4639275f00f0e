import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { REPOSITORY } from "./sandbox-stack";

/** Where the control token is kept for scripts, unless a sandbox keeps its tenants in a folder of its own. */
export const CONTROL_TOKEN_FILE = join(REPOSITORY, ".sandbox", "control-token");

/**
 * Keeps the control token of a running sandbox in a file that its owner alone can read.
 *
 * @returns What removes it again, unless another sandbox has put its own there meanwhile.
 */
export function keepControlToken(file: string, token: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  // A file that is there already would keep the rights that it has.
  rmSync(file, { force: true });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return () => {
    if (isKept(file, token)) {
      rmSync(file, { force: true });
    }
  };
}

function isKept(file: string, token: string): boolean {
  try {
    return readFileSync(file, "utf8").trim() === token;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
      return false;
    }
    throw cause;
  }
}
