/** Package name, config namespace and first part of every type token. */
export const PACKAGE_NAME = "okta-cloudflare-access";

/** The type token of one of our components: `okta-cloudflare-access:index:OktaAccess`. */
export function typeToken(className: string): string {
  return `${PACKAGE_NAME}:index:${className}`;
}

/** The logical name at the end of a URN. */
export function logicalName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Okta's name of the catalogue app "SCIM 2.0 Test App (Header Auth)", which Cloudflare's guide names for SCIM. */
export const SCIM_CATALOGUE_APP = "scim2headerauth";

/** Okta's longest application label, in characters. */
export const MAX_APP_LABEL_LENGTH = 100;

/** Okta's longest group name, in characters. */
export const MAX_GROUP_NAME_LENGTH = 255;

/** Okta's longest group description, in characters. */
export const MAX_GROUP_DESCRIPTION_LENGTH = 1_024;

/** The longest name of an authorization server that we take, in characters: Okta does not say. */
export const MAX_AUTHORIZATION_SERVER_NAME_LENGTH = 100;

/** Okta's longest login, in characters. */
export const MAX_LOGIN_LENGTH = 100;

/** Keys of a person's own choosing end in resource names, so they are plain and short. */
export const KEY_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;

/** Cloudflare's account id: 32 hexadecimal digits. */
export const ACCOUNT_ID_PATTERN = /^[0-9a-f]{32}$/;

/** A team domain: the team's name under `cloudflareaccess.com`. */
export const TEAM_DOMAIN_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.cloudflareaccess\.com$/;

/** A team name: one DNS label. */
export const TEAM_NAME_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The full team domain of a team name; a full team domain is returned as it is. */
export function teamDomainOf(team: string): string {
  return team.includes(".") ? team : `${team}.cloudflareaccess.com`;
}

/**
 * Where Okta sends people back to after sign-in: the redirect URI of the OIDC app.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/okta/
 */
export function redirectUriOf(teamDomain: string): string {
  return `https://${teamDomain}/cdn-cgi/access/callback`;
}
