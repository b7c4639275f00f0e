import { z } from "zod";
import { rfc9700 } from "../../lib/frameworks";
import { each, resourceRule } from "../../lib/resource-rule";
import { elements, isFilled, show } from "../../lib/values";

/** People sign in with an authorization code and in no other way. */
export const oidcCodeOnly = resourceRule({
  name: "okta-oidc-code-only",
  description:
    "The OIDC app takes the authorization code grant alone: implicit and password grants hand out tokens unprotected.",
  severity: "high",
  references: [
    rfc9700("2.1.2", "Implicit grant: do not use it."),
    rfc9700("2.4", "Resource owner password credentials grant: must not be used."),
  ],
  remediationSteps: 'Set grantTypes to ["authorization_code"] and responseTypes to ["code"].',
  url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2",
  config: z.strictObject({
    allowRefreshTokens: z
      .boolean()
      .default(false)
      .describe("Also take the grant refresh_token, which Access does not use"),
  }),
  kinds: ["oidcApp"],
  check: ({ props }, { allowRefreshTokens }, found) => {
    const grants = ["authorization_code", ...(allowRefreshTokens ? ["refresh_token"] : [])];
    each(
      () => {
        if (!isOnly(props.grantTypes, grants)) {
          found(`grantTypes is ${show(props.grantTypes)}`, `Set it to ${show(grants)}`);
        }
      },
      () => {
        if (!isOnly(props.responseTypes, ["code"])) {
          found(`responseTypes is ${show(props.responseTypes)}`, 'Set it to "code"');
        }
      },
    );
  },
});

function isOnly(value: unknown, allowed: readonly string[]): boolean {
  return isFilled(value) && elements(value).every((one) => (allowed as readonly unknown[]).includes(one));
}
