import { z } from "zod";
import { callbackProblem, TEAM_DOMAINS } from "../../lib/callback";
import { rfc9700 } from "../../lib/frameworks";
import { each, resourceRule } from "../../lib/resource-rule";
import { elements, isFilled, show } from "../../lib/values";

/** Codes go to the team's callback and nowhere else. */
export const oidcRedirectExact = resourceRule({
  name: "okta-oidc-redirect-exact",
  description:
    "Redirect URIs are the callbacks of Cloudflare teams, over https and letter by letter; wildcards are off.",
  severity: "critical",
  references: [
    rfc9700("2.1", "Protecting redirect-based flows: compare redirect URIs exactly."),
    rfc9700("4.1.3", "Insufficient redirect URI validation: countermeasures."),
  ],
  remediationSteps:
    'Set redirectUris to ["https://<team>.cloudflareaccess.com/cdn-cgi/access/callback"] and wildcardRedirect to "DISABLED".',
  url: "https://www.rfc-editor.org/rfc/rfc9700#section-4.1.3",
  config: z.strictObject({
    domains: z.array(z.string().min(1)).min(1).default(TEAM_DOMAINS).describe("Domains that teams are under"),
  }),
  kinds: ["oidcApp"],
  check: ({ props }, { domains }, found) => {
    each(
      () => {
        if (!isFilled(props.redirectUris)) {
          found(`redirectUris is ${show(props.redirectUris)}`, "Give the callback of the team");
        }
        for (const uri of elements(props.redirectUris)) {
          const problem = callbackProblem(uri, domains);
          if (problem !== undefined) {
            found(
              `the redirect URI ${show(uri)} ${problem}`,
              "Use https://<team>.cloudflareaccess.com/cdn-cgi/access/callback",
            );
          }
        }
      },
      () => {
        if (props.wildcardRedirect !== undefined && props.wildcardRedirect !== "DISABLED") {
          found(`wildcardRedirect is ${show(props.wildcardRedirect)}`, 'Set it to "DISABLED"');
        }
      },
    );
  },
});
