// L2: the real engine and small programs that start as ours does. Proves that errors of a program stay readable, that an
// edited program runs as it is now, and that what the SDK loads later than it used to is there when it is needed.
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { REPOSITORY, TestStack } from "../support/engine";

describe("a program", () => {
  let program: string;
  let stack: TestStack;

  beforeAll(async () => {
    program = realpathSync(mkdtempSync(join(tmpdir(), "okta-cloudflare-access-program-")));
    symlinkSync(join(REPOSITORY, "node_modules"), join(program, "node_modules"));
    const options = { typescript: false, nodeargs: `--require=${join(REPOSITORY, "start", "register.cjs")}` };
    writeFileSync(
      join(program, "Pulumi.yaml"),
      stringify({ name: "start", main: "index.ts", runtime: { name: "nodejs", options } }),
    );
    writeFileSync(join(program, "package.json"), JSON.stringify({ name: "start", main: "index.ts" }));
    stack = await TestStack.create({ config: {}, program });
  });
  afterAll(async () => {
    await stack?.close({});
    rmSync(program, { recursive: true, force: true });
  });

  async function preview(...lines: string[]) {
    writeFileSync(join(program, "index.ts"), lines.join("\n"));
    const run = await stack.preview();
    const errors = run.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    return { ...run, errors: errors.join("\n") };
  }

  it("that throws tells where in its source", async () => {
    writeFileSync(
      join(program, "fail.ts"),
      "interface A {\n  b: string;\n}\nexport function fail(a: A): never {\n  throw new Error(a.b);\n}\n",
    );

    const run = await preview("type B = string;", 'import { fail } from "./fail";', 'fail({ b: "no luck" as B });');

    expect(run.exitCode).not.toBe(0);
    expect(run.errors).toContain("Error: no luck");
    expect(run.errors).toContain(`at fail (${join(program, "fail.ts")}:5:9)`);
    expect(run.errors).toContain(`${join(program, "index.ts")}:3:`);
  });

  it("that is not TypeScript tells where, and shows the line", async () => {
    const run = await preview("const fine: number = 1;", "const broken: = 2;");

    expect(run.exitCode).not.toBe(0);
    expect(run.errors).toContain(`${join(program, "index.ts")}:2:15: Unexpected "="`);
    expect(run.errors).toContain("const broken: = 2;");
    expect(run.errors).not.toContain("node_modules");
  });

  it("that refuses its settings says what it has to say, without a stack trace", async () => {
    const errors = JSON.stringify(join(REPOSITORY, "lib", "errors"));
    const run = await preview(
      `import { UserError } from ${errors};`,
      'throw new UserError("CONFIG_INVALID", [{ where: "settings", problem: "is empty", advice: "Fill it in" }]);',
    );

    expect(run.exitCode).not.toBe(0);
    expect(run.errors.trim()).toBe("settings: is empty. Fill it in.");
  });

  it("runs as it is now, and can write functions into the state", async () => {
    const text = (name: string) => [
      'import * as pulumi from "@pulumi/pulumi";',
      "const secret: number = 41;",
      `export const ${name} = pulumi.output(pulumi.runtime.serializeFunction(() => secret + 1)).apply((made) => made.text.includes("secret: 41") && made.text.includes("() => secret + 1"));`,
      "export const engine = typeof pulumi.automation.LocalWorkspace;",
    ];
    const first = await preview(...text("first"));
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    expect(first.stdout).toMatch(/first\s*: true/);
    expect(first.stdout).toMatch(/engine\s*: "function"/);

    const second = await preview(...text("second"));
    expect(second.stdout).toMatch(/^\s*\+?\s*second\s*:/m);
    expect(second.stdout).not.toMatch(/^\s*\+?\s*first\s*:/m);
  });
});
