import { createProviders, OktaAccess } from "./components";
import { loadConfig, oktaAccessArgs, providersArgs } from "./config";
import { silenceConsequences, silenceDebugLog } from "./lib/debug-log";

silenceDebugLog();
silenceConsequences();
const config = loadConfig();
const access = new OktaAccess("access", oktaAccessArgs(config), { providers: createProviders(providersArgs(config)) });

/** The outputs of a stack. Those that a stack does not have are undefined. */
const outputs: Record<string, unknown> = {
  /** Id of the identity provider in Cloudflare, for Access policies and applications. */
  identityProviderId: access.identityProviderId,
  /** Okta app id of the OIDC app. Absent with SAML. */
  oidcAppId: access.oidcAppId,
  /** OAuth 2.0 client id of the OIDC app. Absent with SAML. */
  clientId: access.clientId,
  /** OAuth 2.0 client secret of the OIDC app. Absent with SAML. A secret: `pulumi stack output clientSecret --show-secrets`. */
  clientSecret: access.clientSecret,
  /** Where Okta sends people back to after sign-in. Absent with SAML. */
  redirectUri: access.redirectUri,
  /** Okta app id of the SAML app. Absent with OpenID Connect. */
  samlAppId: access.samlAppId,
  /** "Identity Provider Single Sign-On URL": where Cloudflare sends people to. Absent with OpenID Connect. */
  ssoUrl: access.ssoUrl,
  /** "Identity Provider Issuer". Absent with OpenID Connect. */
  issuer: access.issuer,
  /** "X.509 Certificate" with which Okta signs. Absent with OpenID Connect. */
  certificate: access.certificate,
  /** Okta app id of the SCIM app. */
  scimAppId: access.scimAppId,
  /** "SCIM Endpoint": what Okta calls "Base URL". */
  scimBaseUrl: access.scimBaseUrl,
  /** "SCIM Secret": what Okta calls "API Token". A secret: `pulumi stack output scimSecret --show-secrets`. */
  scimSecret: access.scimSecret,
  /** "Application Audience (AUD) Tag" of each Access application, by key of the settings. */
  applicationAudiences: access.applicationAudiences,
  /** Okta group id by key of the settings. */
  groupIds: access.groupIds,
  /** The pages that a person needs next. */
  links: access.links,
  /** What a person has to do before provisioning works, in order; empty when there is nothing. */
  nextSteps: access.nextSteps,
};

// The SDK warns of every output that is undefined, on every run.
export = Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
