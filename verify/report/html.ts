import { visible } from "../../lib/visible";
import type { Status } from "../check";
import type { Finding } from "../run";
import { bySection, counts, type Report, verdictWords } from "./report";

const WORDS: Record<Status, string> = { pass: "Passed", warn: "To look at", fail: "Failed", unknown: "Cannot tell" };

/**
 * A report as one file of HTML without scripts, fonts or other addresses: to be kept, printed, and opened years later.
 */
export function htmlReport(report: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Verification of ${escaped(report.stack)}, ${escaped(report.at.slice(0, 10))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Verification of ${escaped(report.stack)}</h1>
<p class="verdict ${report.verdict}"><strong>${WORDS[report.verdict]}</strong>: ${escaped(verdictWords(report.verdict))}. ${escaped(counts(report.findings))}.</p>
<dl>
<dt>Looked at</dt><dd><time datetime="${escaped(report.at)}">${moment(report.at)}</time></dd>
<dt>Logs since</dt><dd><time datetime="${escaped(report.since)}">${moment(report.since)}</time></dd>
<dt>Okta organization</dt><dd>${escaped(report.oktaOrgUrl)}</dd>
<dt>Cloudflare team</dt><dd>${escaped(report.teamDomain)}, account ${escaped(report.accountId)}</dd>
<dt>Calls</dt><dd>${report.calls}, all of them reading</dd>
</dl>
${bySection(report.findings).map(section).join("\n")}
${without(report)}
</main>
</body>
</html>
`;
}

function section([title, findings]: readonly [string, readonly Finding[]]): string {
  return `<section>
<h2>${escaped(title)}</h2>
<table>
<thead><tr><th scope="col">Result</th><th scope="col">Check</th><th scope="col">Found</th></tr></thead>
<tbody>
${findings.map(row).join("\n")}
</tbody>
</table>
</section>`;
}

function row({ id, status, title, summary, details = [], advice = [] }: Finding): string {
  const found =
    details.length === 0 ? "" : `<ul>${details.map((detail) => `<li>${escaped(detail)}</li>`).join("")}</ul>`;
  const steps =
    advice.length > 1
      ? `<ol>${advice.map((step) => `<li>${escaped(step)}</li>`).join("")}</ol>`
      : advice.map((step) => `<p>${escaped(step)}</p>`).join("");
  return `<tr id="${escaped(id)}"><td><span class="${status}">${WORDS[status]}</span></td><th scope="row">${escaped(title)}</th><td>${escaped(summary)}${found}${steps}</td></tr>`;
}

function without({ pointless }: Report): string {
  if (pointless.length === 0) {
    return "";
  }
  const items = pointless.map(({ title, reason }) => `<li>${escaped(title)}: ${escaped(reason)}</li>`);
  return `<section><h2>Without a meaning here</h2><ul>${items.join("")}</ul></section>`;
}

function moment(iso: string): string {
  return escaped(`${iso.slice(0, 19).replace("T", " ")} UTC`);
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return visible(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2433;--faint:#5a6478;--line:#dfe3ea;--paper:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--faint:#a6b0c0;--line:#384050;--paper:#171b22}}
*{box-sizing:border-box}
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1{font-size:1.6rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .6rem}
.verdict{border-left:5px solid;padding:.6rem 1rem;margin:0 0 1.25rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;margin:0}dt{color:var(--faint)}dd{margin:0}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--faint);font-size:.8rem}tbody th{width:15rem}td:first-child{width:7rem;white-space:nowrap}
ul,ol{margin:.3rem 0 0;padding-left:1.2rem}ol,td p{color:var(--faint)}td p{margin:.3rem 0 0}
span.pass,span.warn,span.fail,span.unknown{font-weight:600}
.pass{color:#11602b;border-color:#1c8a42}.warn{color:#7a5300;border-color:#c98a00}
.fail{color:#8c1d18;border-color:#b3261e}.unknown{color:#3d4a63;border-color:#6b7890}
@media (prefers-color-scheme:dark){.pass{color:#7fd69a}.warn{color:#f0c566}.fail{color:#f2a19c}.unknown{color:#b9c4d6}}
@media (max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}tr,td,th{display:block;border:0;padding:.15rem 0}thead{display:none}tr{padding:.6rem 0;border-bottom:1px solid var(--line)}tbody th,td:first-child{width:auto}tbody th{font-weight:600}}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff}main{max-width:none;padding:0}tr{break-inside:avoid}}
`;
