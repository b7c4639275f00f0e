import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { GroupAssignments } from "../native/group-assignments";
import { GroupResources, type GroupResourcesArgs } from "./group-resources";

/** A person to assign to an app. */
export interface AppUserArgs {
  /** Okta user id: 20 characters that start with `00u`. Changing it assigns the other person and unassigns the first. */
  userId: pulumi.Input<string>;
  /** The name by which the app knows the person. Updated in place. */
  username: pulumi.Input<string>;
}

/**
 * Assigns groups and users to an app, one resource each: `<name>-group-<key>` and `<name>-user-<key>`.
 *
 * Singular `okta.app.GroupAssignment`, not the plural `okta.AppGroupAssignments`. The plural costs one call per app on
 * refresh where the singular costs one per group, and half the calls on creation. But it owns the whole list: measured
 * with the real provider, after a refresh it plans to *remove* a group that somebody else assigned, and a takeover by
 * mistake locks out everyone in that group. A call more per group is the cheaper price. The two must never be mixed on
 * one app. For hundreds of groups there is {@link GroupAssignments} `<name>-group-assignments`, which owns those that it
 * lists, made even where there is none: a list that is emptied is an update, and not a deletion.
 */
export function createAssignments(
  name: string,
  appId: pulumi.Input<string>,
  groups: Record<string, pulumi.Input<string>>,
  users: Record<string, AppUserArgs>,
  opts: pulumi.CustomResourceOptions,
  groupResources: GroupResourcesArgs = {},
): pulumi.Resource[] {
  return [
    ...createGroupAssignments(name, appId, groups, opts, groupResources),
    ...Object.entries(users).map(
      ([key, { userId, username }]) =>
        new okta.app.User(
          `${name}-user-${key}`,
          { appId, userId, username },
          // The provider would update in place, and so write one person's assignment under another's id.
          { ...opts, replaceOnChanges: ["appId", "userId"] },
        ),
    ),
  ];
}

function createGroupAssignments(
  name: string,
  appId: pulumi.Input<string>,
  groups: Record<string, pulumi.Input<string>>,
  opts: pulumi.CustomResourceOptions,
  { per, takeOver = false, protect = false }: GroupResourcesArgs,
): pulumi.Resource[] {
  if (per === GroupResources.PerApp) {
    const args = { appId, groups, ...(takeOver ? { takeOver } : {}) };
    return [new GroupAssignments(`${name}-group-assignments`, args, { ...opts, protect })];
  }
  return Object.entries(groups).map(
    ([key, groupId]) => new okta.app.GroupAssignment(`${name}-group-${key}`, { appId, groupId }, opts),
  );
}
