import type { Kind } from "./kinds";
import { known } from "./known";
import { type Member, reference, type Stack } from "./stack-rule";
import { property } from "./values";

/** A group of an app, by a resource of the stack: one that is assigned to it, or pushed to it. */
export interface AppGroup {
  readonly by: Member<Kind>;
  /** The app and the group: ids, or at preview the resources that they come from. */
  readonly app: string | undefined;
  readonly group: string | undefined;
  /** The key of the group where one resource has many. */
  readonly key?: string;
}

/** The groups of resources that have many, by key (`GroupAssignments` and `PushGroups` of this project). */
export function keyedGroups(stack: Stack, kind: "keyedAssignments" | "keyedPushGroups"): readonly AppGroup[] {
  return stack.members(kind).flatMap((by) => {
    const app = reference(by, "appId");
    const groups = known(() => Object.keys(by.props.groups as object));
    // At preview an id that is not known is that of a group that the stack is about to create.
    const created = (by.resource.propertyDependencies.groups ?? []).filter(
      (source) => !known(() => source.props.id).known,
    );
    return (groups.known ? groups.value : []).map((key) => {
      const id = known(() => property(by.props.groups, key));
      const group = id.known ? (typeof id.value === "string" ? id.value : undefined) : created.shift()?.urn;
      return { by, app, group, key };
    });
  });
}

/** Every group that is pushed to an app in a stack, by either kind of resource. */
export function pushesIn(stack: Stack): readonly AppGroup[] {
  const single = stack.members("pushGroup").map((by) => ({
    by,
    app: reference(by, "appId"),
    group: reference(by, "sourceGroupId"),
  }));
  return [...single, ...keyedGroups(stack, "keyedPushGroups")];
}
