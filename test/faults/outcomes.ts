import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OPERATIONS } from "./fault";
import { FAULTS } from "./list";
import type { Outcome } from "./outcome";

/** With which provider plugins something was seen. */
export type Plugins = "stand-in" | "real";

const fileOf = (plugins: Plugins) => join(__dirname, `outcomes.${plugins}.json`);

/** What was seen before, and is expected to be seen again. */
export function readOutcomes(plugins: Plugins): Outcome[] {
  const file = fileOf(plugins);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Outcome[]) : [];
}

/** Writes outcomes over those of the same cases; the others stay. */
export function writeOutcomes(plugins: Plugins, outcomes: readonly Outcome[]): void {
  const keyOf = ({ fault, operation }: Outcome) => `${fault} ${operation}`;
  const all = new Map([...readOutcomes(plugins), ...outcomes].map((outcome) => [keyOf(outcome), outcome]));
  const ordered = FAULTS.flatMap(({ id, operations }) =>
    OPERATIONS.filter((operation) => operations.includes(operation)).flatMap(
      (operation) => all.get(`${id} ${operation}`) ?? [],
    ),
  );
  writeFileSync(fileOf(plugins), `${JSON.stringify(ordered, undefined, 1)}\n`);
}
