import { allRules, groupRules, RULE_KINDS } from "../../lib/access-rules";
import { known } from "../../lib/known";
import { isDirectory } from "../../lib/login-methods";
import { stackRule } from "../../lib/stack-rule";
import { property, show } from "../../lib/values";

/** Rules on Okta groups ask the login method of this stack. */
export const policyOwnLoginMethod = stackRule({
  name: "cf-policy-own-login-method",
  description:
    "Rules on Okta groups name a login method of the stack: one that names the login method of before never matches.",
  severity: "medium",
  remediationSteps: "Set identityProviderId to the id of the login method that the stack has.",
  url: "https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta/",
  kinds: ["accessGroup", "accessPolicy", "identityProvider"],
  check: (stack, _config, found) => {
    const ids = stack
      .members("identityProvider")
      .filter(({ props }) => isDirectory(props.type))
      .map(({ resource }) => known(() => resource.props.id));
    if (ids.length === 0) {
      stack.notApplicable("the stack has no login method of a directory");
    }
    // At preview the id of a new login method is not known, and cannot be what a rule has by mistake.
    const own = ids.flatMap((id) => (id.known ? [id.value] : []));
    for (const by of RULE_KINDS.flatMap((kind) => stack.members(kind))) {
      const rules = known(() => groupRules(allRules(by.props)));
      for (const rule of rules.known ? rules.value : []) {
        const asked = known(() => property(rule.value, "identityProviderId"));
        if (asked.known && !own.includes(asked.value)) {
          found(
            by,
            `${rule.path} asks the login method ${show(asked.value)}, which is not of this stack`,
            "Name its own",
          );
        }
      }
    }
  },
});
