import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { CONTROL_PATH } from "./control";
import { STYLE } from "./stylesheet";

/** Escaped HTML, as the `html` template of Hono makes it. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The look of one service's pages. */
export interface Site {
  /** "Okta" or "Cloudflare Zero Trust". */
  readonly service: string;
  /** Accent colour, a CSS colour. */
  readonly accent: string;
  /** Links of the top bar. */
  readonly navigation: readonly { readonly label: string; readonly href: string }[];
}

/** A whole page in the frame that all pages of the sandbox share. Works without JavaScript and without any other host. */
export function page(site: Site, title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} · local ${site.service}</title>
    <style>${raw(`:root{--accent:${site.accent}}${STYLE}`)}</style>
  </head>
  <body>
    <header>
      <strong>${site.service}</strong><span class="tag">sandbox</span>
      <nav aria-label="Pages">
        ${site.navigation.map(({ label, href }) => html`<a href="${href}"${label === title ? raw(' aria-current="page"') : ""}>${label}</a>`)}
      </nav>
    </header>
    <main><h1>${title}</h1>${content}</main>
  </body>
</html>`;
}

/** One column of a {@link table}. */
export interface Column<T> {
  readonly heading: string;
  readonly cell: (row: T) => Html | string | number;
}

/**
 * A table of rows, or a sentence when there is none.
 *
 * @param key The `id` of a row, unique on the page: by it a live page knows a row again.
 */
export function table<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  empty: string,
  key?: (row: T) => string,
): Html {
  if (rows.length === 0) {
    return html`<p class="empty">${empty}</p>`;
  }
  return html`<table>
    <thead><tr>${columns.map((column) => html`<th scope="col">${column.heading}</th>`)}</tr></thead>
    <tbody>
      ${rows.map((row) => html`<tr${key === undefined ? "" : html` id="${key(row)}"`}>${columns.map(({ heading, cell }) => html`<td data-heading="${heading}">${cell(row)}</td>`)}</tr>`)}
    </tbody>
  </table>`;
}

/** A coloured word: `good` green, `bad` red, `plain` grey. */
export function badge(text: string, tone: "good" | "bad" | "plain"): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** A point in time, given as ISO 8601 in UTC: to the second, as people write it. */
export function moment(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`;
}

/** The content of the live request log: fills itself from the control endpoints and follows new requests. */
export function liveLog(): Html {
  return html`<p id="log-status" role="status">No request yet. What calls this API shows up here at once.</p>
    <table id="log" hidden>
      <thead><tr>${LOG_COLUMNS.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
      <tbody></tbody>
    </table>
    <noscript><p class="notice">The live view needs JavaScript; the same as JSON: <a href="${CONTROL_PATH}/log">${CONTROL_PATH}/log</a>.</p></noscript>
    <script>${raw(LIVE_LOG_SCRIPT)}</script>`;
}

const LOG_COLUMNS = ["No.", "Time", "Method", "Path", "Status", "ms"];

const LIVE_LOG_SCRIPT = `
const table = document.querySelector("#log");
const body = table.tBodies[0];
const status = document.querySelector("#log-status");
const columns = ${JSON.stringify(LOG_COLUMNS)};
const seen = new Set();
let refused = 0;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
function bodyText(value) {
  if (value === null) return "none";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
function details(entry) {
  const part = (title, value) =>
    element("section", {}, element("h2", { textContent: title }), element("pre", { textContent: bodyText(value) }));
  const bodies = element("div", { className: "bodies" },
    part("Request body", entry.requestBody), part("Response body", entry.responseBody));
  return element("tr", { id: "bodies-" + entry.sequence, className: "detail", hidden: true },
    element("td", { colSpan: columns.length }, bodies));
}
function summary(entry) {
  const bad = entry.unknownRoute || entry.status === 0 || entry.status >= 400;
  const toggle = element("button", { type: "button", className: "link", textContent: entry.path });
  toggle.setAttribute("aria-expanded", "false");
  const answer = element("span", { className: bad ? "badge bad" : "badge good", textContent: entry.status || "none" });
  const cells = [entry.sequence, entry.at.slice(11, 23), entry.method, toggle, answer, entry.durationMs];
  const row = element("tr", { className: bad ? "bad" : "" }, ...cells.map((cell) => element("td", {}, cell)));
  row.dataset.sequence = entry.sequence;
  columns.forEach((heading, index) => { row.cells[index].dataset.heading = heading; });
  if (entry.unknownRoute) row.cells[4].append(" no such route");
  if (entry.fault) row.cells[4].append(" fault: " + entry.fault.effect + " (" + entry.fault.rule + ")");
  row.addEventListener("click", () => {
    const open = toggle.getAttribute("aria-expanded") === "true";
    if (row.nextSibling?.id !== "bodies-" + entry.sequence) row.after(details(entry));
    row.nextSibling.hidden = open;
    toggle.setAttribute("aria-expanded", String(!open));
    toggle.setAttribute("aria-controls", row.nextSibling.id);
  });
  if (bad) refused += 1;
  return row;
}
function add(entry) {
  if (seen.has(entry.sequence)) return;
  seen.add(entry.sequence);
  const older = [...body.rows].find((row) => Number(row.dataset.sequence) < entry.sequence);
  body.insertBefore(summary(entry), older ?? null);
  table.hidden = false;
  status.textContent = seen.size + (seen.size === 1 ? " request" : " requests") + ", newest first" +
    (refused === 0 ? "" : "; " + refused + " answered with an error") + ". Select a path to see both bodies.";
}
const events = new EventSource("${CONTROL_PATH}/log/stream");
events.addEventListener("request", (event) => add(JSON.parse(event.data)));
events.addEventListener("open", async () => {
  const log = await (await fetch("${CONTROL_PATH}/log")).json();
  log.entries.forEach(add);
});
`;
