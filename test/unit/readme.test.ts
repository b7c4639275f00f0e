// L0: what the README says of the settings is what the schema takes.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../config/parse-settings";

const ROOT = resolve(__dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

interface JsonSchema {
  readonly properties?: Record<string, JsonSchema>;
  readonly additionalProperties?: JsonSchema | boolean;
}

/** Path and default of every row of the table of settings. */
const rows = new Map(
  [...README.matchAll(/^\| `([A-Za-z.<>]+)` \| (.*?) \| .* \|$/gm)].map(([, path, byDefault]) => [path, byDefault]),
);

describe("the table of settings in the README", () => {
  it("lists every setting and no other", () => {
    const file = JSON.parse(readFileSync(join(ROOT, "config/stack.schema.json"), "utf8"));
    const settings = file.properties.config.properties["okta-cloudflare-access:settings"] as JsonSchema;

    expect([...rows.keys()].sort()).toEqual([...leaves(settings), "groups"].sort());
  });

  it("states the default of every setting that has one", () => {
    const { settings } = parseSettings(
      { accountId: "0".repeat(32), team: "acme", groups: { key: { create: { name: "n" } } } },
      { oauth: false },
    );
    const stated = [...rows].flatMap(([path, byDefault]) => {
      const value = path
        ?.split(".")
        .reduce<unknown>(
          (nested, part) => (nested as Record<string, unknown> | undefined)?.[part === "<key>" ? "key" : part],
          settings,
        );
      const required = ["accountId", "team", "groups", "groups.<key>.create.name"].includes(path ?? "");
      return value === undefined || required ? [] : [[path, byDefault, value]];
    });

    expect(stated.length).toBeGreaterThan(20);
    for (const [path, byDefault, value] of stated) {
      const written = typeof value === "string" && value !== "" ? value : JSON.stringify(value);
      expect(byDefault, String(path)).toBe(`\`${written}\``);
    }
  });
});

describe("the links between the documents", () => {
  it.each([
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/sandbox.md",
    "docs/troubleshooting.md",
    "docs/rotation.md",
    "policies/README.md",
    "examples/minimal/README.md",
    "examples/guide/README.md",
    "examples/authorization-server/README.md",
    "examples/many-groups/README.md",
    "examples/saml/README.md",
  ])("lead somewhere from %s", (file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target as string);
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(file), target)))).toEqual([]);
  });
});

function leaves(schema: JsonSchema, path = ""): string[] {
  const map = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  const nested: [string, JsonSchema][] = [
    ...Object.entries(schema.properties ?? {}),
    ...(map === undefined ? [] : [["<key>", map] as [string, JsonSchema]]),
  ];
  return nested.length === 0
    ? [path]
    : nested.flatMap(([key, child]) => leaves(child, path === "" ? key : `${path}.${key}`));
}
