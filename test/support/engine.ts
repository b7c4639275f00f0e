import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { parse, stringify } from "yaml";
import { SANDBOX_TENANTS } from "../../sandbox";
import { withoutTenants } from "../../sandbox/environment";
import { ensureToolchain, type Toolchain } from "../../sandbox/toolchain";
import { ArgumentWatch } from "./arguments";
import { type Backend, type BackendKind, backendKind, makeBackend } from "./backend";
import { findLeaks } from "./leaks";
import { newStackSecrets, type StackSecrets } from "./stack-secrets";

/** The root of this repository, where the program is. */
export const REPOSITORY = resolve(__dirname, "../..");

/** What encrypts the secrets of every stack that this test process makes. */
let stackSecrets: StackSecrets | undefined;

function secretsOfStacks(): StackSecrets {
  stackSecrets ??= newStackSecrets();
  return stackSecrets;
}

/** One step of a plan or of a deployment, as the engine reports it. */
export interface Step {
  /** `create`, `update`, `same`, `delete`, `replace`, `create-replacement`, `delete-replaced`, `refresh`, `read` … */
  readonly op: string;
  readonly urn: string;
  /** Type token. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Top-level properties that differ. */
  readonly diffs: readonly string[];
}

/** What a process printed. */
export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What one run of `pulumi` did. */
export interface Run extends Printed {
  /** The engine's event log, one JSON text per line; empty for commands without one. */
  readonly events: string;
  /** Every step of the last phase of the run (the preview's steps for `preview`, else the deployment's). */
  readonly steps: readonly Step[];
  /** Warnings and errors of the program and the providers. */
  readonly diagnostics: readonly { readonly severity: string; readonly message: string }[];
}

/** How to make a {@link TestStack}. */
export interface TestStackOptions {
  /** Config of the stack, by full key; `{ secure: … }` values are taken from {@link sandboxConfig}. */
  readonly config: Record<string, unknown>;
  /** Folder of the program. Defaults to the root of the repository. */
  readonly program?: string;
  /** Additional environment. */
  readonly env?: Record<string, string>;
  /** Where the state is kept. Defaults to what `STATE` says, and without it to files. */
  readonly backend?: BackendKind;
}

let toolchain: Promise<Toolchain> | undefined;

