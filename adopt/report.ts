import { formatIssue } from "../lib/errors";
import type { Change } from "./change";
import type { AdoptionPlan } from "./plan";

const LONGEST_VALUE = 300;

/** What a person reads before anything is imported: what is taken over, what will change, what will not carry over. */
export function reportOf({ resources, changes, lost, leftAlone, warnings }: AdoptionPlan): string {
  const taken = resources.filter(({ id }) => id !== undefined);
  return [
    section(
      `Taken over as it is (${taken.length} resources)`,
      taken.map(({ name, id }) => `${name}  ${id}`),
    ),
    section(
      `What the next pulumi up will do (${changes.length} resources; nothing is replaced or deleted)`,
      changes.map(changeText),
    ),
    section("What does not carry over", lost),
    section("What stays as it is and is no part of the stack", leftAlone),
    section("Worth knowing about the settings", warnings.map(formatIssue)),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function section(title: string, items: readonly string[]): string {
  return items.length === 0 ? "" : [`## ${title}`, "", ...items.map((item) => `- ${item}`)].join("\n");
}

function changeText({ op, resource, what, details, note }: Change): string {
  const lines = details.map(({ property, from, to }) => `  - ${property}: ${value(from)} -> ${value(to)}`);
  return [`${op} ${what} (${resource})${note === undefined ? "" : `: ${note}`}`, ...lines].join("\n");
}

function value(of: unknown): string {
  const text = of === undefined || of === null ? "not set" : typeof of === "string" ? of : JSON.stringify(of);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
