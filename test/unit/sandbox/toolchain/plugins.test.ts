import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { STAND_IN_LANGUAGE_HOST, STAND_IN_PLUGINS } from "../../../../sandbox/toolchain/context";
import { PROVIDERS } from "../../../../sandbox/toolchain/versions";
import { FakeMachine } from "./fake-machine";

const [okta, cloudflare] = PROVIDERS;

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
  machine.installEngine("3.259.0");
});
afterEach(() => machine.remove());

function pathOf(env: Record<string, string>): string[] {
  return (env.PATH ?? "").split(delimiter);
}

describe("provider plugins", () => {
  it("are real when both are on the PATH", async () => {
    machine.installPluginsOnPath();
    const toolchain = await machine.ensure();
    expect(toolchain.plugins).toBe("real");
    expect(pathOf(toolchain.env)).not.toContain(STAND_IN_PLUGINS);
    expect(machine.calls("pulumi")).toEqual(["version"]);
  });

  it("are real when both are in Pulumi's plugin cache", async () => {
    machine.cachePlugin(okta.name, okta.version);
    machine.cachePlugin(cloudflare.name, cloudflare.version);
    expect((await machine.ensure()).plugins).toBe("real");
  });

  it("are looked for where PULUMI_HOME says", async () => {
    machine.cachePlugin(okta.name, okta.version);
    machine.cachePlugin(cloudflare.name, cloudflare.version);
    const env = { ...machine.env, HOME: join(machine.root, "elsewhere"), PULUMI_HOME: machine.pulumiHome };
    expect((await machine.ensure({ env })).plugins).toBe("real");
  });

  it.each([
    { what: "another version", version: "6.9.9", partial: false },
    { what: "half downloaded", version: okta.version, partial: true },
  ])("in the plugin cache do not count when okta is $what", async ({ version, partial }) => {
    const directory = machine.cachePlugin(okta.name, version);
    machine.cachePlugin(cloudflare.name, cloudflare.version);
    if (partial) {
      writeFileSync(`${directory}.partial`, "");
    }
    expect((await machine.ensure()).plugins).toBe("stand-in");
  });

  it("are stand-ins for both when one real one is missing, and the message names it", async () => {
    machine.install("pulumi-resource-okta", "");
    const toolchain = await machine.ensure();
    expect(toolchain.plugins).toBe("stand-in");
    expect(pathOf(toolchain.env)[0]).toBe(STAND_IN_PLUGINS);
    expect(machine.said.at(-1)).toBe(
      `Real provider plugins: pulumi-resource-cloudflare ${cloudflare.version} cannot be had here (failed to download plugin), ` +
        "so the sandbox's stand-ins serve for both.",
    );
  });

  it("are installed by the engine where that is allowed", async () => {
    const target = join(machine.pulumiHome, "plugins");
    machine.install(
      "pulumi",
      `[ "$1" = version ] && echo v3.259.0 && exit
d="${target}/resource-$4-v$5"; mkdir -p "$d"; printf '#!/bin/sh' > "$d/pulumi-resource-$4"; chmod +x "$d/pulumi-resource-$4"`,
    );
    expect((await machine.ensure()).plugins).toBe("real");
    expect(machine.calls("pulumi")).toEqual([
      "version",
      `plugin install resource okta ${okta.version}`,
      `plugin install resource cloudflare ${cloudflare.version}`,
    ]);
  });

  it("are asked for once a day where the download is refused", async () => {
    await machine.ensure();
    await machine.ensure();
    expect(machine.calls("pulumi").filter((call) => call.startsWith("plugin"))).toHaveLength(1);
  });

  it("are asked for once by two runs at the same time", async () => {
    await Promise.all([machine.ensure(), machine.ensure()]);
    expect(machine.calls("pulumi").filter((call) => call.startsWith("plugin"))).toHaveLength(1);
  });

  it("on the PATH do not count when they are this project's stand-ins", async () => {
    const env = { ...machine.env, PATH: [STAND_IN_PLUGINS, STAND_IN_LANGUAGE_HOST, machine.bin].join(delimiter) };
    const toolchain = await machine.ensure({ env });
    expect(toolchain).toMatchObject({ plugins: "stand-in", languageHost: "stand-in" });
  });

  it("that are real are not hidden by stand-ins that an outer run put on the PATH", async () => {
    machine.installPluginsOnPath();
    const env = { ...machine.env, PATH: [STAND_IN_PLUGINS, machine.bin].join(delimiter) };
    const toolchain = await machine.ensure({ env });
    expect(toolchain.plugins).toBe("real");
    expect(pathOf(toolchain.env)).toEqual([STAND_IN_LANGUAGE_HOST, machine.bin]);
  });
});

