"use strict";
const v8 = require("node:v8");

/**
 * Where the SDK looks up in which file a function was written, to write the function into the state.
 *
 * The SDK's own (`runtime/closure/v8Hooks`) attaches a debugger before the program begins, which costs time for every
 * script from then on. This one does so when it is asked: V8 then tells of all the scripts that are there already.
 */
let session;
const urls = new Map();

function getSessionAsync() {
  session ??= attach();
  return session;
}

async function attach() {
  // The SDK asks V8 for what is in a function's scope.
  v8.setFlagsFromString("--allow-natives-syntax");
  const { Session } = require("node:inspector");
  const attached = new Session();
  attached.connect();
  attached.addListener("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  await new Promise((resolve, reject) => {
    attached.post("Debugger.enable", (error) => (error ? reject(error) : resolve()));
  });
  return attached;
}

/** @returns {string | undefined} The address of a script, by V8's number of it. */
function getScriptUrl(id) {
  return urls.get(id);
}

module.exports = { getSessionAsync, getScriptUrl, isInitializedAsync: () => Promise.resolve() };
