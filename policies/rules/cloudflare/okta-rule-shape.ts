import { allRules, groupRules, nameProperty, RULE_KINDS } from "../../lib/access-rules";
import { known } from "../../lib/known";
import { each, resourceRule } from "../../lib/resource-rule";
import { isText, property, show } from "../../lib/values";

/** An id of an Okta group, where its name should be. */
const GROUP_ID = /^00g[A-Za-z0-9]{17}$/;
const UUID = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i;

/** A rule on an Okta group can match. */
export const oktaRuleShape = resourceRule({
  name: "cf-okta-rule-shape",
  description:
    "Rules ask for an Okta group by its name and name a login method. A rule with a group's id is taken, and never matches.",
  severity: "high",
  remediationSteps: "Write the group's name as it is in Okta, letter by letter, and the id of the login method.",
  url: "https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta/",
  kinds: RULE_KINDS,
  check: ({ props }, _config, found) => {
    each(
      ...groupRules(allRules(props)).map((rule) => () => {
        const name = property(rule.value, nameProperty(rule));
        const path = `${rule.path}.${nameProperty(rule)}`;
        if (!isText(name)) {
          found(`${path} is ${show(name)}`, "Write the name of an Okta group");
        } else if (GROUP_ID.test(name)) {
          found(`${path} is ${show(name)}, the id of a group, which never matches`, "Write the group's name");
        }
        const idp = known(() => property(rule.value, "identityProviderId"));
        if (idp.known && (!isText(idp.value) || !UUID.test(idp.value))) {
          found(`${rule.path}.identityProviderId is ${show(idp.value)}`, "Write the id of the login method");
        }
      }),
    );
  },
});
