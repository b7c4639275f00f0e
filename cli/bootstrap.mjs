// Starts every command of this project on a machine that may have nothing but Node: it runs before any dependency is
// there, so it uses Node alone.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rename, rm, stat, utimes } from "node:fs/promises";
import { constants as osConstants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_FLOOR = "20.19.0";
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Timing of the installation, in milliseconds. */
const FIRST_WORD_MS = 3_000;
const NEXT_WORD_MS = 15_000;
const LOCK_STALE_MS = 20_000;
const LOCK_RENEW_MS = 2_000;
const LOCK_LOOK_MS = 250;

const COMMANDS = {
  demo: (args) => runTypeScript("cli/demo.ts", args),
  sandbox: (args) => runTypeScript("cli/sandbox.ts", args),
  policy: (args) => runTypeScript("cli/policy.ts", args),
  verify: (args) => runTypeScript("cli/verify.ts", args),
  adopt: (args) => runTypeScript("cli/adopt.ts", args),
  rotate: (args) => runTypeScript("cli/rotate.ts", args),
  forget: (args) => runTypeScript("cli/forget.ts", args),
  recover: (args) => runTypeScript("cli/recover.ts", args),
  "group-resources": (args) => runTypeScript("cli/group-resources.ts", args),
  bench: (args) => runTypeScript("bench/main.ts", args),
  dependencies: (args) => runTypeScript("cli/dependencies.ts", args),
  pulumi: (args) => runTypeScript("sandbox/toolchain/main.ts", ["pulumi", ...args]),
  setup: () => runTypeScript("sandbox/toolchain/main.ts", ["ensure"]),
  test: runTests,
  "test:faults": (args) => runTypeScript("test/faults/main.ts", args),
  "test:crash": (args) => runTypeScript("test/crash/main.ts", args),
  check: runChecks,
};

const CHECKS = [
  { name: "format and lint", command: "biome", args: ["check", "."] },
  { name: "lint with types", command: "eslint", args: ["."] },
  { name: "types", command: "tsc", args: ["--project", ".", "--noEmit"] },
  { name: "unused code", command: "knip", args: [] },
];

function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A message for the person, without a stack. */
class Stop extends Error {}

async function main([command, ...args]) {
  const run = Object.hasOwn(COMMANDS, command ?? "") ? COMMANDS[command] : undefined;
  if (run === undefined) {
    throw new Stop(`"${command ?? ""}": is no command. Use one of ${Object.keys(COMMANDS).join(", ")}.`);
  }
  checkNode();
  await ensureDependencies();
  return run(args);
}

function checkNode() {
  const have = process.versions.node.split(".").map(Number);
  const floor = NODE_FLOOR.split(".").map(Number);
  const different = floor.findIndex((part, index) => part !== have[index]);
  if (different !== -1 && have[different] < floor[different]) {
    const install = process.platform === "darwin" ? "`brew install node@22`" : "`nvm install 22`";
    throw new Stop(
      `Node ${process.versions.node}: is too old; ${NODE_FLOOR} or newer is needed. ` +
        `Install it with ${install}, or from https://nodejs.org/en/download.`,
    );
  }
}

// --- dependencies

async function ensureDependencies() {
  if (dependenciesMatch()) {
    return;
  }
  await withInstallLock(async () => {
    if (!dependenciesMatch()) {
      await installDependencies();
      writeFileSync(stampFile(), lockStamp());
    }
  });
}

function stampFile() {
  return join(ROOT, "node_modules", ".installed-from");
}

function lockStamp() {
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  return `${createHash("sha256").update(lock).digest("hex")} ${process.platform} ${process.arch}\n`;
}

/** What we installed ourselves carries a stamp; what a developer installed by hand is compared package by package. */
function dependenciesMatch() {
  if (existsSync(stampFile()) && readFileSync(stampFile(), "utf8") === lockStamp()) {
    return true;
  }
  const installed = join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) {
    return false;
  }
  const have = JSON.parse(readFileSync(installed, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => path === "" || isInstalled(entry, have[path]));
}

function isInstalled(entry, installed) {
  if (installed === undefined) {
    return (entry.optional ?? entry.devOptional ?? false) && !isForThisMachine(entry);
  }
  return installed.version === entry.version && installed.integrity === entry.integrity;
}

function isForThisMachine(entry) {
  const named = entry.os !== undefined && entry.cpu !== undefined && entry.libc === undefined;
  return named && entry.os.includes(process.platform) && entry.cpu.includes(process.arch);
}

async function installDependencies() {
  const started = Date.now();
  const npm = npmCommand();
  const args = [...npm.args, "ci", "--include=dev", "--no-audit", "--no-fund"];
  const child = spawn(npm.file, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    output += data;
  });
  const word = () => say(`Installing the dependencies (npm ci), ${Math.round((Date.now() - started) / 1_000)} s …`);
  const first = setTimeout(word, FIRST_WORD_MS);
  const next = setInterval(word, NEXT_WORD_MS);
  const code = await ended(child).finally(() => {
    clearTimeout(first);
    clearInterval(next);
  });
  if (code !== 0) {
    throw new Stop(
      `${withoutNoise(output)}\nDependencies: \`npm ci\` failed. Mend what npm says above and run the command again.`,
    );
  }
}

