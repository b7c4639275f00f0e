import { z } from "zod";
import { rfc9700 } from "../../lib/frameworks";
import { each, resourceRule } from "../../lib/resource-rule";
import { elements, show } from "../../lib/values";

/** A refresh token that was stolen is found out. */
export const oidcRefreshToken = resourceRule({
  name: "okta-oidc-refresh-token",
  description: "Where the OIDC app hands out refresh tokens, each is good for one use, with a short leeway.",
  severity: "medium",
  references: [rfc9700("4.14.2", "Refresh token protection: rotate them, or bind them to the sender.")],
  remediationSteps:
    'Take "refresh_token" out of grantTypes, or set refreshTokenRotation to "ROTATE" and refreshTokenLeeway to a few seconds.',
  url: "https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2",
  config: z.strictObject({
    maxLeewaySeconds: z.int().min(0).max(60).default(30).describe("How long a used refresh token may still be used"),
  }),
  kinds: ["oidcApp"],
  check: ({ props, notApplicable }, { maxLeewaySeconds }, found) => {
    if (!elements(props.grantTypes).includes("refresh_token")) {
      notApplicable("the app hands out no refresh tokens");
    }
    each(
      () => {
        if (props.refreshTokenRotation !== "ROTATE") {
          found(`refreshTokenRotation is ${show(props.refreshTokenRotation)}`, 'Set it to "ROTATE"');
        }
      },
      () => {
        const leeway = props.refreshTokenLeeway ?? 0;
        if (typeof leeway !== "number" || leeway > maxLeewaySeconds) {
          found(`refreshTokenLeeway is ${show(leeway)}`, `Set it to at most ${maxLeewaySeconds} seconds`);
        }
      },
    );
  },
});
