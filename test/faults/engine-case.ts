import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SANDBOX_TENANTS } from "../../sandbox";
import type { Printed, Run } from "../support/engine";
import { findLeaks } from "../support/leaks";
import { linesThatDiffer, normalForm, secretTroubles } from "../support/normal-form";
import { Scenario } from "../support/scenario";
import { callOf, type EngineOperation, type Fault, type Service } from "./fault";
import { Addresses } from "./nowhere";
import { type Outcome, type Step, withoutChanging } from "./outcome";
import { settingsFor } from "./set-up";

/** The engine works on several resources at once: which group was assigned first is another at every run. */
const RACED = ["priority"];

/** How often it is looked whether a call has ended, in milliseconds. */
const LOOK_MS = 50;

/** Where an operation ends that nothing disturbs. */
interface End {
  readonly objects: readonly string[];
  readonly resources: readonly string[];
}

type Ends = Partial<Record<EngineOperation, End>>;

/** Bring both sides and the stack to where an operation starts. */
interface Starts {
  readonly nothing?: () => Promise<void>;
  readonly deployed?: () => Promise<void>;
}

/** A command that a person tries after a run that failed, or ended elsewhere. */
interface Attempt {
  readonly command: string;
  /** Undefined when there is nothing for it to do. */
  run(): Promise<Printed | undefined>;
}

/** A sandbox with a stack, and the starting points of all operations. One case at a time. */
export class EngineCases {
  private readonly ends: Ends = {};
  private starts: Starts = {};
  private kept: readonly string[] = [];
  private readonly since = new Date(Date.now() - 1_000);

  private constructor(
    private readonly scenario: Scenario,
    private readonly addresses: Addresses,
  ) {}

  /**
   * Deploys once, and runs each of the operations undisturbed.
   *
   * @param operations Those that are going to be tried.
   */
  static async start(operations: readonly EngineOperation[]): Promise<EngineCases> {
    const scenario = await Scenario.start({ settings: settingsFor("deploy") });
    const cases = new EngineCases(scenario, await Addresses.open());
    try {
      await cases.prepare(operations);
      return cases;
    } catch (cause) {
      await cases.close();
      throw cause;
    }
  }

  async close(): Promise<void> {
    this.addresses.close();
    await this.scenario.close();
  }

  /** Runs an operation under a fault, and then whatever a person would run until both sides are as they should be. */
  async try(fault: Fault, operation: EngineOperation): Promise<Outcome> {
    await this.back(operation);
    const { sandbox, stack } = this.scenario;
    const secrets = new Map<string, string>();
    this.note(secrets);
    this.inject(fault, operation);
    const started = Date.now();
    const run = await this.run(operation, fault);
    const seconds = Math.round((Date.now() - started) / 1_000);
    await this.slowCallsEnded();
    await sandbox.settled();
    this.note(secrets);
    this.recover(fault, operation);
    const afterwards = this.afterwards(operation);
    const next: Step[] = [];
    let same = run.exitCode === 0 && (await this.isAt(operation));
    for (const attempt of same ? [] : this.attempts(operation)) {
      const printed = await attempt.run();
      if (printed === undefined) {
        continue;
      }
      next.push({ command: attempt.command, exitCode: printed.exitCode, said: saidBy(printed) });
      this.note(secrets);
      same = printed.exitCode === 0 && (await this.isAt(operation));
      if (same) {
        break;
      }
    }
    const leaks = findLeaks(stack.directory, Object.fromEntries(secrets));
    this.tidy();
    return {
      fault: fault.id,
      operation,
      exitCode: run.exitCode,
      said: saidBy(run),
      afterwards,
      next,
      same,
      seconds,
      leaks,
    };
  }

  /** Whoever tries again is slower than a call that was left under way, and takes effect all the same. */
  private async slowCallsEnded(): Promise<void> {
    const { okta, cloudflare } = this.scenario.sandbox;
    for (const { faults, log } of [okta, cloudflare]) {
      for (const { id } of faults.having("slow")) {
        const struck = () => faults.list().find((rule) => rule.id === id)?.struck ?? 0;
        while (log.all().filter(({ fault }) => fault?.rule === id).length < struck()) {
          await delay(LOOK_MS);
        }
      }
    }
  }

