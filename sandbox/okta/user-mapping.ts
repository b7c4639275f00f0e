import type { App, JsonObject, User } from "./entities";

/** The name of a user in an app, from the app's username template. Templates that are expressions of more than one attribute are answered with the login. */
export function userNameFor(app: App, user: User): string {
  const template = (app.credentials.userNameTemplate as JsonObject | undefined)?.template;
  const attribute =
    typeof template === "string" ? /^(?:\$\{)?(?:source|user)\.(\w+)\}?$/.exec(template)?.[1] : undefined;
  const value = attribute === undefined ? undefined : user.profile[attribute];
  return typeof value === "string" ? value : String(user.profile.login);
}

/** The profile of a user in an app: all claims of the OIDC profile, nulls included, for OIDC apps; empty for others. */
export function appUserProfile(app: App, user: User): JsonObject {
  if (app.signOnMode !== "OPENID_CONNECT") {
    return {};
  }
  const profile = user.profile;
  return {
    street_address: profile.streetAddress ?? null,
    country: profile.countryCode ?? null,
    website: profile.profileUrl ?? null,
    zoneinfo: profile.timezone ?? "America/Los_Angeles",
    birthdate: null,
    gender: null,
    formatted: profile.postalAddress ?? null,
    profile: null,
    locality: profile.city ?? null,
    given_name: profile.firstName ?? null,
    middle_name: profile.middleName ?? null,
    locale: profile.locale ?? "en_US",
    picture: null,
    name: profile.displayName ?? `${profile.firstName} ${profile.lastName}`,
    nickname: profile.nickName ?? null,
    phone_number: profile.primaryPhone ?? null,
    region: profile.state ?? null,
    postal_code: profile.zipCode ?? null,
    family_name: profile.lastName ?? null,
    email: profile.email ?? null,
  };
}
