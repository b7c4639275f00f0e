import { afterEach, beforeEach, expect, it } from "vitest";
import { lastLine, runTool } from "../../../../sandbox/toolchain/run-tool";
import { FakeMachine } from "./fake-machine";

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => machine.remove());

it("collects both streams and hands on whole lines", async () => {
  const tool = machine.install("tool", "printf 'a\\nb'; printf '\\nc\\n' >&2; exit 0");
  const lines: string[] = [];
  const result = await runTool(tool, [], { env: {}, onLine: (line) => lines.push(line) });
  expect(result).toMatchObject({ ok: true, silent: false });
  expect(lines.sort()).toEqual(["a", "b", "c"]);
});

it("ends a tool that is silent, and what the tool has started", async () => {
  const tool = machine.install("tool", "echo started; sleep 600 & wait");
  const result = await runTool(tool, [], { env: {}, silenceMs: 200 });
  expect(result).toEqual({ ok: false, output: "started\n", silent: true });
});

it("lets a tool that speaks go on past the limit", async () => {
  const tool = machine.install("tool", "for i in 1 2 3 4 5; do echo $i; sleep 0.2; done");
  expect(await runTool(tool, [], { env: {}, silenceMs: 900 })).toMatchObject({ ok: true, silent: false });
});

it("says when a tool cannot be started", async () => {
  await expect(runTool("/nowhere/tool", [], { env: {} })).rejects.toThrow("/nowhere/tool: could not be started.");
});

it.each([
  ["a\nerror: no route\nnpm notice new version\n\n", "no route"],
  ["", "no reason given"],
])("takes from %j the reason %j", (output, reason) => {
  expect(lastLine(output)).toBe(reason);
});
