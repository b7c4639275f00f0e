import { FILTER_KINDS, groupsFilters } from "../../lib/groups-filter";
import { regexProblem } from "../../lib/regex";
import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

const TYPES: readonly unknown[] = ["REGEX", "STARTS_WITH", "EQUALS", "CONTAINS"];

/** The filter of groups can be evaluated, at every login. */
export const groupsClaimRegex = resourceRule({
  name: "okta-groups-claim-regex",
  description:
    "The regular expression that filters groups is valid and cannot run away: with one that cannot be evaluated no group is told, and nobody gets in.",
  severity: "high",
  remediationSteps: "Mend the expression. Do not repeat what repeats already, such as (.+)+ or (a|a)*.",
  url: "https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS",
  kinds: FILTER_KINDS,
  check: ({ kind, props, notApplicable }, _config, found) => {
    const filters = groupsFilters(kind, props);
    if (filters.length === 0) {
      notApplicable("it filters no groups");
    }
    for (const { path, type, value } of filters) {
      if (!TYPES.includes(type)) {
        found(`the type of the filter at ${path} is ${show(type)}`, "Use REGEX, STARTS_WITH, EQUALS or CONTAINS");
      }
      const problem =
        typeof value === "string" ? (type === "REGEX" ? regexProblem(value) : undefined) : "is not a text";
      if (problem !== undefined) {
        found(`${path} is ${show(value)}, which ${problem}`, "Mend the expression");
      }
    }
  },
});
