import type * as pulumi from "@pulumi/pulumi";
import type { AccessObjectsArgs } from "./cloudflare/access-objects-args";
import type { IdentityUpdateBehavior } from "./cloudflare/identity-provider-scim";
import type { LockoutConfirmationArgs } from "./native/lockout-guard";
import type { VerificationMode } from "./native/verification";
import type { GroupResources } from "./okta/group-resources";
import type { AuthorizationServerArgs } from "./okta/okta-authorization-server";
import type { OktaGroupArgs } from "./okta/okta-groups";
import type { GroupsClaimArgs } from "./okta/okta-oidc-app";
import type { SamlDigestAlgorithm, SamlSignatureAlgorithm } from "./okta/okta-saml-app";
import type { ScimConnection } from "./okta/okta-scim-app";
import type { SamlAttributesArgs } from "./okta/saml-sign-on";
import type { SignInProtocol } from "./sign-in-protocol";

/** The OIDC app in Okta. */
export interface OktaAccessOidcArgs {
  /** Name of the app, at most 100 characters. Defaults to `Cloudflare Access`. Updated in place. */
  appLabel?: string;
  /**
   * Id of the authentication policy of the app: 20 characters that start with `rst`. Defaults to the organization's default
   * policy: whatever the app has is replaced by it. Updated in place; takes effect at the next login.
   */
  authenticationPolicy?: string;
  /** The groups claim. Defaults to every group in a claim called `groups`. */
  groupsClaim?: GroupsClaimArgs;
  /**
   * A date or a counter: another value makes a new client secret, hands it to the login method, and ends the old one.
   * Nobody's login fails. Its first appearance at an app that is there already makes one too. Defaults to none: the first
   * secret stays. Once set it stays: without it the deployment stops. Needs an {@link OktaCloudflareAccessProvider} among
   * the `providers`, with access to Okta.
   */
  clientSecretRotation?: string;
  /** How long the old client secret stays valid after the login method has the new one, in seconds. Defaults to 60. */
  clientSecretOverlap?: number;
  /** Keys of the groups whose members may sign in. Defaults to none: nobody can log in. */
  assignedGroups?: string[];
  /** Okta logins of people who may sign in besides. Defaults to none. */
  assignedUsers?: string[];
}

/** Sign-in with SAML: the app in Okta and what Cloudflare makes of what it says. */
export interface OktaAccessSamlArgs extends SamlAttributesArgs {
  /** Name of the app, at most 100 characters. Defaults to `Cloudflare Access`. Updated in place. */
  appLabel?: string;
  /**
   * Id of the authentication policy of the app: 20 characters that start with `rst`. Defaults to the organization's default
   * policy: whatever the app has is replaced by it. Updated in place; takes effect at the next login.
   */
  authenticationPolicy?: string;
  /**
   * One Okta app for sign-in and SCIM, the SCIM app, instead of two: its assignments are those listed here. Okta does not
   * document it; where it does not work, the deployment says so (see {@link OktaScimApp}). Defaults to false. Changing it
   * deletes the SAML app, or creates it.
   */
  combined?: boolean;
  /** Whether Okta signs the response. Defaults to true. Not with `combined`. Updated in place. */
  responseSigned?: boolean;
  /** Whether Okta signs the assertion. Defaults to true. Not with `combined`. Updated in place. */
  assertionSigned?: boolean;
  /** Defaults to RSA with SHA-256. Not with `combined`. Updated in place. */
  signatureAlgorithm?: SamlSignatureAlgorithm;
  /** Defaults to SHA-256. Not with `combined`. Updated in place. */
  digestAlgorithm?: SamlDigestAlgorithm;
  /** "Sign SAML authentication request". Defaults to true. Updated in place. */
  signRequests?: boolean;
  /**
   * Cloudflare's certificate, PEM: with it Okta takes only requests that are signed with its key. Cloudflare changes it
   * from time to time. Needs `signRequests`. Not with `combined`. Defaults to none. Updated in place.
   */
  requestCertificate?: string;
  /** "SAML header attributes": a header by the name of the attribute that it carries. Defaults to none. */
  headers?: Record<string, string>;
  /** Keys of the groups whose members may sign in. Defaults to none: nobody can log in. */
  assignedGroups?: string[];
  /** Okta logins of people who may sign in besides. Defaults to none. */
  assignedUsers?: string[];
}

/** A custom authorization server in Okta. */
export interface OktaAccessAuthorizationServerArgs extends AuthorizationServerArgs {
  /**
   * Whether the groups claim is created on it. Defaults to true. With false, `oidc.groupsClaim` describes the one that the
   * server has.
   */
  createGroupsClaim?: boolean;
}