describe("forced plugins", () => {
  it("stand-ins win over real ones on the PATH", async () => {
    machine.installPluginsOnPath();
    const toolchain = await machine.ensure({ env: { ...machine.env, PLUGINS: "stand-in" } });
    expect(toolchain.plugins).toBe("stand-in");
    expect(pathOf(toolchain.env)[0]).toBe(STAND_IN_PLUGINS);
  });

  it("stand-ins work where plugins on the PATH are to be ignored", async () => {
    const env = { ...machine.env, PULUMI_IGNORE_AMBIENT_PLUGINS: "true" };
    const toolchain = await machine.ensure({ plugins: "stand-in", env });
    expect(toolchain.env.PULUMI_IGNORE_AMBIENT_PLUGINS).toBe("false");
  });

  it("real ones that cannot be had are an error that says how to get them", async () => {
    machine.refuse("plugins", new Date());
    const run = machine.ensure({ env: { ...machine.env, PLUGINS: "real" } });
    await expect(run).rejects.toThrow(
      `PLUGINS=real: pulumi-resource-okta ${okta.version} and pulumi-resource-cloudflare ${cloudflare.version} not found: neither on the PATH nor in ` +
        `${join(machine.pulumiHome, "plugins")}, and not to be installed (failed to download plugin). ` +
        `Run \`pulumi plugin install resource okta ${okta.version} && pulumi plugin install resource cloudflare ${cloudflare.version}\``,
    );
    expect(machine.calls("pulumi")).toContain(`plugin install resource okta ${okta.version}`);
  });

  it("the option goes before the environment", async () => {
    machine.installPluginsOnPath();
    const toolchain = await machine.ensure({ plugins: "real", env: { ...machine.env, PLUGINS: "stand-in" } });
    expect(toolchain.plugins).toBe("real");
  });

  it("another word is an error that names the allowed ones", async () => {
    const run = machine.ensure({ env: { ...machine.env, PLUGINS: "fake" } });
    await expect(run).rejects.toThrow('PLUGINS: is "fake". Set it to "real" or "stand-in"');
  });
});

describe("the language host", () => {
  const options = { plugins: "stand-in" } as const;

  it("is the real one when it is on the PATH", async () => {
    machine.install("pulumi-language-nodejs", "");
    const toolchain = await machine.ensure(options);
    expect(toolchain.languageHost).toBe("real");
    expect(pathOf(toolchain.env)).toEqual([STAND_IN_PLUGINS, machine.bin]);
  });

  it("is the real one when it lies beside an engine that is linked onto the PATH", async () => {
    const engine = machine.installEngine("3.259.0", join(machine.root, "opt", "pulumi"));
    machine.install(join(dirname(engine), "pulumi-language-nodejs"), "");
    rmSync(join(machine.bin, "pulumi"));
    symlinkSync(engine, join(machine.bin, "pulumi"));
    expect((await machine.ensure(options)).languageHost).toBe("real");
  });

  it("is the stand-in when the engine on the PATH has none", async () => {
    const toolchain = await machine.ensure(options);
    expect(toolchain.languageHost).toBe("stand-in");
    expect(pathOf(toolchain.env)).toContain(STAND_IN_LANGUAGE_HOST);
  });

  it("is the stand-in, put beside it, when the engine was built here; and stays the stand-in", async () => {
    machine.install("pulumi", "exit 1");
    machine.installGo();
    for (const toolchain of [await machine.ensure(options), await machine.ensure(options)]) {
      expect(toolchain.languageHost).toBe("stand-in");
      expect(pathOf(toolchain.env)).toEqual([STAND_IN_PLUGINS, dirname(machine.builtEngine), machine.bin]);
      expect(toolchain.env.OKTA_CLOUDFLARE_ACCESS_LANGUAGE_HOST).toBe(
        join(STAND_IN_LANGUAGE_HOST, "pulumi-language-nodejs"),
      );
    }
  });
});
