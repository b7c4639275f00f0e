import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
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

/**
 * What a page may load and run: scripts of its own service alone, and none that stands in the page. So a name that came
 * through unescaped would still run nothing.
 *
 * Where forms may lead is not said: browsers apply that to where they are sent on to, and signing in leads elsewhere.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'";

/** A whole page in the frame that all pages of the sandbox share. Works without JavaScript and without any other host. */
export function page(site: Site, title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="content-security-policy" content="${CONTENT_POLICY}" />
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
