import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

/** Okta can tell that a request comes from Cloudflare. */
export const idpSamlSignRequest = resourceRule({
  name: "cf-idp-saml-sign-request",
  description: "A SAML login method signs its requests, so that Okta can refuse those of others.",
  severity: "low",
  remediationSteps: "Set config.signRequest to true (saml.signRequests).",
  url: "https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/generic-saml/",
  kinds: ["identityProvider"],
  check: ({ props, notApplicable }, _config, found) => {
    if (props.type !== "saml") {
      notApplicable("it speaks no SAML");
    }
    if (props.config?.signRequest !== true) {
      found(`config.signRequest is ${show(props.config?.signRequest)}`, "Set it to true");
    }
  },
});
