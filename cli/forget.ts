import { parseArgs } from "node:util";
import { forgetting, goneFrom, type StateEntry } from "../adopt/gone";
import { asObject, type Json } from "../api/json";
import { tenantsOf } from "../config/tenants";
import { logicalName } from "../lib/names";
import { ensureToolchain } from "../sandbox/toolchain";
import { runCommand, say } from "./command";
import { outputOf, pulumiOn } from "./pulumi";
import { STACK_OPTIONS, type StackOptions, stackOptions } from "./stack-options";

const HELP = `npm run forget -- --stack STACK [--yes]

Takes out of a stack's state what somebody deleted in Okta by hand: the app for sign-in, the SCIM app, what was in them,
push groups. Okta's provider stops at these ("404 Not Found") instead of making them anew. It asks Okta what is gone, and
changes nothing at either vendor; the next pulumi up makes it anew.

  --stack STACK          a stack of your backend
  --yes                  do it; without it the list is shown, and nothing is changed
  --config-file FILE     the stack file; defaults to Pulumi.STACK.yaml
  --help                 this text
`;

/** Reads the command line; undefined when the usage was asked for. @throws UsageError that names the argument. */
export function parseOptions(args: string[]): StackOptions | undefined {
  const { values } = parseArgs({ args, options: STACK_OPTIONS });
  return values.help ? undefined : stackOptions(values, "whose state is mended");
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const { stack, configFile, yes } = options;
  const pulumi = pulumiOn(await ensureToolchain({ onProgress: say }), { stack, configFile });
  const config = asObject(JSON.parse(await outputOf(pulumi, ["config", "--json", "--show-secrets"])));
  // Secrets stay encrypted.
  const state = JSON.parse(await outputOf(pulumi, ["stack", "export"])) as Json;
  const gone = await goneFrom(state, tenantsOf(config, undefined).okta);
  if (gone.length === 0) {
    process.stdout.write(`Stack "${stack}": Okta has every app and push group that the state knows.\n`);
    return 0;
  }
  process.stdout.write(listOf(stack, gone));
  if (yes) {
    await outputOf(pulumi, ["stack", "import"], JSON.stringify(forgetting(state, gone)));
    process.stdout.write("The state has forgotten them. Run: pulumi up\n");
  } else {
    process.stdout.write("Nothing was changed. To forget them, run the same with --yes.\n");
  }
  return 0;
}

function listOf(stack: string, gone: readonly StateEntry[]): string {
  const lines = gone.map(({ urn, id }) => `  ${logicalName(urn)} (${id})`);
  return `Stack "${stack}": Okta does not have any more\n${lines.join("\n")}\n`;
}

if (require.main === module) {
  runCommand(main, { usage: HELP });
}
