import type { Sandbox } from "../../sandbox";
import type { Call, Gate, Moment } from "../../sandbox/shared/faults/faults";
import { killTree } from "../support/process-tree";

/** A call of one of the two APIs, with its place among all calls of a run to both. */
export interface ApiCall extends Call {
  /** 1, 2, 3 … in the order in which the calls arrived, over both services. */
  readonly number: number;
  readonly service: "okta" | "cloudflare";
  /** Method and path with `*` for ids: the same in every run. */
  readonly what: string;
  /** The how manieth call with that {@link what} it is, from 1. */
  readonly nth: number;
}

/**
 * Where a run is to be killed. By what the call is and not by its number: the engine does not begin with the same things in
 * every run.
 */
export interface KillPoint extends Pick<ApiCall, "what" | "nth"> {
  readonly moment: Moment;
}

/** What came of it. */
export interface Interrupted {
  /** The call at which the run was killed; undefined when it came to its end without that call. */
  readonly call: ApiCall | undefined;
  /** How many processes were killed. */
  readonly processes: number;
}

/** What Okta sends to Cloudflare by itself: not a call of the run, and goes on when the run is dead. */
const BY_OKTA = "/populations/";

/**
 * Counts the calls of a run to both APIs until {@link stop}. Every call is let through.
 *
 * @returns The calls so far, and what ends the counting.
 */
export function countCalls(sandbox: Sandbox): { readonly calls: readonly ApiCall[]; stop(): void } {
  const calls: ApiCall[] = [];
  const stop = atEveryCall(sandbox, (call, moment) => {
    if (moment === "before-effect") {
      calls.push(call);
    }
    return Promise.resolve("go on");
  });
  return { calls, stop };
}

/**
 * Kills a run at a call: the process and all that it started. From that moment on no call of it has an effect any more.
 *
 * @param run Starts what is killed.
 * @param processes The ids of the processes to be killed with all that they started, when the moment has come.
 */
export async function killedAt(
  sandbox: Sandbox,
  point: KillPoint,
  run: () => Promise<unknown>,
  processes: () => Iterable<number>,
): Promise<Interrupted> {
  let call: ApiCall | undefined;
  let killed: Promise<number> | undefined;
  const stop = atEveryCall(sandbox, async (arrived, moment) => {
    const isThere = arrived.what === point.what && arrived.nth === point.nth && moment === point.moment;
    if (killed === undefined && isThere) {
      call = arrived;
      killed = killAll(processes());
    }
    if (killed === undefined) {
      return "go on";
    }
    await killed;
    return "cut";
  });
  try {
    await run();
    return { call, processes: (await killed) ?? 0 };
  } finally {
    stop();
  }
}

/** Ids of Okta have 20 characters; those of Cloudflare are UUIDs, an account's has 32. */
const ID = /(?<=\/)(?:[0-9A-Za-z]{20}|[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?=\/|$)/g;

async function killAll(processes: Iterable<number>): Promise<number> {
  let count = 0;
  for (const id of [...processes]) {
    count += await killTree(id);
  }
  return count;
}

function atEveryCall(sandbox: Sandbox, decide: (call: ApiCall, moment: Moment) => ReturnType<Gate>): () => void {
  const numbered = new WeakMap<Call, ApiCall>();
  const counts = new Map<string, number>();
  let number = 0;
  const count = (call: Call, service: ApiCall["service"]): ApiCall => {
    const what = `${call.method} ${call.path.replace(ID, "*")}`;
    const nth = (counts.get(what) ?? 0) + 1;
    counts.set(what, nth);
    return { ...call, service, what, nth, number: ++number };
  };
  const gateOf = (service: ApiCall["service"]): Gate => {
    return (call, moment) => {
      if (call.path.startsWith(BY_OKTA)) {
        return Promise.resolve("go on");
      }
      const known = numbered.get(call);
      // One that arrived before the counting began.
      if (known === undefined && moment === "after-effect") {
        return Promise.resolve("go on");
      }
      const counted = known ?? count(call, service);
      numbered.set(call, counted);
      return decide(counted, moment);
    };
  };
  for (const service of ["okta", "cloudflare"] as const) {
    sandbox[service].faults.gate = gateOf(service);
  }
  return () => {
    for (const service of ["okta", "cloudflare"] as const) {
      sandbox[service].faults.gate = undefined;
    }
  };
}
