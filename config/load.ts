import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { formatIssue, type Issue, UserError } from "../lib/errors";
import { PACKAGE_NAME } from "../lib/names";
import { nearest } from "../lib/words";
import { isConfirmed } from "./checks/lockout-guard";
import { CONNECT_TO, parseConnectTo } from "./connect-to";
import { environmentIssues } from "./environment";
import { issuesOf } from "./issues";
import { parseSettings, SETTINGS_KEY } from "./parse-settings";
import {
  CLOUDFLARE_API_TOKEN_PATTERN,
  CLOUDFLARE_SECRET_KEYS,
  type CloudflareConfig,
  cloudflareConfigSchema,
  OKTA_SECRET_KEYS,
  type OktaConfig,
  oktaConfigSchema,
} from "./provider-config";
import type { Settings } from "./settings";

/** The config key below our own namespace of the Okta API token for people with more than 100 groups. */
const GROUPS_API_TOKEN = "groupsApiToken";

/** Key of the SCIM secret that somebody had Cloudflare make anew by hand. */
const SCIM_SECRET = "scimSecret";

/** How to reach the Okta organization. Secrets are secret Outputs. */
export interface OktaStackConfig extends OktaConfig {
  /** API token (SSWS). */
  readonly apiToken?: pulumi.Output<string>;
  /** OAuth 2.0 access token. */
  readonly accessToken?: pulumi.Output<string>;
  /** Private key of an OAuth 2.0 service app, PEM. */
  readonly privateKey?: pulumi.Output<string>;
}

/** How to reach the Cloudflare account. Secrets are secret Outputs. */
export interface CloudflareStackConfig extends CloudflareConfig {
  /** Cloudflare API token. */
  readonly apiToken: pulumi.Output<string>;
}

/** A stack's whole configuration, validated. */
export interface StackConfig {
  readonly settings: Settings;
  /** Whether somebody's word that people may be locked out holds today. */
  readonly lockoutConfirmed: boolean;
  /** Okta API token for people with more than 100 groups. A secret Output. */
  readonly groupsApiToken?: pulumi.Output<string>;
  /** SCIM secret that somebody had Cloudflare make anew by hand. A secret Output. */
  readonly scimSecret?: pulumi.Output<string>;
  /** Where hosts are reached when not at their own address: host name to URL. */
  readonly connectTo: Readonly<Record<string, string>>;
  readonly okta: OktaStackConfig;
  readonly cloudflare: CloudflareStackConfig;
}

/**
 * Reads and checks the configuration of the current stack, and that the environment does not speak against it. What is worth knowing but stops nothing is logged as a
 * warning.
 *
 * @throws {@link UserError} with every problem at once, before any resource exists.
 */
export function loadConfig(): StackConfig {
  const okta = readOkta();
  const cloudflare = readCloudflare();
  const now = new Date();
  const settings = readSettings(signsInWithOAuth(), now);
  const connectTo = parseConnectTo(pulumi.runtime.getConfig(`${PACKAGE_NAME}:${CONNECT_TO}`));
  const leftovers = environmentIssues(process.env, (key) => pulumi.runtime.getConfig(key) !== undefined);
  const errors = [
    ...unknownKeys(),
    ...leftovers,
    ...okta.errors,
    ...cloudflare.errors,
    ...settings.errors,
    ...groupsApiTokenIssues(settings.value),
    ...scimSecretIssues(settings.value),
    ...connectTo.errors,
  ];
  if (errors.length > 0 || settings.value === undefined || okta.value === undefined || cloudflare.value === undefined) {
    throw new UserError("CONFIG_INVALID", errors, {
      summary: `Stack "${pulumi.getStack()}" cannot be deployed: ${count(errors.length)} in its configuration. Nothing was changed.`,
    });
  }
  for (const warning of settings.warnings) {
    void pulumi.log.warn(formatIssue(warning));
  }
  const groupsApiToken = new pulumi.Config(PACKAGE_NAME).getSecret(GROUPS_API_TOKEN);
  const scimSecret = new pulumi.Config(PACKAGE_NAME).getSecret(SCIM_SECRET);
  return {
    settings: settings.value,
    lockoutConfirmed: isConfirmed(settings.value, now),
    connectTo: connectTo.value,
    okta: okta.value,
    cloudflare: cloudflare.value,
    ...(groupsApiToken === undefined ? {} : { groupsApiToken }),
    ...(scimSecret === undefined ? {} : { scimSecret }),
  };
}

