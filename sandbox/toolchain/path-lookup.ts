import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { STAND_IN_LANGUAGE_HOST, STAND_IN_PLUGINS } from "./context";

/**
 * The folders of the PATH, in order, without this project's own stand-ins: a run inside a run must not take them for the
 * real thing.
 */
export function pathWithoutStandIns(env: NodeJS.ProcessEnv): string[] {
  const ours = [STAND_IN_PLUGINS, STAND_IN_LANGUAGE_HOST].map(realPath);
  const directories = (env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  return directories.filter((directory) => !ours.includes(realPath(directory)));
}

/** All executables of one name in the given folders, in order. Names that lead to a stand-in are left out. */
export function executables(name: string, directories: readonly string[]): string[] {
  const ours = [STAND_IN_PLUGINS, STAND_IN_LANGUAGE_HOST].map(realPath);
  return directories
    .map((directory) => join(directory, name))
    .filter((path) => isExecutable(path) && !ours.includes(dirname(realPath(path))));
}

/** Whether there is a file at the path that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Every failure means the same here: nothing that can be run.
    return false;
  }
}

/** Whether a folder is where npm puts the commands of a project's dependencies: not something the person installed. */
export function isNpmBin(directory: string): boolean {
  return basename(directory) === ".bin" && basename(dirname(directory)) === "node_modules";
}

/** The path with all links followed, or the path itself when it leads nowhere. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A folder on the PATH that does not exist is common, and is compared by its name.
    return path;
  }
}
