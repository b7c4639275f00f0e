import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OPERATIONS } from "./fault";
import { FAULTS } from "./list";
import type { Outcome, Step } from "./outcome";
import { readOutcomes } from "./outcomes";

const PAGE = join(__dirname, "..", "..", "docs", "faults.md");
/** How many messages of one run are shown. */
const SHOWN = 3;
const PLACE = /(<!-- generated: faults -->\n)[\s\S]*?(<!-- \/generated -->)/;

/** Brings the tables of docs/faults.md up to date. */
export function writePage(): void {
  writeFileSync(PAGE, withTables(readFileSync(PAGE, "utf8")));
}

/** `docs/faults.md` with its tables as the kept outcomes say. */
export function withTables(page: string): string {
  if (!PLACE.test(page)) {
    throw new Error(
      "docs/faults.md: has no place for the tables. Add <!-- generated: faults --> and <!-- /generated -->.",
    );
  }
  return page.replace(PLACE, (_found, start: string, end: string) => `${start}\n${tables()}\n${end}`);
}

function tables(): string {
  const outcomes = { real: readOutcomes("real"), "stand-in": readOutcomes("stand-in") };
  const chapters = [...new Set(FAULTS.map(({ chapter }) => chapter))];
  return chapters
    .map((chapter) => {
      const rows = FAULTS.filter((fault) => fault.chapter === chapter).flatMap(({ id, words, operations }) =>
        OPERATIONS.filter((operation) => operations.includes(operation)).flatMap((operation) => {
          const isCase = (outcome: Outcome) => outcome.fault === id && outcome.operation === operation;
          const outcome = outcomes.real.find(isCase) ?? outcomes["stand-in"].find(isCase);
          const isReal = operation !== "verify" && outcomes.real.some(isCase);
          return outcome === undefined ? [] : [row(words, outcome, isReal)];
        }),
      );
      return [
        `### ${chapter}`,
        "",
        "| Fault | | What a person sees | Exit code | Afterwards | The next run |",
        "|---|---|---|---|---|---|",
        ...rows,
        "",
      ].join("\n");
    })
    .join("\n");
}

function row(words: string, outcome: Outcome, isReal: boolean): string {
  const { operation, exitCode, said, afterwards, next, same } = outcome;
  const more = said.length > SHOWN ? `<br>… and ${said.length - SHOWN} more like these` : "";
  const seen = said.length === 0 ? "nothing unusual" : `${said.slice(0, SHOWN).map(code).join("<br>")}${more}`;
  return `| ${[words, `${operation}${isReal ? "" : "°"}`, seen, exitCode, afterwards, nextWords(next, same)].join(" | ")} |`;
}

function nextWords(next: readonly Step[], same: boolean): string {
  if (next.length === 0) {
    return "nothing to do";
  }
  const steps = next.map(({ command, exitCode, said }) =>
    exitCode === 0 ? `\`${command}\`: succeeds` : `\`${command}\`: ${said.map(code).join("<br>")}`,
  );
  return [...steps, ...(same ? [] : ["**not the same place: see above**"])].join("<br>");
}

/** Text as code in a cell of a table. */
function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
