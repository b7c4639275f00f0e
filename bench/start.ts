// `npm run bench -- start`: what a start of the program takes, beside the least that the engine takes.
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { startSandbox } from "../sandbox";
import { describeToolchain, ensureToolchain, type Toolchain } from "../sandbox/toolchain";
import { type Floor, Workbench } from "./workbench";

const FLOORS: readonly Floor[] = ["empty", "providers"];

const USAGE = `npm run bench -- start [options]

Measures the start of the program: \`pulumi preview\` of the stack \`sandbox\` where nothing changes, beside an empty program
and one that has nothing but the two providers, in turns. The median of each is shown, the processor time of all processes
too. With real provider plugins on the PATH these are measured. Takes a minute.

  --runs N   how often each is run; defaults to 5
  --json     print JSON in the place of the table
  --help     this text
`;

/** What `npm run bench -- start` was asked for. */
export interface StartOptions {
  readonly runs: number;
  readonly json: boolean;
}

/** What one command took, in seconds. */
export interface Taken {
  /** Time that passed. */
  readonly passed: number;
  /** Processor time of the engine and all that it started. */
  readonly processor: number;
}

/** A program or command and what it took, as a median. */
export interface StartFigure extends Taken {
  readonly what: string;
  /** How many times the time of the empty program it took. */
  readonly ratio: number;
}

/**
 * Reads the command line of `npm run bench -- start`.
 *
 * @returns The options, or "help" when the usage was asked for.
 * @throws Error that names the argument and what it may be.
 */
export function startOptions(args: readonly string[]): StartOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    return "help";
  }
  if (!/^[1-9]\d{0,2}$/.test(values.runs)) {
    throw new Error(`--runs: "${values.runs}" is not a number of runs. Use a whole number from 1 to 999.`);
  }
  return { runs: Number(values.runs), json: values.json };
}

/** Measures, and prints what came of it. */
export async function benchStart(args: readonly string[]): Promise<void> {
  const options = startOptions(args);
  if (options === "help") {
    process.stdout.write(USAGE);
    return;
  }
  const toolchain = await ensureToolchain({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  const figures = await measureStart(toolchain, options.runs);
  process.stdout.write(options.json ? `${JSON.stringify({ runs: options.runs, figures }, undefined, 2)}\n` : "");
  if (!options.json) {
    const table = new Table({
      head: ["Measured", "Time that passed", "Processor time", "× empty program"],
      colAligns: ["left", "right", "right", "right"],
      style: { head: [], border: [], compact: true },
    });
    table.push(
      ...figures.map(({ what, passed, processor, ratio }) => [
        what,
        `${passed.toFixed(2)} s`,
        `${processor.toFixed(2)} s`,
        ratio.toFixed(2),
      ]),
    );
    process.stdout.write(`${describeToolchain(toolchain)}\n${table.toString()}\n`);
  }
}

/** Measures the three programs in turns, so that what else the machine does meets all of them. */
export async function measureStart(toolchain: Toolchain, runs: number): Promise<StartFigure[]> {
  const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  const bench = new Workbench(toolchain, { okta: sandbox.okta.url, cloudflare: sandbox.cloudflare.url });
  try {
    for (const floor of FLOORS) {
      await bench.deployFloor(floor);
    }
    await bench.makeStack("program");
    bench.configure("program");
    const up = await bench.run("program", ["up", "--yes", "--skip-preview"]);
    const taken: Record<Floor | "program", Taken[]> = { empty: [], providers: [], program: [] };
    for (let run = 0; run < runs; run += 1) {
      for (const floor of FLOORS) {
        taken[floor].push(await bench.previewFloor(floor));
      }
      taken.program.push(await bench.run("program", ["preview"]));
    }
    const floor = median(taken.empty).passed;
    const figure = (what: string, times: readonly Taken[]): StartFigure => {
      const middle = median(times);
      return { what, ...middle, ratio: middle.passed / floor };
    };
    return [
      figure("preview of an empty program", taken.empty),
      figure("preview of a program with the two providers and nothing else", taken.providers),
      figure("preview of the stack sandbox, nothing changes", taken.program),
      figure("up of the stack sandbox from nothing, once", [up]),
    ];
  } finally {
    await sandbox.close();
    bench.close();
  }
}

function median(taken: readonly Taken[]): Taken {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    passed: middle(taken.map(({ passed }) => passed)),
    processor: middle(taken.map(({ processor }) => processor)),
  };
}
