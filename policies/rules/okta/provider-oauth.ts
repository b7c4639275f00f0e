import { oktaStig } from "../../lib/frameworks";
import { known } from "../../lib/known";
import { resourceRule } from "../../lib/resource-rule";
import { isText } from "../../lib/values";

/** Deployments have rights of their own, not an administrator's. */
export const providerOauth = resourceRule({
  name: "okta-provider-oauth",
  description:
    "The Okta provider signs in as an OAuth 2.0 service app with scopes. An API token has all rights of the person who made it. The groups claim of the organization's own authorization server needs the token.",
  severity: "medium",
  references: [
    oktaStig("V-279690", "API tokens are created under dedicated user accounts."),
    oktaStig("V-279689", "API tokens are bound to network zones."),
  ],
  remediationSteps:
    "Use okta:clientId, okta:privateKey and okta:scopes with a custom authorization server. Where the token is needed, make it under an account of its own and bind it to a network zone.",
  url: "https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/",
  kinds: ["oktaProvider"],
  check: ({ props }, _config, found) => {
    const token = known(() => props.apiToken);
    if (!token.known || isText(token.value)) {
      found(
        "it signs in with an API token, which has all rights of the person who made it",
        "Use a service app, or see to it that the token has an account and a network zone of its own",
      );
    }
  },
});
