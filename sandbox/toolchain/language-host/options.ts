/** What a project's `runtime.options` may say to the Node.js language host. */
export interface RuntimeOptions {
  /** Whether Pulumi's own TypeScript compiler is registered. Defaults to true, as Pulumi does. */
  readonly typescript: boolean;
  /** Path of the tsconfig file to use, relative to the program. */
  readonly tsconfig?: string;
  /** Arguments for the `node` process itself, already split into words. */
  readonly nodeArguments: readonly string[];
}

const WORD = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
const PIECE = /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'|([^"'\\]+)/gs;

/**
 * Splits one line of arguments into words the way a POSIX shell does: quotes group, a backslash escapes. There are no
 * variables, patterns or comments.
 */
export function splitArguments(line: string): string[] {
  const words = line.match(WORD) ?? [];
  return words.map((word) =>
    word.replace(PIECE, (_match, escaped?: string, double?: string, single?: string, plain?: string) => {
      if (double !== undefined) {
        return double.replace(/\\(["\\$`])/g, "$1");
      }
      return escaped ?? single ?? plain ?? "";
    }),
  );
}

/**
 * Reads the runtime options of a project.
 *
 * @throws Error naming the option when one has the wrong type.
 * @see https://www.pulumi.com/docs/iac/concepts/projects/project-file/#runtime-options
 */
export function parseRuntimeOptions(options: Readonly<Record<string, unknown>>): RuntimeOptions {
  const typescript = options.typescript ?? true;
  if (typeof typescript !== "boolean") {
    throw new Error("runtime.options.typescript: is not true or false. Write it without quotes in Pulumi.yaml.");
  }
  const tsconfig = optionalText(options, "tsconfig");
  const nodeArguments = splitArguments(optionalText(options, "nodeargs") ?? "");
  return { typescript, nodeArguments, ...(tsconfig === undefined ? {} : { tsconfig }) };
}

function optionalText(options: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = options[key];
  if (value !== undefined && typeof value !== "string") {
    throw new Error(`runtime.options.${key}: is not a text. Put it in quotes in Pulumi.yaml.`);
  }
  return value === "" ? undefined : value;
}

/** The environment variables by which Pulumi's Node.js runtime learns the options. */
export function optionsEnvironment(options: RuntimeOptions): Record<string, string> {
  return {
    ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(options.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}
