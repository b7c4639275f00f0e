import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const CONTRACTS = resolve(__dirname, "../../../../shared/contracts");

/** Whether the contracts are on this machine; without them the conformance tests are skipped and say so. */
export const hasContracts = existsSync(resolve(CONTRACTS, "cloudflare"));

/** One field of the derived tables. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly mode?: "required" | "optional" | "computed" | "computed_optional";
  readonly values?: readonly string[];
  readonly default?: unknown;
  readonly onlyForType?: readonly string[];
  readonly notForType?: readonly string[];
  readonly fields?: readonly Field[];
  readonly items?: string;
}

/** A derived table: one file of `contracts/cloudflare`. */
export interface Contract {
  readonly endpoints: readonly { readonly method: string; readonly path: string; readonly op?: string }[];
  readonly requestAndAnswerFields: readonly Field[];
}

/** Reads a contract; the empty value stands in when the contracts are absent, because tables are read before tests are skipped. */
export function contract<T>(path: string, absent: T): T {
  return hasContracts ? (JSON.parse(readFileSync(resolve(CONTRACTS, path), "utf8")) as T) : absent;
}

/** A contract of one Cloudflare resource. */
export function cloudflareContract(name: string): Contract {
  return contract<Contract>(`cloudflare/${name}.json`, { endpoints: [], requestAndAnswerFields: [] });
}

/** Says on the screen why nothing ran. */
export function announceSkip(file: string): void {
  if (!hasContracts) {
    console.warn(`${file}: skipped, because ../shared/contracts is not on this machine.`);
  }
}
