/** How many resources the groups of an app are. */
export const GroupResources = {
  /** One `okta.app.GroupAssignment` or `okta.PushGroup` for each group: every one is a line in a plan, and a call in a refresh. */
  PerGroup: "perGroup",
  /**
   * One {@link GroupAssignments} and one {@link PushGroups} for each app, of this project's own provider: for many groups. A
   * plan shows them key by key below one line, a refresh reads hundreds with one call.
   */
  PerApp: "perApp",
} as const;

/** How many resources the groups of an app are. */
export type GroupResources = (typeof GroupResources)[keyof typeof GroupResources];

/** How the groups of an app are made into resources. */
export interface GroupResourcesArgs {
  /**
   * Defaults to one for each group. It must not be changed of an app that is deployed, but by `npm run group-resources`: the
   * engine would make the new resources and then delete the old ones, and with them the assignments.
   */
  per?: GroupResources;
  /**
   * With one resource for each app: whether assignments and push groups that the app has already are taken over. Defaults to
   * false: they are refused.
   */
  takeOver?: boolean;
  /** With one resource for each app: whether Pulumi refuses to delete it. Defaults to false. */
  protect?: boolean;
}
