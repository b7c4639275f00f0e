import { namedGroups } from "../../lib/group-names";
import { FILTER_KINDS, groupsFilters, letsThrough } from "../../lib/groups-filter";
import { known } from "../../lib/known";
import { stackRule } from "../../lib/stack-rule";
import { show } from "../../lib/values";

/** Groups that policies name are told at login. */
export const policyGroupsInClaim = stackRule({
  name: "cf-policy-groups-in-claim",
  description:
    "Okta groups that Access policies name pass the filter of the groups claim: a group that is filtered out is never told, and its rule never matches.",
  severity: "high",
  remediationSteps: "Widen the filter, which must match the whole name, or name another group.",
  url: "https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta/",
  kinds: ["accessGroup", "accessPolicy", ...FILTER_KINDS],
  check: (stack, _config, found) => {
    const filters = FILTER_KINDS.flatMap((kind) => stack.members(kind)).flatMap(({ kind, props }) => {
      const read = known(() => groupsFilters(kind, props));
      return read.known ? read.value : [];
    });
    const named = namedGroups(stack);
    if (filters.length === 0 || named.length === 0) {
      stack.notApplicable("no policy names an Okta group, or the stack filters no groups");
    }
    for (const { by, rule, name } of named.filter((one) => !filters.some((filter) => letsThrough(filter, one.name)))) {
      const values = show(filters.map(({ value }) => value));
      found(by, `${rule.path} names ${show(name)}, which the groups filter ${values} keeps out`, "Widen the filter");
    }
  },
});
