import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { SANDBOX_TENANTS } from "../sandbox";

/** The root of this repository, where the program is. */
export const REPOSITORY = resolve(__dirname, "..");

/** The committed stack file of the sandbox, with the default ports. */
export const STACK_FILE = join(REPOSITORY, "Pulumi.sandbox.yaml");

const TEAM_DOMAIN = `${SANDBOX_TENANTS.cloudflare.team}.cloudflareaccess.com`;

/** Where both services of a sandbox listen on loopback. */
export interface SandboxPorts {
  readonly okta: number;
  readonly cloudflare: number;
}

/**
 * Writes a copy of the sandbox's stack file for a sandbox on other ports, and answers its path.
 *
 * @param directory A folder that exists.
 * @param without Paths below the settings that the copy leaves out.
 */
export function copyStackFile(ports: SandboxPorts, directory: string, without: readonly string[][] = []): string {
  const document = parseDocument(readFileSync(STACK_FILE, "utf8"));
  document.setIn(["config", "okta:httpProxy"], `http://127.0.0.1:${ports.okta}`);
  document.setIn(["config", "cloudflare:baseUrl"], `http://127.0.0.1:${ports.cloudflare}/client/v4`);
  document.setIn(["config", "okta-cloudflare-access:connectTo", TEAM_DOMAIN], `http://127.0.0.1:${ports.cloudflare}`);
  for (const path of without) {
    document.deleteIn(["config", "okta-cloudflare-access:settings", ...path]);
  }
  const copy = join(directory, "Pulumi.sandbox.yaml");
  writeFileSync(copy, document.toString());
  return copy;
}
