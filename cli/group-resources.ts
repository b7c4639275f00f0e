import { parseArgs } from "node:util";
import { type GroupResourcesSetting, type Moved, movedTo } from "../adopt/group-resources";
import { resourcesIn } from "../adopt/state";
import { asObject, type Json, textAt } from "../api/json";
import type { OktaApi } from "../api/okta-api";
import { tenantsOf } from "../config/tenants";
import { logicalName, typeToken } from "../lib/names";
import { ensureToolchain } from "../sandbox/toolchain";
import { runCommand, say, UsageError } from "./command";
import { outputOf, type PulumiOnStack, pulumiOn } from "./pulumi";
import { STACK_OPTIONS, type StackOptions, stackOptions } from "./stack-options";

const HELP = `npm run group-resources -- --stack STACK --to perApp [--yes]

Moves a deployed stack from one Pulumi resource for each assignment and push group to one for all of an app, or back: the
setting groupResources, and the state with it. Nothing at Okta or Cloudflare is changed, and no group is unassigned or
unlinked: the resources of the one kind own what those of the other kind owned.

  --stack STACK          a stack of your backend
  --to perApp|perGroup   what the stack gets
  --yes                  do it; without it what changes is shown, and nothing is changed
  --config-file FILE     the stack file; defaults to Pulumi.STACK.yaml
  --help                 this text
`;

interface Options extends StackOptions {
  readonly to: GroupResourcesSetting;
}

/** Reads the command line; undefined when the usage was asked for. @throws UsageError that names the argument. */
export function parseOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({ args, options: { ...STACK_OPTIONS, to: { type: "string" } } });
  if (values.help) {
    return undefined;
  }
  const options = stackOptions(values, "that is moved");
  if (values.to !== "perApp" && values.to !== "perGroup") {
    throw new UsageError(
      `--to: ${values.to === undefined ? "is missing" : `"${values.to}" is neither`}. Use "perApp" or "perGroup".`,
    );
  }
  return { ...options, to: values.to };
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const { stack, to, configFile, yes } = options;
  const pulumi = pulumiOn(await ensureToolchain({ onProgress: say }), { stack, configFile });
  // Secrets stay encrypted.
  const state = JSON.parse(await outputOf(pulumi, ["stack", "export"])) as Json;
  const moved = movedTo(to, state, to === "perGroup" ? await pushTargets(pulumi, state) : new Map());
  if (moved.gone.length === 0) {
    process.stdout.write(`Stack "${stack}": has nothing to move. Only the setting is changed.\n`);
  } else {
    process.stdout.write(listOf(stack, moved));
  }
  if (!yes) {
    process.stdout.write("Nothing was changed. To do it, run the same with --yes.\n");
    return 0;
  }
  // The setting first: with the new state and the old setting, an update would take the assignments away.
  await outputOf(pulumi, ["config", "set", "--plaintext", "--path", `${SETTINGS}.groupResources`, to]);
  await outputOf(pulumi, ["stack", "import"], JSON.stringify(moved.state)).catch((cause: unknown) => {
    throw new Error(
      `Stack "${stack}": its setting groupResources is "${to}" now, and its state could not be written. Put the setting back before anything else.`,
      { cause },
    );
  });
  process.stdout.write("Done. `pulumi preview` shows no change; commit the stack file.\n");
  return 0;
}

const SETTINGS = "okta-cloudflare-access:settings";

/** The groups that stand for the pushed ones: with one resource for each, the state has them. */
async function pushTargets(pulumi: PulumiOnStack, state: Json): Promise<Map<string, string>> {
  const appIds = resourcesIn(state).flatMap((resource) =>
    resource.type === typeToken("PushGroups") ? (textAt(resource.outputs, "appId") ?? []) : [],
  );
  const config = asObject(JSON.parse(await outputOf(pulumi, ["config", "--json", "--show-secrets"])));
  const okta: OktaApi = tenantsOf(config, undefined).okta;
  const mappings = await Promise.all(
    appIds.map((appId) => okta.list(`/api/v1/apps/${encodeURIComponent(appId)}/group-push/mappings?limit=1000`)),
  );
  return new Map(mappings.flat().map(({ id, targetGroupId }) => [String(id), String(targetGroupId)]));
}

function listOf(stack: string, { gone, come }: Moved): string {
  const [first, ...others] = come;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return (
    `Stack "${stack}": ${count(gone.length)} of its state (${logicalName(String(gone[0]))} …) ${gone.length === 1 ? "becomes" : "become"} ` +
    `${count(come.length)} (${logicalName(String(first))}${more}).\n`
  );
}

function count(number: number): string {
  return number === 1 ? "1 resource" : `${number} resources`;
}

if (require.main === module) {
  runCommand(main, { usage: HELP });
}
