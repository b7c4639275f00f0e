// L2: the command that the README begins with, as a person runs it, on ports and in a folder of its own.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPOSITORY, testToolchain } from "../support/engine";

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

describe("npm run demo", () => {
  const directory = mkdtempSync(join(tmpdir(), "okta-cloudflare-access-demo-"));
  let ports: string[];

  beforeAll(async () => {
    await testToolchain();
    ports = ["--okta-port", await freePort(), "--cloudflare-port", await freePort()];
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const demo = (...args: string[]) => start([...ports, "--directory", directory, ...args]);

  it("deploys, shows what exists on both sides, and leaves at once with --exit", async () => {
    const { exitCode, output } = await demo("--exit").ended;

    expect(exitCode, output).toBe(0);
    expect(output).toContain("39 created");
    expect(output).toMatch(/Cloudflare Access SCIM .*scim2headerauth .*ACTIVE/);
    expect(output).toMatch(/access-engineering ACTIVE/);
    expect(output).toMatch(/Engineering wiki +│ engineering\.acme\.example +│ Okta +│ allow Engineering +│ 24h/);
    expect(output).toMatch(/Ledger +│ finance\.acme\.example +│ (?:Okta|One-time PIN) +│ deny No contractors +│ 8h/);
    expect(output).toMatch(/Okta +│ okta +│ on +│ https:\/\/acme\.cloudflareaccess\.com\/populations\//);
    expect(output).toContain(`http://127.0.0.1:${ports[1]}`);
    expect(output).toContain(`http://127.0.0.1:${ports[3]}`);
    expect(output, "colours in a pipe").not.toContain("\u001b[");
    await expect(fetch(`http://127.0.0.1:${ports[1]}/`)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${ports[3]}/`)).rejects.toThrow();
  });

  it("changes nothing the second time, stays up until it is interrupted, and then ends well", async () => {
    const running = demo();
    await running.printed("Both keep running");
    expect((await fetch(`http://127.0.0.1:${ports[1]}/`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${ports[3]}/`)).status).toBe(200);

    running.interrupt();
    const { exitCode, output } = await running.ended;

    expect(exitCode, output).toBe(0);
    expect(output).toContain("39 unchanged");
    expect(output).not.toMatch(/created|updated|deleted/);
  });

  it("says which port is taken", async () => {
    const blocker = createServer();
    await new Promise<void>((listening) => blocker.listen(Number(ports[1]), "127.0.0.1", listening));
    try {
      const { exitCode, output } = await demo("--exit").ended;

      expect(exitCode).toBe(1);
      expect(output).toContain(`Port ${ports[1]}: already in use`);
      expect(output).not.toMatch(/\n {4}at /);
    } finally {
      await new Promise((closed) => blocker.close(closed));
    }
  });

  it("fails and still shows both sides when Okta does not take the SCIM connection", async () => {
    const { exitCode, output } = await demo("--exit", "--reset", "--scim-connection", "unknown").ended;

    expect(exitCode).not.toBe(0);
    expect(output).toContain("Okta answered success but did not take the SCIM connection");
    expect(output).toMatch(/Cloudflare Access SCIM .*UNKNOWN/);
    expect(existsSync(join(directory, "okta.db"))).toBe(true);
  });

  it("names a wrong option and the right ones", async () => {
    const { exitCode, output } = await demo("--scim-conection", "api").ended;

    expect(exitCode).toBe(2);
    expect(output).toContain("--scim-conection");
    expect(output).toContain("--scim-connection MODE");
  });
});

function start(args: string[]): {
  readonly ended: Promise<Ended>;
  printed(text: string): Promise<void>;
  interrupt(): void;
} {
  const child = spawn(process.execPath, ["--import=tsx", join(REPOSITORY, "cli/demo.ts"), ...args], {
    cwd: REPOSITORY,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let look: () => void = () => undefined;
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    look();
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const ended = new Promise<Ended>((done, failed) => {
    child.on("error", failed);
    child.on("close", (exitCode) => done({ exitCode, output }));
  });
  return {
    ended,
    printed: async (text) => {
      const seen = new Promise<void>((done) => {
        look = () => {
          if (output.includes(text)) {
            done();
          }
        };
        look();
      });
      await Promise.race([
        seen,
        ended.then(() => {
          throw new Error(`The demo ended without "${text}":\n${output}`);
        }),
      ]);
    },
    interrupt: () => child.kill("SIGINT"),
  };
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return String(typeof address === "object" ? address?.port : address);
}
