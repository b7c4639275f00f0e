import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ensureToolchain, type Toolchain, type ToolchainOptions } from "../../../../sandbox/toolchain";
import { ENGINE_VERSION, PROVIDERS } from "../../../../sandbox/toolchain/versions";

/** A made-up machine: a home, a cache, and a PATH with nothing on it but fake executables that write down their calls. */
export class FakeMachine {
  public readonly root = mkdtempSync(join(tmpdir(), "toolchain-"));
  public readonly bin = join(this.root, "bin");
  public readonly pulumiHome = join(this.root, "home", ".pulumi");
  public readonly cache = join(this.root, "cache", "okta-cloudflare-access");
  public readonly builtEngine = join(this.cache, "engine", ENGINE_VERSION, "pulumi");
  public readonly said: string[] = [];

  public constructor() {
    mkdirSync(this.bin, { recursive: true });
  }

  public get env(): NodeJS.ProcessEnv {
    return { HOME: join(this.root, "home"), XDG_CACHE_HOME: join(this.root, "cache"), PATH: this.bin };
  }

  /** Puts an executable on the PATH, or at the absolute path given. Its calls can be read with `calls`. */
  public install(name: string, script: string): string {
    const path = name.startsWith("/") ? name : join(this.bin, name);
    mkdirSync(dirname(path), { recursive: true });
    const log = join(this.root, `calls-${path.slice(path.lastIndexOf("/") + 1)}`);
    writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\necho "$*" >> "${log}"\n${script}\n`, { mode: 0o755 });
    return path;
  }

  public calls(name: string): string[] {
    const log = join(this.root, `calls-${name}`);
    return existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
  }

  /** An engine of the given version that is refused all plugin downloads. */
  public installEngine(version: string, path = "pulumi"): string {
    return this.install(
      path,
      `case "$1" in version) echo v${version};; *) echo "error: failed to download plugin" >&2; exit 1;; esac`,
    );
  }

  /** npm, on a machine where Pulumi's launcher is refused its download. */
  public installRefusedNpm(): void {
    this.install("npm", 'echo "pulumi: fetch failed" >&2; echo "npm notice new version" >&2; exit 1');
  }

  /** Go, with a build that writes an engine. `before` runs first in every build. */
  public installGo(version = "1.26.8", before = ""): void {
    this.install(
      "go",
      `case "$1" in
env) echo go${version};;
list) echo "go: downloading some/module v1.0.0" >&2; echo some/package;;
build) ${before}
  while [ "$1" != -o ]; do shift; done
  printf '#!/bin/sh\\necho v${ENGINE_VERSION}\\n' > "$2"; chmod +x "$2";;
esac`,
    );
  }

  public installPluginsOnPath(): void {
    for (const { name } of PROVIDERS) {
      this.install(`pulumi-resource-${name}`, "");
    }
  }

  public cachePlugin(name: string, version: string): string {
    const directory = join(this.pulumiHome, "plugins", `resource-${name}-v${version}`);
    this.install(join(directory, `pulumi-resource-${name}`), "");
    return directory;
  }

  public refuse(what: string, at: Date): void {
    mkdirSync(join(this.cache, "refused"), { recursive: true });
    const refusal = { at: at.toISOString(), reason: "refused before" };
    writeFileSync(join(this.cache, "refused", `${what}.json`), JSON.stringify(refusal));
  }

  public ensure(options: ToolchainOptions = {}): Promise<Toolchain> {
    return ensureToolchain({ env: this.env, onProgress: (line) => this.said.push(line), ...options });
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
