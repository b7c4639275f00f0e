import { z } from "zod";
import { FILTER_KINDS, groupsFilters, letsEverythingThrough } from "../../lib/groups-filter";
import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

/** A login carries the groups that somebody asks for. */
export const groupsClaimBounded = resourceRule({
  name: "okta-groups-claim-bounded",
  description:
    "Logins carry the groups that Access policies name, not all: Okta cuts the groups claim at 100, and every other group is told to no purpose.",
  severity: "low",
  remediationSteps: "Narrow the filter to the groups that policies name, such as access-.*",
  url: "https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta/",
  config: z.strictObject({
    allowAll: z.boolean().default(false).describe("Whether a filter may let every group through"),
  }),
  kinds: FILTER_KINDS,
  check: ({ kind, props, notApplicable }, { allowAll }, found) => {
    const filters = groupsFilters(kind, props);
    if (filters.length === 0) {
      notApplicable("it filters no groups");
    }
    for (const filter of filters.filter((one) => !allowAll && letsEverythingThrough(one))) {
      found(`${filter.path} is ${show(filter.value)}, which every group matches`, "Name the groups that policies name");
    }
  },
});
