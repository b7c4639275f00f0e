import type { AuthorizationServer, Claim, Scope } from "./entities";
import type { OktaStore } from "./store";

const PROFILE_DESCRIPTION =
  "The exact data varies based on what profile information you have provided, such as: name, time zone, picture, or birthday.";
const ADDRESS_DESCRIPTION =
  "This allows the app to view your address, such as: street address, city, state, and zip code.";
const DEVICE_DESCRIPTION = "This allows you to single sign on between native client applications on your device.";

/** Name, display name, description of the scopes that every authorization server has. */
const SYSTEM_SCOPES: readonly (readonly [string, string, string])[] = [
  ["openid", "openid", "Signals that a request is an OpenID request."],
  ["profile", "View your profile information.", PROFILE_DESCRIPTION],
  ["email", "View your email address.", "This allows the app to view your email address."],
  ["address", "View your address.", ADDRESS_DESCRIPTION],
  ["phone", "View your phone number.", "This allows the app to view your phone number."],
  [
    "offline_access",
    "Keep you signed in to the app.",
    "This keeps you signed in to the app, even when you are not using it.",
  ],
  ["device_sso", "Request device secret.", DEVICE_DESCRIPTION],
];

/** Scopes with which people manage their own account; only the default server has them (recorded). */
const ACCOUNT_SCOPES: readonly (readonly [string, string, string])[] = [
  [
    "okta.myAccount.appAuthenticator.maintenance.manage",
    "Manage non-sensitive attributes of my account app authenticator enrollment",
    "Allows the end user to manage non-sensitive attributes of their app authenticator enrollment.",
  ],
  [
    "okta.myAccount.appAuthenticator.maintenance.read",
    "Read non-sensitive attributes of my account app authenticator enrollment",
    "Allows the end user to read non-sensitive attributes of their app authenticator enrollment.",
  ],
  [
    "okta.myAccount.appAuthenticator.manage",
    "Manage my account app authenticator enrollment",
    "Allows the end user to manage their app authenticator enrollment.",
  ],
  [
    "okta.myAccount.appAuthenticator.read",
    "Read my account app authenticator enrollment",
    "Allows the end user to read their app authenticator enrollment.",
  ],
  [
    "okta.myAccount.authenticators.manage",
    "Manage my account authenticator enrollments",
    "Allows the end user to manage their account authenticator enrollments.",
  ],
  [
    "okta.myAccount.authenticators.read",
    "Read my account authenticator enrollments",
    "Allows the end user to read their account authenticator enrollments.",
  ],
  [
    "okta.myAccount.customAuthenticator.manage",
    "Manage my account custom authenticator",
    "Allows the end user to manage their custom authenticators.",
  ],
  [
    "okta.myAccount.customAuthenticator.read",
    "Read my account custom authenticator",
    "Allows the end user to read their custom authenticators.",
  ],
  ["okta.myAccount.email.manage", "Manage my account email ", "Allows the end user to manage their email addresses."],
  ["okta.myAccount.email.read", "Read my account email", "Allows the end user to read their email addresses."],
  [
    "okta.myAccount.manage",
    "Manage my account",
    "Allows the end user to manage their account profile, email addresses, and phone numbers.",
  ],
  [
    "okta.myAccount.oktaApplications.read",
    "Read my Okta applications",
    "Allows the end user to read their Okta applications information.",
  ],
  [
    "okta.myAccount.organization.read",
    "Read my account org details",
    "Allows the end user to read their account org details information.",
  ],
  [
    "okta.myAccount.password.manage",
    "Manage my account password",
    "Allows the end user to manage their account password.",
  ],
  [
    "okta.myAccount.password.read",
    "Read my account password enrollment",
    "Allows the end user to read their account password enrollment.",
  ],
  [
    "okta.myAccount.phone.manage",
    "Manage my account phone number",
    "Allows the end user to manage their phone numbers.",
  ],
  ["okta.myAccount.phone.read", "Read my account phone number", "Allows the end user to read their phone numbers."],
  [
    "okta.myAccount.profile.manage",
    "Manage my account profile",
    "Allows the end user to manage their account profile.",
  ],
  ["okta.myAccount.profile.read", "Read my account profile", "Allows the end user to read their account profile."],
  [
    "okta.myAccount.read",
    "Read my account",
    "Allows the end user to read their account profile, email addresses, and phone numbers.",
  ],
];

/** Name and scope of the claims of the ID token that every authorization server has, in the recorded order. */
const SYSTEM_CLAIMS: readonly (readonly [string, string])[] = [
  ["middle_name", "profile"],
  ["zoneinfo", "profile"],
  ["website", "profile"],
  ["updated_at", "profile"],
  ["profile", "profile"],
  ["preferred_username", "profile"],
  ["picture", "profile"],
  ["phone_number", "phone"],
  ["nickname", "profile"],
  ["name", "profile"],
  ["sub", ""],
  ["locale", "profile"],
  ["given_name", "profile"],
  ["gender", "profile"],
  ["family_name", "profile"],
  ["email_verified", "email"],
  ["email", "email"],
  ["birthdate", "profile"],
  ["address", "address"],
];

const ALWAYS_INCLUDED = ["preferred_username", "name", "sub", "email"];

/** Gives a new authorization server the scopes and claims that Okta gives each. */
export function addServerDefaults(store: OktaStore, server: AuthorizationServer): void {
  for (const [name, displayName, description] of server.default ? ACCOUNT_SCOPES : []) {
    store.scopes.put({ ...systemScope(store, server, name, displayName, description), system: false });
  }
  for (const [name, displayName, description] of SYSTEM_SCOPES) {
    store.scopes.put(systemScope(store, server, name, displayName, description));
  }
  for (const [name, scope] of SYSTEM_CLAIMS) {
    store.claims.put(systemClaim(store, server, name, scope));
  }
}

function systemScope(
  store: OktaStore,
  server: AuthorizationServer,
  name: string,
  displayName: string,
  description: string,
): Scope {
  return {
    id: store.newId("scp"),
    serverId: server.id,
    name,
    displayName,
    description,
    system: true,
    metadataPublish: "ALL_CLIENTS",
    consent: "IMPLICIT",
    optional: false,
    default: false,
  };
}

function systemClaim(store: OktaStore, server: AuthorizationServer, name: string, scope: string): Claim {
  const subject = name === "sub";
  return {
    id: store.newId("ocl"),
    serverId: server.id,
    name,
    status: "ACTIVE",
    claimType: subject ? "RESOURCE" : "IDENTITY",
    valueType: subject ? "EXPRESSION" : "SYSTEM",
    value: subject ? "(appuser != null) ? appuser.userName : app.clientId" : null,
    scopes: subject ? [] : [scope],
    system: true,
    alwaysIncludeInToken: ALWAYS_INCLUDED.includes(name),
    groupFilterType: null,
  };
}
