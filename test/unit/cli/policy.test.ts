import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { policyOptions } from "../../../cli/policy";

describe("the command line of the policy check", () => {
  it("previews the sandbox stack with the levels of production by default", () => {
    expect(policyOptions([])).toEqual({
      stack: undefined,
      preview: [
        "preview",
        "--policy-pack",
        expect.stringMatching(/policies$/),
        "--policy-pack-config",
        expect.stringMatching(/policies\/config\/prod\.json$/),
      ],
    });
  });

  it.each(["dev", "prod"])("names files that are there for %s", (environment) => {
    const options = policyOptions(["--environment", environment]);
    const files = (options === "help" ? [] : options.preview).filter((argument) => argument.startsWith("/"));
    expect(files).toHaveLength(2);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it("takes a stack of the user, and hands the rest to the engine", () => {
    expect(policyOptions(["--stack", "dev", "--", "--diff", "--stack-like"])).toMatchObject({
      stack: "dev",
      preview: expect.arrayContaining(["--diff", "--stack-like"]),
    });
  });

  it.each(["--help", "-h"])("tells its usage on %s", (flag) => {
    expect(policyOptions([flag])).toBe("help");
  });

  it.each([
    [["--environment", "test"], '--environment: "test" has no levels. Use dev or prod.'],
    [["--stack="], "--stack: is empty. Name a stack, or leave the option out for the sandbox stack."],
    [["--pack"], /--pack/],
  ])("refuses %j", (args, message) => {
    expect(() => policyOptions(args as string[])).toThrow(message as string | RegExp);
  });
});
