import { delimiter, dirname } from "node:path";
import { createContext, STAND_IN_PLUGINS, ToolchainError } from "./context";
import { type Engine, resolveEngine } from "./engine";
import { chooseLanguageHost } from "./language-host-choice";
import { executables, pathWithoutStandIns } from "./path-lookup";
import { choosePlugins, type PluginKind } from "./plugins";

/** How the toolchain is put together. */
export interface ToolchainOptions {
  /** Forces one kind of provider plugins. Defaults to what `PLUGINS` says, and without it to real ones where possible. */
  readonly plugins?: PluginKind;
  /** Takes one line at a time about what is going on. Defaults to silence. */
  readonly onProgress?: (line: string) => void;
  /** The environment to look in and to hand on. Defaults to this process's own. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Everything that is needed to run `pulumi` on this machine. */
export interface Toolchain {
  readonly engine: Engine;
  /** Whether Pulumi's own Node.js language host runs the program, or the sandbox's. */
  readonly languageHost: "real" | "stand-in";
  /** Whether the real provider plugins do the work, or the sandbox's. */
  readonly plugins: PluginKind;
  /** What to set over the environment when running `pulumi`. */
  readonly env: Record<string, string>;
}

/**
 * Finds or gets all that `pulumi` needs on this machine: the engine, the language host, the provider plugins. The first
 * run may take minutes where the engine must be built; later runs take milliseconds.
 *
 * @throws ToolchainError saying what is missing and how to get it.
 */
export async function ensureToolchain(options: ToolchainOptions = {}): Promise<Toolchain> {
  const env = options.env ?? process.env;
  const context = createContext(env, options.onProgress ?? (() => undefined));
  if (context.platform === "win32") {
    throw new ToolchainError("This machine: runs Windows, where the sandbox is not tried. Use WSL.");
  }
  const engine = await resolveEngine(context);
  const languageHost = chooseLanguageHost(context, engine);
  const plugins = await choosePlugins(context, engine, options.plugins);
  const path = searchPath(env, engine, plugins === "stand-in" ? STAND_IN_PLUGINS : undefined, languageHost.directory);
  const standIns = plugins === "stand-in" || languageHost.kind === "stand-in";
  return {
    engine,
    languageHost: languageHost.kind,
    plugins,
    env: {
      PATH: path,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...languageHost.env,
      // Stand-ins are found on the PATH only, so a wish to ignore what is there cannot be kept.
      ...(standIns && env.PULUMI_IGNORE_AMBIENT_PLUGINS !== undefined
        ? { PULUMI_IGNORE_AMBIENT_PLUGINS: "false" }
        : {}),
    },
  };
}

/** One line about what runs here, for people. */
export function describeToolchain(toolchain: Toolchain): string {
  const origins = {
    path: "from the PATH",
    launcher: "downloaded by Pulumi's launcher",
    built: "built from Go modules",
  };
  const { engine } = toolchain;
  const plugins = toolchain.plugins === "real" ? "real" : "sandbox stand-ins";
  const host = toolchain.languageHost === "real" ? "real" : "sandbox stand-in";
  return `Pulumi engine ${engine.version} (${origins[engine.origin]}), language host: ${host}, plugins: ${plugins}`;
}

function searchPath(env: NodeJS.ProcessEnv, engine: Engine, ...ours: readonly (string | undefined)[]): string {
  const inherited = pathWithoutStandIns(env);
  const isFirst = executables("pulumi", inherited)[0] === engine.path;
  const front = [...ours, isFirst ? undefined : dirname(engine.path)];
  return [...front.filter((directory) => directory !== undefined), ...inherited].join(delimiter);
}
