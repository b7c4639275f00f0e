import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { type AdoptOptions, AmbiguousError, type Ask, adopt } from "../adopt";
import { ensureToolchain } from "../sandbox/toolchain";
import { runCommand, say } from "./command";
import { pulumiOn } from "./pulumi";
import { REPOSITORY } from "./sandbox-stack";
import { stackName } from "./stack-name";

const HELP = `npm run adopt -- --stack STACK [options]

Takes over what somebody set up by hand after Cloudflare's guide: finds it in both tenants, writes the stack's settings
and an import file, and says what will change and what does not carry over. It changes nothing at either vendor.
docs/adopt.md goes through it step by step.

  --stack STACK          a stack of your backend; its config names the tenants and has the credentials (okta:…,
                         cloudflare:…)
  --import               run the import as well, and compare pulumi preview with what was said
  --account-id ID        the Cloudflare account; not needed when the stack's settings name it
  --login-method ID      the login method in Cloudflare, by id or name, where there are several
  --sign-in-app ID       the OIDC or SAML app in Okta, by id or label, where there are several
  --scim-app ID          the SCIM app in Okta, by id or label, where there are several; "none" leaves them all alone, and
                         the stack makes its own
  --overwrite            replace settings that the stack file has
  --config-file FILE     the stack file; defaults to Pulumi.STACK.yaml
  --import-file FILE     defaults to Pulumi.STACK.import.json
  --help                 this text

Exit code 2: several things could be meant; the text lists them and the option that chooses.
`;

/** Reads the command line; undefined when the usage was asked for. @throws UsageError that names the argument. */
export function parseOptions(args: string[]): AdoptOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      stack: { type: "string" },
      import: { type: "boolean", default: false },
      "account-id": { type: "string" },
      "login-method": { type: "string" },
      "sign-in-app": { type: "string" },
      "scim-app": { type: "string" },
      overwrite: { type: "boolean", default: false },
      "config-file": { type: "string" },
      "import-file": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const stack = stackName(values.stack, "that takes over");
  const name = stack.split("/").at(-1) ?? stack;
  return {
    stack,
    stackFile: resolve(values["config-file"] ?? join(REPOSITORY, `Pulumi.${name}.yaml`)),
    importFile: resolve(values["import-file"] ?? join(REPOSITORY, `Pulumi.${name}.import.json`)),
    accountId: values["account-id"],
    loginMethod: values["login-method"],
    signInApp: values["sign-in-app"],
    scimApp: values["scim-app"],
    overwrite: values.overwrite,
    import: values.import,
  };
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const toolchain = await ensureToolchain({ onProgress: say });
  await adopt(options, {
    pulumi: pulumiOn(toolchain, { stack: options.stack, configFile: options.stackFile, shown: SHOWN }),
    ask,
    say,
    print: (text) => void process.stdout.write(text),
  });
  return 0;
}

/** What has no secret in it is shown as it comes; the rest is read, and never shown. */
const SHOWN = ["up", "import"];

const ask: Ask = async (question, candidates) => {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    return undefined;
  }
  const lines = candidates.map(({ id, name, detail }, index) => `  ${index + 1}  "${name}", ${detail} (${id})`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question}\n${lines.join("\n")}\nNumber: `);
    return /^\d+$/.test(answer.trim()) ? Number(answer) - 1 : undefined;
  } finally {
    terminal.close();
  }
};

if (require.main === module) {
  runCommand(main, { usage: HELP, exitCodeOf: (error) => (error instanceof AmbiguousError ? 2 : undefined) });
}
