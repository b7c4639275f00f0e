import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";

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
 * one app.
 */
export function createAssignments(
  name: string,
  appId: pulumi.Input<string>,
  groups: Record<string, pulumi.Input<string>>,
  users: Record<string, AppUserArgs>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  return [
    ...Object.entries(groups).map(
      ([key, groupId]) => new okta.app.GroupAssignment(`${name}-group-${key}`, { appId, groupId }, opts),
    ),
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
