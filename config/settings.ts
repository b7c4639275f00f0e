import { z } from "zod";
import { DEFAULT_GROUPS_CLAIM_REGEX, regexProblem } from "../lib/groups-claim";
import {
  ACCOUNT_ID_PATTERN,
  KEY_PATTERN,
  MAX_APP_LABEL_LENGTH,
  MAX_GROUP_DESCRIPTION_LENGTH,
  MAX_GROUP_NAME_LENGTH,
  MAX_LOGIN_LENGTH,
  TEAM_DOMAIN_PATTERN,
  TEAM_NAME_PATTERN,
  teamDomainOf,
} from "../lib/names";
import { problem } from "./problem";

/** The words of the console for "Group membership change", and the API's word for each. */
export const GROUP_MEMBERSHIP_CHANGE = {
  /** The person's identity is updated in place; nobody is asked to log in again. */
  automatic: "automatic",
  /** All sessions of the person end; groups are read anew at the next login. */
  reauthenticate: "reauth",
  /** Nothing happens until the session ends by itself. */
  none: "no_action",
} as const;

const text = (what: string, maximum: number) =>
  z
    .string(problem(`expected ${what}`, `Write ${what} as text`))
    .refine(
      (value) => !/\p{Cc}/u.test(value.trim()),
      problem("holds a line break or a control character", "Write one line"),
    )
    .refine((value) => value.trim() !== "", problem("is empty", `Write ${what}`))
    .refine(
      (value) => value.trim() === "" || value === value.trim(),
      problem("starts or ends with a blank", "Remove the blank"),
    )
    .max(maximum, problem(`is longer than ${maximum} characters`, "Shorten it"));

const flag = (description: string, byDefault: boolean) =>
  z
    .boolean(problem("expected true or false", "Write true or false, without quotes"))
    .default(byDefault)
    .describe(description);

const key = z
  .string()
  .regex(
    KEY_PATTERN,
    problem(
      "is not a key: a key is part of resource names, so it has lower-case letters, digits and hyphens only, at most 60",
      'Write it like "access-engineering"; the group\'s real name goes below it',
    ),
  );

const keyReference = z
  .string(problem("expected a group key", "Write a key of settings.groups as text"))
  .regex(
    KEY_PATTERN,
    problem(
      "is not a group key: those have lower-case letters, digits and hyphens only",
      "Write a key of settings.groups, not the group's name in Okta",
    ),
  );

const list = <T extends z.ZodType>(items: T, what: string) =>
  z.array(items, problem(`expected a list of ${what}`, "Write it as a YAML list")).default([]);

const uniqueList = <T extends z.ZodType<string>>(items: T, what: string) =>
  list(items, what).superRefine((values, context) => {
    const normal = values.map((value) => value.toLowerCase());
    normal.forEach((value, index) => {
      const first = normal.indexOf(value);
      if (first < index) {
        context.addIssue({
          code: "custom",
          path: [index],
          message: problem(`is listed already, at [${first}]`, "Remove one of the two").error,
        });
      }
    });
  });

const groupKeys = (description: string) =>
  uniqueList(keyReference, "group keys (keys of settings.groups)").describe(description);

const userLogins = (description: string) =>
  uniqueList(text("an Okta login", MAX_LOGIN_LENGTH), "Okta logins").describe(description);

const group = z
  .strictObject({
    existing: z
      .strictObject({
        name: text("the group's exact name in Okta", MAX_GROUP_NAME_LENGTH).optional(),
        id: z
          .string(problem("expected an Okta group id", "Write it as text"))
          .regex(
            /^00g[0-9A-Za-z]{17}$/,
            problem("is not an Okta group id", 'A group id has 20 characters and starts with "00g"'),
          )
          .optional(),
      })
      .refine(
        (value) => (value.name === undefined) !== (value.id === undefined),
        problem("needs exactly one of name and id", "Name the group as Okta shows it, or give its id, not both"),
      )
      .optional()
      .describe("A group that exists in Okta. It is only read, never changed or deleted."),
    create: z
      .strictObject({
        name: text("a name for the new group", MAX_GROUP_NAME_LENGTH),
        description: z
          .string(problem("expected text", "Write it as text"))
          .max(
            MAX_GROUP_DESCRIPTION_LENGTH,
            problem(`is longer than ${MAX_GROUP_DESCRIPTION_LENGTH} characters`, "Shorten it"),
          )
          .default("")
          .describe("Shown in the Okta Admin Console."),
      })
      .optional()
      .describe("A group that this stack creates in Okta, and deletes on destroy."),
  })
  .refine(
    (value) => (value.existing === undefined) !== (value.create === undefined),
    problem(
      "needs exactly one of existing and create",
      "Say whether the group exists in Okta or is created by this stack",
    ),
  );

