// What a person gets who types a command wrongly: one sentence that names the argument, before anything happens.
import { expect, it } from "vitest";
import { benchOptions } from "../../../bench/main";
import { parseOptions as adoptOptions } from "../../../cli/adopt";
import { UsageError } from "../../../cli/command";
import { parseOptions as demoOptions } from "../../../cli/demo";
import { parseOptions as forgetOptions } from "../../../cli/forget";
import { parseOptions as groupResourcesOptions } from "../../../cli/group-resources";
import { policyOptions } from "../../../cli/policy";
import { parseOptions as recoverOptions } from "../../../cli/recover";
import { rotateCommands } from "../../../cli/rotate";
import { sandboxOptions } from "../../../cli/sandbox";
import { parseOptions as verifyOptions } from "../../../cli/verify";

const COMMANDS: Readonly<Record<string, (args: string[]) => unknown>> = {
  adopt: adoptOptions,
  bench: benchOptions,
  demo: demoOptions,
  forget: forgetOptions,
  "group-resources": (args) => groupResourcesOptions(["--to=perApp", ...args]),
  policy: policyOptions,
  recover: recoverOptions,
  rotate: (args) => rotateCommands(args, new Date()),
  sandbox: sandboxOptions,
  verify: verifyOptions,
};
const ON_STACK = ["adopt", "forget", "group-resources", "policy", "recover", "verify"];

/** What is no stack; a line each. */
const STACKS = [
  "",
  " ",
  "a b",
  "../../etc/passwd",
  "..",
  ".",
  "a/b/c/d",
  "/prod",
  "prod/",
  "a\nb",
  "a\0b",
  "a\u202eb",
  "$(id)",
  "`id`",
  "a;b",
  "-y",
  "--yes",
  "x".repeat(101),
  "стек",
];

const rows: (readonly [string, readonly string[]])[] = [
  ...Object.keys(COMMANDS).flatMap((command) => [
    [command, ["--nonsense"]] as const,
    [command, ["--nonsense=1"]] as const,
    [command, ["-x"]] as const,
    [command, ["--__proto__"]] as const,
    [command, ["--constructor", "x"]] as const,
    [command, ["--\u202e"]] as const,
    ...(command === "rotate" ? [] : [[command, ["stray"]] as const, [command, ["--help=yes"]] as const]),
  ]),
  ...ON_STACK.flatMap((command) => [
    ...STACKS.map((stack) => [command, [`--stack=${stack}`]] as const),
    [command, ["--stack"]] as const,
  ]),
  ...STACKS.map((stack) => ["rotate", ["client-secret", `--stack=${stack}`]] as const),
  ...["adopt", "forget", "group-resources", "recover", "verify", "rotate"].map((command) => [command, []] as const),
  ...["constructor", "__proto__", "toString", "secret", "", "scim-secret client-secret"].map(
    (secret) => ["rotate", ["--stack=prod", secret]] as const,
  ),
  ["rotate", ["--stack=prod", "scim-secret", "client-secret"]],
  ...["", "each", "perapp", "__proto__"].map((to) => ["group-resources", ["--stack=prod", `--to=${to}`]] as const),
  ...["", "0", "-1", "1e3", "65536", "7001x", "NaN", " 1", "9".repeat(400)].flatMap((port) => [
    ["demo", [`--okta-port=${port}`]] as const,
    ["demo", [`--cloudflare-port=${port}`]] as const,
    ...(port === "0" ? [] : [["sandbox", [`--okta-port=${port}`]] as const]),
  ]),
  ...["", "API", "__proto__", "maybe"].flatMap((mode) => [
    ["demo", [`--scim-connection=${mode}`]] as const,
    ["sandbox", [`--scim-connection=${mode}`]] as const,
  ]),
  ...["", "/", "..", ".", "a\0b"].map((directory) => ["demo", [`--directory=${directory}`]] as const),
  ["sandbox", ["--database="]],
  ["sandbox", ["--host", "0.0.0.0"]],
  ["demo", ["--host=0.0.0.0"]],
  ...["", "staging", "__proto__", "constructor"].flatMap((environment) => [
    ["policy", [`--environment=${environment}`]] as const,
    ["verify", ["--stack=prod", `--environment=${environment}`]] as const,
  ]),
  ["verify", ["--stack=prod", "--json", "--markdown"]],
  ["verify", ["--stack=prod", "--set"]],
  ...["", "0", "-5", "1.5", "1e2", "ten", "9".repeat(30)].flatMap((number) => [
    ["verify", ["--stack=prod", `--wait=${number}`]] as const,
    ["verify", ["--stack=prod", `--time-limit=${number}`]] as const,
    ...(number === "9".repeat(30) ? [] : [["bench", [`--people=${number}`]] as const]),
  ]),
];

it.each(rows)("%s %j is refused in a sentence", (command, args) => {
  let error: unknown;
  try {
    COMMANDS[command]?.([...args]);
  } catch (cause) {
    error = cause;
  }
  expect(error).toBeInstanceOf(Error);
  const isUsage = error instanceof UsageError || (error instanceof TypeError && "code" in error);
  expect(isUsage || command === "bench", String(error)).toBe(true);
  const { message } = error as Error;
  expect(message).not.toMatch(/\n\s+at |undefined|\[object/);
  // Node names an option that nobody knows in its own words.
  expect("code" in (error as Error) || /^\S.*: .+\. .+\.$|^".*": .+; .+\.$/s.test(message), message).toBe(true);
});
