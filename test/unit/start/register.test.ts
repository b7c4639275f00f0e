// What runs before a program, each time in a process of its own: sources are loaded as they are now, whatever the cache
// holds and whoever else writes it, and errors tell places in the sources.
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const REPOSITORY = resolve(__dirname, "../../..");

let directory: string;
/** Where the cache of this project's code is, for a project that has it as a package. */
const cache = () => join(directory, "node_modules", ".cache", "okta-cloudflare-access");

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "okta-cloudflare-access-start-")));
  const installed = join(directory, "node_modules", "okta-cloudflare-access");
  cpSync(join(REPOSITORY, "start"), join(installed, "start"), { recursive: true });
  cpSync(join(REPOSITORY, "package.json"), join(installed, "package.json"));
  for (const name of ["esbuild", "typescript"]) {
    symlinkSync(join(REPOSITORY, "node_modules", name), join(directory, "node_modules", name));
  }
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(file: string, text: string): string {
  const path = join(directory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Runs a file of the folder as a program. */
function run(file: string, env: Record<string, string> = {}) {
  const args = ["--require=okta-cloudflare-access/start", join(directory, file)];
  return new Promise<{ stdout: string; stderr: string; code: number }>((done) => {
    execFile(process.execPath, args, { cwd: directory, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      done({ stdout, stderr, code: Number(error?.code ?? 0) }),
    );
  });
}

describe("a program in TypeScript", () => {
  it("runs, with what it imports, and without types that it uses", async () => {
    write(
      "lib/double.ts",
      "export interface Number { value: number }\nexport const double = (n: number): number => 2 * n;\n",
    );
    write(
      "index.ts",
      [
        'import { double, type Number } from "./lib/double";',
        "class Counter { constructor(private readonly from: Number) {} next() { return double(this.from.value); } }",
        "console.log(new Counter({ value: 21 }).next());",
        "export = Counter;",
      ].join("\n"),
    );

    expect(await run("index.ts")).toEqual({ stdout: "42\n", stderr: "", code: 0 });
    expect(await run("index.ts")).toEqual({ stdout: "42\n", stderr: "", code: 0 });
  });

  it("gets a package that is an ES module by a dynamic import", async () => {
    write("node_modules/modern/package.json", JSON.stringify({ name: "modern", type: "module", main: "index.js" }));
    write("node_modules/modern/index.js", "export const answer = await Promise.resolve(42);");
    write("index.ts", 'void import("modern").then(({ answer }: { answer: number }) => console.log(answer));');

    expect(await run("index.ts")).toEqual({ stdout: "42\n", stderr: "", code: 0 });
    expect(await run("index.ts")).toEqual({ stdout: "42\n", stderr: "", code: 0 });
  });

  it("gets a package that is an ES module by an import of its own as well", async () => {
    write("node_modules/modern/package.json", JSON.stringify({ name: "modern", type: "module", main: "index.js" }));
    write("node_modules/modern/index.js", "export const answer = 42;");
    write("index.ts", 'import { answer } from "modern";\nconsole.log(answer);');

    expect(await run("index.ts")).toEqual({ stdout: "42\n", stderr: "", code: 0 });
    expect(await run("index.ts")).toEqual({ stdout: "42\n", stderr: "", code: 0 });
  });

  it("finds out about itself what programs ask for", async () => {
    write(
      "lib/child.js",
      "#!/usr/bin/env node\nmodule.exports = [require.main.filename, module.parent.filename, this === exports];",
    );
    const main = write(
      "index.ts",
      [
        'import { join } from "node:path";',
        'const found = [require.resolve("./lib/child"), require.main === module, __filename, join(__dirname, "x")];',
        'console.log(JSON.stringify([...found, require("./lib/child"), require.resolve.paths("x")?.[0]]));',
        "console.log(Object.keys(require.cache).length > 1, module.children.length, Object.keys(require.extensions)[0]);",
      ].join("\n"),
    );
    const child = join(directory, "lib/child.js");

    for (const { stdout } of [await run("index.ts"), await run("index.ts")]) {
      const [found, more] = stdout.split("\n");
      expect(JSON.parse(found ?? "")).toEqual([
        child,
        true,
        main,
        join(directory, "x"),
        [main, main, true],
        join(directory, "node_modules"),
      ]);
      expect(more).toBe("true 1 .js");
    }
  });

  it("is what its files are now: a change takes effect in the next run", async () => {
    write("lib/text.ts", 'export const text: string = "one";');
    write("index.ts", 'import { text } from "./lib/text";\nconsole.log(`${text} one`);');
    expect((await run("index.ts")).stdout).toBe("one one\n");

    write("lib/text.ts", 'export const text: string = "two";');
    expect((await run("index.ts")).stdout).toBe("two one\n");
    write("index.ts", 'import { text } from "./lib/text";\nconsole.log(`${text} two`);');
    expect((await run("index.ts")).stdout).toBe("two two\n");
    write("lib/text.ts", 'export const text: string = "one";');
    expect((await run("index.ts")).stdout).toBe("one two\n");
  });
});

describe("an error", () => {
  it("tells the file, line and column of the source in which it was thrown", async () => {
    write(
      "lib/fail.ts",
      'type A = {\n  b: string;\n};\nexport function fail(_: A): never {\n  throw new Error("no luck");\n}\n',
    );
    write(
      "index.ts",
      'interface X {\n  y: string;\n}\nimport { fail } from "./lib/fail";\nfail({ b: "c" } satisfies { b: string });\n',
    );

    for (const { code, stderr } of [await run("index.ts"), await run("index.ts")]) {
      expect(code).toBe(1);
      expect(stderr).toContain("Error: no luck");
      expect(stderr).toContain(`at fail (${join(directory, "lib/fail.ts")}:5:9)`);
      expect(stderr).toContain(`${join(directory, "index.ts")}:5:`);
    }
  });

  it("in the first line of a file of JavaScript tells its place in that line", async () => {
    const file = write("index.js", 'throw new Error("no luck");');

    for (const { stderr } of [await run("index.js"), await run("index.js")]) {
      expect(stderr).toContain(`${file}:1:7`);
    }
  });

  it("of syntax in JavaScript is reported by Node.js", async () => {
    const file = write("index.js", "const fine = 1;\nconst broken = = 2;\n");

    const { code, stderr } = await run("index.js");

    expect(code).toBe(1);
    expect(stderr).toContain(`${file}:2`);
    expect(stderr).toContain("SyntaxError: Unexpected token '='");
  });

  it("of syntax tells the place and shows the line", async () => {
    const file = write("index.ts", "const fine: number = 1;\nconst broken: = 2;\n");

    const { code, stderr } = await run("index.ts");

    expect(code).toBe(1);
    expect(stderr).toContain(`SyntaxError: ${file}:2:15: Unexpected "="`);
    expect(stderr).toContain("    const broken: = 2;\n                  ^");
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it("that cannot be told as text does not become another one", async () => {
    write(
      "index.ts",
      'const error = new Error();\nObject.defineProperty(error, "name", { get: () => { throw 1; } });\nError.captureStackTrace(error);\nconsole.log((error as Error).stack?.split("\\n")[0]);',
    );

    expect((await run("index.ts")).stdout).toBe("<error>\n");
  });
});

describe("the cache", () => {
  const MODULES = 20;

  function writeModules(): void {
    for (let number = 0; number < MODULES; number += 1) {
      write(`lib/m${number}.ts`, `export const value: number = ${number};`);
    }
    const all = Array.from({ length: MODULES }, (_, number) => `(await import("./lib/m${number}.ts")).value`);
    write(
      "index.ts",
      `void (async () => console.log([${all.join(", ")}].length))();`.replaceAll("await import(", "require("),
    );
  }

  function keptFiles(): string[] {
    return readdirSync(cache(), { recursive: true, encoding: "utf8" });
  }

  it("is filled by many runs at once without harm", async () => {
    writeModules();

    const runs = await Promise.all(Array.from({ length: 6 }, () => run("index.ts")));

    expect(runs).toEqual(runs.map(() => ({ stdout: `${MODULES}\n`, stderr: "", code: 0 })));
    expect(keptFiles().filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(await run("index.ts")).toEqual({ stdout: `${MODULES}\n`, stderr: "", code: 0 });
  });

  it("may be impossible to write", async () => {
    writeModules();
    write("node_modules/.cache", "a file where the folder would be");

    expect(await run("index.ts")).toEqual({ stdout: `${MODULES}\n`, stderr: "", code: 0 });
    expect(readFileSync(join(directory, "node_modules", ".cache"), "utf8")).toContain("a file");
  });

  it("may be cut off or broken: what is not whole is made anew", async () => {
    writeModules();
    await run("index.ts");
    const files = keptFiles().filter((name) => /\.\w+$/.test(name));
    expect(files.length).toBeGreaterThan(MODULES);
    for (const [at, name] of files.entries()) {
      const file = join(cache(), name);
      at % 2 === 0 ? truncateSync(file, 100) : writeFileSync(file, readFileSync(file, "latin1").replace(/\d/g, "7"));
    }

    expect(await run("index.ts")).toEqual({ stdout: `${MODULES}\n`, stderr: "", code: 0 });
  });
});

describe("what the SDK seldom needs", () => {
  it("is loaded when something of it is asked for", async () => {
    write(
      "node_modules/@pulumi/pulumi/index.js",
      [
        "const loaded = () => Object.keys(require.cache).some((file) => file.endsWith('typescript.js'));",
        "const ts = require('typescript');",
        "const before = loaded();",
        "const kind = ts.SyntaxKind.Identifier;",
        "module.exports = { before, kind: typeof kind, after: loaded(), has: 'sys' in ts, names: Object.keys(ts).length > 100 };",
      ].join("\n"),
    );
    write("index.ts", 'import sdk = require("@pulumi/pulumi");\nconsole.log(JSON.stringify(sdk));');

    expect(JSON.parse((await run("index.ts")).stdout)).toEqual({
      before: false,
      kind: "number",
      after: true,
      has: true,
      names: true,
    });
  });

  it("is loaded at once by everybody else", async () => {
    write(
      "index.ts",
      'require("typescript");\nconsole.log(Object.keys(require.cache).some((file) => file.endsWith("typescript.js")));',
    );

    expect((await run("index.ts")).stdout).toBe("true\n");
    expect(existsSync(cache())).toBe(true);
  });
});
