// What the stand-ins do when an answer does not arrive: what the published plugins were seen to do (test/engine/faults).
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningCloudflare, startCloudflare } from "../../../../sandbox/cloudflare/index";
import { type RunningOkta, startOkta } from "../../../../sandbox/okta/index";
import { CloudflareClient } from "../../../../sandbox/plugins/cloudflare/client";
import { OktaClient } from "../../../../sandbox/plugins/okta/client";

const POST = { method: "POST", times: 1 } as const;

describe("the Okta stand-in", () => {
  let okta: RunningOkta;
  beforeEach(async () => {
    okta = await startOkta({ port: 0 });
  });
  afterEach(() => okta.close());

  const post = () =>
    new OktaClient({ endpoint: new URL(okta.url), credentials: { apiToken: okta.apiToken } }).post("/api/v1/groups", {
      profile: { name: "Made" },
    });
  const posts = () => okta.log.all().filter(({ method }) => method === "POST");

  it("sends again, without a pause and as often as it takes, when the connection is closed", async () => {
    okta.faults.add({ match: { ...POST, times: 20 }, effect: { type: "cut", at: "before-effect" } });
    await expect(post()).resolves.toMatchObject({ profile: { name: "Made" } });
    expect(posts()).toHaveLength(21);
  });

  it("ends that when requestTimeout is over, and waits for no rate limit beyond it", async () => {
    const limited = (effect: { type: "cut"; at: "before-effect" } | { type: "rate-limited"; retryAfter: number }) => {
      okta.faults.clear();
      okta.faults.add({ match: { method: "POST" }, effect });
      const client = new OktaClient({
        endpoint: new URL(okta.url),
        credentials: { apiToken: okta.apiToken },
        requestTimeoutSeconds: 0.2,
      });
      return client.post("/api/v1/groups", { profile: { name: "Made" } });
    };
    const words = `POST ${okta.url}/api/v1/groups: context deadline exceeded`;
    await expect(limited({ type: "cut", at: "before-effect" })).rejects.toThrow(words);
    await expect(limited({ type: "rate-limited", retryAfter: 60 })).rejects.toThrow(words);
  });

  it("sends again when it had its effect already, and hears then that it is there", async () => {
    okta.faults.add({ match: POST, effect: { type: "cut", at: "after-effect" } });
    await expect(post()).rejects.toThrow("An object with this field already exists");
    expect(posts().map(({ status }) => status)).toEqual([200, 400]);
  });

  it.each([
    [{ type: "cut", at: "after-effect", reset: true }, "ECONNRESET"],
    [{ type: "cut", at: "in-body" }, "aborted"],
    [{ type: "rate-limited", headers: false }, "X-Rate-Limit-Reset header is missing or invalid"],
    [{ type: "server-error", status: 503 }, "HTTP 503"],
  ] as const)("gives up at once after %j", async (effect, message) => {
    okta.faults.add({ match: POST, effect });
    await expect(post()).rejects.toThrow(message);
    expect(posts()).toHaveLength(1);
  });
});

describe("the Cloudflare stand-in", () => {
  let cloudflare: RunningCloudflare;
  beforeEach(async () => {
    cloudflare = await startCloudflare({ port: 0 });
  });
  afterEach(() => cloudflare.close());

  const waits: number[] = [];
  const post = () => {
    waits.length = 0;
    return new CloudflareClient({
      baseUrl: new URL(cloudflare.apiUrl),
      credentials: { apiToken: cloudflare.tenant.apiToken },
      pace: (milliseconds) => {
        waits.push(milliseconds);
        return 0;
      },
    }).send({
      method: "POST",
      path: `/accounts/${cloudflare.tenant.accountId}/access/groups`,
      body: { name: "Made", include: [{ email_domain: { domain: "acme.example" } }] },
    });
  };

  it.each([
    [{ type: "cut", at: "before-effect" }, 1],
    [{ type: "cut", at: "after-effect" }, 2],
    [{ type: "cut", at: "after-effect", reset: true }, 2],
    [{ type: "cut", at: "in-body" }, 2],
  ] as const)("sends again after %j, whether or not it had its effect", async (effect, made) => {
    cloudflare.faults.add({ match: POST, effect });
    await post();
    expect(cloudflare.store.groups.filter(({ name }) => name === "Made")).toHaveLength(made);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(1_499);
    expect(waits[0]).toBeLessThanOrEqual(2_000);
  });

  it("gives up after ten more attempts, and at once where nobody listens", async () => {
    cloudflare.faults.add({ effect: { type: "cut", at: "before-effect" } });
    await expect(post()).rejects.toThrow("failed to make http request");
    expect(cloudflare.log.all()).toHaveLength(11);
    await cloudflare.close();
    await expect(post()).rejects.toThrow("ECONNREFUSED");
    expect(waits).toEqual([]);
    cloudflare = await startCloudflare({ port: 0 });
  });
});
