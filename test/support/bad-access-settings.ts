import type { BadConfig } from "./bad-config";
import type { Changes } from "./changed-settings";

const S = "okta-cloudflare-access:settings";
const A = `${S}.access`;
const PIN = "b084adf6-64de-4f16-8359-e31115fdcfe1";

/** What makes settings of Access objects that are right. */
export const ACCESS_CHANGES: Changes = {
  access: {
    loginMethods: { oneTimePin: { existing: { id: PIN } } },
    groups: { staff: { name: "Staff", include: [{ emailDomain: "acme.example" }] } },
    policies: {
      engineering: {
        name: "Engineering",
        decision: "allow",
        include: [{ oktaGroup: "access-engineering" }],
        require: [{ accessGroup: "staff" }],
      },
      admins: {
        name: "Admins",
        decision: "allow",
        include: [{ email: "ada@acme.example" }],
        require: [{ loginMethod: "oneTimePin" }],
      },
    },
    applications: {
      wiki: { name: "Wiki", domain: "wiki.acme.example", policies: ["engineering"], redirectToOkta: true },
      ledger: {
        name: "Ledger",
        domain: "ledger.acme.example",
        policies: ["engineering", "admins"],
        loginMethods: ["okta", "oneTimePin"],
      },
    },
  },
};

const access = (changes: Changes): Changes => ({
  ...ACCESS_CHANGES,
  ...Object.fromEntries(
    Object.entries(changes).map(([path, value]) => [path.startsWith("!") ? path.slice(1) : `access.${path}`, value]),
  ),
});

