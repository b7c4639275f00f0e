/** Domains under which Okta serves organizations; any other is a custom domain of the customer. */
const OKTA_DOMAINS = ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil", "trexcloud.com"];

/** The address of an organization: `https://acme.okta.com`. */
export function oktaOrgUrl(orgName: string, baseUrl: string): string {
  return `https://${orgName}.${baseUrl}`;
}

/**
 * Whether an organization's address is a custom domain.
 *
 * @see https://developer.okta.com/docs/guides/custom-url-domain/main/
 */
export function isCustomDomain(orgUrl: string): boolean {
  const host = new URL(orgUrl).hostname;
  return !OKTA_DOMAINS.some((domain) => host.endsWith(`.${domain}`));
}

/**
 * The address of an organization's Admin Console: `https://acme-admin.okta.com`. Undefined for a custom domain, from
 * which the organization's name cannot be told.
 */
export function oktaAdminUrl(orgUrl: string): string | undefined {
  if (isCustomDomain(orgUrl)) {
    return undefined;
  }
  const [orgName, ...domain] = new URL(orgUrl).hostname.split(".");
  return `https://${orgName}-admin.${domain.join(".")}`;
}

/** A tab of an app's page in the Admin Console. */
export type OktaAppTab = "general" | "assignments" | "group-push" | "user-management/api-credentials";

/** The address of one tab of one app in the Admin Console. */
export function oktaAppPage(adminUrl: string, appName: string, appId: string, tab: OktaAppTab): string {
  return `${adminUrl}/admin/app/${appName}/instance/${appId}/#tab-${tab}`;
}

/** The address of the login methods in the Cloudflare Zero Trust dashboard. */
export function cloudflareLoginMethodsPage(accountId: string): string {
  return `https://one.dash.cloudflare.com/${accountId}/integrations/identity-providers`;
}