  /** What differs from where an undisturbed run ends, for whoever looks into an outcome. */
  async differences(operation: EngineOperation): Promise<string[]> {
    const [found, wanted] = [await this.end(), this.ends[operation] as End];
    return [...linesThatDiffer(wanted.objects, found.objects), ...linesThatDiffer(wanted.resources, found.resources)];
  }

  private async prepare(operations: readonly EngineOperation[]): Promise<void> {
    const nothing = await this.scenario.snapshot();
    succeeded(await this.scenario.stack.up(), "The undisturbed deployment");
    this.starts = { nothing, deployed: await this.scenario.snapshot() };
    this.ends.deploy = await this.end();
    for (const operation of operations.filter((each) => each !== "deploy")) {
      await this.back(operation);
      succeeded(await this.run(operation, {}), `The undisturbed ${operation}`);
      this.ends[operation] = await this.end();
    }
    await this.back("deploy");
    this.kept = readdirSync(this.scenario.stack.directory);
  }

  private async back(operation: EngineOperation): Promise<void> {
    await (operation === "deploy" ? this.starts.nothing : this.starts.deployed)?.();
    this.scenario.configure(settingsFor(operation));
  }

  private inject({ rules, byHand, scimConnection, addresses, config }: Fault, operation: EngineOperation): void {
    const { sandbox } = this.scenario;
    for (const { service, rule } of rules?.(operation) ?? []) {
      sandbox[service].faults.add(rule);
    }
    if (scimConnection !== undefined) {
      sandbox.changeSettings({ okta: { scimConnection } });
    }
    if (byHand !== undefined) {
      this.actAt(byHand.service, operation, () => byHand.act(this.scenario));
    }
    const of = (service: Service) => addresses?.[service] && this.addresses.of(addresses[service]);
    const [okta, cloudflare] = [of("okta"), of("cloudflare")];
    this.scenario.configure(settingsFor(operation), {
      ...(okta === undefined ? {} : { "okta:httpProxy": okta }),
      ...(cloudflare === undefined ? {} : { "cloudflare:baseUrl": `${cloudflare}/client/v4` }),
      ...config,
    });
  }

  /** Lets a call wait while somebody acts. */
  private actAt(service: Service, operation: EngineOperation, act: () => Promise<void>): void {
    const { faults } = this.scenario.sandbox[service];
    const { method, path } = callOf(operation, service);
    const pattern = new RegExp(`^${path.replaceAll("*", "[^/]+")}$`);
    faults.gate = async (call) => {
      if (call.method === method && pattern.test(call.path)) {
        faults.gate = undefined;
        await act();
      }
      return "go on";
    };
  }

  /** Ends the fault; what it left stays. */
  private recover({ scimConnection }: Fault, operation: EngineOperation): void {
    const { sandbox } = this.scenario;
    for (const service of [sandbox.okta, sandbox.cloudflare]) {
      service.faults.clear();
      service.faults.gate = undefined;
    }
    if (scimConnection !== undefined) {
      sandbox.changeSettings({ okta: { scimConnection: "api" } });
    }
    this.scenario.configure(settingsFor(operation));
  }

  private run(operation: EngineOperation, { env }: Pick<Fault, "env">): Promise<Run> {
    const { stack } = this.scenario;
    const verb = operation === "destroy" ? "destroy" : "up";
    return env === undefined ? stack[verb]() : stack.pulumi([verb, "--yes", "--skip-preview"], { ...env });
  }

  private attempts(operation: EngineOperation): readonly Attempt[] {
    const { stack, sandbox } = this.scenario;
    const verb = operation === "destroy" ? "destroy" : "up";
    const again = (...args: string[]) => (operation === "destroy" ? stack.destroy(...args) : stack.up(...args));
    const after = async (name: string, ...args: string[]) => {
      const command = await stack.command(name, ...args);
      return command.exitCode === 0 ? again() : command;
    };
    return [
      { command: `pulumi ${verb}`, run: () => again() },
      {
        command: "Okta: Retry Selected, Push now",
        run: async () => {
          if (sandbox.okta.provisioning.tasks().length === 0) {
            return undefined;
          }
          sandbox.okta.provisioning.retry();
          await sandbox.settled();
          return { exitCode: 0, stdout: "", stderr: "" };
        },
      },
      {
        command: `npm run recover -- --yes, pulumi ${verb}`,
        run: () => after("recover", "--yes"),
      },
      { command: `pulumi ${verb} --refresh`, run: () => again("--refresh") },
      { command: `npm run forget -- --yes, pulumi ${verb}`, run: () => after("forget", "--yes") },
    ];
  }

