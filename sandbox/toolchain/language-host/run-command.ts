import { createRequire } from "node:module";
import { join } from "node:path";
import type { RunPluginRequest, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { optionsEnvironment, parseRuntimeOptions } from "./options";

/** A `node` process to start: its arguments, what it adds to the environment, and where it runs. */
export interface NodeCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Working directory; absent means the language host's own. */
  readonly cwd?: string;
}

/**
 * The command that runs a Pulumi program, with the flags and variables that `@pulumi/pulumi/cmd/run` reads.
 *
 * The program talks straight to the engine's monitor. Pulumi's own host puts a proxy in between, only to serve the
 * synchronous calls of SDKs older than version 3.
 */
export function programCommand(request: RunRequest, engineAddress: string): NodeCommand {
  const info = required(request.getInfo(), "RunRequest.info");
  const options = parseRuntimeOptions(info.getOptions()?.toJavaScript() ?? {});
  const directory = info.getProgramDirectory();
  const flags: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", info.getRootDirectory()],
    ["stack", request.getStack()],
    ["pwd", directory],
    ["parallel", String(request.getParallel())],
  ];
  return {
    args: [
      ...options.nodeArguments,
      locateModule("@pulumi/pulumi/cmd/run", directory),
      ...flags.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info.getEntryPoint(),
      ...request.getArgsList(),
    ],
    env: {
      ...optionsEnvironment(options),
      PULUMI_CONFIG: JSON.stringify(programConfig(request)),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  };
}

/**
 * The command that runs a plugin written in JavaScript: a policy pack (kind `analyzer`) or a provider.
 *
 * `nodeargs` come after the runner, where Pulumi's own host puts them, so that they reach the plugin and not `node`: what
 * runs here runs there. A policy pack runs in its own folder, whose `package.json` and `tsconfig.json` it reads.
 */
export function pluginCommand(request: RunPluginRequest): NodeCommand {
  const info = required(request.getInfo(), "RunPluginRequest.info");
  const options = parseRuntimeOptions(info.getOptions()?.toJavaScript() ?? {});
  const directory = info.getProgramDirectory();
  const env = { ...environmentOf(request.getEnvList()), ...optionsEnvironment(options) };
  if (request.getKind() === "analyzer") {
    const runner = locateModule("@pulumi/pulumi/cmd/run-policy-pack", directory);
    return { args: [runner, ...options.nodeArguments, ...request.getArgsList(), directory], env, cwd: directory };
  }
  const runner = locateModule("@pulumi/pulumi/cmd/run-plugin", directory);
  return { args: [runner, ...options.nodeArguments, directory, ...request.getArgsList()], env, cwd: request.getPwd() };
}

/** Config keys as the Node.js runtime expects them: `<namespace>:config:<name>`. */
function programConfig(request: RunRequest): Record<string, string> {
  const config: Record<string, string> = {};
  for (const [key, value] of request.getConfigMap().entries()) {
    const [namespace, ...rest] = key.split(":");
    const name = rest[0] === "config" && rest.length > 1 ? rest.slice(1).join(":") : rest.join(":");
    config[`${namespace}:config:${name}`] = value;
  }
  return config;
}

function environmentOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function locateModule(name: string, directory: string): string {
  try {
    return createRequire(join(directory, "package.json")).resolve(name);
  } catch (error) {
    throw new Error(`${directory}: has no @pulumi/pulumi installed. Run \`npm install\` there.`, { cause: error });
  }
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new Error(
      `${what}: is missing. This engine is too old for the stand-in language host; use 3.200.0 or newer.`,
    );
  }
  return value;
}
