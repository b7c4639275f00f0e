import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeToolchain, ensureToolchain, type Toolchain } from "../../sandbox/toolchain";

const repository = resolve(__dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "toolchain-engine-"));
let toolchain: Toolchain;

/** Runs `pulumi` on a project of two lines, with a backend and a home of its own. */
function pulumi(...args: string[]): Promise<{ code: number | null; output: string }> {
  const env = {
    ...process.env,
    ...toolchain.env,
    PULUMI_BACKEND_URL: `file://${join(directory, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "unused",
  };
  const child = spawn(toolchain.engine.path, [...args, "--non-interactive"], { cwd: join(directory, "project"), env });
  let output = "";
  const take = (chunk: Buffer): void => {
    output += String(chunk);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise((settle) => child.once("close", (code) => settle({ code, output })));
}

function program(source: string): void {
  writeFileSync(join(directory, "project", "index.ts"), source);
}

beforeAll(async () => {
  toolchain = await ensureToolchain({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  process.stderr.write(`${describeToolchain(toolchain)}\n`);
  for (const name of ["project", "backend"]) {
    mkdirSync(join(directory, name));
  }
  const project = join(directory, "project");
  symlinkSync(join(repository, "node_modules"), join(project, "node_modules"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "two-lines", main: "index.ts" }));
  const runtime = { name: "nodejs", options: { typescript: false, nodeargs: "--import=tsx" } };
  writeFileSync(join(project, "Pulumi.yaml"), JSON.stringify({ name: "two-lines", runtime }));
  expect(await pulumi("stack", "init", "test")).toMatchObject({ code: 0 });
  expect(await pulumi("config", "set", "greeting", "hello")).toMatchObject({ code: 0 });
}, 900_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("runs a TypeScript program as CommonJS, without checking its types, with its config", async () => {
  program(`import * as pulumi from "@pulumi/pulumi";
const wrong: number = "not a number";
export const said = \`\${new pulumi.Config().require("greeting")} \${pulumi.getStack()} \${typeof module} \${wrong}\`;`);
  const { code, output } = await pulumi("preview");
  expect(output).toContain('said: "hello test object not a number"');
  expect(code).toBe(0);
}, 120_000);

it("ends a program's own message without another one on top", async () => {
  program(`import * as pulumi from "@pulumi/pulumi";\nthrow new pulumi.RunError("settings.team: is missing.");`);
  const { code, output } = await pulumi("preview");
  expect(output).toContain("error: settings.team: is missing.");
  expect(output).not.toMatch(/unhandled|exit code/);
  expect(code).not.toBe(0);
}, 120_000);
