import type { Issue } from "../../lib/errors";
import { regexMatches } from "../../lib/groups-claim";
import type { Settings } from "../settings";
import type { At } from "./at";
import { groupName } from "./group-names";
import { signInOf } from "./who";

/** How the Okta provider signs in, as far as the settings care. */
export interface CredentialKind {
  /** True with an OAuth 2.0 service app or access token, false with an API token (SSWS). */
  readonly oauth: boolean;
}

/** A groups claim that the provider would leave out. */
export function claimWithoutApiToken(settings: Settings, credentials: CredentialKind, at: At): Issue[] {
  if (!credentials.oauth || settings.protocol === "saml" || settings.authorizationServer !== undefined) {
    return [];
  }
  return [
    {
      where: at("oidc", "groupsClaim"),
      problem:
        "Okta lets only an API token set the groups claim of the organization's authorization server; with OAuth credentials the provider skips it without a word, and no group would reach Cloudflare",
      advice: `Use okta:apiToken, or a custom authorization server: ${at("authorizationServer")}`,
    },
  ];
}

/** Access matches a pushed group by the name that arrives at a login: a group that never arrives never matches. */
export function unreachablePushGroups(settings: Settings, at: At): Issue[] {
  const { scim } = settings;
  if (!scim.enabled) {
    return [];
  }
  const { section, app, carrier, groupsRegex, groupsRegexPath, ...signIn } = signInOf(settings);
  const nobody = signIn.assignedGroups.length + signIn.assignedUsers.length === 0;
  return scim.pushGroups.flatMap((key, index) => {
    const name = groupName(settings, key);
    const where = at("scim", "pushGroups", index);
    if (name !== undefined && !regexMatches(groupsRegex, name)) {
      return [
        {
          where,
          problem: `the group "${name}" is pushed to Access, but ${at(...groupsRegexPath)} keeps it out of the ${carrier}: a policy that names it never matches`,
          advice:
            'Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or do not push the group',
        },
      ];
    }
    if (nobody) {
      return [
        {
          where,
          problem: `the group "${name ?? key}" is pushed to Access, but nobody in the ${app} assignment can carry it: a policy that names it never matches`,
          advice: `Assign its members in ${at(section, "assignedGroups")}`,
        },
      ];
    }
    return [];
  });
}
