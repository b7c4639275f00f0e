import type * as pulumi from "@pulumi/pulumi";
import { idTokenClaims } from "../../lib/authorization-server";
import { DEFAULT_GROUPS_CLAIM } from "../../lib/groups-claim";
import { isCustomDomain } from "../../lib/okta-urls";
import {
  AuthorizationServerIssuerMode,
  ClaimToken,
  OktaAuthorizationServer,
  type OktaAuthorizationServerArgs,
} from "../okta/okta-authorization-server";
import type { OktaOidcApp } from "../okta/okta-oidc-app";
import type { OktaAccessArgs } from "../okta-access-args";

/** The custom authorization server, for the client that exists by then; nothing where the organization's own is used. */
export function createAuthorizationServer(
  name: string,
  args: OktaAccessArgs,
  oidc: OktaOidcApp,
  opts: pulumi.ComponentResourceOptions,
): OktaAuthorizationServer | undefined {
  const serverArgs = authorizationServerArgs(args);
  return serverArgs === undefined
    ? undefined
    : new OktaAuthorizationServer(name, { ...serverArgs, clientId: oidc.clientId }, opts);
}

/** The arguments of the custom authorization server, the client's id excepted. */
export function authorizationServerArgs(
  args: OktaAccessArgs,
): Omit<OktaAuthorizationServerArgs, "clientId"> | undefined {
  if (args.authorizationServer === undefined) {
    return undefined;
  }
  const { createGroupsClaim, create, ...rest } = args.authorizationServer;
  const groupsClaim = createGroupsClaim === false ? false : args.oidc?.groupsClaim;
  // As with the app: Cloudflare reaches Okta at oktaOrgUrl, so the issuer must be that address.
  const issuerMode = isCustomDomain(args.oktaOrgUrl)
    ? AuthorizationServerIssuerMode.Dynamic
    : AuthorizationServerIssuerMode.OrgUrl;
  return {
    ...rest,
    teamDomain: args.teamDomain,
    ...(create === undefined ? {} : { create: { issuerMode, ...create } }),
    ...(groupsClaim === undefined ? {} : { groupsClaim }),
  };
}

/**
 * Names of the claims in the ID token of a server that is created here; undefined with another server, or where a name is
 * not known yet.
 */
export function createdClaims({ authorizationServer, oidc }: OktaAccessArgs): readonly string[] | undefined {
  const groupsClaim = oidc?.groupsClaim?.name ?? DEFAULT_GROUPS_CLAIM;
  if (authorizationServer?.create === undefined || typeof groupsClaim !== "string") {
    return undefined;
  }
  return [
    ...claimNames(authorizationServer),
    ...(authorizationServer.createGroupsClaim === false ? [] : [groupsClaim]),
  ];
}

/** The claims that the login method names: those that are listed, or those of the custom authorization server. */
export function loginMethodClaims({ identityProvider, authorizationServer }: OktaAccessArgs): readonly string[] {
  return identityProvider?.claims ?? claimNames(authorizationServer);
}

function claimNames(server: OktaAccessArgs["authorizationServer"]): string[] {
  const claims = Object.entries(server?.claims ?? {}).map(([key, claim]) => [
    key,
    { name: claim.name, token: claim.token ?? ClaimToken.Id },
  ]);
  return idTokenClaims(Object.fromEntries(claims));
}
