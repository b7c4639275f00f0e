import { SANDBOX_TENANTS } from "../sandbox";
import { leastMinutes } from "../sandbox/okta/rate-limits";
import type { Toolchain } from "../sandbox/toolchain";
import { leastCalls, OPERATIONS, type Operation, type Size } from "./least-calls";
import type { MeasuredRun } from "./measured-run";
import { type Calls, MeasuredSandbox } from "./measured-sandbox";
import { type Floor, Workbench } from "./workbench";

/** How the groups of an app stand in a stack, as the setting says it. */
export type GroupResources = "perGroup" | "perApp";

/** One stack to measure. */
export interface StackCase {
  /** How many groups there are: the first half is assigned, the second half is pushed. */
  readonly groups: number;
  /** How many people there are, spread over all groups. */
  readonly people: number;
  readonly groupResources: GroupResources;
  /** Whether the stack creates the groups, in the place of finding them. */
  readonly creates: boolean;
  /** Whether Okta's published limits are enforced. */
  readonly limits: boolean;
  /** Which operations; those before them are done too, because each follows from the one before. */
  readonly until: Operation;
}

/** What one operation took. */
export interface StackFigure extends Omit<MeasuredRun, "output"> {
  readonly what: Operation | `${"preview" | "up"}: ${Floor}`;
  /** Calls by service, method and path. */
  readonly calls: Readonly<Record<string, number>>;
  /** The smallest number of calls that the APIs allow. */
  readonly leastCalls: number;
  /** Calls that were refused with 429. */
  readonly refused: number;
  /** The shortest time in which that many calls keep within Okta's published limits, in seconds; where they are enforced. */
  readonly leastSeconds?: number;
  /** Resources in the state afterwards. */
  readonly resources: number;
  /** Size of the state afterwards, in bytes. */
  readonly stateBytes: number;
}

/** So many requests are under way at a time while the organization is made. */
const CONNECTIONS = 8;

/** One group that is assigned and one that is pushed: Okta does not support one group for both. */
const ADDED = 2;

const STACK = "many-groups";

/** Measures one stack from nothing to its end, beside the engine's floor, figure by figure. */
export async function* measureStack(toolchain: Toolchain, size: StackCase): AsyncGenerator<StackFigure> {
  const sandbox = await MeasuredSandbox.start();
  const { oktaUrl, cloudflareUrl } = sandbox.started;
  const bench = new Workbench(toolchain, { okta: oktaUrl, cloudflare: cloudflareUrl });
  try {
    yield* floors(bench);
    await populate(sandbox, size);
    await bench.makeStack(STACK);
    bench.configure(STACK, settingsOf(size, size.groups));
    await sandbox.limit(size.limits);
    for (const operation of OPERATIONS.slice(0, OPERATIONS.indexOf(size.until) + 1)) {
      await sandbox.calls();
      const run = await operate(bench, operation, size);
      yield figureOf(operation, run, await sandbox.calls(), bench, size);
      // What Okta sends by SCIM then is no work of the deployment.
      await sandbox.settled();
    }
  } finally {
    await sandbox.close();
    bench.close();
  }
}

async function* floors(bench: Workbench): AsyncGenerator<StackFigure> {
  const nothing = { calls: {}, leastCalls: 0, refused: 0 };
  for (const floor of ["empty", "providers"] as const) {
    for (const [what, run] of [
      [`up: ${floor}`, await bench.deployFloor(floor)],
      [`preview: ${floor}`, await bench.previewFloor(floor)],
    ] as const) {
      const { resources, bytes: stateBytes } = bench.stateOf(floor);
      yield { what, ...withoutOutput(run), ...nothing, resources, stateBytes };
    }
  }
}

function figureOf(what: Operation, run: MeasuredRun, calls: Calls, bench: Workbench, size: StackCase): StackFigure {
  const { resources, bytes: stateBytes } = bench.stateOf(STACK);
  return {
    what,
    ...withoutOutput(run),
    calls: calls.counts,
    leastCalls: leastCalls(what, sizeOf(size, what)),
    refused: calls.refused,
    ...(size.limits ? { leastSeconds: leastSeconds(calls) } : {}),
    resources,
    stateBytes,
  };
}

function operate(bench: Workbench, operation: Operation, size: StackCase): Promise<MeasuredRun> {
  switch (operation) {
    case "up":
      return bench.run(STACK, ["up", "--yes", "--skip-preview"]);
    case "preview":
      return bench.run(STACK, ["preview", "--expect-no-changes"]);
    case "preview --refresh":
      return bench.run(STACK, ["preview", "--refresh", "--expect-no-changes"]);
    case "verify":
      return bench.verify(STACK);
    case "two groups added":
      bench.configure(STACK, settingsOf(size, size.groups + ADDED));
      return bench.run(STACK, ["up", "--yes", "--skip-preview"]);
    case "destroy":
      return bench.run(STACK, ["destroy", "--yes", "--skip-preview"]);
  }
}

/** What a stack has at an operation. */
function sizeOf({ groups, creates }: StackCase, operation: Operation): Size {
  const half = Math.ceil(groups / 2);
  const added = operation === "destroy" ? 1 : 0;
  return { assigned: half + added, pushed: groups - half + added, creates };
}

/** The settings of a stack with so many groups: beyond those that it has at first, one is assigned and the others pushed. */
export function settingsOf(size: StackCase, count: number): Record<string, unknown> {
  const keys = Array.from({ length: count }, (_, number) => `team-${number}`);
  const half = Math.ceil(size.groups / 2);
  return {
    accountId: SANDBOX_TENANTS.cloudflare.accountId,
    team: SANDBOX_TENANTS.cloudflare.team,
    groups: Object.fromEntries(
      keys.map((key) => [key, { [size.creates ? "create" : "existing"]: { name: nameOf(key) } }]),
    ),
    oidc: { assignedGroups: keys.slice(0, 1) },
    identityProvider: { protect: false },
    scim: {
      assignedGroups: [...keys.slice(0, half), ...keys.slice(size.groups, size.groups + 1)],
      pushGroups: [...keys.slice(half, size.groups), ...keys.slice(size.groups + 1)],
    },
    groupResources: size.groupResources,
  };
}

function nameOf(key: string): string {
  return `Bench ${key}`;
}

/** Makes the groups, where the stack does not, and the people in them. */
async function populate(sandbox: MeasuredSandbox, { groups, people, creates }: StackCase): Promise<void> {
  const ids: string[] = [];
  if (!creates) {
    await inParallel(groups + ADDED, async (number) => {
      const profile = { name: nameOf(`team-${number}`) };
      ids[number] = String((await sandbox.okta("POST", "/api/v1/groups", { profile })).id);
    });
  }
  await inParallel(people, async (number) => {
    const email = `person-${number}@acme.example`;
    const id = ids[number % groups];
    await sandbox.okta("POST", "/api/v1/users?activate=true", {
      profile: { login: email, email, firstName: `Person ${number}`, lastName: "Example" },
      ...(id === undefined ? {} : { groupIds: [id] }),
    });
  });
}

async function inParallel(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (next < count) {
        await work(next++);
      }
    }),
  );
}

function leastSeconds({ counts }: Calls): number {
  const calls = Object.entries(counts).flatMap(([endpoint, count]) => {
    const [service, method = "", path = ""] = endpoint.split(" ");
    return service === "okta" ? [{ method, path, count }] : [];
  });
  return leastMinutes(calls, "workforce") * 60;
}

function withoutOutput({ output: _, ...rest }: MeasuredRun): Omit<MeasuredRun, "output"> {
  return rest;
}
