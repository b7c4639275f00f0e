import { MeasuredSandbox } from "./measured-sandbox";
import { Organization } from "./organization";

/** What to measure. */
export interface Workload {
  /** How many people are hired, assigned and pushed. */
  readonly people: number;
  /** For how long each read is repeated, in seconds. */
  readonly secondsPerRead: number;
  /** How many processes are started for the time of a start. */
  readonly starts: number;
  /** A folder for a CPU profile of the process that does the work; none when left out. */
  readonly profile?: string;
}

/** Something that was measured. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "s" | "requests/s" | "MB";
  /**
   * The same in processor time of the sandbox, in the place of the time that passed: says more on a machine that does
   * other things too. Absent where there is no such thing.
   */
  readonly processor?: number;
}

/** So many requests are under way at a time. */
const CONNECTIONS = 8;

/** So often a single change is made; the median counts. */
const REPEATS = 5;

/** Measures one workload, figure by figure. */
export async function* measure(workload: Workload): AsyncGenerator<Figure> {
  yield { what: "Start of a process until both services listen", value: await startUp(workload.starts), unit: "ms" };
  const profiling = workload.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${workload.profile}`];
  const sandbox = await MeasuredSandbox.start(profiling);
  try {
    yield* memory(sandbox, "after the start");
    const organization = await Organization.create(sandbox);
    yield* reads(sandbox, organization, workload.secondsPerRead);
    yield* provisioning(sandbox, organization, workload.people);
    yield* changes(sandbox, organization);
    yield* memory(sandbox, "at that size");
  } finally {
    await sandbox.close();
  }
}

async function startUp(starts: number): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const sandbox = await MeasuredSandbox.start();
    times.push(sandbox.started.startedInMs);
    await sandbox.close();
  }
  return median(times);
}

async function* reads(sandbox: MeasuredSandbox, { teams }: Organization, seconds: number): AsyncGenerator<Figure> {
  for (const [what, path] of [
    ["GET /api/v1/groups/{id}", `/api/v1/groups/${teams[0]}`],
    ["GET /api/v1/groups?limit=200", "/api/v1/groups?limit=200"],
  ] as const) {
    let count = 0;
    const took = await timed(sandbox, async () => {
      const started = performance.now();
      await inParallel(async () => {
        await sandbox.okta("GET", path);
        count += 1;
        return performance.now() - started < seconds * 1_000;
      });
    });
    yield { what, value: count / took.seconds, unit: "requests/s", processor: count / took.processor };
  }
}

async function* provisioning(
  sandbox: MeasuredSandbox,
  organization: Organization,
  people: number,
): AsyncGenerator<Figure> {
  const count = people.toLocaleString("en");
  let hired = 0;
  const hiring = await timed(sandbox, () =>
    inParallel(async () => {
      if (hired < people) {
        hired += 1;
        await organization.hire();
      }
      return hired < people;
    }),
  );
  yield inSeconds(`${count} people hired by API`, hiring);

  await organization.connect();
  const { cloudflareRequests: before } = await sandbox.resources();
  const arriving = await timed(sandbox, async () => {
    await organization.assignAll();
    await sandbox.settled();
  });
  const requests = (await sandbox.resources()).cloudflareRequests - before;
  yield inSeconds(`${count} people assigned, until all have arrived by SCIM`, arriving);
  yield {
    what: "SCIM requests of these",
    value: requests / arriving.seconds,
    unit: "requests/s",
    processor: requests / arriving.processor,
  };

  const pushing = await timed(sandbox, async () => {
    await organization.pushAll();
    await sandbox.settled();
  });
  const { length: teams } = organization.teams;
  yield inSeconds(`1 group of ${count} and ${teams} of ${Math.ceil(people / teams)} pushed`, pushing);
}

async function* changes(sandbox: MeasuredSandbox, organization: Organization): AsyncGenerator<Figure> {
  const then = [
    ["One more person hired, until they are in their groups at Cloudflare", () => organization.hire()],
    ["A person renamed, until Cloudflare has it", () => organization.rename()],
    ["A person deactivated, until Cloudflare has it", () => organization.fire()],
  ] as const;
  for (const [what, change] of then) {
    const times: Took[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      times.push(
        await timed(sandbox, async () => {
          await change();
          await sandbox.settled();
        }),
      );
    }
    const inMs = (part: keyof Took): number => 1_000 * median(times.map((took) => took[part]));
    yield { what, value: inMs("seconds"), unit: "ms", processor: inMs("processor") };
  }
}

async function* memory(sandbox: MeasuredSandbox, when: string): AsyncGenerator<Figure> {
  const { rss, heapUsed } = await sandbox.resources();
  yield { what: `Memory ${when}: resident`, value: rss / 1e6, unit: "MB" };
  yield { what: `Memory ${when}: JavaScript objects`, value: heapUsed / 1e6, unit: "MB" };
}

/** Repeats something on several connections, on each until it answers false. */
async function inParallel(again: () => Promise<boolean>): Promise<void> {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (await again()) {}
    }),
  );
}

/** How long something took, and how much processor time of the sandbox, both in seconds. */
interface Took {
  readonly seconds: number;
  readonly processor: number;
}

async function timed(sandbox: MeasuredSandbox, work: () => Promise<void>): Promise<Took> {
  const before = await sandbox.processorSeconds();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1_000;
  return { seconds, processor: (await sandbox.processorSeconds()) - before };
}

function inSeconds(what: string, { seconds, processor }: Took): Figure {
  return { what, value: seconds, unit: "s", processor };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
