// `npm run bench -- stack`: what a stack with many groups takes, beside the least that engine and APIs take.
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { describeToolchain, ensureToolchain } from "../sandbox/toolchain";
import { OPERATIONS, type Operation } from "./least-calls";
import { type GroupResources, measureStack, type StackCase, type StackFigure } from "./stack-life";

const USAGE = `npm run bench -- stack [options]

Measures stacks with many groups, half of them assigned and half pushed, from the first \`pulumi up\` to \`pulumi destroy\`:
time, memory, state, and calls beside the smallest number that the APIs allow. The sandbox runs in a process of its own.
With real provider plugins on the PATH these are measured.

  --groups N,...            how many groups there are; defaults to 10,100,1000
  --people N                how many people are in them; defaults to 10000
  --group-resources WHICH   perGroup, perApp or both, which is the default
  --create                  the stack creates the groups; otherwise Okta has them
  --limits                  enforce the published limits of Okta (Workforce Identity). A thousand groups take ten minutes
  --until OPERATION         stop after "up", "preview", "preview --refresh", "verify" or "two groups added"
  --json                    print JSON in the place of tables, with the calls of each endpoint
  --help                    this text
`;

/** What `npm run bench -- stack` was asked for. */
export interface StackOptions {
  readonly cases: readonly StackCase[];
  readonly json: boolean;
}

/**
 * Reads the command line of `npm run bench -- stack`.
 *
 * @returns The options, or "help" when the usage was asked for.
 * @throws Error that names the argument and what it may be.
 */
export function stackOptions(args: readonly string[]): StackOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      groups: { type: "string", default: "10,100,1000" },
      people: { type: "string", default: "10000" },
      "group-resources": { type: "string", default: "both" },
      create: { type: "boolean", default: false },
      limits: { type: "boolean", default: false },
      until: { type: "string", default: "destroy" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    return "help";
  }
  const people = wholeNumber("--people", values.people, 0);
  const until = OPERATIONS.find((operation) => operation === values.until);
  if (until === undefined) {
    throw new Error(`--until: "${values.until}" is no operation. Use one of ${quoted(OPERATIONS)}.`);
  }
  const shapes = resourcesOf(values["group-resources"]);
  const sizes = values.groups.split(",").map((text) => wholeNumber("--groups", text, 2));
  const { create: creates, limits } = values;
  return {
    cases: sizes.flatMap((groups) =>
      shapes.map((groupResources) => ({ groups, people, groupResources, creates, limits, until })),
    ),
    json: values.json,
  };
}

/** Measures, and prints what came of it. */
export async function benchStack(args: readonly string[]): Promise<void> {
  const options = stackOptions(args);
  if (options === "help") {
    process.stdout.write(USAGE);
    return;
  }
  const toolchain = await ensureToolchain({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  const measured: (StackCase & { figures: StackFigure[] })[] = [];
  for (const stack of options.cases) {
    const figures: StackFigure[] = [];
    for await (const figure of measureStack(toolchain, stack)) {
      process.stderr.write(`${nameOf(stack)}, ${figure.what}: ${figure.passed.toFixed(1)} s\n`);
      figures.push(figure);
    }
    measured.push({ ...stack, figures });
  }
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ toolchain: describeToolchain(toolchain), measured }, undefined, 2)}\n`);
    return;
  }
  process.stdout.write(`${describeToolchain(toolchain)}\n`);
  for (const { figures, ...stack } of measured) {
    process.stdout.write(`\n${nameOf(stack)}\n${tableOf(figures, stack.limits)}\n`);
  }
}

function nameOf({ groups, people, groupResources, creates, limits }: StackCase): string {
  const made = creates ? "created groups" : "groups";
  return `${groups} ${made}, ${people} people, ${groupResources}${limits ? ", limits enforced" : ""}`;
}

function tableOf(figures: readonly StackFigure[], limits: boolean): string {
  // Without colours, which would also go into files and pipes.
  const table = new Table({
    head: [
      ...["Measured", "Time", "Processor", "Engine", "Program", "Plugins", "Calls", "At least", "Resources", "State"],
      ...(limits ? ["Calls ÷ rate", "Time ÷ that", "Refused"] : []),
    ],
    colAligns: ["left", ...Array.from({ length: limits ? 12 : 9 }, () => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  table.push(...figures.map((figure) => [...rowOf(figure), ...(limits ? paceOf(figure) : [])]));
  return table.toString();
}

function rowOf({ what, passed, processor, memory, calls, leastCalls, resources, stateBytes }: StackFigure): string[] {
  const megabytes = (bytes: number | undefined) => (bytes === undefined ? "" : `${Math.round(bytes / 1e6)} MB`);
  return [
    what,
    `${passed.toFixed(1)} s`,
    `${processor.toFixed(1)} s`,
    megabytes(memory.engine),
    megabytes(memory.program),
    megabytes(memory.plugins),
    String(Object.values(calls).reduce((sum, count) => sum + count, 0)),
    String(leastCalls),
    String(resources),
    `${Math.round(stateBytes / 1_000)} kB`,
  ];
}

function paceOf({ passed, leastSeconds, refused }: StackFigure): string[] {
  if (leastSeconds === undefined) {
    return ["", "", ""];
  }
  // Within one minute's calls nobody waits, and the ratio says nothing.
  const isPaced = leastSeconds > 60;
  return [`${leastSeconds.toFixed(0)} s`, isPaced ? (passed / leastSeconds).toFixed(2) : "", String(refused)];
}

function resourcesOf(text: string): readonly GroupResources[] {
  switch (text) {
    case "perGroup":
    case "perApp":
      return [text];
    case "both":
      return ["perGroup", "perApp"];
    default:
      throw new Error(`--group-resources: "${text}" is no such thing. Use "perGroup", "perApp" or "both".`);
  }
}

function wholeNumber(option: string, text: string, least: number): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) < least) {
    throw new Error(`${option}: "${text}" is too few or not a number. Use a whole number from ${least}.`);
  }
  return Number(text);
}

function quoted(values: readonly Operation[]): string {
  return values.map((value) => `"${value}"`).join(", ");
}
