import { z } from "zod";
import { rfc9700 } from "../../lib/frameworks";
import { resourceRule } from "../../lib/resource-rule";
import { elements, isFilled, show } from "../../lib/values";

/** A custom authorization server takes the authorization code grant alone. */
export const authServerCodeOnly = resourceRule({
  name: "okta-authserver-code-only",
  description: "Rules of a custom authorization server allow the authorization code grant alone.",
  severity: "high",
  references: [
    rfc9700("2.1.2", "Implicit grant: do not use it."),
    rfc9700("2.4", "Resource owner password credentials grant: must not be used."),
  ],
  remediationSteps: 'Set grantTypeWhitelists to ["authorization_code"].',
  url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2",
  config: z.strictObject({
    grants: z.array(z.string().min(1)).min(1).default(["authorization_code"]).describe("Grants that rules may allow"),
  }),
  kinds: ["authServerPolicyRule"],
  check: ({ props }, { grants }, found) => {
    const allowed = elements(props.grantTypeWhitelists);
    if (
      !isFilled(props.grantTypeWhitelists) ||
      !allowed.every((grant) => (grants as readonly unknown[]).includes(grant))
    ) {
      found(`grantTypeWhitelists is ${show(props.grantTypeWhitelists)}`, `Set it to ${show(grants)}`);
    }
  },
});
