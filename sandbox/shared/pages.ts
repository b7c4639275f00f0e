import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { CONTROL_PATH } from "./control";

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

/** A table of rows, or a sentence when there is none. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[], empty: string): Html {
  if (rows.length === 0) {
    return html`<p class="empty">${empty}</p>`;
  }
  return html`<table>
    <thead><tr>${columns.map((column) => html`<th scope="col">${column.heading}</th>`)}</tr></thead>
    <tbody>
      ${rows.map((row) => html`<tr>${columns.map(({ heading, cell }) => html`<td data-heading="${heading}">${cell(row)}</td>`)}</tr>`)}
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

const STYLE = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:#1d2433;background:#f6f7f9;overflow-wrap:break-word}
header{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .75rem;padding:.7rem 1.5rem;background:#fff;border-top:4px solid var(--accent);border-bottom:1px solid #dfe3ea}
header nav{display:flex;gap:.2rem 1.1rem;margin-left:1.5rem;flex-wrap:wrap}
a{color:#0b5cad;text-decoration:none}a:hover,p a{text-decoration:underline}
header a[aria-current]{color:#1d2433;font-weight:600;box-shadow:0 2px 0 var(--accent)}
:focus-visible{outline:2px solid #0b5cad;outline-offset:2px}
.tag{font-size:.72rem;letter-spacing:.05em;text-transform:uppercase;background:#1d2433;color:#fff;border-radius:.3rem;padding:.05rem .4rem}
main{max-width:74rem;margin:1.5rem auto 3rem;padding:0 1.5rem}
h1{font-size:1.5rem;margin:.2rem 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .6rem}h3{font-size:1rem;margin:1.3rem 0 .5rem}
p{margin:.6rem 0}
[hidden]{display:none!important}
table{width:100%;border-spacing:0;background:#fff;border:1px solid #dfe3ea;border-radius:.4rem}
th,td{text-align:left;padding:.45rem .7rem;border-bottom:1px solid #edf0f4;vertical-align:top}
th{white-space:nowrap;font-size:.78rem;color:#5a6478;text-transform:uppercase;letter-spacing:.03em}
tbody tr:last-child td{border-bottom:0}
code,pre{font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}pre{margin:0;white-space:pre-wrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.2rem;background:#fff;border:1px solid #dfe3ea;border-radius:.4rem;padding:1rem;margin:0}
dt{color:#5a6478}dd{margin:0;overflow-wrap:anywhere}
time,.badge{white-space:nowrap}
.badge{display:inline-block;border-radius:1rem;padding:0 .6rem;font-size:.82rem;background:#e8ebf0}
.badge.good{background:#d8f3df;color:#11602b}.badge.bad{background:#fde0de;color:#8c1d18}
.empty{color:#5a6478;background:#fff;border:1px dashed #cbd2dd;border-radius:.4rem;padding:.8rem 1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;margin:0 0 1rem}
.card{background:#fff;border:1px solid #dfe3ea;border-radius:.4rem;padding:.7rem 1rem}.card b{display:block;font-size:1.5rem}
.notice{border-left:4px solid #c98a00;background:#fff7e0;padding:.7rem 1rem;margin:1rem 0}
.notice.good{border-color:#1c8a42;background:#e9f8ee}.notice.bad{border-color:#b3261e;background:#fdeceb}
form.panel{background:#fff;border:1px solid #dfe3ea;border-radius:.4rem;padding:1rem;display:grid;gap:.8rem;max-width:44rem}
label{display:grid;gap:.2rem}label.check{display:flex;align-items:center;gap:.5rem}small{color:#5a6478}
input[type=password],input[type=text],input[type=url]{font:inherit;padding:.4rem .5rem;border:1px solid #7d8798;border-radius:.3rem;width:100%}
button{font:inherit;padding:.4rem 1rem;border:1px solid #0b5cad;border-radius:.3rem;background:#0b5cad;color:#fff;cursor:pointer;justify-self:start}
button.second{background:#fff;color:#0b5cad}
button.link{all:unset;cursor:pointer;color:#0b5cad;overflow-wrap:anywhere}button.link:focus-visible{outline:2px solid #0b5cad}
.buttons{display:flex;flex-wrap:wrap;gap:.6rem}
#log tbody tr:not(.detail){cursor:pointer}#log tr.bad td{background:#fdeceb}#log td:nth-child(-n+2),#log td:nth-child(6){white-space:nowrap}
.bodies{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1rem}.bodies h2{font-size:.85rem;margin:0 0 .3rem;color:#5a6478}
@media (max-width:44rem){
header,main{padding-left:1rem;padding-right:1rem}header nav{margin-left:0;flex-basis:100%}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}
table,tbody,tr,td{display:block}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{padding:.4rem 0;border-bottom:1px solid #dfe3ea}tbody tr:last-child{border-bottom:0}tr.bad{background:#fdeceb}
td{display:flow-root;font-size:.9rem;padding:.15rem .8rem .15rem 7.8rem;border:0;overflow-wrap:anywhere;white-space:normal!important}td:empty{display:none}
td[data-heading]::before{content:attr(data-heading);content:attr(data-heading) / "";float:left;width:6.8rem;margin-left:-7rem;color:#5a6478;font-size:.85rem;line-height:1.5rem}
.detail td{padding:.4rem .8rem}
}
`;
