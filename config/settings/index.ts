import { z } from "zod";
import { ACCOUNT_ID_PATTERN, TEAM_DOMAIN_PATTERN, TEAM_NAME_PATTERN, teamDomainOf } from "../../lib/names";
import { problem } from "../problem";
import { access } from "./access";
import { authorizationServer } from "./authorization-server";
import { flag } from "./fields";
import { groups } from "./groups";
import { identityProvider } from "./identity-provider";
import { lockoutGuard } from "./lockout-guard";
import { oidc } from "./oidc";
import { saml } from "./saml";
import { scim } from "./scim";

/**
 * The settings of one stack, as written under the config key `okta-cloudflare-access:settings`. Strict: a key that is
 * not listed here is an error. Holds no secret; those have config keys of their own.
 */
export const settingsSchema = z.strictObject({
  accountId: z
    .string(problem("expected a Cloudflare account id", "Write the account id's 32 characters, in quotes"))
    .regex(
      ACCOUNT_ID_PATTERN,
      problem(
        "is not a Cloudflare account id",
        "An account id has 32 characters, 0-9 and a-f; the dashboard shows it in its address",
      ),
    )
    .describe("Cloudflare account. Changing it replaces the identity provider, which logs everyone out."),
  team: z
    .string(
      problem(
        "expected a team name",
        'Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com")',
      ),
    )
    .refine(
      (value) => TEAM_NAME_PATTERN.test(value) || TEAM_DOMAIN_PATTERN.test(value),
      problem(
        "is neither a team name nor a team domain",
        'Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com"), lower case, without "https://" and without a slash',
      ),
    )
    .transform(teamDomainOf)
    .describe("Cloudflare Zero Trust team: its name, or its full team domain. Changing it changes the redirect URI."),
  oktaAdminUrl: z
    .url({ protocol: /^https$/, ...problem("is not an https URL", 'Write it like "https://acme-admin.okta.com"') })
    .transform((value) => new URL(value).origin)
    .optional()
    .describe("Okta Admin Console, for the links in the outputs. Only needed when Okta is reached by a custom domain."),
  groups: groups.default({}).describe("Every Okta group that this stack speaks of, by a key of your own."),
  groupResources: z
    .enum(["perGroup", "perApp"], problem("is neither", 'Write "perGroup" or "perApp"'))
    .default("perGroup")
    .describe(
      "How many Pulumi resources assignments and push groups are: one for each group, or for many groups one for each app. A deployed stack is moved with npm run group-resources.",
    ),
  takeOverGroups: flag(
    "With groupResources: perApp, whether assignments and push groups that Okta has and this stack does not own are taken over.",
    false,
  ),
  protocol: z
    .enum(["oidc", "saml"], problem("is not a protocol to sign in with", 'Write "oidc" or "saml"'))
    .default("oidc")
    .describe("How people sign in. Changing it replaces the login method, which logs everyone out."),
  authorizationServer: authorizationServer
    .optional()
    .describe("A custom authorization server in Okta; the organization's own when left out. Only with protocol: oidc."),
  oidc: oidc.prefault({}).describe("The OIDC app in Okta. Only with protocol: oidc."),
  saml: saml.prefault({}).describe("Sign-in with SAML. Only with protocol: saml."),
  identityProvider: identityProvider.prefault({}).describe("The login method in Cloudflare Zero Trust."),
  scim: scim.prefault({}).describe("SCIM provisioning from Okta to Cloudflare."),
  access: access
    .prefault({})
    .describe("What Access is for: login methods besides Okta, groups, policies, applications."),
  lockoutGuard: lockoutGuard.prefault({}).describe("What guards the last way to log in."),
  verify: z
    .enum(["enforce", "warn", "off"], problem("is not a way to verify", 'Write "enforce", "warn" or "off"'))
    .default("off")
    .describe("Whether every deployment ends with a look at what is really there, and what a finding does."),
});

/** A stack's settings after validation: defaults filled in, the team as its full domain. */
export type Settings = z.output<typeof settingsSchema>;

/** A stack's settings as a person writes them. */
export type SettingsInput = z.input<typeof settingsSchema>;
