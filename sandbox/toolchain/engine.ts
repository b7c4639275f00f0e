import { dirname, join } from "node:path";
import { buildEngine, builtEnginePath } from "./build-engine";
import type { Context } from "./context";
import { withLock } from "./lock";
import { executables, isExecutable, isNpmBin, pathWithoutStandIns, realPath } from "./path-lookup";
import { forgetRefusal, rememberedRefusal, rememberRefusal } from "./refusals";
import { lastLine, runTool } from "./run-tool";
import { ENGINE_VERSION, isAtLeast, OLDEST_ENGINE, parseVersion } from "./versions";

/** How long the official launcher may be silent before it counts as refused, in milliseconds. */
const LAUNCHER_SILENCE_MS = 30_000;
/** How long `pulumi version` may take, in milliseconds. */
const VERSION_SILENCE_MS = 30_000;
const LAUNCHER = "launcher";

/** A Pulumi engine: the `pulumi` executable. */
export interface Engine {
  /** Absolute path of the executable. */
  readonly path: string;
  /** `major.minor.patch`. */
  readonly version: string;
  /** Found on the PATH, downloaded by Pulumi's npm launcher, or built from its Go modules. */
  readonly origin: "path" | "launcher" | "built";
}

/**
 * Finds the engine or gets one: the `pulumi` on the PATH when it is new enough, else the one that Pulumi's npm launcher
 * downloads, else one built from Go modules. What was once downloaded or built is found again without asking anybody.
 *
 * @throws ToolchainError when it must be built and Go is missing or too old, or the build fails.
 */
export async function resolveEngine(context: Context): Promise<Engine> {
  const found = (await engineOnPath(context)) ?? launchedEngine(context);
  if (found !== undefined) {
    return found;
  }
  if (rememberedRefusal(context, LAUNCHER) !== undefined && isExecutable(builtEnginePath(context))) {
    return builtEngine(context);
  }
  return withLock(context, async () => {
    const launched = launchedEngine(context) ?? (await launchEngine(context));
    if (launched !== undefined) {
      return launched;
    }
    if (!isExecutable(builtEnginePath(context))) {
      await buildEngine(context);
    }
    return builtEngine(context);
  });
}

async function engineOnPath(context: Context): Promise<Engine | undefined> {
  const own = [builtEnginePath(context), launchedEnginePath(context)].map(realPath);
  const directories = pathWithoutStandIns(context.env).filter((directory) => !isNpmBin(directory));
  const path = executables("pulumi", directories).find((candidate) => !own.includes(realPath(candidate)));
  if (path === undefined) {
    return undefined;
  }
  const version = await versionOf(context, path);
  if (version === undefined) {
    context.progress(`${path}: does not tell its version (\`pulumi version\`), so it is not used.`);
    return undefined;
  }
  if (!isAtLeast(version, OLDEST_ENGINE)) {
    context.progress(
      `${path}: is version ${version}, older than ${OLDEST_ENGINE}, so it is not used. Update Pulumi to have it used.`,
    );
    return undefined;
  }
  return { path, version, origin: "path" };
}

async function versionOf(context: Context, path: string): Promise<string | undefined> {
  const result = await runTool(path, ["version"], {
    env: { ...context.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    silenceMs: VERSION_SILENCE_MS,
  });
  return result.ok ? parseVersion(result.output) : undefined;
}

function launchedEnginePath(context: Context): string {
  return join(context.pulumiHome, "versions", ENGINE_VERSION, "bin", "pulumi");
}

function launchedEngine(context: Context): Engine | undefined {
  const path = launchedEnginePath(context);
  return isExecutable(path) ? { path, version: ENGINE_VERSION, origin: "launcher" } : undefined;
}

function builtEngine(context: Context): Engine {
  return { path: builtEnginePath(context), version: ENGINE_VERSION, origin: "built" };
}

/**
 * Has Pulumi's npm launcher download the engine and its language hosts. It puts them into Pulumi's own folder, so it is
 * needed once; a refusal is remembered for a day.
 *
 * @see https://www.pulumi.com/docs/install/
 */
async function launchEngine(context: Context): Promise<Engine | undefined> {
  const refused = rememberedRefusal(context, LAUNCHER);
  if (refused !== undefined) {
    return undefined;
  }
  const npm = executables("npm", pathWithoutStandIns(context.env))[0];
  if (npm === undefined) {
    return undefined;
  }
  context.progress(`Downloading the Pulumi engine ${ENGINE_VERSION} (with Pulumi's npm launcher) …`);
  const result = await runTool(
    npm,
    ["exec", "--yes", `--package=pulumi@${ENGINE_VERSION}`, "--", "pulumi", "version"],
    {
      // npm must not take the project's own folder, where a package of that name could be, for the place to look in.
      cwd: dirname(context.cache),
      env: { ...context.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_VERSION: ENGINE_VERSION },
      silenceMs: LAUNCHER_SILENCE_MS,
    },
  );
  const engine = launchedEngine(context);
  if (result.ok && engine !== undefined) {
    forgetRefusal(context, LAUNCHER);
    return engine;
  }
  const reason = result.silent ? `no answer within ${LAUNCHER_SILENCE_MS / 1_000} s` : lastLine(result.output);
  context.progress(`The download is not possible on this machine (${reason}). It is tried again in a day.`);
  rememberRefusal(context, LAUNCHER, reason);
  return undefined;
}
