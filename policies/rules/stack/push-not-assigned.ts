import { assignmentsIn } from "../../lib/assignments";
import { reference, stackRule } from "../../lib/stack-rule";

/** A group is assigned or pushed, not both. */
export const pushNotAssigned = stackRule({
  name: "okta-push-not-assigned",
  description:
    "No group is both assigned to an app and pushed to it: Okta does not support that, and memberships get lost.",
  severity: "high",
  remediationSteps: "Assign another group that contains the same people, and push this one.",
  url: "https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-group-push-troubleshoot.htm",
  kinds: ["pushGroup", "groupAssignment", "groupAssignments"],
  check: (stack, _config, found) => {
    const pushes = stack.members("pushGroup");
    if (pushes.length === 0) {
      stack.notApplicable("the stack pushes no groups");
    }
    const assignments = assignmentsIn(stack);
    for (const push of pushes) {
      const [app, group] = [reference(push, "appId"), reference(push, "sourceGroupId")];
      const twin = assignments.find(
        (one) => app !== undefined && group !== undefined && one.app === app && one.group === group,
      );
      if (twin !== undefined) {
        found(push, `${twin.by.label} assigns the same group to the same app`, "Assign another group");
      }
    }
  },
});
