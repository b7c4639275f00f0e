import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../../lib/names";
import { CloudflareIdentityProvider } from "../cloudflare/cloudflare-identity-provider";
import type { IdentityProviderScimArgs } from "../cloudflare/identity-provider-scim";
import type { OktaAuthorizationServer } from "../okta/okta-authorization-server";
import type { OktaOidcApp } from "../okta/okta-oidc-app";
import type { OktaAccessArgs } from "../okta-access-args";
import { loginMethodClaims } from "./authorization-server";
import { scimIsOn } from "./scim-args";

/** The Cloudflare half of sign-in, with SCIM. */
export function createIdentityProvider(
  name: string,
  args: OktaAccessArgs,
  oidc: Pick<OktaOidcApp, "clientId" | "clientSecret">,
  server: OktaAuthorizationServer | undefined,
  opts: pulumi.ComponentResourceOptions,
): CloudflareIdentityProvider {
  return new CloudflareIdentityProvider(
    name,
    {
      accountId: args.accountId,
      name: loginMethodName(args),
      oktaAccount: args.oktaOrgUrl,
      clientId: oidc.clientId,
      clientSecret: oidc.clientSecret,
      pkceEnabled: args.identityProvider?.pkce ?? true,
      claims: [...loginMethodClaims(args)],
      ...(server === undefined ? {} : { authorizationServerId: server.authorizationServerId }),
      scim: scimArgs(args),
    },
    loginMethodOptions("CloudflareSamlIdentityProvider", args, opts),
  );
}

/** The name of the login method on the login page. */
export function loginMethodName(args: OktaAccessArgs): string {
  return args.identityProvider?.name ?? "Okta";
}

/**
 * Options of the login method's component. Where the protocol changes, the component of the other protocol was there
 * before: known under its type, the engine replaces the login method, new before old, and a protection holds. Without
 * that it would be an unrelated one that goes and another that comes.
 */
export function loginMethodOptions(
  otherProtocol: "CloudflareIdentityProvider" | "CloudflareSamlIdentityProvider",
  args: OktaAccessArgs,
  opts: pulumi.ComponentResourceOptions,
): pulumi.ComponentResourceOptions {
  return pulumi.mergeOptions(opts, {
    aliases: [{ type: typeToken(otherProtocol) }],
    protect: isProtected(args),
  });
}

/** Whether the login methods of this stack can be neither deleted nor replaced. */
export function isProtected({ identityProvider, lockoutGuard }: OktaAccessArgs): boolean {
  return (identityProvider?.protect ?? true) && lockoutGuard?.confirm === undefined;
}

/** The SCIM settings of the login method, whatever its protocol. */
export function scimArgs(args: OktaAccessArgs): IdentityProviderScimArgs {
  const { deprovisionUsers, removeSeats, groupMembershipChange } = args.scim ?? {};
  return {
    enabled: scimIsOn(args),
    ...(deprovisionUsers === undefined ? {} : { userDeprovision: deprovisionUsers }),
    ...(removeSeats === undefined ? {} : { seatDeprovision: removeSeats }),
    ...(groupMembershipChange === undefined ? {} : { identityUpdateBehavior: groupMembershipChange }),
  };
}
