import { type Environment, LEVELS } from "./levels";

/**
 * The text of `config/<environment>.json`, for `--policy-pack-config`: the level of every rule. Options of a rule are added
 * beside its `enforcementLevel`, in a copy of the file.
 *
 * @see https://www.pulumi.com/docs/insights/policy/policy-packs/authoring/
 */
export function configFileText(environment: Environment): string {
  const levels = Object.entries(LEVELS).map(([name, level]) => [name, { enforcementLevel: level[environment] }]);
  return `${JSON.stringify(Object.fromEntries(levels), undefined, 2)}\n`;
}
