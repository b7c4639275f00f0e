"use strict";
const { SourceMap } = require("node:module");

/**
 * Has stack traces tell places in the TypeScript sources.
 *
 * The SDK takes a stack trace for every promise and every resource. `source-map-support`, which it brings, looks for the
 * source map of each file of each frame, those of the SDK included; here only files that were loaded as TypeScript are
 * looked at.
 *
 * @param {(file: string) => object | undefined} mapOf The source map of a file.
 */
function mapStackTraces(mapOf) {
  const maps = new Map();
  const sourceMap = (file) => {
    if (!maps.has(file)) {
      const payload = mapOf(file);
      maps.set(file, payload === undefined ? undefined : new SourceMap(payload));
    }
    return maps.get(file);
  };
  const frame = (site) => {
    const file = site.getFileName();
    const map = typeof file === "string" && file.endsWith(".ts") ? sourceMap(file) : undefined;
    return map === undefined ? String(site) : mapped(site, file, map);
  };
  // Our own loader stands between any two modules, and tells nobody anything.
  const isLoader = (site) => site.getFileName()?.startsWith(__dirname) === true;
  const framesOf = (sites) => sites.filter((site) => !isLoader(site)).map((site) => `\n    at ${frame(site)}`);
  Error.prepareStackTrace = (error, sites) => `${headOf(error)}${framesOf(sites).join("")}`;
}

function mapped(site, file, map) {
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
  const { originalLine, originalColumn } = map.findEntry(line - 1, column - 1);
  if (originalLine === undefined) {
    return String(site);
  }
  return String(site).replace(`${file}:${line}:${column}`, `${file}:${originalLine + 1}:${originalColumn + 1}`);
}

/** Errors of all sorts come by, some of which cannot even be told as text. */
function headOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "<error>";
  }
}

module.exports = { mapStackTraces };
