import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A JSON object. */
export type Json = Record<string, unknown>;

/** What the measured process says when both services listen. */
export interface Started {
  /** From the start of the process until both services listened, in milliseconds. */
  readonly startedInMs: number;
  readonly oktaUrl: string;
  readonly oktaToken: string;
  readonly cloudflareUrl: string;
  /** Base URL of the Cloudflare API. */
  readonly cloudflareApiUrl: string;
  readonly cloudflareToken: string;
  readonly accountId: string;
}

/** What the measured process uses, after a garbage collection. */
export interface Resources {
  /** Resident memory, in bytes. */
  readonly rss: number;
  /** JavaScript objects, in bytes. */
  readonly heapUsed: number;
  /** Requests that the local Cloudflare got so far. */
  readonly cloudflareRequests: number;
}

/** Calls of both APIs. */
export interface Calls {
  /** How many by service, method and path without ids: `okta PUT /api/v1/apps/{id}/groups/{id}`. */
  readonly counts: Readonly<Record<string, number>>;
  /** How many of them were refused with 429. */
  readonly refused: number;
}

/** What the measured process can be asked. */
export type Question = "processorSeconds" | "resources" | "settled" | "calls" | "enforceLimits" | "liftLimits";

/** A sandbox in a process of its own, so that client and services do not take the processor from each other. */
export class MeasuredSandbox {
  private constructor(
    private readonly child: ChildProcess,
    readonly started: Started,
  ) {}

  /**
   * Starts one.
   *
   * @param nodeOptions Further options of Node for that process.
   * @throws Error when the process ends instead.
   */
  static async start(nodeOptions: readonly string[] = []): Promise<MeasuredSandbox> {
    const child = fork(join(__dirname, "sandbox-process.ts"), {
      execArgv: ["--import", require.resolve("tsx"), "--expose-gc", ...nodeOptions],
    });
    return new MeasuredSandbox(child, (await answerOf(child)) as Started);
  }

  /** Processor time that it took so far, in seconds. */
  async processorSeconds(): Promise<number> {
    return (await this.ask("processorSeconds")) as number;
  }

  /** What it uses now. */
  async resources(): Promise<Resources> {
    return (await this.ask("resources")) as Resources;
  }

  /** Waits until Okta has nothing more to send, however long that takes. @throws Error when something was not taken. */
  async settled(): Promise<void> {
    const failed = (await this.ask("settled")) as readonly string[];
    if (failed.length > 0) {
      throw new Error(`Provisioning of ${failed.length} people and groups failed, of ${failed[0]}`);
    }
  }

  /** The calls since this was last asked, without those of SCIM. */
  async calls(): Promise<Calls> {
    return (await this.ask("calls")) as Calls;
  }

  /** Whether the local Okta refuses calls beyond its published limits from now on, or has no limits. */
  async limit(isEnforced: boolean): Promise<void> {
    await this.ask(isEnforced ? "enforceLimits" : "liftLimits");
  }

  /** Calls the local Okta. @throws Error when it refuses. */
  async okta(method: string, path: string, body?: Json): Promise<Json> {
    const { oktaUrl, oktaToken } = this.started;
    return call(`${oktaUrl}${path}`, method, `SSWS ${oktaToken}`, body);
  }

  /** Calls the API of the local Cloudflare, below the account. @throws Error when it refuses. */
  async cloudflare(method: string, path: string, body?: Json): Promise<Json> {
    const { cloudflareApiUrl, cloudflareToken, accountId } = this.started;
    return call(`${cloudflareApiUrl}/accounts/${accountId}${path}`, method, `Bearer ${cloudflareToken}`, body);
  }

  private async ask(question: Question): Promise<unknown> {
    this.child.send(question);
    return answerOf(this.child);
  }

  /** Has the process end by itself: only then does Node write a profile. */
  async close(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.disconnect();
    await ended;
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const stop = new AbortController();
  const ended = once(child, "exit", stop).then(([code]) => {
    throw new Error(`Sandbox: its process ended with exit code ${code}. What it said is above.`);
  });
  try {
    const [message] = (await Promise.race([once(child, "message", stop), ended])) as unknown[];
    return message;
  } finally {
    ended.catch(() => undefined);
    stop.abort();
  }
}

async function call(url: string, method: string, authorization: string, body?: Json): Promise<Json> {
  const response = await fetch(url, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${url}: answered ${response.status} ${text.slice(0, 300)}`);
  }
  return text === "" ? {} : (JSON.parse(text) as Json);
}
