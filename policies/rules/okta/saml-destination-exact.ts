import { z } from "zod";
import { callbackProblem, TEAM_DOMAINS } from "../../lib/callback";
import { each, resourceRule } from "../../lib/resource-rule";
import { isText, show } from "../../lib/values";

/** Assertions go to the team's callback and nowhere else. */
export const samlDestinationExact = resourceRule({
  name: "okta-saml-destination-exact",
  description:
    "Single sign-on URL, recipient, destination and audience of the SAML app are the callback of a Cloudflare team.",
  severity: "critical",
  remediationSteps:
    "Set ssoUrl, recipient, destination and audience to https://<team>.cloudflareaccess.com/cdn-cgi/access/callback",
  url: "https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta-saml/",
  config: z.strictObject({
    domains: z.array(z.string().min(1)).min(1).default(TEAM_DOMAINS).describe("Domains that teams are under"),
  }),
  kinds: ["samlApp"],
  check: ({ props, notApplicable }, { domains }, found) => {
    if (isText(props.preconfiguredApp)) {
      notApplicable("the addresses of a catalogue app are in its settings");
    }
    each(
      ...(["ssoUrl", "recipient", "destination", "audience"] as const).map((name) => () => {
        const problem = callbackProblem(props[name], domains);
        if (problem !== undefined) {
          found(`${name} is ${show(props[name])}, which ${problem}`, "Use the callback of the team");
        }
      }),
    );
  },
});