/** Settings of Access objects that are wrong, in otherwise good configurations. */
export const BAD_ACCESS_SETTINGS: readonly BadConfig[] = [
  {
    name: "a mistyped key of an application",
    settings: access({ "applications.wiki.redirecToOkta": true }),
    messages: [`${A}.applications.wiki.redirecToOkta: is not a setting. Did you mean "redirectToOkta"?`],
  },
  {
    name: "a mistyped selector",
    settings: access({ "policies.admins.include": [{ emial: "ada@acme.example" }] }),
    messages: [`${A}.policies.admins.include[0].emial: is not a setting. Did you mean "email"?`],
  },
  {
    name: "a rule with two selectors, and one with none",
    settings: access({ "policies.admins.include": [{ email: "ada@acme.example", country: "DE" }, {}] }),
    messages: [0, 1].map(
      (index) =>
        `${A}.policies.admins.include[${index}]: needs exactly one selector. Write one rule for each selector.`,
    ),
  },
  {
    name: "values of the wrong form",
    settings: access({
      "policies.admins.include": [{ email: "ada" }, { emailDomain: "@acme.example" }, { ip: "300.1.1.1" }],
      "policies.admins.require": [{ country: "Germany" }, { everyone: false }, { emailList: "staff" }],
      "policies.admins.decision": "block",
      "policies.admins.sessionDuration": "1 day",
      "applications.wiki.domain": "https://wiki.acme.example",
      "applications.ledger.sessionDuration": "1000h",
    }),
    messages: [
      `${A}.policies.admins.decision: is not a decision. Write "allow", "deny", "bypass", or "nonIdentity".`,
      `${A}.policies.admins.include[0].email: is not an e-mail address. Write it like "ada@example.com".`,
      `${A}.policies.admins.include[1].emailDomain: is not a domain. Write it like "example.com".`,
      `${A}.policies.admins.include[2].ip: is not an IP address or range. Write it like "203.0.113.0/24".`,
      `${A}.policies.admins.require[0].country: is not a country in two capital letters. Write it like "DE".`,
      `${A}.policies.admins.require[1].everyone: can only be true. Write true, or remove the rule.`,
      `${A}.policies.admins.require[2].emailList: is not an id. Write it like "f174e90a-fafe-4643-bbbc-4a0ed4fc8415".`,
      `${A}.policies.admins.sessionDuration: is not a session's length of at most "730h". Write it like "24h".`,
      `${A}.applications.wiki.domain: is not a host name, with or without a path. Write it like "wiki.example.com".`,
      `${A}.applications.ledger.sessionDuration: is not a session's length of at most "730h". Write it like "24h".`,
    ],
  },
  {
    name: "empty lists",
    settings: access({
      "policies.admins.include": [],
      "applications.wiki.policies": [],
      "applications.ledger.loginMethods": [],
    }),
    messages: [
      `${A}.policies.admins.include: is empty, so nobody matches. Add a rule.`,
      `${A}.applications.wiki.policies: is empty, so nobody can enter. Name a policy that lets somebody in.`,
      `${A}.applications.ledger.loginMethods: is empty, which allows every login method of the account. Remove it, or name the ones you mean.`,
    ],
  },
  {
    name: "a name that is too long",
    settings: access({ "groups.staff.name": "x".repeat(256) }),
    messages: [`${A}.groups.staff.name: is longer than 255 characters. Shorten it.`],
  },
  {
    name: "a key of an application in upper case",
    settings: access({ "applications.Docs": { name: "Docs", domain: "docs.acme.example", policies: ["engineering"] } }),
    messages: [
      `${A}.applications.Docs: is not a key: a key is part of resource names, so it has lower-case letters, digits and hyphens only, at most 60. Write it like "finance-wiki"; the name that people see goes below it.`,
    ],
  },
  {
    name: "a one-time PIN that exists and is created",
    settings: access({ "loginMethods.oneTimePin": { existing: { id: PIN }, create: {} } }),
    messages: [
      `${A}.loginMethods.oneTimePin: needs exactly one of existing and create. Say whether the account has a one-time PIN or gets one.`,
    ],
  },
  {
    name: "references that lead nowhere",
    settings: access({
      "policies.engineering.include": [{ oktaGroup: "access-enginering" }],
      "policies.engineering.require": [{ accessGroup: "stuff" }],
      "applications.wiki.policies": ["enginering"],
    }),
    messages: [
      `${A}.policies.engineering.include[0].oktaGroup: "access-enginering" is not a key of ${S}.groups. Did you mean "access-engineering"?`,
      `${A}.policies.engineering.require[0].accessGroup: "stuff" is not a key of ${A}.groups. Did you mean "staff"?`,
      `${A}.applications.wiki.policies[0]: "enginering" is not a key of ${A}.policies. Did you mean "engineering"?`,
    ],
  },
  {
    name: "an Access group inside of itself",
    settings: access({ "groups.staff.exclude": [{ accessGroup: "staff" }] }),
    messages: [
      `${A}.groups.staff: the Access group "Staff" is inside of itself. Remove one of the rules with accessGroup that lead back to it.`,
    ],
  },
  {
    name: "a login method that is not declared",
    settings: access({ loginMethods: undefined }),
    messages: [
      `${A}.policies.admins.require[0].loginMethod: policy "Admins" names the login method "oneTimePin", which this stack does not have. Declare it in ${A}.loginMethods, or remove it here.`,
      `${A}.applications.ledger.loginMethods[1]: application "Ledger" names the login method "oneTimePin", which this stack does not have. Declare it in ${A}.loginMethods, or remove it here.`,
    ],
  },
  {
    name: "a redirect to Okta beside another login method",
    settings: access({ "applications.ledger.redirectToOkta": true }),
    messages: [
      `${A}.applications.ledger.redirectToOkta: needs Okta as the only login method, and application "Ledger" has "okta" and "oneTimePin". Set it to false, or loginMethods to ["okta"].`,
    ],
  },
  {
    name: "two applications on one domain",
    settings: access({ "applications.ledger.domain": "Wiki.acme.example" }),
    messages: [
      `${A}.applications.ledger.domain: is the domain of application "Wiki" too. Give each application a domain, or a path, of its own.`,
    ],
  },
  {
    name: "a claim that Cloudflare does not ask for, and an attribute of the other protocol",
    settings: access({
      "policies.engineering.include": [
        { oidcClaim: { name: "title", value: "Engineer" } },
        { samlAttribute: { name: "title", value: "Engineer" } },
      ],
    }),
    messages: [
      `${A}.policies.engineering.include[0].oidcClaim.name: policy "Engineering" asks for "title", which is not in ${S}.identityProvider.claims: Cloudflare never hears of it. Add it there, or use "department".`,
      `${A}.policies.engineering.include[1].samlAttribute: has no meaning with protocol "oidc". Use oidcClaim.`,
    ],
  },
  {
    name: "a policy on a group that is neither pushed nor passes the regular expression",
    settings: access({
      "policies.engineering.include": [{ oktaGroup: "finance" }],
      "!oidc.groupsClaim": { regex: "access-.*" },
    }),
    messages: [
      `${A}.policies.engineering.include[0].oktaGroup: policy "Engineering" names the group "Finance", which is not pushed: Cloudflare does not hear when somebody joins or leaves it. Add "finance" to ${S}.scim.pushGroups.`,
      `${A}.policies.engineering.include[0].oktaGroup: policy "Engineering" names the group "Finance", and ${S}.oidc.groupsClaim.regex keeps it out of the ID token: the rule never matches. Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or name another group.`,
    ],
  },
  {
    name: "an Access group that nobody can match",
    settings: access({ "groups.staff.exclude": [{ everyone: true }] }),
    messages: [
      `${A}.applications.wiki.policies: the rules of these policies and the login methods of application "Wiki" leave nobody who can enter. Correct what contradicts itself; when it is meant, confirm it in ${S}.lockoutGuard.confirm.`,
    ],
  },
  {
    name: "a policy that denies everyone before the one that allows",
    settings: access({
      "policies.nobody": { name: "Nobody", decision: "deny", include: [{ everyone: true }] },
      "applications.wiki.policies": ["nobody", "engineering"],
    }),
    messages: [
      `${A}.applications.wiki.policies: the rules of these policies and the login methods of application "Wiki" leave nobody who can enter. Correct what contradicts itself; when it is meant, confirm it in ${S}.lockoutGuard.confirm.`,
    ],
  },
  {
    name: "a confirmation without a reason, for no day of the calendar",
    settings: access({ "!lockoutGuard.confirm": { until: "2026-02-30" } }),
    messages: [
      `${S}.lockoutGuard.confirm.until: is not a day. Write it like "2026-12-01".`,
      `${S}.lockoutGuard.confirm.reason: is missing. Write the reason as text.`,
    ],
  },
  {
    name: "a wrong value beside references to what is wrong",
    settings: access({
      "policies.engineering.decision": "permit",
      "!groups.access-engineering": { create: {} },
      "applications.wiki.policies": ["engineering", "admin"],
    }),
    messages: [
      `${S}.groups.access-engineering.create.name: is missing. Write a name for the new group as text.`,
      `${A}.policies.engineering.decision: is not a decision. Write "allow", "deny", "bypass", or "nonIdentity".`,
      `${A}.applications.wiki.policies[1]: "admin" is not a key of ${A}.policies. Did you mean "admins"?`,
    ],
  },
];
