import type * as pulumi from "@pulumi/pulumi";
import type { IdentityUpdateBehavior } from "./cloudflare/cloudflare-identity-provider";
import type { OktaGroupArgs } from "./okta/okta-groups";
import type { GroupsClaimArgs } from "./okta/okta-oidc-app";
import type { ScimConnection } from "./okta/okta-scim-app";

/** The OIDC app in Okta. */
export interface OktaAccessOidcArgs {
  /** Name of the app, at most 100 characters. Defaults to `Cloudflare Access`. Updated in place. */
  appLabel?: string;
  /** The groups claim. Defaults to every group in a claim called `groups`. */
  groupsClaim?: GroupsClaimArgs;
  /** Keys of the groups whose members may sign in. Defaults to none: nobody can log in. */
  assignedGroups?: string[];
  /** Okta logins of people who may sign in besides. Defaults to none. */
  assignedUsers?: string[];
}

/** The login method in Cloudflare Zero Trust. */
export interface OktaAccessIdentityProviderArgs {
  /** Name on the login page. Defaults to `Okta`. Updated in place. */
  name?: string;
  /** Proof Key for Code Exchange, on both sides. Defaults to true. Updated in place. */
  pkce?: boolean;
  /** OIDC claims to add to a person's identity. Defaults to none. Updated in place. */
  claims?: string[];
  /** Okta authorization server that issues the tokens. Defaults to the organization's own. Updated in place. */
  authorizationServerId?: pulumi.Input<string>;
}

/** SCIM provisioning. */
export interface OktaAccessScimArgs {
  /** Defaults to true. Turning it off deletes the SCIM app in Okta and leaves sign-in as it is. */
  enabled?: boolean;
  /** Name of the SCIM app, at most 100 characters. Defaults to `Cloudflare Access SCIM`. Updated in place. */
  appLabel?: string;
  /** "Enable user deprovisioning". Defaults to true. Updated in place. */
  deprovisionUsers?: boolean;
  /** "Remove user seat on deprovision". Needs `deprovisionUsers`. Defaults to false. Updated in place. */
  removeSeats?: boolean;
  /** What a group change does to a running session. Defaults to reauthentication. Updated in place. */
  groupMembershipChange?: IdentityUpdateBehavior;
  /** "Create Users". Defaults to true. Updated in place. */
  createUsers?: boolean;
  /** "Update User Attributes". Defaults to true. Updated in place. */
  updateUsers?: boolean;
  /** "Deactivate Users". Defaults to true. Updated in place. */
  deactivateUsers?: boolean;
  /** Who sets up the connection in Okta. Defaults to this program, through the API. */
  connection?: ScimConnection;
  /** With `ScimConnection.Console`: whether the person has done it. Defaults to false. */
  consoleDone?: boolean;
  /** Keys of the groups whose members are provisioned. Defaults to none. */
  assignedGroups?: string[];
  /** Okta logins of people who are provisioned besides. Defaults to none. */
  assignedUsers?: string[];
  /** Keys of the groups that are pushed to Cloudflare. None of them may be in `assignedGroups`. Defaults to none. */
  pushGroups?: string[];
}

/** Arguments of {@link OktaAccess}. */
export interface OktaAccessArgs {
  /** Cloudflare account id, 32 hexadecimal digits. Changing it replaces the identity provider: everyone is logged out. */
  accountId: string;
  /** Full team domain, such as `acme.cloudflareaccess.com`. Changing it changes the redirect URI in place. */
  teamDomain: string;
  /** Address of the Okta organization, such as `https://acme.okta.com`. Updated in place. */
  oktaOrgUrl: string;
  /** Address of the Okta Admin Console, for the links. Defaults to what follows from an address at Okta's domains. */
  oktaAdminUrl?: string;
  /** Every group that the lists below speak of, by a key of your own. Defaults to none. */
  groups?: Record<string, OktaGroupArgs>;
  /** The OIDC app in Okta. */
  oidc?: OktaAccessOidcArgs;
  /** The login method in Cloudflare Zero Trust. */
  identityProvider?: OktaAccessIdentityProviderArgs;
  /** SCIM provisioning. Defaults to SCIM on, with nobody assigned. */
  scim?: OktaAccessScimArgs;
}

/** Where a person goes next. A link into the Okta Admin Console is missing when its address is not known. */
export interface OktaAccessLinks {
  /** The OIDC app's Assignments tab. */
  readonly oktaOidcAppAssignments?: pulumi.Output<string>;
  /** The SCIM app's Provisioning tab. */
  readonly oktaScimAppProvisioning?: pulumi.Output<string>;
  /** The SCIM app's Push Groups tab. */
  readonly oktaScimAppPushGroups?: pulumi.Output<string>;
  /** Login methods in the Cloudflare Zero Trust dashboard, with the "Test" button. */
  readonly cloudflareLoginMethods: string;
  /** The team's app launcher, where people log in. */
  readonly appLauncher: string;
}
