import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longTable, someOf } from "../../../../sandbox/shared/long-table";

/** The numbers that a page of a list of numbers shows. */
async function page(rows: readonly number[], query = ""): Promise<{ shown: number[]; text: string }> {
  const html = longTable<number>(`http://127.0.0.1:7001/numbers${query}`, {
    name: "numbers",
    columns: [{ heading: "N", cell: (row) => row }],
    rows,
    empty: "None.",
    key: (row) => `n-${row}`,
    words: (row) => `number ${row}`,
  });
  const text = String(await html);
  return { text, shown: [...text.matchAll(/<tr id="n-(\d+)"/g)].map(([, number]) => Number(number)) };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Where a link leads, as a query. */
const link = (text: string, label: string): string | undefined =>
  new RegExp(`<a href="([^"]*)">${label}</a>`).exec(text)?.[1]?.replaceAll("&amp;", "&");

describe("a long table", () => {
  it("shows every row once, in order, to whom follows the links", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 400 }), async (count) => {
        const seen: number[] = [];
        for (let query: string | undefined = ""; query !== undefined; ) {
          const { shown, text } = await page(upTo(count), query);
          expect(shown.length).toBeLessThanOrEqual(50);
          seen.push(...shown);
          query = link(text, "Next")?.split("#")[0];
        }
        expect(seen).toEqual(upTo(count));
      }),
      { numRuns: 25 },
    );
  });

  it("has neither search nor links as long as everything fits", async () => {
    const { text } = await page(upTo(50));
    expect(text).not.toMatch(/<form|<nav/);
  });

  it("finds what somebody looks for on whatever page, and keeps the other parts of the address", async () => {
    const { shown, text } = await page(upTo(1000), "?numbers=3&numbers-like=%20NUMBER%2099%20&said=hired");
    expect(shown).toEqual([99, ...upTo(9).map((last) => 989 + last), 999]);
    expect(text).toContain('<input type="hidden" name="said" value="hired" />');
    expect((await page(upTo(1000), "?numbers-like=none")).text).toContain("Nothing has “none” in it.");
  });

  it.each(["0", "-3", "x", "1e9", "Infinity", "2.9"])("takes page %s for one that exists", async (number) => {
    expect((await page(upTo(120), `?numbers=${number}`)).shown.length).toBeGreaterThan(0);
  });

  it("shows text of the address as text", async () => {
    const query = `?numbers-like=${encodeURIComponent('"><script>alert(1)</script>')}&${encodeURIComponent("<b>")}=1`;
    const { text } = await page(upTo(60), query);
    expect(text).not.toMatch(/<script|<b>/);
  });
});

it("the first names of a long list stand for the others", () => {
  expect(someOf(["a", "b"], 2)).toBe("a, b");
  expect(someOf(["a", "b", "c"], 2)).toBe("a, b and 1 more");
  expect(someOf(upTo(2500).map(String), 1)).toBe("1 and 2,499 more");
});
