import { assignmentsIn } from "../../lib/assignments";
import { pushesIn } from "../../lib/keyed-groups";
import { stackRule } from "../../lib/stack-rule";

/** A group is assigned or pushed, not both. */
export const pushNotAssigned = stackRule({
  name: "okta-push-not-assigned",
  description:
    "No group is both assigned to an app and pushed to it: Okta does not support that, and memberships get lost.",
  severity: "high",
  remediationSteps: "Assign another group that contains the same people, and push this one.",
  url: "https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-group-push-troubleshoot.htm",
  kinds: ["pushGroup", "keyedPushGroups", "groupAssignment", "groupAssignments", "keyedAssignments"],
  check: (stack, _config, found) => {
    const pushes = pushesIn(stack);
    if (pushes.length === 0) {
      stack.notApplicable("the stack pushes no groups");
    }
    const assignments = assignmentsIn(stack);
    for (const { by, app, group, key } of pushes) {
      const twin = assignments.find(
        (one) => app !== undefined && group !== undefined && one.app === app && one.group === group,
      );
      if (twin !== undefined) {
        found(
          by,
          `${key === undefined ? "" : `groups["${key}"]: `}${twin.by.label} assigns the same group to the same app`,
          "Assign another group",
        );
      }
    }
  },
});
