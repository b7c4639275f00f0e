import { describe, expect, it } from "vitest";
import { LIVE_LOG_SCRIPT, liveLog } from "../../../../sandbox/shared/log-page";
import { badge, page, type Site, table } from "../../../../sandbox/shared/pages";

const SITE: Site = { service: "Okta", accent: "#123456", navigation: [{ label: "A & B", href: "/a?x=1&y=2" }] };
const EVIL = '<img src=x onerror="alert(1)">';

async function text(html: ReturnType<typeof page>): Promise<string> {
  return String(await html);
}

describe("a page", () => {
  it("is whole HTML that needs no other host", async () => {
    const html = await text(page(SITE, "Users", badge("on", "good")));
    expect(html).toMatch(/^<!doctype html>\s*<html lang="en">/);
    expect(html).toContain("<title>Users · local Okta</title>");
    expect(html).toContain('<span class="badge good">on</span>');
    expect(html).toContain("--accent:#123456");
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    expect(html).toContain("script-src &#39;self&#39;;");
  });

  it("escapes titles, links, cells and badges", async () => {
    const rows = table([{ heading: EVIL, cell: () => EVIL }], [1], "none");
    const html = await text(page(SITE, EVIL, rows));
    expect(html).not.toContain("<img");
    expect(html).toContain('href="/a?x=1&amp;y=2">A &amp; B</a>');
    expect(await text(badge(EVIL, "bad"))).not.toContain("<img");
  });
});

describe("a table", () => {
  it("has a head and a row for each element, numbers too", async () => {
    const html = await text(table([{ heading: "N", cell: (row: number) => row * 2 }], [1, 2], "none"));
    expect(html).toContain('<th scope="col">N</th>');
    expect([...html.matchAll(/<td data-heading="N">(\d+)<\/td>/g)].map(([, cell]) => cell)).toEqual(["2", "4"]);
  });

  it("is a sentence when there is nothing", async () => {
    expect(await text(table([], [], "Nothing <yet>."))).toBe('<p class="empty">Nothing &lt;yet&gt;.</p>');
  });
});

describe("the live log", () => {
  it("reads what lies beside it, and says so to those without JavaScript", async () => {
    const html = await text(liveLog());
    expect(html).toContain('<script src="/log/script.js" defer></script>');
    expect(LIVE_LOG_SCRIPT).toContain('new EventSource("/log/stream")');
    expect(html).toMatch(/<noscript>.*\/log\/entries.*<\/noscript>/s);
  });
});
