export type {
  AccessApplicationArgs,
  AccessGroupArgs,
  AccessObjectsArgs,
  AccessPolicyArgs,
  KeyedAccessClaimArgs,
  KeyedAccessRuleArgs,
  KeyedAccessRuleListsArgs,
  LoginMethodsArgs,
  OneTimePinArgs,
} from "./cloudflare/access-objects-args";
export type { AccessClaimArgs, AccessRuleArgs, AccessRuleListsArgs } from "./cloudflare/access-rule";
export { CloudflareAccess, type CloudflareAccessArgs } from "./cloudflare/cloudflare-access";
export {
  CloudflareAccessApplication,
  type CloudflareAccessApplicationArgs,
} from "./cloudflare/cloudflare-access-application";
export { CloudflareAccessGroup, type CloudflareAccessGroupArgs } from "./cloudflare/cloudflare-access-group";
export {
  AccessDecision,
  CloudflareAccessPolicy,
  type CloudflareAccessPolicyArgs,
} from "./cloudflare/cloudflare-access-policy";
export {
  CloudflareIdentityProvider,
  type CloudflareIdentityProviderArgs,
} from "./cloudflare/cloudflare-identity-provider";
export {
  CloudflareOneTimePin,
  type CloudflareOneTimePinArgs,
  type ExistingOneTimePinArgs,
  type NewOneTimePinArgs,
} from "./cloudflare/cloudflare-one-time-pin";
export {
  CloudflareSamlIdentityProvider,
  type CloudflareSamlIdentityProviderArgs,
} from "./cloudflare/cloudflare-saml-identity-provider";
export { type IdentityProviderScimArgs, IdentityUpdateBehavior } from "./cloudflare/identity-provider-scim";
export { type OktaGroupRule, type OktaGroupSource, oktaGroupRule } from "./cloudflare/okta-group-rule";
export { GroupAssignments, type GroupAssignmentsArgs } from "./native/group-assignments";
export { IdentityProviderApiToken, type IdentityProviderApiTokenArgs } from "./native/identity-provider-api-token";
export { type LockoutConfirmationArgs, LockoutGuard, type LockoutGuardArgs } from "./native/lockout-guard";
export {
  ClientSecretRetirement,
  type ClientSecretRetirementArgs,
  OidcClientSecret,
  type OidcClientSecretArgs,
} from "./native/oidc-client-secret";
export {
  OktaCloudflareAccessProvider,
  type OktaCloudflareAccessProviderArgs,
} from "./native/okta-cloudflare-access-provider";
export { PushGroups, type PushGroupsArgs } from "./native/push-groups";
export { ScimSecret, type ScimSecretArgs } from "./native/scim-secret";
export { Verification, type VerificationArgs, VerificationMode } from "./native/verification";
export type { AppUserArgs } from "./okta/assignments";
export { GroupResources, type GroupResourcesArgs } from "./okta/group-resources";
export {
  type AuthorizationServerArgs,
  type AuthorizationServerClaimArgs,
  AuthorizationServerIssuerMode,
  ClaimToken,
  type CreateAuthorizationServerArgs,
  OktaAuthorizationServer,
  type OktaAuthorizationServerArgs,
} from "./okta/okta-authorization-server";
export {
  type ExistingOktaGroupArgs,
  type NewOktaGroupArgs,
  type OktaGroupArgs,
  OktaGroups,
  type OktaGroupsArgs,
} from "./okta/okta-groups";
export { type GroupsClaimArgs, OidcIssuerMode, OktaOidcApp, type OktaOidcAppArgs } from "./okta/okta-oidc-app";
export { OktaSamlApp, type OktaSamlAppArgs, SamlDigestAlgorithm, SamlSignatureAlgorithm } from "./okta/okta-saml-app";
export {
  ApplicationUsernameFormat,
  OktaScimApp,
  type OktaScimAppArgs,
  type ScimAppSignOnArgs,
  ScimConnection,
} from "./okta/okta-scim-app";
export type { GroupsAttributeArgs, SamlAttributesArgs } from "./okta/saml-sign-on";
export { OktaAccess } from "./okta-access";
export type {
  OktaAccessArgs,
  OktaAccessAuthorizationServerArgs,
  OktaAccessIdentityProviderArgs,
  OktaAccessLinks,
  OktaAccessLockoutGuardArgs,
  OktaAccessOidcArgs,
  OktaAccessSamlArgs,
  OktaAccessScimArgs,
} from "./okta-access-args";
export { createProviders, type ProvidersArgs } from "./providers";
export { SignInProtocol } from "./sign-in-protocol";
