import { html } from "hono/html";
import { type Column, type Html, table } from "./pages";

/** So many rows stand on one page unless a list says otherwise: no page is to be over 100 kB, and nobody reads on. */
const ROWS = 50;

/** So many where a page has several lists. */
export const FEW_ROWS = 20;

/** A list that may have thousands of rows. */
export interface LongList<T> {
  /** Names the list in the address: `people=2` is the second page, `people-like=vogel` what is looked for. */
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  /** What stands there instead of no rows. */
  readonly empty: string;
  /** See {@link table}. */
  readonly key: (row: T) => string;
  /** How many rows stand on one page. 50 by default. */
  readonly perPage?: number;
  /** What somebody may look for; without it the list has no search. */
  readonly words?: (row: T) => string;
}

/**
 * A {@link table} of some rows at a time, with links to the others and a search when there are more. Both are in the
 * address, so they stay on a live page and work without JavaScript.
 *
 * @param url The address of the page that is being answered.
 */
export function longTable<T>(url: string, list: LongList<T>): Html {
  const { name, rows, words, perPage = ROWS } = list;
  const address = new URL(url);
  const like = (address.searchParams.get(`${name}-like`) ?? "").trim();
  const found =
    words === undefined || like === "" ? rows : rows.filter((row) => contains(words(row), like.toLowerCase()));
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(address.searchParams.get(name) ?? 1)) || 1));
  const from = (page - 1) * perPage;
  const shown = found.slice(from, from + perPage);
  const empty = like === "" ? list.empty : `Nothing has “${like}” in it.`;
  const turned = (to: number): string => {
    const there = new URL(address);
    there.searchParams.set(name, String(to));
    return `${there.search}#${name}`;
  };
  return html`<div id="${name}">
    ${
      rows.length <= perPage && like === ""
        ? ""
        : html`<div class="list-bar">
          ${words === undefined ? "" : searchForm(address, name, like)}
          <span>${found.length === 0 ? "0" : `${number(from + 1)} to ${number(from + shown.length)}`} of ${number(found.length)}</span>
          ${
            pages === 1
              ? ""
              : html`<nav aria-label="Pages of ${name}">
              ${page > 1 ? html`<a href="${turned(page - 1)}">Previous</a>` : ""}
              ${page < pages ? html`<a href="${turned(page + 1)}">Next</a>` : ""}
            </nav>`
          }
        </div>`
    }
    ${table(list.columns, shown, empty, list.key)}
  </div>`;
}

function searchForm(address: URL, name: string, like: string): Html {
  const others = [...address.searchParams].filter(([parameter]) => parameter !== name && parameter !== `${name}-like`);
  return html`<form role="search" id="${name}-search" action="#${name}" aria-label="Search ${name}">
    ${others.map(([parameter, value]) => html`<input type="hidden" name="${parameter}" value="${value}" />`)}
    <input type="search" name="${name}-like" value="${like}" aria-label="Search ${name}" />
    <button class="second">Search</button>
  </form>`;
}

/** The first few of a long list, and how many more there are. */
export function someOf<T>(items: readonly T[], shown: number, name: (item: T) => string = String): string {
  const more = items.length - shown;
  const names = items.slice(0, shown).map(name).join(", ");
  return more > 0 ? `${names} and ${number(more)} more` : names;
}

function contains(text: string, like: string): boolean {
  return text.toLowerCase().includes(like);
}

/** 10000 as 10,000. */
function number(value: number): string {
  return value.toLocaleString("en");
}
