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
