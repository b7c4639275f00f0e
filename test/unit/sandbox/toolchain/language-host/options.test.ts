import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  optionsEnvironment,
  parseRuntimeOptions,
  splitArguments,
} from "../../../../../sandbox/toolchain/language-host/options";

describe("splitting nodeargs", () => {
  it.each([
    ["", []],
    ["  ", []],
    ["--import=tsx", ["--import=tsx"]],
    ["--a  --b\t--c", ["--a", "--b", "--c"]],
    ['--require "./my file.js"', ["--require", "./my file.js"]],
    ["--require='./my file.js' x", ["--require=./my file.js", "x"]],
    ['a"b c"d', ["ab cd"]],
    ["a\\ b", ["a b"]],
    ['"say \\"hi\\""', ['say "hi"']],
    ["'a\\b'", ["a\\b"]],
    ['""', [""]],
  ])("%s gives %j", (line, words) => {
    expect(splitArguments(line)).toEqual(words);
  });

  it("gives back any words that were quoted for a shell", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
        expect(splitArguments(line)).toEqual(words);
      }),
    );
  });
});

describe("runtime options", () => {
  it("have TypeScript on unless it is turned off, as in Pulumi", () => {
    expect(optionsEnvironment(parseRuntimeOptions({}))).toEqual({ PULUMI_NODEJS_TYPESCRIPT: "true" });
    expect(optionsEnvironment(parseRuntimeOptions({ typescript: false }))).toEqual({});
  });

  it("pass the tsconfig on", () => {
    const options = parseRuntimeOptions({ typescript: false, tsconfig: "tsconfig.run.json" });
    expect(optionsEnvironment(options)).toEqual({ PULUMI_NODEJS_TSCONFIG_PATH: "tsconfig.run.json" });
  });

  it.each([
    [{ typescript: "false" }, "runtime.options.typescript: is not true or false."],
    [{ nodeargs: ["--import=tsx"] }, "runtime.options.nodeargs: is not a text."],
    [{ tsconfig: 1 }, "runtime.options.tsconfig: is not a text."],
  ])("%j is refused", (options, message) => {
    expect(() => parseRuntimeOptions(options)).toThrow(message);
  });
});
