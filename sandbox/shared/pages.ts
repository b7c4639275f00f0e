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
      <nav>${site.navigation.map((link) => html`<a href="${link.href}">${link.label}</a>`)}</nav>
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
    <tbody>${rows.map((row) => html`<tr>${columns.map((column) => html`<td>${column.cell(row)}</td>`)}</tr>`)}</tbody>
  </table>`;
}

/** A coloured word: `good` green, `bad` red, `plain` grey. */
export function badge(text: string, tone: "good" | "bad" | "plain"): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** The content of the live request log: fills itself from the control endpoints and follows new requests. */
export function liveLog(): Html {
  return html`<p id="log-status" role="status">Waiting for requests.</p>
    <table id="log">
      <thead><tr><th>#</th><th>Time</th><th>Method</th><th>Path</th><th>Status</th><th>ms</th></tr></thead>
      <tbody></tbody>
    </table>
    <noscript><p>The live view needs JavaScript; the same as JSON: <a href="${CONTROL_PATH}/log">${CONTROL_PATH}/log</a>.</p></noscript>
    <script>${raw(LIVE_LOG_SCRIPT)}</script>`;
}

const LIVE_LOG_SCRIPT = `
const body = document.querySelector("#log tbody");
const status = document.querySelector("#log-status");
const seen = new Set();
function add(entry) {
  if (seen.has(entry.sequence)) return;
  seen.add(entry.sequence);
  const row = document.createElement("tr");
  row.className = entry.unknownRoute || entry.status >= 400 ? "bad" : "";
  for (const text of [entry.sequence, entry.at.slice(11, 23), entry.method, entry.path, entry.status + (entry.unknownRoute ? " no route" : ""), entry.durationMs]) {
    const cell = document.createElement("td");
    cell.textContent = text;
    row.append(cell);
  }
  const detail = document.createElement("tr");
  detail.className = "detail";
  detail.hidden = true;
  const cell = document.createElement("td");
  cell.colSpan = 6;
  const pre = document.createElement("pre");
  pre.textContent = JSON.stringify({ request: entry.requestBody, response: entry.responseBody }, null, 2);
  cell.append(pre);
  detail.append(cell);
  row.tabIndex = 0;
  row.addEventListener("click", () => { detail.hidden = !detail.hidden; });
  row.addEventListener("keydown", (event) => { if (event.key === "Enter") detail.hidden = !detail.hidden; });
  body.prepend(row, detail);
  status.textContent = seen.size + " requests. Select one to see both bodies.";
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
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:#1d2433;background:#f6f7f9}
header{display:flex;align-items:center;gap:.75rem;padding:.7rem 1.5rem;background:#fff;border-top:4px solid var(--accent);border-bottom:1px solid #dfe3ea}
header nav{display:flex;gap:1.1rem;margin-left:1.5rem;flex-wrap:wrap}
a{color:#0b5cad;text-decoration:none}a:hover{text-decoration:underline}
.tag{font-size:.72rem;letter-spacing:.05em;text-transform:uppercase;background:#1d2433;color:#fff;border-radius:.3rem;padding:.05rem .4rem}
main{max-width:74rem;margin:1.5rem auto;padding:0 1.5rem}
h1{font-size:1.5rem;margin:.2rem 0 1rem}h2{font-size:1.1rem;margin:1.8rem 0 .5rem}
table{width:100%;border-collapse:collapse;background:#fff;border:1px solid #dfe3ea;border-radius:.4rem}
th,td{text-align:left;padding:.45rem .7rem;border-bottom:1px solid #edf0f4;vertical-align:top;overflow-wrap:break-word}
th{white-space:nowrap;font-size:.78rem;color:#5a6478;text-transform:uppercase;letter-spacing:.03em}
tr:last-child td{border-bottom:0}
code,pre{font:13px/1.45 ui-monospace,monospace}pre{margin:0;white-space:pre-wrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.2rem;background:#fff;border:1px solid #dfe3ea;border-radius:.4rem;padding:1rem;margin:0}
dt{color:#5a6478}dd{margin:0;overflow-wrap:anywhere}
.badge{display:inline-block;border-radius:1rem;padding:0 .6rem;font-size:.82rem;background:#e8ebf0}
.badge.good{background:#d8f3df;color:#11602b}.badge.bad{background:#fde0de;color:#8c1d18}
.empty{color:#5a6478;background:#fff;border:1px dashed #cbd2dd;border-radius:.4rem;padding:.8rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.8rem;margin:0 0 1rem}
.card{background:#fff;border:1px solid #dfe3ea;border-radius:.4rem;padding:.7rem 1rem}.card b{display:block;font-size:1.5rem}
.notice{border-left:4px solid #c98a00;background:#fff7e0;padding:.7rem 1rem;margin:1rem 0}
.notice.good{border-color:#1c8a42;background:#e9f8ee}.notice.bad{border-color:#b3261e;background:#fdeceb}
form{background:#fff;border:1px solid #dfe3ea;border-radius:.4rem;padding:1rem;display:grid;gap:.7rem;max-width:44rem}
label{display:grid;gap:.2rem}label.check{display:flex;align-items:center;gap:.5rem}
input[type=text],input[type=password],input[type=url],select{font:inherit;padding:.4rem .5rem;border:1px solid #b9c1ce;border-radius:.3rem;width:100%}
button{font:inherit;padding:.4rem 1rem;border:0;border-radius:.3rem;background:var(--accent);color:#fff;cursor:pointer;justify-self:start}
#log tr.bad td{background:#fdeceb}#log tbody tr:not(.detail){cursor:pointer}
`;
