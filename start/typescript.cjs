"use strict";
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { writeWhole } = require("./cache-directory.cjs");

/** As tsconfig.json of this project has it; that of the running program is not read. */
const OPTIONS = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  platform: "node",
  sourcemap: "external",
  sourcesContent: false,
  logLevel: "silent",
  tsconfigRaw: { compilerOptions: { target: "ES2022", useDefineForClassFields: true, verbatimModuleSyntax: true } },
};

/** Another number makes everything in the cache be made anew. */
const GENERATION = 1;

/**
 * Lets `require` load TypeScript: types are stripped by esbuild and not checked. What came out is kept, by the content of
 * the source, so a changed file is never mistaken for what it was.
 *
 * @returns {(file: string) => object | undefined} The source map of a file that was loaded here.
 */
function registerTypeScript(cacheDirectory) {
  const directory = join(cacheDirectory, "typescript");
  const options = `${GENERATION} ${JSON.stringify(OPTIONS)} ${require("esbuild/package.json").version}`;
  const maps = new Map();
  Module._extensions[".ts"] = (module, file) => {
    const source = readFileSync(file, "utf8");
    const name = createHash("sha256").update(options).update("\0").update(source).digest("hex");
    const kept = join(directory, `${name}.js`);
    const stripped = readKept(kept) ?? strip(source, file, kept);
    maps.set(file, stripped.map);
    module._compile(stripped.code, file);
  };
  return (file) => {
    const map = maps.get(file);
    return map === undefined ? undefined : JSON.parse(map);
  };
}

function strip(source, file, kept) {
  const { code, map } = transform(source, file);
  const body = `${map.trim().replaceAll("\n", " ")}\n${code}`;
  writeWhole(kept, `${checksum(body)}\n${body}`);
  return { code, map };
}

function transform(source, file) {
  try {
    return require("esbuild").transformSync(source, { ...OPTIONS, sourcefile: file });
  } catch (error) {
    throw syntaxError(error, file);
  }
}

/** A file is used only when it is whole: a machine may go down while it is written. */
function readKept(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const [sum, map] = text.split("\n", 2);
  const body = text.slice(sum.length + 1);
  return checksum(body) === sum ? { map, code: body.slice(map.length + 1) } : undefined;
}

function checksum(text) {
  return createHash("sha256").update(text).digest("hex");
}

/** In the form in which Node shows those of JavaScript: where, the line, what is wrong. */
function syntaxError(error, file) {
  const [first] = error.errors ?? [];
  if (first === undefined) {
    return new Error(`${file}: could not be made into JavaScript.`, { cause: error });
  }
  const where = first.location === null ? file : `${file}:${first.location.line}:${first.location.column + 1}`;
  const line =
    first.location === null ? "" : `\n\n    ${first.location.lineText}\n    ${" ".repeat(first.location.column)}^`;
  const readable = new SyntaxError(`${where}: ${first.text}${line}`, { cause: error });
  // The frames are those of the loader and tell nobody anything.
  readable.stack = `${readable.name}: ${readable.message}`;
  return readable;
}

module.exports = { registerTypeScript };
