import type { Report } from "../../verify";

/** A report of a verification that found nothing, to be filled. */
export const EMPTY_REPORT: Report = {
  stack: "prod",
  at: "2026-11-24T12:00:00.000Z",
  since: "2026-11-24T11:00:00.000Z",
  oktaOrgUrl: "https://acme.okta.com",
  accountId: "f037e56e89293a057740de681ac9abbe",
  teamDomain: "acme.cloudflareaccess.com",
  verdict: "fail",
  calls: 1,
  findings: [],
  pointless: [],
};
