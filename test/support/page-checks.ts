import { expect } from "vitest";
import { accessibilityProblems, screenshot, sidewaysScroll, unreachableByKeyboard, type WatchedPage } from "./browser";

/** Requires of a page what holds for all of them, at the width that it has, and keeps a picture. */
export async function expectGoodPage(watched: WatchedPage, picture: string, secrets: readonly string[]): Promise<void> {
  const { page } = watched;
  await screenshot(page, picture);
  const source = await page.content();
  expect(secrets.length).toBeGreaterThan(0);
  expect(
    secrets.filter((secret) => source.includes(secret)),
    `${picture}: secrets in the page`,
  ).toEqual([]);
  expect(await sidewaysScroll(page), `${picture}: pixels to scroll sideways`).toBe(0);
  expect(await page.getByRole("main").getByRole("heading", { level: 1 }).count(), `${picture}: headings`).toBe(1);
  expect(await accessibilityProblems(page), picture).toEqual([]);
  expect(await unreachableByKeyboard(page), `${picture}: out of reach of the keyboard`).toEqual([]);
  expect(watched.errors, `${picture}: errors`).toEqual([]);
  expect(watched.foreignRequests, `${picture}: requests elsewhere`).toEqual([]);
}
