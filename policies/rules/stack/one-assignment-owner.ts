import { assignmentsIn } from "../../lib/assignments";
import type { AppGroup } from "../../lib/keyed-groups";
import type { Kind } from "../../lib/kinds";
import { type Member, reference, stackRule } from "../../lib/stack-rule";

/** The assignments of an app have one owner. */
export const oneAssignmentOwner = stackRule({
  name: "okta-one-assignment-owner",
  description:
    "No two resources own the same assignment. AppGroupAssignments owns the whole list of an app: beside another one, or beside a single assignment, each run removes what the other one made, and locks people out.",
  severity: "critical",
  remediationSteps:
    "Use app.GroupAssignment for every group, or one AppGroupAssignments for the app. To hand over, set retainAssignment.",
  url: "https://www.pulumi.com/registry/packages/okta/api-docs/appgroupassignments/",
  kinds: ["groupAssignment", "groupAssignments", "keyedAssignments"],
  check: (stack, _config, found) => {
    const plurals = stack.members("groupAssignments").map((by) => ({ by, app: reference(by, "appId") }));
    const singles = assignmentsIn(stack).filter(({ by }) => by.kind !== "groupAssignments");
    if (plurals.length === 0 && singles.length === 0) {
      stack.notApplicable("the stack assigns no groups");
    }
    for (const [index, { by, app }] of plurals.entries()) {
      const rivals: readonly { readonly by: Member<Kind>; readonly app: string | undefined }[] = [
        ...plurals.slice(0, index),
        ...singles,
      ];
      const rival = rivals.find((one) => app !== undefined && one.app === app);
      if (rival !== undefined) {
        found(by, `it owns all assignments of an app that ${rival.by.label} assigns a group to`, "Keep one of the two");
      }
    }
    for (const [first, second] of twins(singles)) {
      found(second.by, `${first.by.label} assigns the same group to the same app`, "Keep one of the two");
    }
  },
});

function twins(singles: readonly AppGroup[]): [AppGroup, AppGroup][] {
  return singles.flatMap((one, index): [AppGroup, AppGroup][] => {
    const first = singles
      .slice(0, index)
      .find(({ app, group }) => app !== undefined && group !== undefined && app === one.app && group === one.group);
    return first === undefined ? [] : [[first, one]];
  });
}
