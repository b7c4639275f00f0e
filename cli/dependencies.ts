// `npm run dependencies`: what this project is made of: licences, the lockfile, known vulnerabilities, a bill of materials.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { judgeFindings, readFindings } from "./dependencies/findings";
import { licenceProblems, licenceTable } from "./dependencies/licences";
import { type Lockfile, lockfileProblems } from "./dependencies/lockfile";

const ROOT = resolve(__dirname, "..");
const DOCUMENT = join(ROOT, "docs", "dependencies.md");
const BEGIN = "<!-- licences: written by `npm run dependencies -- --write` -->\n";
const END = "<!-- end of licences -->";
const LARGEST_OUTPUT = 64 * 2 ** 20;

const USAGE = `npm run dependencies -- [options]

Checks the dependencies: every licence is one that was accepted, the lockfile is whole and names no place to download
from, and \`npm audit\` knows no vulnerability that was not looked at (docs/dependencies.md).

  --sbom FILE       write a bill of materials (CycloneDX, JSON) of what is needed at run time
  --write           write the table of licences into docs/dependencies.md
  --require-audit   fail where the registry serves no audit, too
  --help            this text

Exit codes: 0 all is well, 1 something was found, 2 wrong use.
`;

/** docs/dependencies.md with the table of licences as the lockfile has them. */
export function documentWithTable(document: string, lockfile: Lockfile): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/dependencies.md: has no place for the table. Put "${BEGIN.trim()}" and "${END}" into it.`);
  }
  return `${before}${BEGIN}\n${licenceTable(lockfile)}\n\n${END}${after}`;
}

/** The lockfile of this project. */
export function readLockfile(): Lockfile {
  return JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lockfile;
}

async function npm(args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }> {
  try {
    return {
      code: 0,
      stdout: (await promisify(execFile)("npm", args, { cwd: ROOT, maxBuffer: LARGEST_OUTPUT })).stdout,
    };
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: unknown };
    if (typeof code !== "number" || typeof stdout !== "string") {
      throw new Error(`npm ${args[0]}: could not be run. Install npm 10 or newer.`, { cause: error });
    }
    return { code, stdout };
  }
}

async function auditProblems(isRequired: boolean): Promise<string[]> {
  const findings = readFindings(
    (await npm(["audit", "--audit=true", "--json", "--fetch-retries=0", "--fetch-timeout=15000"])).stdout,
  );
  if ("refused" in findings) {
    const sentence = `npm audit: the registry does not serve it (${findings.refused}). Run this where it does.`;
    process.stderr.write(isRequired ? "" : `${sentence}\n`);
    return isRequired ? [sentence] : [];
  }
  return judgeFindings(findings.packages, new Date());
}

/** @throws Error saying what npm could not do. */
async function writeBillOfMaterials(file: string): Promise<void> {
  const args = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=application", "--package-lock-only", "--omit=dev"];
  const { code, stdout } = await npm(args);
  if (code !== 0) {
    throw new Error("npm sbom: failed. Run `npm sbom --sbom-format=cyclonedx --package-lock-only` to see why.");
  }
  writeFileSync(file, stdout);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      sbom: { type: "string" },
      write: { type: "boolean", default: false },
      "require-audit": { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const lockfile = readLockfile();
  if (values.write) {
    writeFileSync(DOCUMENT, documentWithTable(readFileSync(DOCUMENT, "utf8"), lockfile));
  }
  if (values.sbom !== undefined) {
    await writeBillOfMaterials(values.sbom);
  }
  const problems = [
    ...licenceProblems(lockfile),
    ...lockfileProblems(lockfile),
    ...(await auditProblems(values["require-audit"])),
  ];
  process.stdout.write(problems.length === 0 ? "dependencies: all is well\n" : `${problems.join("\n")}\n`);
  return problems.length === 0 ? 0 : 1;
}

if (require.main === module) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 2;
    },
  );
}