/** The login method in Cloudflare Zero Trust. */
export interface OktaAccessIdentityProviderArgs {
  /** Name on the login page. Defaults to `Okta`. Updated in place. */
  name?: string;
  /** Proof Key for Code Exchange, on both sides. Defaults to true. Only with OpenID Connect. Updated in place. */
  pkce?: boolean;
  /**
   * OIDC claims to add to a person's identity. Defaults to those of {@link OktaAccessArgs.authorizationServer} in the ID
   * token, to none without one. Only with OpenID Connect. Updated in place.
   */
  claims?: string[];
  /**
   * Whether Pulumi refuses to delete or replace the login methods of this stack: everyone would be logged out. Defaults to
   * true. It does not hold while {@link OktaAccessArgs.lockoutGuard} has a confirmation.
   */
  protect?: boolean;
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
  /**
   * A date or a counter: another value makes a new SCIM secret and hands it to Okta. What Okta sends in between is refused,
   * and sent again. Its first appearance at a login method that is there already makes one too. Defaults to none: the first
   * secret stays. Once set it stays: without it the deployment stops. Needs an {@link OktaCloudflareAccessProvider} among
   * the `providers`.
   */
  secretRotation?: string;
  /**
   * With `ScimConnection.Console`: the value of `secretRotation` whose secret a person has entered in Okta. Defaults to
   * none. While it is another one, `nextSteps` says how to enter it.
   */
  secretRotationEntered?: string;
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

/** What guards the last way to log in. */
export interface OktaAccessLockoutGuardArgs {
  /** Given only while it holds: a component does not look at the clock. Defaults to none. */
  confirm?: LockoutConfirmationArgs;
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
  /**
   * How many resources the assignments and push groups of an app are. Defaults to one for each group. With one for each app
   * an {@link OktaCloudflareAccessProvider} must be among the `providers`, with access to Okta. `npm run group-resources`
   * moves a stack from one to the other.
   */
  groupResources?: GroupResources;
  /**
   * With one resource for each app: whether assignments and push groups that the apps have already, and this stack does not
   * own, are taken over. Defaults to false: they are refused.
   */
  takeOverGroups?: boolean;
  /**
   * How people sign in. Defaults to OpenID Connect. Changing it replaces the login method: everyone is logged out, and
   * Cloudflare makes a new SCIM secret.
   */
  protocol?: SignInProtocol;
  /** The OIDC app in Okta. Only with OpenID Connect. */
  oidc?: OktaAccessOidcArgs;
  /**
   * A custom authorization server that issues the tokens; `oidc.groupsClaim` is a claim of it then, and not of the app.
   * Defaults to the organization's own. Only with OpenID Connect. Changing it changes the login method in place.
   */
  authorizationServer?: OktaAccessAuthorizationServerArgs;
  /** Sign-in with SAML. Only with SAML. */
  saml?: OktaAccessSamlArgs;
  /** The login method in Cloudflare Zero Trust. */
  identityProvider?: OktaAccessIdentityProviderArgs;
  /** SCIM provisioning. Defaults to SCIM on, with nobody assigned. */
  scim?: OktaAccessScimArgs;
  /**
   * What Access is for: Access groups, policies and applications. Defaults to none. With it a {@link LockoutGuard} is
   * made, which needs an {@link OktaCloudflareAccessProvider} among the `providers`.
   */
  access?: AccessObjectsArgs;
  /** What guards the last way to log in. */
  lockoutGuard?: OktaAccessLockoutGuardArgs;
  /**
   * Okta API token with which Cloudflare reads the groups of people who have more than 100. A secret. Defaults to none.
   * Only with OpenID Connect. It needs an {@link OktaCloudflareAccessProvider} among the `providers`. Updated in place.
   */
  groupsApiToken?: pulumi.Input<string>;
  /**
   * "SCIM Secret" that somebody had Cloudflare make anew ("Regenerate Secret"), where its API does not. A secret. Defaults
   * to that of the login method. Not with `scim.secretRotation`. Once set it stays. Updated in place.
   */
  scimSecret?: pulumi.Input<string>;
  /**
   * Whether a {@link Verification} looks at what is really there, last of all. Defaults to off. It needs an
   * {@link OktaCloudflareAccessProvider} among the `providers`, with access to Okta.
   */
  verify?: VerificationMode;
}

/** Where a person goes next. A link into the Okta Admin Console is missing when its address is not known. */
export interface OktaAccessLinks {
  /** The OIDC app's Assignments tab. Absent with SAML. */
  readonly oktaOidcAppAssignments?: pulumi.Output<string>;
  /** The SAML app's Assignments tab; the SCIM app's where that carries sign-in too. Absent with OpenID Connect. */
  readonly oktaSamlAppAssignments?: pulumi.Output<string>;
  /** The SCIM app's Provisioning tab. */
  readonly oktaScimAppProvisioning?: pulumi.Output<string>;
  /** The SCIM app's Push Groups tab. */
  readonly oktaScimAppPushGroups?: pulumi.Output<string>;
  /** Login methods in the Cloudflare Zero Trust dashboard, with the "Test" button. */
  readonly cloudflareLoginMethods: string;
  /** The team's app launcher, where people log in. */
  readonly appLauncher: string;
}
