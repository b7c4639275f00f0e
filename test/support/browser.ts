import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { source as axe } from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { REPOSITORY } from "./engine";

/** Where the pictures of the pages go: for eyes, no test compares them. */
const SCREENSHOTS = join(REPOSITORY, "test-output", "screenshots");

/** Widths in CSS pixels at which every page has to work: a laptop and a telephone. */
export const WIDTHS = { wide: 1280, narrow: 420 } as const;

/** How long a cold Chromium may take to start on a busy machine, in milliseconds. */
const START_TIMEOUT = 60_000;

/** A page of the browser, and what went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of the console and uncaught exceptions, since the page was opened. */
  readonly errors: readonly string[];
  /** Every request to another machine than this one, since the page was opened. */
  readonly foreignRequests: readonly string[];
}

/** A Chromium that has been started for one test file. */
export interface TestBrowser {
  /** An empty page without cookies or cache, light unless it is said otherwise. It is closed after the test. */
  open(width?: number, colorScheme?: "light" | "dark"): Promise<WatchedPage>;
}

/**
 * A suite that needs a real Chromium. Without one it is skipped with a message, in CI it fails: nobody looks for a
 * skipped test there.
 */
export function describeInChromium(name: string, suite: (browser: TestBrowser) => void): void {
  const path = findChromium();
  if (path !== undefined) {
    describe(name, () => suite(startedBrowser(path)));
    return;
  }
  const advice = `Chromium: is not installed. Install it with \`${installCommand()}\`, or set CHROMIUM_PATH.`;
  if (isCi()) {
    it(name, () => {
      throw new Error(advice);
    });
    return;
  }
  process.stderr.write(`${name}: skipped. ${advice}\n`);
  describe.skip(`${name} (${advice})`, () => suite({ open: () => Promise.reject(new Error(advice)) }));
}

/** Keeps a picture of the whole page as `test-output/screenshots/<name>.png`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** How many CSS pixels a page is wider than its window; 0 when nobody has to scroll sideways. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

/**
 * What axe finds wrong with a page: names of controls, landmarks, order of headings, contrast, and the rest of WCAG 2.2 A
 * and AA that a machine can judge. One line per finding.
 *
 * @see https://dequeuniversity.com/rules/axe/
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const result = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResult;
  return result.violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}. ${html}`));
}

/**
 * Walks through a page with the Tab key.
 *
 * @returns The links and controls that one can see and never reached, as HTML. Leaves the focus where the walk ended.
 */
export async function unreachableByKeyboard(page: Page): Promise<string[]> {
  const controls = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((element) => element.checkVisibility() && !element.disabled)`;
  const count = (await page.evaluate(`${controls}.length`)) as number;
  // A focused body is where the walk begins anew; without a tabindex it would not take the focus.
  await page.evaluate(`
    globalThis.reached = new Set();
    document.addEventListener("focusin", (event) => reached.add(event.target));
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex")`);
  for (let stop = 0; stop < count; stop += 1) {
    await page.keyboard.press("Tab");
  }
  return page.evaluate(
    `${controls}.filter((element) => !reached.has(element)).map((element) => element.outerHTML)`,
  ) as Promise<string[]>;
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** `npm test` looks in more places, installs one where it may, and says where it is. */
function findChromium(): string | undefined {
  const configured = process.env.CHROMIUM_PATH;
  if (configured !== undefined && configured !== "") {
    return configured;
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const directories = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => directories.map((directory) => join(directory, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installCommand(): string {
  return process.platform === "darwin" ? "brew install --cask chromium" : "sudo apt-get install -y chromium";
}

function isCi(): boolean {
  return process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false";
}

function startedBrowser(executablePath: string): TestBrowser {
  let browser: Browser | undefined;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    // Playwright gives it a new empty profile and deletes that afterwards.
    browser = await chromium.launch({
      executablePath,
      headless: true,
      // Chromium refuses to sandbox itself as root.
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  }, START_TIMEOUT);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(() => browser?.close());
  return {
    open: async (width = WIDTHS.wide, colorScheme = "light") => {
      if (browser === undefined) {
        throw new Error("The browser has not been started yet. Open pages in tests only.");
      }
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      contexts.push(context);
      return watch(await context.newPage());
    },
  };
}

function watch(page: Page): WatchedPage {
  const errors: string[] = [];
  const foreignRequests: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") {
      errors.push(message.text());
    }
  });
  page.on("request", (request) => {
    if (!/^127\.0\.0\.1$|\.localhost$/.test(new URL(request.url()).hostname)) {
      foreignRequests.push(request.url());
    }
  });
  return { page, errors, foreignRequests };
}
