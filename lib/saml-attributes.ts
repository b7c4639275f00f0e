/** The SAML attribute with a person's e-mail address, by which Cloudflare knows them. */
export const EMAIL_ATTRIBUTE = "email";

/**
 * The SAML attribute with a person's groups. Cloudflare takes only this name (in whatever case) for groups; any other is
 * an attribute like the rest.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/generic-saml/#idp-groups
 */
export const DEFAULT_GROUPS_ATTRIBUTE = "groups";

/** Whether a SAML attribute has a meaning of its own, so that nobody may give it another. */
export function isReservedSamlAttribute(name: string): boolean {
  return [EMAIL_ATTRIBUTE, DEFAULT_GROUPS_ATTRIBUTE].includes(name.toLowerCase());
}

/** The SAML attributes that Cloudflare is told of: e-mail, groups, then the others in the order of their names. */
export function samlAttributeNames(groupsAttribute: string, others: readonly string[]): string[] {
  return [EMAIL_ATTRIBUTE, groupsAttribute, ...[...others].sort()];
}
