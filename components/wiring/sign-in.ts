import type * as pulumi from "@pulumi/pulumi";
import { isCustomDomain } from "../../lib/okta-urls";
import { OidcIssuerMode, OktaOidcApp, type OktaOidcAppArgs } from "../okta/okta-oidc-app";
import type { OktaAccessArgs } from "../okta-access-args";
import { groupResourcesArgs } from "./group-resources";
import { appUsers, type People, pick } from "./people";
import { policyArgs, signInGroups, signInLabel, signInUsers } from "./sign-in-args";

/** The Okta half of sign-in. */
export function createOidcApp(
  name: string,
  args: OktaAccessArgs,
  people: People,
  opts: pulumi.ComponentResourceOptions,
): OktaOidcApp {
  return new OktaOidcApp(
    name,
    {
      label: signInLabel(args),
      teamDomain: args.teamDomain,
      pkceRequired: args.identityProvider?.pkce ?? true,
      ...groupsClaimOfApp(args),
      ...policyArgs(args),
      // Cloudflare reaches Okta at oktaOrgUrl, so the issuer must be that address.
      issuerMode: isCustomDomain(args.oktaOrgUrl) ? OidcIssuerMode.Dynamic : OidcIssuerMode.OrgUrl,
      keepsSecret: args.oidc?.clientSecretRotation === undefined,
      assignedGroups: pick(people, signInGroups(args)),
      assignedUsers: appUsers(signInUsers(args), people, "login"),
      ...groupResourcesArgs(args, true),
    },
    opts,
  );
}

/** A custom authorization server has a claim of its own; the app's is for the organization's own server alone. */
function groupsClaimOfApp({ authorizationServer, oidc }: OktaAccessArgs): Pick<OktaOidcAppArgs, "groupsClaim"> {
  if (authorizationServer !== undefined) {
    return { groupsClaim: false };
  }
  return oidc?.groupsClaim === undefined ? {} : { groupsClaim: oidc.groupsClaim };
}
