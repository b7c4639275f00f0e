// What docs/sandbox.md says is what the code does.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createCloudflare } from "../../../sandbox/cloudflare/index";
import { DEFAULT_SETTINGS as CLOUDFLARE_SETTINGS } from "../../../sandbox/cloudflare/settings";
import { withGeneratedParts } from "../../../sandbox/documents";
import { createOkta } from "../../../sandbox/okta/index";
import { SANDBOX_PASSWORD } from "../../../sandbox/okta/passwords";
import { DEFAULT_SETTINGS as OKTA_SETTINGS } from "../../../sandbox/okta/settings";

const PAGE = readFileSync(join(resolve(__dirname, "../../.."), "docs/sandbox.md"), "utf8");

/** First and second cell of every row of the table below a heading line. */
function rowsBelow(heading: string): [string, string][] {
  const from = PAGE.indexOf(heading);
  expect(from, heading).toBeGreaterThan(-1);
  const table = PAGE.slice(from + heading.length).split("\n\n")[0] ?? "";
  return Array.from(table.matchAll(/^\| (.*?) \| (.*?) \|/gm), ([, first = "", second = ""]) => [first, second]);
}

describe("docs/sandbox.md", () => {
  it("is up to date: `npm run docs` changes nothing", () => {
    expect(withGeneratedParts(PAGE)).toBe(PAGE);
  });

  it.each([
    { heading: "| Okta | Default | |\n", settings: OKTA_SETTINGS },
    { heading: "| Cloudflare | Default | |\n", settings: CLOUDFLARE_SETTINGS },
  ])("lists every setting with its default: $heading", ({ heading, settings }) => {
    const listed = new Map(rowsBelow(heading).map(([name, byDefault]) => [name.replaceAll("`", ""), byDefault]));
    expect([...listed.keys()]).toEqual(Object.keys(settings));
    for (const [name, value] of Object.entries(settings)) {
      const isLong = Array.isArray(value) && value.length > 1;
      expect(listed.get(name), name).toMatch(isLong ? /^(all|three|five)$/ : /^`.*`$/);
      expect(isLong || listed.get(name) === `\`${JSON.stringify(value)}\``, name).toBe(true);
    }
  });

  it("lists every control endpoint", () => {
    const routes = [createOkta().app, createCloudflare().app].flatMap(({ routes }) =>
      routes
        .filter(({ method, path }) => method !== "ALL" && path.startsWith("/_sandbox/"))
        .map(({ method, path }) => `${method} ${path.slice("/_sandbox".length).replace(/:(\w+)/g, "{$1}")}`),
    );
    const listed = rowsBelow("and are not in the log.\n\n").flatMap(([endpoints]) =>
      Array.from(endpoints.matchAll(/`(.*?)`/g), ([, endpoint]) => endpoint),
    );
    expect(listed.sort()).toEqual([...new Set(routes)].sort());
  });

  it("tells everybody's password", () => {
    expect(PAGE).toContain(`\`${SANDBOX_PASSWORD}\``);
  });

  it("is refused without a place for a part, or with one for a part that does not exist", () => {
    expect(() => withGeneratedParts(PAGE.replace("<!-- generated: people -->", ""))).toThrow(/no place for people\./);
    const wrong = `${PAGE}\n<!-- generated: nonsense -->\n<!-- /generated -->\n`;
    expect(() => withGeneratedParts(wrong)).toThrow(/nothing is called "nonsense"/);
  });
});
