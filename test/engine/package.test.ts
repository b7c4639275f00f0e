// L2: what others install. Packs the library, installs it elsewhere with nothing but its own dependencies, and proves that
// it has what it must have and no more, that a program on it is checked by the compiler, and that the engine runs it.
import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import manifest from "../../package.json";
import { changes, REPOSITORY } from "../support/engine";
import { Scenario } from "../support/scenario";

const run = promisify(execFile);

const PROGRAM = `import { createProviders, OktaAccess } from "okta-cloudflare-access/components";
import { loadConfig, oktaAccessArgs, providersArgs } from "okta-cloudflare-access/config";

const config = loadConfig();
const access = new OktaAccess("access", oktaAccessArgs(config), { providers: createProviders(providersArgs(config)) });
export const identityProviderId = access.identityProviderId;
`;

describe("the package", () => {
  let directory: string;
  let files: string[];

  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "okta-cloudflare-access-package-")));
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", directory], { cwd: REPOSITORY });
    const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
    files = (packed?.files ?? []).map(({ path }) => path).sort();

    const installed = join(directory, "node_modules", manifest.name);
    mkdirSync(installed, { recursive: true });
    await run("tar", ["-xzf", join(directory, packed?.filename ?? ""), "-C", installed, "--strip-components=1"]);
    // What its manifest names, from this machine: no registry is asked.
    for (const name of [...Object.keys(manifest.dependencies), "@types/node"]) {
      const link = join(directory, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(REPOSITORY, "node_modules", name), link);
    }
    writeConsumer();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  function writeConsumer(): void {
    const nodeargs = "--require=okta-cloudflare-access/start --disable-warning=PromiseRejectionHandledWarning";
    const project = {
      name: "okta-cloudflare-access",
      main: "index.ts",
      runtime: { name: "nodejs", options: { typescript: false, nodeargs } },
      config: { "pulumi:disable-default-providers": { value: ["okta", "cloudflare", "okta-cloudflare-access"] } },
      plugins: {
        providers: [{ name: "okta-cloudflare-access", path: "node_modules/okta-cloudflare-access/provider" }],
      },
    };
    const compilerOptions = {
      target: "ES2022",
      module: "preserve",
      types: ["node"],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    };
    writeFileSync(join(directory, "Pulumi.yaml"), stringify(project));
    writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "consumer", main: "index.ts" }));
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["checked.ts"] }));
    writeFileSync(join(directory, "index.ts"), PROGRAM);
  }

  it("has these files and no others", async () => {
    // After a change on purpose: npx vitest run test/engine/package.test.ts -u
    await expect(`${files.join("\n")}\n`).toMatchFileSnapshot("package-files.txt");
    expect(
      files.filter((file) => /(^|\/)(test|sandbox|bench|cli|node_modules|Pulumi\..*yaml)(\/|$)/.test(file)),
    ).toEqual([]);
  });

  it("has all that its parts import", async () => {
    const missing = files
      .filter((file) => /\.(ts|cjs)$/.test(file))
      .flatMap((file) =>
        importsOf(join(directory, "node_modules", manifest.name, file)).map((target) => ({ file, target })),
      )
      .filter(({ target }) => !["", ".ts", "/index.ts"].some((end) => isFile(target + end)));
    expect(missing).toEqual([]);
  });

  it("is checked by the compiler of who uses it", async () => {
    const mistake = "// @ts-expect-error A name is a text.\nnew OktaAccess(5, oktaAccessArgs(config));\n";
    writeFileSync(join(directory, "checked.ts"), `${PROGRAM}\n${mistake}`);
    const tsc = join(REPOSITORY, "node_modules", "typescript", "bin", "tsc");
    const complaints = await run(process.execPath, [tsc, "-p", directory], { cwd: directory }).then(
      () => "",
      (error: { stdout: string }) => error.stdout,
    );

    expect(complaints).toBe("");
  });

  it("runs on the engine, with its own provider", async () => {
    const scenario = await Scenario.start({ program: directory });
    try {
      const preview = await scenario.stack.preview();
      expect(preview.exitCode, preview.stdout + preview.stderr).toBe(0);
      expect(changes(preview)).toContain("create access-oidc-app");
      expect(changes(preview)).toContain("create access-lockout-guard");
    } finally {
      await scenario.close();
    }
  });
});

/** The files of its own that a file imports, as absolute paths that may lack their ending. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, "utf8").matchAll(/(?:from|import\(|require\()\s*"(\.{1,2}\/[^"]*)"/g);
  return [...found].map(([, path]) => join(dirname(file), path ?? ""));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
