// L2: the command that the README begins with, as a person runs it, on ports and in a folder of its own.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccessBrowser } from "../support/access-browser";
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
    expect(output).toMatch(/Open in a browser\n {2}Okta /);
    await expect(fetch(`http://127.0.0.1:${ports[1]}/`)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${ports[3]}/`)).rejects.toThrow();
  });

  it("changes nothing the second time, stays up until it is interrupted, and then ends well", async () => {
    const running = demo();
    await running.printed("Both keep running");
    const { pages, logins } = shown(running.output());
    expect(pages.map(({ name }) => name)).toEqual(["Okta", "Cloudflare", "Engineering wiki"]);
    for (const { url } of pages.slice(0, 2)) {
      expect((await fetch(url)).status, url).toBe(200);
    }
    expect(logins.map(({ login }) => login.split("@")[0])).toEqual(["lena.vogel", "claire.dubois", "viktor.petrov"]);
    const application = pages[2]?.url ?? expect.fail("no application is shown");
    for (const { login, password, says } of logins) {
      expect(await entered(application, login, password), login).toBe(says.includes("may open Engineering wiki"));
      const ledger = application.replace("engineering.", "finance.");
      expect(await entered(ledger, login, password, "Okta"), login).toBe(says.includes("may open Ledger"));
    }

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

/** What the demo says is to be opened, and who one may be. */
function shown(output: string) {
  const password = /password of everybody is (\S+)/.exec(output)?.[1] ?? expect.fail(output);
  return {
    pages: [...output.matchAll(/^ {2}(\S.*?) {3,}(http:\S+) /gm)].map(([, name, url]) => ({ name, url: String(url) })),
    logins: [...output.matchAll(/^ {2}(\S+@\S+) (.*)$/gm)].map(([, login, says]) => ({
      login: String(login),
      password,
      says: String(says),
    })),
  };
}

/** Logs somebody in who has never been there, and tells whether they came in. */
async function entered(application: string, login: string, password: string, method?: string): Promise<boolean> {
  const browser = new AccessBrowser();
  const first = await browser.open(application);
  const signIn = method === undefined ? first : await browser.follow(first, method);
  const visit = await browser.submit(signIn, { username: login, password });
  if (visit.status === 403) {
    expect(visit.text).toContain("That account does not have access.");
    return false;
  }
  expect(visit.text).toContain(`You are in, as <strong>${login}</strong>`);
  return true;
}

function start(args: string[]): {
  readonly ended: Promise<Ended>;
  output(): string;
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
    output: () => output,
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
