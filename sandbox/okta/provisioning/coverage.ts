import type { CoverageStatus } from "../coverage";

/** Something that Okta's provisioning does. */
export interface ProvisioningCoverage {
  /** In the words of Okta's console. */
  readonly what: string;
  readonly status: CoverageStatus;
  /** The SCIM requests by which it is done, ids left out. Compared with what is sent by a test. */
  readonly requests: readonly string[];
  /** What is different from the real one, or why it is missing. */
  readonly note: string;
}

/** What Okta's provisioning does for an app with SCIM 2.0 and Header Auth, and how far it is emulated. */
export const PROVISIONING_COVERAGE: readonly ProvisioningCoverage[] = [
  {
    what: "Test API Credentials",
    status: "supported",
    requests: ["GET /Users?startIndex=1&count=1"],
    note: "",
  },
  {
    what: "Create Users",
    status: "partial",
    requests: ["GET /Users?filter=userName eq", "POST /Users", "PUT /Users/{id}"],
    note: "the mappings that the app comes with; they cannot be edited",
  },
  {
    what: "Update User Attributes",
    status: "partial",
    requests: ["GET /Users/{id}", "PUT /Users/{id}"],
    note: "the mappings that the app comes with; they cannot be edited",
  },
  { what: "Deactivate Users", status: "supported", requests: ["PATCH /Users/{id}"], note: "" },
  { what: "Sync Password", status: "missing", requests: [], note: "Cloudflare keeps no passwords" },
  {
    what: "Push Groups, by name or linked",
    status: "supported",
    requests: ["GET /Groups?filter=displayName eq", "POST /Groups", "PATCH /Groups/{id}"],
    note: "",
  },
  {
    what: "Unlink Pushed Group, with deletion",
    status: "supported",
    requests: ["DELETE /Groups/{id}"],
    note: "without deletion nothing is sent",
  },
  { what: "Push Groups by rule", status: "missing", requests: [], note: "there are no rules" },
  { what: "Import Users and Groups", status: "missing", requests: [], note: "Cloudflare's guide leaves it off" },
  {
    what: "View Logs, Tasks, Retry",
    status: "supported",
    requests: [],
    note: "on the pages of the app; also in /api/v1/logs",
  },
];
