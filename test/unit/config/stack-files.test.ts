// L0: the example stacks that come with the program, and the JSON Schema that editors check them with.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Ajv2020 } from "ajv/dist/2020";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../../config";
import { stackFileJsonSchemaText } from "../../../config/parse-settings";
import { stackValues } from "../../support/bad-config";
import { BAD_SETTINGS } from "../../support/bad-settings";
import { withChanges } from "../../support/changed-settings";
import { MockDeployment } from "../../support/pulumi-mocks";
import { plainSettings } from "../../support/settings";

const ROOT = join(__dirname, "../../..");
const SETTINGS = "okta-cloudflare-access:settings";
const STACKS = [
  "Pulumi.sandbox.yaml",
  "Pulumi.dev.yaml",
  "Pulumi.prod.yaml",
  "examples/minimal/Pulumi.minimal.yaml",
  "examples/guide/Pulumi.guide.yaml",
  "examples/authorization-server/Pulumi.authorization-server.yaml",
  "examples/many-groups/Pulumi.many-groups.yaml",
  "examples/saml/Pulumi.saml.yaml",
  "examples/saml/Pulumi.saml-combined.yaml",
];

const validate = new Ajv2020({ validateFormats: false, allErrors: true }).compile(
  JSON.parse(readFileSync(join(ROOT, "config/stack.schema.json"), "utf8")),
);
const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
beforeEach(async () => {
  await MockDeployment.start();
});
afterEach(() => warn.mockClear());

interface StackFile {
  readonly config: Record<string, unknown>;
}

function stackFile(stack: string): StackFile {
  return parse(readFileSync(join(ROOT, stack), "utf8"));
}

/** The config as the engine hands it over: text as it is, everything else as JSON. */
function asTheEngine({ config }: StackFile): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => typeof value !== "object" || value === null || !("secure" in value))
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

describe.each(STACKS)("%s", (stack) => {
  it("is right once the tokens are set, and nothing about it is worth a warning", () => {
    const { values, secretKeys } = stackValues();
    pulumi.runtime.setAllConfig(
      {
        "okta:apiToken": values["okta:apiToken"] as string,
        "cloudflare:apiToken": values["cloudflare:apiToken"] as string,
        ...asTheEngine(stackFile(stack)),
      },
      [...secretKeys],
    );
    loadConfig();
    expect(warn).not.toHaveBeenCalled();
  });

  it("holds no token in the clear", () => {
    const tokens = Object.entries(stackFile(stack).config).filter(([key]) => /token|key|secret/i.test(key));
    for (const [, value] of tokens) {
      expect(value).toEqual({ secure: expect.stringMatching(/^v1:/) });
    }
  });

  it("satisfies the JSON Schema that it names", () => {
    const text = readFileSync(join(ROOT, stack), "utf8");
    const [, named] = /^# yaml-language-server: \$schema=(.*)\n/.exec(text) ?? [];
    expect(join(ROOT, dirname(stack), String(named))).toBe(join(ROOT, "config/stack.schema.json"));
    expect(validate(stackFile(stack)), JSON.stringify(validate.errors)).toBe(true);
  });
});

describe("config/stack.schema.json", () => {
  it("is up to date (else run: npm run schema)", () => {
    expect(readFileSync(join(ROOT, "config/stack.schema.json"), "utf8")).toBe(stackFileJsonSchemaText());
  });

  it.each(BAD_SETTINGS.filter(({ name }) => name.startsWith("a mistyped key")))("rejects $name", ({ settings }) => {
    const config = { [SETTINGS]: withChanges(plainSettings(), settings ?? {}) };
    expect(validate({ config })).toBe(false);
    expect(validate.errors?.map(({ keyword }) => keyword)).toContain("additionalProperties");
  });

  it.each([
    ["a missing account id", { accountId: undefined }, "required"],
    ["a switch that is a text", { "scim.enabled": "yes" }, "type"],
    ["an unknown connection", { "scim.connection": "manual" }, "enum"],
    ["a group key in upper case", { "groups.Finance": { existing: { name: "Finance" } } }, "propertyNames"],
  ])("rejects %s", (_, changes, keyword) => {
    expect(validate({ config: { [SETTINGS]: withChanges(plainSettings(), changes) } })).toBe(false);
    expect(validate.errors?.map((error) => error.keyword)).toContain(keyword);
  });

  it("leaves everything else in a stack file to Pulumi", () => {
    expect(validate({ encryptionsalt: "v1:x", config: { "aws:region": "eu-west-1" } })).toBe(true);
  });

  it("tells an editor what every setting does", () => {
    const undescribed: string[] = [];
    const visit = (schema: Record<string, unknown>, path: string): void => {
      for (const [key, nested] of Object.entries(
        (schema.properties ?? {}) as Record<string, Record<string, unknown>>,
      )) {
        const isSection = nested.properties !== undefined || nested.additionalProperties instanceof Object;
        if (nested.description === undefined && !isSection) {
          undescribed.push(`${path}.${key}`);
        }
        visit(nested, `${path}.${key}`);
      }
    };
    const { properties } = JSON.parse(stackFileJsonSchemaText()).properties.config;
    visit(properties[SETTINGS], "settings");
    expect(undescribed).toEqual([]);
  });
});
