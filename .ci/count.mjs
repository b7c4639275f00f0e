// Prints "N passed, N failed" from vitest's JSON report and the exit codes of the checks and of the tests.
import { existsSync, readFileSync } from "node:fs";

const [report, check, test] = process.argv.slice(2);
const results = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { numPassedTests: 0, testResults: [] };
const tests = results.testResults.flatMap((file) => file.assertionResults);
const failedTests = tests.filter((result) => result.status === "failed").length;
// A file that could not even be loaded has no failed test to count.
const brokenFiles = results.testResults.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((result) => result.status === "failed"),
).length;
const inTests = failedTests + brokenFiles;
// An exit code without a failed test: no report, an error outside of a test, a missing tool.
const unexplained = test !== "0" && inTests === 0 ? 1 : 0;
const failed = inTests + unexplained + (check === "0" ? 0 : 1);

console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
