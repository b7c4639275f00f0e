// `npm run bench`: how fast the sandbox is, and how much memory it takes.
import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { type Figure, measure, type Workload } from "./measure";
import { benchStack } from "./stack";
import { benchStart } from "./start";

const USAGE = `npm run bench -- [options]
       npm run bench -- start [options]    the start of the program; see npm run bench -- start --help
       npm run bench -- stack [options]    stacks with many groups; see npm run bench -- stack --help

Measures the sandbox: its start, reads of groups, people provisioned from the local Okta to the local Cloudflare by SCIM,
and the memory it takes then. Both services run in memory, in one process of their own. Takes a minute or two. On a machine
that does other things too, look at the processor time.

  --people N     how many people are hired, assigned and pushed; defaults to 10000
  --json         print JSON in the place of the table
  --profile DIR  write a CPU profile of the sandbox there, to be opened with the developer tools of a browser
  --help         this text
`;

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  readonly workload: Workload;
  readonly json: boolean;
}

/**
 * Reads the command line of `npm run bench`.
 *
 * @returns The options, or "help" when the usage was asked for.
 * @throws Error that names the argument and what it may be.
 */
export function benchOptions(args: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: { type: "string", default: "10000" },
      json: { type: "boolean", default: false },
      profile: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    return "help";
  }
  // Those who are renamed and deactivated afterwards are among them.
  if (!/^\d+$/.test(values.people) || Number(values.people) < 10) {
    throw new Error(`--people: "${values.people}" is too few or not a number. Use a whole number from 10.`);
  }
  return {
    json: values.json,
    workload: {
      people: Number(values.people),
      secondsPerRead: 5,
      starts: 5,
      ...(values.profile === undefined ? {} : { profile: values.profile }),
    },
  };
}

/** What the figures were measured on. */
function machine(): Readonly<Record<string, string | number>> {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    processors: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    // More than the number of processors: something else was running, and time passed that nothing was done in.
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** A value with as many digits as it deserves. */
function shown(value: number | undefined, unit: Figure["unit"]): string {
  if (value === undefined) {
    return "";
  }
  const digits = value >= 100 ? 0 : 1;
  return `${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

async function main(): Promise<void> {
  if (process.argv[2] === "start") {
    await benchStart(process.argv.slice(3));
    return;
  }
  if (process.argv[2] === "stack") {
    await benchStack(process.argv.slice(3));
    return;
  }
  const options = benchOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return;
  }
  const on = machine();
  const figures: Figure[] = [];
  for await (const figure of measure(options.workload)) {
    process.stderr.write(`${figure.what}: ${shown(figure.value, figure.unit)}\n`);
    figures.push(figure);
  }
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ machine: on, people: options.workload.people, figures }, undefined, 2)}\n`,
    );
    return;
  }
  // Without colours, which would also go into files and pipes.
  const table = new Table({
    head: ["Measured", "Time that passed", "Processor time"],
    colAligns: ["left", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  table.push(...figures.map(({ what, value, unit, processor }) => [what, shown(value, unit), shown(processor, unit)]));
  process.stdout.write(`\n${Object.values(on).join(", ")}\n${table.toString()}\n`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
