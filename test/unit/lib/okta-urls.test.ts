import { describe, expect, it } from "vitest";
import {
  cloudflareLoginMethodsPage,
  isCustomDomain,
  oktaAdminUrl,
  oktaAppPage,
  oktaOrgUrl,
} from "../../../lib/okta-urls";

describe("addresses of an Okta organization", () => {
  it.each([
    ["acme", "okta.com", "https://acme.okta.com", "https://acme-admin.okta.com"],
    ["acme", "oktapreview.com", "https://acme.oktapreview.com", "https://acme-admin.oktapreview.com"],
    ["acme", "okta-emea.com", "https://acme.okta-emea.com", "https://acme-admin.okta-emea.com"],
    ["agency", "okta-gov.com", "https://agency.okta-gov.com", "https://agency-admin.okta-gov.com"],
    ["agency", "okta.mil", "https://agency.okta.mil", "https://agency-admin.okta.mil"],
    ["login", "acme.com", "https://login.acme.com", undefined],
    ["login", "notokta.com", "https://login.notokta.com", undefined],
    ["acme", "okta.com.evil.example", "https://acme.okta.com.evil.example", undefined],
  ])("%s under %s", (orgName, baseUrl, orgUrl, adminUrl) => {
    expect(oktaOrgUrl(orgName, baseUrl)).toBe(orgUrl);
    expect(oktaAdminUrl(orgUrl)).toBe(adminUrl);
    expect(isCustomDomain(orgUrl)).toBe(adminUrl === undefined);
  });

  it("does not take the domain itself for an organization", () => {
    expect(isCustomDomain("https://okta.com")).toBe(true);
  });
});

describe("pages that a person needs", () => {
  it.each([
    ["assignments", "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1/#tab-assignments"],
    ["general", "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1/#tab-general"],
    ["group-push", "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1/#tab-group-push"],
    [
      "user-management/api-credentials",
      "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1/#tab-user-management/api-credentials",
    ],
  ] as const)("the %s tab of an app", (tab, address) => {
    expect(oktaAppPage("https://acme-admin.okta.com", "oidc_client", "0oa1", tab)).toBe(address);
  });

  it("the login methods of an account", () => {
    expect(cloudflareLoginMethodsPage("f037e56e89293a057740de681ac9abbe")).toBe(
      "https://one.dash.cloudflare.com/f037e56e89293a057740de681ac9abbe/integrations/identity-providers",
    );
  });
});
