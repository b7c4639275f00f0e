// `npm run bench -- start`: what a start of the program takes, beside the least that the engine takes.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { parse, stringify } from "yaml";
import { SANDBOX_TENANTS, type Sandbox, startSandbox } from "../sandbox";
import { withoutTenants } from "../sandbox/environment";
import { describeToolchain, ensureToolchain, type Toolchain } from "../sandbox/toolchain";

const REPOSITORY = resolve(__dirname, "..");
const PROJECT = "okta-cloudflare-access";

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
  const directory = mkdtempSync(join(tmpdir(), "okta-cloudflare-access-bench-"));
  const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  try {
    const bench = new StartBench(toolchain, directory, sandbox);
    const up = await bench.deploy();
    const taken: Record<string, Taken[]> = { empty: [], providers: [], program: [] };
    for (let run = 0; run < runs; run += 1) {
      for (const [name, times] of Object.entries(taken)) {
        times.push(await bench.preview(name));
      }
    }
    const floor = median(taken.empty ?? []).passed;
    const figure = (what: string, times: readonly Taken[]): StartFigure => {
      const middle = median(times);
      return { what, ...middle, ratio: middle.passed / floor };
    };
    return [
      figure("preview of an empty program", taken.empty ?? []),
      figure("preview of a program with the two providers and nothing else", taken.providers ?? []),
      figure("preview of the stack sandbox, nothing changes", taken.program ?? []),
      figure("up of the stack sandbox from nothing, once", [up]),
    ];
  } finally {
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

class StartBench {
  constructor(
    private readonly toolchain: Toolchain,
    private readonly directory: string,
    private readonly sandbox: Sandbox,
  ) {
    mkdirSync(join(directory, "state"));
    this.write("empty", "");
    this.write(
      "providers",
      [
        `new (require("@pulumi/okta").Provider)("okta", ${JSON.stringify(this.oktaProvider())});`,
        `new (require("@pulumi/cloudflare").Provider)("cloudflare", ${JSON.stringify(this.cloudflareProvider())});`,
      ].join("\n"),
    );
  }

  /** Makes the stacks, and deploys those that have something to deploy. */
  async deploy(): Promise<Taken> {
    for (const name of ["empty", "providers"]) {
      await this.pulumi(join(this.directory, name), ["stack", "init", name]);
      await this.pulumi(join(this.directory, name), ["up", "--yes", "--skip-preview", "--stack", name]);
    }
    // `stack init` writes its stack file beside the program, so it is made beside another program of the same name.
    await this.pulumi(join(this.directory, "empty"), ["stack", "init", "program"]);
    const { encryptionsalt, config } = parse(readFileSync(join(REPOSITORY, "Pulumi.sandbox.yaml"), "utf8"));
    const here = {
      "okta:httpProxy": this.sandbox.okta.url,
      "cloudflare:baseUrl": `${this.sandbox.cloudflare.url}/client/v4`,
      [`${PROJECT}:connectTo`]: {
        [`${SANDBOX_TENANTS.cloudflare.team}.cloudflareaccess.com`]: this.sandbox.cloudflare.url,
      },
    };
    writeFileSync(this.configFile(), stringify({ encryptionsalt, config: { ...config, ...here } }));
    return this.pulumi(REPOSITORY, ["up", "--yes", "--skip-preview", ...this.programArguments()]);
  }

  preview(name: string): Promise<Taken> {
    return name === "program"
      ? this.pulumi(REPOSITORY, ["preview", ...this.programArguments()])
      : this.pulumi(join(this.directory, name), ["preview", "--stack", name]);
  }

  private programArguments(): string[] {
    return ["--stack", "program", "--config-file", this.configFile()];
  }

  private configFile(): string {
    return join(this.directory, "Pulumi.program.yaml");
  }

  private oktaProvider() {
    const { org, apiToken } = SANDBOX_TENANTS.okta;
    return { orgName: org, baseUrl: "okta.com", apiToken, httpProxy: this.sandbox.okta.url };
  }

  private cloudflareProvider() {
    const { apiToken } = SANDBOX_TENANTS.cloudflare;
    return { apiToken, baseUrl: `${this.sandbox.cloudflare.url}/client/v4` };
  }

  private write(name: string, program: string): void {
    const folder = join(this.directory, name);
    mkdirSync(folder);
    symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
    const runtime = { name: "nodejs", options: { typescript: false } };
    writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: PROJECT, main: "index.js", runtime }));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main: "index.js" }));
    writeFileSync(join(folder, "index.js"), program);
  }

  /** Runs the engine. The shell tells the processor time of all that it waited for. */
  private async pulumi(cwd: string, args: readonly string[]): Promise<Taken> {
    const shell = ["-c", '"$@"; code=$?; times; exit $code', "sh", this.toolchain.engine.path, ...args];
    const began = performance.now();
    const child = spawn("sh", [...shell, "--non-interactive", "--color", "never"], {
      cwd,
      env: {
        ...withoutTenants(process.env),
        ...this.toolchain.env,
        PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "sandbox",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => {
        output += data.toString();
      });
    }
    const code = await new Promise<number | null>((done, failed) => {
      child.on("error", failed);
      child.on("close", done);
    });
    if (code !== 0) {
      throw new Error(`pulumi ${args.join(" ")}: failed.\n${output}`);
    }
    return { passed: (performance.now() - began) / 1_000, processor: processorSeconds(output) };
  }
}

/** What `times` of the shell says last: the processor time of the processes that it started, user and system. */
export function processorSeconds(output: string): number {
  const times = [...output.matchAll(/^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/gm)].at(-1);
  return times === undefined ? Number.NaN : sixty(times[1], times[2]) + sixty(times[3], times[4]);
}

function sixty(minutes: string | undefined, seconds: string | undefined): number {
  return Number(minutes) * 60 + Number(seconds);
}

function median(taken: readonly Taken[]): Taken {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    passed: middle(taken.map(({ passed }) => passed)),
    processor: middle(taken.map(({ processor }) => processor)),
  };
}
