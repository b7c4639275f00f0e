import { z } from "zod";
import { cisControls, oktaStig } from "../../lib/frameworks";
import { known } from "../../lib/known";
import { resourceRule } from "../../lib/resource-rule";
import { isText } from "../../lib/values";

/** An app has an authentication policy of its own. */
export const appAuthPolicy = resourceRule({
  name: "okta-app-auth-policy",
  description:
    "An app with which people sign in names its authentication policy. Without one it gets the organization's default, which others change.",
  severity: "medium",
  references: [
    oktaStig("V-279693", "Each application has network zones in its authentication policy."),
    cisControls("6.3", "Require MFA for externally exposed applications."),
  ],
  remediationSteps: "Give authenticationPolicy the id of a policy that asks for MFA from your network zones.",
  url: "https://help.okta.com/oie/en-us/content/topics/identity-engine/policies/about-app-sign-on-policies.htm",
  config: z.strictObject({
    exemptLabels: z.array(z.string().min(1)).default([]).describe("Labels of apps that may have the default policy"),
  }),
  kinds: ["oidcApp", "samlApp"],
  check: ({ kind, props, notApplicable }, { exemptLabels }, found) => {
    const { skipAuthenticationPolicy } = props;
    if (kind === "samlApp" && isScimOnly(props as Record<string, unknown>)) {
      notApplicable("nobody signs in with this app");
    }
    if ((exemptLabels as readonly unknown[]).includes(props.label)) {
      notApplicable("exempt by configuration");
    }
    if (skipAuthenticationPolicy === true) {
      found("skipAuthenticationPolicy is true", "Remove it, and set authenticationPolicy");
    }
    // The id of a policy that is created in the same run is not known at preview: then there is one.
    const policy = known(() => props.authenticationPolicy);
    if (policy.known && !isText(policy.value)) {
      found("authenticationPolicy is not set", "Give the id of a policy that asks for MFA");
    }
  },
});

/** A catalogue app without settings for sign-on is there for SCIM alone. */
function isScimOnly({ preconfiguredApp, appSettingsJson }: Record<string, unknown>): boolean {
  return isText(preconfiguredApp) && !isText(appSettingsJson);
}
