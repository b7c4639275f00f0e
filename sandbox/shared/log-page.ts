import { html } from "hono/html";
import type { Html } from "./pages";

/** Below this path lies the page of the request log, and what it reads. */
export const LOG_PATH = "/log";

/** The content of the live request log: fills itself with what was kept and follows new requests. */
export function liveLog(): Html {
  return html`<p id="log-status" role="status">No request yet. What calls this API shows up here at once.</p>
    <table id="log" hidden>
      <thead><tr>${LOG_COLUMNS.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
      <tbody></tbody>
    </table>
    <noscript><p class="notice">The live view needs JavaScript; the same as JSON: <a href="${LOG_PATH}/entries">${LOG_PATH}/entries</a>.</p></noscript>
    <script src="${LOG_PATH}/script.js" defer></script>`;
}

const LOG_COLUMNS = ["No.", "Time", "Method", "Path", "Status", "ms"];

/** The script of the page. */
export const LIVE_LOG_SCRIPT = `
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
const events = new EventSource("${LOG_PATH}/stream");
events.addEventListener("request", (event) => add(JSON.parse(event.data)));
events.addEventListener("open", async () => {
  const log = await (await fetch("${LOG_PATH}/entries")).json();
  log.entries.forEach(add);
});
`;
