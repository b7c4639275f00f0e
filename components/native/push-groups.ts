import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";

/** Arguments of {@link PushGroups}. */
export interface PushGroupsArgs {
  /** Okta app id. A change replaces the resource. */
  appId: pulumi.Input<string>;
  /**
   * Okta group id by a key of your own of each group that is pushed. A key that comes is linked, one that goes is unlinked,
   * in place; the others are not touched.
   */
  groups: Record<string, pulumi.Input<string>>;
  /** Whether the group in the app is deleted when its key, or the resource, is removed. Updated in place. */
  deleteTargetGroupOnDestroy: boolean;
  /**
   * Whether groups that the app pushes already are taken over, with a warning. Defaults to false: they are refused, because
   * removing their key would delete somebody else's group. Never recorded.
   */
  takeOver?: boolean;
}

/**
 * The push groups of one app, in one resource. A plan shows them key by key; a refresh reads them with one call for 1,000
 * groups, where `okta.PushGroup` needs one for each.
 *
 * It owns the push groups that it lists. Others are left alone. A group in the app has the name of the group in Okta.
 *
 * Where some fail, the others are kept, and the next deployment does the rest. One that somebody unlinked or deactivated shows
 * as added after a refresh, one with an error is named in a warning. Imported by `<app id>/<key>=<group id>,…`, or by the
 * app's id with all its push groups, each under the group's id as key.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupPushMapping/
 */
export class PushGroups extends pulumi.CustomResource {
  /** Okta's id of the mapping by key. */
  declare public readonly mappings: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: PushGroupsArgs, opts?: pulumi.CustomResourceOptions) {
    super(typeToken("PushGroups"), name, { ...args, mappings: undefined }, opts);
  }
}
