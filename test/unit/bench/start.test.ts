// The measurement of a start: its command line, and how it reads what the shell tells.
import { describe, expect, it } from "vitest";
import { processorSeconds } from "../../../bench/measured-run";
import { startOptions } from "../../../bench/start";

describe("the command line of npm run bench -- start", () => {
  it("runs each five times unless it is told another number", () => {
    expect(startOptions([])).toEqual({ runs: 5, json: false });
    expect(startOptions(["--runs", "9", "--json"])).toEqual({ runs: 9, json: true });
    expect(startOptions(["--help"])).toBe("help");
  });

  it.each(["", "0", "-1", "1.5", "many", "1000"])("refuses %j as a number of runs", (runs) => {
    expect(() => startOptions([`--runs=${runs}`])).toThrow(/^--runs: ".*" is not a number of runs\./);
  });
});

it("the processor time is what the shell says of what it started", () => {
  expect(processorSeconds("0m9.00s 0m9.00s\n0m1.50s 0m0.25s\n0m0.00s 0m0.00s\n1m1.50s 0m0.25s\n")).toBe(61.75);
  expect(processorSeconds("no times")).toBeNaN();
});
