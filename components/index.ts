export {
  CloudflareIdentityProvider,
  type CloudflareIdentityProviderArgs,
} from "./cloudflare/cloudflare-identity-provider";
export {
  CloudflareSamlIdentityProvider,
  type CloudflareSamlIdentityProviderArgs,
} from "./cloudflare/cloudflare-saml-identity-provider";
export { type IdentityProviderScimArgs, IdentityUpdateBehavior } from "./cloudflare/identity-provider-scim";
export { type OktaGroupRule, type OktaGroupSource, oktaGroupRule } from "./cloudflare/okta-group-rule";
export type { AppUserArgs } from "./okta/assignments";
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
  OktaAccessIdentityProviderArgs,
  OktaAccessLinks,
  OktaAccessOidcArgs,
  OktaAccessSamlArgs,
  OktaAccessScimArgs,
} from "./okta-access-args";
export { createProviders, type ProvidersArgs } from "./providers";
export { SignInProtocol } from "./sign-in-protocol";
