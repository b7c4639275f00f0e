import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** A Pulumi plugin that an installed npm package asks for. */
export interface RequiredPlugin {
  readonly name: string;
  /** Semantic version with a leading `v`, the form the engine reads. */
  readonly version: string;
  /** Where the plugin is downloaded from; empty means Pulumi's own place. */
  readonly server: string;
}

/** A package that a program depends on. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
}

const manifestSchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
  pulumi: z
    .object({
      resource: z.boolean().optional(),
      name: z.string().optional(),
      version: z.string().optional(),
      server: z.string().optional(),
    })
    .optional(),
});

type Manifest = z.infer<typeof manifestSchema>;

/** What stands in every manifest with a `pulumi` section. Hundreds of others need not be taken apart at every start. */
const NAMES_PULUMI = '"pulumi"';

/**
 * Lists the plugins that the packages under a program's `node_modules` ask for in their `pulumi` section, once each,
 * sorted by name. Packages inside packages count too.
 */
export function requiredPlugins(programDirectory: string): RequiredPlugin[] {
  const found = new Map<string, RequiredPlugin>();
  for (const manifest of installedManifests(programDirectory, NAMES_PULUMI)) {
    const plugin = pluginOf(manifest);
    if (plugin !== undefined) {
      found.set(`${plugin.name} ${plugin.version}`, plugin);
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Lists what a program depends on: what its package.json names, with the versions that are installed, or with
 * `transitive` every installed package.
 */
export function programDependencies(programDirectory: string, transitive: boolean): Dependency[] {
  if (transitive) {
    return installedManifests(programDirectory).map(dependencyOf);
  }
  const manifest = readManifest(programDirectory);
  const names = Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies });
  return names.flatMap((name) => {
    const installed = readManifest(join(programDirectory, "node_modules", name));
    return installed === undefined ? [] : [dependencyOf(installed)];
  });
}

function dependencyOf(manifest: Manifest): Dependency {
  return { name: manifest.name ?? "", version: manifest.version ?? "" };
}

function pluginOf(manifest: Manifest): RequiredPlugin | undefined {
  const section = manifest.pulumi;
  const name = section?.name ?? manifest.name?.replace(/^@pulumi\//, "");
  const version = section?.version ?? manifest.version;
  if (section?.resource !== true || name === undefined || version === undefined) {
    return undefined;
  }
  return { name, version: version.startsWith("v") ? version : `v${version}`, server: section.server ?? "" };
}

/** @param containing Leaves out manifests without this text. */
function installedManifests(directory: string, containing = ""): Manifest[] {
  return packageDirectories(join(directory, "node_modules")).flatMap((packageDirectory) => {
    const manifest = readManifest(packageDirectory, containing);
    return [...(manifest === undefined ? [] : [manifest]), ...installedManifests(packageDirectory, containing)];
  });
}

function packageDirectories(nodeModules: string): string[] {
  return subdirectories(nodeModules).flatMap((name) => {
    const path = join(nodeModules, name);
    return name.startsWith("@") ? subdirectories(path).map((scoped) => join(path, scoped)) : [path];
  });
}

function subdirectories(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) {
      return [];
    }
    throw error;
  }
}

function readManifest(directory: string, containing = ""): Manifest | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, "package.json"), "utf8");
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
  if (!text.includes(containing)) {
    return undefined;
  }
  // A package may put anything into its manifest: what does not look like a Pulumi package is none.
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR";
}
