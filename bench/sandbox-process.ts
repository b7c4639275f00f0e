// The process that the benchmark measures: a sandbox in memory, and nothing else.
import { type Sandbox, startSandbox } from "../sandbox";
import type { Calls, Question, Resources, Started } from "./measured-sandbox";

/** Counts the calls of both APIs since it was last asked. What Okta sends by SCIM is none. */
class CallCounter {
  private counts: Record<string, number> = {};
  private refused = 0;

  constructor(sandbox: Sandbox) {
    for (const service of ["okta", "cloudflare"] as const) {
      sandbox[service].log.subscribe(({ method, path, status }) => {
        if (service === "cloudflare" && path.startsWith("/populations/")) {
          return;
        }
        const endpoint = `${service} ${method} ${endpointOf(path)}`;
        this.counts[endpoint] = (this.counts[endpoint] ?? 0) + 1;
        this.refused += status === 429 ? 1 : 0;
      });
    }
  }

  take(): Calls {
    const taken = { counts: this.counts, refused: this.refused };
    this.counts = {};
    this.refused = 0;
    return taken;
  }
}

/** A path without its query and without ids: `/api/v1/apps/{id}/groups/{id}`. */
function endpointOf(path: string): string {
  const [pathname = ""] = path.split("?", 1);
  return pathname.replace(
    /\/(?:0oa|00g|00u|gPm|ocl|aus|rst)\w{17}|\/[\da-f]{32}|\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g,
    "/{id}",
  );
}

/** What is measured. */
interface Measured {
  readonly sandbox: Sandbox;
  readonly counter: CallCounter;
}

const answers: Readonly<Record<Question, (measured: Measured) => unknown>> = {
  processorSeconds: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  resources: ({ sandbox: { cloudflare } }): Resources => {
    // Only what is still in use counts.
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heapUsed, cloudflareRequests: cloudflare.log.all().at(-1)?.sequence ?? 0 };
  },
  calls: ({ counter }): Calls => counter.take(),
  enforceLimits: ({ sandbox: { okta } }): void => okta.changeSettings({ rateLimits: "enforce" }),
  // Not only reported: this project's own calls would wait by what is reported.
  liftLimits: ({ sandbox: { okta } }): void => okta.changeSettings({ rateLimits: "off" }),
  settled: async ({ sandbox }): Promise<string[]> => {
    await sandbox.settled();
    return sandbox.okta.provisioning.tasks().map(({ name, error }) => `${name}: ${error}`);
  },
};

async function main(): Promise<void> {
  const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  const { okta, cloudflare } = sandbox;
  const measured = { sandbox, counter: new CallCounter(sandbox) };
  process.on("message", async (question: Question) => {
    process.send?.((await answers[question](measured)) ?? null);
  });
  // Also when the benchmark was broken off.
  process.once("disconnect", () => void sandbox.close());
  process.send?.({
    startedInMs: performance.now(),
    oktaUrl: okta.url,
    oktaToken: okta.apiToken,
    cloudflareUrl: cloudflare.url,
    cloudflareApiUrl: cloudflare.apiUrl,
    cloudflareToken: cloudflare.tenant.apiToken,
    accountId: cloudflare.tenant.accountId,
  } satisfies Started);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
