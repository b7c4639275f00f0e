import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const repository = resolve(__dirname, "../../..");
const TOOLS = ["biome", "eslint", "tsc", "knip", "vitest"];

/** A clone of the project that has nothing but the start script and a lockfile, and an npm that installs fake tools. */
class FakeClone {
  public readonly root = mkdtempSync(join(tmpdir(), "bootstrap-"));
  public readonly modules = join(this.root, "node_modules");

  public constructor() {
    mkdirSync(join(this.root, "cli"));
    copyFileSync(join(repository, "cli/bootstrap.mjs"), join(this.root, "cli/bootstrap.mjs"));
    this.lock({ "": {}, "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } });
    this.npm("");
  }

  public lock(packages: Record<string, unknown>): void {
    writeFileSync(join(this.root, "package-lock.json"), JSON.stringify({ packages }));
  }

  /** Fake npm: says what is given, then "installs" tools that write down their names and end as their file tells. */
  public npm(before: string): void {
    const tools = TOOLS.map(
      (tool) =>
        `printf '#!/bin/sh\\necho ${tool} >> "${this.root}/ran"\\n[ ! -e "${this.root}/fail-${tool}" ]\\n' > "$b/${tool}"`,
    ).join("\n");
    const script = `#!/bin/sh\nPATH=/usr/bin:/bin\necho "$*" >> "${this.root}/npm-calls"\n${before}\nb="${this.modules}/.bin"; mkdir -p "$b"\n${tools}\nchmod +x "$b"/*\n`;
    mkdirSync(join(this.root, "bin"), { recursive: true });
    writeFileSync(join(this.root, "bin/npm"), script, { mode: 0o755 });
  }

  public start(args: string[], nodeArguments: string[] = []): ChildProcess {
    const env = { PATH: join(this.root, "bin"), HOME: this.root };
    return spawn(process.execPath, [...nodeArguments, join(this.root, "cli/bootstrap.mjs"), ...args], { env });
  }

  public lines(file: string): string[] {
    const path = join(this.root, file);
    return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
  }

  public write(file: string, content = ""): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), content);
  }
}

interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

function finished(child: ChildProcess): Promise<Result> {
  let said = "";
  const take = (chunk: Buffer): void => {
    said += String(chunk);
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  return new Promise((settle) => child.once("close", (code, signal) => settle({ code, signal, said })));
}

let clone: FakeClone;
beforeEach(() => {
  clone = new FakeClone();
});
afterEach(() => rmSync(clone.root, { recursive: true, force: true }));

describe("dependencies", () => {
  it("are installed in a fresh clone, and not again", async () => {
    expect((await finished(clone.start(["check"]))).code).toBe(0);
    expect((await finished(clone.start(["check"]))).code).toBe(0);
    expect(clone.lines("npm-calls")).toEqual(["ci --include=dev --no-audit --no-fund"]);
  });

  it("are installed again when the lockfile has changed", async () => {
    await finished(clone.start(["check"]));
    clone.lock({ "": {}, "node_modules/a": { version: "2.0.0", integrity: "sha512-b" } });
    await finished(clone.start(["check"]));
    expect(clone.lines("npm-calls")).toHaveLength(2);
  });

  const matching = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };
  it.each([
    { what: "the same packages", installed: matching, calls: 0 },
    { what: "one more package", installed: { ...matching, "node_modules/b": { version: "1.0.0" } }, calls: 0 },
    { what: "another version", installed: { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }, calls: 1 },
    { what: "a package missing", installed: {}, calls: 1 },
  ])("that a developer installed with $what lead to $calls installations", async ({ installed, calls }) => {
    clone.write("node_modules/.package-lock.json", JSON.stringify({ packages: installed }));
    await finished(clone.start(["check"]));
    expect(clone.lines("npm-calls")).toHaveLength(calls);
  });

  it.each([
    { what: "this machine", entry: { os: [process.platform], cpu: [process.arch] }, calls: 1 },
    { what: "another machine", entry: { os: ["aix"], cpu: ["ppc64"] }, calls: 0 },
  ])("for $what that are missing lead to $calls installations", async ({ entry, calls }) => {
    clone.lock({ "": {}, ...matching, "node_modules/binding": { version: "1.0.0", optional: true, ...entry } });
    clone.write("node_modules/.package-lock.json", JSON.stringify({ packages: matching }));
    await finished(clone.start(["check"]));
    expect(clone.lines("npm-calls")).toHaveLength(calls);
  });

  it("are installed once by two runs at the same time", async () => {
    clone.npm(`until [ -e "${clone.root}/go-on" ]; do sleep 0.05; done`);
    const runs = [clone.start(["check"]), clone.start(["check"])];
    for (const run of runs) {
      run.stderr?.on("data", (said: Buffer) => {
        if (String(said).includes("Another run is installing the dependencies; waiting for it")) {
          clone.write("go-on");
        }
      });
    }
    const [first, second] = await Promise.all(runs.map(finished));
    expect([first?.code, second?.code]).toEqual([0, 0]);
    expect(clone.lines("npm-calls")).toHaveLength(1);
  });

  it("are installed after a run that died in the middle", async () => {
    const lock = join(clone.root, ".sandbox/install.lock");
    mkdirSync(lock, { recursive: true });
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    expect((await finished(clone.start(["check"]))).code).toBe(0);
    expect(existsSync(lock)).toBe(false);
  });

  it("that npm cannot install stop the run with npm's errors, without its noise", async () => {
    clone.npm('echo "npm warn EBADENGINE Unsupported engine" >&2; echo "npm error code ENOTFOUND" >&2; exit 1');
    const { code, said } = await finished(clone.start(["check"]));
    expect(code).toBe(1);
    expect(said).toContain("npm error code ENOTFOUND");
    expect(said).toContain("Dependencies: `npm ci` failed.");
    expect(said).not.toContain("EBADENGINE");
    expect(clone.lines("ran")).toEqual([]);
  });

  it("are installed without a word when that is quick", async () => {
    const { said } = await finished(clone.start(["check"]));
    expect(said).not.toMatch(/npm|Installing/);
  });
});

