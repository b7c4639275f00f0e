"use strict";
function cacheCompiledCode() {}
module.exports = { cacheCompiledCode };
