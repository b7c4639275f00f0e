// Names that somebody who means ill has chosen, on every page that shows them and in the report, in a real Chromium: they
// are text, and nothing else.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { htmlReport } from "../../verify";
import { describeInChromium } from "../support/browser";
import { CONTROL_NAMES, HOSTILE_NAMES } from "../support/hostile-names";
import { EMPTY_REPORT } from "../support/report";

/** For Okta a group is the same in upper case. */
const NAMES = [...HOSTILE_NAMES, ...CONTROL_NAMES]
  .filter(([what]) => what !== "upper case" && what !== "NUL")
  .map(([, name]) => name);

describeInChromium("names that somebody else chose", (browser) => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  });
  afterEach(() => sandbox.close());

  const post = async (url: string, authorization: string, body: unknown): Promise<void> => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.text()).toBeLessThan(300);
  };

  it("run nothing and put nothing into a page", async () => {
    const { okta, cloudflare, credentials } = sandbox;
    const account = `${cloudflare.apiUrl}/accounts/${credentials.cloudflare.accountId}/access`;
    for (const [index, name] of NAMES.entries()) {
      await post(`${okta.url}/api/v1/groups`, `SSWS ${credentials.okta.apiToken}`, { profile: { name } });
      await post(`${okta.url}/api/v1/users`, `SSWS ${credentials.okta.apiToken}`, {
        profile: {
          login: `hostile-${index}@acme.example`,
          email: `hostile-${index}@acme.example`,
          firstName: name.slice(0, 50),
          lastName: name.slice(0, 50),
          department: name,
        },
      });
      await post(`${account}/groups`, `Bearer ${credentials.cloudflare.apiToken}`, {
        name,
        include: [{ email_domain: { domain: "acme.example" } }],
      });
    }
    const console = `${cloudflare.url}/${credentials.cloudflare.accountId}`;
    const { page, errors } = await browser.open();
    const pages = [
      `${okta.url}/`,
      `${okta.url}/admin/groups`,
      `${okta.url}/admin/users`,
      `${okta.url}/log`,
      `${console}/access-controls/groups`,
      `${cloudflare.url}/log`,
    ];
    for (const address of pages) {
      await page.goto(address);
      await page.locator("main").waitFor();
      expect(await page.evaluate("globalThis.injected"), address).toBeUndefined();
      expect(await page.locator("img, iframe").count(), address).toBe(0);
      expect(await page.locator("script:not([src])").count(), address).toBe(0);
    }
    expect(errors).toEqual([]);
  });

  it("run nothing in a report, and turn no row around", async () => {
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    const findings = [...HOSTILE_NAMES, ...CONTROL_NAMES].map(([, name], index) => {
      return { id: `finding-${index}`, section: "there", status: "fail", title: name, summary: name } as const;
    });
    const file = join(folder, "report.html");
    writeFileSync(
      file,
      htmlReport({
        ...EMPTY_REPORT,
        findings,
      }),
    );
    const { page } = await browser.open();
    await page.goto(pathToFileURL(file).href);
    expect(await page.evaluate("globalThis.injected")).toBeUndefined();
    expect(await page.locator("img, script, tbody b").count()).toBe(0);
    expect(await page.locator("tbody tr").count()).toBe(findings.length);
    for (const row of await page.locator("tbody tr").all()) {
      const [result, check, found] = await Promise.all(
        [0, 1, 2].map(async (cell) => (await row.locator("td, th").nth(cell).boundingBox())?.x ?? Number.NaN),
      );
      expect([result, check, found]).toEqual([result, check, found].toSorted((left = 0, right = 0) => left - right));
    }
    rmSync(folder, { recursive: true });
  });
});