  /** Where both sides and the state are. */
  private async end(): Promise<End> {
    await this.scenario.sandbox.settled();
    const { resources, pending } = this.state();
    return {
      objects: normalForm(this.scenario.sandbox, this.since, RACED).lines,
      resources: [...resources, ...pending],
    };
  }

  private async isAt(operation: EngineOperation): Promise<boolean> {
    const differences = await this.differences(operation);
    return [...differences, ...secretTroubles(this.scenario.sandbox)].length === 0;
  }

  private afterwards(operation: EngineOperation): string {
    const { resources, pending } = this.state();
    const wanted = this.ends[operation]?.resources.length ?? 0;
    const unfinished = pending.length === 0 ? "" : `, ${pending.length} pending`;
    return operation === "destroy" || resources.length !== wanted
      ? `${resources.length} of ${operation === "destroy" ? this.ends.deploy?.resources.length : wanted} resources${unfinished}`
      : `all ${wanted} resources${unfinished}`;
  }

  /** The state as its file says. */
  private state(): { readonly resources: string[]; readonly pending: string[] } {
    const folder = join(this.scenario.stack.directory, "state", ".pulumi", "stacks");
    const file = readdirSync(folder, { recursive: true, withFileTypes: true }).find(
      (entry) => entry.isFile() && entry.name === "test.json",
    );
    if (file === undefined) {
      return { resources: [], pending: [] };
    }
    const { checkpoint } = JSON.parse(readFileSync(join(file.parentPath, file.name), "utf8")) as StateFile;
    return {
      resources: (checkpoint.latest?.resources ?? [])
        .map(({ urn, delete: old }) => `${urn}${old ? " (old)" : ""}`)
        .sort(),
      pending: (checkpoint.latest?.pending_operations ?? []).map(({ type, resource }) => `${type} ${resource.urn}`),
    };
  }

  /** The secrets that there are now, for the search at the end. */
  private note(secrets: Map<string, string>): void {
    const { okta, cloudflare } = SANDBOX_TENANTS;
    secrets.set("Okta API token", okta.apiToken);
    secrets.set("Cloudflare API token", cloudflare.apiToken);
    const { store } = this.scenario.sandbox.okta;
    for (const { id, client_secret: secret } of store.clientSecrets.all()) {
      secrets.set(`client secret ${id}`, secret);
    }
    for (const { token } of store.connections.all()) {
      secrets.set(`SCIM secret ${secrets.size}`, token);
    }
  }

  /** Removes what the runs of one case left, beside the state: the search of the next one would go through it again. */
  private tidy(): void {
    const { directory } = this.scenario.stack;
    for (const name of readdirSync(directory).filter((each) => !this.kept.includes(each))) {
      rmSync(join(directory, name), { recursive: true });
    }
  }
}

interface StateFile {
  readonly checkpoint: {
    readonly latest?: {
      readonly resources?: readonly { readonly urn: string; readonly delete?: boolean }[];
      readonly pending_operations?: readonly { readonly type: string; readonly resource: { readonly urn: string } }[];
    };
  };
}

function saidBy(printed: Printed | Run): string[] {
  if (printed.exitCode === 0) {
    return [];
  }
  const errors = "diagnostics" in printed ? printed.diagnostics.filter(({ severity }) => severity === "error") : [];
  const messages = errors
    .map(({ message }) => withoutChanging(message))
    .filter((words) => !/^(?:update|destroy) failed$/.test(words));
  const all =
    messages.length > 0 ? messages : [withoutChanging(printed.stderr === "" ? printed.stdout : printed.stderr)];
  return [...new Set(all)].sort();
}

function succeeded(run: Run, what: string): void {
  if (run.exitCode !== 0) {
    throw new Error(`${what} failed:\n${run.stdout}${run.stderr}`);
  }
}
