import type { Kind } from "../../lib/kinds";
import { each, resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

/** The longest that each name may be: Okta and Cloudflare refuse a longer one in the middle of a deployment. */
const LIMITS = {
  oidcApp: { label: 100 },
  samlApp: { label: 100 },
  authServer: { name: 100 },
  oktaGroup: { name: 255, description: 1_024 },
  identityProvider: { name: 255 },
  accessGroup: { name: 255 },
  accessPolicy: { name: 255 },
  accessApplication: { name: 255 },
} as const satisfies Partial<Record<Kind, Readonly<Record<string, number>>>>;

/** A name that the vendor will not take is found before anything is created. */
export const namesWithinLimits = resourceRule({
  name: "names-within-limits",
  description: "Names are not empty and not longer than the vendor takes, so that a deployment does not stop halfway.",
  severity: "medium",
  remediationSteps: "Shorten the name.",
  url: "https://developer.okta.com/docs/api/openapi/okta-management/guides/overview/",
  kinds: Object.keys(LIMITS) as (keyof typeof LIMITS)[],
  check: ({ kind, props }, _config, found) => {
    each(
      ...Object.entries(LIMITS[kind] as Readonly<Record<string, number>>).map(([name, limit]) => () => {
        const value = (props as Record<string, unknown>)[name];
        if (value === undefined || value === null) {
          return;
        }
        if (typeof value !== "string" || (value.trim() === "" && name !== "description")) {
          found(`${name} is ${show(value)}`, `Give a text of 1 to ${limit} characters`);
        } else if (value.length > limit) {
          found(`${name} has ${value.length} characters`, `Shorten it to ${limit}`);
        }
      }),
    );
  },
});
