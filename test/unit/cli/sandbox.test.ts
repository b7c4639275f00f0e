import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { banner, sandboxOptions } from "../../../cli/sandbox";
import { SANDBOX_TENANTS, startSandbox } from "../../../sandbox/index";

describe("the command line of the sandbox", () => {
  it("has the ports of the example stack by default, and keeps nothing", () => {
    expect(sandboxOptions([])).toEqual({ oktaPort: 7001, cloudflarePort: 7002 });
  });

  it("takes every option", () => {
    const args = ["--okta-port", "0", "--cloudflare-port=8002", "--database", "folder", "--scim-connection", "unknown"];
    expect(sandboxOptions(args)).toEqual({
      oktaPort: 0,
      cloudflarePort: 8002,
      databaseDirectory: "folder",
      scimConnection: "unknown",
    });
  });

  it.each(["--help", "-h"])("tells its usage on %s", (flag) => {
    expect(sandboxOptions([flag])).toBe("help");
  });

  it.each([
    [["--okta-port", "x"], '--okta-port: "x" is not a port. Use a whole number from 0 to 65535.'],
    [["--cloudflare-port", "65536"], '--cloudflare-port: "65536" is not a port. Use a whole number from 0 to 65535.'],
    [["--scim-connection", "maybe"], '--scim-connection: "maybe" is not a mode. Use "api" or "unknown".'],
    [["--database", ""], "--database: the folder is empty. Name a folder, or leave the option out to keep nothing."],
    [["--port", "1"], "Unknown option '--port'"],
    [["up"], "Unexpected argument 'up'"],
    [["--okta-port"], "argument missing"],
  ])("%j is refused with what to do", (args, message) => {
    expect(() => sandboxOptions(args)).toThrow(message);
  });
});

describe("the sandbox", () => {
  it("starts both services, keeps them in files, and starts again with the same content", async () => {
    const databaseDirectory = mkdtempSync(join(tmpdir(), "sandbox-"));
    const options = { oktaPort: 0, cloudflarePort: 0, databaseDirectory };
    const first = await startSandbox(options);
    const text = banner(first, "folder/control-token");
    for (const words of [
      first.controlToken,
      "folder/control-token",
      `${first.okta.url}/api/v1`,
      first.cloudflare.apiUrl,
      `${first.cloudflare.url}/log`,
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain(SANDBOX_TENANTS.okta.apiToken);
    expect(text).not.toContain(SANDBOX_TENANTS.cloudflare.apiToken);
    const okta = await fetch(`${first.okta.url}/api/v1/users/me`, {
      headers: { authorization: `SSWS ${SANDBOX_TENANTS.okta.apiToken}` },
    });
    const cloudflare = await fetch(
      `${first.cloudflare.apiUrl}/accounts/${SANDBOX_TENANTS.cloudflare.accountId}/access/apps`,
      {
        headers: { authorization: `Bearer ${SANDBOX_TENANTS.cloudflare.apiToken}` },
      },
    );
    expect([okta.status, cloudflare.status]).toEqual([200, 200]);
    const ids = first.cloudflare.store.applications.all().map(({ id }) => id);
    await first.close();

    const second = await startSandbox(options);
    expect(second.cloudflare.store.applications.all().map(({ id }) => id)).toEqual(ids);
    await second.close();
    expect(readdirSync(databaseDirectory)).toEqual(expect.arrayContaining(["cloudflare.db", "okta.db"]));
    rmSync(databaseDirectory, { recursive: true });
  });

  it("leaves neither running when one port is in use", async () => {
    const first = await startSandbox({ oktaPort: 0, cloudflarePort: 0 });
    const taken = Number(new URL(first.cloudflare.url).port);
    const oktaPort = Number(new URL(first.okta.url).port);
    await first.okta.close();
    await expect(startSandbox({ oktaPort, cloudflarePort: taken })).rejects.toThrow(`Port ${taken}: already in use.`);
    await expect(fetch(`http://127.0.0.1:${oktaPort}/`)).rejects.toThrow();
    await first.cloudflare.close();
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends cleanly on a %s that comes with the first word", async (signal) => {
    const script = resolve(__dirname, "../../../cli/sandbox.ts");
    const args = ["--import", "tsx", script, "--okta-port", "0", "--cloudflare-port", "0"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", () => child.kill(signal));
    const ended = await new Promise((done) => child.once("exit", (code, by) => done([code, by])));
    expect(ended).toEqual([0, null]);
  });
});