/** Under `npm run` the very npm that runs this is used, not whichever comes first on the PATH. */
function npmCommand() {
  const running = process.env.npm_execpath;
  const isNpm = running !== undefined && /npm-cli\.[cm]?js$/.test(running);
  return isNpm ? { file: process.execPath, args: [running] } : { file: "npm", args: [] };
}

/** Leaves out what npm says on every machine and nobody can act on: engine ranges of packages, settings it will drop. */
function withoutNoise(output) {
  const lines = output.split(/\r?\n/);
  return lines
    .filter((line) => !/^npm (warn|notice)\b.*(EBADENGINE|Unknown \w+ config|^npm notice)/i.test(line))
    .join("\n");
}

async function withInstallLock(work) {
  const lock = join(ROOT, ".sandbox", "install.lock");
  mkdirSync(dirname(lock), { recursive: true });
  let said = false;
  while (!tryLock(lock)) {
    if (!said) {
      say("Another run is installing the dependencies; waiting for it …");
      said = true;
    }
    await breakStaleLock(lock);
    await delay(LOCK_LOOK_MS);
  }
  const renew = setInterval(
    () => utimes(lock, new Date(), new Date()).catch(() => clearInterval(renew)),
    LOCK_RENEW_MS,
  );
  try {
    await work();
  } finally {
    clearInterval(renew);
    await rm(lock, { recursive: true, force: true });
  }
}

function tryLock(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** A lock that nobody renews belongs to a run that died. Moving it away first lets only one waiter take it over. */
async function breakStaleLock(lock) {
  try {
    const { mtimeMs } = await stat(lock);
    if (Date.now() - mtimeMs > LOCK_STALE_MS) {
      const aside = `${lock}.${process.pid}`;
      await rename(lock, aside);
      await rm(aside, { recursive: true, force: true });
    }
  } catch (error) {
    if (error.code !== "ENOENT") {
      throw error;
    }
  }
}

// --- running things

function runTypeScript(file, args) {
  // Of ES modules that are required some versions of Node.js warn; it has been there since 20.19.
  const options = ["--require", join(ROOT, "start", "register.cjs"), "--disable-warning=ExperimentalWarning"];
  return ended(spawn(process.execPath, [...options, join(ROOT, file), ...args], { cwd: ROOT, stdio: "inherit" }));
}

function runInstalled(command, args, env = {}) {
  const path = join(ROOT, "node_modules", ".bin", command);
  return ended(spawn(path, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } }));
}

