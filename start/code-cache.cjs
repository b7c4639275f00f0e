"use strict";
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");
const { writeWhole } = require("./cache-directory.cjs");

/** A process that is ended by a signal, as provider plugins are, keeps what it compiled until then, in milliseconds. */
const SAVE_AFTER_MS = 1_500;

/** A cache that has grown beyond this is made anew, in bytes: it holds code of files that are gone. */
const LARGEST = 64 * 2 ** 20;

/** Node.js itself has to compile what imports at run time: `node:vm` leaves that out, or warns that it is experimental. */
const IMPORTS = /\bimport\s*\(/;

const [BEFORE, AFTER] = Module.wrapper;

/**
 * Keeps what V8 compiled of each file, and has it taken up in the next start of the same program.
 *
 * From 22.1 on Node.js does that by itself (`module.enableCompileCache`), before that it is done here. As there,
 * `NODE_DISABLE_COMPILE_CACHE=1` turns it off. A debugger gets no code from a cache.
 */
function cacheCompiledCode(cacheDirectory) {
  if (
    process.env.NODE_DISABLE_COMPILE_CACHE !== undefined ||
    process.execArgv.some((arg) => arg.startsWith("--inspect"))
  ) {
    return;
  }
  if (Module.enableCompileCache !== undefined) {
    Module.enableCompileCache(join(cacheDirectory, "node"));
    save(() => Module.flushCompileCache?.());
    return;
  }
  compileWith(new CodeCache(cacheFile(cacheDirectory)));
}

/** One file for each program that is started: what it loads is read at once. */
function cacheFile(cacheDirectory) {
  const program = [process.argv[1], process.cwd(), process.version, process.arch, ...process.execArgv];
  const name = createHash("sha256").update(JSON.stringify(program)).digest("hex").slice(0, 32);
  return join(cacheDirectory, "code", `${name}.bin`);
}

function save(work) {
  process.on("exit", work);
  setTimeout(work, SAVE_AFTER_MS).unref();
}

function compileWith(cache) {
  const original = Module.prototype._compile;
  Module.prototype._compile = function compile(content, filename, format) {
    const source = content.startsWith("#!") ? `//${content}` : content;
    const script = format === "module" || IMPORTS.test(content) ? undefined : cache.script(source, filename);
    if (script === undefined) {
      return Reflect.apply(original, this, [content, filename, format]);
    }
    const wrapped = script.runInThisContext({ displayErrors: true });
    const parameters = [this.exports, requireOf(this), this, filename, dirname(filename)];
    return Reflect.apply(wrapped, this.exports, parameters);
  };
  save(() => cache.save());
}

/** The `require` of a module, as Node.js makes it. */
function requireOf(module) {
  const require = (request) => module.require(request);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/**
 * What V8 compiled, by file: the hash of the source, and the code.
 *
 * In a file there is a line with the checksum of the rest, a line of JSON that says what comes, and the code of one after
 * the other. V8 takes no code that another version of it made, but it does take broken code.
 */
class CodeCache {
  constructor(file) {
    this.file = file;
    this.kept = read(file);
    /** Scripts that were compiled here and are not in the file. */
    this.added = new Map();
  }

  /** @returns {Script | undefined} Undefined for what is no script: an ES module, or an error for Node.js to report. */
  script(source, filename) {
    const hash = createHash("sha1").update(source).digest("hex");
    const kept = this.kept.get(filename);
    const cachedData = kept?.hash === hash ? kept.code : undefined;
    const script = compiled(source, filename, cachedData);
    if (script === undefined) {
      return undefined;
    }
    if (cachedData === undefined || script.cachedDataRejected) {
      this.added.set(filename, { hash, script });
    }
    return script;
  }

  save() {
    if (this.added.size === 0) {
      return;
    }
    // Of what ran by now the functions that were used are compiled too.
    const added = [...this.added].map(([name, { hash, script }]) => [name, { hash, code: script.createCachedData() }]);
    this.kept = new Map([...this.kept, ...added]);
    this.added.clear();
    const entries = [...this.kept].map(([name, { hash, code }]) => ({ name, hash, length: code.length }));
    const body = Buffer.concat([
      Buffer.from(`${JSON.stringify(entries)}\n`),
      ...[...this.kept.values()].map(({ code }) => code),
    ]);
    writeWhole(this.file, Buffer.concat([Buffer.from(`${checksum(body)}\n`), body]));
  }
}

function compiled(source, filename, cachedData) {
  try {
    return new Script(`${BEFORE}${source}${AFTER}`, {
      filename,
      // The place of an error in the first line is that in the file.
      columnOffset: -BEFORE.length,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
  } catch {
    return undefined;
  }
}

function read(file) {
  const kept = new Map();
  const body = readBody(file);
  if (body === undefined || body.length > LARGEST) {
    return kept;
  }
  const end = body.indexOf("\n");
  let at = end + 1;
  for (const { name, hash, length } of JSON.parse(body.toString("utf8", 0, end))) {
    kept.set(name, { hash, code: body.subarray(at, at + length) });
    at += length;
  }
  return kept;
}

/** What comes after the checksum, where that is right. */
function readBody(file) {
  let data;
  try {
    data = readFileSync(file);
  } catch {
    return undefined;
  }
  const end = data.indexOf("\n");
  const body = data.subarray(end + 1);
  return checksum(body) === data.toString("latin1", 0, Math.max(end, 0)) ? body : undefined;
}

function checksum(data) {
  return createHash("sha1").update(data).digest("hex");
}

module.exports = { cacheCompiledCode };
