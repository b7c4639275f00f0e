import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { asObject, type Json } from "../api/json";
import { type Tenants, tenantsOf } from "../config/tenants";
import { logicalName } from "../lib/names";
import { judge } from "../recover/double";
import { findRemains, type Remains, type Stray } from "../recover/find";
import { groupsBegun } from "../recover/groups-of-app";
import { obstacleIn } from "../recover/obstacle";
import { appsWithoutSecret, importFileOf, withoutOperations, withRelations, withSecretOf } from "../recover/take";
import { ensureToolchain } from "../sandbox/toolchain";
import { runCommand, say } from "./command";
import { outputOf, PulumiFailed, type PulumiOnStack, pulumiOn } from "./pulumi";
import { STACK_OPTIONS, type StackOptions, stackOptions } from "./stack-options";

const HELP = `npm run recover -- --stack STACK [--yes]

Mends a stack after a run that broke off: finds what the run made at Okta and Cloudflare without noting it, takes it into
the state, ends what the engine began and did not end, and deletes a second app or login method that nobody uses. Then
pulumi up goes on as if nothing had happened.

  --stack STACK          a stack of your backend
  --yes                  do it; without it the list is shown, and nothing is changed
  --config-file FILE     the stack file; defaults to Pulumi.STACK.yaml
  --help                 this text
`;

/** Reads the command line; undefined when the usage was asked for. @throws UsageError that names the argument. */
export function parseOptions(args: string[]): StackOptions | undefined {
  const { values } = parseArgs({ args, options: STACK_OPTIONS });
  return values.help ? undefined : stackOptions(values, "whose broken-off run is to be mended");
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const pulumi = pulumiOn(await ensureToolchain({ onProgress: say }), options);
  try {
    return await recover(options, pulumi);
  } catch (error) {
    const obstacle = error instanceof PulumiFailed ? obstacleIn(error.said, options.stack) : undefined;
    throw obstacle === undefined ? error : new Error(obstacle, { cause: error });
  }
}

async function recover({ stack, yes }: StackOptions, pulumi: PulumiOnStack): Promise<number> {
  const config = asObject(JSON.parse(await outputOf(pulumi, ["config", "--json", "--show-secrets"])));
  const tenants = tenantsOf(config, undefined);
  // Secrets stay encrypted.
  const state = await stateOf(pulumi);
  // The plan is refused where something is there already, which is what is looked for; it tells what was to be made.
  const { stdout } = await pulumi(["preview", "--json"]);
  if (!stdout.trimStart().startsWith("{")) {
    throw new Error("pulumi preview: told no plan; see above.");
  }
  const remains = await findRemains(state, asObject(JSON.parse(stdout)), tenants);
  process.stdout.write(listOf(stack, remains));
  const doubles = await judged(remains.doubles, tenants);
  process.stdout.write(doubles.text);
  if (remains.made.length + remains.deleted.length + remains.pending.length + doubles.removals.length === 0) {
    process.stdout.write(`Stack "${stack}": nothing was changed, there is nothing to mend.\n`);
    return 0;
  }
  if (!yes) {
    process.stdout.write("Nothing was changed. To do it, run the same with --yes.\n");
    return 0;
  }
  await takeIn(remains, pulumi, tenants);
  for (const remove of doubles.removals) {
    await remove();
  }
  process.stdout.write(`Done. ${whatRemains(stack, remains)}`);
  return 0;
}

async function takeIn(remains: Remains, pulumi: PulumiOnStack, tenants: Tenants): Promise<void> {
  if (remains.made.length > 0) {
    const folder = mkdtempSync(join(tmpdir(), "recover-"));
    try {
      const file = join(folder, "import.json");
      writeFileSync(file, JSON.stringify(importFileOf(remains.made)));
      const options = ["--yes", "--skip-preview", "--protect=false", "--generate-code=false"];
      await outputOf(pulumi, ["import", "--file", file, ...options]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const imported = await stateOf(pulumi, ...(remains.made.length > 0 ? ["--show-secrets"] : []));
  let mended = withRelations(withoutOperations(imported, remains.deleted), remains.made);
  for (const app of appsWithoutSecret(mended, remains.made)) {
    mended = await withSecretOf(mended, app, tenants.okta);
  }
  await outputOf(pulumi, ["stack", "import"], JSON.stringify(mended));
}

async function judged(
  doubles: readonly Stray[],
  tenants: Tenants,
): Promise<{ readonly text: string; readonly removals: readonly (() => Promise<void>)[] }> {
  const removals: (() => Promise<void>)[] = [];
  const lines: string[] = [];
  for (const double of doubles) {
    const verdict = await judge(double, tenants);
    const what = `  ${double.kind.noun} ${double.id}, a double of ${logicalName(double.urn)}`;
    if ("remove" in verdict) {
      removals.push(verdict.remove);
      lines.push(`${what}: nobody uses it, --yes deletes it`);
    } else {
      lines.push(`${what}: stays, ${verdict.stays}`);
    }
  }
  return { text: lines.length === 0 ? "" : `Made twice:\n${lines.join("\n")}\n`, removals };
}

function listOf(stack: string, { made, others, deleted, pending }: Remains): string {
  const sections: [string, readonly string[]][] = [
    ["was interrupted while", pending.map(({ type, urn }) => `${type} ${logicalName(urn)}`)],
    ["made, and did not note", made.map(({ kind, id, urn }) => `${kind.noun} ${id}: becomes ${logicalName(urn)}`)],
    ["deleted, and did not note", deleted.map(({ urn, id }) => `${logicalName(urn)} (${id})`)],
    [
      "did not make, though it is called the same",
      others.map(
        ({ kind, id, urn }) =>
          `${kind.noun} ${id}, beside ${logicalName(urn)}: take it over with npm run adopt, or use another name`,
      ),
    ],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `Stack "${stack}" ${title}\n${lines.map((line) => `  ${line}\n`).join("")}`)
    .join("");
}

function whatRemains(stack: string, remains: Remains): string {
  const lostSecret = remains.made.some(({ type }) => type.includes("IdentityProvider"));
  const groups = groupsBegun(remains);
  return [
    ...(groups.length === 0
      ? []
      : [
          `What was done of ${groups.join(", ")} is in Okta, and not in the state: set okta-cloudflare-access:settings.takeOverGroups to true for one pulumi up, and take it out again.\n`,
        ]),
    lostSecret
      ? `Cloudflare answers a SCIM secret once, and the broken-off run has lost it. Run: npm run rotate -- --stack ${stack} scim-secret\n`
      : "Run: pulumi up\n",
  ].join("");
}

async function stateOf(pulumi: PulumiOnStack, ...options: readonly string[]): Promise<Json> {
  return asObject(JSON.parse(await outputOf(pulumi, ["stack", "export", ...options])));
}

if (require.main === module) {
  runCommand(main, { usage: HELP });
}
