import { z } from "zod";
import { cisControls } from "../../lib/frameworks";
import { isDirectory } from "../../lib/login-methods";
import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

/** Cloudflare hears of leavers. */
export const idpScimOn = resourceRule({
  name: "cf-idp-scim-on",
  description: "The login method has SCIM on: without it leavers keep their access until their session ends.",
  severity: "high",
  references: [cisControls("6.2", "Establish an access revoking process.")],
  remediationSteps: "Set scimConfig.enabled to true (scim.enabled).",
  url: "https://developers.cloudflare.com/cloudflare-one/team-and-resources/users/scim/",
  config: z.strictObject({
    exemptNames: z.array(z.string().min(1)).default([]).describe("Names of login methods that may do without"),
  }),
  kinds: ["identityProvider"],
  check: ({ props, notApplicable }, { exemptNames }, found) => {
    if (!isDirectory(props.type)) {
      notApplicable("nobody is provisioned to such a login method");
    }
    if ((exemptNames as readonly unknown[]).includes(props.name)) {
      notApplicable("exempt by configuration");
    }
    if (props.scimConfig?.enabled !== true) {
      found(`scimConfig.enabled is ${show(props.scimConfig?.enabled)}`, "Set it to true");
    }
  },
});
