// What runs before a program: `node --require okta-cloudflare-access/start`. docs/performance.md says what it saves.
//
// Written in JavaScript because it is what makes TypeScript run.
"use strict";
const { cacheDirectory } = require("./cache-directory.cjs");
const { cacheCompiledCode } = require("./code-cache.cjs");
const { loadLazily } = require("./lazy-modules.cjs");
const { mapStackTraces } = require("./stack-traces.cjs");
const { registerTypeScript } = require("./typescript.cjs");

const directory = cacheDirectory();
cacheCompiledCode(directory);
loadLazily();
mapStackTraces(registerTypeScript(directory));
