import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { SANDBOX_TENANTS } from "../sandbox";
import { withoutTenants } from "../sandbox/environment";
import type { Toolchain } from "../sandbox/toolchain";
import { type MeasuredRun, measuredRun } from "./measured-run";

const REPOSITORY = resolve(__dirname, "..");
const PROJECT = "okta-cloudflare-access";

/** The smallest programs: one with nothing in it, and one with the two providers. */
export type Floor = "empty" | "providers";

/** Where both APIs are played. */
export interface Addresses {
  readonly okta: string;
  /** Of the service, not of its API. */
  readonly cloudflare: string;
}

/** A folder with a state in it, the smallest programs, and stacks of ours. */
export class Workbench {
  /** Everything that the runs leave behind. */
  readonly directory = mkdtempSync(join(tmpdir(), "okta-cloudflare-access-bench-"));

  constructor(
    private readonly toolchain: Toolchain,
    private readonly at: Addresses,
  ) {
    mkdirSync(join(this.directory, "state"));
    this.writeProgram("empty", "");
    this.writeProgram("providers", providersProgram(at));
  }

  /** Deploys a smallest program, so that its preview has nothing to do. */
  async deployFloor(name: Floor): Promise<MeasuredRun> {
    await this.pulumi(this.folderOf(name), ["stack", "init", name]);
    return this.pulumi(this.folderOf(name), ["up", "--yes", "--skip-preview", "--stack", name]);
  }

  /** Previews a smallest program. */
  previewFloor(name: Floor): Promise<MeasuredRun> {
    return this.pulumi(this.folderOf(name), ["preview", "--stack", name]);
  }

  /** Makes a stack of ours. `stack init` writes its stack file beside the program, so beside another of the same name. */
  async makeStack(name: string): Promise<void> {
    await this.pulumi(this.folderOf("empty"), ["stack", "init", name]);
  }

  /** Writes the stack file: that of the stack `sandbox`, with both APIs where they are, and with other settings if given. */
  configure(name: string, settings?: Readonly<Record<string, unknown>>): void {
    const { encryptionsalt, config } = parse(readFileSync(join(REPOSITORY, "Pulumi.sandbox.yaml"), "utf8"));
    const here = {
      "okta:httpProxy": this.at.okta,
      "cloudflare:baseUrl": `${this.at.cloudflare}/client/v4`,
      [`${PROJECT}:connectTo`]: {
        [`${SANDBOX_TENANTS.cloudflare.team}.cloudflareaccess.com`]: this.at.cloudflare,
      },
      ...(settings === undefined ? {} : { [`${PROJECT}:settings`]: settings }),
    };
    writeFileSync(this.configFile(name), stringify({ encryptionsalt, config: { ...config, ...here } }));
  }

  /** Runs a `pulumi` command on a stack of ours. @throws Error with what it printed when it fails. */
  run(name: string, args: readonly string[]): Promise<MeasuredRun> {
    return this.pulumi(REPOSITORY, [...args, "--stack", name, "--config-file", this.configFile(name)]);
  }

  /** Verifies a stack of ours, as `npm run verify` does. Says in its exit code what it found. */
  verify(name: string): Promise<MeasuredRun> {
    const script = join(REPOSITORY, "cli", "bootstrap.mjs");
    const args = ["verify", "--stack", name, "--config-file", this.configFile(name), "--time-limit", "3600"];
    return measuredRun([process.execPath, script, ...args], { cwd: REPOSITORY, env: this.environment() });
  }

  /** How many resources a stack has in its state, and how large that is in bytes. */
  stateOf(name: string): { readonly resources: number; readonly bytes: number } {
    const text = readFileSync(join(this.directory, "state", ".pulumi", "stacks", PROJECT, `${name}.json`), "utf8");
    const { checkpoint } = JSON.parse(text) as { checkpoint: { latest?: { resources?: unknown[] } } };
    return { resources: checkpoint.latest?.resources?.length ?? 0, bytes: Buffer.byteLength(text) };
  }

  /** Removes the folder. */
  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private folderOf(program: string): string {
    return join(this.directory, program);
  }

  private configFile(name: string): string {
    return join(this.directory, `Pulumi.${name}.yaml`);
  }

  private writeProgram(name: Floor, program: string): void {
    const folder = this.folderOf(name);
    mkdirSync(folder);
    symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
    const runtime = { name: "nodejs", options: { typescript: false } };
    writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: PROJECT, main: "index.js", runtime }));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main: "index.js" }));
    writeFileSync(join(folder, "index.js"), program);
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...withoutTenants(process.env),
      ...this.toolchain.env,
      PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "sandbox",
    };
  }

  private async pulumi(cwd: string, args: readonly string[]): Promise<MeasuredRun> {
    const command = [this.toolchain.engine.path, ...args, "--non-interactive", "--color", "never"];
    const run = await measuredRun(command, { cwd, env: this.environment() });
    if (run.exitCode !== 0) {
      throw new Error(`pulumi ${args.join(" ")}: failed.\n${run.output}`);
    }
    return run;
  }
}

function providersProgram(at: Addresses): string {
  const { okta, cloudflare } = SANDBOX_TENANTS;
  const forOkta = { orgName: okta.org, baseUrl: "okta.com", apiToken: okta.apiToken, httpProxy: at.okta };
  const forCloudflare = { apiToken: cloudflare.apiToken, baseUrl: `${at.cloudflare}/client/v4` };
  return [
    `new (require("@pulumi/okta").Provider)("okta", ${JSON.stringify(forOkta)});`,
    `new (require("@pulumi/cloudflare").Provider)("cloudflare", ${JSON.stringify(forCloudflare)});`,
  ].join("\n");
}
