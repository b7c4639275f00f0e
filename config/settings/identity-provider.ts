import { z } from "zod";
import { flag, text, uniqueItems, word } from "./fields";

/** The login method in Cloudflare Zero Trust. */
export const identityProvider = z.strictObject({
  name: text("a name", 255)
    .default("Okta")
    .describe("Name of the login method in Cloudflare Zero Trust. Updated in place."),
  pkce: flag("Proof Key for Code Exchange (RFC 7636) on every login, on both sides.", true),
  claims: uniqueItems(word("a claim name"), "claim names")
    .optional()
    .describe(
      "OIDC claims to add to a person's identity besides e-mail and groups; those of authorizationServer.claims in the ID token when left out.",
    ),
  protect: flag(
    "Pulumi refuses to delete or replace the login methods of this stack, unless lockoutGuard.confirm holds.",
    true,
  ),
});
