import type { ScimAppSignOnArgs } from "../okta/okta-scim-app";
import type { OktaAccessArgs } from "../okta-access-args";
import { attributesArgs, isCombined, policyArgs, signInGroups, signInLabel, signInUsers } from "./sign-in-args";

/** Whether there is SCIM provisioning. */
export function scimIsOn(args: OktaAccessArgs): boolean {
  return args.scim?.enabled ?? true;
}

/** Keys of the groups whose members are provisioned: with one app for both, those who may sign in. */
export function scimGroups(args: OktaAccessArgs): readonly string[] {
  return isCombined(args) ? signInGroups(args) : (args.scim?.assignedGroups ?? []);
}

/** Okta logins of people who are provisioned besides the members of groups. */
export function scimUsers(args: OktaAccessArgs): readonly string[] {
  return isCombined(args) ? signInUsers(args) : (args.scim?.assignedUsers ?? []);
}

/** The label of the SCIM app. */
export function scimLabel(args: OktaAccessArgs): string {
  return isCombined(args) ? signInLabel(args) : (args.scim?.appLabel ?? "Cloudflare Access SCIM");
}

/** What makes the SCIM app sign people in too; nothing where it does not. */
export function scimSignOn(args: OktaAccessArgs): { readonly signOn?: ScimAppSignOnArgs } {
  return isCombined(args)
    ? { signOn: { ...attributesArgs(args), ...policyArgs(args), teamDomain: args.teamDomain } }
    : {};
}
