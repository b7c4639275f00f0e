import { z } from "zod";
import { resourceRule } from "../../lib/resource-rule";
import { show } from "../../lib/values";

/** What Okta uses when a rule does not say. */
const DEFAULT_MINUTES = 60;

/** A stolen access token is soon worthless. */
export const authServerLifetime = resourceRule({
  name: "okta-authserver-lifetime",
  description: "Access tokens of a custom authorization server are short-lived.",
  severity: "medium",
  remediationSteps: "Set accessTokenLifetimeMinutes to 60 or less.",
  url: "https://www.rfc-editor.org/rfc/rfc6750#section-5.3",
  config: z.strictObject({
    maxMinutes: z.int().min(5).max(1_440).default(60).describe("The longest lifetime of an access token, in minutes"),
  }),
  kinds: ["authServerPolicyRule"],
  check: ({ props }, { maxMinutes }, found) => {
    const minutes = props.accessTokenLifetimeMinutes ?? DEFAULT_MINUTES;
    if (typeof minutes !== "number" || minutes > maxMinutes) {
      found(`accessTokenLifetimeMinutes is ${show(minutes)}`, `Set it to at most ${maxMinutes}`);
    }
  },
});
