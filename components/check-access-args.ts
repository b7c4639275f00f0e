import { suggest } from "../lib/words";
import { ArgsCheck } from "./args";
import { checkGroups } from "./okta/okta-groups";
import { ScimConnection } from "./okta/okta-scim-app";
import type { OktaAccessArgs } from "./okta-access-args";

/**
 * Checks the arguments of an OktaAccess, those that it hands to its parts too: a part that refuses them after others
 * were registered would leave half a deployment.
 *
 * @throws {@link UserError} with everything that is wrong.
 */
export function checkAccessArgs(name: string, args: OktaAccessArgs): void {
  const check = new ArgsCheck(`OktaAccess "${name}"`)
    .accountId("accountId", args.accountId)
    .teamDomain("teamDomain", args.teamDomain)
    .oktaAccount("oktaOrgUrl", args.oktaOrgUrl)
    .appLabel("oidc.appLabel", args.oidc?.appLabel)
    .groupsClaimRegex("oidc.groupsClaim.regex", args.oidc?.groupsClaim?.regex)
    .loginMethodName("identityProvider.name", args.identityProvider?.name)
    .appLabel("scim.appLabel", args.scim?.appLabel)
    .notAssignedAndPushed("scim.pushGroups", args.scim?.assignedGroups ?? [], args.scim?.pushGroups ?? []);
  checkGroups(check, args.groups ?? {});
  checkGroupLists(check, args);
  checkScimSwitches(check, args);
  check.done();
}

function checkGroupLists(check: ArgsCheck, args: OktaAccessArgs): void {
  const known = Object.keys(args.groups ?? {});
  const lists = {
    "oidc.assignedGroups": args.oidc?.assignedGroups,
    "scim.assignedGroups": args.scim?.assignedGroups,
    "scim.pushGroups": args.scim?.pushGroups,
  };
  for (const [argument, keys] of Object.entries(lists)) {
    for (const key of (keys ?? []).filter((candidate) => !known.includes(candidate))) {
      check.add(argument, `"${key}" is not a key of groups`, suggest(key, known, "groups there"));
    }
  }
}

function checkScimSwitches(check: ArgsCheck, { scim }: OktaAccessArgs): void {
  if (scim?.removeSeats === true && scim.deprovisionUsers === false) {
    check.add("scim.removeSeats", "needs deprovisionUsers", "Set deprovisionUsers to true, or removeSeats to false");
  }
  check.consoleDone("scim.consoleDone", scim?.consoleDone, scim?.connection === ScimConnection.Console);
}
