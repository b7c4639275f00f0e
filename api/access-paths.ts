/** Path of what an account has in Access. */
export function accessPath(accountId: string): string {
  return `/accounts/${encodeURIComponent(accountId)}/access`;
}

/** Path of an account's login methods. */
export function identityProvidersPath(accountId: string): string {
  return `${accessPath(accountId)}/identity_providers`;
}

/** Path of one login method. */
export function identityProviderPath(accountId: string, id: string): string {
  return `${identityProvidersPath(accountId)}/${encodeURIComponent(id)}`;
}
