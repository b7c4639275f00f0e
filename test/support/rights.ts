import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One row of a table of docs/ci.md: a right, and what is seen without it. */
export interface Right {
  /** As the API spells it: the code in the first cell. */
  readonly name: string;
  /** What is refused: the type of a resource, or words for a lookup. */
  readonly stopsAt: string;
  /** Part of what a person sees. */
  readonly words: string;
}

/** The rights that a section of docs/ci.md lists. @throws when the section has no such table. */
export function rightsOf(section: string): Right[] {
  const text = readFileSync(join(__dirname, "../../docs/ci.md"), "utf8");
  const body = text.split(/^#{2,3} /m).find((part) => part.startsWith(`${section}\n`)) ?? "";
  const rows = body
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (Role|Scope|Permission) /.test(line))
    .map((line) => line.slice(2, -2).split(" | "));
  if (rows.length === 0 || rows.some((cells) => cells.length !== 4)) {
    throw new Error(`docs/ci.md, "${section}": no table with four columns.`);
  }
  return rows.map(([first = "", , stopsAt = "", words = ""]) => ({
    name: codeIn(first),
    stopsAt: codeIn(stopsAt),
    words: codeIn(words),
  }));
}

function codeIn(cell: string): string {
  return /`(.*)`/.exec(cell)?.[1] ?? cell;
}
