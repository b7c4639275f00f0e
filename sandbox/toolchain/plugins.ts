import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Context, ToolchainError } from "./context";
import type { Engine } from "./engine";
import { withLock } from "./lock";
import { executables, isExecutable, pathWithoutStandIns } from "./path-lookup";
import { forgetRefusal, rememberedRefusal, rememberRefusal } from "./refusals";
import { lastLine, runTool } from "./run-tool";
import { PROVIDERS } from "./versions";

/** How long a plugin download may be silent before it counts as refused, in milliseconds. */
const DOWNLOAD_SILENCE_MS = 60_000;
const PLUGINS = "plugins";

/** Which provider plugins are used: the real ones, or the sandbox's stand-ins. Never one of each. */
export type PluginKind = "real" | "stand-in";

type Provider = (typeof PROVIDERS)[number];

/**
 * Chooses the provider plugins. Real ones win wherever both can be had: from the PATH, from Pulumi's plugin cache, or by
 * download. Stand-ins are for machines where that is refused. `forced`, or `PLUGINS` in the environment, decides instead.
 *
 * @throws ToolchainError when real ones are forced and cannot be had, or `PLUGINS` has another value.
 */
export async function choosePlugins(
  context: Context,
  engine: Engine,
  forced: PluginKind | undefined,
): Promise<PluginKind> {
  const wanted = forced ?? wantedByEnvironment(context.env);
  if (wanted === "stand-in") {
    return "stand-in";
  }
  const missing = missingPlugins(context);
  if (missing.length === 0) {
    return "real";
  }
  const refused = wanted === "real" ? undefined : rememberedRefusal(context, PLUGINS);
  const reason = refused?.reason ?? (await withLock(context, () => install(context, engine, wanted === "real")));
  if (reason === undefined) {
    return "real";
  }
  if (wanted === "real") {
    throw new ToolchainError(cannotBeHad(context, missing, reason));
  }
  if (refused !== undefined && missing.length === PROVIDERS.length) {
    // Said when it was tried; from then on the toolchain's own description is enough.
    return "stand-in";
  }
  context.progress(
    `Real provider plugins: ${names(missing)} cannot be had here (${reason}), so the sandbox's stand-ins ` +
      "serve for both.",
  );
  return "stand-in";
}

function wantedByEnvironment(env: NodeJS.ProcessEnv): PluginKind | undefined {
  const value = env.PLUGINS;
  if (value === undefined || value === "") {
    return undefined;
  }
  if (value !== "real" && value !== "stand-in") {
    throw new ToolchainError(
      `PLUGINS: is "${value}". Set it to "real" or "stand-in", or leave it out to have real plugins where they can be had.`,
    );
  }
  return value;
}

function missingPlugins(context: Context): Provider[] {
  const directories = pathWithoutStandIns(context.env);
  return PROVIDERS.filter((provider) => {
    const onPath = executables(`pulumi-resource-${provider.name}`, directories).length > 0;
    return !onPath && !isInPluginCache(context, provider);
  });
}

/** The engine takes exactly the version that the SDK asks for, and skips a folder whose `.partial` file is still there. */
function isInPluginCache(context: Context, provider: Provider): boolean {
  const directory = join(pluginCache(context), `resource-${provider.name}-v${provider.version}`);
  if (!existsSync(directory) || existsSync(`${directory}.partial`)) {
    return false;
  }
  const executable = `pulumi-resource-${provider.name}`;
  return readdirSync(directory).some((file) => file === executable && isExecutable(join(directory, file)));
}

function pluginCache(context: Context): string {
  return join(context.pulumiHome, "plugins");
}

/**
 * Installs what is missing, and returns why that is not possible, or undefined when all is there. A refusal that another
 * run met while this one waited for the lock counts, unless `insist`.
 */
async function install(context: Context, engine: Engine, insist: boolean): Promise<string | undefined> {
  const refused = insist ? undefined : rememberedRefusal(context, PLUGINS);
  if (refused !== undefined) {
    return refused.reason;
  }
  for (const { name, version } of missingPlugins(context)) {
    context.progress(`Installing the provider plugin ${name} ${version} …`);
    const result = await runTool(engine.path, ["plugin", "install", "resource", name, version], {
      env: { ...context.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      silenceMs: DOWNLOAD_SILENCE_MS,
    });
    if (!result.ok) {
      const reason = result.silent ? `no answer within ${DOWNLOAD_SILENCE_MS / 1_000} s` : lastLine(result.output);
      rememberRefusal(context, PLUGINS, reason);
      return reason;
    }
  }
  const missing = missingPlugins(context);
  if (missing.length > 0) {
    return `the engine installed ${names(missing)} somewhere else than ${pluginCache(context)}`;
  }
  forgetRefusal(context, PLUGINS);
  return undefined;
}

function cannotBeHad(context: Context, missing: readonly Provider[], reason: string): string {
  const commands = missing.map(({ name, version }) => `pulumi plugin install resource ${name} ${version}`);
  return (
    `PLUGINS=real: ${names(missing)} not found: neither on the PATH nor in ${pluginCache(context)}, and not to be installed ` +
    `(${reason}). Run \`${commands.join(" && ")}\` where downloads are allowed, or with --file and the plugin's archive; ` +
    "or leave PLUGINS out to use the sandbox's stand-ins."
  );
}

function names(providers: readonly Provider[]): string {
  const list = providers.map(({ name, version }) => `pulumi-resource-${name} ${version}`);
  return new Intl.ListFormat("en").format(list);
}
