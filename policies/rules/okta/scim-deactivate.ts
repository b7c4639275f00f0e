import { cisControls } from "../../lib/frameworks";
import { resourceRule } from "../../lib/resource-rule";
import { property, show } from "../../lib/values";

/** Who is provisioned is deprovisioned. */
export const scimDeactivate = resourceRule({
  name: "okta-scim-deactivate",
  description: '"Deactivate Users" is on wherever "Create Users" is: otherwise leavers keep their access.',
  severity: "critical",
  references: [cisControls("6.2", "Establish an access revoking process.")],
  remediationSteps: 'Set capabilities.update.lifecycleDeactivate.status to "ENABLED" (scim.deactivateUsers).',
  url: "https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/",
  kinds: ["features"],
  check: ({ props, notApplicable }, _config, found) => {
    const capabilities: unknown = props.capabilities;
    const create = property(property(property(capabilities, "create"), "lifecycleCreate"), "status");
    if (create !== "ENABLED") {
      notApplicable("it creates no users");
    }
    const deactivate = property(property(property(capabilities, "update"), "lifecycleDeactivate"), "status");
    if (deactivate !== "ENABLED") {
      found(`users are created, and lifecycleDeactivate is ${show(deactivate)}`, 'Set its status to "ENABLED"');
    }
  },
});
