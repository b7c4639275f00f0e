import { known } from "../../lib/known";
import { resourceRule } from "../../lib/resource-rule";
import { isText, property } from "../../lib/values";

/** The groups claim of an app is not left out without a word. */
export const groupsClaimNeedsToken = resourceRule({
  name: "okta-groups-claim-needs-token",
  description:
    "An app with groupsClaim is deployed with an Okta API token: with OAuth credentials the provider leaves the claim out and says nothing, so that no policy on a group ever matches.",
  severity: "high",
  remediationSteps:
    "Deploy with okta:apiToken, or use a custom authorization server with a groups claim and remove groupsClaim.",
  url: "https://github.com/okta/terraform-provider-okta/issues/1906",
  kinds: ["oidcApp"],
  check: ({ props, provider, notApplicable }, _config, found) => {
    // By name: the SDK calls the property deprecated, and nothing else sets this claim.
    if (typeof property(props, "groupsClaim") !== "object") {
      notApplicable("the app has no groupsClaim");
    }
    const token = known(() => provider?.props.apiToken);
    if (provider !== undefined && token.known && !isText(token.value)) {
      found(
        "groupsClaim is set, and the provider has no API token: Okta never hears of the claim",
        "Deploy with okta:apiToken",
      );
    }
  },
});
