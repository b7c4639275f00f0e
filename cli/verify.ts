import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { asObject, type Json } from "../api/json";
import { tenantsOf } from "../config/tenants";
import { CONSOLE_DONE_COMMAND } from "../lib/console-steps";
import { DEFAULT_ENVIRONMENT, ENVIRONMENTS, type Environment } from "../policies/levels";
import { ensureToolchain } from "../sandbox/toolchain";
import {
  createReport,
  type Deployment,
  deploymentsIn,
  exitCodeOf,
  htmlReport,
  markdownReport,
  type Report,
  runChecks,
  Subject,
  textReport,
} from "../verify";
import { CHECKS } from "../verify/checks/index";
import { policyCheck } from "../verify/policy/check";
import { isSetUp, watch } from "../verify/watch";
import { runCommand, say, UsageError } from "./command";
import { outputOf, pulumiOn } from "./pulumi";
import { stackName } from "./stack-name";

const HELP = `npm run verify -- --stack STACK [options]

Looks whether what a stack deployed is really there and works, on both sides. It only reads. docs/verify.md tells what is
looked at, and with which rights.

  --stack STACK          a stack of your backend
  --config-file FILE     its stack file; defaults to Pulumi.STACK.yaml
  --json                 print the report as JSON
  --markdown             print the report as Markdown, for a pull request
  --html FILE            write the report as one file of HTML as well, to be kept or printed
  --environment ENV      whose levels of the policy pack hold: "prod" (the default) or "dev"
  --strict               exit code 1 for what is only worth a look or cannot be told, too
  --wait MINUTES         look again until provisioning works, for so long at most
  --interval SECONDS     with --wait: how long between two looks; defaults to 15
  --set                  with --wait: set scim.consoleDone once the connection is on
  --time-limit SECONDS   for one look; defaults to 120. What was not looked at by then cannot be told
  --help                 this text

Exit codes: 0 it works, 1 something fails, 2 a mistake in the command line, 3 it could not look at something: a service
did not answer, or refused the credential.
`;

interface Options {
  readonly stack: string;
  readonly configFile: string | undefined;
  readonly format: "text" | "json" | "markdown";
  readonly html: string | undefined;
  readonly environment: Environment;
  readonly strict: boolean;
  readonly waitMinutes: number | undefined;
  readonly intervalMs: number;
  readonly set: boolean;
  readonly timeLimitMs: number;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const pulumi = pulumiOn(await ensureToolchain({ onProgress: say }), options);
  const deployments = deploymentsIn(JSON.parse(await outputOf(pulumi, ["stack", "export", "--show-secrets"])) as Json);
  const config = asObject(JSON.parse(await outputOf(pulumi, ["config", "--json", "--show-secrets"])));
  if (deployments.length === 0) {
    throw new Error(`Stack "${options.stack}": has nothing that could be verified. Deploy it: pulumi up`);
  }
  const reports: Report[] = [];
  for (const deployment of deployments) {
    reports.push(await lookAt(deployment, config, options));
  }
  print(reports, options);
  if (options.set && reports.some(isSetUp)) {
    await outputOf(pulumi, CONSOLE_DONE_COMMAND.split(" ").slice(1));
    say("scim.consoleDone is set. Run: pulumi up");
  }
  return exitCodeOf(
    reports.flatMap(({ findings }) => findings),
    options.strict,
  );
}

function lookAt(deployment: Deployment, config: Json, options: Options): Promise<Report> {
  const look = async () => {
    const { deployed, since } = deployment;
    const signal = AbortSignal.timeout(options.timeLimitMs);
    const { okta, cloudflare, http } = tenantsOf(config, deployed.accountId, { signal });
    const subject = new Subject({ ...deployment, okta, cloudflare, http });
    const findings = await runChecks(subject, [...CHECKS, policyCheck(options.environment)]);
    return createReport(findings, { stack: options.stack, at: new Date(), since, deployed, calls: http.calls });
  };
  if (options.waitMinutes === undefined) {
    return look();
  }
  const end = Date.now() + options.waitMinutes * 60_000;
  return watch({
    look,
    pause: () => delay(options.intervalMs),
    isOver: () => Date.now() > end,
    onChange: (report) => say(textReport(report)),
  });
}

function print(reports: readonly Report[], { format, html }: Options): void {
  const [first] = reports;
  const texts = {
    text: () => reports.map(textReport).join("\n"),
    json: () => `${JSON.stringify(reports.length === 1 ? first : reports, undefined, 2)}\n`,
    markdown: () => reports.map(markdownReport).join("\n"),
  };
  process.stdout.write(texts[format]());
  if (html !== undefined) {
    writeFileSync(html, reports.map(htmlReport).join("\n"));
    say(`Written: ${html}`);
  }
}

/** Reads the command line; undefined when the usage was asked for. @throws UsageError that names the argument. */
export function parseOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      stack: { type: "string" },
      "config-file": { type: "string" },
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      html: { type: "string" },
      environment: { type: "string", default: DEFAULT_ENVIRONMENT },
      strict: { type: "boolean", default: false },
      wait: { type: "string" },
      interval: { type: "string", default: "15" },
      set: { type: "boolean", default: false },
      "time-limit": { type: "string", default: "120" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const stack = stackName(values.stack, "that is looked at");
  if (values.json && values.markdown) {
    throw new UsageError("--json, --markdown: are two ways to print one report. Choose one.");
  }
  if (values.set && values.wait === undefined) {
    throw new UsageError("--set: goes with --wait. Say how long to wait.");
  }
  return {
    stack,
    configFile: values["config-file"],
    format: values.json ? "json" : values.markdown ? "markdown" : "text",
    html: values.html,
    environment: environmentOf(values.environment),
    strict: values.strict,
    waitMinutes: values.wait === undefined ? undefined : whole("--wait", values.wait, 1_440),
    intervalMs: whole("--interval", values.interval, 3_600) * 1_000,
    set: values.set,
    timeLimitMs: whole("--time-limit", values["time-limit"], 3_600) * 1_000,
  };
}

function environmentOf(value: string): Environment {
  const found = ENVIRONMENTS.find((environment) => environment === value);
  if (found === undefined) {
    throw new UsageError(`--environment: "${value}" has no levels. Use ${ENVIRONMENTS.join(" or ")}.`);
  }
  return found;
}

function whole(option: string, value: string, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > most) {
    throw new UsageError(`${option}: is not a whole number from 1 to ${most}. Write one in digits.`);
  }
  return number;
}

if (require.main === module) {
  runCommand(main, { usage: HELP, failed: 3 });
}