interface Read<T> {
  readonly value: T | undefined;
  readonly errors: readonly Issue[];
}

function readSettings(oauth: boolean, now: Date): Read<Settings> & { readonly warnings: readonly Issue[] } {
  const text = pulumi.runtime.getConfig(SETTINGS_KEY);
  const fail = (problem: string, advice: string) => ({
    value: undefined,
    errors: [{ where: SETTINGS_KEY, problem, advice }],
    warnings: [],
  });
  if (text === undefined) {
    return fail("is missing", `Add it to Pulumi.${pulumi.getStack()}.yaml; Pulumi.dev.yaml shows how`);
  }
  if (isConfigSecret(SETTINGS_KEY)) {
    return fail(
      "is encrypted or has an encrypted value inside",
      "Settings are not secret: a plan must show them. Secrets have keys of their own",
    );
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    // The parser's message would quote the value.
    return fail("is not a map of settings", "Write it as a YAML map");
  }
  const { settings, errors, warnings } = parseSettings(input, { oauth }, now);
  return { value: settings, errors, warnings };
}

function readOkta(): Read<OktaStackConfig> {
  const plain = readNamespace("okta", oktaConfigSchema, OKTA_SECRET_KEYS);
  const errors = [...plain.errors, ...oktaCredentialIssues(plain.value)];
  if (errors.length > 0 || plain.value === undefined) {
    return { value: undefined, errors };
  }
  const secrets = OKTA_SECRET_KEYS.flatMap((key) => {
    const value = new pulumi.Config("okta").getSecret(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { value: { ...plain.value, ...Object.fromEntries(secrets) }, errors };
}

function oktaCredentials(): (typeof OKTA_SECRET_KEYS)[number][] {
  return OKTA_SECRET_KEYS.filter((key) => pulumi.runtime.getConfig(`okta:${key}`) !== undefined);
}

function signsInWithOAuth(): boolean {
  const given = oktaCredentials();
  return given.length > 0 && !given.includes("apiToken");
}

/** There must be exactly one way to sign in to Okta: two would leave open which one the provider takes. */
function oktaCredentialIssues(config: OktaConfig | undefined): Issue[] {
  const given = oktaCredentials();
  if (given.length === 0) {
    return [
      {
        where: "okta:apiToken",
        problem: "is missing, and so are okta:accessToken and okta:privateKey",
        advice: "Run: pulumi config set --secret okta:apiToken",
      },
    ];
  }
  if (given.length > 1) {
    return [
      {
        where: given.map((key) => `okta:${key}`).join(", "),
        problem: "are several ways to sign in to Okta",
        advice: "Keep one and remove the others with: pulumi config rm",
      },
    ];
  }
  if (given[0] !== "privateKey" || config === undefined) {
    return [];
  }
  const missing = (["clientId", "scopes"] as const).filter((key) => config[key] === undefined);
  return missing.map((key) => ({
    where: `okta:${key}`,
    problem: "is missing, and okta:privateKey needs it",
    advice:
      key === "scopes"
        ? 'List the scopes of the service app, for example "okta.apps.manage"'
        : "Set the client id of the service app",
  }));
}

function readCloudflare(): Read<CloudflareStackConfig> {
  const plain = readNamespace("cloudflare", cloudflareConfigSchema, CLOUDFLARE_SECRET_KEYS);
  const token = pulumi.runtime.getConfig("cloudflare:apiToken");
  const errors = [...plain.errors];
  if (token === undefined) {
    errors.push({
      where: "cloudflare:apiToken",
      problem: "is missing",
      advice: "Run: pulumi config set --secret cloudflare:apiToken",
    });
  } else if (!CLOUDFLARE_API_TOKEN_PATTERN.test(token)) {
    errors.push({
      where: "cloudflare:apiToken",
      problem: "does not look like a Cloudflare API token: 40 to 80 letters, digits, hyphens and underscores",
      advice: "Copy it again, without blanks or quotes, and run: pulumi config set --secret cloudflare:apiToken",
    });
  }
  if (errors.length > 0 || plain.value === undefined) {
    return { value: undefined, errors };
  }
  return { value: { ...plain.value, apiToken: new pulumi.Config("cloudflare").requireSecret("apiToken") }, errors };
}

function readNamespace<S extends z.ZodObject>(
  namespace: string,
  schema: S,
  secretKeys: readonly string[],
): Read<z.output<S>> {
  const values = namespaceValues(namespace);
  const errors: Issue[] = secretKeys.flatMap((key) =>
    values[key] !== undefined && !isConfigSecret(`${namespace}:${key}`)
      ? [storedInTheClear(`${namespace}:${key}`)]
      : [],
  );
  const plain = Object.fromEntries(Object.entries(values).filter(([key]) => !secretKeys.includes(key)));
  const result = schema.safeParse(plain);
  if (result.success) {
    return { value: result.data, errors };
  }
  const known = [...Object.keys(schema.shape), ...secretKeys];
  // Top-level keys are joined by a colon, not by a dot as inside a value.
  const found = issuesOf("", plain, result.error, () => known).map((issue) => ({
    ...issue,
    where: `${namespace}:${issue.where.replace(/^\./, "")}`,
  }));
  return { value: undefined, errors: [...errors, ...found] };
}

function namespaceValues(namespace: string): Record<string, string> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** What is wrong with the Okta API token for people with more than 100 groups. */
function groupsApiTokenIssues(settings: Settings | undefined): Issue[] {
  const where = `${PACKAGE_NAME}:${GROUPS_API_TOKEN}`;
  if (pulumi.runtime.getConfig(where) === undefined) {
    return [];
  }
  const issues = copiedSecretIssues(where);
  if (settings?.protocol === "saml") {
    issues.push({
      where,
      problem: 'has no meaning with protocol "saml"',
      advice: `Remove it with: pulumi config rm ${where}`,
    });
  }
  return issues;
}

/** What is wrong with the SCIM secret that somebody had Cloudflare make anew by hand. */
function scimSecretIssues(settings: Settings | undefined): Issue[] {
  const where = `${PACKAGE_NAME}:${SCIM_SECRET}`;
  if (pulumi.runtime.getConfig(where) === undefined) {
    return [];
  }
  const issues = copiedSecretIssues(where);
  if (settings?.scim.secretRotation !== undefined) {
    issues.push({
      where,
      problem: "and scim.secretRotation both say which SCIM secret is in force",
      advice: `Keep one: run pulumi config rm ${where}, or pulumi config rm --path ${SETTINGS_KEY}.scim.secretRotation`,
    });
  }
  return issues;
}

function copiedSecretIssues(where: string): Issue[] {
  const value = pulumi.runtime.getConfig(where) ?? "";
  const issues: Issue[] = isConfigSecret(where) ? [] : [storedInTheClear(where)];
  if (value !== value.trim() || value === "") {
    issues.push({
      where,
      problem: "is empty, or starts or ends with a blank",
      advice: `Copy it again, and run: pulumi config set --secret ${where}`,
    });
  }
  return issues;
}

function storedInTheClear(where: string): Issue {
  return {
    where,
    problem: "is stored in the clear",
    advice: `Revoke it, make a new one, and run: pulumi config set --secret ${where}`,
  };
}

/** The engine takes any key; a typo in our own namespace would go unnoticed. */
function unknownKeys(): Issue[] {
  const known = ["settings", GROUPS_API_TOKEN, SCIM_SECRET, CONNECT_TO];
  return Object.keys(namespaceValues(PACKAGE_NAME)).flatMap((key) =>
    known.includes(key)
      ? []
      : [
          {
            where: `${PACKAGE_NAME}:${key}`,
            problem: "is not a config key of this project",
            advice:
              nearest(key, known) === undefined
                ? `Settings go below ${SETTINGS_KEY}`
                : `Did you mean "${nearest(key, known)}"?`,
          },
        ],
  );
}

/**
 * Whether a config value is stored encrypted. The SDK has this function at run time but leaves it out of its types.
 */
function isConfigSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}

function count(problems: number): string {
  return problems === 1 ? "there is a problem" : `there are ${problems} problems`;
}
