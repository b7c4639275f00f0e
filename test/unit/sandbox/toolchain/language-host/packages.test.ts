import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { programDependencies, requiredPlugins } from "../../../../../sandbox/toolchain/language-host/packages";
import { PROVIDERS } from "../../../../../sandbox/toolchain/versions";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "packages-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function install(path: string, manifest: unknown): void {
  mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, path, "package.json"), JSON.stringify(manifest));
}

describe("plugins that a program needs", () => {
  it("are exactly the two providers for this project", () => {
    const expected = PROVIDERS.map(({ name, version }) => ({ name, version: `v${version}`, server: "" }));
    expect(requiredPlugins(resolve(__dirname, "../../../../.."))).toEqual([...expected].reverse());
  });

  it("are found in scopes and inside packages, once each", () => {
    const random = { name: "@pulumi/random", version: "4.1.0", pulumi: { resource: true } };
    install("node_modules/@pulumi/random", random);
    install("node_modules/outer/node_modules/@pulumi/random", random);
    install("node_modules/other", {
      name: "other",
      version: "1.0.0",
      pulumi: { resource: true, name: "mine", version: "v2.0.0", server: "https://plugins.example" },
    });
    expect(requiredPlugins(root)).toEqual([
      { name: "mine", version: "v2.0.0", server: "https://plugins.example" },
      { name: "random", version: "v4.1.0", server: "" },
    ]);
  });

  it("are none for packages without a plugin, strange manifests, and no node_modules", () => {
    expect(requiredPlugins(root)).toEqual([]);
    install("node_modules/@pulumi/pulumi", { name: "@pulumi/pulumi", version: "3.0.0", pulumi: { comment: "x" } });
    install("node_modules/strange", { name: "strange", pulumi: "yes" });
    install("node_modules/list", []);
    expect(requiredPlugins(root)).toEqual([]);
  });
});

describe("dependencies of a program", () => {
  beforeEach(() => {
    install(".", { dependencies: { a: "^1.0.0" }, devDependencies: { missing: "*" } });
    install("node_modules/a", { name: "a", version: "1.2.3" });
    install("node_modules/a/node_modules/b", { name: "b", version: "2.0.0" });
  });

  it("are those it names, at the installed version", () => {
    expect(programDependencies(root, false)).toEqual([{ name: "a", version: "1.2.3" }]);
  });

  it("are all that are installed when asked so", () => {
    expect(programDependencies(root, true)).toEqual([
      { name: "a", version: "1.2.3" },
      { name: "b", version: "2.0.0" },
    ]);
  });
});
