export {
  CloudflareIdentityProvider,
  type CloudflareIdentityProviderArgs,
  type IdentityProviderScimArgs,
  IdentityUpdateBehavior,
} from "./cloudflare/cloudflare-identity-provider";
export type { AppUserArgs } from "./okta/assignments";
export {
  type ExistingOktaGroupArgs,
  type NewOktaGroupArgs,
  type OktaGroupArgs,
  OktaGroups,
  type OktaGroupsArgs,
} from "./okta/okta-groups";
export { type GroupsClaimArgs, OidcIssuerMode, OktaOidcApp, type OktaOidcAppArgs } from "./okta/okta-oidc-app";
export { ApplicationUsernameFormat, OktaScimApp, type OktaScimAppArgs, ScimConnection } from "./okta/okta-scim-app";
export { OktaAccess } from "./okta-access";
export type {
  OktaAccessArgs,
  OktaAccessIdentityProviderArgs,
  OktaAccessLinks,
  OktaAccessOidcArgs,
  OktaAccessScimArgs,
} from "./okta-access-args";
export { createProviders, type ProvidersArgs } from "./providers";
