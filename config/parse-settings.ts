import { z } from "zod";
import type { Issue } from "../lib/errors";
import { PACKAGE_NAME } from "../lib/names";
import { checkSettings } from "./checks";
import { GROUP_LISTS } from "./checks/group-names";
import type { CredentialKind } from "./checks/sign-in";
import { issuesOf, type Path } from "./issues";
import { type Settings, settingsSchema } from "./settings";

/** The config key that holds the settings. */
export const SETTINGS_KEY = `${PACKAGE_NAME}:settings`;

/** What came out of checking a stack's settings. */
export interface ParsedSettings {
  /** Undefined when there are errors. */
  readonly settings: Settings | undefined;
  /** Everything that stops the deployment, all at once. */
  readonly errors: readonly Issue[];
  /** Worth knowing, deployed all the same. */
  readonly warnings: readonly Issue[];
}

/**
 * Checks a stack's settings: each value, then the combinations. Reports every problem at once; where a value is wrong,
 * the combinations that it is part of are left out.
 *
 * @param input The value of the config key, parsed from JSON.
 */
export function parseSettings(input: unknown, credentials: CredentialKind): ParsedSettings {
  const result = settingsSchema.safeParse(input);
  if (result.success) {
    const { errors, warnings } = checkSettings(SETTINGS_KEY, result.data, credentials);
    return { settings: errors.length === 0 ? result.data : undefined, errors, warnings };
  }
  const errors = issuesOf(SETTINGS_KEY, input, result.error, allowedKeys);
  const repaired = repair(input, result.error);
  const combined = repaired === undefined ? [] : checkSettings(SETTINGS_KEY, repaired, credentials).errors;
  return { settings: undefined, errors: [...errors, ...combined], warnings: [] };
}

let jsonSchema: z.core.JSONSchema.BaseSchema | undefined;

/** The JSON Schema of the settings as a person writes them (draft 2020-12). Made once, when it is first needed. */
function settingsJsonSchema(): z.core.JSONSchema.BaseSchema {
  jsonSchema ??= z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" });
  return jsonSchema;
}

/**
 * The JSON Schema of a whole stack file, `Pulumi.<stack>.yaml`: the settings are checked, everything else is Pulumi's
 * and left alone. Committed as `config/stack.schema.json`, which `npm run schema` writes.
 */
export function stackFileJsonSchemaText(): string {
  const { $schema, ...settings } = settingsJsonSchema();
  const schema = {
    $schema,
    title: "Stack configuration of okta-cloudflare-access",
    type: "object",
    properties: { config: { type: "object", properties: { [SETTINGS_KEY]: settings } } },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function allowedKeys(path: Path): readonly string[] {
  let schema: unknown = settingsJsonSchema();
  for (const part of path) {
    const { properties, additionalProperties, items } = schema as {
      properties?: Record<PropertyKey, unknown>;
      additionalProperties?: unknown;
      items?: unknown;
    };
    schema = (typeof part === "number" ? items : (properties?.[part] ?? additionalProperties)) ?? {};
  }
  return Object.keys((schema as { properties?: object }).properties ?? {});
}

/**
 * Settings in which nothing is wrong any more, to check the combinations of what was right; undefined when too much is
 * wrong. Taking a wrong value away can leave its parent wrong, so it may take several rounds.
 */
function repair(input: unknown, error: z.ZodError): Settings | undefined {
  let candidate = input;
  let problems: z.ZodError | undefined = error;
  for (let round = 0; round < MAX_NESTING && problems !== undefined; round++) {
    candidate = withoutWrongValues(candidate, problems);
    const result = settingsSchema.safeParse(candidate);
    if (result.success) {
      return result.data;
    }
    problems = result.error;
  }
  return undefined;
}

/** As deep as the settings go, and so as many rounds as a repair can take. */
const MAX_NESTING = 5;

/** A copy of the input in which defaults, or made-up values, take the place of wrong ones. */
function withoutWrongValues(input: unknown, error: z.ZodError): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return input;
  }
  const copy = structuredClone(input) as Record<string, unknown>;
  for (const issue of error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) {
        replace(copy, [...issue.path, key], undefined);
      }
    } else {
      mend(copy, issue.path, issue.code === "invalid_key");
    }
  }
  return copy;
}

/**
 * What takes the place of a wrong value, by its path: something that no combination finds fault with. A combination
 * that is wrong only because of the made-up value would be a problem that the person does not have.
 */
const PLACEHOLDERS: Readonly<Record<string, unknown>> = {
  accountId: "0".repeat(32),
  team: "placeholder",
  identityProvider: { authorizationServerId: "default" },
  "identityProvider.authorizationServerId": "default",
  "scim.connection": "console",
};

/**
 * What goes along with a wrong value, by the path of that: what would be judged by a value that nobody wrote. The
 * sections of a protocol have no meaning under the other one, and headers carry attributes that must be there.
 */
const COMPANIONS: readonly (readonly [Path, readonly Path[]])[] = [
  [["protocol"], [["oidc"], ["saml"], ["identityProvider"]]],
  [["saml", "groupsAttribute"], [["saml", "headers"]]],
  [["saml", "attributes"], [["saml", "headers"]]],
];

function mend(copy: Record<string, unknown>, path: Path, keyIsWrong: boolean): void {
  const [section, key] = path;
  for (const [wrong, companions] of COMPANIONS) {
    if (wrong.every((part, index) => path[index] === part)) {
      for (const companion of companions) {
        replace(copy, companion, PLACEHOLDERS[companion.map(String).join(".")]);
      }
    }
  }
  if (section === "groups" && key === undefined) {
    for (const list of [["groups"], ...GROUP_LISTS]) {
      replace(copy, list, undefined);
    }
  } else if (section === "groups" && key !== undefined) {
    replace(copy, ["groups", key], keyIsWrong ? undefined : { create: { name: `placeholder ${String(key)}` } });
  } else {
    // A wrong list item takes its whole list along, since positions must not shift.
    const firstIndex = path.findIndex((part) => typeof part === "number");
    const whole = firstIndex === -1 ? path : path.slice(0, firstIndex);
    const made = PLACEHOLDERS[whole.map(String).join(".")];
    replace(copy, whole, section === "identityProvider" && copy.protocol === "saml" ? undefined : made);
  }
}

/** Puts a value at a path, or takes it away when the value is undefined. */
function replace(root: Record<string, unknown>, path: Path, value: unknown): void {
  const last = path.at(-1);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((nested, part) => (nested as Record<PropertyKey, unknown> | undefined)?.[part], root);
  if (last === undefined || typeof parent !== "object" || parent === null) {
    return;
  }
  if (value === undefined) {
    delete (parent as Record<PropertyKey, unknown>)[last];
  } else {
    (parent as Record<PropertyKey, unknown>)[last] = value;
  }
}
