/** Types of login methods that are companies' own directories, with accounts that come and go. */
const DIRECTORIES: readonly unknown[] = ["okta", "saml", "oidc", "azureAD"];

/** Whether a type of login method is a company's directory, and not a one-time PIN or a social network. */
export function isDirectory(type: unknown): boolean {
  return DIRECTORIES.includes(type);
}
