import { GroupResources, type GroupResourcesArgs } from "../okta/group-resources";
import type { OktaAccessArgs } from "../okta-access-args";
import { isProtected } from "./login-method";

/**
 * How the groups of an app are made into resources; nothing where each is one of its own.
 *
 * @param signsIn Whether people sign in with the app. Its assignments are then protected as the login method is: without them
 * nobody can log in, and to change `groupResources` without `npm run group-resources` would take them away.
 */
export function groupResourcesArgs(
  args: OktaAccessArgs,
  signsIn: boolean,
): { readonly groupResources?: GroupResourcesArgs } {
  const { groupResources, takeOverGroups = false } = args;
  return groupResources === GroupResources.PerApp
    ? { groupResources: { per: groupResources, takeOver: takeOverGroups, protect: signsIn && isProtected(args) } }
    : {};
}
