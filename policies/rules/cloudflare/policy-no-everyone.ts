import { rulesIn, selects } from "../../lib/access-rules";
import { cisControls } from "../../lib/frameworks";
import { resourceRule } from "../../lib/resource-rule";
import { isFilled } from "../../lib/values";

/** Decisions that let somebody in. */
const LETS_IN: readonly unknown[] = ["allow", "non_identity"];

/** Not just anybody gets in. */
export const policyNoEveryone = resourceRule({
  name: "cf-policy-no-everyone",
  description:
    "A policy or Access group that includes everyone also requires something: everyone is whoever can log in with any login method.",
  severity: "critical",
  references: [cisControls("6.8", "Define and maintain role-based access control.")],
  remediationSteps: "Include groups instead of everyone, or add a require rule.",
  url: "https://developers.cloudflare.com/cloudflare-one/access-controls/policies/",
  kinds: ["accessPolicy", "accessGroup"],
  check: ({ kind, props, notApplicable }, _config, found) => {
    const { includes, requires } = props;
    if (kind === "accessPolicy" && !LETS_IN.includes((props as Record<string, unknown>).decision)) {
      notApplicable("the policy lets nobody in");
    }
    const everyone = rulesIn("includes", includes).find((rule) => selects(rule, "everyone"));
    if (everyone !== undefined && !isFilled(requires)) {
      found(`${everyone.path} is everyone, and nothing is required`, "Include groups, or require something");
    }
  },
});
