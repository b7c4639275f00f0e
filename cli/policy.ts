import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startSandbox } from "../sandbox";
import { withoutTenants } from "../sandbox/environment";
import { ensureToolchain, type Toolchain } from "../sandbox/toolchain";
import { runCommand, say, UsageError } from "./command";
import { runPulumi } from "./pulumi";
import { copyStackFile, REPOSITORY } from "./sandbox-stack";
import { stackName } from "./stack-name";

const ENVIRONMENTS = ["dev", "prod"];
const POLICY_PACK = join(REPOSITORY, "policies");

const USAGE = `npm run policy -- [options] [-- <options of pulumi preview>]

Previews a stack with the policy pack in policies/, with the real Pulumi engine. Nothing is deployed.

  --stack STACK        a stack of yours, in the backend that you are logged in to. Without it: the sandbox stack as
                       production has it (its login method protected), on a local Okta and a local Cloudflare that are
                       started for this and forgotten
  --environment ENV    whose levels hold, "dev" (all findings are warnings) or "prod" (the default)
  --help               this text
`;

/** What `npm run policy` was asked for. */
export interface PolicyOptions {
  /** A stack of the user's backend; undefined means the sandbox stack. */
  readonly stack: string | undefined;
  /** Arguments of `pulumi` that turn the policy pack on. */
  readonly preview: readonly string[];
}

/**
 * Reads the command line of `npm run policy`.
 *
 * @returns The options, or "help" when the usage was asked for.
 * @throws An error that names the argument and what it may be.
 */
export function policyOptions(args: readonly string[]): PolicyOptions | "help" {
  const end = args.indexOf("--");
  const { values } = parseArgs({
    args: end === -1 ? [...args] : args.slice(0, end),
    options: {
      stack: { type: "string" },
      environment: { type: "string", default: "prod" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    return "help";
  }
  if (!ENVIRONMENTS.includes(values.environment)) {
    throw new UsageError(`--environment: "${values.environment}" has no levels. Use ${ENVIRONMENTS.join(" or ")}.`);
  }
  if (values.stack === "") {
    throw new UsageError("--stack: is empty. Name a stack, or leave the option out for the sandbox stack.");
  }
  if (values.stack !== undefined) {
    stackName(values.stack, "that is previewed");
  }
  const config = join(POLICY_PACK, "config", `${values.environment}.json`);
  const more = end === -1 ? [] : args.slice(end + 1);
  return {
    stack: values.stack,
    preview: ["preview", "--policy-pack", POLICY_PACK, "--policy-pack-config", config, ...more],
  };
}

async function main(): Promise<number> {
  const options = policyOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const toolchain = await ensureToolchain({ onProgress: say });
  return options.stack === undefined
    ? previewSandbox(toolchain, options)
    : runPulumi(toolchain, [...options.preview, "--stack", options.stack], { ...process.env, ...toolchain.env });
}

async function previewSandbox(toolchain: Toolchain, { preview }: PolicyOptions): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "policy-"));
  const sandbox = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
  try {
    const state = join(directory, "state");
    mkdirSync(state);
    const env = {
      ...withoutTenants(process.env),
      ...toolchain.env,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "sandbox",
    };
    const ports = { okta: portOf(sandbox.okta.url), cloudflare: portOf(sandbox.cloudflare.url) };
    const stackFile = copyStackFile(ports, directory, [["identityProvider", "protect"]]);
    const made = await runPulumi(toolchain, ["stack", "select", "sandbox", "--create", "--non-interactive"], env);
    return made === 0
      ? await runPulumi(toolchain, [...preview, "--stack", "sandbox", "--config-file", stackFile], env)
      : made;
  } finally {
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

if (require.main === module) {
  runCommand(main, { usage: USAGE });
}
