import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** Something that the machine lacks or refuses, with what to do about it. */
export class ToolchainError extends Error {
  public override readonly name = "ToolchainError";
}

/** What every part of the toolchain works with. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Takes one line about what is going on. */
  readonly progress: (line: string) => void;
  /** This project's folder in the user's cache. */
  readonly cache: string;
  /** Pulumi's own folder of the user: its plugin cache and its downloaded engines. */
  readonly pulumiHome: string;
}

const REPOSITORY = resolve(__dirname, "../..");

/** Folder of the stand-in provider plugins. Only on the PATH when they are chosen. */
export const STAND_IN_PLUGINS = join(REPOSITORY, "sandbox", "plugins", "bin");

/** Folder of the stand-in language host. */
export const STAND_IN_LANGUAGE_HOST = join(REPOSITORY, "sandbox", "toolchain", "bin");

/** Folder of the go.mod that the engine is built from. */
export const ENGINE_SOURCE = join(REPOSITORY, "sandbox", "toolchain", "engine");

/** Settles where things lie for one environment. */
export function createContext(
  env: NodeJS.ProcessEnv,
  progress: (line: string) => void,
  platform: NodeJS.Platform = process.platform,
): Context {
  const home = env.HOME ?? homedir();
  return {
    env,
    platform,
    progress,
    cache: join(userCache(env, home, platform), "okta-cloudflare-access"),
    pulumiHome: env.PULUMI_HOME ?? join(home, ".pulumi"),
  };
}

/** @see https://specifications.freedesktop.org/basedir/latest/ (a relative path there is to be ignored) */
function userCache(env: NodeJS.ProcessEnv, home: string, platform: NodeJS.Platform): string {
  const configured = env.XDG_CACHE_HOME;
  if (configured !== undefined && isAbsolute(configured)) {
    return configured;
  }
  return platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
