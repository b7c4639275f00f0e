import { readFileSync, writeFileSync } from "node:fs";
import { asObject } from "../api/json";
import { tenantsOf } from "../config/tenants";
import type { Ask } from "./choose";
import { findSetUp, type Wanted } from "./find";
import { importFile } from "./import-file";
import { planAdoption } from "./plan";
import { reportOf } from "./report";
import { withSettings } from "./stack-file";
import { commands, type Pulumi, TakeOverError, takeOver, unannounced } from "./take-over";

export { AmbiguousError, type Ask } from "./choose";
export type { Pulumi } from "./take-over";

/** What is to be adopted, into which stack. */
export interface AdoptOptions extends Wanted {
  /** As `pulumi --stack` takes it: `prod`, or `acme/prod`. */
  readonly stack: string;
  /** Path of the stack file, `Pulumi.<stack>.yaml`. */
  readonly stackFile: string;
  /** Path of the import file to write. */
  readonly importFile: string;
  /** Cloudflare account id, where the stack's settings do not say. */
  readonly accountId?: string | undefined;
  /** Whether settings in the stack file may be replaced. */
  readonly overwrite: boolean;
  /** Whether to run the import as well. */
  readonly import: boolean;
}

/** What the adoption uses of the machine. */
export interface AdoptTools {
  readonly pulumi: Pulumi;
  readonly ask: Ask;
  /** Takes a text for standard output. */
  readonly print: (text: string) => void;
  /** Takes one line at a time about what is going on. */
  readonly say: (line: string) => void;
}

/**
 * Takes over a set-up that somebody made by hand: finds it, writes the settings and the import file, says what will change
 * and what does not carry over, and on request runs the import and compares the preview with what it said.
 *
 * Nothing is changed at either vendor.
 */
export async function adopt(options: AdoptOptions, tools: AdoptTools): Promise<void> {
  const { pulumi, ask, print, say } = tools;
  const { stack, stackFile } = options;
  const name = stackName(stack);
  const config = await pulumi(["config", "--json", "--show-secrets"]);
  if (config.exitCode !== 0) {
    throw new TakeOverError(`Stack "${stack}": its config cannot be read. Make it with: pulumi stack init ${stack}`);
  }
  const tenants = tenantsOf(asObject(JSON.parse(config.stdout)), options.accountId);
  say(`Looking at ${tenants.orgUrl} and Cloudflare account ${tenants.accountId} …`);
  const plan = planAdoption(await findSetUp(tenants, options, ask));
  const text = readFileSync(stackFile, "utf8");
  writeFileSync(stackFile, withSettings(text, plan.settings, options.overwrite));
  writeFileSync(options.importFile, `${JSON.stringify(importFile(name, plan.resources), undefined, 2)}\n`);
  print(`${reportOf(plan)}\n\nWritten: ${stackFile}, ${options.importFile}\n`);
  if (!options.import) {
    print(`\n${nextCommands(options)}\n`);
    return;
  }
  await takeOver({ stack: name, plan, file: options.importFile, okta: tenants.okta, pulumi, say });
  say("Comparing pulumi preview with what is announced above …");
  const differences = await unannounced(pulumi, plan.changes);
  if (differences.length > 0) {
    const list = differences.map((difference) => `  ${difference}`).join("\n");
    throw new TakeOverError(
      `The preview is not what was announced:\n${list}\nEverything is imported and nothing was changed at either vendor. Look at: pulumi preview --diff --stack ${stack}`,
    );
  }
  print(`\nImported. pulumi preview shows exactly what is announced above. Next: pulumi up --stack ${stack}\n`);
}

function nextCommands({ stack, importFile: file }: AdoptOptions): string {
  const run = commands(stackName(stack), file).map((args) => `  pulumi ${[...args, "--stack", stack].join(" ")}`);
  return [
    `Next: npm run adopt -- --stack ${stack} --import`,
    "It runs these two, puts the client secret into the stack's state, and compares the preview with what is announced above:",
    ...run,
  ].join("\n");
}

/** The stack's own name, as it stands in URNs: without organization and project. */
function stackName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
