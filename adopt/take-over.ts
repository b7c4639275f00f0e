import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { asList, asObject, type Json, textAt } from "../api/json";
import type { OktaApi } from "../api/okta-api";
import { logicalName } from "../lib/names";
import type { Change } from "./change";
import { importFile, providerUrn } from "./import-file";
import type { AdoptionPlan } from "./plan";
import { urnOf } from "./resources";
import { refuseOthers, urnsIn, withClientSecret } from "./state";

/** What a run of `pulumi` ended with. */
export interface PulumiRun {
  readonly exitCode: number;
  readonly stdout: string;
}

/**
 * Runs `pulumi` on the stack.
 *
 * @param input What it reads from standard input.
 */
export type Pulumi = (args: readonly string[], input?: string) => Promise<PulumiRun>;

/** Something that `pulumi` did not do. What it printed has been shown. */
export class TakeOverError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TakeOverError";
  }
}

/** What is taken over into which stack, and with what. */
export interface TakeOver {
  readonly stack: string;
  readonly plan: AdoptionPlan;
  /** Where the import file is written. */
  readonly file: string;
  readonly okta: OktaApi;
  readonly pulumi: Pulumi;
  /** Takes one line at a time about what is going on. */
  readonly say: (line: string) => void;
}

/**
 * A program that has the two providers alone. The stack's own would do more: even where only the providers are asked for,
 * the engine keeps what a program reads, without the component that it belongs to, and then refuses the state.
 */
const PROVIDERS_PROGRAM = join(__dirname, "providers");

/** The commands that bring the plan's resources into the stack, for whoever wants to see them. */
export function commands(stack: string, file: string): readonly (readonly string[])[] {
  return [
    ["up", "--yes", "--skip-preview", "--cwd", PROVIDERS_PROGRAM, ...providerTargets(stack)],
    ["import", "--file", file, "--yes", "--skip-preview", "--protect=false", "--generate-code=false"],
  ];
}

/**
 * Brings the plan's resources into the stack: the two providers, the import, the client secret. It changes nothing at
 * either vendor, and a run that broke off is completed by the next.
 *
 * @throws {@link TakeOverError} when `pulumi` fails.
 */
export async function takeOver(work: TakeOver): Promise<void> {
  const { stack, plan, file, pulumi, say } = work;
  const [providers = [], imported = []] = commands(stack, file);
  const before = await exported(pulumi);
  refuseOthers(before, stack, plan.resources);
  const present = urnsIn(before);
  if (!present.has(providerUrn(stack, "okta")) || !present.has(providerUrn(stack, "cloudflare"))) {
    say("Adding the two providers to the stack …");
    await mustRun(pulumi, providers);
  }
  const missing = plan.resources.filter((resource) => !present.has(urnOf(stack, resource, plan.resources)));
  writeFileSync(file, `${JSON.stringify(importFile(stack, plan.resources, present), undefined, 2)}\n`);
  if (missing.length > 0) {
    say(`Importing ${missing.filter(({ id }) => id !== undefined).length} resources …`);
    await mustRun(pulumi, imported);
  }
  await addClientSecret(work);
}

/**
 * Compares what `pulumi preview` shows with what was announced.
 *
 * @returns The differences, one line each; none when the announcement was right.
 */
export async function unannounced(pulumi: Pulumi, changes: readonly Change[]): Promise<string[]> {
  const { stdout } = await mustRun(pulumi, ["preview", "--json"]);
  const steps = asList((JSON.parse(stdout) as Json).steps);
  const planned = steps
    .filter(({ op }) => !["same", "read", "refresh"].includes(String(op)))
    .map(({ op, urn }) => `${String(op)} ${logicalName(String(urn))}`);
  const announced = changes.map(({ op, resource }) => `${op} ${resource}`);
  return [
    ...planned.filter((step) => !announced.includes(step)).map((step) => `not announced: ${step}`),
    ...announced.filter((step) => !planned.includes(step)).map((step) => `announced, and not in the preview: ${step}`),
  ];
}

/** The provider takes the client secret from what creates or changes an app, so after an import it has none. */
async function addClientSecret({ stack, plan, okta, pulumi, say }: TakeOver): Promise<void> {
  const app = plan.resources.find(({ name }) => name === "access-oidc-app");
  if (app === undefined) {
    return;
  }
  const secrets = await okta.list(`/api/v1/apps/${String(app.id)}/credentials/secrets`);
  const secret = textAt(newestActive(secrets), "client_secret");
  if (secret === undefined) {
    throw new TakeOverError(
      `OIDC app ${String(app.id)}: Okta does not answer its client secret. Make a new one in the tab General of the app, enter it at the login method in Cloudflare, and run this command again.`,
    );
  }
  const state = withClientSecret(await exported(pulumi, "--show-secrets"), urnOf(stack, app, plan.resources), secret);
  if (state !== undefined) {
    say("Putting the client secret that Okta has into the stack's state, encrypted …");
    await mustRun(pulumi, ["stack", "import"], JSON.stringify(state));
  }
}

function newestActive(secrets: readonly Json[]): Json | undefined {
  const active = secrets.filter(({ status }) => status === "ACTIVE");
  return active.sort((one, other) => String(other.created).localeCompare(String(one.created)))[0];
}

async function exported(pulumi: Pulumi, ...options: readonly string[]): Promise<Json> {
  const { stdout } = await mustRun(pulumi, ["stack", "export", ...options]);
  return asObject(JSON.parse(stdout));
}

async function mustRun(pulumi: Pulumi, args: readonly string[], input?: string): Promise<PulumiRun> {
  const run = await pulumi(args, input);
  if (run.exitCode !== 0) {
    throw new TakeOverError(
      `pulumi ${args.slice(0, 2).join(" ")}: ended with exit code ${run.exitCode}. Where nothing above says why, run it by hand.`,
    );
  }
  return run;
}

/** Nothing but them is touched, whatever the stack has by now. */
function providerTargets(stack: string): string[] {
  return (["okta", "cloudflare"] as const).flatMap((provider) => ["--target", providerUrn(stack, provider)]);
}
