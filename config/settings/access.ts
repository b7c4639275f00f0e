import { z } from "zod";
import {
  CLOUDFLARE_ID_PATTERN,
  COUNTRY_PATTERN,
  DOMAIN_PATTERN,
  isApplicationDomain,
  isEmail,
  isIpRange,
  isSessionDuration,
  MAX_ACCESS_NAME_LENGTH,
  MAX_RULES,
} from "../../lib/access-values";
import { KEY_PATTERN } from "../../lib/names";
import { problem } from "../problem";
import { flag, keyLike, text, uniqueItems } from "./fields";

/** The words for what a policy does, and the API's word for each. */
export const DECISIONS = {
  /** Who logs in and matches may enter. */
  allow: "allow",
  /** Who logs in and matches may not enter. */
  deny: "deny",
  /** Who matches enters without a login. */
  bypass: "bypass",
  /** Machines enter with a service token or a certificate. */
  nonIdentity: "non_identity",
} as const;

const key = keyLike('Write it like "finance-wiki"; the name that people see goes below it');

const keyOf = (what: string, section: string) =>
  z
    .string(problem(`expected a key of ${section}`, `Write the key of ${what} as text`))
    .regex(
      KEY_PATTERN,
      problem(
        "is not a key: those have lower-case letters, digits and hyphens only",
        `Write the key of ${what} in ${section}, not its name`,
      ),
    );

const name = text("a name", MAX_ACCESS_NAME_LENGTH);

const checked = (what: string, example: string, isValid: (value: string) => boolean) =>
  z
    .string(problem(`expected ${what}`, `Write it like "${example}"`))
    .refine(isValid, problem(`is not ${what}`, `Write it like "${example}"`));

const id = checked("an id", "f174e90a-fafe-4643-bbbc-4a0ed4fc8415", (value) => CLOUDFLARE_ID_PATTERN.test(value));

/** A selector whose presence is the rule. */
const presence = z.literal(true, problem("can only be true", "Write true, or remove the rule"));

const loginMethod = z.enum(["okta", "oneTimePin"], problem("is not a login method", 'Write "okta" or "oneTimePin"'));

const claim = z.strictObject({ name: text("a name", 128), value: text("a value", 1_024) });

const SELECTORS = {
  oktaGroup: keyOf("the group", "settings.groups").optional(),
  accessGroup: keyOf("the Access group", "settings.access.groups").optional(),
  email: checked("an e-mail address", "ada@example.com", isEmail).optional(),
  emailDomain: checked("a domain", "example.com", (value) => DOMAIN_PATTERN.test(value)).optional(),
  emailList: id.optional(),
  everyone: presence.optional(),
  loginMethod: loginMethod.optional(),
  ip: checked("an IP address or range", "203.0.113.0/24", isIpRange).optional(),
  ipList: id.optional(),
  country: checked("a country in two capital letters", "DE", (value) => COUNTRY_PATTERN.test(value)).optional(),
  oidcClaim: claim.optional(),
  samlAttribute: claim.optional(),
  authMethod: text("an authentication method", 64).optional(),
  devicePosture: id.optional(),
  serviceToken: id.optional(),
  anyServiceToken: presence.optional(),
  certificate: presence.optional(),
  commonName: text("a common name", 64).optional(),
};

const rule = z
  .strictObject(SELECTORS)
  .refine(
    (value) => Object.values(value).filter((selector) => selector !== undefined).length === 1,
    problem("needs exactly one selector", "Write one rule for each selector"),
  );

const rules = z
  .array(rule, problem("expected a list of rules", "Write it as a YAML list"))
  .max(MAX_RULES, problem(`has more than ${MAX_RULES} rules`, "Use an Okta group or a list instead"));

const RULE_LISTS = {
  include: rules
    .min(1, problem("is empty, so nobody matches", "Add a rule"))
    .describe("Rules of which a person must match one."),
  require: rules.default([]).describe("Rules that a person must match besides, all of them."),
  exclude: rules.default([]).describe("Rules of which a person must match none."),
};

const sessionDuration = checked(`a session's length of at most "730h"`, "24h", isSessionDuration);

const oneTimePin = z
  .strictObject({
    existing: z
      .strictObject({ id: id.describe("Id of the one-time PIN that the account has.") })
      .optional()
      .describe("A one-time PIN that the account has. It is only read."),
    create: z
      .strictObject({ name: name.default("One-time PIN").describe("Name on the login page. Updated in place.") })
      .optional()
      .describe("A one-time PIN that this stack adds; an account can have one."),
  })
  .refine(
    (value) => (value.existing === undefined) !== (value.create === undefined),
    problem("needs exactly one of existing and create", "Say whether the account has a one-time PIN or gets one"),
  );

const group = z.strictObject({
  name: name.describe("Name of the Access group. Updated in place."),
  ...RULE_LISTS,
});

const policy = z.strictObject({
  name: name.describe("Name of the policy. Updated in place."),
  decision: z
    .enum(
      ["allow", "deny", "bypass", "nonIdentity"],
      problem("is not a decision", 'Write "allow", "deny", "bypass", or "nonIdentity"'),
    )
    .describe("What happens to those who match."),
  ...RULE_LISTS,
  sessionDuration: sessionDuration
    .optional()
    .describe("How long a login holds for those who match; 24h when left out."),
});

const application = z.strictObject({
  name: name.describe("Name in the App Launcher. Updated in place."),
  domain: checked("a host name, with or without a path", "wiki.example.com", isApplicationDomain).describe(
    "Host name, and path on request, in a zone of the account. Updated in place.",
  ),
  policies: uniqueItems(keyOf("the policy", "settings.access.policies"), "policy keys")
    .min(1, problem("is empty, so nobody can enter", "Name a policy that lets somebody in"))
    .describe("Keys of policies, in the order in which they are asked."),
  loginMethods: uniqueItems(loginMethod, "login methods")
    .min(1, problem("is empty, which allows every login method of the account", "Remove it, or name the ones you mean"))
    .default(["okta"])
    .describe("How people may log in."),
  redirectToOkta: flag("Instant Auth: people go to Okta at once. Needs Okta as the only login method.", false),
  sessionDuration: sessionDuration.optional().describe("How long a login holds; 24h when left out."),
  appLauncherVisible: flag("Show the application in the App Launcher.", true),
});

const byKey = <T extends z.ZodType>(value: T, what: string) =>
  z.record(key, value, problem(`expected ${what} by key`, "Write it as a YAML map")).default({});

/** What Access is for: login methods besides Okta, Access groups, policies, applications. */
export const access = z.strictObject({
  loginMethods: z
    .strictObject({ oneTimePin: oneTimePin.optional().describe("A way in when Okta fails: a code by e-mail.") })
    .prefault({})
    .describe("Login methods besides Okta."),
  groups: byKey(group, "Access groups").describe("Access groups: rules with a name, to be used in policies."),
  policies: byKey(policy, "policies").describe("Reusable policies."),
  applications: byKey(application, "applications").describe("Self-hosted applications."),
});
