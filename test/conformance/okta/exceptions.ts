import type { Tolerance } from "../../support/compare-exchange";

/** How many exchanges there are and how many of them are replayed: pinned, so that a loss is seen. */
export const REPLAYED = { recorded: 363, replayed: 299 };

const NOT_SERVED = "The sandbox does not serve this endpoint.";
const OTHER_POLICY = "Another kind of policy than app sign-in policies; the program and the plugin do not use it.";

/** Exchanges that are not replayed, by file and index, with the reason. */
export const NOT_REPLAYED: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  "access-policies": {
    0: "The recorded organization has more policies; a unit test checks what the list must hold.",
    1: OTHER_POLICY,
    2: OTHER_POLICY,
    3: OTHER_POLICY,
    6: OTHER_POLICY,
    10: OTHER_POLICY,
    13: OTHER_POLICY,
    15: OTHER_POLICY,
    18: OTHER_POLICY,
    19: OTHER_POLICY,
    20: OTHER_POLICY,
    22: OTHER_POLICY,
    23: OTHER_POLICY,
    26: OTHER_POLICY,
    27: OTHER_POLICY,
    30: OTHER_POLICY,
  },
  "apps-list": {
    1: "Lists Okta's own apps, which the sandbox does not have.",
    2: "Lists Okta's own apps, which the sandbox does not have.",
  },
  "apps-oidc": {
    8: "The recorded organization was full; the sandbox has no limit of instances.",
    33: NOT_SERVED,
    34: NOT_SERVED,
    35: NOT_SERVED,
    36: NOT_SERVED,
  },
  "apps-saml": {
    20: "An accident inside Okta.",
  },
  "authorization-server-claims": {
    1: "Of 2020: other order. Number 0 is replayed.",
  },
  "authorization-server-scopes": {
    1: "Of 2020: other order and no device_sso. Number 0 is replayed.",
  },
  "authorization-servers": {
    1: "Of 2020: only a next link, for more servers than it shows.",
    20: NOT_SERVED,
  },
  errors: {
    3: NOT_SERVED,
    4: "The recorded organization was full; the sandbox has no limit of instances.",
    6: NOT_SERVED,
    8: NOT_SERVED,
    10: NOT_SERVED,
    11: NOT_SERVED,
    12: NOT_SERVED,
    13: NOT_SERVED,
    15: NOT_SERVED,
    16: NOT_SERVED,
    17: NOT_SERVED,
    18: NOT_SERVED,
    28: NOT_SERVED,
    29: NOT_SERVED,
    30: NOT_SERVED,
    31: NOT_SERVED,
    33: "An accident inside Okta.",
    34: NOT_SERVED,
    35: NOT_SERVED,
    36: NOT_SERVED,
    40: NOT_SERVED,
    41: NOT_SERVED,
    42: "A kind of app that the sandbox does not have.",
    44: NOT_SERVED,
    49: NOT_SERVED,
    51: NOT_SERVED,
    52: NOT_SERVED,
    53: NOT_SERVED,
    54: NOT_SERVED,
    55: NOT_SERVED,
  },
  org: {
    1: "A Classic organization; the sandbox is an Identity Engine one.",
    3: NOT_SERVED,
  },
  users: {
    6: "Answered by something in front of Okta, not by Okta.",
    23: "Of 2020; since 2025 the answer is 200 and {} (number 22).",
    34: "Role ids that cannot be arranged; a unit test checks roles.",
  },
  "users-search": {
    3: "Scrubbing took the addresses that the search is for.",
  },
};

const NEWER = "Newer organizations answer it, the recorded one was older; the sandbox is a new one.";
const ORG = "Differs from organization to organization.";

/** Differences that are no mistake. */
export const TOLERANCES: readonly Tolerance[] = [
  { path: /\.credentials\.emails$/, kind: "extra", reason: NEWER },
  { path: /\.(realmId|orn|emOptInStatus|universalLogout)$/, kind: "extra", reason: NEWER },
  {
    path: /\.(resetFactors|forgotPassword|owners|resourceServerCredentialsKeys|mappings)$/,
    kind: "extra",
    reason: NEWER,
  },
  {
    path: /\.(profileEnrollment|policies|accessPolicy)$/,
    kind: "extra",
    reason: "Classic organizations have no app policies.",
  },
  { path: /\.(apiResourceId|displayName|consent|optional|default|participate_slo)$/, kind: "extra", reason: NEWER },
  { path: /^body\.conditions\.riskScore$/, kind: "extra", reason: "Answered where the organization has risk scoring." },
  { path: /\.universalLogout$/, kind: "value", reason: "Answered where the organization has Universal Logout." },
  { path: /^body\.(cell|settings\.(itpEnabled|op4wEnabled|omEnabled|pssoEnabled|desktopMFAEnabled))$/, reason: ORG },
  { path: /^body\.(subdomain|_links\.logo\.href)$/, reason: ORG },
  {
    path: /\.(activated|statusChanged|lastLogin|passwordChanged)$/,
    kind: "value",
    reason: "Depends on what happened to that person.",
  },
];