/** The toolchain, made once per test process. */
export function testToolchain(): Promise<Toolchain> {
  toolchain ??= ensureToolchain({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  return toolchain;
}

/**
 * A stack of its own in a folder of its own: state, config and event logs. What a run leaves behind is all below
 * {@link directory}, so that a test can look through every byte of it.
 */
export class TestStack {
  /** Everything that the runs of this stack leave behind. */
  readonly directory = mkdtempSync(join(tmpdir(), "okta-cloudflare-access-"));
  /** Ids of the processes that run for this stack now: of `pulumi` and of commands, without what those started. */
  readonly processes = new Set<number>();
  private readonly configFile = join(this.directory, "Pulumi.test.yaml");
  private readonly program: string;
  private readonly secrets: Record<string, string> = { passphrase: secretsOfStacks().passphrase };
  private readonly arguments = new ArgumentWatch(join(this.directory, "arguments.txt"));
  private backend: Backend | undefined;
  private name = "test";
  private runs = 0;
  private printed = 0;

  private constructor(private readonly options: TestStackOptions) {
    this.program = options.program ?? REPOSITORY;
    this.configure(options.config);
    this.makeTemporaryFolder();
  }

  /** Makes the stack. */
  static async create(options: TestStackOptions): Promise<TestStack> {
    const stack = new TestStack(options);
    stack.backend = await makeBackend(options.backend ?? backendKind(), stack.directory);
    // In a folder of its own, because this command writes its stack file beside the program.
    const project = join(stack.directory, "project");
    mkdirSync(project);
    const { name } = parse(readFileSync(join(stack.program, "Pulumi.yaml"), "utf8")) as { name: string };
    writeFileSync(join(project, "Pulumi.yaml"), stringify({ name, runtime: "nodejs" }));
    const made = await stack.run(["stack", "init", "test"], undefined, {}, project);
    if (made.exitCode !== 0) {
      throw new Error(`The test stack could not be made:\n${made.stdout}${made.stderr}`);
    }
    return stack;
  }

  /** Replaces the stack's config. */
  configure(config: Record<string, unknown>): void {
    writeFileSync(this.configFile, stringify({ encryptionsalt: secretsOfStacks().salt, config }));
  }

  /** Adds a secret to the stack's config, encrypted. The next {@link configure} takes it away again. */
  async setSecret(key: string, value: string): Promise<void> {
    this.secrets[`${key} (${Object.keys(this.secrets).length})`] = value;
    // By standard input: everybody on a machine can read arguments.
    const run = await this.run(["config", "set", "--secret", key], undefined, {}, this.program, value);
    if (run.exitCode !== 0) {
      throw new Error(`The secret ${key} could not be set:\n${run.stderr}`);
    }
  }

  up(...args: string[]): Promise<Run> {
    return this.logged(["up", "--yes", "--skip-preview", ...args]);
  }

  preview(...args: string[]): Promise<Run> {
    return this.logged(["preview", "--diff", ...args]);
  }

  refresh(...args: string[]): Promise<Run> {
    return this.logged(["refresh", "--yes", "--skip-preview", ...args]);
  }

  destroy(...args: string[]): Promise<Run> {
    return this.logged(["destroy", "--yes", "--skip-preview", ...args]);
  }

  /** The stack's outputs. */
  async outputs(options: { readonly showSecrets?: boolean } = {}): Promise<Record<string, unknown>> {
    const run = await this.pulumi(["stack", "output", "--json", ...(options.showSecrets ? ["--show-secrets"] : [])]);
    return JSON.parse(run.stdout) as Record<string, unknown>;
  }

  /** The stack's state as `pulumi stack export` prints it: secrets encrypted. */
  async state(): Promise<{ readonly deployment: { readonly resources?: readonly StateResource[] } }> {
    return JSON.parse((await this.pulumi(["stack", "export"])).stdout);
  }

  /** Runs any `pulumi` command on this stack. */
  pulumi(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
    return this.run([...args], undefined, env);
  }

  /** Renames the stack, as `pulumi stack rename` does it. @param name No stack file of the program's may be called so. */
  async rename(name: string): Promise<Run> {
    const run = await this.pulumi(["stack", "rename", name]);
    if (run.exitCode === 0) {
      this.name = name;
    }
    return run;
  }

  /** Runs a command of the project on this stack, as `npm run <command> -- --stack …` does. */
  async command(name: string, ...args: readonly string[]): Promise<Printed> {
    const script = join(REPOSITORY, "cli", "bootstrap.mjs");
    const stack = ["--stack", this.name, "--config-file", this.configFile];
    const child = spawn(process.execPath, [script, name, ...stack, ...args], {
      cwd: REPOSITORY,
      env: await this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    return this.ended(child, true);
  }

  /** Keeps state and config as they are now; the returned function brings them back, as often as it is called. */
  async snapshot(): Promise<() => Promise<void>> {
    const config = readFileSync(this.configFile);
    const restore = await this.backend?.snapshot();
    return async () => {
      await restore?.();
      writeFileSync(this.configFile, config);
    };
  }

  /**
   * Looks for secrets in everything that the runs of this stack left behind, and removes it. Does not destroy what it
   * deployed.
   *
   * @param secrets More secrets than the stack's own, by name.
   * @throws Error that names each secret and the file it is in. The folder is kept then.
   */
  async close(secrets: Readonly<Record<string, string>>): Promise<void> {
    await this.backend?.stop();
    const all = { ...this.secrets, ...this.backend?.secrets, ...secrets };
    const leaks = findLeaks(this.directory, all);
    if (leaks.length > 0) {
      throw new Error(`Secrets: were left in ${this.directory}. Look for\n${leaks.join("\n")}`);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Temporary files of all runs lie among what is looked through; only the transpiled program is shared by all stacks. */
  private makeTemporaryFolder(): void {
    mkdirSync(join(this.directory, "tmp"));
    const cache = `tsx-${process.getuid?.()}`;
    mkdirSync(join(tmpdir(), cache), { recursive: true });
    symlinkSync(join(tmpdir(), cache), join(this.directory, "tmp", cache));
  }

  private logged(args: string[]): Promise<Run> {
    this.runs += 1;
    const eventLog = join(this.directory, `events-${this.runs}-${args[0]}.jsonl`);
    return this.run([...args, "--event-log", eventLog], eventLog, {});
  }

  private async run(
    args: string[],
    eventLog: string | undefined,
    env: Record<string, string>,
    cwd: string = this.program,
    input?: string,
  ): Promise<Run> {
    const { engine } = await testToolchain();
    const usesConfig = !["cancel", "policy", "stack", "state"].includes(args[0] ?? "");
    const child = spawn(
      engine.path,
      [
        ...args,
        ...(args[1] === "init" ? [] : ["--stack", this.name]),
        ...(usesConfig ? ["--config-file", this.configFile] : []),
        "--non-interactive",
        "--color",
        "never",
      ],
      {
        cwd,
        env: await this.environment(env),
        stdio: ["pipe", "pipe", "pipe"],
      },
    );
    child.stdin.end(input);
    // What was asked to be shown in the clear is no leak.
    return { ...(await this.ended(child, !args.includes("--show-secrets"))), ...readEvents(eventLog) };
  }

  private async environment(more: Record<string, string> = {}): Promise<NodeJS.ProcessEnv> {
    const { env } = await testToolchain();
    return {
      ...withoutTenants(process.env),
      ...env,
      ...this.backend?.env,
      PULUMI_CONFIG_PASSPHRASE: secretsOfStacks().passphrase,
      PULUMI_CREDENTIALS_PATH: join(this.directory, "credentials"),
      TMPDIR: join(this.directory, "tmp"),
      // Without it the engine does not know --event-log.
      PULUMI_DEBUG_COMMANDS: "true",
      ...this.options.env,
      ...more,
    };
  }

  /** Waits for a process. What it printed is kept among what this stack leaves behind. */
  private async ended(
    child: ChildProcessByStdio<Writable | null, Readable, Readable>,
    isKept: boolean,
  ): Promise<Printed> {
    this.arguments.watch(child);
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    const { pid } = child;
    if (pid !== undefined) {
      this.processes.add(pid);
      child.once("exit", () => this.processes.delete(pid));
    }
    const exitCode = await new Promise<number>((done, failed) => {
      child.on("error", failed);
      child.on("close", (code) => done(code ?? -1));
    });
    const printed = { exitCode, stdout: await stdout, stderr: await stderr };
    if (isKept) {
      this.printed += 1;
      writeFileSync(join(this.directory, `output-${this.printed}.txt`), printed.stdout + printed.stderr);
    }
    return printed;
  }
}

/** A resource in the state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

/** The steps that changed something, as `op name`, in the order of the names. */
export function changes(run: Run): string[] {
  return run.steps
    .filter(({ op }) => !["same", "read", "refresh"].includes(op))
    .map(({ op, name }) => `${op} ${name}`)
    .sort();
}

/** The sandbox stack's config, with both APIs elsewhere and with other settings. */
export function sandboxConfig(
  urls: { readonly okta: string; readonly cloudflare: string },
  settings?: Record<string, unknown>,
): Record<string, unknown> {
  const { config } = parse(readFileSync(join(REPOSITORY, "Pulumi.sandbox.yaml"), "utf8")) as {
    readonly config: Record<string, unknown>;
  };
  const { encrypt } = secretsOfStacks();
  return {
    ...config,
    "okta:apiToken": encrypt(SANDBOX_TENANTS.okta.apiToken),
    "cloudflare:apiToken": encrypt(SANDBOX_TENANTS.cloudflare.apiToken),
    "okta:httpProxy": urls.okta,
    "cloudflare:baseUrl": `${urls.cloudflare}/client/v4`,
    "okta-cloudflare-access:connectTo": { "acme.cloudflareaccess.com": urls.cloudflare },
    ...(settings === undefined ? {} : { "okta-cloudflare-access:settings": settings }),
  };
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += String(chunk);
  }
  return text;
}

interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: EngineStep; readonly planning?: boolean };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
}

interface EngineStep {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly diffs?: readonly string[] | null;
}

function readEvents(file: string | undefined): Pick<Run, "events" | "steps" | "diagnostics"> {
  // Without a file the command was refused before it began; its text says why.
  const events = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
  const parsed = events
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as EngineEvent);
  return {
    events,
    steps: parsed.flatMap(({ resourcePreEvent: event }) =>
      event === undefined
        ? []
        : [
            {
              op: event.metadata.op,
              urn: event.metadata.urn,
              type: event.metadata.type,
              name: event.metadata.urn.split("::").at(-1) ?? "",
              diffs: event.metadata.diffs ?? [],
            },
          ],
    ),
    diagnostics: parsed.flatMap(({ diagnosticEvent: event }) =>
      event === undefined || !["warning", "error"].includes(event.severity)
        ? []
        : [{ severity: event.severity, message: event.message }],
    ),
  };
}
