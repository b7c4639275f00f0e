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
    yield* changes(organization);
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
    const started = performance.now();
    let count = 0;
    await inParallel(async () => {
      await sandbox.okta("GET", path);
      count += 1;
      return performance.now() - started < seconds * 1_000;
    });
    yield { what, value: count / secondsSince(started), unit: "requests/s" };
  }
}

async function* provisioning(
  sandbox: MeasuredSandbox,
  organization: Organization,
  people: number,
): AsyncGenerator<Figure> {
  const count = people.toLocaleString("en");
  let started = performance.now();
  let hired = 0;
  await inParallel(async () => {
    if (hired < people) {
      hired += 1;
      await organization.hire();
    }
    return hired < people;
  });
  yield { what: `${count} people hired by API`, value: secondsSince(started), unit: "s" };

  await organization.connect();
  const { cloudflareRequests: before } = await sandbox.resources();
  started = performance.now();
  await organization.assignAll();
  await organization.settled();
  const usersIn = secondsSince(started);
  const { cloudflareRequests: between } = await sandbox.resources();
  yield { what: `${count} people assigned, until all have arrived by SCIM`, value: usersIn, unit: "s" };
  yield { what: "SCIM requests of these", value: (between - before) / usersIn, unit: "requests/s" };

  started = performance.now();
  await organization.pushAll();
  await organization.settled();
  const what = `1 group of ${count} and ${organization.teams.length} of ${Math.ceil(people / organization.teams.length)} pushed`;
  yield { what, value: secondsSince(started), unit: "s" };
}

async function* changes(organization: Organization): AsyncGenerator<Figure> {
  const settles = async (change: () => Promise<void>): Promise<number> => {
    const times: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const started = performance.now();
      await change();
      await organization.settled();
      times.push(performance.now() - started);
    }
    return median(times);
  };
  const then = [
    ["One more person hired, until they are in their groups at Cloudflare", () => organization.hire()],
    ["A person renamed, until Cloudflare has it", () => organization.rename()],
    ["A person deactivated, until Cloudflare has it", () => organization.fire()],
  ] as const;
  for (const [what, change] of then) {
    yield { what, value: await settles(change), unit: "ms" };
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

function secondsSince(started: number): number {
  return (performance.now() - started) / 1_000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
