"use strict";
const Module = require("node:module");
const { sep } = require("node:path");

const SDK = `${sep}node_modules${sep}@pulumi${sep}pulumi${sep}`;
const SOURCE_MAP_SUPPORT = "source-map-support/register";

/** What the SDK loads at every start and needs only to write functions into the state: dynamic providers, callbacks. */
const LAZY = ["typescript", "@npmcli/arborist"];

const replaced = new Map();

/** Has the SDK get `exports` wherever it asks for the module `request`. */
function replaceModule(request, exports) {
  replaced.set(request, exports);
}

/** Has the SDK load what it seldom needs when it needs it. */
function loadLazily() {
  const load = Module._load;
  for (const request of LAZY) {
    replaceModule(request, (parent) => lazily(() => Reflect.apply(load, Module, [request, parent, false])));
  }
  Module._load = (request, parent, isMain) => {
    const substitute = replaced.get(request);
    if (substitute === undefined || !parent?.filename?.includes(SDK)) {
      return Reflect.apply(load, Module, [request, parent, isMain]);
    }
    return typeof substitute === "function" ? substitute(parent) : substitute;
  };
}

/** Stands for a module until something of it is asked for. */
function lazily(load) {
  let module;
  const loaded = () => {
    module ??= load();
    return module;
  };
  return new Proxy(Object.create(null), {
    // What `__importStar` asks for; "yes" has it keep this object in the place of copying every member of it.
    get: (_target, name) =>
      name === "__esModule" ? true : name === "default" ? (loaded().default ?? loaded()) : loaded()[name],
    has: (_target, name) => name in loaded(),
    ownKeys: () => Reflect.ownKeys(loaded()),
    getOwnPropertyDescriptor: (_target, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(loaded(), name);
      return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
    },
  });
}

module.exports = { SOURCE_MAP_SUPPORT, loadLazily, replaceModule };
