import type { OktaAccessArgs } from "../okta-access-args";

/** Whether there is SCIM provisioning. */
export function scimIsOn(args: OktaAccessArgs): boolean {
  return args.scim?.enabled ?? true;
}

/** Okta logins of people who are provisioned besides the members of groups. */
export function scimUsers(args: OktaAccessArgs): readonly string[] {
  return args.scim?.assignedUsers ?? [];
}

/** The label of the SCIM app. */
export function scimLabel(args: OktaAccessArgs): string {
  return args.scim?.appLabel ?? "Cloudflare Access SCIM";
}
