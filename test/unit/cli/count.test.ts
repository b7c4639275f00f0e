import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const count = resolve(__dirname, "../../../.ci/count.mjs");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "count-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function file(...statuses: string[]) {
  const failed = statuses.length === 0 || statuses.includes("failed");
  return { status: failed ? "failed" : "passed", assertionResults: statuses.map((status) => ({ status })) };
}

it.each([
  {
    what: "all is well",
    files: [file("passed", "passed"), file("passed", "skipped")],
    check: 0,
    test: 0,
    says: "3 passed, 0 failed",
  },
  { what: "a test fails", files: [file("passed", "failed")], check: 0, test: 1, says: "1 passed, 1 failed" },
  { what: "a file cannot be loaded", files: [file("passed"), file()], check: 0, test: 1, says: "1 passed, 1 failed" },
  { what: "a check fails", files: [file("passed")], check: 1, test: 0, says: "1 passed, 1 failed" },
  {
    what: "an error comes from outside of a test",
    files: [file("passed")],
    check: 0,
    test: 1,
    says: "1 passed, 1 failed",
  },
  { what: "there is no report", files: undefined, check: 0, test: 1, says: "0 passed, 1 failed" },
  {
    what: "everything fails",
    files: [file("failed", "failed"), file()],
    check: 2,
    test: 1,
    says: "0 passed, 4 failed",
  },
])("says $says when $what", ({ files, check, test, says }) => {
  const report = join(directory, "report.json");
  if (files !== undefined) {
    const passed = files.flatMap((entry) => entry.assertionResults).filter(({ status }) => status === "passed");
    writeFileSync(report, JSON.stringify({ numPassedTests: passed.length, testResults: files }));
  }
  const result = spawnSync(process.execPath, [count, report, String(check), String(test)], { encoding: "utf8" });
  expect(result.stdout).toBe(`${says}\n`);
  expect(result.status).toBe(says.endsWith(" 0 failed") ? 0 : 1);
});
