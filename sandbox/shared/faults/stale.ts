import type { Context, Next } from "hono";
import type { Call, Faults } from "./faults";
import type { Vendor } from "./middleware";
import type { FaultRule } from "./rule";

/** A state of a service that was kept. */
export interface Snapshot {
  /** Answers a read as the service would have done then. Changes nothing. */
  read(context: Context): Promise<Response>;
}

const READS = ["GET", "HEAD"];

/** Reads that answer an older state: what a replica does that has not heard of the last writes yet. */
export class StaleReads {
  /** The states before the last writes since a rule was added, oldest first. */
  private readonly kept = new WeakMap<FaultRule, Snapshot[]>();

  constructor(
    private readonly faults: Faults,
    private readonly vendor: Pick<Vendor, "isApi" | "snapshot">,
  ) {}

  /** Whether a rule can do something to a call; a rule for stale reads only when there was a write to hide. */
  concerns(rule: FaultRule, { method, path }: Call): boolean {
    return rule.effect.type !== "stale" || (method === "GET" && this.vendor.isApi(path) && this.kept.has(rule));
  }

  /** Lets the service answer, and keeps the state before a successful write while a rule asks for it. */
  async watching(context: Context, next: Next): Promise<void> {
    const rules = READS.includes(context.req.method) ? [] : this.faults.having("stale");
    if (rules.length === 0) {
      return next();
    }
    const before = this.vendor.snapshot();
    await next();
    if (context.res.status >= 400) {
      return;
    }
    for (const rule of rules) {
      this.kept.set(rule, [...(this.kept.get(rule) ?? []), before].slice(-rule.effect.writes));
    }
  }

  /** What a rule lets a read answer. */
  read(rule: FaultRule, context: Context): Promise<Response> {
    const [oldest] = this.kept.get(rule) ?? [];
    if (oldest === undefined) {
      throw new Error(`Fault rule ${rule.id}: struck without a state to read. This is a bug of the sandbox.`);
    }
    return oldest.read(context);
  }
}
