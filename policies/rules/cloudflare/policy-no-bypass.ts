import { z } from "zod";
import { each, resourceRule } from "../../lib/resource-rule";
import { elements, property, show } from "../../lib/values";

/** Access is never switched off for an application. */
export const policyNoBypass = resourceRule({
  name: "cf-policy-no-bypass",
  description: "No policy bypasses Access: such requests meet no check at all, and are not logged.",
  severity: "critical",
  remediationSteps: 'Use decision "allow" with rules, or "non_identity" with a service token.',
  url: "https://developers.cloudflare.com/cloudflare-one/access-controls/policies/",
  config: z.strictObject({
    allowedNames: z.array(z.string().min(1)).default([]).describe("Names of policies that may bypass Access"),
  }),
  kinds: ["accessPolicy", "accessApplication"],
  check: ({ kind, props }, { allowedNames }, found) => {
    // Policies can also be written inside of an application.
    const policies = kind === "accessPolicy" ? [props] : elements((props as Record<string, unknown>).policies);
    each(
      ...policies.map((policy) => () => {
        const name = property(policy, "decision") === "bypass" ? property(policy, "name") : undefined;
        const bypasses = property(policy, "decision") === "bypass";
        if (bypasses && !(allowedNames as readonly unknown[]).includes(name)) {
          found(`the decision of the policy ${show(name)} is "bypass"`, 'Use "allow" with rules');
        }
      }),
    );
  },
});
