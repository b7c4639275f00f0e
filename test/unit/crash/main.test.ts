// The command line of `npm run test:crash`, and which calls it kills at.
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../cli/command";
import { killPoints } from "../../crash/crash-test";
import type { ApiCall } from "../../crash/interruption";
import { crashCommand } from "../../crash/main";

describe("npm run test:crash", () => {
  it("kills all operations at all calls, one resource at a time, unless it is told otherwise", () => {
    const all = crashCommand([]);
    expect(all).toMatchObject({ from: 1, moment: undefined, writes: false, parallel: 1, plugins: undefined });
    expect(all !== "help" && all.operations.map(({ name }) => name)).toEqual(["deploy", "update", "rotate", "destroy"]);
    const some = crashCommand([
      "--operation",
      "rotate",
      "--from",
      "3",
      "--to",
      "9",
      "--moment",
      "after",
      "--parallel",
      "0",
    ]);
    expect(some).toMatchObject({ from: 3, to: 9, moment: "after-effect", parallel: undefined });
    expect(crashCommand(["--help"])).toBe("help");
  });

  it.each([
    [["--operation", "undo"], '--operation: "undo" is none of deploy, update, rotate, destroy.'],
    [["--moment", "during"], '--moment: "during" is not before or after.'],
    [["--plugins", "both"], '--plugins: "both" is not real or stand-in.'],
    [["--from", "first"], '--from: "first" is not a whole number.'],
  ])("refuses %j", (args, message) => {
    expect(() => crashCommand(args)).toThrow(UsageError);
    expect(() => crashCommand(args)).toThrow(message);
  });

  it("kills once at a call that reads, and twice at one that writes", () => {
    const call = (number: number, what: string): ApiCall => ({
      number,
      what,
      nth: 1,
      service: "okta",
      method: what.split(" ")[0] ?? "",
      path: what.split(" ")[1] ?? "",
    });
    const points = killPoints([call(1, "GET /a"), call(2, "POST /a"), call(3, "POST /oauth2/*/v1/token")]);
    expect(points.map(({ number, moment }) => [number, moment])).toEqual([
      [1, "before-effect"],
      [2, "before-effect"],
      [2, "after-effect"],
      [3, "before-effect"],
    ]);
  });
});
