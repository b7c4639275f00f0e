import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtEnginePath } from "./build-engine";
import { type Context, STAND_IN_LANGUAGE_HOST } from "./context";
import type { Engine } from "./engine";
import { executables, isExecutable, pathWithoutStandIns, realPath } from "./path-lookup";

const LANGUAGE_HOST = "pulumi-language-nodejs";
/** Tells the launcher beside the built engine which checkout's stand-in to start. */
const STAND_IN_VARIABLE = "OKTA_CLOUDFLARE_ACCESS_LANGUAGE_HOST";

const LAUNCHER = `#!/bin/sh
# Stand-in for Pulumi's Node.js language host; it lies in the checkout that runs it.
exec "\${${STAND_IN_VARIABLE}:?is not set: run this engine with \\"npm run pulumi\\" in the checkout}" "$@"
`;

/** Which language host runs the program, and what the engine needs to find it. */
export interface LanguageHostChoice {
  readonly kind: "real" | "stand-in";
  /** A folder to put on the PATH, when the host is found nowhere else. */
  readonly directory?: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Takes Pulumi's own language host from beside the engine or from the PATH; the stand-in only where there is none. */
export function chooseLanguageHost(context: Context, engine: Engine): LanguageHostChoice {
  const besideBuilt = join(dirname(builtEnginePath(context)), LANGUAGE_HOST);
  const directories = [dirname(realPath(engine.path)), ...pathWithoutStandIns(context.env)];
  const real = executables(LANGUAGE_HOST, directories).find((path) => realPath(path) !== realPath(besideBuilt));
  if (real !== undefined) {
    return { kind: "real", env: {} };
  }
  const standIn = join(STAND_IN_LANGUAGE_HOST, LANGUAGE_HOST);
  if (engine.origin !== "built") {
    return { kind: "stand-in", directory: STAND_IN_LANGUAGE_HOST, env: {} };
  }
  // Beside its engine it is where the engine expects it; from elsewhere on the PATH every run would start with a warning.
  placeLauncher(besideBuilt);
  return { kind: "stand-in", env: { [STAND_IN_VARIABLE]: standIn } };
}

function placeLauncher(path: string): void {
  if (isExecutable(path) && readFileSync(path, "utf8") === LAUNCHER) {
    return;
  }
  const unfinished = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(unfinished, LAUNCHER, { mode: 0o755 });
  renameSync(unfinished, path);
}
