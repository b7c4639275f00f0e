import { z } from "zod";
import { problem } from "../problem";
import { flag, text, uniqueList } from "./fields";

/** The login method in Cloudflare Zero Trust. */
export const identityProvider = z.strictObject({
  name: text("a name", 255)
    .default("Okta")
    .describe("Name of the login method in Cloudflare Zero Trust. Updated in place."),
  pkce: flag("Proof Key for Code Exchange (RFC 7636) on every login, on both sides.", true),
  claims: uniqueList(
    text("a claim name", 128).regex(/^\S+$/, problem("contains a blank", "Write one word")),
    "claim names",
  ).describe("OIDC claims to add to a person's identity besides e-mail and groups."),
  authorizationServerId: z
    .string(problem("expected an authorization server id", "Write it as text"))
    .regex(
      /^(?:aus[0-9A-Za-z]{17}|default)$/,
      problem(
        "is not an authorization server id",
        'An id has 20 characters and starts with "aus"; the built-in custom server is "default"',
      ),
    )
    .optional()
    .describe("Custom authorization server that issues the tokens; the organization's own server when left out."),
  protect: flag(
    "Pulumi refuses to delete or replace the login methods of this stack, unless lockoutGuard.confirm holds.",
    true,
  ),
});
