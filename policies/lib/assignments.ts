import type { Kind } from "./kinds";
import { known } from "./known";
import { type Member, reference, type Stack } from "./stack-rule";
import { elements, property } from "./values";

/** A group that is assigned to an app, by a resource of the stack. */
export interface Assignment {
  readonly by: Member<Kind>;
  /** The app and the group: ids, or at preview the resources that they come from. */
  readonly app: string | undefined;
  readonly group: string | undefined;
}

/** Every assignment of a group to an app in a stack, by either kind of resource. */
export function assignmentsIn(stack: Stack): readonly Assignment[] {
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
  return [...singular, ...plural];
}
