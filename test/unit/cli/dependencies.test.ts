// What the project is made of: the checks of `npm run dependencies`, on the lockfile as it is and on bad ones.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { documentWithTable, readLockfile } from "../../../cli/dependencies";
import { judgeFindings, readFindings } from "../../../cli/dependencies/findings";
import { licenceProblems } from "../../../cli/dependencies/licences";
import { lockfileProblems } from "../../../cli/dependencies/lockfile";

const REPOSITORY = resolve(__dirname, "../../..");
const INTEGRITY = "sha512-AAAA";

function locked(packages: Record<string, Record<string, unknown>>) {
  return { packages: { "": {}, ...packages } };
}

describe("the licences", () => {
  it("of all packages are accepted, and the document counts them", () => {
    expect(licenceProblems(readLockfile())).toEqual([]);
    const document = readFileSync(join(REPOSITORY, "docs", "dependencies.md"), "utf8");
    expect(documentWithTable(document, readLockfile())).toBe(document);
  });

  it.each(["GPL-3.0", "MIT AND GPL-3.0", "(LGPL-3.0 OR AGPL-3.0)", "UNLICENSED", undefined])(
    "do not include %s",
    (license) => {
      const problems = licenceProblems(locked({ "node_modules/a/node_modules/bad": { version: "1.0.0", license } }));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(
        `bad 1.0.0: has the licence ${license ?? "that its package does not name"}. Use another`,
      );
    },
  );

  it.each(["MIT", "(MIT OR GPL-3.0)", "(BSD-3-Clause AND Apache-2.0)"])("include %s", (license) => {
    expect(licenceProblems(locked({ "node_modules/good": { version: "1.0.0", license } }))).toEqual([]);
  });

  it("of an exception are those that were looked at", () => {
    const licence = (license: string) =>
      licenceProblems(locked({ "node_modules/axe-core": { version: "9.0.0", license } }));
    expect(licence("MPL-2.0")).toEqual([]);
    expect(licence("BUSL-1.1")).toHaveLength(1);
  });
});

describe("the lockfile", () => {
  it("is whole", () => {
    expect(lockfileProblems(readLockfile())).toEqual([]);
  });

  it("tells of every package what is missing or too much", () => {
    const problems = lockfileProblems(
      locked({
        "node_modules/fine": { version: "1.0.0", integrity: INTEGRITY },
        "node_modules/weak": { version: "1.0.0", integrity: "sha1-AAAA" },
        "node_modules/none": { version: "1.0.0" },
        "node_modules/there": {
          version: "1.0.0",
          integrity: INTEGRITY,
          resolved: "https://registry.example/there.tgz",
        },
        "node_modules/many": { version: "1.0.0", integrity: INTEGRITY, optionalDependencies: { "many-macos": "1" } },
      }),
    );
    expect(problems.map((problem) => problem.split(". ")[0])).toEqual([
      expect.stringContaining("weak 1.0"),
      expect.stringContaining("none 1.0"),
      "package-lock.json: there names a place to download from",
      "package-lock.json: many-macos, which many may need, is missing",
    ]);
  });
});

describe("known vulnerabilities", () => {
  const url = "https://github.com/advisories/GHSA-1";
  const report = JSON.stringify({
    vulnerabilities: {
      parent: { severity: "high", via: ["child"] },
      child: { severity: "high", via: [{ url, title: "Reads too much" }] },
    },
  });

  it("are told, each where it is", () => {
    const findings = readFindings(report);
    expect(findings).toEqual({
      packages: [{ name: "child", severity: "high", advisories: [{ url, title: "Reads too much" }] }],
    });
    expect("packages" in findings && judgeFindings(findings.packages, new Date())).toEqual([
      `child: high: Reads too much (${url}). Update it, or accept it in cli/dependencies/findings.ts with a reason and a day.`,
    ]);
  });

  it("are left out when they were explained, until the day", () => {
    const findings = [{ name: "child", severity: "high", advisories: [{ url, title: "Reads too much" }] }];
    const accepted = [{ advisory: url, reason: "Nothing is read.", until: "2027-01-01" }];
    expect(judgeFindings(findings, new Date("2026-12-31T12:00:00Z"), accepted)).toEqual([]);
    expect(judgeFindings(findings, new Date("2027-01-01T00:00:00Z"), accepted)[0]).toContain(
      "accepted until 2027-01-01",
    );
  });

  it("cannot be told where the registry does not serve them", () => {
    const answer = JSON.stringify({ message: "405 Method Not Allowed - POST https://registry.example/", error: {} });
    expect(readFindings(answer)).toEqual({ refused: "405 Method Not Allowed" });
    expect(readFindings(JSON.stringify({ message: "request to https://registry.example failed" }))).toEqual({
      refused: "no answer",
    });
    expect(() => readFindings("{}")).toThrow(/^npm audit: printed something unknown\./);
  });
});

describe("npm run dependencies", () => {
  it("writes a bill of materials of what runs, and finds nothing", () => {
    const directory = mkdtempSync(join(tmpdir(), "okta-cloudflare-access-sbom-"));
    try {
      const file = join(directory, "sbom.json");
      const command = ["--import=tsx", "cli/dependencies.ts", "--sbom", file];
      const printed = execFileSync(process.execPath, command, { cwd: REPOSITORY, encoding: "utf8", stdio: "pipe" });
      expect(printed).toBe("dependencies: all is well\n");

      const sbom = JSON.parse(readFileSync(file, "utf8")) as { bomFormat: string; components: { name: string }[] };
      const names = sbom.components.map(({ name }) => name);
      expect(sbom.bomFormat).toBe("CycloneDX");
      expect(names).toContain("@pulumi/okta");
      expect(names).not.toContain("vitest");
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }, 60_000);
});