const oidc = z.strictObject({
  appLabel: text("a label", MAX_APP_LABEL_LENGTH)
    .default("Cloudflare Access")
    .describe("Name of the OIDC app in Okta. Updated in place."),
  groupsClaim: z
    .strictObject({
      name: text("a claim name", 128)
        .regex(/^\S+$/, problem("contains a blank", "Write one word"))
        .default("groups")
        .describe("Name of the claim that carries a person's groups in the ID token."),
      regex: z
        .string(problem("expected a regular expression", "Write it as text"))
        .min(1, problem("is empty, so no group would pass", 'Write ".*" for every group'))
        .superRefine((value, context) => {
          const reason = regexProblem(value);
          if (reason !== undefined) {
            context.addIssue({
              code: "custom",
              message: problem(`is not a regular expression: ${reason}`, "Correct it").error,
            });
          }
        })
        .default(DEFAULT_GROUPS_CLAIM_REGEX)
        .describe("Which groups the claim carries: those whose whole name matches. Okta sends at most 100."),
    })
    .prefault({}),
  assignedGroups: groupKeys("Groups whose members may sign in to Cloudflare through Okta."),
  assignedUsers: userLogins("People who may sign in besides the members of the groups, by Okta login."),
});

const identityProvider = z.strictObject({
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
});

const scim = z.strictObject({
  enabled: flag("SCIM provisioning. Turning it off deletes the SCIM app in Okta; people keep their login.", true),
  appLabel: text("a label", MAX_APP_LABEL_LENGTH)
    .default("Cloudflare Access SCIM")
    .describe("Name of the SCIM app in Okta. Updated in place."),
  deprovisionUsers: flag(
    "Enable user deprovisioning: end a person's sessions when they are removed from the SCIM app.",
    true,
  ),
  removeSeats: flag("Remove user seat on deprovision. Needs deprovisionUsers.", false),
  groupMembershipChange: z
    .enum(
      ["reauthenticate", "automatic", "none"],
      problem("is not a group membership change behaviour", 'Write "reauthenticate", "automatic", or "none"'),
    )
    .default("reauthenticate")
    .describe("What happens to a running session when the person's groups change."),
  createUsers: flag("Create Users: Okta creates assigned people in Cloudflare.", true),
  updateUsers: flag("Update User Attributes: Okta sends changes of a profile.", true),
  deactivateUsers: flag("Deactivate Users: Okta tells Cloudflare when a person leaves.", true),
  connection: z
    .enum(["api", "console"], problem("is not a way to set up the SCIM connection", 'Write "api" or "console"'))
    .default("api")
    .describe(
      "Who sets up the SCIM connection in Okta: this program through the API, or a person in the Admin Console.",
    ),
  consoleDone: flag(
    "With connection: console, whether the person has done it. Features and push groups wait for it.",
    false,
  ),
  assignedGroups: groupKeys("Groups whose members are provisioned to Cloudflare."),
  assignedUsers: userLogins("People who are provisioned besides the members of the groups, by Okta login."),
  pushGroups: groupKeys("Groups whose name and members are pushed to Cloudflare, for use in Access policies."),
});

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
  groups: z
    .record(key, group, problem("expected groups by key", "Write it as a YAML map"))
    .default({})
    .describe("Every Okta group that this stack speaks of, by a key of your own."),
  oidc: oidc.prefault({}).describe("The OIDC app in Okta."),
  identityProvider: identityProvider.prefault({}).describe("The login method in Cloudflare Zero Trust."),
  scim: scim.prefault({}).describe("SCIM provisioning from Okta to Cloudflare."),
});

/** A stack's settings after validation: defaults filled in, the team as its full domain. */
export type Settings = z.output<typeof settingsSchema>;

/** A stack's settings as a person writes them. */
export type SettingsInput = z.input<typeof settingsSchema>;
