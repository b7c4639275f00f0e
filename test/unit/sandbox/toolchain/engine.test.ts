import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeToolchain } from "../../../../sandbox/toolchain";
import { createContext, ENGINE_SOURCE } from "../../../../sandbox/toolchain/context";
import { withLock } from "../../../../sandbox/toolchain/lock";
import { ENGINE_VERSION, isAtLeast, parseVersion } from "../../../../sandbox/toolchain/versions";
import { FakeMachine } from "./fake-machine";

const DAY_MS = 24 * 60 * 60 * 1_000;
const standIn = { plugins: "stand-in" } as const;

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => machine.remove());

describe("the engine on the PATH", () => {
  it("is used as it is when it is new enough", async () => {
    const path = machine.installEngine("3.200.0");
    machine.installRefusedNpm();
    machine.installGo();
    const toolchain = await machine.ensure(standIn);
    expect(toolchain.engine).toEqual({ path, version: "3.200.0", origin: "path" });
    expect([...machine.calls("npm"), ...machine.calls("go")]).toEqual([]);
  });

  it.each(["3.199.9", "2.25.0"])("is passed over when it is %s, and the message says why", async (version) => {
    const path = machine.installEngine(version);
    machine.installRefusedNpm();
    machine.installGo();
    const toolchain = await machine.ensure(standIn);
    expect(toolchain.engine.origin).toBe("built");
    expect(machine.said).toContain(
      `${path}: is version ${version}, older than 3.200.0, so it is not used. Update Pulumi to have it used.`,
    );
  });

  it("is passed over when it does not tell its version", async () => {
    const path = machine.install("pulumi", "echo unknown");
    machine.installRefusedNpm();
    machine.installGo();
    expect((await machine.ensure(standIn)).engine.origin).toBe("built");
    expect(machine.said).toContain(`${path}: does not tell its version (\`pulumi version\`), so it is not used.`);
  });

  it("is not looked for among the commands of npm packages, where the launcher may lie", async () => {
    const npmBin = join(machine.root, "node_modules", ".bin");
    machine.install(join(npmBin, "pulumi"), "exit 1");
    machine.installRefusedNpm();
    machine.installGo();
    const env = { ...machine.env, PATH: `${npmBin}:${machine.bin}` };
    expect((await machine.ensure({ ...standIn, env })).engine.origin).toBe("built");
    expect(machine.calls("pulumi")).toEqual([]);
  });
});

describe("the engine from Pulumi's npm launcher", () => {
  it("is downloaded once and found again", async () => {
    const target = join(machine.pulumiHome, "versions", ENGINE_VERSION, "bin", "pulumi");
    machine.install("npm", `mkdir -p "${dirname(target)}"; printf '#!/bin/sh' > "${target}"; chmod +x "${target}"`);
    const first = await machine.ensure(standIn);
    const second = await machine.ensure(standIn);
    expect(first.engine).toEqual({ path: target, version: ENGINE_VERSION, origin: "launcher" });
    expect(second.engine).toEqual(first.engine);
    expect(machine.calls("npm")).toEqual([`exec --yes --package=pulumi@${ENGINE_VERSION} -- pulumi version`]);
  });

  it("is not asked for again for a day after a refusal", async () => {
    machine.installRefusedNpm();
    machine.installGo();
    await machine.ensure(standIn);
    await machine.ensure(standIn);
    expect(machine.calls("npm")).toHaveLength(1);
    expect(machine.calls("go").filter((call) => call.startsWith("build"))).toHaveLength(1);
    expect(machine.said).toContain(
      "The download is not possible on this machine (pulumi: fetch failed). It is tried again in a day.",
    );
  });

  it.each([
    { age: DAY_MS + 60_000, asked: 1, when: "more than a day ago" },
    { age: DAY_MS - 60_000, asked: 0, when: "less than a day ago" },
    { age: -60_000, asked: 1, when: "in the future, by a clock that was wrong" },
  ])("was refused $when: asked $asked times", async ({ age, asked }) => {
    machine.installRefusedNpm();
    machine.installGo();
    machine.refuse("launcher", new Date(Date.now() - age));
    await machine.ensure(standIn);
    expect(machine.calls("npm")).toHaveLength(asked);
  });
});

