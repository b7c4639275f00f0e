// The process that the benchmark measures: a sandbox in memory, and nothing else.
import { startSandbox } from "../sandbox";
import type { Resources, Started } from "./measured-sandbox";

async function main(): Promise<void> {
  const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  const { okta, cloudflare } = sandbox;
  process.on("message", (asked) => {
    const { user, system } = process.cpuUsage();
    if (asked === "processor") {
      process.send?.((user + system) / 1e6);
      return;
    }
    // Only what is still in use counts.
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    const cloudflareRequests = cloudflare.log.all().at(-1)?.sequence ?? 0;
    process.send?.({ rss, heapUsed, cloudflareRequests } satisfies Resources);
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
