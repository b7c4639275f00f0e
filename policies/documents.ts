import { ENVIRONMENTS, type Environment, levelOf } from "./levels";
import { referenceTag } from "./lib/frameworks";
import { KINDS } from "./lib/kinds";
import type { Rule } from "./lib/rule";

/** Where the table of rules is in the README of the pack. */
const TABLE = /(<!-- rules -->\n)[\s\S]*(<!-- \/rules -->)/;

/** The file for `--policy-pack-config` of an environment: the level of every rule, in the order of their names. */
export function configOf(rules: readonly Rule[], environment: Environment): string {
  const names = rules.map(({ policy }) => policy.name).sort();
  return `${JSON.stringify(Object.fromEntries(names.map((name) => [name, levelOf(name, environment)])), undefined, 2)}\n`;
}

/**
 * The README of the pack with the table of its rules brought up to date.
 *
 * @throws Error when the README has no place for the table.
 */
export function withTable(readme: string, rules: readonly Rule[]): string {
  if (!TABLE.test(readme)) {
    throw new Error("policies/README.md: has no place for the table. Add <!-- rules --> and <!-- /rules -->.");
  }
  return readme.replace(TABLE, (_found, start: string, end: string) => `${start}${tableOf(rules)}${end}`);
}

function tableOf(rules: readonly Rule[]): string {
  const head = ["Rule", "What must be the case", "Looks at", ...ENVIRONMENTS, "Severity", "Options", "Framework"];
  const rows = rules.map(({ policy, kinds, references }) => [
    `\`${policy.name}\`${"remediateResource" in policy ? " ✎" : ""}`,
    `[${policy.description.replace(/\.$/, "")}](${policy.url})`,
    kinds.map((kind) => KINDS[kind].noun).join(", ") || "everything",
    ...ENVIRONMENTS.map((environment) => levelOf(policy.name, environment)),
    policy.severity,
    Object.entries(policy.configSchema?.properties ?? {})
      .map(([name, option]) => `\`${name}\`: ${option.description} (\`${JSON.stringify(option.default)}\`)`)
      .join("; "),
    references.map(referenceTag).join(", "),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
