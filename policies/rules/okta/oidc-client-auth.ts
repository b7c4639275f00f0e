import { rfc9700 } from "../../lib/frameworks";
import { each, resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

const METHODS: readonly unknown[] = [
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
];

/** Only Cloudflare can exchange a code. */
export const oidcClientAuth = resourceRule({
  name: "okta-oidc-client-auth",
  description: "The OIDC app is a confidential client: a web app that authenticates at the token endpoint.",
  severity: "high",
  references: [rfc9700("2.5", "Client authentication: enforce it where it is feasible.")],
  remediationSteps: 'Set type to "web" and tokenEndpointAuthMethod to "client_secret_basic".',
  url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.5",
  kinds: ["oidcApp"],
  check: ({ props }, _config, found) => {
    each(
      () => {
        if (props.type !== "web") {
          found(`type is ${show(props.type)}`, 'Set it to "web"');
        }
      },
      () => {
        // Okta's default is client_secret_basic.
        const method = props.tokenEndpointAuthMethod ?? "client_secret_basic";
        if (!METHODS.includes(method)) {
          found(`tokenEndpointAuthMethod is ${show(method)}`, 'Set it to "client_secret_basic"');
        }
      },
    );
  },
});
