import type { Run } from "../support/engine";
import { secretTroubles } from "../support/normal-form";
import { Scenario } from "../support/scenario";
import { differences, type Ending, endingOf, useTroubles } from "./ending";
import { type ApiCall, countCalls, type KillPoint, killedAt } from "./interruption";
import type { Operation } from "./operations";
import { type Recovery, recover } from "./recovery";

/** How one operation was killed at one call, and how it ended. */
export interface Crash extends KillPoint {
  readonly operation: Operation["name"];
  /** The call at which it was killed; undefined when the run made fewer calls. */
  readonly call: ApiCall | undefined;
  readonly recovery: Recovery;
  /** What is not as after an undisturbed run; empty when it ended well. */
  readonly troubles: readonly string[];
}

/**
 * Every way to kill an undisturbed run: before each call, and after each that changes something. What reads has no effect:
 * before and after are the same.
 */
export function killPoints(calls: readonly ApiCall[]): readonly (KillPoint & { readonly number: number })[] {
  return calls.flatMap(({ what, nth, number }) =>
    (isRead(what) ? (["before-effect"] as const) : (["before-effect", "after-effect"] as const)).map((moment) => ({
      what,
      nth,
      number,
      moment,
    })),
  );
}

/** Whether a call changes nothing. */
export function isRead(what: string): boolean {
  return what.startsWith("GET ") || what.endsWith("/v1/token");
}

/** How the run that is killed is to be run. */
export interface CrashOptions {
  /** How many resources the engine works on at once; its own default when left out. One makes the order of calls repeat. */
  readonly parallel?: number;
}

/** One operation with its starting point, to be killed as often as wanted. */
export class CrashTest {
  private constructor(
    readonly scenario: Scenario,
    readonly operation: Operation,
    /** The calls of an undisturbed run. */
    readonly calls: readonly ApiCall[],
    private readonly restore: () => Promise<void>,
    private readonly since: Date,
    private readonly expected: Ending,
    private readonly options: CrashOptions,
  ) {}

  /**
   * Makes the starting point, and one undisturbed run.
   *
   * @throws Error when either fails, or the undisturbed run leaves something wrong.
   */
  static async prepare(operation: Operation, options: CrashOptions = {}): Promise<CrashTest> {
    const since = new Date(Date.now() - 1_000);
    const scenario = await Scenario.start({ settings: operation.from ?? operation.to });
    if (operation.from !== undefined) {
      succeeded(await scenario.stack.up());
    }
    scenario.configure(operation.to);
    const restore = await scenario.snapshot();
    const { calls, stop } = countCalls(scenario.sandbox);
    succeeded(await runOnce(scenario, operation, options));
    stop();
    const test = new CrashTest(scenario, operation, calls, restore, since, await endingOf(scenario, since), options);
    const troubles = await test.lookAt();
    if (troubles.length > 0) {
      throw new Error(`${operation.name}: an undisturbed run leaves trouble.\n${troubles.join("\n")}`);
    }
    return test;
  }

  /** Kills the operation at a call, recovers as a person does, and looks at what came of it. */
  async crash(point: KillPoint): Promise<Crash> {
    const { scenario, operation } = this;
    await this.restore();
    const { call } = await killedAt(
      scenario.sandbox,
      point,
      () => runOnce(scenario, operation, this.options),
      () => scenario.stack.processes,
    );
    await scenario.sandbox.settled();
    const recovery = await recover(scenario, operation);
    const troubles = recovery.succeeded ? await this.lookAt() : ["no command helped"];
    return { ...point, operation: operation.name, call, recovery, troubles };
  }

  close(): Promise<void> {
    return this.scenario.close();
  }

  private async lookAt(): Promise<string[]> {
    const { scenario, operation } = this;
    const found = differences(this.expected, await endingOf(scenario, this.since));
    if (operation.name === "destroy" || found.length > 0) {
      return found;
    }
    const preview = await scenario.stack.preview("--refresh", "--expect-no-changes");
    return [
      ...secretTroubles(scenario.sandbox),
      ...(preview.exitCode === 0 ? [] : [`preview with refresh: ${preview.stdout.slice(-600)}`]),
      ...(await useTroubles(scenario)),
    ];
  }
}

function runOnce({ stack }: Scenario, operation: Operation, { parallel }: CrashOptions): Promise<Run> {
  const options = parallel === undefined ? [] : ["--parallel", String(parallel)];
  return operation.name === "destroy" ? stack.destroy(...options) : stack.up(...options);
}

function succeeded(run: Run): void {
  if (run.exitCode !== 0) {
    throw new Error(`The starting point could not be made.\n${run.stdout}${run.stderr}`);
  }
}
