import type * as pulumi from "@pulumi/pulumi";
import { CloudflareIdentityProvider, type IdentityProviderScimArgs } from "../cloudflare/cloudflare-identity-provider";
import type { OktaOidcApp } from "../okta/okta-oidc-app";
import type { OktaAccessArgs } from "../okta-access-args";
import { scimIsOn } from "./scim-args";

/** The Cloudflare half of sign-in, with SCIM. */
export function createIdentityProvider(
  name: string,
  args: OktaAccessArgs,
  oidc: OktaOidcApp,
  opts: pulumi.ComponentResourceOptions,
): CloudflareIdentityProvider {
  const { name: loginMethodName, pkce, claims, authorizationServerId } = args.identityProvider ?? {};
  return new CloudflareIdentityProvider(
    name,
    {
      accountId: args.accountId,
      name: loginMethodName ?? "Okta",
      oktaAccount: args.oktaOrgUrl,
      clientId: oidc.clientId,
      clientSecret: oidc.clientSecret,
      pkceEnabled: pkce ?? true,
      ...(claims === undefined ? {} : { claims }),
      ...(authorizationServerId === undefined ? {} : { authorizationServerId }),
      scim: scimArgs(args),
    },
    opts,
  );
}

function scimArgs(args: OktaAccessArgs): IdentityProviderScimArgs {
  const { deprovisionUsers, removeSeats, groupMembershipChange } = args.scim ?? {};
  return {
    enabled: scimIsOn(args),
    ...(deprovisionUsers === undefined ? {} : { userDeprovision: deprovisionUsers }),
    ...(removeSeats === undefined ? {} : { seatDeprovision: removeSeats }),
    ...(groupMembershipChange === undefined ? {} : { identityUpdateBehavior: groupMembershipChange }),
  };
}
