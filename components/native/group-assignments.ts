import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";

/** Arguments of {@link GroupAssignments}. */
export interface GroupAssignmentsArgs {
  /** Okta app id. A change replaces the resource: the groups are assigned to the one app and unassigned from the other. */
  appId: pulumi.Input<string>;
  /**
   * Okta group id by a key of your own of each group that is assigned. A key that comes is assigned, one that goes is
   * unassigned, in place; the others are not touched.
   */
  groups: Record<string, pulumi.Input<string>>;
  /**
   * Whether groups that the app is assigned to already are taken over, with a warning. Defaults to false: they are refused,
   * because removing their key would take away what somebody else assigned. Never recorded.
   */
  takeOver?: boolean;
}

/**
 * The assignments of many groups to one app, in one resource. A plan shows them key by key; a refresh reads them with one
 * call for 200 groups, where `okta.app.GroupAssignment` needs one for each.
 *
 * It owns the assignments that it lists. Others are left alone, unlike with `okta.AppGroupAssignments`, which takes away what
 * somebody else assigned.
 *
 * Where some fail, the others are kept, and the next deployment does the rest. Imported by `<app id>/<key>=<group id>,…`, or
 * by the app's id with all its groups, each under its id as key.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGroups/
 */
export class GroupAssignments extends pulumi.CustomResource {
  constructor(name: string, args: GroupAssignmentsArgs, opts?: pulumi.CustomResourceOptions) {
    super(typeToken("GroupAssignments"), name, { ...args }, opts);
  }
}
