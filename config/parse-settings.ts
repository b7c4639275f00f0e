import { createHash } from "node:crypto";
import { z } from "zod";
import type { Issue } from "../lib/errors";
import { PACKAGE_NAME } from "../lib/names";
import { checkSettings } from "./checks";
import { GROUP_LISTS } from "./checks/group-names";
import type { CredentialKind } from "./checks/sign-in";
import { configPath, issuesOf, type Path } from "./issues";
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
 * @param now The point in time by which a confirmation is judged.
 */
export function parseSettings(input: unknown, credentials: CredentialKind, now: Date = new Date()): ParsedSettings {
  const result = settingsSchema.safeParse(input);
  if (result.success) {
    const { errors, warnings } = checkSettings(SETTINGS_KEY, result.data, credentials, now);
    return { settings: errors.length === 0 ? result.data : undefined, errors, warnings };
  }
  const errors = issuesOf(SETTINGS_KEY, input, result.error, allowedKeys);
  const repaired = repair(input, result.error);
  const combined = repaired === undefined ? [] : checkSettings(SETTINGS_KEY, repaired, credentials, now).errors;
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
const MAX_NESTING = 7;

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
  authorizationServer: { existing: { id: "default" } },
  "scim.connection": "console",
};

/**
 * What goes along with a wrong value, by the path of that: what would be judged by a value that nobody wrote. The
 * sections of a protocol have no meaning under the other one, and headers carry attributes that must be there.
 */
const COMPANIONS: readonly (readonly [Path, readonly Path[]])[] = [
  [["protocol"], [["oidc"], ["saml"], ["authorizationServer"], ["identityProvider"], ["access"]]],
  [["saml", "groupsAttribute"], [["saml", "headers"]]],
  [["saml", "attributes"], [["saml", "headers"]]],
];

/** What Access objects are judged by: where one of these is wrong as a whole, they are not. */
const ACCESS_DEPENDS_ON: readonly Path[] = [
  ["groups"],
  ["oidc"],
  ["oidc", "assignedGroups"],
  ["oidc", "assignedUsers"],
  ["saml"],
  ["saml", "assignedGroups"],
  ["saml", "assignedUsers"],
  ["saml", "attributes"],
  ["identityProvider"],
  ["identityProvider", "claims"],
  ["authorizationServer"],
  ["scim"],
  ["scim", "enabled"],
  ["scim", "pushGroups"],
];

/** What takes the place of an Access object in which something is wrong: one that no combination finds fault with. */
const ACCESS_PLACEHOLDERS: Readonly<Record<string, unknown>> = {
  loginMethods: { oneTimePin: { create: {} } },
  groups: { name: "placeholder", include: [{ email: "placeholder@example.com" }] },
  policies: { name: "placeholder", decision: "allow", include: [{ email: "placeholder@example.com" }] },
};

/** Mends the Access objects, each as a whole: others refer to it, and rules in it to others. */
function mendAccess(copy: Record<string, unknown>, [kind, key]: Path, keyIsWrong: boolean): void {
  if (kind === "loginMethods") {
    replace(copy, ["access", kind], ACCESS_PLACEHOLDERS.loginMethods);
  } else if (kind === undefined || key === undefined) {
    replace(copy, ["access"], undefined);
  } else {
    replace(copy, ["access", kind, key], keyIsWrong ? undefined : ACCESS_PLACEHOLDERS[String(kind)]);
  }
}

function mend(copy: Record<string, unknown>, path: Path, keyIsWrong: boolean): void {
  const [section, key] = path;
  if (section === "access") {
    mendAccess(copy, path.slice(1), keyIsWrong);
    return;
  }
  // A server without its id, or without a claim, is none: it goes as a whole.
  const whole = section === "authorizationServer" ? [section] : listOf(path);
  if (ACCESS_DEPENDS_ON.some((place) => configPath("", place) === configPath("", whole))) {
    replace(copy, ["access"], undefined);
  }
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
    replace(copy, ["groups", key], keyIsWrong ? undefined : { existing: { id: placeholderId(String(key)) } });
  } else {
    const made = PLACEHOLDERS[whole.map(String).join(".")];
    replace(copy, whole, section === "authorizationServer" && copy.protocol === "saml" ? undefined : made);
  }
}

/** The list that a path leads into, or the path: a wrong item takes its list along, since positions must not shift. */
function listOf(path: Path): Path {
  const firstIndex = path.findIndex((part) => typeof part === "number");
  return firstIndex === -1 ? path : path.slice(0, firstIndex);
}

/** The id of a group, another one for every key: the name of a group given by id is not judged. */
function placeholderId(key: string): string {
  return `00g${createHash("sha256").update(key).digest("hex").slice(0, 17)}`;
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
