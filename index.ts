import { createProviders, OktaAccess } from "./components";
import { loadConfig, oktaAccessArgs, providersArgs } from "./config";
import { silenceDebugLog } from "./lib/debug-log";

silenceDebugLog();
const config = loadConfig();
const access = new OktaAccess("access", oktaAccessArgs(config), { providers: createProviders(providersArgs(config)) });

/** Id of the identity provider in Cloudflare, for Access policies and applications. */
export const identityProviderId = access.identityProviderId;
/** Okta app id of the OIDC app. Absent with SAML. */
export const oidcAppId = access.oidcAppId;
/** OAuth 2.0 client id of the OIDC app. Absent with SAML. */
export const clientId = access.clientId;
/** OAuth 2.0 client secret of the OIDC app. Absent with SAML. A secret: `pulumi stack output clientSecret --show-secrets`. */
export const clientSecret = access.clientSecret;
/** Where Okta sends people back to after sign-in. Absent with SAML. */
export const redirectUri = access.redirectUri;
/** Okta app id of the SAML app. Absent with OpenID Connect. */
export const samlAppId = access.samlAppId;
/** "Identity Provider Single Sign-On URL": where Cloudflare sends people to. Absent with OpenID Connect. */
export const ssoUrl = access.ssoUrl;
/** "Identity Provider Issuer". Absent with OpenID Connect. */
export const issuer = access.issuer;
/** "X.509 Certificate" with which Okta signs. Absent with OpenID Connect. */
export const certificate = access.certificate;
/** Okta app id of the SCIM app. */
export const scimAppId = access.scimAppId;
/** "SCIM Endpoint": what Okta calls "Base URL". */
export const scimBaseUrl = access.scimBaseUrl;
/** "SCIM Secret": what Okta calls "API Token". A secret: `pulumi stack output scimSecret --show-secrets`. */
export const scimSecret = access.scimSecret;
/** "Application Audience (AUD) Tag" of each Access application, by key of the settings. */
export const applicationAudiences = access.applicationAudiences;
/** Okta group id by key of the settings. */
export const groupIds = access.groupIds;
/** The pages that a person needs next. */
export const links = access.links;
/** What a person has to do before provisioning works, in order; empty when there is nothing. */
export const nextSteps = access.nextSteps;
