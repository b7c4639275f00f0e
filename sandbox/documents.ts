import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  APPLICATION_COVERAGE,
  COVERAGE as CLOUDFLARE_COVERAGE,
  SCIM_COVERAGE,
  SELECTOR_COVERAGE,
  TEAM_COVERAGE,
} from "./cloudflare/coverage";
import { type CoverageStatus, COVERAGE as OKTA_COVERAGE } from "./okta/coverage";
import { PROVISIONING_COVERAGE } from "./okta/provisioning/coverage";
import { ACME, loginFor } from "./okta/seed";

const EXAMPLE = join(__dirname, "..", "test", "unit", "sandbox", "example.test.ts");

/** A row of a coverage table. */
interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly status: CoverageStatus;
  readonly note: string;
}

const WORDS: Readonly<Record<CoverageStatus, string>> = { supported: "yes", partial: "in part", missing: "no" };

/** What is generated, by the name of its place. */
const PARTS: Readonly<Record<string, () => string>> = {
  people: peopleTable,
  example: exampleCode,
  "okta-management": () => endpointTable(OKTA_COVERAGE.filter(({ path }) => !isSignIn(path))),
  "okta-sign-in": () => endpointTable(OKTA_COVERAGE.filter(({ path }) => isSignIn(path))),
  "okta-provisioning": provisioningTable,
  "cloudflare-api": () => endpointTable(CLOUDFLARE_COVERAGE),
  "cloudflare-team": () => endpointTable(TEAM_COVERAGE),
  "cloudflare-applications": () => endpointTable(APPLICATION_COVERAGE),
  "cloudflare-selectors": selectorTable,
  "cloudflare-scim": () => endpointTable(SCIM_COVERAGE),
};

/**
 * `docs/sandbox.md` with everything that is generated brought up to date.
 *
 * @throws Error when the page has no place for a part, or one for a part that does not exist.
 */
export function withGeneratedParts(page: string): string {
  const places = new Set(Array.from(page.matchAll(/<!-- generated: (\S+) -->/g), ([, name]) => name ?? ""));
  const missing = Object.keys(PARTS).filter((name) => !places.has(name));
  if (missing.length > 0) {
    throw new Error(
      `docs/sandbox.md: has no place for ${missing.join(", ")}. Add <!-- generated: … --> with the name.`,
    );
  }
  return page.replace(
    /(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- \/generated -->)/g,
    (_found, start: string, name: string, end: string) => {
      const part = PARTS[name];
      if (part === undefined) {
        throw new Error(`docs/sandbox.md: nothing is called "${name}". Use ${Object.keys(PARTS).join(", ")}.`);
      }
      return `${start}\n${part()}\n${end}`;
    },
  );
}

/** Endpoints where people sign in, and not for administrators. */
function isSignIn(path: string): boolean {
  return !path.startsWith("/api/");
}

/** One row for all methods of a path that are emulated alike. */
function endpointTable(endpoints: readonly Endpoint[]): string {
  const rows = new Map<string, { readonly methods: string[]; readonly endpoint: Endpoint }>();
  for (const endpoint of endpoints) {
    const key = JSON.stringify([endpoint.path, endpoint.status, endpoint.note]);
    const row = rows.get(key);
    if (row === undefined) {
      rows.set(key, { methods: [endpoint.method], endpoint });
    } else {
      row.methods.push(endpoint.method);
    }
  }
  return table(
    ["Endpoint", "Emulated", "What is different"],
    [...rows.values()].map(({ methods, endpoint: { path, status, note } }) => [
      `${methods.join(", ")} \`${path.replaceAll(/:(\w+)/g, "{$1}")}\``,
      WORDS[status],
      note,
    ]),
  );
}

function provisioningTable(): string {
  return table(
    ["Provisioning", "Emulated", "SCIM requests", "What is different"],
    PROVISIONING_COVERAGE.map(({ what, status, requests, note }) => [
      what,
      WORDS[status],
      requests.map((request) => `\`${request}\``).join(", "),
      note,
    ]),
  );
}

function selectorTable(): string {
  return table(
    ["Selector", "Evaluated", "What is different"],
    Object.entries(SELECTOR_COVERAGE).map(([name, { status, note }]) => [`\`${name}\``, WORDS[status], note]),
  );
}

function peopleTable(): string {
  const everybodysGroup = ACME.groups.find(({ name }) => ACME.people.every(({ groups }) => groups.includes(name)));
  return table(
    ["Login", "Title", "Groups", "Account"],
    ACME.people.map((person) => [
      `\`${loginFor(person)}\``,
      person.title,
      person.groups.filter((group) => group !== everybodysGroup?.name).join(", "),
      [person.status ?? "ACTIVE", ...(person.roles ?? [])].map((word) => `\`${word}\``).join(", "),
    ]),
  );
}

/** The example as somebody has it who keeps a clone of this repository beside their own. */
function exampleCode(): string {
  const source = readFileSync(EXAMPLE, "utf8").replace('"../../../sandbox"', '"../okta-cloudflare-access/sandbox"');
  return `\`\`\`ts\n${source}\`\`\`\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
