import { BAD_ACCESS_SETTINGS } from "./bad-access-settings";
import { BAD_AUTHORIZATION_SERVERS } from "./bad-authorization-server";
import type { BadConfig } from "./bad-config";
import { BAD_SAML_SETTINGS } from "./bad-saml-settings";

const S = "okta-cloudflare-access:settings";

/** Settings that are wrong, in otherwise good configurations. */
export const BAD_SETTINGS: readonly BadConfig[] = [
  {
    name: "an account id that is missing",
    settings: { accountId: undefined },
    messages: [`${S}.accountId: is missing. Write the account id's 32 characters, in quotes.`],
  },
  {
    name: "an account id that is too short",
    settings: { accountId: "5a0d00c10fda7eac" },
    messages: [
      `${S}.accountId: is not a Cloudflare account id. An account id has 32 characters, 0-9 and a-f; the dashboard shows it in its address.`,
    ],
  },
  {
    name: "an account id in upper case",
    settings: { accountId: "5A0D00C10FDA7EACCE55000000000001" },
    messages: [
      `${S}.accountId: is not a Cloudflare account id. An account id has 32 characters, 0-9 and a-f; the dashboard shows it in its address.`,
    ],
  },
  {
    name: "an account id without quotes, read as a number",
    settings: { accountId: 1e31 },
    messages: [`${S}.accountId: expected a Cloudflare account id. Write the account id's 32 characters, in quotes.`],
  },
  {
    name: "a team that is missing",
    settings: { team: undefined },
    messages: [
      `${S}.team: is missing. Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com").`,
    ],
  },
  {
    name: "a team as a URL",
    settings: { team: "https://acme.cloudflareaccess.com" },
    messages: [
      `${S}.team: is neither a team name nor a team domain. Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com"), lower case, without "https://" and without a slash.`,
    ],
  },
  {
    name: "a team with a slash",
    settings: { team: "acme.cloudflareaccess.com/" },
    messages: [
      `${S}.team: is neither a team name nor a team domain. Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com"), lower case, without "https://" and without a slash.`,
    ],
  },
  {
    name: "a team in upper case",
    settings: { team: "Acme" },
    messages: [
      `${S}.team: is neither a team name nor a team domain. Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com"), lower case, without "https://" and without a slash.`,
    ],
  },
  {
    name: "a team under another domain",
    settings: { team: "acme.example.com" },
    messages: [
      `${S}.team: is neither a team name nor a team domain. Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com"), lower case, without "https://" and without a slash.`,
    ],
  },
  {
    name: "a team with an underscore",
    settings: { team: "acme_corp" },
    messages: [
      `${S}.team: is neither a team name nor a team domain. Write the team name ("acme") or the full team domain ("acme.cloudflareaccess.com"), lower case, without "https://" and without a slash.`,
    ],
  },
  {
    name: "an Admin Console address without https",
    settings: { oktaAdminUrl: "acme-admin.okta.com" },
    messages: [`${S}.oktaAdminUrl: is not an https URL. Write it like "https://acme-admin.okta.com".`],
  },
  {
    name: "a mistyped key at the top",
    settings: { idenityProvider: {} },
    messages: [`${S}.idenityProvider: is not a setting. Did you mean "identityProvider"?`],
  },
  {
    name: "a mistyped key in oidc",
    settings: { "oidc.assingedGroups": ["engineering"] },
    messages: [`${S}.oidc.assingedGroups: is not a setting. Did you mean "assignedGroups"?`],
  },
  {
    name: "a mistyped key in the groups claim",
    settings: { "oidc.groupsClaim": { regx: ".*" } },
    messages: [`${S}.oidc.groupsClaim.regx: is not a setting. Did you mean "regex"?`],
  },
  {
    name: "a mistyped key in identityProvider",
    settings: { "identityProvider.pcke": true },
    messages: [`${S}.identityProvider.pcke: is not a setting. Did you mean "pkce"?`],
  },
  {
    name: "a mistyped key in scim, in other letter case",
    settings: { "scim.RemoveSeats": true },
    messages: [`${S}.scim.RemoveSeats: is not a setting. Did you mean "removeSeats"?`],
  },
  {
    name: "a key of scim that resembles none",
    settings: { "scim.color": "blue" },
    messages: [
      `${S}.scim.color: is not a setting. Use one of the settings here: "enabled", "appLabel", "deprovisionUsers", "removeSeats", "groupMembershipChange", "createUsers", "updateUsers", "deactivateUsers", "connection", "consoleDone", "secretRotation", "secretRotationEntered", "assignedGroups", "assignedUsers", or "pushGroups".`,
    ],
  },
  {
    name: "a mistyped key in a group",
    settings: { "groups.finance": { exsting: { name: "Finance" } } },
    messages: [`${S}.groups.finance.exsting: is not a setting. Did you mean "existing"?`],
  },
  {
    name: "a mistyped key in a group to create",
    settings: { "groups.access-finance.create.desciption": "x" },
    messages: [`${S}.groups.access-finance.create.desciption: is not a setting. Did you mean "description"?`],
  },
  {
    name: "a section that is a list",
    settings: { scim: [] },
    messages: [
      `${S}.scim: expected a map of settings. Write it as a YAML map with the keys "enabled", "appLabel", "deprovisionUsers", "removeSeats", "groupMembershipChange", "createUsers", "updateUsers", "deactivateUsers", "connection", "consoleDone", "secretRotation", "secretRotationEntered", "assignedGroups", "assignedUsers", and "pushGroups".`,
    ],
  },
  {
    name: "a section left empty",
    settings: { identityProvider: null },
    messages: [
      `${S}.identityProvider: expected a map of settings. Write it as a YAML map with the keys "name", "pkce", "claims", and "protect".`,
    ],
  },
  {
    name: "groups as a list",
    settings: { groups: ["Engineering", "Finance"] },
    messages: [`${S}.groups: expected groups by key. Write it as a YAML map.`],
  },
  {
    name: "a group that is only a name",
    settings: { "groups.finance": "Finance" },
    messages: [
      `${S}.groups.finance: expected a map of settings. Write it as a YAML map with the keys "existing" and "create".`,
    ],
  },
  {
    name: "a group that both exists and is created",
    settings: { "groups.finance.create": { name: "Finance" } },
    messages: [
      `${S}.groups.finance: needs exactly one of existing and create. Say whether the group exists in Okta or is created by this stack.`,
    ],
  },
  {
    name: "a group that neither exists nor is created",
    settings: { "groups.finance": {} },
    messages: [
      `${S}.groups.finance: needs exactly one of existing and create. Say whether the group exists in Okta or is created by this stack.`,
    ],
  },
  {
    name: "an existing group by name and id",
    settings: { "groups.finance.existing.id": "00g1emaKYZTWRYYRRTSK" },
    messages: [
      `${S}.groups.finance.existing: needs exactly one of name and id. Name the group as Okta shows it, or give its id, not both.`,
    ],
  },
  {
    name: "an existing group by neither",
    settings: { "groups.finance.existing": {} },
    messages: [
      `${S}.groups.finance.existing: needs exactly one of name and id. Name the group as Okta shows it, or give its id, not both.`,
    ],
  },
  {
    name: "a group id that is none",
    settings: { "groups.finance.existing": { id: "00u1emaKYZTWRYYRRTSK" } },
    messages: [
      `${S}.groups.finance.existing.id: is not an Okta group id. A group id has 20 characters and starts with "00g".`,
    ],
  },
  {
    name: "a group key with a blank and an upper-case letter",
    settings: { "groups.Access Finance": { existing: { name: "Access Finance" } } },
    messages: [
      `${S}.groups["Access Finance"]: is not a key: a key is part of resource names, so it has lower-case letters, digits and hyphens only, at most 60. Write it like "access-engineering"; the group's real name goes below it.`,
    ],
  },
  {
    name: "a group name that ends with a blank",
    settings: { "groups.finance.existing.name": "Finance " },
    messages: [`${S}.groups.finance.existing.name: starts or ends with a blank. Remove the blank.`],
  },
  {
    name: "a group name of two lines",
    settings: { "groups.access-finance.create.name": "access\nfinance" },
    messages: [`${S}.groups.access-finance.create.name: holds a line break or a control character. Write one line.`],
  },
  {
    name: "a group to create without a name",
    settings: { "groups.access-finance.create.name": undefined },
    messages: [`${S}.groups.access-finance.create.name: is missing. Write a name for the new group as text.`],
  },
  {
    name: "a group name that is too long",
    settings: { "groups.access-finance.create.name": "x".repeat(256) },
    messages: [`${S}.groups.access-finance.create.name: is longer than 255 characters. Shorten it.`],
  },
  {
    name: "two keys for one Okta group",
    settings: { "groups.access-finance.create.name": "Finance" },
    messages: [
      `${S}.groups.finance: is the same Okta group as "access-finance". Keep one of the two keys and use it in every list.`,
    ],
  },
  {
    name: "an unknown group key that resembles a known one",
    settings: { "oidc.assignedGroups": ["engineering", "finanse"] },
    messages: [`${S}.oidc.assignedGroups[1]: "finanse" is not a key of ${S}.groups. Did you mean "finance"?`],
  },
  {
    name: "an unknown group key that resembles none",
    settings: { "scim.pushGroups": ["access-engineering", "quality"] },
    messages: [
      `${S}.scim.pushGroups[1]: "quality" is not a key of ${S}.groups. Use one of the groups there: "access-engineering", "access-finance", "engineering", or "finance".`,
    ],
  },
  {
    name: "a group's name in the place of its key",
    settings: { "oidc.assignedGroups": ["Engineering"] },
    messages: [
      `${S}.oidc.assignedGroups[0]: is not a group key: those have lower-case letters, digits and hyphens only. Write a key of settings.groups, not the group's name in Okta.`,
    ],
  },
  {
    name: "a list that is one text",
    settings: { "oidc.assignedGroups": "engineering" },
    messages: [
      `${S}.oidc.assignedGroups: expected a list of group keys (keys of settings.groups). Write it as a YAML list.`,
    ],
  },
  {
    name: "a group listed twice",
    settings: { "scim.assignedGroups": ["engineering", "finance", "engineering"] },
    messages: [`${S}.scim.assignedGroups[2]: is listed already, at [0]. Remove one of the two.`],
  },
  {
    name: "a user listed twice, in other letter case",
    settings: { "oidc.assignedUsers": ["ada@example.com", "Ada@example.com"] },
    messages: [`${S}.oidc.assignedUsers[1]: is listed already, at [0]. Remove one of the two.`],
  },
  {
    name: "a user that is a number",
    settings: { "scim.assignedUsers": [42] },
    messages: [`${S}.scim.assignedUsers[0]: expected an Okta login. Write an Okta login as text.`],
  },
  {
    name: "the same group assigned and pushed",
    settings: { "scim.pushGroups": ["access-engineering", "finance"] },
    messages: [
      `${S}.scim.pushGroups[1]: "finance" is also in ${S}.scim.assignedGroups, and Okta does not support one group for both app assignment and Group Push: memberships then arrive incomplete. Assign a second group with the same members, and push this one.`,
    ],
  },
  {
    name: "seats removed without deprovisioning",
    settings: { "scim.removeSeats": true, "scim.deprovisionUsers": false },
    messages: [
      `${S}.scim.removeSeats: a seat can only be removed from a user who is deprovisioned. Set ${S}.scim.deprovisionUsers to true, or removeSeats to false.`,
    ],
  },
  {
    name: "a console done that was never begun",
    settings: { "scim.consoleDone": true },
    messages: [
      `${S}.scim.consoleDone: has no meaning with connection "api". Remove it, or set ${S}.scim.connection to "console".`,
    ],
  },
  {
    name: "a secret that was entered where nobody enters one",
    settings: { "scim.secretRotation": "1", "scim.secretRotationEntered": "1" },
    messages: [
      `${S}.scim.secretRotationEntered: has no meaning with connection "api": the deployment enters the secret itself. Remove it, or set ${S}.scim.connection to "console".`,
    ],
  },
  {
    name: "a switch that is a text",
    settings: { "scim.enabled": "yes" },
    messages: [`${S}.scim.enabled: expected true or false. Write true or false, without quotes.`],
  },
  {
    name: "the API's word for the group change behaviour",
    settings: { "scim.groupMembershipChange": "reauth" },
    messages: [
      `${S}.scim.groupMembershipChange: is not a group membership change behaviour. Write "reauthenticate", "automatic", or "none".`,
    ],
  },
  {
    name: "a connection that is neither of the two",
    settings: { "scim.connection": "manual" },
    messages: [`${S}.scim.connection: is not a way to set up the SCIM connection. Write "api" or "console".`],
  },
  {
    name: "a connection that is neither of the two, with its console done",
    settings: { "scim.connection": "Console", "scim.consoleDone": true },
    messages: [`${S}.scim.connection: is not a way to set up the SCIM connection. Write "api" or "console".`],
  },
  {
    name: "a groups claim regex that cannot be read",
    settings: { "oidc.groupsClaim": { regex: "(access-" } },
    messages: [`${S}.oidc.groupsClaim.regex: is not a regular expression: Unterminated group. Correct it.`],
  },
  {
    name: "a groups claim regex that begins with a star",
    settings: { "oidc.groupsClaim": { regex: "*-access" } },
    messages: [`${S}.oidc.groupsClaim.regex: is not a regular expression: Nothing to repeat. Correct it.`],
  },
  {
    name: "an empty groups claim regex",
    settings: { "oidc.groupsClaim": { regex: "" } },
    messages: [`${S}.oidc.groupsClaim.regex: is empty, so no group would pass. Write ".*" for every group.`],
  },
  {
    name: "a claim name with a blank",
    settings: { "oidc.groupsClaim": { name: "my groups" } },
    messages: [`${S}.oidc.groupsClaim.name: contains a blank. Write one word.`],
  },
  {
    name: "an extra claim listed twice",
    settings: { "identityProvider.claims": ["department", "department"] },
    messages: [`${S}.identityProvider.claims[1]: is listed already, at [0]. Remove one of the two.`],
  },
  {
    name: "an app label that is too long",
    settings: { "oidc.appLabel": "x".repeat(101) },
    messages: [`${S}.oidc.appLabel: is longer than 100 characters. Shorten it.`],
  },
  {
    name: "an app label of blanks",
    settings: { "scim.appLabel": "  " },
    messages: [`${S}.scim.appLabel: is empty. Write a label.`],
  },
  {
    name: "several problems at once",
    settings: {
      accountId: "f037",
      "oidc.assignedGroups": ["enginering"],
      "oidc.groupsClaim": { regx: ".*" },
      "scim.removeSeats": true,
      "scim.deprovisionUsers": false,
      "scim.pushGroups": ["finance"],
    },
    messages: [
      `${S}.accountId: is not a Cloudflare account id. An account id has 32 characters, 0-9 and a-f; the dashboard shows it in its address.`,
      `${S}.oidc.groupsClaim.regx: is not a setting. Did you mean "regex"?`,
      `${S}.oidc.assignedGroups[0]: "enginering" is not a key of ${S}.groups. Did you mean "engineering"?`,
      `${S}.scim.pushGroups[0]: "finance" is also in ${S}.scim.assignedGroups, and Okta does not support one group for both app assignment and Group Push: memberships then arrive incomplete. Assign a second group with the same members, and push this one.`,
      `${S}.scim.removeSeats: a seat can only be removed from a user who is deprovisioned. Set ${S}.scim.deprovisionUsers to true, or removeSeats to false.`,
    ],
  },
  ...BAD_SAML_SETTINGS,
  ...BAD_ACCESS_SETTINGS,
  ...BAD_AUTHORIZATION_SERVERS,
];
