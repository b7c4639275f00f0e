import { createHash } from "node:crypto";
import { type FaultEffect, type FaultRule, type FaultRuleInput, pathMatcher, readRule } from "./rule";

/** A rule with what it has done so far. */
export interface FaultReport extends FaultRule {
  /** How many calls it matched. */
  readonly matched: number;
  /** How many of those it struck. */
  readonly struck: number;
}

/** A call, as rules look at it. */
export interface Call {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** When a call waits at a {@link Gate}: nothing was done yet, or all was done and nothing is answered. */
export type Moment = "before-effect" | "after-effect";

/**
 * Somebody in this process who is asked about every call twice, before its effect and between effect and answer, and may
 * let it wait. "cut" ends its connection there, and nothing of the call happens any more.
 */
export type Gate = (call: Call, moment: Moment) => Promise<"go on" | "cut">;

/** That a rule strikes a call. */
export interface Strike {
  readonly rule: FaultRule;
  /** To be called when there was nothing to spoil: the rule is not used up by this call. */
  takeBack(): void;
}

interface KeptRule {
  readonly rule: FaultRule;
  readonly isPath: (path: string) => boolean;
  matched: number;
  struck: number;
}

/**
 * The fault injection rules of one service: what tests add and remove, and what its control endpoint acts on.
 *
 * Deterministic: which call is struck follows from the rules and the order of the calls since they were added.
 */
export class Faults {
  private rules: KeptRule[] = [];
  private added = 0;
  /** Stands before all rules. For what only somebody in this process can do, such as to end a client at a call. */
  gate: Gate | undefined;

  /**
   * Adds a rule; it strikes from the next call on.
   *
   * @returns The rule with its defaults and its id.
   * @throws TypeError that names each field that is not valid, or an id that another rule has.
   */
  add(input: FaultRuleInput): FaultRule {
    const read = readRule(input);
    const id = read.id ?? `fault-${this.added + 1}`;
    if (this.rules.some(({ rule }) => rule.id === id)) {
      throw new TypeError(`Fault rule: id: another rule is called "${id}". Choose another id, or remove that rule.`);
    }
    this.added += 1;
    const rule: FaultRule = { ...read, id };
    this.rules.push({ rule, isPath: pathMatcher(rule.match.path), matched: 0, struck: 0 });
    return rule;
  }

  /** All rules, oldest first, with what they have done. */
  list(): FaultReport[] {
    return this.rules.map(({ rule, matched, struck }) => ({ ...rule, matched, struck }));
  }

  /** Removes a rule; false when there is none of this id. */
  remove(id: string): boolean {
    const before = this.rules.length;
    this.rules = this.rules.filter(({ rule }) => rule.id !== id);
    return this.rules.length < before;
  }

  /** Removes all rules, and begins again with the ids. */
  clear(): void {
    this.rules = [];
    this.added = 0;
  }

  /** The rules with an effect of this type. */
  having<T extends FaultEffect["type"]>(type: T): (FaultRule & { readonly effect: { readonly type: T } })[] {
    return this.rules
      .map(({ rule }) => rule)
      .filter((rule): rule is FaultRule & { readonly effect: { readonly type: T } } => rule.effect.type === type);
  }

  /**
   * Counts a call for every rule that matches it, and answers which one strikes it.
   *
   * @param concerns Whether a rule can do something to this call at all. Those that cannot do not count it.
   */
  decide(call: Call, concerns: (rule: FaultRule) => boolean = () => true): Strike | undefined {
    let chosen: KeptRule | undefined;
    for (const kept of this.rules) {
      if (!isMatch(kept, call) || !concerns(kept.rule)) {
        continue;
      }
      kept.matched += 1;
      if (chosen === undefined && strikes(kept)) {
        chosen = kept;
      }
    }
    if (chosen === undefined) {
      return undefined;
    }
    const kept = chosen;
    kept.struck += 1;
    return {
      rule: kept.rule,
      takeBack: () => {
        kept.struck -= 1;
      },
    };
  }
}

function isMatch({ rule, isPath }: KeptRule, { method, path }: Call): boolean {
  const wanted: string | readonly string[] | undefined = rule.match.method;
  return (wanted === undefined || [wanted].flat().includes(method)) && isPath(path);
}

/** Whether a rule strikes the call that it counted last. */
function strikes({ rule, matched, struck }: KeptRule): boolean {
  const { nth, from = 1, times = Number.POSITIVE_INFINITY, probability } = rule.match;
  if (nth !== undefined) {
    return matched === nth;
  }
  return (
    matched >= from && struck < times && (probability === undefined || draw(rule, matched - from + 1) < probability)
  );
}

/** A number from 0 to less than 1 that follows from the seed and the number of the call. */
function draw({ match, effect }: FaultRule, number: number): number {
  // Beside the seed what tells rules apart: two of the same seed would else always want the same calls.
  const text = JSON.stringify([match.seed ?? 1, match.method, match.path, effect, number]);
  return createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
}
