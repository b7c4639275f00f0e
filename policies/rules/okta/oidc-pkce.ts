import { rfc9700 } from "../../lib/frameworks";
import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

/** Okta insists on Proof Key for Code Exchange. */
export const oidcPkce = resourceRule({
  name: "okta-oidc-pkce",
  description: "The OIDC app requires PKCE, so that a stolen authorization code is of no use.",
  severity: "high",
  references: [rfc9700("2.1.1", "Authorization code grant: protect it with PKCE.")],
  remediationSteps: "Set pkceRequired to true (identityProvider.pkce), here and on the login method.",
  url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1",
  kinds: ["oidcApp"],
  check: ({ props }, _config, found) => {
    if (props.pkceRequired !== true) {
      found(`pkceRequired is ${show(props.pkceRequired)}`, "Set it to true");
    }
  },
  remediate: (props) => {
    const wrong = props.pkceRequired !== true;
    if (wrong) {
      props.pkceRequired = true;
    }
    return wrong;
  },
});
