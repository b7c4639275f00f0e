import { textAt } from "../../api/json";
import type { DeployedApp } from "../../lib/deployed";
import { type Check, fail, type Outcome, pass, warn, withoutScim } from "../check";
import { whoDidIt } from "../drift";
import type { Subject } from "../subject";

/** The app for sign-in is assigned to whom it was declared to be, and to somebody at all. */
export const signInAssignments: Check = {
  id: "sign-in-assignments",
  section: "signIn",
  title: "Who may log in",
  look: (subject) => look(subject, subject.deployed.signInApp, "nobody can log in"),
};

/** The SCIM app is assigned to whom it was declared to be. */
export const scimAssignments: Check = {
  id: "scim-assignments",
  section: "provisioning",
  title: "Who is provisioned",
  pointless: (deployed) =>
    withoutScim(deployed) ?? (deployed.scim?.app.id === deployed.signInApp.id ? "those who may log in are" : undefined),
  look: (subject) => look(subject, subject.deployed.scim?.app as DeployedApp, "nobody is provisioned"),
};

async function look(subject: Subject, { id, assignments }: DeployedApp, whenNobody: string): Promise<Outcome> {
  const { groups, users } = await subject.assignments(id);
  const groupIds = new Set(groups.map((group) => String(group.id)));
  // A person who comes by a group is listed too.
  const direct = users.filter(({ scope }) => scope === "USER");
  const userIds = new Set(direct.map((user) => String(user.id)));
  const missing = [
    ...Object.entries(assignments.groups).flatMap(([key, group]) =>
      groupIds.has(group) ? [] : [`group "${subject.deployed.groupNames[key] ?? key}": is not assigned`],
    ),
    ...Object.entries(assignments.users).flatMap(([login, user]) =>
      userIds.has(user) ? [] : [`${login}: is not assigned`],
    ),
  ];
  if (missing.length > 0) {
    return fail(
      "the app is not assigned to everybody it should be",
      missing,
      "Run `pulumi up --refresh`: it assigns them again.",
    );
  }
  if (groupIds.size + userIds.size === 0) {
    return warn(`no group and no person is assigned: ${whenNobody}`, [], "Name groups in assignedGroups.");
  }
  const declaredGroups = new Set(Object.values(assignments.groups));
  const declaredUsers = new Set(Object.values(assignments.users));
  const extraGroups = [...groupIds].filter((group) => !declaredGroups.has(group));
  const extraUsers = direct.filter((user) => !declaredUsers.has(String(user.id)));
  const extra = [
    ...(await Promise.all(
      extraGroups.map(async (group) => {
        const by = await whoDidIt(subject, "group.application_assignment.add", id, group);
        return `group "${(await subject.groupName(group)) ?? group}": is assigned${by}`;
      }),
    )),
    ...(await Promise.all(
      extraUsers.map(async (user) => {
        const by = await whoDidIt(subject, "application.user_membership.add", id, String(user.id));
        return `${textAt(user, "credentials", "userName") ?? String(user.id)}: is assigned${by}`;
      }),
    )),
  ];
  return extra.length === 0
    ? pass(`${count(groupIds.size, "group")} and ${count(userIds.size, "person", "people")} are assigned, as declared`)
    : warn(
        "the app is assigned to others besides, by hand",
        extra,
        "Take them away in the app's Assignments tab, or name them in the settings.",
      );
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
