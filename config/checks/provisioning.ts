import type { Issue } from "../../lib/errors";
import { quoteList } from "../../lib/words";
import type { Settings } from "../settings";
import type { At } from "./at";
import { isCombined, provisionedOf, signInOf } from "./who";

/** One group for both app assignment and Group Push. */
export function assignedAndPushed(settings: Settings, at: At): Issue[] {
  const { section, assignedGroups } = provisionedOf(settings);
  return settings.scim.pushGroups.flatMap((key, index) =>
    assignedGroups.includes(key)
      ? [
          {
            where: at("scim", "pushGroups", index),
            problem: `"${key}" is also in ${at(section, "assignedGroups")}, and Okta does not support one group for both app assignment and Group Push: memberships then arrive incomplete`,
            advice: "Assign a second group with the same members, and push this one",
          },
        ]
      : [],
  );
}

/** Switches that contradict each other. */
export function scimContradictions({ scim }: Settings, at: At): Issue[] {
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
  if (scim.secretRotationEntered !== undefined && scim.connection !== "console") {
    issues.push({
      where: at("scim", "secretRotationEntered"),
      problem: 'has no meaning with connection "api": the deployment enters the secret itself',
      advice: `Remove it, or set ${at("scim", "connection")} to "console"`,
    });
  }
  return issues;
}

/** Apps without anybody in them. */
export function nobodyAssigned(settings: Settings, at: At): Issue[] {
  const { scim } = settings;
  const { section, app, ...signIn } = signInOf(settings);
  const issues: Issue[] = [];
  if (signIn.assignedGroups.length + signIn.assignedUsers.length === 0) {
    issues.push({
      where: at(section, "assignedGroups"),
      problem: `nobody is assigned to the ${app} app, so nobody can log in`,
      advice: "List a group or a user",
    });
  }
  if (
    scim.enabled &&
    !isCombined(settings) &&
    scim.pushGroups.length > 0 &&
    scim.assignedGroups.length + scim.assignedUsers.length === 0
  ) {
    issues.push({
      where: at("scim", "assignedGroups"),
      problem: "nobody is assigned to the SCIM app, so the pushed groups arrive without members",
      advice: "Assign the members of the pushed groups, through another group",
    });
  }
  return issues;
}

/** Who leaves and stays logged in. */
export function leaverGaps(settings: Settings, at: At): Issue[] {
  const { scim } = settings;
  if (!scim.enabled) {
    return [];
  }
  const provisioned = provisionedOf(settings);
  const issues: Issue[] = [];
  if (scim.createUsers && !scim.deactivateUsers) {
    issues.push({
      where: at("scim", "deactivateUsers"),
      problem: "Okta creates users in Cloudflare but never tells it when one leaves",
      advice: "Set it to true",
    });
  }
  const signInOnly = signInOf(settings).assignedGroups.filter(
    (key) => !provisioned.assignedGroups.includes(key) && settings.groups[key] !== undefined,
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