describe("the engine built from Go modules", () => {
  it("is stamped with its version, and the engine's go.mod names the same one", async () => {
    machine.installGo();
    await machine.ensure(standIn);
    const build = machine.calls("go").find((call) => call.startsWith("build")) ?? "";
    expect(build).toContain(`sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`);
    const required = /pulumi\/pkg\/v3 v(\S+)/.exec(readFileSync(join(ENGINE_SOURCE, "go.mod"), "utf8"));
    expect(required?.[1]).toBe(ENGINE_VERSION);
  });

  it("asks for Go, with the command, where there is none", async () => {
    machine.installRefusedNpm();
    await expect(machine.ensure(standIn)).rejects.toThrow(/Go, which could build it, is missing\. Install Go .*`/);
  });

  it("asks for a newer Go where it is too old", async () => {
    machine.installGo("1.24.11");
    await expect(machine.ensure(standIn)).rejects.toThrow(
      /is Go 1\.24\.11; Go 1\.25\.0 or newer is needed\. Install Go/,
    );
  });

  it("leaves nothing behind when the build fails, and repeats what Go said", async () => {
    machine.installGo("1.26.8", 'echo "disk is full" >&2; exit 1;');
    await expect(machine.ensure(standIn)).rejects.toThrow(/`go build` failed \(disk is full\)/);
    expect(readdirSync(dirname(machine.builtEngine))).toEqual([]);
  });

  it("removes what a run that was cut off has left", async () => {
    const leftover = machine.install(`${machine.builtEngine}.building-1`, "");
    machine.installGo();
    await machine.ensure(standIn);
    expect(existsSync(leftover)).toBe(false);
    expect(existsSync(machine.builtEngine)).toBe(true);
  });

  it("is built once by two runs at the same time, and the second says that it waits", async () => {
    const goOn = join(machine.root, "go-on");
    machine.installGo("1.26.8", `until [ -e "${goOn}" ]; do sleep 0.05; done;`);
    const onProgress = (line: string): void => {
      if (line === "Another run is preparing the toolchain; waiting for it …") {
        writeFileSync(goOn, "");
      }
    };
    const options = { ...standIn, onProgress };
    const [first, second] = await Promise.all([machine.ensure(options), machine.ensure(options)]);
    expect(first.engine.origin).toBe("built");
    expect(second.engine).toEqual(first.engine);
    expect(machine.calls("go").filter((call) => call.startsWith("build"))).toHaveLength(1);
  });
});

describe("the lock", () => {
  it("of a run that died is taken over", async () => {
    const lock = join(machine.cache, "toolchain.lock");
    mkdirSync(lock, { recursive: true });
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    const context = createContext(machine.env, (line) => machine.said.push(line));
    expect(await withLock(context, async () => "done")).toBe("done");
    expect(existsSync(lock)).toBe(false);
  });

  it("is given back when the work fails", async () => {
    const context = createContext(machine.env, () => undefined);
    await expect(withLock(context, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withLock(context, async () => "next")).toBe("next");
  });
});

describe("where the cache is", () => {
  it.each([
    { platform: "linux", env: { HOME: "/home/ada" }, expected: "/home/ada/.cache/okta-cloudflare-access" },
    { platform: "darwin", env: { HOME: "/Users/ada" }, expected: "/Users/ada/Library/Caches/okta-cloudflare-access" },
    { platform: "darwin", env: { HOME: "/h", XDG_CACHE_HOME: "/c" }, expected: "/c/okta-cloudflare-access" },
    { platform: "linux", env: { HOME: "/h", XDG_CACHE_HOME: "c" }, expected: "/h/.cache/okta-cloudflare-access" },
  ] as const)("on $platform with $env: $expected", ({ platform, env, expected }) => {
    expect(createContext(env, () => undefined, platform).cache).toBe(expected);
  });
});

describe("versions", () => {
  it.each([
    ["v3.259.0", "3.259.0"],
    ["3.260.0-alpha.17+dirty", "3.260.0"],
    ["go1.26", "1.26.0"],
    ["unknown", undefined],
  ])("%s is read as %s", (text, version) => {
    expect(parseVersion(text)).toBe(version);
  });

  it.each([
    ["3.200.0", "3.200.0", true],
    ["3.199.99", "3.200.0", false],
    ["4.0.0", "3.200.0", true],
    ["3.1000.0", "3.200.0", true],
  ])("%s is at least %s: %s", (have, floor, expected) => {
    expect(isAtLeast(have, floor)).toBe(expected);
  });
});

it("the description says what is real and what is not", async () => {
  machine.installGo();
  expect(describeToolchain(await machine.ensure(standIn))).toBe(
    `Pulumi engine ${ENGINE_VERSION} (built from Go modules), language host: sandbox stand-in, plugins: sandbox stand-ins`,
  );
});
