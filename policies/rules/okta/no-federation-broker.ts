import { cisControls } from "../../lib/frameworks";
import { resourceRule } from "../../lib/resource-rule";

/** Only who is assigned may sign in. */
export const noFederationBroker = resourceRule({
  name: "okta-no-federation-broker",
  description:
    "Federation Broker Mode is off: with it, everybody in the organization may sign in without an assignment.",
  severity: "critical",
  references: [cisControls("6.8", "Define and maintain role-based access control.")],
  remediationSteps: "Remove implicitAssignment, and assign the groups that may sign in.",
  url: "https://help.okta.com/en-us/content/topics/apps/apps-fbm-main.htm",
  kinds: ["oidcApp", "samlApp"],
  check: ({ props }, _config, found) => {
    const { implicitAssignment } = props;
    if (implicitAssignment !== undefined && implicitAssignment !== false) {
      found("implicitAssignment lets in everybody in the organization", "Remove it, and assign groups");
    }
  },
});
