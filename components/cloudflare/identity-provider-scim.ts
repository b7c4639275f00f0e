import type * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { ArgsCheck } from "../args";

/** What a SCIM update of a person or of their groups does to their identity in Access. */
export const IdentityUpdateBehavior = {
  /** The identity is updated in place; nobody is asked to log in again. */
  Automatic: "automatic",
  /** "Group membership change reauthentication": all sessions of the person end, groups are read anew at login. */
  Reauthenticate: "reauth",
  /** Nothing, until the session ends by itself. */
  NoAction: "no_action",
} as const;

/** What a SCIM update of a person or of their groups does to their identity in Access. */
export type IdentityUpdateBehavior = (typeof IdentityUpdateBehavior)[keyof typeof IdentityUpdateBehavior];

/** SCIM settings of an identity provider. */
export interface IdentityProviderScimArgs {
  /**
   * "Enable SCIM". Turning it on makes Cloudflare generate the SCIM secret and answer it once. Turning it off and on
   * again may lose the secret (see `scimSecret` of the component). Updated in place.
   */
  enabled: boolean;
  /** "Enable user deprovisioning": end a person's sessions when SCIM removes them. Defaults to true. Updated in place. */
  userDeprovision?: boolean;
  /** "Remove user seat on deprovision". Needs `userDeprovision`. Defaults to false. Updated in place. */
  seatDeprovision?: boolean;
  /** Defaults to reauthentication. Updated in place. */
  identityUpdateBehavior?: IdentityUpdateBehavior;
}

/** The SCIM part of an identity provider's arguments; the same whatever the protocol of sign-in. */
export function scimConfigInputs(
  scim: IdentityProviderScimArgs | undefined,
): cloudflare.types.input.ZeroTrustAccessIdentityProviderScimConfig {
  // Stated even when off: what is left out keeps its last value.
  if (scim?.enabled !== true) {
    return {
      enabled: false,
      userDeprovision: false,
      seatDeprovision: false,
      identityUpdateBehavior: IdentityUpdateBehavior.NoAction,
    };
  }
  return {
    enabled: true,
    userDeprovision: scim.userDeprovision ?? true,
    seatDeprovision: scim.seatDeprovision ?? false,
    identityUpdateBehavior: scim.identityUpdateBehavior ?? IdentityUpdateBehavior.Reauthenticate,
  };
}

/** What an identity provider gives to others, whatever the protocol of sign-in. */
export interface LoginMethodOutputs {
  /** Id of the identity provider, a UUID. */
  readonly identityProviderId: pulumi.Output<string>;
  /** "SCIM Endpoint". Empty while SCIM is off. */
  readonly scimBaseUrl: pulumi.Output<string>;
  /** "SCIM Secret". A secret. Empty while SCIM is off or Cloudflare has not answered it. */
  readonly scimSecret: pulumi.Output<string>;
}

/** The outputs of an identity provider. */
export function loginMethodOutputs(identityProvider: cloudflare.ZeroTrustAccessIdentityProvider): LoginMethodOutputs {
  return {
    identityProviderId: identityProvider.id,
    // The provider marks only the secret inside scimConfig, which makes everything read from it secret. The base URL is
    // none, and a person needs to read it.
    scimBaseUrl: pulumi.unsecret(scimValue(identityProvider, "scimBaseUrl")),
    scimSecret: pulumi.secret(scimValue(identityProvider, "secret")),
  };
}

/** Reports SCIM settings that contradict each other. */
export function checkScim(check: ArgsCheck, scim: IdentityProviderScimArgs | undefined): ArgsCheck {
  return scim?.seatDeprovision === true && scim.userDeprovision === false
    ? check.add(
        "scim.seatDeprovision",
        "needs userDeprovision",
        "Set userDeprovision to true, or seatDeprovision to false",
      )
    : check;
}

function scimValue(
  identityProvider: cloudflare.ZeroTrustAccessIdentityProvider,
  key: "scimBaseUrl" | "secret",
): pulumi.Output<string> {
  return identityProvider.scimConfig.apply((scimConfig) =>
    scimConfig?.enabled === true ? (scimConfig[key] ?? "") : "",
  );
}
