import type { SignOnMode } from "./entities";

/** One integration of Okta's catalogue, as far as its answers were recorded. */
export interface CatalogueEntry {
  /** Its name in the API; compared without case, answered like this. */
  readonly name: string;
  /** Words for a person: the name in the console. */
  readonly title: string;
  readonly signOnModes: readonly SignOnMode[];
  /** Settings of its own and whether they must be given; answered as null when they are not. */
  readonly settings: Readonly<Record<string, "required" | "optional">>;
  /** Sign-on overrides that it answers, null when empty. Only for SAML. */
  readonly overrides: readonly string[];
  /** Name of its link on the dashboard, and the last part of that link. */
  readonly appLink: { readonly name: string; readonly id: string };
  /** `scim`: provisioning with a connection. `push`: takes group pushes without one (recorded for deelhr). */
  readonly provisioning: "scim" | "push" | "none";
  /** Where its help is: a page outside, or set-up instructions of Okta's own. */
  readonly help: "external-doc" | "instructions" | "none";
}

const SAML_OVERRIDES = ["ssoAcsUrlOverride", "audienceOverride", "recipientOverride", "destinationOverride"];

function entry(
  name: string,
  title: string,
  signOnMode: SignOnMode,
  differences: Partial<CatalogueEntry> = {},
): CatalogueEntry {
  return {
    name,
    title,
    signOnModes: [signOnMode],
    settings: {},
    overrides: SAML_OVERRIDES,
    appLink: { name: `${name}_link`, id: "aln177a159h7Zf52X0g8" },
    provisioning: "none",
    help: signOnMode === "OPENID_CONNECT" ? "external-doc" : "instructions",
    ...differences,
  };
}

const LOGIN = "login";

const CATALOGUE: readonly CatalogueEntry[] = [
  entry("scim2headerauth", "SCIM 2.0 Test App (Header Auth)", "SAML_2_0", {
    provisioning: "scim",
    // Not recorded for this app: its sibling "SCIM 2.0 Test App (OAuth Bearer Token)" answers these in public code.
    settings: { acsUrl: "optional", audienceUri: "optional", swaLoginUrl: "optional" },
    appLink: { name: "scim2headerauth_login", id: "aln1ga9tgr0o08c7x1d8" },
  }),
  entry("okta_org2org", "Okta Org2Org", "SAML_2_0", { provisioning: "scim", settings: { baseUrl: "required" } }),
  entry("zscalerbyz", "Zscaler 2.0", "SAML_2_0", { provisioning: "scim", settings: { siteDomain: "optional" } }),
  entry("pagerduty", "PagerDuty", "SAML_2_0", {
    settings: { adminUserId: "optional", baseUrl: "required", subdomain: "required" },
    appLink: { name: LOGIN, id: "3107" },
    help: "external-doc",
  }),
  entry("sharepoint_onpremise", "SharePoint (On-Premise)", "SAML_1_1", {
    settings: { groupFilter: "optional", siteURL: "required", attributeStatements: "optional" },
    overrides: ["ssoAcsUrlOverride", "audienceOverride", "recipientOverride"],
    appLink: { name: LOGIN, id: "3601" },
  }),
  entry("strongdm", "StrongDM", "OPENID_CONNECT", { settings: { base_url: "optional" } }),
  entry("deel", "Deel", "OPENID_CONNECT"),
  entry("applauz", "Applauz", "OPENID_CONNECT"),
  entry("deelhr", "Deel HR", "AUTO_LOGIN", { provisioning: "push", help: "none" }),
  entry("bookmark", "Bookmark App", "BOOKMARK", {
    settings: { requestIntegration: "optional", url: "required" },
    appLink: { name: LOGIN, id: "2557" },
    help: "none",
  }),
];

/** The catalogue entry with this name, whatever its case. */
export function catalogueEntry(name: string): CatalogueEntry | undefined {
  return CATALOGUE.find((candidate) => candidate.name === name.toLowerCase());
}
