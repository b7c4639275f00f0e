import type { AccessObjects } from "../../lib/access-objects";
import { type AccessFinding, type AccessFindings, accessFindings } from "../../lib/access-problems";
import type { Issue } from "../../lib/errors";
import type { Settings } from "../settings";
import type { At } from "./at";
import { claimsOf } from "./authorization-server";
import { groupName } from "./group-names";
import { signInOf } from "./who";

/** What is wrong, or worth knowing, about what Access is for. */
export function accessIssues(
  settings: Settings,
  confirmed: boolean,
  at: At,
): { readonly errors: readonly Issue[]; readonly warnings: readonly Issue[] } {
  const { errors, warnings } = findings(settings, confirmed, at);
  const issue = ({ path, problem, advice }: AccessFinding): Issue => ({
    where: at("access", ...path),
    problem,
    advice,
  });
  return { errors: errors.map(issue), warnings: warnings.map(issue) };
}

/** Whether a stack has anything in Access but the login method through Okta. */
export function hasAccessObjects({ access }: Pick<Settings, "access">): boolean {
  return (
    access.loginMethods.oneTimePin !== undefined ||
    [access.groups, access.policies, access.applications].some((objects) => Object.keys(objects).length > 0)
  );
}

function findings(settings: Settings, confirmed: boolean, at: At): AccessFindings {
  const { protocol, access, scim } = settings;
  const { section, carrier, assignedGroups, assignedUsers, groupsRegex, groupsRegexPath } = signInOf(settings);
  const isSaml = protocol === "saml";
  const objects: AccessObjects = access;
  return accessFindings(objects, {
    protocol,
    oktaGroups: Object.fromEntries(
      Object.keys(settings.groups).map((key) => [key, { name: groupName(settings, key) }]),
    ),
    pushed: scim.enabled ? scim.pushGroups : undefined,
    filter: { regex: groupsRegex, name: at(...groupsRegexPath), carrier },
    somebodyAssigned: assignedGroups.length + assignedUsers.length > 0,
    claims: isSaml ? Object.keys(settings.saml.attributes) : claimsOf(settings),
    confirmed,
    names: {
      groups: at("groups"),
      pushGroups: at("scim", "pushGroups"),
      assignedGroups: at(section, "assignedGroups"),
      claims: isSaml ? at("saml", "attributes") : at("identityProvider", "claims"),
      access: `${at("access")}.`,
      confirm: at("lockoutGuard", "confirm"),
    },
  });
}
