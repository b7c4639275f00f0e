import type { Issue } from "../lib/errors";
import { regexMatches } from "../lib/groups-claim";
import { quoteList, suggest } from "../lib/words";
import { configPath, type Path } from "./issues";
import type { Settings } from "./settings";

/** What the checks across several settings found. */
export interface Findings {
  /** Stop the deployment. */
  readonly errors: readonly Issue[];
  /** Worth knowing, deployed all the same. */
  readonly warnings: readonly Issue[];
}

/** How the Okta provider signs in, as far as the settings care. */
export interface CredentialKind {
  /** True with an OAuth 2.0 service app or access token, false with an API token (SSWS). */
  readonly oauth: boolean;
}

/**
 * Checks what no single setting can know: references between settings, and combinations that cannot work or that leave
 * someone outside, or inside.
 *
 * @param root The config key of the settings.
 */
export function checkSettings(root: string, settings: Settings, credentials: CredentialKind): Findings {
  const at = (...path: Path): string => configPath(root, path);
  return {
    errors: [
      ...unknownGroupKeys(settings, at),
      ...sameGroupTwice(settings, at),
      ...assignedAndPushed(settings, at),
      ...scimContradictions(settings, at),
      ...claimWithoutApiToken(settings, credentials, at),
    ],
    warnings: [
      ...nobodyAssigned(settings, at),
      ...unreachablePushGroups(settings, at),
      ...leaverGaps(settings, at),
      ...unusedGroups(settings, at),
    ],
  };
}

type At = (...path: Path) => string;

/** Where the settings speak of groups by their key. */
export const GROUP_LISTS = [
  ["oidc", "assignedGroups"],
  ["scim", "assignedGroups"],
  ["scim", "pushGroups"],
] as const;

function groupList(settings: Settings, [section, name]: (typeof GROUP_LISTS)[number]): readonly string[] {
  return section === "oidc" ? settings.oidc.assignedGroups : settings.scim[name];
}

/** The name of a group as far as the settings tell: not for a group given by id. */
function groupName(settings: Settings, key: string): string | undefined {
  const group = settings.groups[key];
  return group?.create?.name ?? group?.existing?.name;
}

function unknownGroupKeys(settings: Settings, at: At): Issue[] {
  const known = Object.keys(settings.groups);
  return GROUP_LISTS.flatMap((path) =>
    groupList(settings, path).flatMap((key, index) =>
      known.includes(key)
        ? []
        : [
            {
              where: at(...path, index),
              problem: `"${key}" is not a key of ${at("groups")}`,
              advice: suggest(key, known, "groups there"),
            },
          ],
    ),
  );
}

function sameGroupTwice(settings: Settings, at: At): Issue[] {
  const first = new Map<string, string>();
  return Object.entries(settings.groups).flatMap(([key, group]) => {
    const identity = groupName(settings, key) ?? group.existing?.id ?? key;
    const earlier = first.get(identity);
    if (earlier === undefined) {
      first.set(identity, key);
      return [];
    }
    return [
      {
        where: at("groups", key),
        problem: `is the same Okta group as "${earlier}"`,
        advice: `Keep one of the two keys and use it in every list`,
      },
    ];
  });
}

function assignedAndPushed(settings: Settings, at: At): Issue[] {
  return settings.scim.pushGroups.flatMap((key, index) =>
    settings.scim.assignedGroups.includes(key)
      ? [
          {
            where: at("scim", "pushGroups", index),
            problem: `"${key}" is also in ${at("scim", "assignedGroups")}, and Okta does not support one group for both app assignment and Group Push: memberships then arrive incomplete`,
            advice: "Assign a second group with the same members, and push this one",
          },
        ]
      : [],
  );
}

function scimContradictions({ scim }: Settings, at: At): Issue[] {
  const issues: Issue[] = [];
  if (scim.removeSeats && !scim.deprovisionUsers) {
    issues.push({
      where: at("scim", "removeSeats"),
      problem: "a seat can only be removed from a user who is deprovisioned",
      advice: `Set ${at("scim", "deprovisionUsers")} to true, or removeSeats to false`,
    });
  }
  if (scim.consoleDone && scim.connection !== "console") {
    issues.push({
      where: at("scim", "consoleDone"),
      problem: 'has no meaning with connection "api"',
      advice: `Remove it, or set ${at("scim", "connection")} to "console"`,
    });
  }
  return issues;
}

