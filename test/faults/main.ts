// `npm run test:faults`: every fault under every operation, compared with what was seen before.
import { parseArgs } from "node:util";
import { runCommand, say, UsageError } from "../../cli/command";
import { EngineCases } from "./engine-case";
import { ENGINE_OPERATIONS, type EngineOperation, type Fault, OPERATIONS, type Operation } from "./fault";
import { FAULTS } from "./list";
import { agree, type Outcome, withEarlier } from "./outcome";
import { type Plugins, readOutcomes, writeOutcomes } from "./outcomes";
import { VerifyCases } from "./verify-case";
import { writePage } from "./write-page";

const HELP = `npm run test:faults [-- options]

Runs deployments, updates, verifications, rotations and destructions under every fault of test/faults/list.ts, each from the
same starting point, and compares what is said and what comes of it with what was seen before. docs/faults.md shows that.

  --fault ID             only this fault; may be given several times
  --operation OPERATION  only this operation: ${OPERATIONS.join(", ")}; may be given several times
  --plugins PLUGINS      "stand-in" (the default) or "real": plugins on the PATH or that Pulumi downloads
  --workers NUMBER       how many cases at once; defaults to 2
  --new                  only cases that were not seen before
  --write                keep what is seen, and write docs/faults.md
  --differences          print what differs on both sides where a case ends elsewhere
  --help                 this text

Exit codes: 0 all as seen before, 1 something else was seen, a secret was found, or nothing led back; 2 a mistake in the command line.
`;

interface Case {
  readonly fault: Fault;
  readonly operation: Operation;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      fault: { type: "string", multiple: true },
      operation: { type: "string", multiple: true },
      plugins: { type: "string", default: "stand-in" },
      workers: { type: "string", default: "2" },
      new: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      differences: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const plugins = pluginsOf(values.plugins);
  // Before the toolchain is made, which reads it.
  process.env.PLUGINS = plugins;
  const seen = new Map(readOutcomes(plugins).map((outcome) => [keyOf(outcome), outcome]));
  const cases = chosen(values.fault, values.operation, plugins).filter(
    ({ fault, operation }) => !values.new || !seen.has(`${fault.id} ${operation}`),
  );
  const judge = new Judge(plugins, seen, values.write);
  await verifyAll(
    cases.filter(({ operation }) => operation === "verify"),
    judge,
  );
  const queue = cases.filter(({ operation }) => operation !== "verify");
  const count = Math.min(Number(values.workers), queue.length);
  await Promise.all(Array.from({ length: count }, () => work(queue, judge, values.differences)));
  if (values.write) {
    writePage();
  }
  say(judge.summary());
  return judge.isGood ? 0 : 1;
}

async function verifyAll(cases: readonly Case[], judge: Judge): Promise<void> {
  if (cases.length === 0) {
    return;
  }
  const verified = await VerifyCases.start();
  try {
    for (const { fault } of cases) {
      judge.take(await verified.try(fault));
    }
  } finally {
    await verified.close();
  }
}

/** Takes one case after the other, on a sandbox of its own. */
async function work(queue: Case[], judge: Judge, differences: boolean): Promise<void> {
  const operations = ENGINE_OPERATIONS.filter((each) => queue.some(({ operation }) => operation === each));
  const cases = await EngineCases.start(operations);
  try {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const operation = next.operation as EngineOperation;
      const outcome = await cases.try(next.fault, operation);
      judge.take(outcome);
      if (differences && !outcome.same) {
        say((await cases.differences(operation)).join("\n"));
      }
    }
  } finally {
    await cases.close();
  }
}

/** Prints outcomes and compares them with those that were seen before. */
class Judge {
  private readonly counts = { tried: 0, other: 0, stuck: 0, leaking: 0 };

  constructor(
    private readonly plugins: Plugins,
    private readonly seen: ReadonlyMap<string, Outcome>,
    private readonly write: boolean,
  ) {}

  get isGood(): boolean {
    const { other, stuck, leaking } = this.counts;
    return (this.write || other + stuck === 0) && leaking === 0;
  }

  take(outcome: Outcome): void {
    const before = this.seen.get(keyOf(outcome));
    const isOther = before === undefined || !agree(outcome, before);
    this.counts.tried += 1;
    this.counts.other += isOther ? 1 : 0;
    // What never leads back has to be known for it.
    this.counts.stuck += outcome.same || before?.same === false ? 0 : 1;
    this.counts.leaking += outcome.leaks.length > 0 ? 1 : 0;
    say(lines(outcome, isOther).join("\n"));
    if (isOther && before !== undefined) {
      say(["  before:", ...lines(before, false)].join("\n"));
    }
    if (this.write) {
      writeOutcomes(this.plugins, [withEarlier(outcome, before)]);
    }
  }

  summary(): string {
    const { tried, other, stuck, leaking } = this.counts;
    return `${tried} cases: ${other} other than seen before, ${stuck} that nothing led back from, ${leaking} with a secret in the clear.`;
  }
}

function lines(outcome: Outcome, isOther: boolean): string[] {
  const { fault, operation, exitCode, said, afterwards, next, same, seconds, leaks } = outcome;
  return [
    `${isOther ? "*" : "✓"} ${fault} × ${operation}: exit ${exitCode}, ${seconds} s, ${afterwards}${same ? "" : ", ENDS ELSEWHERE"}`,
    ...said.map((words) => `    ${words}`),
    ...next.flatMap((step) => [
      `  then ${step.command}: exit ${step.exitCode}`,
      ...step.said.map((words) => `    ${words}`),
    ]),
    ...leaks.map((leak) => `  LEAK ${leak}`),
  ];
}

function chosen(
  faults: readonly string[] | undefined,
  operations: readonly string[] | undefined,
  plugins: Plugins,
): Case[] {
  refuseUnknown(
    "--fault",
    faults,
    FAULTS.map(({ id }) => id),
  );
  refuseUnknown("--operation", operations, OPERATIONS);
  return FAULTS.filter(({ id }) => faults?.includes(id) ?? true).flatMap((fault) =>
    fault.operations
      .filter((operation) => operations?.includes(operation) ?? true)
      .filter((operation) => operation === "verify" || plugins === "real" || fault.publishedPluginsOnly !== true)
      .map((operation) => ({ fault, operation })),
  );
}

function refuseUnknown(option: string, values: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = values?.find((value) => !known.includes(value));
  if (unknown !== undefined) {
    throw new UsageError(`${option}: there is no "${unknown}". Use one of ${known.join(", ")}.`);
  }
}

function pluginsOf(value: string): Plugins {
  if (value !== "stand-in" && value !== "real") {
    throw new UsageError(`--plugins: "${value}" is neither "stand-in" nor "real". Write one of them.`);
  }
  return value;
}

function keyOf({ fault, operation }: Pick<Outcome, "fault" | "operation">): string {
  return `${fault} ${operation}`;
}

runCommand(main, { usage: HELP });
