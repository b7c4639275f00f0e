import { rfc9700 } from "../../lib/frameworks";
import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

const OAUTH_TYPES: readonly unknown[] = ["okta", "oidc"];

/** Cloudflare sends Proof Key for Code Exchange. */
export const idpPkce = resourceRule({
  name: "cf-idp-pkce",
  description: "The login method uses PKCE, so that a stolen authorization code is of no use.",
  severity: "high",
  references: [rfc9700("2.1.1", "Authorization code grant: protect it with PKCE.")],
  remediationSteps: "Set config.pkceEnabled to true (identityProvider.pkce), here and on the OIDC app.",
  url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1",
  kinds: ["identityProvider"],
  check: ({ props, notApplicable }, _config, found) => {
    if (!OAUTH_TYPES.includes(props.type)) {
      notApplicable("PKCE is for OpenID Connect");
    }
    if (props.config?.pkceEnabled !== true) {
      found(`config.pkceEnabled is ${show(props.config?.pkceEnabled)}`, "Set it to true");
    }
  },
  remediate: ({ type, config }) => {
    if (!OAUTH_TYPES.includes(type) || typeof config !== "object" || config.pkceEnabled === true) {
      return false;
    }
    config.pkceEnabled = true;
    return true;
  },
});
