// The process that the benchmark measures: a sandbox in memory, and nothing else.
import { type Sandbox, startSandbox } from "../sandbox";
import type { Question, Resources, Started } from "./measured-sandbox";

const answers: Readonly<Record<Question, (sandbox: Sandbox) => unknown>> = {
  processorSeconds: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  resources: ({ cloudflare }): Resources => {
    // Only what is still in use counts.
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heapUsed, cloudflareRequests: cloudflare.log.all().at(-1)?.sequence ?? 0 };
  },
  settled: async (sandbox): Promise<string[]> => {
    await sandbox.settled();
    return sandbox.okta.provisioning.tasks().map(({ name, error }) => `${name}: ${error}`);
  },
};

async function main(): Promise<void> {
  const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  const { okta, cloudflare } = sandbox;
  process.on("message", async (question: Question) => {
    process.send?.(await answers[question](sandbox));
  });
  // Also when the benchmark was broken off.
  process.once("disconnect", () => void sandbox.close());
  process.send?.({
    startedInMs: performance.now(),
    oktaUrl: okta.url,
    oktaToken: okta.apiToken,
    cloudflareApiUrl: cloudflare.apiUrl,
    cloudflareToken: cloudflare.tenant.apiToken,
    accountId: cloudflare.tenant.accountId,
  } satisfies Started);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