function claimWithoutApiToken(settings: Settings, credentials: CredentialKind, at: At): Issue[] {
  if (!credentials.oauth || settings.identityProvider.authorizationServerId !== undefined) {
    return [];
  }
  return [
    {
      where: at("oidc", "groupsClaim"),
      problem:
        "Okta lets only an API token set the groups claim of the organization's authorization server; with OAuth credentials the provider skips it without a word, and no group would reach Cloudflare",
      advice: `Use okta:apiToken, or name a custom authorization server in ${at("identityProvider", "authorizationServerId")}`,
    },
  ];
}

function nobodyAssigned(settings: Settings, at: At): Issue[] {
  const { oidc, scim } = settings;
  const issues: Issue[] = [];
  if (oidc.assignedGroups.length + oidc.assignedUsers.length === 0) {
    issues.push({
      where: at("oidc", "assignedGroups"),
      problem: "nobody is assigned to the OIDC app, so nobody can log in",
      advice: "List a group or a user",
    });
  }
  if (scim.enabled && scim.pushGroups.length > 0 && scim.assignedGroups.length + scim.assignedUsers.length === 0) {
    issues.push({
      where: at("scim", "assignedGroups"),
      problem: "nobody is assigned to the SCIM app, so the pushed groups arrive without members",
      advice: "Assign the members of the pushed groups, through another group",
    });
  }
  return issues;
}

/** Access matches a pushed group by the name in the ID token: a group that never gets into a token never matches. */
function unreachablePushGroups(settings: Settings, at: At): Issue[] {
  const { oidc, scim } = settings;
  if (!scim.enabled) {
    return [];
  }
  const nobody = oidc.assignedGroups.length + oidc.assignedUsers.length === 0;
  return scim.pushGroups.flatMap((key, index) => {
    const name = groupName(settings, key);
    const where = at("scim", "pushGroups", index);
    if (name !== undefined && !regexMatches(oidc.groupsClaim.regex, name)) {
      return [
        {
          where,
          problem: `the group "${name}" is pushed to Access, but ${at("oidc", "groupsClaim", "regex")} keeps it out of the ID token: a policy that names it never matches`,
          advice:
            'Widen the regular expression, which must match the whole name ("access-.*", not "access-"), or do not push the group',
        },
      ];
    }
    if (nobody) {
      return [
        {
          where,
          problem: `the group "${name ?? key}" is pushed to Access, but nobody in the OIDC assignment can carry it: a policy that names it never matches`,
          advice: `Assign its members in ${at("oidc", "assignedGroups")}`,
        },
      ];
    }
    return [];
  });
}

function leaverGaps(settings: Settings, at: At): Issue[] {
  const { oidc, scim } = settings;
  if (!scim.enabled) {
    return [];
  }
  const issues: Issue[] = [];
  if (scim.createUsers && !scim.deactivateUsers) {
    issues.push({
      where: at("scim", "deactivateUsers"),
      problem: "Okta creates users in Cloudflare but never tells it when one leaves",
      advice: "Set it to true",
    });
  }
  const signInOnly = oidc.assignedGroups.filter(
    (key) => !scim.assignedGroups.includes(key) && settings.groups[key] !== undefined,
  );
  if (signInOnly.length > 0) {
    issues.push({
      where: at("scim", "assignedGroups"),
      problem: `${quoteList(signInOnly)} may log in but ${signInOnly.length === 1 ? "is" : "are"} not assigned for provisioning: the session of someone who leaves lives until it expires`,
      advice: "Add the group here too, unless its members are covered by another one",
    });
  }
  return issues;
}

function unusedGroups(settings: Settings, at: At): Issue[] {
  const used = new Set(GROUP_LISTS.flatMap((path) => groupList(settings, path)));
  return Object.keys(settings.groups).flatMap((key) =>
    used.has(key) ? [] : [{ where: at("groups", key), problem: "is in no list", advice: "Use it, or remove it" }],
  );
}