describe("check", () => {
  it("runs format, lint, types and unused code", async () => {
    await finished(clone.start(["check"]));
    expect(clone.lines("ran")).toEqual(["biome", "eslint", "tsc", "knip"]);
  });

  it("runs all of them even if one fails, and fails", async () => {
    clone.write("fail-biome");
    const { code, said } = await finished(clone.start(["check"]));
    expect(code).toBe(1);
    expect(said).toContain("check: failed: format and lint");
    expect(clone.lines("ran")).toEqual(["biome", "eslint", "tsc", "knip"]);
  });
});

describe("any command", () => {
  it("passes a signal on, and ends as what it ran has ended", async () => {
    const lock = createHash("sha256")
      .update(readFileSync(join(clone.root, "package-lock.json")))
      .digest("hex");
    clone.write("node_modules/.installed-from", `${lock} ${process.platform} ${process.arch}\n`);
    symlinkSync(join(repository, "start"), join(clone.root, "start"));
    // A stand-in for the demo that ends in its own way when it is asked to.
    clone.write(
      "cli/demo.ts",
      'process.on("SIGTERM", () => process.exit(7)); console.log("up"); setInterval(() => {}, 1e6);',
    );
    const child = clone.start(["demo"]);
    child.stdout?.once("data", () => child.kill("SIGTERM"));
    expect(await finished(child)).toMatchObject({ code: 7, signal: null });
  });

  it("that is not known is refused with the list of those that are", async () => {
    const { code, said } = await finished(clone.start(["deploy"]));
    expect(code).toBe(1);
    expect(said).toContain(
      '"deploy": is no command. Use one of demo, sandbox, policy, verify, adopt, rotate, forget, recover, group-resources, bench, dependencies, pulumi, setup, test, test:faults, test:crash, check.',
    );
  });

  it("asks for a newer Node, with the command, on one that is too old", async () => {
    const pretend = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.18.1"}})';
    const { code, said } = await finished(clone.start(["check"], ["--import", `data:text/javascript,${pretend}`]));
    expect(code).toBe(1);
    expect(said).toMatch(/Node 20\.18\.1: is too old; 20\.19\.0 or newer is needed\. Install it with `.+`/);
    expect(clone.lines("npm-calls")).toEqual([]);
  });
});
