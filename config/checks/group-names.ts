import { oktaGroupsInRules } from "../../lib/access-objects";
import type { Issue } from "../../lib/errors";
import { suggest } from "../../lib/words";
import type { Settings } from "../settings";
import type { At } from "./at";

/** Where the settings speak of groups by their key. */
export const GROUP_LISTS = [
  ["oidc", "assignedGroups"],
  ["saml", "assignedGroups"],
  ["scim", "assignedGroups"],
  ["scim", "pushGroups"],
] as const;

/** The keys in one of {@link GROUP_LISTS}. */
export function groupList(settings: Settings, [section, name]: (typeof GROUP_LISTS)[number]): readonly string[] {
  return section === "scim" ? settings.scim[name] : settings[section].assignedGroups;
}

/** The name of a group as far as the settings tell: not for a group given by id. */
export function groupName(settings: Settings, key: string): string | undefined {
  const group = settings.groups[key];
  return group?.create?.name ?? group?.existing?.name;
}

/** A list names a group that is not there. */
export function unknownGroupKeys(settings: Settings, at: At): Issue[] {
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

/** Two keys for one group. */
export function sameGroupTwice(settings: Settings, at: At): Issue[] {
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

/** A group that no list names, and no rule. */
export function unusedGroups(settings: Settings, at: At): Issue[] {
  const used = new Set([
    ...GROUP_LISTS.flatMap((path) => groupList(settings, path)),
    ...oktaGroupsInRules(settings.access),
  ]);
  return Object.keys(settings.groups).flatMap((key) =>
    used.has(key) ? [] : [{ where: at("groups", key), problem: "is in no list", advice: "Use it, or remove it" }],
  );
}
