"use strict";
const { mkdirSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join, sep } = require("node:path");

/**
 * The folder in which what was made of source files is kept: `node_modules/.cache/okta-cloudflare-access` of the project.
 * It can be deleted at any time.
 */
function cacheDirectory() {
  const root = dirname(__dirname);
  const marker = `${sep}node_modules${sep}`;
  const at = root.lastIndexOf(marker);
  const modules = at === -1 ? join(root, "node_modules") : root.slice(0, at + marker.length);
  return join(modules, ".cache", "okta-cloudflare-access");
}

/**
 * Writes a file of the cache so that nobody ever reads half of it: it gets its name when it is complete.
 *
 * @returns {boolean} Whether it was written. A cache that cannot be written, because the disk is full or read-only, costs
 *   time and nothing else.
 */
function writeWhole(file, data) {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, data);
    renameSync(unfinished, file);
    return true;
  } catch {
    remove(unfinished);
    return false;
  }
}

function remove(file) {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where not even that works, nothing was written.
  }
}

module.exports = { cacheDirectory, writeWhole };