/** Waits for a process and hands signals on to it. Answers its exit code, as a shell would tell it. */
function ended(child) {
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      // Ctrl-C reaches the whole foreground group from the terminal: a second one would break off what ends in good order.
      if (signal !== "SIGINT" || !process.stdin.isTTY) {
        child.kill(signal);
      }
    };
    process.on(signal, listener);
    return [signal, listener];
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      for (const [name, listener] of listeners) {
        process.off(name, listener);
      }
      resolve(signal === null ? code : 128 + osConstants.signals[signal]);
    });
  });
}

function isInterrupted(code) {
  return code > 128;
}

async function runChecks() {
  const failed = [];
  for (const { name, command, args } of CHECKS) {
    say(`check: ${name} (${command})`);
    const code = await runInstalled(command, args);
    if (isInterrupted(code)) {
      return code;
    }
    if (code !== 0) {
      failed.push(name);
    }
  }
  say(failed.length === 0 ? "check: all is well" : `check: failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

async function runTests(args) {
  const toolchain = await COMMANDS.setup();
  if (toolchain !== 0) {
    return toolchain;
  }
  ensureDatabase();
  const browser = ensureBrowser();
  const code = await runInstalled("vitest", ["run", ...args], browser.env);
  return code === 0 && browser.missing && isCi() ? 1 : code;
}

function isCi() {
  return process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false";
}

// --- the browser

/** The browser tests drive the system's Chromium; `CHROMIUM_PATH` tells them where it is. */
function ensureBrowser() {
  if (!hasBrowserTests()) {
    return { missing: false, env: {} };
  }
  const path =
    findBrowser() ?? (aptInstalled("chromium", "Chromium for the browser tests") ? findBrowser() : undefined);
  if (path === undefined) {
    const command = process.platform === "darwin" ? "brew install --cask chromium" : "sudo apt-get install -y chromium";
    const result = isCi() ? "In CI this is a failure." : "The browser tests are skipped.";
    say(`Chromium: is not installed. Install it with \`${command}\`, or set CHROMIUM_PATH. ${result}`);
    return { missing: true, env: {} };
  }
  return { missing: false, env: { CHROMIUM_PATH: path } };
}

function hasBrowserTests() {
  const directory = join(ROOT, "test", "browser");
  return existsSync(directory) && readdirSync(directory, { recursive: true }).some((file) => file.endsWith(".test.ts"));
}

function findBrowser() {
  const configured = process.env.CHROMIUM_PATH;
  if (configured !== undefined && configured !== "") {
    return configured;
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const directories = (process.env.PATH ?? "").split(delimiter);
  const candidates = names.flatMap((name) => directories.map((directory) => join(directory, name)));
  const applications = ["Chromium", "Google Chrome"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return [...candidates, ...applications].find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// --- the database

/** Some engine tests keep their state on PostgreSQL. Without it they say how to install it, and in CI they fail. */
function ensureDatabase() {
  if (!hasDatabase()) {
    aptInstalled("postgresql", "PostgreSQL for the tests of a shared backend");
  }
}

/** Debian keeps the server's programs out of the PATH. */
function hasDatabase() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : [];
  const directories = [...(process.env.PATH ?? "").split(delimiter), ...versions];
  return directories.some((directory) => isExecutable(join(directory, "initdb")));
}

/** Installs a package of Debian's. Only root on Debian gets it without being asked. Answers whether it is there then. */
function aptInstalled(name, what) {
  const isRoot = process.getuid !== undefined && process.getuid() === 0;
  if (!isRoot || !existsSync("/etc/debian_version")) {
    return false;
  }
  say(`Installing ${what} (apt-get install ${name}) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "-y", "--no-install-recommends", name];
  for (const args of [install, ["update"], install]) {
    const result = spawnSync("apt-get", args, { env, encoding: "utf8" });
    if (result.status === 0 && args === install) {
      return true;
    }
    if (result.status !== 0 && args[0] === "update") {
      say(`apt-get update: ${result.stderr ?? result.error}`);
    }
  }
  return false;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    say(error instanceof Stop ? error.message : error.stack);
    process.exitCode = 1;
  },
);
