// That the checks of every page find what they are there for: on pages that are bad on purpose.
import { expect, it } from "vitest";
import { accessibilityProblems, describeInChromium, sidewaysScroll, unreachableByKeyboard } from "../support/browser";

const page = (content: string): string =>
  `<!doctype html><html lang="en"><head><title>Test</title></head><body><main><h1>Test</h1>${content}</main></body></html>`;

describeInChromium("the checks of a page", (browser) => {
  it.each([
    ["nothing on a good page", '<a href="#x">Link</a><label>Name <input></label><p id="x">Text</p>', null],
    ["a control without a name", "<input>", /^label: /],
    ["a button without a name", "<button></button>", /^button-name: /],
    ["faint text", '<p style="color:#bbb;background:#fff">Faint</p>', /^color-contrast: /],
    ["content outside of the landmarks", "</main><p>Lost</p>", /^region: /],
    ["a heading that is too deep", "<h4>Deep</h4>", /^heading-order: /],
  ])("axe finds %s", async (_name, content, finding) => {
    const { page: opened } = await browser.open();
    await opened.setContent(page(content));
    expect(await accessibilityProblems(opened)).toEqual(finding === null ? [] : [expect.stringMatching(finding)]);
  });

  it("find a page that is too wide", async () => {
    const { page: opened } = await browser.open(420);
    await opened.setContent(page('<div style="width:500px">Wide</div>'));
    expect(await sidewaysScroll(opened)).toBeGreaterThan(80);
  });

  it("find a button that the keyboard does not reach, wherever the focus was", async () => {
    const { page: opened } = await browser.open();
    await opened.setContent(page('<a href="#x">One</a><button tabindex="-1">Lost</button><input aria-label="Last">'));
    await opened.getByLabel("Last").focus();
    expect(await unreachableByKeyboard(opened)).toEqual(['<button tabindex="-1">Lost</button>']);
  });

  it("hear what the page complains about and whom it calls", async () => {
    const { page: opened, errors, foreignRequests } = await browser.open();
    // Answered here, so that nothing leaves this machine.
    await opened.route("https://elsewhere.example/**", (route) => route.fulfill({ status: 200, body: "" }));
    await opened.setContent(
      page(
        '<img alt="" src="https://elsewhere.example/a.png"><script>console.error("loud"); throw new Error("thrown")</script>',
      ),
    );
    await expect.poll(() => errors).toEqual(expect.arrayContaining(["loud", "Error: thrown"]));
    expect(foreignRequests).toEqual(["https://elsewhere.example/a.png"]);
  });
});
