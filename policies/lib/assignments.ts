import { type AppGroup, keyedGroups } from "./keyed-groups";
import { known } from "./known";
import { reference, type Stack } from "./stack-rule";
import { elements, property } from "./values";

/** Every assignment of a group to an app in a stack, by any kind of resource. */
export function assignmentsIn(stack: Stack): readonly AppGroup[] {
  const singular = stack.members("groupAssignment").map((by) => ({
    by,
    app: reference(by, "appId"),
    group: reference(by, "groupId"),
  }));
  const plural = stack.members("groupAssignments").flatMap((by) => {
    const groups = known(() => elements(by.props.groups));
    return (groups.known ? groups.value : []).map((group) => {
      const id = known(() => property(group, "id"));
      return {
        by,
        app: reference(by, "appId"),
        group: id.known && typeof id.value === "string" ? id.value : undefined,
      };
    });
  });
  return [...singular, ...plural, ...keyedGroups(stack, "keyedAssignments")];
}
