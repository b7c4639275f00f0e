import { cisControls } from "../../lib/frameworks";
import { each, resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

const BEHAVIOURS: readonly unknown[] = ["automatic", "reauth"];

/** Who is deprovisioned, or leaves a group, loses access at once. */
export const idpDeprovision = resourceRule({
  name: "cf-idp-deprovision",
  description:
    "With SCIM on, deprovisioning ends sessions and a change of groups takes effect: otherwise SCIM reports leavers and nothing happens.",
  severity: "critical",
  references: [cisControls("6.2", "Establish an access revoking process.")],
  remediationSteps:
    'Set scimConfig.userDeprovision to true and identityUpdateBehavior to "reauth" or "automatic". seatDeprovision needs userDeprovision.',
  url: "https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/",
  kinds: ["identityProvider"],
  check: ({ props, notApplicable }, _config, found) => {
    const scim = props.scimConfig;
    if (scim?.enabled !== true) {
      notApplicable("SCIM is off");
    }
    each(
      () => {
        if (scim?.userDeprovision !== true) {
          const seat = scim?.seatDeprovision === true ? ", which seatDeprovision needs" : "";
          found(`scimConfig.userDeprovision is ${show(scim?.userDeprovision)}${seat}`, "Set it to true");
        }
      },
      () => {
        if (!BEHAVIOURS.includes(scim?.identityUpdateBehavior)) {
          const is = show(scim?.identityUpdateBehavior);
          found(`scimConfig.identityUpdateBehavior is ${is}`, 'Set it to "reauth" or "automatic"');
        }
      },
    );
  },
});
