import { mkdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_CLOUDFLARE_PORT, DEFAULT_OKTA_PORT, startSandbox } from "../sandbox";
import { withoutTenants } from "../sandbox/environment";
import { describeToolchain, ensureToolchain, type Toolchain } from "../sandbox/toolchain";
import { runCommand, say, UsageError } from "./command";
import { keepControlToken } from "./control-token-file";
import { describeSandbox } from "./describe-sandbox";
import { runPulumi } from "./pulumi";
import { copyStackFile, REPOSITORY, STACK_FILE } from "./sandbox-stack";

const HELP = `npm run demo -- [options]

Deploys the program to a local Okta and a local Cloudflare with the real Pulumi engine, shows what then exists on both
sides, what to open and who to log in as, and keeps both running until Ctrl-C. Run again, it changes nothing: both sides
and the stack's state are kept.

  --exit                  leave as soon as everything is deployed and shown
  --reset                 forget what earlier runs deployed, and start from nothing
  --scim-connection MODE  "api": this Okta takes the SCIM connection by API (the default);
                          "unknown": it answers success and does nothing, as Okta does for most apps
  --okta-port PORT        defaults to ${DEFAULT_OKTA_PORT}
  --cloudflare-port PORT  defaults to ${DEFAULT_CLOUDFLARE_PORT}
  --directory DIR         where both sides and the state are kept; defaults to .sandbox
  --help                  this text
`;

interface DemoOptions {
  readonly exit: boolean;
  readonly reset: boolean;
  readonly scimConnection: "api" | "unknown";
  readonly oktaPort: number;
  readonly cloudflarePort: number;
  readonly directory: string;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const toolchain = await ensureToolchain({ onProgress: say });
  say(describeToolchain(toolchain));
  if (options.reset) {
    rmSync(options.directory, { recursive: true, force: true });
  }
  const sandbox = await startSandbox({
    oktaPort: options.oktaPort,
    cloudflarePort: options.cloudflarePort,
    databaseDirectory: options.directory,
    scimConnection: options.scimConnection,
  });
  const tokenFile = join(options.directory, "control-token");
  const forget = keepControlToken(tokenFile, sandbox.controlToken);
  try {
    const exitCode = await deploy(toolchain, options);
    if (exitCode !== 0) {
      say(`\npulumi up ended with exit code ${exitCode}; what it says above tells why. Both sides still run:`);
    }
    process.stdout.write(`\n${await describeSandbox(sandbox)}\n`);
    say(`The token of the control endpoints (docs/sandbox.md) is in ${tokenFile}.`);
    if (!options.exit) {
      await stayUp();
    }
    return exitCode;
  } finally {
    forget();
    await sandbox.close();
  }
}

/** Reads the command line; undefined when the usage was asked for. @throws UsageError that names the argument. */
export function parseOptions(args: string[]): DemoOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      exit: { type: "boolean", default: false },
      reset: { type: "boolean", default: false },
      "scim-connection": { type: "string", default: "api" },
      "okta-port": { type: "string", default: String(DEFAULT_OKTA_PORT) },
      "cloudflare-port": { type: "string", default: String(DEFAULT_CLOUDFLARE_PORT) },
      directory: { type: "string", default: ".sandbox" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const scimConnection = values["scim-connection"];
  if (scimConnection !== "api" && scimConnection !== "unknown") {
    throw new UsageError('--scim-connection: is neither "api" nor "unknown". Write one of the two.');
  }
  return {
    exit: values.exit,
    reset: values.reset,
    scimConnection,
    oktaPort: port("--okta-port", values["okta-port"]),
    cloudflarePort: port("--cloudflare-port", values["cloudflare-port"]),
    directory: folder(values.directory),
  };
}

/** With --reset everything in it goes, so it must not hold anything else. */
function folder(value: string): string {
  const directory = resolve(REPOSITORY, value);
  const isAbove = !relative(directory, REPOSITORY).startsWith("..");
  if (value === "" || value.includes("\0") || isAbove) {
    throw new UsageError(
      "--directory: is no folder for this alone. Name one that holds nothing else; --reset deletes it.",
    );
  }
  return directory;
}

function port(option: string, value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 65_535) {
    throw new UsageError(`${option}: is not a port. Write a number from 1 to 65535.`);
  }
  return number;
}

/** Runs `pulumi up` on the sandbox stack, with its usual output. */
async function deploy(toolchain: Toolchain, options: DemoOptions): Promise<number> {
  const state = join(options.directory, "state");
  mkdirSync(state, { recursive: true });
  const environment = {
    ...withoutTenants(process.env),
    ...toolchain.env,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
  };
  const selected = await runPulumi(
    toolchain,
    ["stack", "select", "sandbox", "--create", "--non-interactive"],
    environment,
    "ignore",
  );
  return selected === 0
    ? runPulumi(
        toolchain,
        ["up", "--yes", "--stack", "sandbox", "--config-file", stackFile(options)],
        environment,
        "ignore",
      )
    : selected;
}

/** The committed stack file, or a copy of it with other ports. */
function stackFile(options: DemoOptions): string {
  if (options.oktaPort === DEFAULT_OKTA_PORT && options.cloudflarePort === DEFAULT_CLOUDFLARE_PORT) {
    return STACK_FILE;
  }
  return copyStackFile({ okta: options.oktaPort, cloudflare: options.cloudflarePort }, options.directory);
}

function stayUp(): Promise<void> {
  say("Both keep running; Ctrl-C ends them.");
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => done());
    }
  });
}

if (require.main === module) {
  runCommand(main, { usage: HELP });
}
