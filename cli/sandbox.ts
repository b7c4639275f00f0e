import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  DEFAULT_CLOUDFLARE_PORT,
  DEFAULT_OKTA_PORT,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../sandbox/index";
import { runCommand, UsageError } from "./command";
import { CONTROL_TOKEN_FILE, keepControlToken } from "./control-token-file";

const USAGE = `Usage: npm run sandbox -- [options]

Starts a local Okta and a local Cloudflare on loopback and keeps them up until Ctrl-C. The token of their control
endpoints (/_sandbox, see docs/sandbox.md) is printed, and kept until then as control-token in the folder of --database,
or in .sandbox.

  --okta-port <port>             port of the local Okta (default ${DEFAULT_OKTA_PORT}; 0: any free one)
  --cloudflare-port <port>       port of the local Cloudflare (default ${DEFAULT_CLOUDFLARE_PORT}; 0: any free one)
  --database <folder>            keep both between runs in this folder (default: in memory)
  --scim-connection api|unknown  whether this Okta takes SCIM connections by API (default api)
  --help                         this text
`;

/**
 * Reads the command line of `npm run sandbox`.
 *
 * @returns The options, or "help" when the usage was asked for.
 * @throws An error that names the argument and what it may be.
 */
export function sandboxOptions(args: readonly string[]): SandboxOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      "okta-port": { type: "string" },
      "cloudflare-port": { type: "string" },
      database: { type: "string" },
      "scim-connection": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    return "help";
  }
  const scimConnection = values["scim-connection"];
  if (scimConnection !== undefined && scimConnection !== "api" && scimConnection !== "unknown") {
    throw new UsageError(`--scim-connection: "${scimConnection}" is not a mode. Use "api" or "unknown".`);
  }
  if (values.database === "") {
    throw new UsageError("--database: the folder is empty. Name a folder, or leave the option out to keep nothing.");
  }
  return {
    oktaPort: port("--okta-port", values["okta-port"], DEFAULT_OKTA_PORT),
    cloudflarePort: port("--cloudflare-port", values["cloudflare-port"], DEFAULT_CLOUDFLARE_PORT),
    ...(values.database === undefined ? {} : { databaseDirectory: values.database }),
    ...(scimConnection === undefined ? {} : { scimConnection }),
  };
}

function port(option: string, value: string | undefined, fallback: number): number {
  if (value === undefined) {
    return fallback;
  }
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 65_535) {
    throw new UsageError(`${option}: "${value}" is not a port. Use a whole number from 0 to 65535.`);
  }
  return number;
}

/** What a person needs to know about a sandbox that runs. @param tokenFile Where its control token is kept. */
export function banner(sandbox: Sandbox, tokenFile: string): string {
  const { okta, cloudflare } = sandbox;
  return `The sandbox is up. Stop it with Ctrl-C.

Okta         pages     ${okta.url}/
             API       ${okta.url}/api/v1      (config: okta:httpProxy = ${okta.url})
             token     SANDBOX_TENANTS.okta.apiToken in sandbox/index.ts, as "Authorization: SSWS <token>"
             OAuth     ${okta.url}/_sandbox/service-app   (a service app's client id and private key; needs the control token)
             requests  ${okta.url}/log

Cloudflare   pages     ${cloudflare.url}/
             API       ${cloudflare.apiUrl}     (config: cloudflare:baseUrl = ${cloudflare.apiUrl})
             token     SANDBOX_TENANTS.cloudflare.apiToken in sandbox/index.ts, as "Authorization: Bearer <token>"
             account   ${cloudflare.tenant.accountId}
             requests  ${cloudflare.url}/log

Control      token     ${sandbox.controlToken}
             for /_sandbox of both, as "Authorization: Bearer <token>"; also in ${tokenFile}
`;
}

async function main(): Promise<number> {
  const options = sandboxOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  // Listened for before anything starts: whoever reads that the sandbox is up may stop it in the same moment.
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  const sandbox = await startSandbox(options);
  const tokenFile =
    options.databaseDirectory === undefined ? CONTROL_TOKEN_FILE : join(options.databaseDirectory, "control-token");
  const forget = keepControlToken(tokenFile, sandbox.controlToken);
  process.stdout.write(banner(sandbox, tokenFile));
  await stopped;
  forget();
  await sandbox.close();
  return 0;
}

if (require.main === module) {
  runCommand(main, { usage: USAGE });
}
