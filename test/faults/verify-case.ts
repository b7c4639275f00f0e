import { CloudflareApi } from "../../api/cloudflare-api";
import { SANDBOX_TENANTS } from "../../sandbox";
import { exitCodeOf, runChecks } from "../../verify/run";
import { VerifiedSandbox } from "../support/verified-sandbox";
import type { Fault, Service } from "./fault";
import { Addresses } from "./nowhere";
import { type Outcome, withoutChanging } from "./outcome";

/** The attempts that a call has where nobody says otherwise. */
const ATTEMPTS = 5;
const WORDS = { fail: "✗", unknown: "?", warn: "!", pass: "✓" } as const;

interface Look {
  readonly exitCode: number;
  readonly said: readonly string[];
  /** What a person is told to do. */
  readonly advice: readonly string[];
}

/** A set-up that is in order, verified under one fault after the other; in this process, without the engine. */
export class VerifyCases {
  private constructor(
    private readonly running: VerifiedSandbox,
    private readonly addresses: Addresses,
    private readonly back: () => void,
  ) {}

  static async start(): Promise<VerifyCases> {
    const running = await VerifiedSandbox.start();
    return new VerifyCases(running, await Addresses.open(), running.sandbox.snapshot());
  }

  async close(): Promise<void> {
    this.addresses.close();
    await this.running.close();
  }

  /** Verifies under a fault, and again when it is over. */
  async try(fault: Fault): Promise<Outcome> {
    const { sandbox, secrets } = this.running;
    this.back();
    await this.running.settled();
    const started = Date.now();
    const first = await this.look(fault);
    const seconds = Math.round((Date.now() - started) / 1_000);
    sandbox.okta.faults.clear();
    sandbox.cloudflare.faults.clear();
    // What was changed by hand stays: its way out is in the findings, and tried by test/engine/living.test.ts.
    const isOver = fault.byHand === undefined;
    const second = isOver ? await this.look({}) : { exitCode: 0 };
    const everything = JSON.stringify(first);
    const { okta, cloudflare } = SANDBOX_TENANTS;
    const all = { ...secrets, oktaToken: okta.apiToken, cloudflareToken: cloudflare.apiToken };
    return {
      fault: fault.id,
      operation: "verify",
      exitCode: first.exitCode,
      said: first.said,
      afterwards: "nothing was changed",
      next:
        first.said.length === 0
          ? []
          : [{ command: isOver ? "npm run verify" : first.advice.join(" "), exitCode: second.exitCode, said: [] }],
      same: second.exitCode === 0,
      seconds,
      leaks: Object.entries(all)
        .filter(([, secret]) => everything.includes(secret))
        .map(([name]) => `${name} in the findings`),
    };
  }

  private async look(fault: Partial<Fault>): Promise<Look> {
    const { running } = this;
    const { sandbox } = running;
    await fault.byHand?.act(running);
    await running.settled();
    for (const { service, rule } of fault.rules?.("verify") ?? []) {
      sandbox[service].faults.add(rule);
    }
    const at = (service: Service) => {
      const nowhere = fault.addresses?.[service];
      return nowhere === undefined ? sandbox[service].url : this.addresses.of(nowhere);
    };
    const http = running.http({
      attempts: ATTEMPTS,
      connectTo: { "acme.okta.com": at("okta"), "acme.cloudflareaccess.com": sandbox.cloudflare.url },
    });
    const cloudflare = new CloudflareApi({
      baseUrl: `${at("cloudflare")}/client/v4`,
      apiToken: SANDBOX_TENANTS.cloudflare.apiToken,
      http,
    });
    const { findings } = await runChecks(running.subject({ http, cloudflare }));
    const told = findings.filter(({ status }) => status === "fail" || status === "unknown");
    return {
      exitCode: exitCodeOf(findings, false),
      said: [
        ...new Set(told.map(({ status, title, summary }) => withoutChanging(`${WORDS[status]} ${title}: ${summary}`))),
      ],
      advice: told[0]?.advice ?? [],
    };
  }
}
