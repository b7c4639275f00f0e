import { parseArgs } from "node:util";
import { ensureToolchain } from "../sandbox/toolchain";
import { runCommand, say, UsageError } from "./command";
import { runPulumi } from "./pulumi";
import { stackName } from "./stack-name";

const HELP = `npm run rotate -- --stack STACK scim-secret|client-secret [-- <options of pulumi up>]

Makes a secret anew on both sides, and repairs one that somebody changed on one side: writes the time into the stack's
settings, and runs pulumi up. docs/rotation.md tells what happens then, and what when it stops halfway.

  scim-secret            what Okta sends people and groups to Cloudflare with (scim.secretRotation)
  client-secret          what Cloudflare asks Okta for tokens with (oidc.clientSecretRotation)
  --stack STACK          a stack of your backend
  --config-file FILE     the stack file; defaults to Pulumi.STACK.yaml
  --help                 this text
`;

const SETTINGS: Readonly<Record<string, string>> = {
  "scim-secret": "scim.secretRotation",
  "client-secret": "oidc.clientSecretRotation",
};

/**
 * Reads the command line of `npm run rotate`.
 *
 * @param now The time that becomes the setting.
 * @returns The commands of `pulumi` to run, one after the other, or "help" when the usage was asked for.
 * @throws An error that names the argument and what it may be.
 */
export function rotateCommands(args: readonly string[], now: Date): readonly (readonly string[])[] | "help" {
  const end = args.indexOf("--");
  const { values, positionals } = parseArgs({
    args: end === -1 ? [...args] : args.slice(0, end),
    allowPositionals: true,
    options: {
      stack: { type: "string" },
      "config-file": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    return "help";
  }
  const [secret = "", ...others] = positionals;
  const setting = Object.hasOwn(SETTINGS, secret) ? SETTINGS[secret] : undefined;
  if (setting === undefined || others.length > 0) {
    throw new UsageError(
      `"${positionals.join(" ")}": is not one secret. Write ${Object.keys(SETTINGS).join(" or ")}; --help shows the usage.`,
    );
  }
  const stack = stackName(values.stack, "whose secret is to be made anew");
  const file = values["config-file"];
  const where = ["--stack", stack, ...(file === undefined ? [] : ["--config-file", file])];
  const rotation = `${now.toISOString().slice(0, 19)}Z`;
  return [
    // Pulumi takes a value under a name with "secret" in it for one, and refuses it in the clear.
    ["config", "set", ...where, "--plaintext", "--path", `okta-cloudflare-access:settings.${setting}`, rotation],
    ["up", ...where, ...(end === -1 ? [] : args.slice(end + 1))],
  ];
}

async function main(): Promise<number> {
  const commands = rotateCommands(process.argv.slice(2), new Date());
  if (commands === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const toolchain = await ensureToolchain({ onProgress: say });
  for (const command of commands) {
    const code = await runPulumi(toolchain, command, { ...process.env, ...toolchain.env });
    if (code !== 0) {
      return code;
    }
  }
  return 0;
}

if (require.main === module) {
  runCommand(main, { usage: HELP });
}
