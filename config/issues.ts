import type { z } from "zod";
import type { Issue } from "../lib/errors";
import { quoteList, suggest } from "../lib/words";
import { splitProblem } from "./problem";

/** A path inside a config value: keys and list positions. */
export type Path = readonly PropertyKey[];

/**
 * The config path as `pulumi config set --path` takes it: `ns:settings.oidc.assignedGroups[0]`, and
 * `ns:settings.groups["a.b"]` for a key that is no plain word.
 */
export function configPath(root: string, path: Path): string {
  return path.reduce<string>((whole, part) => `${whole}${pathStep(part)}`, root);
}

function pathStep(part: PropertyKey): string {
  if (typeof part === "number") {
    return `[${part}]`;
  }
  const key = String(part);
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/**
 * Turns what zod found into issues for a person. Never shows a value: somebody may have put a secret in the wrong place.
 *
 * @param root The config key that was parsed.
 * @param input What was parsed; only looked at to tell a missing value from a wrong one.
 * @param allowedKeys The keys that the object at a path may have, for "did you mean".
 */
export function issuesOf(
  root: string,
  input: unknown,
  error: z.ZodError,
  allowedKeys: (path: Path) => readonly string[],
): Issue[] {
  const mistyped = new Set(
    error.issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? [configPath(root, issue.path)] : [])),
  );
  // What a map as a whole lacks is most likely there, under the mistyped key.
  return error.issues
    .filter((issue) => issue.code !== "custom" || !mistyped.has(configPath(root, issue.path)))
    .flatMap((issue) => issueOf(root, input, issue, allowedKeys));
}

function issueOf(
  root: string,
  input: unknown,
  issue: z.core.$ZodIssue,
  allowedKeys: (path: Path) => readonly string[],
): Issue[] {
  const where = configPath(root, issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        where: configPath(root, [...issue.path, key]),
        problem: "is not a setting",
        advice: suggest(key, allowedKeys(issue.path), "settings here"),
      }));
    case "invalid_key":
      return issue.issues.map((nested) => ({ where, ...halves(nested.message) }));
    case "invalid_type":
      if (valueAt(input, issue.path) === undefined) {
        return [{ where, problem: "is missing", advice: halves(issue.message).advice }];
      }
      return [{ where, ...(splitProblem(issue.message) ?? typeProblem(issue.expected, allowedKeys(issue.path))) }];
    default:
      return [{ where, ...halves(issue.message) }];
  }
}

function typeProblem(expected: string, keys: readonly string[]): { problem: string; advice: string } {
  return expected === "object"
    ? { problem: "expected a map of settings", advice: `Write it as a YAML map with the keys ${quoteList(keys)}` }
    : { problem: `expected ${expected}`, advice: `Write a value of type ${expected}` };
}

function halves(message: string): { problem: string; advice: string } {
  return splitProblem(message) ?? { problem: message, advice: "Correct it" };
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
}
