"use strict";
const Module = require("node:module");
const { sep } = require("node:path");
const scripts = require("./scripts.cjs");

/**
 * What packages load at every start and seldom use, by the package and by the words with which it asks for it. A module is
 * loaded when something of it is asked for; `members` of it when they are called, because they are taken out at once.
 */
const LAZY = {
  "@pulumi/pulumi": {
    // To write functions into the state: dynamic providers and callbacks.
    "./closure/serializeClosure": members,
    "./closure/codePaths": members,
    typescript: lazily,
    "@npmcli/arborist": lazily,
    "normalize-package-data": lazily,
    "../../runtime/closure/v8Hooks": () => scripts,
    "./v8Hooks": () => scripts,
    // To run `pulumi` from a program.
    "./automation": lazily,
    // To read a package.yaml.
    "js-yaml": lazily,
    // To send traces to a collector (`pulumi --tracing`).
    "@opentelemetry/resources": members,
    "@opentelemetry/sdk-trace-base": members,
    "@opentelemetry/exporter-zipkin": members,
    "@opentelemetry/instrumentation-grpc": members,
    "@opentelemetry/sdk-trace-node": members,
    "@opentelemetry/instrumentation": members,
    // ./stack-traces.cjs does it.
    "source-map-support/register": () => ({}),
  },
  // Messages in fifty languages.
  zod: { "../locales/index.cjs": lazily },
};

/** Has packages load what they seldom need when they need it. */
function loadLazily() {
  const load = Module._load;
  const packages = Object.entries(LAZY).map(([name, requests]) => ({
    folder: `${sep}node_modules${sep}${name.replace("/", sep)}${sep}`,
    requests: new Map(Object.entries(requests)),
  }));
  const asked = new Set(packages.flatMap(({ requests }) => [...requests.keys()]));
  Module._load = (request, parent, isMain) => {
    const original = () => Reflect.apply(load, Module, [request, parent, isMain]);
    if (!asked.has(request) || typeof parent?.filename !== "string") {
      return original();
    }
    const owner = packages.find(({ folder, requests }) => requests.has(request) && parent.filename.includes(folder));
    return owner === undefined ? original() : owner.requests.get(request)(original);
  };
}

/** Stands for a module until something of it is asked for. */
function lazily(load) {
  const loaded = once(load);
  return new Proxy(Object.create(null), {
    get: (_target, name) => {
      if (name === "__esModule") {
        // What `__importStar` asks for: "yes" has it keep this object instead of copying every member of it.
        return true;
      }
      return name === "default" ? (loaded().default ?? loaded()) : loaded()[name];
    },
    has: (_target, name) => name in loaded(),
    ownKeys: () => Reflect.ownKeys(loaded()),
    getOwnPropertyDescriptor: (_target, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(loaded(), name);
      return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
    },
  });
}

/** Stands for a module of functions and classes; each of them stands for its like until it is called. */
function members(load) {
  const loaded = once(load);
  return new Proxy(Object.create(null), { get: (_target, name) => callable(() => loaded()[name]) });
}

function callable(member) {
  // A function that can be called with `new`.
  return new Proxy(function stand() {}, {
    get: (_target, name) => member()[name],
    apply: (_target, self, args) => Reflect.apply(member(), self, args),
    construct: (_target, args) => Reflect.construct(member(), args),
  });
}

function once(load) {
  let module;
  return () => {
    module ??= load();
    return module;
  };
}

module.exports = { loadLazily };
