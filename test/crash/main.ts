// `npm run test:crash`: kills every operation at every call, and looks where the recovery leads.
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { runCommand, say, UsageError } from "../../cli/command";
import { type Crash, CrashTest, isRead, killPoints } from "./crash-test";
import { OPERATIONS, type Operation } from "./operations";

const USAGE = `npm run test:crash -- [options]

Kills the engine with all its plugins at every API call of a deployment, an update, a rotation and a destroy: before the
call has its effect, and after it but before the answer. Each time it does what docs/recovery.md says and compares the end
with that of an undisturbed run. Takes about 20 seconds for each of some 300 kills; choose some of them with

  --operation NAME   ${OPERATIONS.map(({ name }) => name).join(", ")}; may be given more than once. Defaults to all
  --from K, --to K   the first and the last call, by number
  --moment MOMENT    "before" or "after" the effect. Defaults to both
  --writes           only calls that change something
  --parallel N       how many resources the engine works on at once. Defaults to 1; 0 is its own default
  --plugins KIND     "real" or "stand-in"; the same as PLUGINS
  --help             this text

Exit codes: 0 every run ended where it should, 1 one did not, 2 a mistake in the command line.
`;

/** What `npm run test:crash` was asked for. */
export interface CrashCommand {
  readonly operations: readonly Operation[];
  readonly from: number;
  readonly to: number;
  readonly moment: "before-effect" | "after-effect" | undefined;
  readonly writes: boolean;
  readonly parallel: number | undefined;
  readonly plugins: string | undefined;
}

/**
 * Reads the command line of `npm run test:crash`.
 *
 * @returns What is to be done, or "help" when the usage was asked for.
 * @throws UsageError that names the argument and what it may be.
 */
export function crashCommand(args: readonly string[]): CrashCommand | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      operation: { type: "string", multiple: true },
      from: { type: "string", default: "1" },
      to: { type: "string", default: "100000" },
      moment: { type: "string" },
      writes: { type: "boolean", default: false },
      parallel: { type: "string", default: "1" },
      plugins: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    return "help";
  }
  const names = values.operation ?? OPERATIONS.map(({ name }) => name);
  const parallel = whole("--parallel", values.parallel);
  return {
    operations: names.map(operationOf),
    from: whole("--from", values.from),
    to: whole("--to", values.to),
    moment: momentOf(values.moment),
    writes: values.writes,
    parallel: parallel === 0 ? undefined : parallel,
    plugins: oneOf("--plugins", values.plugins, ["real", "stand-in"]),
  };
}

function operationOf(wanted: string): Operation {
  const found = OPERATIONS.find(({ name }) => name === wanted);
  if (found === undefined) {
    const names = OPERATIONS.map(({ name }) => name).join(", ");
    throw new UsageError(`--operation: "${wanted}" is none of ${names}.`);
  }
  return found;
}

function momentOf(wanted: string | undefined): CrashCommand["moment"] {
  const moment = oneOf("--moment", wanted, ["before", "after"]);
  return moment === undefined ? undefined : `${moment}-effect`;
}

function oneOf<T extends string>(option: string, wanted: string | undefined, values: readonly T[]): T | undefined {
  const found = values.find((value) => value === wanted);
  if (wanted !== undefined && found === undefined) {
    throw new UsageError(`${option}: "${wanted}" is not ${values.join(" or ")}.`);
  }
  return found;
}

function whole(option: string, value: string): number {
  if (!/^\d{1,6}$/.test(value)) {
    throw new UsageError(`${option}: "${value}" is not a whole number.`);
  }
  return Number(value);
}

async function main(): Promise<number> {
  const command = crashCommand(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (command.plugins !== undefined) {
    process.env.PLUGINS = command.plugins;
  }
  const rows: Row[] = [];
  for (const operation of command.operations) {
    rows.push(...(await killAtEveryCall(operation, command)));
  }
  print(rows);
  return rows.every(({ crash }) => crash.troubles.length === 0) ? 0 : 1;
}

interface Row {
  readonly number: number;
  readonly crash: Crash;
}

async function killAtEveryCall(operation: Operation, command: CrashCommand): Promise<Row[]> {
  const { from, to, moment, writes, parallel } = command;
  say(`${operation.name}: preparing`);
  const test = await CrashTest.prepare(operation, parallel === undefined ? {} : { parallel });
  const points = killPoints(test.calls).filter(
    (point) =>
      point.number >= from &&
      point.number <= to &&
      (moment === undefined || point.moment === moment) &&
      !(writes && isRead(point.what)),
  );
  say(`${operation.name}: ${test.calls.length} calls, killed ${points.length} times`);
  const rows: Row[] = [];
  try {
    for (const { number, ...point } of points) {
      const started = Date.now();
      const crash = await test.crash(point);
      rows.push({ number, crash });
      const result = crash.troubles.length === 0 ? "ok" : crash.troubles.join("\n    ");
      const seconds = Math.round((Date.now() - started) / 1_000);
      say(`${operation.name} ${number} ${callOf(crash)} ${crash.moment} (${seconds} s): ${result}`);
    }
  } finally {
    await test.close();
  }
  return rows;
}

function callOf({ what, nth }: Crash): string {
  const short = what.replace("/client/v4/accounts/*/access/", "Cloudflare ").replace("/api/v1/", "Okta ");
  return nth === 1 ? short : `${short} (no. ${nth})`;
}

function print(rows: readonly Row[]): void {
  // Without colours, which would also go into files and pipes.
  const table = new Table({
    head: ["", "k", "Call", "Killed", "What one sees", "Recovery", "End"],
    colWidths: [9, 5, 44, 8, 60, 20, 40],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  table.push(
    ...rows.map(({ number, crash }) => [
      crash.operation,
      number,
      callOf(crash),
      crash.moment === "before-effect" ? "before" : "after",
      crash.recovery.saw.join("\n"),
      crash.recovery.steps.join(", "),
      crash.troubles.length === 0 ? "as undisturbed" : crash.troubles.join("\n"),
    ]),
  );
  const bad = rows.filter(({ crash }) => crash.troubles.length > 0).length;
  process.stdout.write(`${table.toString()}\n${rows.length} kills, ${bad} ended elsewhere.\n`);
}

if (require.main === module) {
  runCommand(main, { usage: USAGE });
}
