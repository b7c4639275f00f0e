import type * as pulumi from "@pulumi/pulumi";
import type { LoginMethodOutputs } from "../cloudflare/identity-provider-scim";
import { ApplicationUsernameFormat, OktaScimApp, ScimConnection } from "../okta/okta-scim-app";
import type { OktaAccessArgs } from "../okta-access-args";
import { groupResourcesArgs } from "./group-resources";
import { appUsers, type People, pick } from "./people";
import { scimGroups, scimIsOn, scimLabel, scimSignOn, scimUsers } from "./scim-args";
import { hasFirstScimSecret } from "./secret-rotation";
import { isCombined } from "./sign-in-args";

/** The Okta half of provisioning; nothing with SCIM off. */
export function createScimApp(
  name: string,
  args: OktaAccessArgs,
  people: People,
  scimService: Pick<LoginMethodOutputs, "scimBaseUrl" | "scimSecret">,
  opts: pulumi.ComponentResourceOptions,
): OktaScimApp | undefined {
  if (!scimIsOn(args)) {
    return undefined;
  }
  const scim = args.scim ?? {};
  return new OktaScimApp(
    name,
    {
      label: scimLabel(args),
      scimBaseUrl: scimService.scimBaseUrl,
      scimSecret: scimService.scimSecret,
      refuseOtherSecret: hasFirstScimSecret(args),
      connection: scim.connection ?? ScimConnection.Api,
      consoleDone: scim.consoleDone ?? false,
      createUsers: scim.createUsers ?? true,
      updateUsers: scim.updateUsers ?? true,
      deactivateUsers: scim.deactivateUsers ?? true,
      applicationUsernameFormat: ApplicationUsernameFormat.Email,
      assignedGroups: pick(people, scimGroups(args)),
      assignedUsers: appUsers(scimUsers(args), people, "email"),
      pushGroups: pick(people, scim.pushGroups),
      ...groupResourcesArgs(args, isCombined(args)),
      ...scimSignOn(args),
    },
    opts,
  );
}
