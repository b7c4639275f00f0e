import { KINDS, type Kind, kindOf } from "../../lib/kinds";
import type { Rule } from "../../lib/rule";
import { stackRule } from "../../lib/stack-rule";

/** Types of Pulumi's and this project's own: they hold other resources and have nothing to check. */
const STRUCTURE = /^(?:pulumi:pulumi:|okta-cloudflare-access:index:(?!IdentityProviderApiToken$))/;

/** What the rules looked at in this stack, and what they did not. */
export interface Coverage {
  /** How often a rule looked at a resource. */
  readonly checks: number;
  /** Resources that at least one rule is about. */
  readonly resources: number;
  /** Rules that found something to look at. */
  readonly rules: number;
  /** Names of rules that did not, with what they would look at. */
  readonly notApplicable: readonly string[];
  /** Types that no rule is about, and how many resources of each there are. */
  readonly unchecked: readonly string[];
}

/** Counts what rules are about in a stack of these types. */
export function coverageOf(rules: readonly Rule[], types: readonly string[]): Coverage {
  const kinds = types.flatMap((type) => kindOf(type) ?? []);
  const count = (looked: readonly Kind[]) => kinds.filter((kind) => looked.includes(kind)).length;
  const applicable = rules.filter(({ kinds: looked }) => count(looked) > 0);
  const others = types.filter((type) => kindOf(type) === undefined && !STRUCTURE.test(type));
  return {
    checks: applicable.reduce((sum, { kinds: looked }) => sum + count(looked), 0),
    resources: kinds.length,
    rules: applicable.length,
    notApplicable: rules
      .filter((rule) => !applicable.includes(rule))
      .map(({ policy, kinds: looked }) => `${policy.name} (${looked.map((kind) => KINDS[kind].noun).join(", ")})`),
    unchecked: [...new Set(others)].map((type) => `${type} (${others.filter((one) => one === type).length})`),
  };
}

/** The report: what was checked, and what was not applicable. A warning in every environment, and never more. */
export function policyCoverage(rules: readonly Rule[]): Rule {
  return stackRule({
    name: "policy-coverage",
    description:
      "Report: how many resources the rules looked at, which rules had nothing to look at, and what no rule is about.",
    severity: "low",
    remediationSteps: "Nothing to mend. Read it as evidence beside the findings.",
    url: "https://www.pulumi.com/docs/insights/policy/",
    kinds: [],
    check: ({ resources }, _config, found) => {
      const {
        checks,
        resources: looked,
        rules: applied,
        notApplicable,
        unchecked,
      } = coverageOf(
        rules,
        resources.map(({ type }) => type),
      );
      const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
      found(
        "Report",
        `${applied} of ${rules.length} rules looked at ${looked} resources, ${checks} times. Not applicable: ${list(notApplicable)}. No rule is about: ${list(unchecked)}`,
        "Nothing to mend",
      );
    },
  });
}
